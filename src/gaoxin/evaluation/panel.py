"""Panels: what is missing of a unit's indicator in a year, from its own other years (COINr ``impute_panel``).

A function takes the values of one unit and one indicator, one a year in rising order (nan where missing), and
the years, and returns the values filled; what it cannot fill stays nan. No year looks at another unit.
"""

from collections.abc import Callable, Mapping

import numpy as np

from gaoxin.evaluation.cells import Column


def latest(values: Column, years: Column, *, most: float = np.inf) -> Column:
    """Fill a gap with the last known value before it, at most ``most`` years old (COINr ``"latest"``)."""
    return _taken(values, data_years(values, years, most=most), years)


def data_years(values: Column, years: Column, *, most: float = np.inf) -> Column:
    """Return the year that the latest value of each year is from, nan where there is none."""
    own = np.where(np.isnan(values), -np.inf, years)
    newest = np.maximum.accumulate(own)
    return np.where(np.isfinite(newest) & (years - newest <= most), newest, np.nan)


def constant(values: Column, years: Column) -> Column:
    """Fill with the last known value before, and at the beginning with the first (COINr ``"constant"``)."""
    known = np.flatnonzero(~np.isnan(values))
    filled = latest(values, years)
    return np.where(np.isnan(filled), values[known[0]], filled) if len(known) else filled


def linear(values: Column, years: Column) -> Column:
    """Fill on the straight line between the known years about a gap, nothing outside (COINr ``"linear"``)."""
    known = ~np.isnan(values)
    if not known.any():
        return values
    return np.interp(years, years[known], values[known], left=np.nan, right=np.nan)


def linear_constant(values: Column, years: Column) -> Column:
    """Fill on the line between known years, outside with the nearest (COINr ``"linear-constant"``)."""
    return constant(linear(values, years)[::-1], -years[::-1])[::-1]


PANEL: Mapping[str, Callable[..., Column]] = {
    "latest": latest,
    "constant": constant,
    "linear": linear,
    "linear_constant": linear_constant,
}


def _taken(values: Column, sources: Column, years: Column) -> Column:
    places = np.searchsorted(years, np.where(np.isnan(sources), years[0], sources))
    return np.where(np.isnan(sources), np.nan, values[places])
