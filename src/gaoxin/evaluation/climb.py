"""The float half of the staircase on one screen: values in, scores and ranks out, every stair kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition import Edition, Indicator
from gaoxin.evaluation import refusals
from gaoxin.evaluation.cells import Bound, Bounds, Cells, Column, Curve, Mask, Matrix
from gaoxin.evaluation.curve import bend
from gaoxin.evaluation.impute import ROWS
from gaoxin.evaluation.plan import Plan, plan, posts
from gaoxin.evaluation.rank import rank
from gaoxin.evaluation.score_tree import score_tree
from gaoxin.evaluation.standardise import measure, midpoint
from gaoxin.evaluation.transform import outside, transform
from gaoxin.evaluation.weigh import WEIGHTS, Node, nodes, weigh
from gaoxin.terms import Missing


@dataclass(frozen=True)
class Touched:
    """A point that treatment moved, on the declared scale of its indicator."""

    unit: str
    code: str
    before: float
    after: float


@dataclass(frozen=True)
class Filled:
    """A cell that got a value it lacked; ``how`` is the method (mean, worst …) or structural."""

    unit: str
    code: str
    how: str


@dataclass(frozen=True)
class Climb:
    """Every stair of one round; arrays are [units] or [units x codes] in the order of ``cells``, nan missing.

    ``imputed`` is in raw units, ``transformed`` and ``treated`` on the declared scale, ``standards`` after
    filling; ``weights`` are those in force for each unit (a row sums to 1), ``contributions`` weight times
    standard (None for methods that are not sums). ``dimensions`` and ``dimension_ranks`` stand in pre-order;
    ranks are nan for shadow units. ``status`` is ranked, provisional or shadow.
    """

    cells: Cells
    plan: Plan
    imputed: Matrix
    transformed: Matrix
    treated: Matrix
    touched: tuple[Touched, ...]
    bounds: Bounds
    standards: Matrix
    filled: tuple[Filled, ...]
    tree: Node
    weights: Matrix
    contributions: Matrix | None
    dimensions: Mapping[str, Column]
    dimension_ranks: Mapping[str, Column]
    score: Column
    rank: Column
    status: NDArray[np.str_]


def climb(edition: Edition, cells: Cells, reference: Bounds | None = None) -> Climb:
    """Climb from values to ranks by the edition's method; ``reference`` are frozen bounds of a base year.

    Unusable when the method cannot be carried out as written, DataRefused when the values do not allow it.
    """
    return climb_by(plan(edition), cells, reference)


def climb_by(method: Plan, cells: Cells, reference: Bounds | None = None) -> Climb:
    """Climb by a plan that was made before: many rounds by one method."""
    refusals.unfit(method, cells, reference)
    risen = rise(method, cells, reference)
    tree = weighed(method, cells, risen.standards)
    scored = score_tree(tree, method, cells, risen.standards)
    return Climb(
        cells=cells,
        plan=method,
        imputed=risen.imputed,
        transformed=risen.transformed,
        treated=risen.treated,
        touched=tuple(_touched(cells, risen.transformed, risen.treated, risen.bounds)),
        bounds=risen.bounds,
        standards=risen.standards,
        filled=risen.filled,
        tree=tree,
        weights=scored.weights,
        contributions=np.nan_to_num(scored.weights * risen.standards) if method.is_a_sum else None,
        dimensions=scored.dimensions,
        dimension_ranks={
            name: rank(one, cells.ranked, method.ties) for name, one in scored.dimensions.items()
        },
        score=scored.total,
        rank=rank(scored.total, cells.ranked, method.ties),
        status=np.where(cells.shadow, "shadow", np.where(risen.provisional, "provisional", "ranked")),
    )


@dataclass(frozen=True)
class Risen:
    """The stairs of the indicators, each for itself: from values to standards; the arrays as in Climb."""

    imputed: Matrix
    transformed: Matrix
    treated: Matrix
    bounds: Bounds
    standards: Matrix
    filled: tuple[Filled, ...]
    provisional: Mask


def rise(method: Plan, cells: Cells, reference: Bounds | None = None) -> Risen:
    """Return the stairs from values to standards; plan and cells may hold some of the indicators only."""
    imputed = _impute(method, cells)
    refusals.unreported(method, cells, imputed)
    transformed = _transform(method, cells, imputed)
    refusals.treatment(method, cells, transformed, reference)
    treated, curves = _treat(method, cells, transformed, reference)
    standards, bounds, filled, provisional = settle(method, cells, treated, curves, reference)
    imputations = _named(cells, ~np.isnan(imputed) & np.isnan(cells.value), method.impute.name)
    return Risen(imputed, transformed, treated, bounds, standards, (*imputations, *filled), provisional)


def settle(
    method: Plan,
    cells: Cells,
    treated: Matrix,
    curves: Sequence[Curve | None],
    reference: Bounds | None = None,
) -> tuple[Matrix, Bounds, tuple[Filled, ...], Mask]:
    """Return the standards of treated values, their bounds, what was filled, and who is provisional."""
    directed = treated * _signs(method)
    refusals.reference(method, cells, directed, reference)
    bounds = reference if reference is not None else _measure(method, cells, directed, curves)
    refusals.constant(method, bounds)
    measured = _standardise(method, directed, bounds)
    refusals.overflow(cells, directed, measured)
    standards, filled, provisional = _fill(method, cells, measured)
    return standards, bounds, filled, provisional


def _impute(method: Plan, cells: Cells) -> Matrix:
    if method.impute.name in ROWS:
        parents = [node.columns for node in nodes(method.tree)]
        filled = method.impute.function(cells.value, cells.ranked, _signs(method) < 0, parents)
    else:
        columns = [method.impute.function(column, cells.ranked, cells.groups) for column in cells.value.T]
        filled = np.column_stack(columns)
    return np.where(cells.structural, np.nan, filled)


def _transform(method: Plan, cells: Cells, values: Matrix) -> Matrix:
    pairs = list(zip(values.T, method.indicators, strict=True))
    refusals.transform(
        method, cells, values, np.column_stack([outside(column, one) for column, one in pairs])
    )
    return np.column_stack([transform(column, one) for column, one in pairs])


def _treat(
    method: Plan, cells: Cells, values: Matrix, reference: Bounds | None
) -> tuple[Matrix, list[Curve | None]]:
    """Treat the ranked units' values; the others, and all under frozen bounds, only follow a curve."""
    treated, curves = values.copy(), list[Curve | None]()
    for place, (code, treatment) in enumerate(zip(cells.codes, method.treatments, strict=True)):
        following, curve = cells.shadow, None
        if reference is None:
            column, curve = treatment.function(values[cells.ranked, place])
            treated[cells.ranked, place] = column
        else:
            following, curve = np.ones_like(cells.shadow), reference[code].log
        if curve is not None:
            treated[following, place] = bend(values[following, place], curve)
        curves.append(curve)
    return treated, curves


