"""Columns to a Parquet file, through DuckDB: exact types, real NULLs, rows in the order given."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import numpy.typing as npt

FieldType = Literal["number", "integer", "text", "bool", "date", "year"]
SQL_TYPES: Mapping[FieldType, str] = {
    "number": "DECIMAL(18,3)",
    "integer": "BIGINT",
    "text": "VARCHAR",
    "bool": "BOOLEAN",
    "date": "DATE",
    "year": "INTEGER",
}
"""The column types of enterprise rows; year is an integer of 32 bits."""
ROWS_A_GROUP = 61_440


def write_parquet(
    parts: Sequence[Mapping[str, npt.NDArray[Any]]], types: Mapping[str, FieldType], path: Path
) -> None:
    """Write parts one below the other, with the columns of ``types`` in their order (zstd).

    Columns are one-dimensional: whole numbers or doubles for number and integer, objects for text,
    datetime64 for date; masked cells and None become NULL; a column that a part lacks is NULL throughout.
    Doubles are rounded to three decimals. One thread writes: the same columns give the same bytes, in
    little memory. ValueError for a part without rows of equal number.
    """
    with duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as connection:
        selects = []
        for at, part in enumerate(parts):
            if len({len(column) for column in part.values()}) != 1:
                raise ValueError("columns of one part must have the same length")
            connection.register(f"part_{at}", {name: _scannable(column) for name, column in part.items()})
            cells = ", ".join(_cell(name, kind, name in part) for name, kind in types.items())
            selects.append(f"SELECT {cells} FROM part_{at}")
        connection.execute(
            f"COPY ({' UNION ALL '.join(selects)}) TO {_literal(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP})"
        )


def _cell(name: str, kind: FieldType, present: bool) -> str:
    return f"CAST({_quoted(name) if present else 'NULL'} AS {SQL_TYPES[kind]}) AS {_quoted(name)}"


def _scannable(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return what DuckDB can scan: it knows no datetime64 of days."""
    return column.astype("datetime64[us]") if np.issubdtype(column.dtype, np.datetime64) else column


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
