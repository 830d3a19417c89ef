"""Errors of figures and panels: what is drawn, what is left alone, and the formulas over many columns at once."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests.robustness.studies import round_, study, values

from gaoxin.evaluation import moments
from gaoxin.evaluation.standardise import STANDARDISE, measure
from gaoxin.evaluation.treat import winsorise
from gaoxin.returns import Mark
from gaoxin.robustness import blocks
from gaoxin.robustness.given import standard_errors
from gaoxin.terms import Unusable


def drawn(made, count):
    errors, library = made.design.errors, made.design.library
    numbers = np.arange(count)
    base = library.values[:1, errors.columns]
    return errors.values(made.seed, numbers, numbers, base), base


def test_figures_keep_their_mean_and_sign_and_have_the_relative_error_that_is_said():
    rows = values(6)
    rows["U01"][0] = -2.0
    found, base = drawn(study(round_(rows), error="20%"), 20_000)
    relative = found / base
    assert (np.sign(found) == np.sign(base)).all()
    np.testing.assert_allclose(relative.mean(axis=0), 1, atol=0.01)
    np.testing.assert_allclose(relative.std(axis=0), 0.2, rtol=0.05)


def test_zero_stays_zero_and_a_missing_value_missing():
    rows = values(6, gaps=1)
    rows["U02"][3] = 0.0
    found, _ = drawn(study(round_(rows, missing="median"), error="20%"), 50)
    assert (found[:, 3, 2] == 0).all()
    assert np.isnan(found[:, 0, 1]).all()
    assert np.isnan(found).sum() == 50


def test_a_column_that_tells_nobody_apart_gets_no_error():
    rows = {unit: [*row[:4], 7.0] for unit, row in values(6).items()}
    made = study(round_(rows, constant="midpoint"), error="5%")
    assert made.design.errors.columns.tolist() == [0, 1, 2, 3]


def test_errors_are_said_by_code_by_source_and_for_all():
    made = study(error={"all": "1%", "statistics": "2%", "b2": "30%", "a1": "0"})
    sigma = dict(zip(made.design.errors.columns.tolist(), made.design.errors.sigma.tolist(), strict=True))
    assert sorted(sigma) == [1, 2, 3, 4]
    assert sigma[1] == pytest.approx(np.sqrt(np.log1p(0.01**2)))
    assert sigma[3] == pytest.approx(np.sqrt(np.log1p(0.3**2)))


def test_an_error_of_an_unknown_indicator_is_refused_by_name():
    with pytest.raises(Unusable) as refused:
        _ = study(error={"b22": "1%"}).design.factors
    assert "error/b22" in str(refused.value)


def test_large_errors_never_give_a_rank_that_is_none():
    rows = values(10, gaps=5)
    made = study(
        round_(rows, missing="worst"),
        error="300%",
        missing=["worst", "median", "rescale"],
        normalisation=["own", {"using": "zscore", "mean": "100", "sd": "5"}],
        aggregation=["arithmetic", "geometric"],
    )
    ranks = made.places(made.sample(300)) / 2
    assert ((ranks >= 1) & (ranks <= 10)).all()


def test_an_error_in_one_indicator_moves_only_what_hangs_on_it():
    rows = {f"U{one}": [one, one, one, one, one + 0.5] for one in range(5)}
    made = study(round_(rows, treat="none"), error={"a1": "0.01%"})
    assert (made.places(made.sample(50)) / 2 == made.design.given.rank).all()


columns = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(2, 9)),
    elements=st.integers(-4, 4).map(float) | st.floats(-1e6, 1e6, allow_subnormal=False),
)


@settings(max_examples=200, deadline=None)
@forall(columns, st.integers(0, 4))
def test_many_columns_are_winsorised_as_each_alone(table, most):
    table = np.round(table, 3)  # as cells are: moments of numbers near 1e-188 are nobody's
    made = blocks.winsorise(table.copy(), max_=most, skew=0.5, kurt=0.0)
    for row, found in zip(table, made, strict=True):
        np.testing.assert_allclose(found, winsorise(row, max_=most, skew=0.5, kurt=0.0).column)


@settings(max_examples=200, deadline=None)
@forall(columns)
def test_skewness_and_kurtosis_of_many_columns_are_those_of_each_alone(table):
    table = np.round(table, 3)
    found = np.array(blocks.skewness_and_kurtosis(table)).T
    for row, both in zip(table, found, strict=True):
        if np.ptp(row) > 1e-3 * np.abs(row).max():
            np.testing.assert_allclose(both, moments.skewness_and_kurtosis(row), atol=1e-6)


@pytest.mark.parametrize("using", sorted(blocks.STANDARDISE))
def test_many_columns_are_standardised_as_each_alone(using):
    table = np.random.default_rng(2).integers(0, 9, (20, 7)).astype(float)
    made = blocks.STANDARDISE[using](table.copy())
    for row, found in zip(table, made, strict=True):
        np.testing.assert_allclose(found, STANDARDISE[using](row, measure(using, row, {}, None)), atol=1e-12)


def test_equal_values_stand_in_the_middle_of_the_scale():
    same = np.full((1, 4), 3.0)
    assert blocks.minmax(same.copy(), lower=1, upper=99).tolist() == [[50.0] * 4]
    assert blocks.zscore(same.copy(), mean=100, sd=9).tolist() == [[100.0] * 4]


def mark(zone, score, indicator="1.10"):
    return Mark("survey", zone, indicator, "R", Fraction(score), "survey.csv:2 score")


def test_the_error_of_a_panel_is_the_standard_error_of_its_mean():
    errors = standard_errors([mark("Z1", score) for score in (60, 70, 80)])
    assert errors == {("survey.1.10", "Z1"): pytest.approx(10 / 3**0.5)}


def test_a_panel_of_one_borrows_the_spread_of_the_others():
    marks = [mark("Z1", 50), *(mark("Z2", score) for score in (60, 70, 80)), mark("Z3", 20), mark("Z3", 40)]
    errors = standard_errors(marks)
    assert errors["survey.1.10", "Z1"] == pytest.approx(((10**2 + 200) / 2) ** 0.5)


def test_nothing_is_known_of_the_error_where_every_panel_is_of_one():
    assert standard_errors([mark("Z1", 50), mark("Z2", 60)]) == {
        ("survey.1.10", "Z1"): 0.0,
        ("survey.1.10", "Z2"): 0.0,
    }
