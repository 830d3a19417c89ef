"""Leaving out one unit gives what a round without it gives, however little is computed again."""

from time import process_time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluation.rounds import cells, edition, flat

from gaoxin.evaluation import moments
from gaoxin.evaluation.climb import climb
from gaoxin.statistics.parts import parts_of
from gaoxin.statistics.without_unit import moments_without, says, standards_without, without_units
from gaoxin.terms import DataRefused

CODES = ("a", "b", "c")
TREES = [
    {"id": "A", "indicators": [{"code": "a"}, {"code": "b", "direction": "lower"}]},
    {"id": "B", "indicators": [{"code": "c"}]},
]
VALUE = st.one_of(
    st.integers(0, 5).map(float), st.floats(-50, 50).map(lambda one: round(one, 2)), st.just(900.0)
)
ROWS = st.lists(st.tuples(VALUE, VALUE, st.one_of(VALUE, st.none())), min_size=5, max_size=14)
METHODS = st.fixed_dictionaries(
    {
        "standardise": st.sampled_from(
            ["minmax", "zscore", "efficacy", "rank", "percentile_rank", "distance_to_max", "scaled", "none"]
        ),
        "impute": st.sampled_from(["none", "mean", "median", "row_mean"]),
        "treat": st.sampled_from(
            [
                "none",
                {"using": "winsorise", "max": 2},
                {"using": "winsorise", "max": 5, "skew": "0.5", "kurt": "0.5"},
                {"using": "winsorise_then_log", "max": 1},
                {"using": "winsorise_then_log", "max": 1, "log": "log_ct_plus", "combine": "yes"},
                "log_ct",
                "log_ct_plus",
                {"using": "box_cox", "lambda": "0.5"},
            ]
        ),
        "missing": st.sampled_from(["rescale", "worst", "median"]),
        "weights": st.sampled_from(["share_of_dimension", "pca", "critic"]),
        "aggregate": st.sampled_from(["arithmetic", "copeland"]),
        "constant": st.just("midpoint"),
    }
)


@settings(deadline=None, max_examples=300)
@given(ROWS, METHODS)
def test_the_others_standards_are_those_of_a_round_without_the_unit(rows, method):
    made = edition(TREES, **method)
    units = {f"u{at}": row for at, row in enumerate(rows)}
    try:
        climbed = climb(made, cells(made, units))
    except DataRefused:
        return
    parts = parts_of(climbed)
    say = says(parts)
    for row, unit in enumerate(units):
        rest = {name: values for name, values in units.items() if name != unit}
        try:
            alone = climb(made, cells(made, rest))
        except DataRefused:
            continue
        _, standards = standards_without(parts, row, say)
        assert standards.tobytes() == alone.standards.tobytes()


def test_a_unit_that_touches_nothing_changes_nothing():
    made = edition(flat("a", "b"))
    rows = {"x": [0, 10], "y": [10, 0], "m": [5, 6], "n": [4, 6], "o": [1, 1]}
    found = without_units(parts_of(climb(made, cells(made, rows))))
    assert (found["m"].shift.moved, found["m"].shift.reversals, found["m"].columns) == (0, 0, 0)
    assert found["x"].columns == 2


def test_leaving_out_the_best_of_one_indicator_turns_two_others_round():
    """Without z the first indicator counts ten times as much between x and y."""
    made = edition(flat("a", "b"))
    rows = {"x": [1, 0], "y": [0, 5], "z": [10, 0], "w": [0, 10]}
    climbed = climb(made, cells(made, rows))
    assert dict(zip(rows, climbed.rank.tolist(), strict=True)) == {"x": 4, "y": 3, "z": 1, "w": 1}
    found = without_units(parts_of(climbed))["z"]
    assert (found.shift.reversals, found.shift.moved, found.shift.who, found.reason) == (1, 2, "x", "")
    assert (found.shift.mean, found.shift.largest) == (1, 2)


def test_a_round_that_cannot_be_scored_without_a_unit_says_so():
    made = edition(flat("a", "b"))
    found = without_units(parts_of(climb(made, cells(made, {"x": [0, 1], "y": [0, 2], "z": [9, 3]}))))
    assert (found["z"].shift, found["z"].reason) == (None, "cannot_be_scored")
    assert found["x"].reason == ""


def test_shadow_units_neither_are_left_out_nor_counted():
    made = edition(flat("a"))
    found = without_units(
        parts_of(climb(made, cells(made, {"x": [0], "y": [1], "z": [3], "new": [9]}, ("new",))))
    )
    assert list(found) == ["x", "y", "z"]


@given(st.lists(st.floats(-1e3, 1e3).map(lambda one: round(one, 3)), min_size=7, max_size=40))
def test_moments_without_each_value_are_the_moments_of_the_rest(values):
    column = np.array(values)
    skewness, kurtosis = moments_without(column)
    for at in range(len(column)):
        if not np.isnan(skewness[at]):
            expected = moments.skewness_and_kurtosis(np.delete(column, at))
            if np.ptp(np.delete(column, at)) > 0.01 * np.ptp(column):
                np.testing.assert_allclose((skewness[at], kurtosis[at]), expected, rtol=1e-5, atol=1e-5)


def test_a_national_round_takes_a_fraction_of_a_second_of_one_core():
    """178 zones and 40 indicators; the limit is generous, as tests run beside each other."""
    draws = np.random.default_rng(7)
    values = np.exp(draws.normal(size=(178, 40)) * draws.uniform(0.2, 0.9, 40))
    made = edition(flat(*(f"i{at}" for at in range(40))), treat={"using": "winsorise", "max": 5})
    climbed = climb(made, cells(made, {f"u{at:03}": row.tolist() for at, row in enumerate(values)}))
    begun = process_time()
    found = without_units(parts_of(climbed))
    assert len(found) == 178
    assert process_time() - begun < 1.5
