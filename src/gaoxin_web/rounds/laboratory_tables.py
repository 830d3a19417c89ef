"""The tables of the edition laboratory: a year by two editions over the same figures."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.result import Table
from gaoxin.formula import Name, leaves
from gaoxin.integrity.influence import without_each
from gaoxin.returns import Mark, Package
from gaoxin.robustness import Design, Study, default, given
from gaoxin.robustness.folder import intervals
from gaoxin.statistics import matching
from gaoxin.statistics.parts import parts_of
from gaoxin.statistics.shift import shift

DRAWS, SEED = 200, 1
"""Draws of each rank interval: few, so that all years are done in one job; the seed is that of evaluations."""

Row = Mapping[str, Any]


def moves(base: Evaluation, local: Evaluation) -> Table:
    """Return who moves: ranks and scores of every zone by both editions; ``change`` is above 0 where it rises."""
    return _table(_moves(base, local))


def _moves(base: Evaluation, local: Evaluation) -> Iterator[Row]:
    for at, unit in enumerate(base.cells.units):
        ranks = [_number(one.climb.rank[at]) for one in (base, local)]
        yield {
            "year": base.snapshot.year, "unit": unit, "base_rank": ranks[0], "rank": ranks[1],
            "change": None if None in ranks else ranks[0] - ranks[1],  # type: ignore[operator]
            "base_score": _number(base.climb.score[at]), "score": _number(local.climb.score[at]),
            "status": str(local.climb.status[at]),
        }  # fmt: skip


def likeness(base: Evaluation, local: Evaluation) -> Table:
    """Return how alike both orders are: Spearman's coefficient, who moved most, pairs that changed their order."""
    ranked = base.cells.ranked
    before, after = base.climb.rank[ranked], local.climb.rank[ranked]
    units = tuple(unit for unit, one in zip(base.cells.units, ranked.tolist(), strict=True) if one)
    moved = shift(units, before, after)
    vary = len(units) > 2 and np.ptp(before) > 0 and np.ptp(after) > 0
    return _table([{
        "year": base.snapshot.year, "zones": len(units),
        "spearman": float(np.corrcoef(before, after)[0, 1]) if vary else None, "moved": moved.moved,
        "mean_move": moved.mean, "largest_move": moved.largest, "who": moved.who or None, "reversals": moved.reversals,
    }])  # fmt: skip


def stability(base: Evaluation, local: Evaluation, marks: Sequence[Mark]) -> Table:
    """Return how sure the ranks are by both editions: medians and 5 % to 95 % intervals from few draws."""
    found = [_intervals(one, marks) for one in (base, local)]
    return _table(
        {
            "year": base.snapshot.year,
            "unit": unit,
            **_named("base_", found[0][unit]),
            **_named("", found[1][unit]),
        }
        for unit in sorted(found[1])
    )


def _intervals(one: Evaluation, marks: Sequence[Mark]) -> dict[str, Row]:
    about = given(one.edition, one.climb, one.derivation, marks)
    specification = default(about).specification
    study = Study(Design(about, specification), SEED)
    made = intervals(about, specification, study.places(study.sample(DRAWS)))
    names = ("rank", "median", "q05", "q95")
    return {unit: {name: made[name][at] for name in names} for at, unit in enumerate(made["unit"])}


def _named(prefix: str, row: Row) -> Row:
    return {f"{prefix}{name}": value for name, value in row.items()} | {
        f"{prefix}width": row["q95"] - row["q05"]
    }


def importance(base: Evaluation, local: Evaluation) -> Table:
    """Return stated beside effective importance by both editions, and the weights that would make both the same."""
    found = [_matching(one) for one in (base, local)]
    return _table(
        {"year": base.snapshot.year, "part": part, "label": row["label"], "label_en": row["label_en"],
         "base_weight": found[0].get(part, {}).get("weight"), "base_effective": found[0].get(part, {}).get("effective"),
         "weight": row["weight"], "effective": row["effective"], "matching": row["matching"], "reason": row["reason"]}
        for part, row in found[1].items()
    )  # fmt: skip


def _matching(one: Evaluation) -> dict[str, Row]:
    made = matching.tables(one.edition, parts_of(one.climb))["matching.csv"]
    rows = [dict(zip(made, cells, strict=True)) for cells in zip(*made.values(), strict=True)]
    return {row["part"]: row for row in rows}


SOURCES = ("enterprises", "committee", "survey", "expert", "given")
"""Who says the figure: enterprises, the zone's own committee, respondents, experts, or a ready value."""


def sources(base: Evaluation, local: Evaluation) -> Table:
    """Return how much weight rests on what each source says; the committee's is what the zone says of itself."""
    found = [_sources(one) for one in (base, local)]
    counts = Counter(_source(local, one.code) for one in local.edition.indicators if not one.left_out)
    return _table(
        {"year": base.snapshot.year, "source": source, "indicators": counts[source], "base_weight": found[0][source],
         "weight": found[1][source]}
        for source in SOURCES if found[0][source] or found[1][source]
    )  # fmt: skip


def _sources(one: Evaluation) -> dict[str, float]:
    made = dict.fromkeys(SOURCES, 0.0)
    weights = parts_of(one.climb).weights
    for indicator in one.edition.indicators:
        made[_source(one, indicator.code)] += weights[f"indicator/{indicator.code}"]
    return made


def _source(one: Evaluation, code: str) -> str:
    indicator = one.edition.indicator(code)
    if indicator.source != "statistics":
        return indicator.source
    tree = one.derivation.tree(indicator.formula_in_force, code)
    scopes = {leaf.node.scope for leaf in leaves(tree) if isinstance(leaf.node, Name)}
    return "committee" if "zone" in scopes else "enterprises"


def exposure(base: Evaluation, local: Evaluation, package: Package, clues: Path | None) -> Table:
    """Return how far a single enterprise moves each zone by both editions, beside the clues that were found.

    ``effect`` is what the most influential enterprise adds to the score (taken away when it lowers it), ``rank_effect``
    the places that the zone loses without it. No enterprise is named. Clues are empty where nobody has looked.
    """
    found = [_influence(one, package) for one in (base, local)]
    flagged = None if clues is None else Counter(row["unit"] for row in read(clues / "clues.csv"))
    return _table(
        {"year": base.snapshot.year, "unit": unit, "base_effect": found[0][unit][0], "base_rank_effect": found[0][unit][1],
         "effect": one[0], "rank_effect": one[1], "enterprises": one[2],
         "clues": None if flagged is None else flagged[unit]}
        for unit, one in found[1].items()
    )  # fmt: skip


def _influence(one: Evaluation, package: Package) -> dict[str, tuple[float | None, float | None, int]]:
    assert package.rows is not None, "years without enterprise rows are not asked"
    found: dict[str, tuple[float | None, float | None, int]] = {}
    for each in without_each(one, package.rows):
        effect = np.where(np.isnan(each.effect), 0.0, each.effect)
        if not len(effect):
            continue
        at = int(np.abs(effect).argmax())
        lost = None if each.rank is None else _number(each.outcome.rank[at] - each.rank)
        found[each.listed.zone] = float(effect[at]), lost, len(each.listed.codes)
    return found


def read(file: Path) -> list[dict[str, str]]:
    """Return the rows of a kept table as text."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _table(rows: Any) -> Table:
    listed = list(rows)
    return {name: [row[name] for row in listed] for name in listed[0]}
