"""Digit tests: first digits by Benford, last digits, heaping; each says when there are too few values.

Benford (1938); Nigrini (2012), Benford's Law: a mean absolute deviation of first digits above 0.015 is
nonconformity. Conditions before a test is made, not after: enough values, and for first digits a range over
orders of magnitude.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.terms import Text

Values = NDArray[np.float64]

BENFORD = np.log10(1 + 1 / np.arange(1, 10))
"""The shares of the first digits 1 to 9."""


@dataclass(frozen=True, slots=True)
class Digits:
    """One test: how many values it saw, the statistic and p where it was made, or why it was not.

    ``statistic`` is the mean absolute deviation of the digits' shares, or the share of heaped values
    (``expected`` is what chance gives); ``p`` the chance of more than that where nothing is wrong.
    """

    n: int
    statistic: float | None = None
    expected: float | None = None
    p: float | None = None
    why_not: Text | None = None


def first_digits(values: Values, *, least: int, orders: float) -> Digits:
    """Test the first digits of the values above zero by chi-square (8 degrees) and mean absolute deviation.

    Made from ``least`` values on, where the middle 98 % of them reach over ``orders`` powers of ten.
    """
    above = values[values > 0]
    if len(above) < least:
        return _too_few(len(above), least)
    low, high = np.quantile(np.log10(above), [0.01, 0.99])
    if high - low < orders:
        reach = f"{high - low:.1f}"
        return Digits(
            len(above),
            why_not=Text(
                f"只跨 {reach} 个数量级，要 {orders:g} 个",
                f"reaches over {reach} orders of magnitude, {orders:g} are needed",
            ),
        )
    digits = np.floor(above / 10 ** np.floor(np.log10(above)) + 1e-9).astype(int)
    return _against(np.bincount(np.clip(digits, 1, 9), minlength=10)[1:], BENFORD)


def last_digits(values: Values, *, least: int) -> Digits:
    """Test the last digit of whole values of 1,000 and more against equal shares (chi-square, 9 degrees)."""
    whole = _whole(values)
    whole = whole[whole >= 1000]
    if len(whole) < least:
        return _too_few(len(whole), least)
    return _against(np.bincount(whole % 10, minlength=10), np.full(10, 0.1))


def heaping(values: Values, *, step: int, least: int) -> Digits:
    """Test whether more whole values of 10 steps and more than chance are multiples of ``step``.

    Chance is 1 in ``step``; p is the upper tail of the binomial (normal with continuity correction), made
    from ``least`` values and 5 expected multiples on.
    """
    whole = _whole(values)
    whole = whole[whole >= 10 * step]
    n, share = len(whole), 1 / step
    needed = max(least, 5 * step)
    if n < needed:
        return _too_few(n, needed)
    heaped = int((whole % step == 0).sum())
    z = (heaped - 0.5 - n * share) / math.sqrt(n * share * (1 - share))
    return Digits(n, heaped / n, share, 0.5 * math.erfc(z / math.sqrt(2)))


def chi_square_tail(statistic: float, degrees: int) -> float:
    """Return the chance of a larger chi-square, in closed form (Abramowitz and Stegun 26.4.4-5).

    >>> round(chi_square_tail(15.507, 8), 4), round(chi_square_tail(16.919, 9), 4)
    (0.05, 0.05)
    """
    half = statistic / 2
    if degrees % 2:
        total, term = math.erfc(math.sqrt(half)), math.exp(-half) * math.sqrt(half) / math.gamma(1.5)
        start = 1.5
    else:
        total, term, start = 0.0, math.exp(-half), 1.0
    for step in range(degrees // 2):
        total += term
        term *= half / (start + step)
    return min(total, 1.0)


def _against(counts: NDArray[np.int64], shares: Values) -> Digits:
    n = int(counts.sum())
    expected = n * shares
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return Digits(
        n, float(np.abs(counts / n - shares).mean()), 0.0, chi_square_tail(statistic, len(shares) - 1)
    )


def _too_few(n: int, least: int) -> Digits:
    return Digits(
        n, why_not=Text(f"太少：{n} 个，至少 {least} 个", f"too few: {n}, at least {least} are needed")
    )


def _whole(values: Values) -> NDArray[np.int64]:
    known = values[~np.isnan(values) & (np.abs(values) < 1e15)]
    whole: NDArray[np.int64] = known[known == np.floor(known)].astype(np.int64)
    return whole
