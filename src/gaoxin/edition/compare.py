"""Two editions side by side: what was added, removed or changed, by path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gaoxin.edition.describe import plain
from gaoxin.edition.schema import Edition
from gaoxin.formula import FormulaFault, parse

_OWN = {"schema_version", "edition", "digest", "examples"}
"""What says nothing about the system of indicators: the edition's own name, and its cases."""

_FORMULAS = {"formula", "value", "when", "share", "rule", "where"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: where it stands, what was there before and what is there now.

    ``path`` is written as ``--set`` takes it: ``indicators/1.2/weight``. A thing that came or went as a whole
    (an indicator, a target, a reading) stands there once, by its label.
    """

    path: str
    old: str
    new: str
    kind: Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class _Stated:
    text: str
    whole: bool
    """Whether it is a thing with parts; its text is its label then, and its parts say what changed."""


def compare(old: Edition, new: Edition) -> list[Difference]:
    """Return every difference between two editions, first in the order of the older one, then what is new.

    Indicators are matched by code at any depth, dimensions and checks by id, targets and objectives by park
    type and number, fields and variables by name. Numbers and formulas are compared by meaning, not spelling.
    """
    before, after = _flat(old), _flat(new)
    found = []
    for path, one in before.items():
        if path not in after:
            if not _inside(path, before, after):
                found.append(Difference(path, one.text, "", "removed"))
        elif not _same(path, one, after[path]):
            found.append(Difference(path, one.text, after[path].text, "changed"))
    fresh = [path for path in after if path not in before and not _inside(path, after, before)]
    return found + [Difference(path, "", after[path].text, "added") for path in fresh]


def _inside(path: str, own: Mapping[str, _Stated], other: Mapping[str, _Stated]) -> bool:
    """Whether the path belongs to a thing that is absent from the other edition as a whole."""
    words = path.split("/")
    above = ("/".join(words[:size]) for size in range(1, len(words)))
    return any(thing in own and thing not in other for thing in above)


def _same(path: str, one: _Stated, other: _Stated) -> bool:
    if one.whole and other.whole:
        return True
    if path.rpartition("/")[2] not in _FORMULAS:
        return one.text == other.text
    try:
        return one.text == other.text or parse(one.text) == parse(other.text)
    except FormulaFault:
        return False


def _flat(edition: Edition) -> dict[str, _Stated]:
    stated = {key: value for key, value in plain(edition).items() if key not in _OWN}
    return dict(_walk(stated, ""))


def _walk(value: Any, path: str) -> Iterator[tuple[str, _Stated]]:
    if isinstance(value, dict):
        if path:
            yield path, _Stated(_label(value), whole=True)
        for key, part in value.items():
            yield from _walk(part, key if key in _DEEP and _things(part) else f"{path}/{key}".lstrip("/"))
        if "id" in value and "indicators" in value:
            for one in value["indicators"]:
                yield f"indicators/{one['code']}/dimension", _Stated(value["id"], whole=False)
    elif _things(value):
        for at, part in enumerate(value, 1):
            yield from _walk(part, f"{path}/{_identity(part, at)}")
    else:
        yield path, _Stated(_text(value), whole=False)


_DEEP = ("indicators", "dimensions")
"""Found by their own code, however deep they stand."""


def _things(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(part, dict) for part in value)


def _label(thing: dict[str, Any]) -> str:
    return str(next((thing[key] for key in ("label", "formula", "message") if thing.get(key)), ""))


def _identity(part: dict[str, Any], at: int) -> str:
    if {"park_type", "no"} <= part.keys():
        return f"{part['park_type']}/{part['no']}"
    return str(next((part[key] for key in ("code", "id", "clause") if part.get(key)), at))


def _text(value: Any) -> str:
    return "" if value is None else "、".join(map(str, value)) if isinstance(value, list) else str(value)
