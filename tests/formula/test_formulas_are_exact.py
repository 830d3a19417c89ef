"""Formulas are computed in fractions, and null is neither zero nor false."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.formula import Aggregate, IndicatorValue, Name, Value, evaluate, parse, text_of


class Figures:
    """Figures of one zone by the text of their formula; last year's end in ``@-1``."""

    def __init__(self, values: Mapping[str, int | Fraction | bool | str | None]) -> None:
        self.values = values

    def figure(self, leaf: Aggregate | Name | IndicatorValue, years_back: int) -> Fraction | None:
        found = self.values[text_of(leaf) + (f"@-{years_back}" if years_back else "")]
        return Fraction(found) if type(found) is int else found  # type: ignore[return-value]


def value(text: str, **figures: int | Fraction | bool | str | None) -> Value:
    return evaluate(parse(text), Figures(figures))


def test_exactly_35_per_cent_meets_35_per_cent() -> None:
    assert not 2093 / 5980 >= 35 * 0.01, "floats decide this wrongly, by 5.6e-17"
    assert value("a / b >= 35%", a=2093, b=5980) is True
    assert value("100 * a / b", a=2093, b=5980) == 35


def test_one_enterprise_short_of_35_per_cent_does_not() -> None:
    assert value("a / b >= 35%", a=2092, b=5980) is False


def test_thirty_times_a_tenth_is_three() -> None:
    assert value(" + ".join(["0.1"] * 30)) == 3


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_share_times_its_whole_is_the_part_again(part: int, whole: int) -> None:
    assert value("100 * a / b * b / 100", a=part, b=whole) == part


@pytest.mark.parametrize(
    "text", ["a + n", "a - n", "a * n", "n / a", "a / n", "-n", "a > n", "n = n", "ABS(n)", "LEFT(n, 2)"]
)
def test_null_in_null_out(text: str) -> None:
    assert value(text, a=1, n=None) is None


def test_division_by_zero_is_null_not_an_error() -> None:
    assert value("a / b", a=1, b=0) is None


@pytest.mark.parametrize(("left", "right"), list(product([True, False, None], repeat=2)))
def test_and_or_not_are_three_valued(left: bool | None, right: bool | None) -> None:
    both = False if False in (left, right) else None if None in (left, right) else True
    either = True if True in (left, right) else None if None in (left, right) else False
    assert value("a AND b", a=left, b=right) is both
    assert value("a OR b", a=left, b=right) is either
    assert value("NOT a", a=left) is (None if left is None else not left)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 BETWEEN 5 AND 7", True),
        ("7 BETWEEN 5 AND 7", True),
        ("8 BETWEEN 5 AND 7", False),
        ("n BETWEEN 5 AND 7", None),
        ("8 BETWEEN n AND 7", False),
        ("1 IN (1, n)", True),
        ("2 IN (1, n)", None),
        ("2 IN (1, 3)", False),
        ("n IN (1)", None),
        ("n IS NULL", True),
        ("n IS NOT NULL", False),
        ("COALESCE(n, n, 4)", 4),
        ("NULLIF(4, 4)", None),
        ("ABS(3 - 5)", 2),
        ("LEFT('0610', 2) BETWEEN '06' AND '46'", True),
        ("CASE WHEN n THEN 1 WHEN 1 = 1 THEN 2 END", 2),
        ("CASE WHEN n THEN 1 END", None),
        ("CASE WHEN n THEN 1 ELSE 3 END", 3),
    ],
)
def test_predicates_follow_sql(text: str, expected: Value) -> None:
    assert value(text, n=None) == expected
    assert (value(text, n=None) is None) == (expected is None)


def test_the_year_before_is_asked_for_by_itself() -> None:
    figures = Figures({"SUM(x)": 110, "SUM(x)@-1": 100})
    assert evaluate(parse("100 * (SUM(x) / PREVIOUS(SUM(x)) - 1)"), figures) == 10


def test_an_indicator_can_be_asked_for_by_code() -> None:
    assert evaluate(parse("INDICATOR('2.3') / 10"), Figures({"INDICATOR('2.3')": 701})) == Fraction(701, 10)
