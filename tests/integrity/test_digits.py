"""Digit tests find what was planted, keep quiet about clean figures, and say when there is too little to say."""

import numpy as np
import pytest
from scipy.stats import chi2

from gaoxin.integrity.digits import BENFORD, chi_square_tail, first_digits, heaping, last_digits

CLEAN = np.round(np.exp(np.random.default_rng(1).normal(11, 2, 3000)))


def test_benfords_shares_are_those_of_the_law():
    assert BENFORD.round(3).tolist() == [0.301, 0.176, 0.125, 0.097, 0.079, 0.067, 0.058, 0.051, 0.046]
    assert BENFORD.sum() == pytest.approx(1)


@pytest.mark.parametrize("degrees", [1, 2, 8, 9])
@pytest.mark.parametrize("statistic", [0.1, 5.0, 30.0, 200.0])
def test_the_tail_of_chi_square_is_that_of_scipy(statistic, degrees):
    assert chi_square_tail(statistic, degrees) == pytest.approx(chi2.sf(statistic, degrees), rel=1e-9)


def test_clean_figures_do_not_stand_out():
    for made in (
        first_digits(CLEAN, least=300, orders=2),
        last_digits(CLEAN, least=300),
        heaping(CLEAN, step=10, least=300),
    ):
        assert made.why_not is None
        assert made.p > 0.001


def test_a_planted_first_digit_stands_out():
    planted = np.where(np.arange(len(CLEAN)) % 4 == 0, 5 * 10 ** np.floor(np.log10(CLEAN)), CLEAN)
    made = first_digits(planted, least=300, orders=2)
    assert made.p < 1e-6
    assert made.statistic > 0.015


def test_planted_last_digits_stand_out():
    planted = np.where(np.arange(len(CLEAN)) % 3 == 0, np.floor(CLEAN / 10) * 10 + 7, CLEAN)
    assert last_digits(planted, least=300).p < 1e-6


@pytest.mark.parametrize("step", [10, 100])
def test_a_planted_heap_stands_out_with_its_share(step):
    planted = np.where(np.arange(len(CLEAN)) % 2 == 0, np.round(CLEAN / step) * step, CLEAN)
    made = heaping(planted, step=step, least=300)
    assert made.p < 1e-6
    assert made.statistic == pytest.approx(0.5 + 0.5 / step, abs=0.05)
    assert made.expected == 1 / step


def test_too_few_values_are_said_and_not_judged():
    for made in (
        first_digits(CLEAN[:100], least=300, orders=2),
        last_digits(CLEAN[:100], least=300),
        heaping(CLEAN[:100], step=10, least=300),
    ):
        assert (made.statistic, made.p) == (None, None)
        assert made.why_not.en.startswith("too few: ")
    assert heaping(CLEAN, step=1000, least=300).why_not.en.endswith("at least 5000 are needed")


def test_first_digits_are_not_judged_within_one_order_of_magnitude():
    narrow = np.round(np.random.default_rng(2).normal(50_000, 5_000, 2000))
    assert "orders of magnitude" in first_digits(narrow, least=300, orders=2).why_not.en


def test_blank_and_negative_figures_and_decimals_are_left_out():
    odd = np.concatenate([CLEAN, [np.nan, -5.0, 0.0, 1234.5]])
    assert first_digits(odd, least=300, orders=2).n == len(CLEAN) + 1
    assert last_digits(odd, least=300) == last_digits(CLEAN, least=300)
