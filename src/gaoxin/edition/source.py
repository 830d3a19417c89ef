"""YAML read as text, with the place of every value: double keys are refused, nothing is guessed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gaoxin.terms import Fault, Text, Unusable

Path_ = tuple[str | int, ...]
Raw = dict[str, Any]
"""Nested mappings and lists whose scalars are all text."""


@dataclass
class Source:
    """What the files of an edition say, and where each value stands."""

    raw: Raw = field(default_factory=dict)
    places: dict[Path_, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: Path_) -> str:
        """Return file:line of a value, or of the nearest thing around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, "edition")


def read(files: list[Path]) -> Source:
    """Read the files as parts of one mapping; Unusable when one cannot be read as YAML."""
    source = Source()
    for path in files:
        node = _compose(path)
        if not isinstance(node, yaml.MappingNode):
            raise Unusable(Fault(path.name, Text("不是“键: 值”的 YAML", "is not a YAML mapping")))
        source.places.setdefault((), f"{path.name}:1")
        source.raw |= _mapping(node, (), path.name, source, taken=set(source.raw))
    return source


def _compose(path: Path) -> yaml.Node | None:
    try:
        return yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise Unusable(Fault(str(path), Text("没有这个文件", "no such file"))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(Fault(str(path), Text(f"读不出：{error}", f"cannot be read: {error}"))) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        found = Text(f"不是正确的 YAML：{error.problem}", f"not valid YAML: {error.problem}")
        raise Unusable(Fault(f"{path.name}:{line}", found)) from None
    except yaml.YAMLError as error:
        found = Text(f"不是正确的 YAML：{error}", f"not valid YAML: {error}")
        raise Unusable(Fault(path.name, found)) from None


def _mapping(node: yaml.MappingNode, path: Path_, file: str, source: Source, taken: set[str]) -> Raw:
    found: Raw = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in taken:
            first = source.place((*path, key))
            source.faults.append(
                Fault(
                    f"{file}:{line}",
                    Text(f"键“{key}”已在 {first} 写过", f"the key {key!r} stands at {first} already"),
                    remedy=Text("删去其中一个", "keep one of them"),
                )
            )
            continue
        taken.add(key)
        source.places[(*path, key)] = f"{file}:{line}"
        found[key] = _value(value_node, (*path, key), file, source)
    return found


def _value(node: yaml.Node, path: Path_, file: str, source: Source) -> Any:
    source.places.setdefault(path, f"{file}:{node.start_mark.line + 1}")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, file, source, set())
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), file, source) for index, item in enumerate(node.value)]
    return str(node.value)


def items(raw: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Yield every value of nested mappings and lists with its path."""
    yield path, raw
    pairs = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in pairs:
        yield from items(value, (*path, key))
