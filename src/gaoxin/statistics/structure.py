"""What a group is like inside: consistency.csv, items.csv, components.csv and loadings.csv.

Groups are all indicators together (``level/1``), the total and every dimension with their parts.
"""

from collections.abc import Iterator

import numpy as np

from gaoxin.evaluation.cells import Matrix
from gaoxin.evaluation.result import Table
from gaoxin.statistics.components import Components, components
from gaoxin.statistics.consistency import alpha, covariances, items
from gaoxin.statistics.parts import Group, Parts
from gaoxin.statistics.table import Row, table

_GROUP = ("group", "parts", "n", "alpha", "reason")
_ITEM = ("group", "part", "correlation_with_rest", "alpha_without", "reason")
_COMPONENT = ("group", "component", "eigenvalue", "explained", "cumulative", "reason")
_LOADING = ("group", "part", "component", "loading", "entry")

Inside = tuple[Group, Matrix]


def tables(parts: Parts) -> dict[str, Table]:
    """Return the four tables, groups from the widest to the last dimension."""
    everything = Group("level/1", tuple(f"indicator/{code}" for code in parts.cells.codes))
    inside = [
        (group, np.column_stack([parts.columns[part] for part in group.parts]))
        for group in (everything, *parts.groups)
    ]
    found = [(group, components(columns)) for group, columns in inside]
    return {
        "consistency.csv": table(_GROUP, map(_consistency, inside)),
        "items.csv": table(_ITEM, (row for one in inside for row in _items(one))),
        "components.csv": table(_COMPONENT, (row for one in found for row in _components(*one))),
        "loadings.csv": table(_LOADING, (row for one in found for row in _loadings(*one))),
    }


def _consistency(inside: Inside) -> Row:
    group, columns = inside
    value = alpha(covariances(columns))
    reason = "one_part" if len(group.parts) < 2 else "constant" if value is None else None
    complete = int((~np.isnan(columns).any(axis=1)).sum())
    return {"group": group.name, "parts": len(group.parts), "n": complete, "alpha": value, "reason": reason}


def _items(inside: Inside) -> Iterator[Row]:
    group, columns = inside
    for part, item in zip(group.parts, items(columns), strict=True):
        yield dict(zip(_ITEM, (group.name, part, *item[:2], item.reason or None), strict=True))


def _components(group: Group, found: Components | str) -> Iterator[Row]:
    if isinstance(found, str):
        yield {"group": group.name, "reason": found}
        return
    columns = (found.eigenvalues, found.explained, np.cumsum(found.explained))
    for place, row in enumerate(np.column_stack(columns).tolist(), start=1):
        yield dict(zip(_COMPONENT, (group.name, place, *row, None), strict=True))


def _loadings(group: Group, found: Components | str) -> Iterator[Row]:
    if isinstance(found, str):
        return
    for part, loadings, axes in zip(group.parts, found.loadings.tolist(), found.axes.tolist(), strict=True):
        for place, pair in enumerate(zip(loadings, axes, strict=True), start=1):
            yield dict(zip(_LOADING, (group.name, part, place, *pair), strict=True))
