"""Headers to fields: survey codes in any case, field names, Chinese labels; one column for one field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.edition import Field
from gaoxin.micro.cells import BLANKS, NARROW, WIDE
from gaoxin.returns.ledger import Ledger
from gaoxin.terms import Text

SYNTHETIC = "synthetic"
"""The reserved column of demonstration data."""

PROBLEMS, SUMMARY = "问题与改法", "审核汇总"
"""What ``gaoxin check`` adds to a workbook it gives back, a column and a sheet; reading passes over them."""


@dataclass(frozen=True)
class Header:
    """A header row as understood.

    ``columns`` maps fields to positions, ``written`` to what the sender wrote; ``width`` counts all cells.
    """

    columns: Mapping[str, int]
    written: Mapping[str, str]
    unknown: tuple[str, ...]
    width: int
    synthetic: bool = False


class Words:
    """The fields of one kind of table by every word that a header may use for them."""

    def __init__(self, fields: Mapping[str, Field], year: int) -> None:
        self.fields = fields
        self._index: dict[str, tuple[str, ...]] = {}
        for field in fields.values():
            for word in {plain(word) for word in _words(field)} - {""}:
                self._index[word] = (*self._index.get(word, ()), field.name)
        for word, names in self._index.items():
            if len(names) > 1:
                self._index[word] = tuple(name for name in names if fields[name].valid_in(year)) or names
        self._index |= {plain(name): (name,) for name in fields}

    def meaning(self, word: str) -> tuple[str, ...]:
        """Return the fields that a header may mean: none, one, or several where a label is shared."""
        return self._index.get(plain(word), ())

    def recognised(self, cells: Sequence[str]) -> int:
        """Return how many cells are headers."""
        return sum(bool(self.meaning(cell)) for cell in cells)

    def read(self, cells: Sequence[str], file: str, line: int, ledger: Ledger) -> Header:
        """Understand a header row; shared labels and two columns for one field cannot be used."""
        columns: dict[str, int] = {}
        written: dict[str, str] = {}
        unknown = []
        for position, cell in enumerate(cells):
            names = self.meaning(cell)
            if len(names) > 1:
                ledger.stop(f"{file}:{line} {cell}", *_shared(cell, [self.fields[name] for name in names]))
            elif not names:
                unknown += [cell.strip() or f"#{position + 1}"] if cell.strip() != PROBLEMS else []
            elif names[0] in columns:
                ledger.stop(f"{file}:{line} {cell}", *_twice(written[names[0]], cell, names[0]))
            else:
                columns[names[0]], written[names[0]] = position, cell.strip()
        synthetic = SYNTHETIC in map(str.casefold, unknown)
        others = tuple(word for word in unknown if word.casefold() != SYNTHETIC)
        return Header(columns, written, others, len(cells), synthetic)


def _words(field: Field) -> tuple[str, ...]:
    """Return the code and the label of a field, and the label with the unit behind it as forms print it."""
    return field.code, field.label, f"{field.label}({field.unit})" if field.label and field.unit else ""


def plain(word: str) -> str:
    """Return a header without blanks, in half-width and lower case, so that （） and () are alike."""
    return re.sub(f"[{BLANKS}]", "", word.translate(_NARROW)).casefold()


_NARROW = str.maketrans(WIDE, NARROW)


def _shared(cell: str, fields: Sequence[Field]) -> tuple[Text, None, Text]:
    options = "、".join(f"{field.code}（{field.name}）" if field.code else field.name for field in fields)
    found = Text(f"“{cell}”是几个字段共有的名称", f"{cell!r} is the label of several fields")
    return found, None, Text(f"请改用代码：{options}", f"use a survey code or a name instead: {options}")


def _twice(first: str, second: str, name: str) -> tuple[Text, None, Text]:
    found = Text(
        f"“{first}”和“{second}”是同一字段 {name}", f"{first!r} and {second!r} are both the field {name}"
    )
    return found, None, Text("请删去其中一列", "delete one of the two columns")
