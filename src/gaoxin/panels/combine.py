"""Many marks become one score a zone and indicator, with its standard error: the methods by name.

A method takes the marks of one panel by column and returns scores and errors by cell. Mean and trimmed mean
are exact; the others are rounded to nine decimals and kept within the scale.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, lcm
from typing import Literal

import numpy as np

from gaoxin.edition.method import Marking
from gaoxin.edition.options import choose
from gaoxin.panels.facets import Facets, fit, parts, split
from gaoxin.panels.marks import Cell, Column, Marks, Places, by_column
from gaoxin.panels.reliability import shrink
from gaoxin.returns import Mark
from gaoxin.terms import DataRefused, Fault, Text, Unusable

Scores = tuple[list[Fraction], Column]
"""The score of every cell, and its standard error."""

MEAN = Marking()
NINE = 10**9


@dataclass(frozen=True, slots=True)
class Score:
    """The score of an indicator in a zone: exact value, standard error, how many marks there were.

    ``value`` is None when there were fewer marks than ``at_least`` of the method.
    """

    value: Fraction | None
    error: float
    count: int


def mean(marks: Marks) -> Scores:
    """Return the mean, weighted where answers have weights; error sd (n - 1) / sqrt(n).

    Weighted, the error is sqrt(n / (n - 1) sum w² (x - mean)²) / sum w (Cochran 1977, a ratio). A single mark
    has the pooled sd of the indicator's other zones, 0 where no zone has two marks.
    """
    pooled, scores, errors = _pooled(marks), [], np.zeros(len(marks.cells))
    for at, places in enumerate(_by_cell(marks)):
        weights = [marks.weight[place] for place in places]
        scores.append(weighted_mean([marks.score[place] for place in places], weights))
        errors[at] = _error(marks.value[places], marks.weights[places], pooled[at])
    return scores, errors


def trimmed(marks: Marks, *, trim: float = 0.2) -> Scores:
    """Return the mean without the floor(trim n) lowest and as many highest marks of a cell.

    The error is the winsorised sd (n - 1) times sqrt(n) / (n - 2 floor(trim n)) (Tukey and McLaughlin 1963).
    """
    pooled, scores, errors = _pooled(marks), [], np.zeros(len(marks.cells))
    for at, places in enumerate(_by_cell(marks)):
        order = sorted(places, key=lambda place: marks.score[place])
        cut = floor(trim * len(order) + 1e-9)
        kept = order[cut : len(order) - cut]
        scores.append(
            weighted_mean([marks.score[place] for place in kept], [marks.weight[place] for place in kept])
        )
        ends = np.clip(marks.value[order], marks.value[kept[0]], marks.value[kept[-1]])
        errors[at] = _error(ends, marks.weights[order], pooled[at]) * len(order) / len(kept)
    return scores, errors


def many_facet(marks: Marks) -> Scores:
    """Return what a person of average severity would give: mark = cell + mildness + chance (least squares).

    Refused where the design is not connected, or leaves no freedom to tell severity from chance.
    """
    found = facets(marks)
    if isinstance(found, Text):
        remedy = Text(
            "改用 mean 或 trimmed，或让专家的评分园区有交叉",
            "use mean or trimmed, or let the experts' zones overlap",
        )
        raise DataRefused(Fault("many_facet", found, remedy=remedy))
    return _rounded(found.score), found.error


def shrunken(marks: Marks, *, of: Literal["mean", "many_facet"] = "mean") -> Scores:
    """Return the scores of ``of`` drawn to the indicator's mean as far as they are unsure (Kelley 1947).

    Chance has one variance an indicator, pooled over its zones, so that few marks weigh less.
    """
    scores, errors = mean(marks) if of == "mean" else many_facet(marks)
    if of == "mean":
        errors = _pooled(marks) / np.sqrt(marks.count)
    drawn = np.array([float(one) for one in scores])
    for places in marks.of_indicator.values():
        one = shrink(drawn[places], errors[places])
        drawn[places], errors[places] = one.score, one.error
    return _rounded(drawn), errors


COMBINE: Mapping[str, Callable[..., Scores]] = {
    "mean": mean,
    "trimmed": trimmed,
    "many_facet": many_facet,
    "shrunken": shrunken,
}


def consensus(marks: Marks) -> Scores:
    """Return what the meeting agreed on; its error is that of the plain mean of the members before it.

    Zones on which no meeting agreed are missing; where members gave no marks of their own the error is 0.
    """
    return mean(marks)


PALETTES: Mapping[str, Mapping[str, Callable[..., Scores]]] = {
    "survey": COMBINE,
    "expert": {**COMBINE, "consensus": consensus},
}
"""The methods that ``method/survey`` and ``method/expert`` may name."""


def faults_of(panel: str, method: Marking) -> list[Fault]:
    """Return what is wrong with the setting of a panel's method."""
    return choose(method, PALETTES[panel], f"method/{panel}")[1]


