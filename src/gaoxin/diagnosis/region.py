"""The region beside the zone: figures of its city from an optional ``context.csv``, facts and never scored.

A line a zone (and ``year``, where there are several): ``zone[,year][,city_gdp][,city_fiscal_revenue]
[,city_fiscal_science_spending][,city_rd_expenditure][,city_employees]``, money in 千元, persons in 人.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.terms import DataRefused, Fault, Text, Unusable, did_you_mean, exact, is_exact

COLUMNS: Mapping[str, tuple[str, Text]] = {
    "city_gdp": (
        "value_added",
        Text("企业增加值相当于所在市生产总值", "value added of enterprises as a share of the city's GDP"),
    ),
    "city_fiscal_revenue": (
        "taxes_paid",
        Text(
            "企业上缴税费相当于所在市财政收入（口径不同，不是占比）",
            "taxes paid against the city's fiscal revenue (other scope, no share)",
        ),
    ),
    "city_fiscal_science_spending": (
        "zone.fiscal_science_spending",
        Text("管委会科技支出相当于所在市财政科技支出", "the committee's science spending against the city's"),
    ),
    "city_rd_expenditure": (
        "rd_internal_expenditure",
        Text(
            "企业 R&D 经费内部支出相当于所在市 R&D 经费",
            "R&D expenditure of enterprises as a share of the city's",
        ),
    ),
    "city_employees": (
        "employees",
        Text("从业人员相当于所在市从业人员", "employees as a share of the city's"),
    ),
}
"""A column -> the zone's figure beside it, and what the ratio says."""

_KEYS = ("zone", "year")


@dataclass(frozen=True)
class Fact:
    """One figure of the city, the zone's beside it, and their ratio in per cent."""

    column: str
    label: Text
    city: Fraction
    zone: Fraction
    share: float


def facts(evaluation: Evaluation, zone: str, context: Path) -> tuple[Fact, ...]:
    """Return the facts of a zone; none where the file has no line for it.

    Unusable for a file or header that cannot be used, DataRefused for cells, each with every fault.
    """
    figures = read_context(context, zone, evaluation.snapshot.year)
    found = []
    for column, (name, label) in COLUMNS.items():
        figure = evaluation.snapshot.figure(name, zone)
        if column in figures and figure is not None and figure.value is not None:
            found.append(
                Fact(
                    column, label, figures[column], figure.value, float(100 * figure.value / figures[column])
                )
            )
    return tuple(found)


def read_context(path: Path, zone: str, year: int) -> Mapping[str, Fraction]:
    """Return the figures of a zone's city by column; blank cells and other zones' lines are left out."""
    rows = list(csv.reader(io.StringIO(_text(path), newline="")))
    header = [unicodedata.normalize("NFKC", cell).strip() for cell in rows[0]] if rows else []
    wrong = list(_header_faults(path.name, header))
    if wrong:
        raise Unusable(wrong)
    faults, found = list[Fault](), dict[str, Fraction]()
    for line, row in enumerate(rows[1:], 2):
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        if cells.get("zone") != zone or cells.get("year", str(year)) != str(year):
            continue
        if found:
            faults.append(
                Fault(
                    f"{path.name}:{line} zone",
                    Text(f"园区“{zone}”重复", f"the zone {zone!r} stands here again"),
                )
            )
        for column in COLUMNS:
            value = _number(cells.get(column, ""))
            if cells.get(column) and (value is None or value <= 0):
                said = Text(f"写了“{cells[column]}”", f"is {cells[column]!r}")
                faults.append(
                    Fault(
                        f"{path.name}:{line} {column}",
                        said,
                        Text("须是大于 0 的数", "must be a number above 0"),
                    )
                )
            elif value is not None:
                found[column] = value
    if faults:
        raise DataRefused(faults)
    return found


def _text(path: Path) -> str:
    try:
        source = path.read_bytes()
    except OSError as error:
        found = Text(f"读不出：{error.strerror}", f"cannot be read: {error.strerror}")
        raise Unusable(Fault(str(path), found)) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return source.decode(encoding)
        except UnicodeDecodeError:
            continue
    found = Text("既不是 UTF-8 也不是 GB18030", "is neither UTF-8 nor GB18030")
    raise Unusable(Fault(path.name, found, remedy=Text("另存为 CSV UTF-8", "save it as CSV UTF-8")))


def _header_faults(name: str, header: list[str]) -> Iterator[Fault]:
    known = [*_KEYS, *COLUMNS]
    for word in header:
        if word not in known:
            yield Fault(
                f"{name}:1 {word}",
                Text("不认识这一列", "is an unknown column"),
                remedy=did_you_mean(word, known),
            )
    if "zone" not in header:
        yield Fault(f"{name}:1", Text("缺少列 zone", "the column zone is missing"))


def _number(cell: str) -> Fraction | None:
    word = unicodedata.normalize("NFKC", cell).replace(",", "").strip()
    return exact(word) if is_exact(word) and not word.endswith("%") else None
