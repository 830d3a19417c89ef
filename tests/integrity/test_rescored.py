"""Columns under many alternatives against the whole climb, one alternative at a time."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluation import rounds

from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.treat import winsorise
from gaoxin.integrity.clipped import Clipping
from gaoxin.integrity.rescored import Rescoring

CODES = ("a", "b", "c")
HEAVY = st.one_of(
    st.integers(-3000, 3000).map(lambda one: one / 1000),
    st.integers(-300, 300).map(float),
    st.sampled_from([0.0, 1.0, 1e3, -1e3]),
)
WINSORISE = {"using": "winsorise", "max": "3", "skew": "1", "kurt": "1"}


def evaluated(rows, **method):
    """A round as Rescoring knows one, from a small edition; d1 is in shadow."""
    made = rounds.edition(
        [
            {
                "id": "A",
                "indicators": [
                    {"code": "a"},
                    {"code": "b", "direction": "lower"},
                    {"code": "c", "weight": "2"},
                ],
            }
        ],
        **{"treat": WINSORISE, "missing": "worst", "constant": "midpoint", **method},
    )
    cells = rounds.cells(made, rows, shadow=("d1",))
    return SimpleNamespace(edition=made, climb=climb(made, cells))


def by_climbing(one, unit, values, size):
    again = [Rescoring(one).climbed(unit, values, at) for at in range(size)]
    row = one.climb.cells.units.index(unit)
    return [
        [np.nan if made is None else made.score[row], np.nan if made is None else made.rank[row]]
        for made in again
    ]


@pytest.mark.parametrize("standardise", ["minmax", "efficacy", "zscore", "rank", "distance_to_max"])
@pytest.mark.parametrize("unit", ["u0", "u3", "d1"])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_scores_and_ranks_equal_those_of_the_whole_climb(unit, standardise, data):
    cell = st.one_of(HEAVY, HEAVY, HEAVY, st.none())
    rows = {
        name: data.draw(st.lists(cell, min_size=3, max_size=3))
        for name in ("u0", "u1", "u2", "u3", "u4", "u5", "u6", "d1")
    }
    rows["u2"] = [1.5, 2.5, -1.0]
    rows["u4"] = [0.5, 7.5, -2.0]
    one = evaluated(rows, standardise=standardise)
    own = np.array([*data.draw(st.lists(HEAVY, min_size=5, max_size=5)), np.nan])
    values = {code: (own[::step], np.zeros(6, dtype=bool)) for code, step in (("a", 1), ("b", -1))}
    found = Rescoring(one).outcomes(unit, values, 6)
    expected = np.array(by_climbing(one, unit, values, 6))
    np.testing.assert_allclose(found.score, expected[:, 0], rtol=0, atol=1e-9)
    np.testing.assert_array_equal(found.rank, expected[:, 1])


@pytest.mark.parametrize("ties", ["min", "average", "dense"])
def test_ties_are_shared_as_the_edition_says(ties):
    rows = {"u0": [1, 0, 0], "u1": [2, 0, 0], "u2": [2, 0, 0], "u3": [4, 1, 1], "u4": [3, 0, 0]}
    one = evaluated(rows, rank={"ties": ties}, treat={"using": "none"})
    values = {"a": (np.array([1.0, 2.0, 2.5, 3.0, 5.0]), np.zeros(5, dtype=bool))}
    found = Rescoring(one).outcomes("u0", values, 5)
    assert found.rank.tolist() == [rank for _, rank in by_climbing(one, "u0", values, 5)]


def test_what_the_round_would_refuse_has_neither_score_nor_rank():
    one = evaluated(
        {"u0": [1, 1, 1], "u1": [2, 2, 3], "u2": [3, 5, 1]}, missing="fail", treat={"using": "none"}
    )
    found = Rescoring(one).outcomes("u0", {"a": (np.array([np.nan, 2.0]), np.zeros(2, dtype=bool))}, 2)
    assert np.isnan([found.score[0], found.rank[0]]).all()
    assert np.isfinite([found.score[1], found.rank[1]]).all()


@settings(max_examples=60, deadline=None)
@given(
    others=st.lists(HEAVY, min_size=3, max_size=30),
    own=st.lists(HEAVY, min_size=1, max_size=8),
    most=st.integers(0, 6),
    limits=st.sampled_from([(2.0, 3.5), (1.0, 1.0), (0.5, 0.0)]),
)
def test_a_clipped_column_is_the_winsorised_one(others, own, most, limits):
    options = {"max_": most, "skew": limits[0], "kurt": limits[1]}

    def function(column):
        return winsorise(column, **options)

    low, high = Clipping(np.array(others), function, **options).intervals(np.array(own))
    for at, one in enumerate(own):
        column = np.array([*others, one])
        np.testing.assert_array_equal(np.clip(column, low[at], high[at]), function(column).column)


def test_an_outlier_below_a_thousand_times_the_spread_is_clipped_as_the_palette_does():
    others = np.concatenate([[-1e9], np.linspace(0, 1, 40) ** 3])
    options = {"max_": 5, "skew": 2.0, "kurt": 3.5}
    own = np.array([-2e9, 0.5, 50.0, 1e9])
    low, high = Clipping(others, lambda column: winsorise(column, **options), **options).intervals(own)
    for at, one in enumerate(own.tolist()):
        column = np.append(others, one)
        np.testing.assert_array_equal(np.clip(column, low[at], high[at]), winsorise(column, **options).column)
