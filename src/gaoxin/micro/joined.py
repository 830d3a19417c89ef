"""The sheets of one workbook as one table: forms joined on the key, projects summed by it."""

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.micro.connect import file_words
from gaoxin.micro.intake import EXAMPLES, KEY
from gaoxin.micro.sql import identifier, words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KEYS = ", ".join(KEY)
_SHOWN = " || ' ' || ".join(f"{name}::VARCHAR" for name in KEY)


def summed(select: str, fields: list[str]) -> str:
    """Return the SELECT with one row a key: projects are added up (blank only if all are)."""
    sums = "".join(f", sum({identifier(name)})::DECIMAL(18,3) AS {identifier(name)}" for name in fields)
    return f"SELECT {_KEYS}{sums}, min(_line) AS _line FROM ({select}) GROUP BY {_KEYS}"


def first_rows(select: str) -> str:
    """Return the SELECT with the first row of every key."""
    return f"SELECT * FROM ({select}) QUALIFY row_number() OVER (PARTITION BY {_KEYS} ORDER BY _line) = 1"


def orphans(connection: "DuckDBPyConnection", first: str, select: str) -> tuple[int, list[tuple[int, str]]]:
    """Return how many rows have a key that the first sheet lacks, and the first of them as (line, key)."""
    filled = " AND ".join(f"{name} IS NOT NULL" for name in KEY)
    rows = f"FROM ({select}) AS later ANTI JOIN ({first}) AS first USING ({_KEYS}) WHERE {filled}"
    return _count_and_show(connection, rows, _SHOWN)


def repeated_in(connection: "DuckDBPyConnection", select: str) -> tuple[int, list[tuple[int, str]]]:
    """Return how many rows repeat a key within one sheet, and the first of them as (line, key)."""
    later = f"row_number() OVER (PARTITION BY {_KEYS} ORDER BY _line) > 1"
    rows = f"FROM ({select}) WHERE credit_code IS NOT NULL QUALIFY {later}"
    return _count_and_show(connection, rows, _SHOWN)


def _count_and_show(
    connection: "DuckDBPyConnection", rows: str, shown: str
) -> tuple[int, list[tuple[int, str]]]:
    found = connection.execute(f"SELECT _line, {shown} {rows} ORDER BY _line").fetchall()
    return len(found), found[:EXAMPLES]


def join_sheets(connection: "DuckDBPyConnection", selects: list[str], target: Path) -> str:
    """Write the first sheet with the columns of the others beside it; return the SELECT over that file.

    ``_line`` is the first sheet's line, ``_line_1`` the second's and so on.
    """
    joins = "".join(
        f" LEFT JOIN (SELECT * RENAME (_line AS _line_{number}) FROM ({select})) AS s{number} USING ({_KEYS})"
        for number, select in enumerate(selects[1:], 1)
    )
    joined = f"SELECT * FROM ({selects[0]}) AS s0{joins}"
    connection.execute(f"COPY ({joined}) TO {words(str(target))} (FORMAT parquet, COMPRESSION lz4_raw)")
    return f"SELECT * FROM read_parquet({file_words(target)})"
