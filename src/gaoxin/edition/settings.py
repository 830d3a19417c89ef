"""A scenario: values of an edition set by path, as in ``indicators/1.2/reading=accounting``."""

from copy import deepcopy
from typing import Any

import yaml

from gaoxin.edition.source import Path_, Source, items
from gaoxin.terms import Fault, Text, Unusable, did_you_mean

_IDENTITIES = ("code", "id", "no", "clause")
_METHOD = "/using"
_OF_ANY_METHOD = {"basis", "note", "at_least"}
_TABLES = {
    "indicators": ("dimensions",),
    "dimensions": ("dimensions",),
    "fields": ("enterprise_fields", "zone_fields", "derived_fields"),
}


def set_values(source: Source, settings: dict[str, str]) -> None:
    """Set the values in place, each at ``--set PATH`` from then on; Unusable with every path that fails.

    A stair's method comes first: another one begins with its own defaults, then its options are set.
    """
    source.raw = deepcopy(source.raw)
    ordered = sorted(settings.items(), key=lambda one: not one[0].endswith(_METHOD))
    faults = [fault for path, value in ordered if (fault := _set(source, path, value))]
    if faults:
        raise Unusable(faults)


def _set(source: Source, path: str, value: str) -> Fault | None:
    words = _words(path)
    if len(words) < 2 and path not in source.raw:
        return Fault(f"--set {path}", Text("路径太短", "the path is too short"), _ALLOWED)
    place: Path_ = ()
    node: Any = source.raw
    for depth, word in enumerate(words[:-1]):
        step = _step(source.raw, place, node, word, words[depth + 1 :])
        if isinstance(step, Fault):
            return Fault(f"--set {path}", step.found, _ALLOWED, step.remedy)
        place, node = step
    if not isinstance(node, dict):
        return Fault(
            f"--set {path}", Text(f"“{words[-2]}”不是一组设置", f"{words[-2]!r} holds no settings"), _ALLOWED
        )
    try:
        written = _written(value)
        if path.endswith(_METHOD) and node.get(words[-1]) != written:
            for option in node.keys() - _OF_ANY_METHOD:
                del node[option]
        node[words[-1]] = written
    except yaml.YAMLError:
        found = Text(f"“{value}”读不懂", f"{value!r} cannot be read")
        return Fault(f"--set {path}", found, Text("写成 {键: 值} 或 [值]", "write {key: value} or [value]"))
    for size in range(1, len(place) + 1):
        source.places.setdefault(place[:size], f"--set {path}")
    source.places[(*place, words[-1])] = f"--set {path}"
    return None


def _words(path: str) -> list[str]:
    """Split a path; a target is named by park type and number together: ``targets/innovative/10/reading``."""
    words = [word for word in path.strip("/").split("/") if word]
    numbered = words[:1] in (["targets"], ["objectives"]) and len(words) > 2
    return [words[0], "/".join(words[1:3]), *words[3:]] if numbered else words


def _written(value: str) -> Any:
    """Return the value as the YAML reader would: text, or lists and mappings of text."""
    return yaml.load(value, Loader=yaml.BaseLoader) if value[:1] in ("[", "{") else value  # noqa: S506 - text only


def _step(raw: Any, place: Path_, node: Any, word: str, rest: list[str]) -> tuple[Path_, Any] | Fault:
    if place == () and word in _TABLES and rest:
        return place, _Table(word, raw)
    if isinstance(node, _Table):
        return node.entry(word)
    if isinstance(node, list):
        found = next((index for index, item in enumerate(node) if _identity(item) == word), None)
        known = [_identity(item) for item in node]
        return _nowhere(word, known) if found is None else ((*place, found), node[found])
    short = place == ("method",) or word in ("transform", "standardise")
    if short and isinstance(node, dict) and isinstance(node.get(word), str):
        node[word] = {"using": node[word]}
    if isinstance(node, dict) and word not in node and place in ((), ("method",)):
        if place == () and word not in ("parameters", "method"):
            return _nowhere(word, [*node, *_TABLES])
        node[word] = {}
    if isinstance(node, dict) and word not in node:
        node[word] = {}
    return ((*place, word), node[word]) if isinstance(node, dict) else _nowhere(word, [])


class _Table:
    """Indicators and dimensions are found at any depth, fields in any form."""

    def __init__(self, name: str, raw: Any) -> None:
        self.entries: dict[str, tuple[Path_, Any]] = {}
        for top in _TABLES[name]:
            for path, value in items(raw.get(top, {}), (top,)):
                holder = path[-2] if len(path) >= 2 else ""
                if isinstance(value, dict) and (holder == name if name != "fields" else len(path) == 2):
                    self.entries[str(path[-1]) if name == "fields" else _identity(value)] = (path, value)

    def entry(self, word: str) -> tuple[Path_, Any] | Fault:
        return self.entries.get(word) or _nowhere(word, list(self.entries))


def _identity(item: Any) -> str:
    if isinstance(item, dict) and {"park_type", "no"} <= item.keys():
        return f"{item['park_type']}/{item['no']}"
    return next((str(item[key]) for key in _IDENTITIES if key in item), "") if isinstance(item, dict) else ""


def _nowhere(word: str, known: list[str]) -> Fault:
    return Fault("", Text(f"没有“{word}”", f"there is no {word!r}"), remedy=did_you_mean(word, known))


_ALLOWED = Text(
    "写成 method/treat/using、indicators/1.2/reading、dimensions/1/weight 这样的路径",
    "write a path like method/treat/using, indicators/1.2/reading, dimensions/1/weight",
)
