"""Agreement: published examples to the printed decimals, and two other implementations."""

import warnings

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.panels.agreement import LEVELS, alpha, alpha_interval
from gaoxin.panels.intraclass import intraclass, one_way

GAP = np.nan
FOUR_OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
        [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
    ]
).T
"""Krippendorff (2011), Computing Krippendorff's alpha-reliability: four observers, twelve units."""

SIX_TARGETS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
"""Shrout and Fleiss (1979), table 2: four judges, six targets."""


@pytest.mark.parametrize(
    ("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_krippendorff_2011_comes_out_as_printed(level, printed):
    assert round(alpha(FOUR_OBSERVERS, level), 3) == printed


def test_the_six_forms_of_shrout_and_fleiss_1979_come_out_as_printed():
    found = {name: round(one.value, 2) for name, one in intraclass(SIX_TARGETS).items()}
    assert found == {
        "ICC(1,1)": 0.17,
        "ICC(1,k)": 0.44,
        "ICC(2,1)": 0.29,
        "ICC(2,k)": 0.62,
        "ICC(3,1)": 0.71,
        "ICC(3,k)": 0.91,
    }


def test_the_intervals_of_the_six_forms_are_those_of_mcgraw_and_wong():
    found = {
        name: (round(one.lower, 2), round(one.upper, 2)) for name, one in intraclass(SIX_TARGETS).items()
    }
    assert found == {
        "ICC(1,1)": (-0.13, 0.72),
        "ICC(1,k)": (-0.88, 0.91),
        "ICC(2,1)": (0.02, 0.76),
        "ICC(2,k)": (0.07, 0.93),
        "ICC(3,1)": (0.34, 0.95),
        "ICC(3,k)": (0.68, 0.99),
    }


@st.composite
def tables_with_gaps(draw):
    units, persons = draw(st.integers(2, 9)), draw(st.integers(2, 6))
    cell = st.one_of(st.integers(1, 6).map(float), st.just(GAP))
    rows = st.lists(st.lists(cell, min_size=persons, max_size=persons), min_size=units, max_size=units)
    return np.array(draw(rows))


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=60, deadline=None)
@given(table=tables_with_gaps())
def test_alpha_equals_that_of_another_implementation(level, table):
    pairable = (~np.isnan(table)).sum(axis=1) > 1
    values = np.unique(table[pairable][~np.isnan(table[pairable])])
    if len(values) < 2:
        assert np.isnan(alpha(table, level))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = krippendorff.alpha(table.T, level_of_measurement=level)
    assert alpha(table, level) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_intraclass_correlations_equal_those_of_another_implementation(seed):
    pandas, pingouin = pytest.importorskip("pandas"), pytest.importorskip("pingouin")
    numbers = np.random.default_rng(seed)
    table = np.round(
        numbers.normal(60, 10, (15, 1)) + numbers.normal(0, 6, (15, 5)) + numbers.normal(0, 3, 5)
    )
    long = pandas.DataFrame(
        [(row, column, table[row, column]) for row in range(15) for column in range(5)],
        columns=["t", "r", "s"],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the other implementation
        other = pingouin.intraclass_corr(long, "t", "r", "s").set_index("Type")["ICC"]
    names = ["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]
    theirs = ["ICC(1,1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)"]
    found = intraclass(table)
    assert [found[name].value for name in names] == pytest.approx([other[name] for name in theirs], abs=1e-9)


def test_the_one_way_form_with_gaps_is_the_plain_one_where_there_are_none():
    found, plain = one_way(SIX_TARGETS), intraclass(SIX_TARGETS)["ICC(1,1)"]
    assert (found.value, found.lower, found.upper) == pytest.approx((plain.value, plain.lower, plain.upper))


def test_a_table_with_gaps_has_none_of_the_six_forms():
    assert intraclass(FOUR_OBSERVERS) == {}


def test_panels_that_agree_fully_have_an_alpha_of_one_and_those_of_one_voice_for_all_have_none():
    agreed = np.array([[1, 1], [2, 2], [5, 5]], dtype=float)
    same = np.full((4, 3), 7.0)
    assert [alpha(agreed, level) for level in LEVELS] == [1.0] * 4
    assert [np.isnan(alpha(same, level)) for level in LEVELS] == [True] * 4
    assert np.isnan(alpha(np.array([[1, GAP], [GAP, 2]])))


def test_the_interval_of_alpha_holds_it_and_is_the_same_for_the_same_seed():
    first, again = alpha_interval(FOUR_OBSERVERS, seed=7), alpha_interval(FOUR_OBSERVERS, seed=7)
    assert first == again
    assert first.lower < first.value < first.upper


def test_the_interval_of_alpha_narrows_with_more_zones():
    numbers = np.random.default_rng(1)
    table = numbers.normal(0, 10, (400, 1)) + numbers.normal(0, 8, (400, 5))
    few, many = alpha_interval(table[:30]), alpha_interval(table)
    assert many.upper - many.lower < 0.5 * (few.upper - few.lower)