def _signs(method: Plan) -> Column:
    return np.array([-1.0 if one.direction == "lower" else 1.0 for one in method.indicators])


def _measure(
    method: Plan, cells: Cells, directed: Matrix, curves: Sequence[Curve | None]
) -> dict[str, Bound]:
    bounds = {}
    for place, (one, standard, curve) in enumerate(
        zip(method.indicators, method.standardise, curves, strict=True)
    ):
        known, given = directed[cells.ranked, place], _directed_posts(one, curve)
        if "unit" in standard.options:
            given["reference"] = float(directed[cells.units.index(standard.options["unit"]), place])
        bounds[one.code] = measure(standard.name, known[~np.isnan(known)], given, curve)
    return bounds


def _directed_posts(one: Indicator, curve: Curve | None) -> dict[str, float]:
    """Return goalposts and target as the data is: on the declared scale, bent with it, turned with it."""
    sign, given = -1.0 if one.direction == "lower" else 1.0, posts(one)
    if curve is not None:
        given = {name: float(bend(np.array([value]), curve)[0]) for name, value in given.items()}
    return {name: sign * value for name, value in given.items()}


def _standardise(method: Plan, directed: Matrix, bounds: Bounds) -> Matrix:
    columns = []
    for column, one, choice in zip(directed.T, method.indicators, method.standardise, strict=True):
        bound, standard = bounds[one.code], choice.function
        with np.errstate(over="ignore"):  # a unit far outside tiny bounds is refused by name
            made = midpoint(standard, column, bound) if bound.constant else standard(column, bound)
        columns.append(made)
    return np.column_stack(columns)


def _fill(method: Plan, cells: Cells, standards: Matrix) -> tuple[Matrix, tuple[Filled, ...], Mask]:
    """Give structural gaps the worst standard, the rest what the policy says; also say who is provisional."""
    filled, gaps = standards.copy(), np.isnan(standards)
    for place in np.flatnonzero(gaps.any(axis=0)).tolist():
        column, structural = standards[:, place], cells.structural[:, place]
        known = column[cells.ranked & ~gaps[:, place]]
        filled[gaps[:, place], place] = method.missing.function(known)
        filled[structural, place] = known.min()
    policy = gaps & ~cells.structural & ~np.isnan(filled)
    counted = [one.weight_in_force > 0 for one in method.indicators]
    provisional: Mask = np.any(policy & counted, axis=1) & (method.missing.name == "worst")
    made = [
        *_named(cells, policy, method.missing.name),
        *_named(cells, cells.structural, Missing.STRUCTURAL.value),
    ]
    return filled, tuple(made), provisional


def _named(cells: Cells, mask: NDArray[np.bool_], how: str) -> Iterator[Filled]:
    for row, place in np.argwhere(mask).tolist():
        yield Filled(cells.units[row], cells.codes[place], how)


def weighed(method: Plan, cells: Cells, standards: Matrix) -> Node:
    """Return the tree with the shares in force: the edition's, or what the ranked units' standards give."""
    if method.weights.name not in WEIGHTS:
        return method.tree
    refusals.weights(method, cells, standards)
    return weigh(method.tree, standards[cells.ranked], WEIGHTS[method.weights.name])


def _touched(cells: Cells, before: Matrix, after: Matrix, bounds: Bounds) -> Iterator[Touched]:
    logged = np.array([bounds[code].log is not None for code in cells.codes])
    for row, place in np.argwhere((before != after) & ~np.isnan(before) & ~logged).tolist():
        yield Touched(
            cells.units[row], cells.codes[place], float(before[row, place]), float(after[row, place])
        )
