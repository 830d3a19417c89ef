"""Tables from rows: every row a mapping, every column named, empty where a row says nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from gaoxin.evaluation.result import Table

Row = Mapping[str, Any]


def table(columns: Iterable[str], rows: Iterable[Row]) -> Table:
    """Return the rows as a table of these columns."""
    listed = list(rows)
    return {name: [row.get(name) for row in listed] for name in columns}
