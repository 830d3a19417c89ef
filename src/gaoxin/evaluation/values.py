"""Reading VALUES.csv of ``gaoxin score``: a row a unit, a column an indicator, empty where missing."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gaoxin.edition import Edition
from gaoxin.evaluation.cells import Cells
from gaoxin.terms import DataRefused, Fault, Missing, Text, Unusable, did_you_mean, is_exact

UNIT = "unit"
"""The header of the column that names the units."""


@dataclass(frozen=True)
class Values:
    """A file of values as it was read: its name, its bytes and its cells."""

    name: str
    source: bytes
    cells: Cells


def read_values(path: Path, edition: Edition) -> Values:
    """Read the file for the edition: UTF-8 or GB18030, full-width digits and thousands separators allowed.

    Unusable for a file or header that cannot be used, DataRefused for cells and units, each with every fault.
    """
    source = _bytes(path)
    lines = _lines(path.name, _text(path.name, source))
    header = [cell.strip() for cell in lines[0][1]]
    _refuse(Unusable, _header_faults(f"{path.name}:{lines[0][0]}", header, edition))
    faults = list(shape_faults(path.name, lines[1:], header))
    whole = [(line, cells) for line, cells in lines[1:] if len(cells) == len(header)]
    faults += _unit_faults(path.name, whole, header.index(UNIT))
    cells = _cells(path.name, whole, header, edition, faults)
    _refuse(DataRefused, sorted(faults, key=lambda fault: int(fault.place.split(":")[-1].split()[0])))
    return Values(path.name, source, cells)


Line = tuple[int, list[str]]
"""The number of a line in the file (the header is 1) and its cells."""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Unusable(Fault(str(path), Text("没有这个文件", "no such file"))) from None
    except OSError as error:
        raise Unusable(
            Fault(str(path), Text(f"读不出：{error.strerror}", f"cannot be read: {error.strerror}"))
        ) from None


def _text(name: str, source: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return source.decode(encoding)
        except UnicodeDecodeError:
            continue
    found = Text("既不是 UTF-8 也不是 GB18030", "is neither UTF-8 nor GB18030")
    raise Unusable(Fault(name, found, remedy=Text("另存为 CSV UTF-8", "save it as CSV UTF-8")))


def read_lines(path: Path) -> list[Line]:
    """Return the rows of a CSV that are not empty, the header first; Unusable without a row below it."""
    return _lines(path.name, _text(path.name, _bytes(path)))


def _lines(name: str, text: str) -> list[Line]:
    """Return the rows that are not empty with the line each begins at; Unusable without a header or a row."""
    reader, lines, begins = csv.reader(io.StringIO(text, newline=""), strict=True), list[Line](), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unusable(
            Fault(f"{name}:{begins}", Text(f"不是正确的 CSV：{error}", f"not valid CSV: {error}"))
        ) from None
    if len(lines) < 2:
        found = Text("没有数据行", "has no rows of data") if lines else Text("是空文件", "is empty")
        raise Unusable(
            Fault(name, found, Text("第一行表头，其后一行一个单位", "a header line, then a line a unit"))
        )
    return lines


def _header_faults(place: str, header: list[str], edition: Edition) -> Iterator[Fault]:
    codes = [one.code for one in edition.indicators]
    known = [UNIT, *codes, *edition.context]
    for word, times in Counter(header).items():
        if times > 1:
            yield Fault(
                f"{place} {word}",
                Text(f"列“{word}”出现 {times} 次", f"the column {word!r} stands {times} times"),
            )
        if word not in known:
            found = Text(f"不认识列“{word}”", f"unknown column {word!r}")
            allowed = Text(
                "列须是指标代码，或写进体系的 context",
                "a column is an indicator code, or named in the edition's context",
            )
            yield Fault(place, found, allowed, did_you_mean(word, known))
    for word in (UNIT, *codes):
        if word not in header:
            found = Text(f"缺少列“{word}”", f"the column {word!r} is missing")
            yield Fault(place, found, remedy=did_you_mean(word, [one for one in header if one not in known]))


def shape_faults(name: str, lines: list[Line], header: list[str]) -> Iterator[Fault]:
    """Yield the lines that have more or fewer cells than the header."""
    for line, cells in lines:
        if len(cells) != len(header):
            found = Text(
                f"有 {len(cells)} 列，表头有 {len(header)} 列",
                f"has {len(cells)} cells, the header {len(header)}",
            )
            yield Fault(f"{name}:{line}", found)


def _unit_faults(name: str, lines: list[Line], place: int) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for line, cells in lines:
        unit = cells[place].strip()
        if not unit:
            yield Fault(f"{name}:{line} {UNIT}", Text("没有写单位", "names no unit"))
        elif unit in first:
            found = Text(
                f"单位“{unit}”已在第 {first[unit]} 行",
                f"the unit {unit!r} stands in line {first[unit]} already",
            )
            yield Fault(f"{name}:{line} {UNIT}", found, remedy=Text("保留一行", "keep one of them"))
        first.setdefault(unit, line)


def _cells(name: str, lines: list[Line], header: list[str], edition: Edition, faults: list[Fault]) -> Cells:
    """Return the cells; those that are no number are empty and go to ``faults``."""
    at = {word: place for place, word in enumerate(header)}
    value = np.full((len(lines), len(edition.indicators)), np.nan)
    for row, (line, cells) in enumerate(lines):
        for place, one in enumerate(edition.indicators):
            read = _number(cells[at[one.code]])
            if isinstance(read, Text):
                faults.append(Fault(f"{name}:{line} {one.code}", read, _ALLOWED))
            elif read is not None:
                value[row, place] = read if one.cap is None else min(read, float(one.cap))
    groups = {
        word: tuple(cells[at[word]].strip() for _, cells in lines) for word in edition.context if word in at
    }
    reason = np.full(value.shape, None, dtype=object)
    reason[np.isnan(value)] = Missing.UNREPORTED
    return Cells(
        units=tuple(cells[at[UNIT]].strip() for _, cells in lines),
        codes=tuple(one.code for one in edition.indicators),
        value=value,
        reason=reason,
        shadow=np.zeros(len(lines), dtype=bool),
        groups=groups,
    )


_ALLOWED = Text("须是数，缺值留空", "must be a number; leave a missing value empty")
_THOUSANDS = re.compile(r"([+-]?\d{1,3})((?:,\d{3})+)((?:\.\d*)?)")


def _number(cell: str) -> float | Text | None:
    """Return the number in a cell, None when it is empty, or what is wrong with it."""
    word = unicodedata.normalize("NFKC", cell).strip().replace("−", "-")
    if not word:
        return None
    grouped = _THOUSANDS.fullmatch(word)
    plain = word.replace(",", "") if grouped else word
    if not is_exact(plain) or plain.endswith("%"):
        return Text(f"写了“{cell.strip()}”", f"is {cell.strip()!r}")
    number, digits = float(plain), plain.lower().partition("e")[0]
    if set(digits) & set("123456789") and not 1e-100 < abs(number) < 1e100:
        return Text(f"数“{cell.strip()[:40]}”过大或过小", f"{cell.strip()[:40]!r} is too large or too small")
    return number


def _refuse(kind: type[DataRefused] | type[Unusable], faults: Iterator[Fault] | list[Fault]) -> None:
    if found := list(faults):
        raise kind(found)
