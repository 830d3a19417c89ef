"""The laws of the engine, for any round: units of measure, order, monotony, weights, bounds."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluation.rounds import cells, edition

from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.rank import TIES
from gaoxin.terms import DataRefused

CODES = ("a", "b", "c", "d")
NESTED = [
    {
        "id": "A",
        "weight": "60%",
        "indicators": [{"code": "a", "weight": 3}, {"code": "b", "direction": "lower"}],
        "dimensions": [{"id": "AA", "weight": 2, "indicators": [{"code": "c", "weight": "0.7"}]}],
    },
    {"id": "B", "weight": "40%", "indicators": [{"code": "d"}]},
]
NUMBER = st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda value: round(value, 3))
ROWS = st.lists(st.tuples(*[NUMBER] * 4), min_size=3, max_size=12)
GAPPED = st.lists(st.tuples(*[NUMBER | st.none()] * 4), min_size=4, max_size=12)
METHODS = st.fixed_dictionaries(
    {
        "standardise": st.sampled_from(
            ["minmax", "zscore", "efficacy", "rank", "percentile_rank", "distance_to_max", "none"]
        ),
        "impute": st.sampled_from(["none", "mean", "median"]),
        "treat": st.sampled_from(["none", "winsorise", "winsorise_then_log"]),
        "missing": st.sampled_from(["rescale", "worst", "median"]),
        "weights": st.sampled_from(["share_of_dimension", "equal", "as_printed", "pca", "critic"]),
        "aggregate": st.sampled_from(["arithmetic", "copeland"]),
        "constant": st.just("midpoint"),
    }
)


def climbed(rows, shadow=(), **method):
    made = edition(NESTED, **{"constant": "midpoint", **method})
    return climb(made, cells(made, {f"u{at}": row for at, row in enumerate(rows)}, shadow=shadow))


def varied(rows):
    return [math.isclose(max(column), min(column), abs_tol=1e-2) for column in zip(*rows, strict=True)]


@given(ROWS, st.floats(0.01, 1000), st.floats(-1000, 1000))
def test_a_change_of_unit_leaves_min_max_scores_as_they_are(rows, factor, shift):
    if not any(varied(rows)):
        changed = [tuple(factor * value + shift for value in row) for row in rows]
        np.testing.assert_allclose(climbed(rows).score, climbed(changed).score, atol=1e-6)


@settings(deadline=None)
@given(GAPPED, METHODS, st.randoms())
def test_the_order_of_units_changes_no_bit(rows, method, random):
    turned = list(enumerate(rows))
    random.shuffle(turned)
    try:
        straight = climbed(rows, shadow=("u0",), **method)
    except DataRefused:
        return
    made = edition(NESTED, **method)
    shuffled = climb(made, cells(made, {f"u{at}": row for at, row in turned}, shadow=("u0",)))
    back = np.argsort([at for at, _ in turned])
    for stair in ("treated", "standards", "weights", "score", "rank"):
        np.testing.assert_array_equal(getattr(shuffled, stair)[back], getattr(straight, stair))
    for name, scores in straight.dimensions.items():
        np.testing.assert_array_equal(shuffled.dimensions[name][back], scores)


@given(ROWS, st.integers(0, 3), st.floats(0, 1e6))
def test_a_better_value_never_lowers_the_units_own_score(rows, place, gain):
    better = [list(row) for row in rows]
    better[0][place] += -gain if CODES[place] == "b" else gain
    if not varied(rows)[place] and not varied(better)[place]:
        assert climbed(better).score[0] >= climbed(rows).score[0] - 1e-9


@settings(deadline=None)
@given(GAPPED, METHODS)
def test_weights_sum_to_one_for_every_unit_and_nothing_is_nan_that_is_not_missing(rows, method):
    try:
        found = climbed(rows, shadow=("u1",), **method)
    except DataRefused:
        return
    np.testing.assert_allclose(found.weights.sum(axis=1), 1, rtol=1e-12)
    assert (found.weights >= 0).all()
    assert np.isfinite(found.score).all()
    assert np.isfinite(found.rank[found.cells.ranked]).all()
    assert (np.isnan(found.standards) <= np.isnan(found.cells.value)).all()
    if found.contributions is not None:
        np.testing.assert_allclose(found.contributions.sum(axis=1), found.score, rtol=1e-9, atol=1e-9)


@given(ROWS)
def test_scores_stay_within_the_scale(rows):
    found = climbed(rows)
    for scores in (found.score, *found.dimensions.values()):
        assert scores.min() >= -1e-9
        assert scores.max() <= 100 + 1e-9


@given(st.lists(st.integers(0, 5).map(float), min_size=1, max_size=30))
def test_ranks_are_those_of_a_plain_count(scores):
    column, better = np.array(scores), [sum(other > one for other in scores) for one in scores]
    assert TIES["min"](column).tolist() == [1 + count for count in better]
    assert TIES["average"](column).tolist() == [
        1 + count + (scores.count(one) - 1) / 2 for one, count in zip(scores, better, strict=True)
    ]
    assert TIES["dense"](column).tolist() == [1 + sum(other > one for other in set(scores)) for one in scores]
