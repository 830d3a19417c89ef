"""National totals: published where they exist, between published years interpolated, outside held.

The figures stand in ``published.csv`` with unit and source. Revenue and the number of enterprises are
interpolated log-linearly; every other total as a ratio (to revenue, output, employees or enterprises),
because ratios move slowly. With another number of enterprises than the published one the totals of all
years are scaled by that proportion.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp, log

FIRST_YEAR, LAST_YEAR = 2002, 2035
DOLLARS_UNTIL = 2013
"""The forms ask for exports in thousand US dollars up to this data year, in thousand yuan after it."""
MOST_GROWTH = Fraction(104, 100)
"""Enterprises grow by at most this a year (assumed), so that entries and exits stay around a tenth."""
UNITS = {"千元": 1, "亿元": 10**5, "万亿元": 10**9, "亿美元": 10**5, "万人": 10**4, "万家": 10**4}
"""Factors to the units of the forms (thousand yuan, thousand dollars, persons, enterprises); others are 1."""
RATIO_TO = {
    "employees": "revenue",
    "gross_industrial_output": "revenue",
    "industrial_value_added": "gross_industrial_output",
    "value_added": "revenue",
    "net_profit": "revenue",
    "taxes_paid": "revenue",
    "exports": "revenue",
    "rd_internal_expenditure": "revenue",
    "inventions_in_force": "employees",
    "hightech": "enterprises",
}
"""What each total is a ratio to; enterprises and revenue stand on their own."""


@dataclass(frozen=True)
class Row:
    """One line of published.csv in the unit of the forms; ``anchor``: whether other years lean on it."""

    label: str
    value: Fraction
    printed: str
    basis: str
    anchor: bool


@dataclass(frozen=True)
class Total:
    """A total to be written, the national figure it comes from (as printed where published), its standing."""

    item: str
    label: str
    value: int
    national: int
    printed: str  # empty where nothing was published for the year
    basis: str  # published | interpolated | held | assumed


@cache
def published() -> dict[str, dict[int, Row]]:
    """Return the published figures by item and year."""
    table: dict[str, dict[int, Row]] = {}
    text = files("gaoxin.synth").joinpath("published.csv").read_text(encoding="utf-8")
    for line in csv.DictReader(text.splitlines()):
        value = Fraction(line["value"]) * UNITS.get(line["unit"], 1)
        row = Row(line["label"], value, line["value"] + line["unit"], line["basis"], line["anchor"] == "1")
        table.setdefault(line["item"], {})[int(line["year"])] = row
    return table


def dollar(year: int) -> Fraction:
    """Yuan to a dollar, the mean of the year (the last known one after 2013)."""
    return _between({at: row.value for at, row in published()["dollar"].items()}, year)[0]


def in_dollars(year: int) -> bool:
    """Whether the forms of that data year ask for exports in thousand US dollars."""
    return year <= DOLLARS_UNTIL


def usual_enterprises(year: int) -> int:
    """Return the number of enterprises of that year, published or interpolated."""
    return round(_national("enterprises", year)[0])


def enterprises_by_year(year: int, enterprises: int, years: int) -> dict[int, int]:
    """Return how many enterprises stand in each year: national growth, at most 4 % a year."""
    counts = {year: enterprises}
    for before in range(year - 1, year - years, -1):
        growth = Fraction(usual_enterprises(before + 1), usual_enterprises(before))
        counts[before] = max(1, round(counts[before + 1] / max(Fraction(1), min(growth, MOST_GROWTH))))
    return dict(sorted(counts.items()))


def totals_by_year(counts: Mapping[int, int]) -> dict[int, dict[str, Total]]:
    """Return the totals of each year in the units of the forms, scaled as the last year's enterprises are.

    Numbers of enterprises follow ``counts`` in every year.
    """
    scale = Fraction(counts[max(counts)], usual_enterprises(max(counts)))
    table = {}
    for year, enterprises in counts.items():
        listed = Fraction(enterprises, usual_enterprises(year))
        scales = {"enterprises": listed, "hightech": listed}
        table[year] = {
            item: _total(item, year, scales.get(item, scale))
            for item in ("enterprises", "revenue", *RATIO_TO)
        }
    return table


def _total(item: str, year: int, scale: Fraction) -> Total:
    value, basis = _national(item, year)
    if item == "exports" and in_dollars(year):
        value /= dollar(year)
    rows = published().get(item, {})
    printed = rows[year].printed if year in rows else ""
    label = next(iter(rows.values())).label
    return Total(item, label, round(value * scale), round(value), printed, basis)


@cache
def _national(item: str, year: int) -> tuple[Fraction, str]:
    rows = published().get(item, {})
    if year in rows:
        return _plain(item, year), rows[year].basis
    known = {at: _plain(item, at) for at, row in rows.items() if row.anchor}
    if item not in RATIO_TO:
        return _between(known, year)
    stem = RATIO_TO[item]
    ratios = {at: value / _national(stem, at)[0] for at, value in known.items()}
    assumed = {at: row.value for at, row in published().get(item + "_share", {}).items()}
    ratio, basis = _between(ratios | assumed, year)
    return ratio * _national(stem, year)[0], "assumed" if assumed else basis


def _plain(item: str, year: int) -> Fraction:
    """Return a printed figure as a total: some are printed in dollars or per 10,000 employees."""
    value = published()[item][year].value
    if item == "inventions_in_force":
        return value * _national("employees", year)[0] / 10000
    if item == "exports":
        return value * dollar(year)
    return value


def _between(known: dict[int, Fraction], year: int) -> tuple[Fraction, str]:
    """Interpolate on a logarithmic scale; outside the known years the nearest one holds."""
    if year in known:
        return known[year], "published"
    ordered = sorted(known)
    if not ordered[0] < year < ordered[-1]:
        return known[min(ordered, key=lambda at: abs(at - year))], "held"
    left, right = next(pair for pair in pairwise(ordered) if pair[0] < year < pair[1])
    step = (year - left) / (right - left)
    value = exp((1 - step) * log(known[left]) + step * log(known[right]))
    return Fraction(value).limit_denominator(10**12), "interpolated"
