"""Influence: what every enterprise does to the score and rank of its zone, and how much rests on the list.

Leaving out an enterprise takes its rows of both years away; all else stays. The numbers are those that a full
evaluation of the round without the enterprise gives (to the last digits of floating point).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.formula import Aggregate
from gaoxin.integrity.columns import Column
from gaoxin.integrity.remainder import Asked, Key, Remainder, Share, Taken
from gaoxin.integrity.rescored import Outcome, Rescoring, Values
from gaoxin.micro.contributions import Contributions, contributions
from gaoxin.micro.rows import Rows
from gaoxin.terms import Fault, Text, Unusable

Follow = Callable[[Sequence[str]], Iterable[str]]
"""Something that looks on while zones are worked through: a progress bar."""


@dataclass(frozen=True)
class ZoneList:
    """The enterprises of a zone: their credit codes, and whether each has rows of this year and of last year."""

    zone: str
    codes: tuple[str, ...]
    now: NDArray[np.bool_]
    before: NDArray[np.bool_]


@dataclass(frozen=True)
class Influence:
    """What a zone would be without each of its enterprises, and what its list does to it.

    ``without`` has score and rank without each enterprise. ``held`` is the outcome if the indicators of
    growth counted only enterprises of both years. ``limit`` is how many enterprises the share of the list
    allows; ``dropped`` the ones (at most ``limit``) whose leaving was found to lift the rank most,
    ``lifted`` the outcome without them, from a full evaluation: a lower bound of what is possible.
    """

    zone: str
    score: float
    rank: float | None
    listed: ZoneList
    without: Outcome
    held: tuple[float | None, float | None]
    limit: int
    dropped: tuple[str, ...]
    lifted: tuple[float, float] | None

    @property
    def effect(self) -> Column:
        """What each enterprise adds to the score: the score less that without it (nan: none)."""
        return self.score - self.without.score


@dataclass(frozen=True)
class Without:
    """A zone as it is, and its outcome without each of the enterprises that are listed."""

    listed: ZoneList
    score: float
    rank: float | None
    outcome: Outcome

    @property
    def effect(self) -> Column:
        """What each enterprise adds to the score: the score less that without it (nan: none)."""
        return self.score - self.outcome.score


def influences(
    evaluation: Evaluation, rows: Rows, share: Fraction, follow: Follow = iter
) -> Iterator[Influence]:
    """Yield the influence of every enterprise, zone by zone in the order of their codes.

    ``share`` is how much of a list may change for ``dropped``. Unusable where a figure is a MIN or MAX,
    which no enterprise adds to.
    """
    for one in _zones(evaluation, rows, follow):
        yield one.influence(share)


def without_each(evaluation: Evaluation, rows: Rows) -> Iterator[Without]:
    """Yield what every zone would be without each of its enterprises, and nothing about its list; much sooner."""
    for one in _zones(evaluation, rows, iter):
        yield Without(one.listed, one.score, one.rank, one.without())


def _zones(evaluation: Evaluation, rows: Rows, follow: Follow) -> Iterator["_Zone"]:
    asked = Asked(evaluation.derivation)
    _refuse_extremes(asked)
    rescoring = Rescoring(evaluation)
    parts = contributions(rows, evaluation.derivation.figures, {"": _EVERY_ROW, **asked.figures})
    placed = [_Placed(part, evaluation.snapshot.year) for part in parts]
    zones = [zone for zone in evaluation.climb.cells.units if zone in placed[0].spans]
    for zone in follow(zones):
        yield _Zone(rescoring, asked, *_listed(zone, placed))


_EVERY_ROW = Aggregate("COUNT", None)
"""The figure without a name: how many rows an enterprise has."""


class _Placed:
    """Contributions with the way to each zone and enterprise."""

    def __init__(self, part: Contributions, year: int) -> None:
        self.figures, self.code, self.back = part.figures, part.code, year - part.year
        self.link = np.array([_link(code) for code in part.code.tolist()], dtype=object)
        starts = [0, *(np.flatnonzero(part.zone[1:] != part.zone[:-1]) + 1).tolist()]
        spans = zip(starts, [*starts[1:], len(part.zone)], strict=True)
        self.spans = {str(part.zone[start]): slice(start, end) for start, end in spans if start < end}


def _link(code: str | None) -> str:
    """Return what links an enterprise over the years: the organisation code within its code, if any."""
    return "" if code is None else code[8:17] if len(code) == 18 else code


def _listed(zone: str, parts: list[_Placed]) -> tuple[ZoneList, Taken]:
    """Return the list of a zone, and what leaving out one of it at a time takes away."""
    first, span = parts[0], parts[0].spans[zone]
    entries = zip(
        first.back[span].tolist(), first.link[span].tolist(), first.code[span].tolist(), strict=True
    )
    shown = {link: code for _, link, code in sorted(entries, key=lambda one: -one[0]) if link}
    shown = dict(sorted(shown.items(), key=lambda one: one[1]))
    at = {link: place for place, link in enumerate(shown)}
    shares = {
        key: share
        for part in parts
        if zone in part.spans
        for key, share in _shares(part, part.spans[zone], at)
    }
    counted = {back: shares.pop(("", back), None) for back in (0, 1)}
    rows = {
        back: np.zeros(len(at), dtype=np.int64) if one is None else one[1] for back, one in counted.items()
    }
    total = {back: int(first.figures[""][1][span][first.back[span] == back].sum()) for back in (0, 1)}
    listed = ZoneList(zone, tuple(map(str, shown.values())), rows[0] > 0, rows[1] > 0)
    return listed, Taken(shares, rows, total)


def _shares(part: _Placed, span: slice, at: Mapping[str, int]) -> Iterator[tuple[Key, Share]]:
    """Yield what each enterprise adds to each figure of this year and the year before."""
    link, back = part.link[span], part.back[span]
    for years_back in (0, 1):
        chosen = np.flatnonzero((back == years_back) & (link != ""))
        places = np.array([at[one] for one in link[chosen].tolist()], dtype=np.intp)
        for name, (value, asked, filled) in part.figures.items():
            amount = np.bincount(places, value[span][chosen], len(at)).astype(np.float64)
            counts = [
                np.bincount(places, one[span][chosen], len(at)).astype(np.int64) for one in (asked, filled)
            ]
            yield (name, years_back), (amount, counts[0], counts[1])


class _Zone:
    """One zone with its list, and what comes of leaving parts of it out."""

    def __init__(self, rescoring: Rescoring, asked: Asked, listed: ZoneList, taken: Taken) -> None:
        self.rescoring, self.asked, self.listed, self.taken = rescoring, asked, listed, taken
        self.row = rescoring.row[listed.zone]
        rank = float(rescoring.climb.rank[self.row])
        self.score, self.rank = float(rescoring.climb.score[self.row]), None if np.isnan(rank) else rank

    def influence(self, share: Fraction) -> Influence:
        """Return everything about the zone's list."""
        without = self.without()
        limit = int(share * int(self.listed.now.sum()))
        dropped, lifted = self._lifted(without, limit)
        return Influence(
            self.listed.zone,
            self.score,
            self.rank,
            self.listed,
            without,
            self._held(),
            limit,
            dropped,
            lifted,
        )

    def without(self) -> Outcome:
        """Return score and rank without each enterprise."""
        return self._outcome(self.taken)

    def _values(self, taken: Taken) -> Values:
        remainder = Remainder(self.asked, self.listed.zone, taken)
        return {one.code: remainder.value(one) for one in self.asked.of_enterprises}

    def _outcome(self, taken: Taken) -> Outcome:
        return self.rescoring.outcomes(self.listed.zone, self._values(taken), taken.size)

    def _held(self) -> tuple[float | None, float | None]:
        """Return score and rank if growth counted only enterprises of both years; None without any."""
        stay = self.listed.now & self.listed.before
        if not stay.any():
            return None, None
        taken = self.taken.chosen(lambda column: column[~stay].sum(keepdims=True))
        growth = {code: one for code, one in self._values(taken).items() if code in self.asked.of_growth}
        return self._climbed(growth, 0) if growth else (self.score, self.rank)

    def _lifted(self, without: Outcome, limit: int) -> tuple[tuple[str, ...], tuple[float, float] | None]:
        """Leave out the enterprises that weigh the score down most, as many of them as lift the rank most."""
        gain = np.where(np.isnan(without.score), -np.inf, without.score - self.score)
        order = [at for at in np.argsort(-gain, kind="stable")[:limit].tolist() if gain[at] > 0]
        if not order or self.rank is None:
            return (), None
        taken = self.taken.chosen(lambda column: np.cumsum(column[order]))
        tried = self._outcome(taken)
        known = np.flatnonzero(~np.isnan(tried.rank))
        if not len(known):
            return (), None
        best = min(known.tolist(), key=lambda at: (tried.rank[at], -tried.score[at]))
        score, rank = self._climbed(self._values(taken), best)
        if score is None or rank is None or rank > self.rank:
            return (), None
        return tuple(self.listed.codes[at] for at in order[: best + 1]), (score, rank)

    def _climbed(self, values: Values, at: int) -> tuple[float | None, float | None]:
        """Return score and rank from the whole staircase."""
        climbed = self.rescoring.climbed(self.listed.zone, values, at)
        if climbed is None:
            return None, None
        rank = float(climbed.rank[self.row])
        return float(climbed.score[self.row]), None if np.isnan(rank) else rank


def _refuse_extremes(asked: Asked) -> None:
    if asked.extremes:
        names = "、".join(asked.extremes)
        found = Text(f"用到最大最小值：{names}", f"uses a MIN or MAX: {names}")
        remedy = Text(
            "企业影响只能用于合计、家数和平均", "influence can be told for sums, counts and averages only"
        )
        raise Unusable(Fault("edition", found, remedy=remedy))
