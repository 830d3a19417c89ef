"""What anybody sees of a result: every page, file and answer takes its figures from here and from nowhere else.

A Sight is one person's view of one run. Evaluators see every run; everybody else only what was notified, in the parts
that the release opens to his level, and only for zones below his organisation. Of others a province or zone sees
quartiles of at least five, rounded: never a rank, a minimum, a maximum, a bound or a threshold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.diagnosis.groups import band_of, quartiles, spreads
from gaoxin.diagnosis.marks import marks
from gaoxin.diagnosis.outlook import Outlook, outlooks
from gaoxin.diagnosis.subject import Subject, subject
from gaoxin.edition import Indicator
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin_web.platform.memory import Memory
from gaoxin_web.rounds.results import Kept
from gaoxin_web.rounds.rules import FEWEST
from gaoxin_web.rounds.sights import TOLD, Sight, level_of, own_zones, releases, sight_of, sight_of_run

__all__ = [
    "HORIZON", "TOLD", "Change", "Measured", "Sight", "about", "change", "dimension_spread", "indicators", "level_of",
    "own_zones", "ranking", "releases", "sight_of", "sight_of_run", "standing", "target_outlooks", "targets", "values",
]  # fmt: skip

HORIZON = 2020
"""The data year in which the targets of the notice are due."""


def standing(sight: Sight, code: str) -> dict[str, Any]:
    """Return where a zone stands, only what may be shown; what may not is None.

    Keys: unit, name, name_en, province, park_type, status, n, rank, type_rank, type_n, band, score, interval
    (low, median, high, tied), dimensions ({id: (score, rank)}), coverage, filled, variants, before (rank, score).
    """
    row = sight.kept.ranking[sight.zone(code)]
    ranked, shown = row["rank"] is not None, sight.sees
    kind = ranked and shown("rank") and _countable(sight, row)
    interval = sight.kept.intervals.get(code) if ranked and shown("interval") else None
    return {
        **{
            name: row[name]
            for name in ("unit", "name", "name_en", "province", "park_type", "status", "coverage")
        },
        "n": int(row["n"]),
        "filled": int(row["filled"] or 0),
        "rank": row["rank"] if shown("rank") else None,
        "type_rank": row["type_rank"] if kind else None,
        "type_n": int(row["type_n"] or 0) if kind else None,
        "band": band_of(row["rank"], int(row["n"])) if ranked and shown("band") else None,
        "score": row["score"] if shown("score") else None,
        "interval": None if interval is None else (interval.low, interval.median, interval.high),
        "tied": None if interval is None or interval.tied is None else len(interval.tied),
        "tied_with": interval.tied if interval is not None and sight.open else None,
        "dimensions": dict(_dimensions(sight, code)),
        "variants": {name: row[f"rank_{name}"] for name in ("raw", "zscore", "geometric")}
        if shown("rank")
        else {},
        "before": _before(sight, code),
    }


def _countable(sight: Sight, row: Mapping[str, Any]) -> bool:
    """Whether a rank within the park type may be said: with few others it would tell theirs."""
    return row["type_rank"] is not None and (sight.open or int(row["type_n"] or 0) - 1 >= FEWEST)


def _dimensions(sight: Sight, code: str) -> Iterator[tuple[str, tuple[float | None, float | None]]]:
    for one in sight.kept.edition.walk_dimensions():
        row = sight.kept.dimensions[code, one.id]
        yield (
            one.id,
            (
                row["score"] if sight.sees("dimension_scores") else None,
                row["rank"] if sight.sees("dimension_ranks") else None,
            ),
        )


def _before(sight: Sight, code: str) -> tuple[float | None, float | None] | None:
    """Return rank and score of the zone in the year before, as far as that release shows them."""
    last = sight.before
    if last is None or code not in last.own or code not in last.kept.ranking:
        return None
    row = last.kept.ranking[code]
    return row["rank"] if last.sees("rank") else None, row["score"] if last.sees("score") else None


def ranking(sight: Sight) -> Sequence[Mapping[str, Any]]:
    """Return the standing of every zone that may be seen."""
    return _STANDINGS.get(sight.key, lambda: tuple(standing(sight, code) for code in sight.zones))


_STANDINGS: Memory[Sequence[Mapping[str, Any]]] = Memory(room=64)
"""Standings of whole views; a round of 178 zones takes half a megabyte."""


def about(sight: Sight, code: str) -> Subject:
    """Return the zone as the rules of diagnosis speak of it, for this audience; last year's round beside it."""
    last, evaluation = sight.before, sight.kept.evaluation
    before: Evaluation | None = last.kept.evaluation if last else None
    return subject(evaluation, sight.zone(code), audience=sight.audience, last=before)


@dataclass(frozen=True)
class Measured:
    """One indicator of a zone: value, last year's, its group's quartiles, rank in the round, and its mark.

    ``quartiles`` are of the others in the group (rounded, five or more) for a zone, of all its members for evaluators.
    """

    indicator: Indicator
    value: float | None
    reason: str
    last: float | None
    quartiles: tuple[float, float, float] | None
    rank: int | None
    count: int | None
    percentile: float | None
    sign: str


