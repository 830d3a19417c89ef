"""Whole numbers that add up: totals shared out exactly, wholes split into parts, shares taken of them."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]
Columns = dict[str, Column]


def fit(weights: Floats, total: int, most: Integers | None = None) -> Integers:
    """Share a total out by weights (largest remainder), none above ``most``; the sum is exact.

    Weights are 0 or ordinary positive numbers. ValueError when nobody can take the total.
    """
    able = (weights > 0) if most is None else (weights > 0) & (most > 0)
    room = None if most is None else np.where(able, most, 0)
    if total < 0 or (total > 0 and not able.any()) or (room is not None and int(room.sum()) < total):
        raise ValueError(f"no room for {total}")
    if total == 0:
        return np.zeros(len(weights), np.int64)
    exactly = _shares(np.where(able, weights, 0.0), total, room)
    whole = np.floor(exactly).astype(np.int64)
    order = np.argsort(whole - exactly, kind="stable")
    order = order[able[order]]
    while lacking := total - int(whole.sum()):
        step = 1 if lacking > 0 else -1
        free = order[whole[order] > 0] if step < 0 else order
        if room is not None and step > 0:
            free = free[whole[free] < room[free]]
        whole[free[: abs(lacking)]] += step
    return whole


def _shares(weights: Floats, total: int, room: Integers | None) -> Floats:
    if room is None:
        return np.asarray(weights * (total / weights.sum()))
    filled = np.zeros(len(weights), bool)
    while True:  # each turn fills those that the last one would have overfilled
        open_weight = weights[~filled].sum()
        level = (total - room[filled].sum()) / open_weight if open_weight > 0 else 0.0
        over = ~filled & (weights * level > room)
        if not over.any():
            return np.where(filled, room, weights * level).astype(np.float64)
        filled |= over


def split(whole: Integers, *weights: Floats) -> list[Integers]:
    """Split each whole (at least 0) into parts by weights, exactly; all weights 0: the last has it all."""
    sums = np.cumsum(np.stack(np.broadcast_arrays(*weights, whole)[:-1]).astype(np.float64), axis=0)
    shares = np.divide(sums, sums[-1], out=np.zeros_like(sums), where=sums[-1] > 0)
    edges = np.floor(np.clip(shares[:-1], 0, 1) * whole).astype(np.int64)
    below = np.zeros_like(whole)
    parts = []
    for edge in edges:
        parts.append(edge - below)
        below = edge
    return [*parts, whole - below]


def portion(whole: Integers, share: Floats | float) -> Integers:
    """Take a share of each whole, rounded down, between 0 and the whole."""
    share_of = np.floor(whole * np.asarray(share))
    return np.asarray(np.clip(share_of, 0, np.maximum(whole, 0)).astype(np.int64))


def blank(column: Column, where: Flags) -> Column:
    """Make cells blank: unknown, not zero."""
    return np.ma.MaskedArray(column, mask=np.ma.getmaskarray(column) | where)


def narrow(column: Column) -> Column:
    """Keep whole numbers in the narrowest type that holds them."""
    if column.dtype != np.int64 or column.size == 0:
        return column
    widest = max(abs(int(column.min() or 0)), abs(int(column.max() or 0)))
    kind = next(kind for kind in (np.int8, np.int16, np.int32, np.int64) if widest <= np.iinfo(kind).max)
    return column.astype(kind)
