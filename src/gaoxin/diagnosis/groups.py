"""Who is compared with whom, and what a zone may see: quantiles of at least five other zones, and rank bands.

A rank band is the published step in which a rank stands (1–5, 6–10, 11–30, 31–60, 61–100, 101 and after); a
last band of fewer than five zones joins the one before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from gaoxin.diagnosis.speech import rough
from gaoxin.evaluation.cells import Column, Mask, Matrix
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.terms import Fault, Text, Unusable, did_you_mean

Audience = Literal["zone", "evaluator"]

FEWEST = 5
"""Other zones that a group must have before a zone may see its quantiles."""

_CUTS = (5, 10, 30, 60, 100)
_QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Group:
    """Zones that are compared: ``members`` [units] are ranked zones, the zone itself too if it is ranked.

    ``others`` is how many of them are not the zone itself.
    """

    name: str
    label: Text
    members: Mask
    others: int

    def shown_to(self, audience: Audience) -> bool:
        """Whether its quantiles may be shown: an evaluator needs two others for a spread, a zone five."""
        return self.others >= (FEWEST if audience == "zone" else 2)


def row_of(evaluation: Evaluation, zone: str) -> int:
    """Return the place of a zone, by its code or its name; Unusable, with the nearest, when there is none."""
    units = list(evaluation.cells.units)
    names = {name: one.code for one in evaluation.snapshot.zones for name in (one.name, one.name_en) if name}
    code = names.get(zone, zone)
    if code in units:
        return units.index(code)
    excused = code in {one.code for one in evaluation.snapshot.excused}
    found = Text("本轮未参评（经批准免评）", "is excused from this round")
    unknown = Text("结果里没有这个园区", "no such zone in this result")
    raise Unusable(Fault(zone, found if excused else unknown, remedy=did_you_mean(zone, [*units, *names])))


def round_of(evaluation: Evaluation, row: int) -> Group:
    """Return all ranked zones of the round."""
    ranked = evaluation.cells.ranked
    count = int(ranked.sum())
    return _group("round", Text(f"全部参评园区 {count} 个", f"all {count} ranked zones"), ranked, row)


def park_type_of(evaluation: Evaluation, row: int) -> Group | None:
    """Return the ranked zones of the zone's own park type; None where it has none or it is unknown."""
    kinds = evaluation.cells.groups["park_type"]
    kind = kinds[row]
    if kind not in evaluation.edition.park_types:
        return None
    members = np.array([one == kind for one in kinds]) & evaluation.cells.ranked
    label = evaluation.edition.park_types[kind]
    count = int(members.sum())
    english = kind.replace("_", " ")
    return _group("park_type", Text(f"{label} {count} 个", f"{count} zones of type {english}"), members, row)


def peers_of(evaluation: Evaluation, row: int, codes: Sequence[str], audience: Audience) -> Group:
    """Return the chosen peers; Unusable for unknown or unranked ones, and for too few of them."""
    places = {row_of(evaluation, code) for code in codes} - {row}
    unranked = [evaluation.cells.units[at] for at in sorted(places) if evaluation.cells.shadow[at]]
    if unranked:
        found = Text(
            f"首轮试评、没有位次：{'、'.join(unranked)}",
            f"in their first round, without a rank: {', '.join(unranked)}",
        )
        raise Unusable(Fault("--peers", found, remedy=Text("换成参评园区", "choose ranked zones instead")))
    least = FEWEST if audience == "zone" else 2
    if len(places) < least:
        found = Text(
            f"只有 {len(places)} 个对比园区（不计本园区）",
            f"only {len(places)} peers, the zone itself not counted",
        )
        raise Unusable(Fault("--peers", found, Text(f"至少 {least} 个", f"at least {least} are needed")))
    members = np.zeros(len(evaluation.cells.units), dtype=bool)
    members[[*places, row]] = True
    label = Text(f"自选对比园区 {len(places)} 个", f"{len(places)} chosen peers")
    return _group("peers", label, members & evaluation.cells.ranked, row)


def quartiles(values: Column, audience: Audience) -> tuple[float, float, float] | None:
    """Return the quartiles (type 7) of the values there are; for a zone of five or more only, and rounded."""
    known = values[~np.isnan(values)]
    if len(known) < (FEWEST if audience == "zone" else 2):
        return None
    low, middle, high = (float(one) for one in np.quantile(known, _QUARTERS))
    return (rough(low), rough(middle), rough(high)) if audience == "zone" else (low, middle, high)


def spreads(values: Matrix, audience: Audience) -> list[tuple[float, float, float] | None]:
    """Return the quartiles of every column, each as ``quartiles`` gives it, all columns in one pass."""
    if not len(values):
        return [None] * values.shape[1]
    ordered, counts = np.sort(values, axis=0), np.count_nonzero(~np.isnan(values), axis=0)  # nan comes last
    at = np.multiply.outer(np.array(_QUARTERS), np.maximum(counts - 1, 0))
    below = np.floor(at).astype(int)
    above, share = np.minimum(below + 1, np.maximum(counts - 1, 0)), at - below
    low, high = (np.take_along_axis(ordered, places, axis=0) for places in (below, above))
    found = np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share)).T.tolist()
    least = FEWEST if audience == "zone" else 2
    if audience == "zone":
        found = [[rough(value) for value in one] for one in found]
    return [
        (one[0], one[1], one[2]) if count >= least else None
        for one, count in zip(found, counts.tolist(), strict=True)
    ]


def bands(count: int) -> tuple[tuple[int, int], ...]:
    """Return the rank bands of a round of that many ranked zones, each as first and last rank.

    >>> bands(143), bands(12)
    (((1, 5), (6, 10), (11, 30), (31, 60), (61, 100), (101, 143)), ((1, 5), (6, 12)))
    """
    cuts = [0, *(cut for cut in _CUTS if count - cut >= FEWEST), count]
    return tuple((low + 1, high) for low, high in pairwise(cuts))


def band_of(rank: float, count: int) -> tuple[int, int]:
    """Return the band in which a rank stands."""
    return next(one for one in bands(count) if rank < one[1] + 1)


def band_text(band: tuple[int, int]) -> Text:
    """Return a band in words."""
    return Text(f"第 {band[0]}–{band[1]} 名", f"ranks {band[0]}–{band[1]}")


def _group(name: str, label: Text, members: Mask, row: int) -> Group:
    others = int(members.sum()) - int(members[row])
    return Group(name, label, np.asarray(members, dtype=bool), others)