def indicators(sight: Sight, code: str) -> tuple[str, list[Measured]]:
    """Return the name of the group (round or park_type) and every indicator of a zone; none where that is closed."""
    if not sight.sees("indicators"):
        return "round", []
    one = about(sight, code)
    group = one.groups[0] if one.groups else one.whole
    cells, row = one.evaluation.cells, one.row
    found = {mark.code: mark for mark in marks(one.evaluation.climb, row, one.whole, one.groups)}
    others = group.members.copy()
    if not sight.open:
        others[row] = False
    reasons = {each["code"]: each["missing_reason"] for each in sight.kept.of("indicators.csv", code)}
    last = _last_values(sight, code)
    every = one.evaluation.edition.indicators
    shown = group.shown_to(sight.audience)
    quarters = spreads(cells.value[others], sight.audience) if shown else [None] * len(every)
    rows = []
    for at, (indicator, spread) in enumerate(zip(every, quarters, strict=True)):
        mark, value = found.get(indicator.code), float(cells.value[row, at])
        rows.append(
            Measured(
                indicator, None if np.isnan(value) else value, reasons.get(indicator.code) or "",
                last.get(indicator.code), spread, mark.rank if mark else None, mark.count if mark else None,
                mark.percentile if mark else None, _sign(mark.against.values()) if mark else "",
            )
        )  # fmt: skip
    return group.name, rows


def _sign(against: Sequence[str] | Any) -> str:
    kinds = set(against)
    return "▲" if kinds == {"strength"} else "▼" if kinds == {"weakness"} else ""


def values(sight: Sight, code: str) -> dict[str, float | None]:
    """Return the value of every indicator of a zone by code; none where indicators are closed."""
    if not sight.sees("indicators"):
        return {}
    return {row["code"]: row["value"] for row in sight.kept.of("indicators.csv", sight.zone(code))}


def _last_values(sight: Sight, code: str) -> dict[str, float]:
    last = sight.before
    if last is None or code not in last.own or not last.sees("indicators"):
        return {}
    return {
        row["code"]: row["value"] for row in last.kept.of("indicators.csv", code) if row["value"] is not None
    }


def dimension_spread(sight: Sight, code: str) -> dict[str, tuple[float, float, float] | None]:
    """Return the quartiles of the dimension scores of the zone's group, where those are shown to this level."""
    if not sight.sees("dimension_scores"):
        return {}
    one = about(sight, code)
    group = one.groups[0] if one.groups else one.whole
    members = group.members.copy()
    if not sight.open:
        members[one.row] = False
    if not group.shown_to(sight.audience):
        return {}
    scores = one.evaluation.climb.dimensions
    return {name: quartiles(np.asarray(column[members]), sight.audience) for name, column in scores.items()}


def targets(sight: Sight, code: str) -> Sequence[Mapping[str, Any]]:
    """Return the verdicts on the targets of a zone's own park type: its own figures against the notice."""
    return sight.kept.of("targets.csv", sight.zone(code)) if sight.sees("indicators") else ()


def target_outlooks(sight: Sight, code: str) -> list[Outlook]:
    """Return the outlook of every target of a zone: its own figures over the released years against the notice."""
    if not sight.sees("indicators"):
        return []
    unit, last = sight.zone(code), sight.before
    views = (sight, *([last] if last and last.sees("indicators") else []))
    return list(outlooks(sight.kept.edition, [each.kept.targets for each in views], HORIZON, {unit}))


@dataclass(frozen=True)
class Change:
    """The way from last year's score to this year's: parts by name that sum to the difference of the scores.

    By indicator for evaluators, by dimension for who may see dimension scores: a part of one indicator would tell bounds.
    """

    before: float
    after: float
    parts: tuple[tuple[str, float], ...]


def change(sight: Sight, code: str) -> Change | None:
    """Return what moved the score since the year before; None where it is not known or not shown."""
    last = sight.before
    if last is None or code not in last.kept.ranking or not (sight.sees("score") and last.sees("score")):
        return None
    now, then = sight.kept, last.kept
    scores = tuple(float(each.ranking[sight.zone(code)]["score"]) for each in (then, now))
    if sight.open:
        worth = [
            {row["code"]: row["contribution"] for row in each.of("contributions.csv", code)}
            for each in (then, now)
        ]
    elif sight.sees("dimension_scores") and last.sees("dimension_scores"):
        worth = [_weighed(each, code) for each in (then, now)]
    else:
        return None
    names = dict.fromkeys([*worth[0], *worth[1]])
    parts = tuple((name, (worth[1].get(name) or 0.0) - (worth[0].get(name) or 0.0)) for name in names)
    return Change(scores[0], scores[1], parts)


def _weighed(kept: Kept, code: str) -> dict[str, float]:
    """Return the points that each top dimension brings: its share times its score."""
    tree = kept.evaluation.climb.tree
    pairs = zip(tree.children, tree.shares[len(tree.columns) :].tolist(), strict=True)
    return {node.id: share * float(kept.dimensions[code, node.id]["score"]) for node, share in pairs}
