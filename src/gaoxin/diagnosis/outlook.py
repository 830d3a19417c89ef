"""Targets over time: from the verdicts of several data years to a required speed, a pace and an outlook.

The rule, published in docs/explanation/targets-over-time.md. Of a leaf with values in several years:

- *required speed* = (required - value) / (horizon - latest year), in the unit of the value a year;
- *pace* = (latest value - earliest value) / (years between them); its band is the slowest and the fastest
  yearly step, and needs three years or more;
- *reached* = the first year in which the value would be what is required at that pace;
- outlook: **on_track** when the value at the horizon, carried on at the pace, meets the requirement;
  **at_risk** when it does not, but the pace is at least half the required speed, or when a target that is met
  now would be lost; **off_track** otherwise; **unknown** without a pace or a value. At the horizon itself it
  is met or not (**missed**).

A target of several parts is as good as its worst part (and) or its best part (or); unknown stays unknown
where it decides.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gaoxin.edition import Edition, Leaf, Target
from gaoxin.evaluation.result import Result

Word = Literal["on_track", "at_risk", "off_track", "missed", "unknown"]

HALF = 0.5
"""The share of the required speed from which a pace is at risk and not off track."""

FARTHEST = 30
"""Years ahead up to which a projection is said; later is never."""


@dataclass(frozen=True)
class Outlook:
    """One target of one zone: its verdict in each data year, and where it is going.

    ``verdicts`` and ``values`` are by data year, latest last; compound targets have no value of their own.
    ``needed`` and ``pace`` are in the unit of the value a year; ``reached`` is a data year, ``early`` and
    ``late`` its band (None: unknown, or not within thirty years).
    """

    unit: str
    no: str
    park_type: str
    label: str
    label_en: str
    measure: str
    verdicts: Mapping[int, str]
    values: Mapping[int, float]
    required: float | None
    needed: float | None
    pace: float | None
    reached: int | None
    early: int | None
    late: int | None
    word: Word

    def as_json(self) -> dict[str, object]:
        """Return it for programs, years as text."""
        years = {"verdicts": self.verdicts, "values": self.values}
        plain = {key: value for key, value in vars(self).items() if key not in ("word", "measure", *years)}
        texts = {name: {str(year): value for year, value in found.items()} for name, found in years.items()}
        return {**plain, **texts, "measure": self.measure, "outlook": self.word}


@dataclass(frozen=True)
class Round:
    """The targets of one result: verdicts by (zone, no), values by (zone, no, leaf), park types by zone."""

    year: int
    verdicts: Mapping[tuple[str, str], str]
    values: Mapping[tuple[str, str, str], float | None]
    park_types: Mapping[str, str]


def round_of(result: Result) -> Round:
    """Return what a result folder says of targets."""
    whole, parts, ranks = (result.tables[name] for name in ("targets.csv", "target_parts.csv", "ranking.csv"))
    leaves = zip(*(parts[name] for name in ("unit", "no", "reading", "leaf", "value")), strict=True)
    return Round(
        year=int(result.manifest["data_year"]),
        verdicts=dict(zip(zip(whole["unit"], whole["no"], strict=True), whole["verdict"], strict=True)),
        values={(unit, no, leaf): value for unit, no, reading, leaf, value in leaves if reading == "default"},
        park_types=dict(zip(ranks["unit"], ranks["park_type"], strict=True)),
    )


def outlooks(
    edition: Edition, rounds: Sequence[Round], horizon: int, units: Collection[str] | None = None
) -> Iterator[Outlook]:
    """Yield the outlook of every target of the latest round, of these units or of all; years under another park type are left out."""
    *_, latest = rounds = sorted(rounds, key=lambda one: one.year)
    targets = {(one.park_type, one.no): one for one in edition.targets}
    for unit, no in latest.verdicts:
        if units is not None and unit not in units:
            continue
        kind = latest.park_types[unit]
        series = [one for one in rounds if one.park_types.get(unit) == kind]
        yield _outlook(targets[kind, no], unit, series, horizon)


def _outlook(target: Target, unit: str, series: Sequence[Round], horizon: int) -> Outlook:
    seen = {
        leaf: _Series(leaf_of, _values(series, unit, target.no, leaf), series[-1].year, horizon)
        for leaf, leaf_of in _leaves(target)
    }
    alone = seen["1"] if target.value else None
    return Outlook(
        unit=unit,
        no=target.no,
        park_type=target.park_type,
        label=target.label,
        label_en=target.label_en or target.label,
        measure=target.unit,
        verdicts={
            one.year: one.verdicts[unit, target.no] for one in series if (unit, target.no) in one.verdicts
        },
        values={} if alone is None else alone.values,
        required=None if alone is None else alone.required,
        needed=None if alone is None else alone.needed,
        pace=None if alone is None else alone.pace,
        reached=None if alone is None else alone.reached(alone.pace),
        early=None if alone is None else alone.reached(alone.fastest),
        late=None if alone is None else alone.reached(alone.slowest),
        word=_word(target, "", seen),
    )


class _Series:
    """The values of one leaf over the years, and what follows from them."""

    def __init__(self, leaf: Leaf, values: Mapping[int, float], year: int, horizon: int) -> None:
        assert leaf.required is not None
        self.leaf, self.values, self.year, self.horizon = leaf, values, year, horizon
        self.required = float(leaf.required)
        self.sign = -1 if leaf.operator.startswith("<") else 1
        self.value = values.get(year)

    @property
    def lacking(self) -> float | None:
        return None if self.value is None else self.sign * (self.required - self.value)

    def meets(self, value: float) -> bool:
        reached = self.sign * (value - self.required)
        return reached > 1e-9 if self.leaf.operator in "<>" else reached >= -1e-9

    @property
    def needed(self) -> float | None:
        if self.value is None or self.horizon <= self.year:
            return None
        return 0.0 if self.meets(self.value) else (self.required - self.value) / (self.horizon - self.year)

    @property
    def pace(self) -> float | None:
        years = sorted(self.values)
        if self.value is None or len(years) < 2:
            return None
        return (self.values[years[-1]] - self.values[years[0]]) / (years[-1] - years[0])

    @property
    def steps(self) -> list[float]:
        years = sorted(self.values)
        pairs = pairwise(years)
        found = [(self.values[after] - self.values[before]) / (after - before) for before, after in pairs]
        return (
            sorted(found, key=lambda step: self.sign * step)
            if len(found) > 1 and self.value is not None
            else []
        )

    @property
    def slowest(self) -> float | None:
        return self.steps[0] if self.steps else None

    @property
    def fastest(self) -> float | None:
        return self.steps[-1] if self.steps else None

    def reached(self, pace: float | None) -> int | None:
        """Return the first year that meets the requirement at a pace."""
        if self.value is None or self.lacking is None:
            return None
        if self.meets(self.value):
            return self.year
        if pace is None or self.sign * pace <= 0:
            return None
        years = max(1, math.ceil(self.lacking / (self.sign * pace) - 1e-9))
        years += not self.meets(self.value + pace * years)
        return self.year + years if years <= FARTHEST else None

    @property
    def word(self) -> Word:
        if self.value is None:
            return "unknown"
        met = self.meets(self.value)
        if self.horizon <= self.year:
            return "on_track" if met else "missed"
        if self.pace is None or self.needed is None:
            return "on_track" if met else "unknown"
        if self.meets(self.value + self.pace * (self.horizon - self.year)):
            return "on_track"
        if met:
            return "at_risk"
        return "at_risk" if self.pace / self.needed >= HALF - 1e-9 else "off_track"


_ORDER: Sequence[Word] = ("on_track", "at_risk", "off_track", "missed")


def _word(leaf: Leaf, path: str, seen: Mapping[str, _Series]) -> Word:
    """Return the outlook of a leaf or tree: the worst of parts joined by and, the best by or."""
    if leaf.value:
        return seen[path or "1"].word
    parts = [
        _word(part, f"{path}.{at}".lstrip("."), seen) for at, part in enumerate((*leaf.all, *leaf.any), 1)
    ]
    known = sorted((part for part in parts if part != "unknown"), key=_ORDER.index)
    if "unknown" in parts:
        decided = known and (known[-1] in ("off_track", "missed") if leaf.all else known[0] == "on_track")
        return (known[-1] if leaf.all else known[0]) if decided else "unknown"
    return known[-1] if leaf.all else known[0]


def _leaves(leaf: Leaf, path: str = "") -> Iterator[tuple[str, Leaf]]:
    if leaf.value:
        yield path or "1", leaf
    for at, part in enumerate((*leaf.all, *leaf.any), 1):
        yield from _leaves(part, f"{path}.{at}".lstrip("."))


def _values(series: Sequence[Round], unit: str, no: str, leaf: str) -> dict[int, float]:
    found = {one.year: one.values.get((unit, no, leaf)) for one in series}
    return {year: value for year, value in found.items() if value is not None}


def summary(found: Sequence[Outlook], park_types: Sequence[str]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Yield for each park type how many targets its zones have, by latest verdict and by outlook."""
    for kind in park_types:
        own = [one for one in found if one.park_type == kind]
        verdicts = [list(one.verdicts.values())[-1] for one in own]
        counts = {"zones": len({one.unit for one in own}), "targets": len(own)}
        counts |= {word: verdicts.count(word) for word in ("met", "not_met", "unknown")}
        yield (
            kind,
            counts
            | {f"outlook_{word}": sum(one.word == word for one in own) for word in (*_ORDER, "unknown")},
        )
