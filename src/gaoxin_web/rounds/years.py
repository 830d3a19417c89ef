"""A zone, or all zones that a person may see, over the released years: ranks, dimensions, indicators and key figures.

Each year says what its own release shows to the person's level and nothing more; a year without a release is a gap. The
figures come from the tables of the kept results, which are read without computing anything again.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.diagnosis.groups import quartiles
from gaoxin.diagnosis.speech import ENGLISH
from gaoxin.evaluation.result import read_table
from gaoxin.evaluation.round import SNAPSHOT
from gaoxin.terms import Text
from gaoxin_web.rounds.results import Kept
from gaoxin_web.rounds.rules import FEWEST
from gaoxin_web.rounds.sights import Sight
from gaoxin_web.rounds.visible import targets

Values = tuple[float | None, ...]
Figures = Mapping[tuple[str, str], float]
"""Figures of one result by zone and code, where there is one."""


@dataclass(frozen=True)
class Figure:
    """A key figure: the variable whose sum it is, what it is called, its unit, and by what it is divided."""

    key: str
    words: Text
    unit: Text
    by: float = 1.0


FIGURES = (
    Figure("revenue", Text("营业收入", "Revenue"), Text("亿元", "100 m yuan"), 100_000.0),
    Figure("rd_expenditure", Text("研发经费", "R&D expenditure"), Text("亿元", "100 m yuan"), 100_000.0),
    Figure("employees", Text("从业人员", "Employees"), Text("万人", "10,000"), 10_000.0),
    Figure("inventions_granted", Text("发明专利授权", "Inventions granted"), Text("件", "patents")),
    Figure("exports", Text("出口总额", "Exports"), Text("亿元", "100 m yuan"), 100_000.0),
)
"""The figures that stand as small multiples beside the rank, or beside the share of targets met."""

PLACE, POINTS = Text("位", "rank"), Text("分", "points")


@dataclass(frozen=True)
class Series:
    """One measure over the years; ``peers`` is the median of the others of its type, ``rank`` turns the axis round."""

    key: str
    words: Text
    unit: Text
    values: Values
    peers: Values = ()
    rank: bool = False

    @property
    def known(self) -> bool:
        """Whether some year has a value."""
        return any(one is not None for one in self.values)


@dataclass(frozen=True)
class Years:
    """Series over the years from the first to the last, gaps among them, and the years in which another edition began."""

    years: tuple[int, ...]
    breaks: tuple[int, ...]
    editions: Mapping[int, str]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Span:
    """The views of the years that may be seen; a year of ``years`` that has none is a gap."""

    seen: Mapping[int, Sight]
    years: range

    def over(self, of: Callable[..., float | None], *about: Any) -> Values:
        """Return what ``of`` says of each year's view."""
        return tuple(of(self.seen[year], *about) if year in self.seen else None for year in self.years)

    def where(self, fits: Callable[[Sight], bool]) -> "Span":
        """Return the same years, those that do not fit as gaps."""
        return Span({year: one for year, one in self.seen.items() if fits(one)}, self.years)

    def told(self, series: Iterable[Series]) -> Years:
        """Return series over these years with the editions and where they change."""
        manifests = {year: one.kept.manifest for year, one in self.seen.items()}
        digests = {year: str(one["edition_digest"]) for year, one in manifests.items()}
        breaks = tuple(year for last, year in pairwise(digests) if digests[last] != digests[year])
        names = {year: f"{one['edition']} {digests[year][7:15]}" for year, one in manifests.items()}
        return Years(tuple(self.years), breaks, names, tuple(series))


def of_zone(sight: Sight, code: str, indicator: str = "") -> Years:
    """Return a zone over the years: rank, score, dimensions, the key figures, an indicator."""
    unit = sight.zone(code)
    span = _span(sight).where(lambda one: unit in one.own and unit in one.kept.ranking)
    return span.told([
        Series("rank", Text("位次", "Rank"), PLACE, span.over(_rank, unit), rank=True),
        Series("score", Text("总分", "Score"), POINTS, span.over(_score, unit)),
        *_dimensions(sight, span, unit),
        *_figures(span, unit),
        *_indicator(sight, span, unit, indicator),
    ])  # fmt: skip


def of_many(sight: Sight) -> Years:
    """Return the zones that may be seen together: how many, sums of the key figures, the share of targets met."""
    span = _span(sight)
    return span.told([
        Series("zones", Text("参评园区", "Zones"), Text("个", ""), span.over(_count)),
        *(Series(one.key, one.words, one.unit, span.over(_sum, one, None)) for one in FIGURES),
        Series("targets", Text("附1 目标达到比例", "Share of targets met"), Text("%", "%"), span.over(_met)),
    ])  # fmt: skip


def ranks(sight: Sight) -> Years:
    """Return the rank of every zone that may be seen over the years, the best of this year first."""
    span = _span(sight)
    return span.told(
        Series(code, _name(sight, code), PLACE, span.over(_rank, code), rank=True) for code in sight.zones
    )


