"""Enterprise rows as one relation: typed columns of every part, and the way back to every cell."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.micro.connect import file_words
from gaoxin.micro.intake import EXAMPLES, KEY, Unreadable, run
from gaoxin.micro.sql import identifier, words
from gaoxin.terms import DataRefused, Fault, Text, Unusable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a field stands in a part.

    The sheet (empty outside workbooks), the header as the sender wrote it, and the column of the relation
    that holds the line.
    """

    sheet: str
    header: str
    line: str = "_line"


@dataclass(frozen=True)
class Part:
    """One file of enterprise rows.

    ``number`` is its ``_source`` in the relation, ``file`` its path in the package; ``line_of`` turns what
    ``_line`` holds into the line of the sender's file (the header is line 1).
    """

    number: int
    file: str
    select: str
    headings: Mapping[str, Heading]
    line_of: Callable[[int], int] = field(default=int, compare=False)

    def place(self, name: str, line: int) -> str:
        """Return the place of a cell: ``file.csv:12 revenue`` or ``book.xlsx[GQ-002]:12 qc05_0``."""
        table, header = self._table_and_header(name)
        return f"{table}:{self.line_of(line)} {header}".rstrip()

    def column(self, name: str) -> str:
        """Return the place of a whole column: ``file.csv revenue`` or ``book.xlsx[GQ-002] qc05_0``."""
        return " ".join(self._table_and_header(name))

    def _table_and_header(self, name: str) -> tuple[str, str]:
        heading = self.headings.get(name) or next(iter(self.headings.values()))
        sheet = f"[{heading.sheet}]" if heading.sheet else ""
        return f"{self.file}{sheet}", heading.header if name in self.headings else name


@dataclass(frozen=True)
class Rows:
    """Enterprise rows of the data year and the year before.

    ``relation`` is a view of ``connection``: year INTEGER, zone and credit_code VARCHAR, then fields by
    their names (number DECIMAL(18,3), integer BIGINT, text VARCHAR, bool BOOLEAN, date DATE), and the trace
    ``_source`` (number of the part) and ``_line`` (see ``Part``; sheets joined to the first have line
    columns of their own). ``columns`` are the fields that are there.
    """

    connection: "DuckDBPyConnection"
    relation: str
    columns: frozenset[str]
    parts: tuple[Part, ...]
    count: int

    def fetch(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query.

        Unusable when a file turns out to be damaged where nobody had looked; DataRefused when the cells of one row are
        so large that they cannot be added.
        """
        try:
            return run(self.connection, query)
        except Unreadable as error:
            files = ", ".join(part.file for part in self.parts)
            if "Overflow" in str(error):
                found = Text("有一行的数大得无法相加", "the figures of a row are too large to be added")
                remedy = Text(
                    "核对单位（千元、人、件），改正过大的数", "check the units and correct what is too large"
                )
                raise DataRefused(Fault(files, found, None, remedy)) from None
            remedy = Text("请重新导出该文件", "export the file again")
            raise Unusable(
                Fault(files, Text(f"读不出：{error}", f"cannot be read: {error}"), None, remedy)
            ) from None

    def place(self, source: int, name: str, line: int) -> str:
        """Return the place of a cell, from ``_source``, a field and the value of its line column."""
        return self.parts[source].place(name, line)


def union(parts: Iterable[Part], columns: Mapping[str, Callable[[str], str]], where: str = "true") -> str:
    """Return the SELECT over all parts; ``columns`` may change a column (units, years of validity)."""
    return " UNION ALL BY NAME ".join(
        f"SELECT {_chosen(part, columns)} FROM ({part.select}) WHERE {where}" for part in parts
    )


def _chosen(part: Part, columns: Mapping[str, Callable[[str], str]]) -> str:
    lines = {heading.line for heading in part.headings.values()} | {"_line"}
    fields = [
        f"{change(identifier(name))} AS {identifier(name)}"
        for name, change in columns.items()
        if name in part.headings or name in KEY
    ]
    return ", ".join([*fields, f"{part.number} AS _source", *map(identifier, sorted(lines))])


def by_zone(connection: "DuckDBPyConnection", relation: str) -> list[tuple[int, int, str, int]]:
    """Return how many rows each part, year and zone has."""
    filled = f"FROM {relation} WHERE year IS NOT NULL AND zone IS NOT NULL"
    query = f"SELECT _source, year, zone, count(*) {filled} GROUP BY ALL ORDER BY ALL"
    return connection.execute(query).fetchall()


def rows_of_zone(
    connection: "DuckDBPyConnection", relation: str, zone: str, most: int = EXAMPLES
) -> list[tuple[int, int]]:
    """Return the first rows of a zone as (source, line)."""
    query = f"SELECT _source, _line FROM {relation} WHERE zone = {words(zone)} ORDER BY ALL LIMIT {most}"
    return connection.execute(query).fetchall()


def repeated_keys(
    connection: "DuckDBPyConnection", relation: str
) -> tuple[int, list[tuple[int, str, str, list[tuple[int, int]]]]]:
    """Return how many keys stand in more than one row, and the first of them with their rows.

    Rows are (source, line). Hashes are counted first; rows are compared only where two are alike.
    """
    query = f"SELECT count(*) - count(DISTINCT hash(year, zone, credit_code)) FROM {relation}"
    alike = connection.execute(query).fetchone()
    if not alike or not alike[0]:
        return 0, []
    key = "year, zone, credit_code"
    filled = "zone IS NOT NULL AND credit_code IS NOT NULL"
    grouped = f"FROM {relation} WHERE {filled} GROUP BY {key} HAVING count(*) > 1"
    total = connection.execute(f"SELECT count(*) FROM (SELECT 1 {grouped})").fetchone()
    query = (
        "SELECT year, zone, credit_code, list((_source, _line) ORDER BY _source, _line) AS places "
        f"{grouped} ORDER BY min((_source, _line)) LIMIT {EXAMPLES}"
    )
    return int(total[0]) if total else 0, connection.execute(query).fetchall()


def sent_records(connection: "DuckDBPyConnection", path: Path) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Return the columns of a Parquet file and its records in their order."""
    cursor = connection.cursor()
    cursor.execute(f"SELECT * FROM read_parquet({file_words(path.resolve())})")
    names = [column[0] for column in cursor.description or ()]
    return names, (record for block in iter(lambda: cursor.fetchmany(1000), []) for record in block)