def combine(
    panel: str, marks: Iterable[Mark], method: Marking = MEAN, scale: tuple[Fraction, Fraction] | None = None
) -> dict[Cell, Score]:
    """Return the score of every (indicator, zone) that one panel marked, under a method of the edition.

    Cells that only a meeting marked have no value unless the method is ``consensus``.
    ``scale`` are the ends of the score scale, within which corrected scores are kept. Unusable for a method
    or option that is none; DataRefused where the marks do not allow the method, with the reason.
    """
    choice, faults = choose(method, PALETTES[panel], f"method/{panel}")
    if choice is None:
        raise Unusable(faults)
    sent = [one for one in marks if one.panel == panel]
    found = by_column(sent)
    if choice.name == "consensus":
        return _agreed(sent, found, method.at_least)
    alone = {(one.indicator, one.zone): Score(None, 0.0, 0) for one in sent if one.agreed}
    if not found.cells:
        return alone
    try:
        scores, errors = choice.function(found)
    except DataRefused as refusal:
        raise DataRefused([replace(one, place=f"method/{panel}/using") for one in refusal.faults]) from None
    low, high = scale or (None, None)
    return {
        cell: Score(_within(value, low, high) if count >= method.at_least else None, float(error), int(count))
        for cell, value, error, count in zip(found.cells, scores, errors, found.count, strict=True)
    }


def facets(marks: Marks) -> Facets | Text:
    """Return the many-facet fit of a panel, or in words why it cannot be made."""
    cells, persons = len(marks.cells), len(marks.persons)
    of_cell, of_person = parts(marks.cell, marks.person, cells, persons)
    divided = split(of_cell, marks.of_indicator.values())
    if divided is not None:
        return _apart(marks, divided, of_cell, of_person)
    found = fit(marks.cell, marks.person, marks.value, cells, persons)
    if found.freedom < 1:
        return Text(
            "评分太少，分不清专家宽严与偶然差异", "too few marks to tell severity from chance differences"
        )
    return found


def _apart(marks: Marks, cells: Places, of_cell: Places, of_person: Places) -> Text:
    """Say which persons and zones of an indicator stand apart: its smallest part, and how many there are."""
    numbers, sizes = np.unique(of_cell[cells], return_counts=True)
    smallest = numbers[np.argmin(sizes)]
    indicator = marks.cells[cells[0]][0]
    zones = [marks.cells[at][1] for at in cells.tolist() if of_cell[at] == smallest]
    persons = [marks.persons[at] for at in np.flatnonzero(of_person == smallest).tolist()]
    who, where = _listed(persons), _listed(zones)
    return Text(
        f"指标 {indicator} 的评分设计不连通，分成互不相交的 {len(numbers)} 块：{who} 只评 {where}，与其他人没有共同的园区，"
        "无从判断是评分人宽严不同还是园区不同",
        f"the design of indicator {indicator} falls into {len(numbers)} parts: {who} marked {where} only and "
        "shares no zone with the others, so severity and worth cannot be told apart",
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" … ({len(names)})" if len(names) > 5 else "")


def weighted_mean(scores: list[Fraction], weights: list[Fraction] | None = None) -> Fraction:
    """Return the exact mean, over one common denominator; every weight must be above 0."""
    if weights and any(one != 1 for one in weights):
        return sum((w * x for w, x in zip(weights, scores, strict=True)), Fraction(0)) / sum(weights)
    common = lcm(*(score.denominator for score in scores))
    return Fraction(
        sum(score.numerator * (common // score.denominator) for score in scores), common * len(scores)
    )


def _by_cell(marks: Marks) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in marks.cells]
    for place, cell in enumerate(marks.cell.tolist()):
        found[cell].append(place)
    return found


def _error(values: Column, weights: Column, pooled: float) -> float:
    size = len(values)
    if size == 1:
        return pooled
    if (weights == 1).all():
        return float(np.std(values, ddof=1) / size**0.5)
    away = weights * (values - np.average(values, weights=weights))
    return float(np.sqrt(size / (size - 1) * float(away @ away)) / float(weights.sum()))


def _pooled(marks: Marks) -> Column:
    """Return for every cell the sd within zones, pooled over the cells of its indicator with two marks."""
    by_cell, found = _by_cell(marks), np.zeros(len(marks.cells))
    for places in marks.of_indicator.values():
        groups = (marks.value[by_cell[at]] for at in places.tolist())
        variances = [np.var(one, ddof=1) for one in groups if len(one) > 1]
        found[places] = float(np.mean(variances)) ** 0.5 if variances else 0.0
    return found


def _rounded(values: Column) -> list[Fraction]:
    return [Fraction(round(value * NINE), NINE) for value in values.tolist()]


def _within(value: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    above = value if low is None else max(value, low)
    return above if high is None else min(above, high)


def _agreed(sent: list[Mark], members: Marks, at_least: int) -> dict[Cell, Score]:
    """Return the scores of meetings; cells that only members marked stand there without a value."""
    agreed: dict[Cell, list[Fraction]] = defaultdict(list)
    for one in sent:
        if one.agreed:
            agreed[one.indicator, one.zone].append(one.score)
    errors = dict(zip(members.cells, mean(members)[1].tolist(), strict=True))
    counts = dict(zip(members.cells, members.count.tolist(), strict=True))
    return {
        cell: Score(
            weighted_mean(agreed[cell])
            if cell in agreed and counts.get(cell, at_least) >= at_least
            else None,
            errors.get(cell, 0.0),
            counts.get(cell, len(agreed.get(cell, ()))),
        )
        for cell in sorted({*agreed, *members.cells})
    }