def _span(sight: Sight) -> Span:
    seen = {one.year: one for one in reversed((sight, *sight.earlier))}
    return Span(seen, range(min(seen), sight.year + 1))


def _dimensions(sight: Sight, span: Span, unit: str) -> Iterator[Series]:
    for one in sight.kept.edition.dimensions:
        words = Text(one.label or one.id, one.label_en or one.label or one.id)
        ranks_ = span.over(_dimension, unit, one.id, "dimension_ranks", "rank")
        yield Series(f"rank/{one.id}", words, PLACE, ranks_, rank=True)
        scores = span.over(_dimension, unit, one.id, "dimension_scores", "score")
        yield Series(f"score/{one.id}", words, POINTS, scores)


def _figures(span: Span, unit: str) -> Iterator[Series]:
    for one in FIGURES:
        own, peers = span.over(_sum, one, (unit,)), span.over(_peers, unit, sums, one.key, one.by)
        yield Series(one.key, one.words, one.unit, own, peers)


def _indicator(sight: Sight, span: Span, unit: str, code: str) -> Iterator[Series]:
    """Yield an indicator; a year whose edition calls it otherwise is a gap: it is another indicator there."""
    for one in sight.kept.edition.indicators:
        if one.code == code:
            same = span.where(lambda each, label=one.label: _label(each, code) == label)  # type: ignore[misc]
            words = Text(f"{code} {one.label}", f"{code} {one.label_en or one.label}")
            own, peers = same.over(_value, unit, code), same.over(_peers, unit, values, code)
            yield Series(code, words, Text(one.unit, ENGLISH.get(one.unit, one.unit)), own, peers)


def _label(one: Sight, code: str) -> str | None:
    return next((each.label for each in one.kept.edition.indicators if each.code == code), None)


def _rank(one: Sight, unit: str) -> float | None:
    row = one.kept.ranking.get(unit) if unit in one.own else None
    return row["rank"] if row is not None and one.sees("rank") else None


def _score(one: Sight, unit: str) -> float | None:
    return one.kept.ranking[unit]["score"] if one.sees("score") else None


def _dimension(one: Sight, unit: str, code: str, part: str, column: str) -> float | None:
    row = one.kept.dimensions.get((unit, code))
    return row[column] if row is not None and one.sees(part) else None


def _value(one: Sight, unit: str, code: str) -> float | None:
    return values(one.kept).get((unit, code)) if one.sees("indicators") else None


def _sum(one: Sight, figure: Figure, units: Sequence[str] | None) -> float | None:
    """Return a key figure of these zones, or of all that may be seen, together."""
    if not one.sees("indicators"):
        return None
    there = sums(one.kept)
    known = [there[unit, figure.key] for unit in units or one.zones if (unit, figure.key) in there]
    return sum(known) / figure.by if known else None


def _peers(one: Sight, unit: str, of: Callable[[Kept], Figures], key: str, by: float = 1.0) -> float | None:
    """Return the median of the other ranked zones of its type, else of all, where there are enough of them."""
    if not one.sees("indicators"):
        return None
    own, there = one.kept.ranking[unit]["park_type"], of(one.kept)
    others = [row for code, row in one.kept.ranking.items() if code != unit and row["rank"] is not None]
    same = [row for row in others if row["park_type"] == own]
    group = same if len(same) >= FEWEST else others
    known = [there[row["unit"], key] for row in group if (row["unit"], key) in there]
    found = quartiles(np.array(known, dtype=float), one.audience)
    return found[1] / by if found else None


def _count(one: Sight) -> float:
    return float(len(one.zones))


def _met(one: Sight) -> float | None:
    verdicts = [row["verdict"] for code in one.zones for row in targets(one, code)]
    return 100 * sum(each == "met" for each in verdicts) / len(verdicts) if verdicts else None


def _name(sight: Sight, code: str) -> Text:
    row = sight.kept.ranking[code]
    return Text(row["name"], row["name_en"] or row["name"])


def values(kept: Kept) -> Figures:
    """Return the indicator values of a result."""
    return _values(kept.folder)


def sums(kept: Kept) -> Figures:
    """Return the key figures, and the number of enterprises, of a result's own year."""
    return _sums(kept.folder, kept.year)


@lru_cache(maxsize=24)
def _values(folder: Path) -> Figures:
    table = read_table(folder / "indicators.csv")
    rows = zip(table["unit"], table["code"], table["value"], strict=True)
    return {(unit, code): value for unit, code, value in rows if value is not None}


@lru_cache(maxsize=24)
def _sums(folder: Path, year: int) -> Figures:
    keys, of = {"enterprises", *(one.key for one in FIGURES)}, str(year)
    with (folder / SNAPSHOT / "variables.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["zone"], row["variable"]): float(Fraction(row["value"]))
            for row in csv.DictReader(file)
            if row["variable"] in keys and row["year"] == of and row["value"]
        }
