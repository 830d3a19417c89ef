"""Tables of enterprise rows as Parquet: cut by zone, put together, read by pages, compared key by key.

A table is what one zone sends for one year. Its bytes are kept whole by whoever keeps it (the web application keeps
them by digest); a national year is many tables put together in one pass. One thread writes, so that the same rows give
the same bytes.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.micro.connect import connect, file_words
from gaoxin.micro.rows import Rows
from gaoxin.micro.sql import identifier, words
from gaoxin.micro.store import ROWS_A_GROUP, SQL_TYPES, FieldType

if TYPE_CHECKING:
    from gaoxin.micro.connect import Connection

_FORMAT = f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP})"


@dataclass(frozen=True, slots=True)
class Parcel:
    """The rows of one zone and year: how many, and the Parquet bytes sorted by credit code."""

    zone: str
    year: int
    rows: int
    columns: tuple[str, ...]
    parquet: bytes


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new table changes in an old one, by credit code; ``cells`` are (code, field, old, new), at most so many."""

    new: int
    changed: int
    unchanged: int
    gone: int
    cells: tuple[tuple[str, str, str, str], ...]


def cut(source: Path, years: Sequence[int]) -> Iterator[Parcel]:
    """Yield the rows of a Parquet file of enterprises, one parcel a zone and year, in the order of zone and year."""
    with _opened() as (connection, home):
        chosen = ", ".join(str(int(year)) for year in years)
        connection.execute(
            f"COPY (SELECT * FROM read_parquet({file_words(source)}) WHERE year IN ({chosen}) "
            f"ORDER BY zone, year, credit_code) TO {words(str(home / 'cut'))} "
            "(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (zone, year), WRITE_PARTITION_COLUMNS true)"
        )
        counts = connection.execute(
            f"SELECT zone, year, count(*) FROM read_parquet({file_words(source)}) WHERE year IN ({chosen}) GROUP BY ALL"
        ).fetchall()
        rows = {(str(zone), int(year)): int(count) for zone, year, count in counts}
        columns: tuple[str, ...] = ()
        for folder in sorted((home / "cut").glob("zone=*/year=*")):
            files = sorted(folder.glob("*.parquet"))
            assert len(files) == 1, "one thread writes one file"
            zone, year = folder.parent.name.removeprefix("zone="), int(folder.name.removeprefix("year="))
            columns = columns or tuple(_columns(connection, f"read_parquet({file_words(files[0])})"))
            yield Parcel(zone, year, rows[zone, year], columns, files[0].read_bytes())


def spans(source: Path, years: Sequence[int]) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield each enterprise of a Parquet file once a zone: code, zone, its name, its first and its last year there.

    The name is that of the last year in which it has one, whatever zone it was in then.
    """
    with _opened() as (connection, _):
        chosen = ", ".join(str(int(year)) for year in years)
        found = connection.execute(
            f"WITH there AS (SELECT credit_code, zone, year, enterprise_name FROM read_parquet({file_words(source)}) "
            f"WHERE year IN ({chosen}) AND credit_code IS NOT NULL), named AS (SELECT credit_code, "
            "arg_max(enterprise_name, year) AS name FROM there GROUP BY credit_code) "
            "SELECT credit_code, zone, coalesce(name, credit_code), CAST(min(year) AS INTEGER), CAST(max(year) AS INTEGER) "
            "FROM there JOIN named USING (credit_code) GROUP BY ALL ORDER BY zone, credit_code"
        )
        while some := found.fetchmany(50_000):
            yield from some


def parcel(source: Path, zone: str, year: int) -> Parcel:
    """Return the rows of a zone and year in a Parquet file, sorted by credit code."""
    with _opened() as (connection, home):
        out = home / "one.parquet"
        connection.execute(
            f"COPY (SELECT * FROM read_parquet({file_words(source)}) WHERE zone = {words(zone)} "
            f"AND year = {int(year)} ORDER BY credit_code) TO {words(str(out))} {_FORMAT}"
        )
        return _parcel(connection, out, zone, year)


def join(tables: Iterable[bytes], out: Path) -> int:
    """Write tables one below the other into one Parquet file; return its rows. Columns are matched by name."""
    with _opened() as (connection, home):
        files = [_put(home, at, table) for at, table in enumerate(tables)]
        listed = ", ".join(file_words(file) for file in files)
        connection.execute(
            f"COPY (SELECT * FROM read_parquet([{listed}], union_by_name = true)) TO {words(str(out))} {_FORMAT}"
        )
        return _count(connection, out)


def rows(
    table: bytes,
    columns: Sequence[str],
    *,
    find: str = "",
    only: Sequence[str] = (),
    offset: int = 0,
    limit: int = 50,
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many rows there are, and a page of them, by credit code.

    ``find`` keeps rows whose code or name holds it; ``only`` keeps the rows of these codes.
    """
    with _opened() as (connection, home):
        source = f"read_parquet({file_words(_put(home, 0, table))})"
        where, values = _where(find, only)
        total = connection.execute(f"SELECT count(*) FROM {source} {where}", values).fetchone()
        chosen = ", ".join(identifier(name) for name in columns)
        page = connection.execute(
            f"SELECT {chosen} FROM {source} {where} ORDER BY credit_code LIMIT {int(limit)} OFFSET {int(offset)}",
            values,
        ).fetchall()
        return (total[0] if total else 0), [dict(zip(columns, row, strict=True)) for row in page]


def sums(table: bytes, columns: Sequence[str]) -> Mapping[str, Any]:
    """Return the sum of each column and the number of rows (under ``rows``); a column without a value is None."""
    with _opened() as (connection, home):
        listed = ", ".join(f"SUM({identifier(name)})" for name in columns)
        source = f"read_parquet({file_words(_put(home, 0, table))})"
        found = connection.execute(
            f"SELECT count(*){', ' + listed if listed else ''} FROM {source}"
        ).fetchone()
        assert found is not None
        return dict(zip(("rows", *columns), found, strict=True))


def compare(old: bytes | None, new: bytes, *, most: int = 500) -> Difference:
    """Compare two tables by credit code, cell by cell; ``most`` changed cells are named."""
    with _opened() as (connection, home):
        after = f"read_parquet({file_words(_put(home, 1, new))})"
        if old is None:
            return Difference(_count(connection, home / "1.parquet"), 0, 0, 0, ())
        before = f"read_parquet({file_words(_put(home, 0, old))})"
        names = _columns(connection, after)
        kept = [
            one for one in names if one in set(_columns(connection, before)) and one not in {"year", "zone"}
        ]
        return _difference(connection, before, after, kept, most)


def _difference(
    connection: "Connection", before: str, after: str, kept: Sequence[str], most: int
) -> Difference:
    same = " AND ".join(f"a.{identifier(name)} IS NOT DISTINCT FROM b.{identifier(name)}" for name in kept)
    counted = connection.execute(
        f"SELECT count(*) FILTER (b.credit_code IS NULL), count(*) FILTER (a.credit_code IS NULL), "
        f"count(*) FILTER (a.credit_code IS NOT NULL AND b.credit_code IS NOT NULL AND {same}), count(*) "
        f"FROM {after} a FULL JOIN {before} b USING (credit_code)"
    ).fetchone()
    assert counted is not None
    new, gone, unchanged, total = counted
    return Difference(
        new, total - new - gone - unchanged, unchanged, gone, _cells(connection, before, after, kept, most)
    )


def _cells(
    connection: "Connection", before: str, after: str, kept: Sequence[str], most: int
) -> tuple[tuple[str, str, str, str], ...]:
    """Return the changed cells of rows that both tables have, by code and column, at most so many."""
    both = ", ".join(f"b.{identifier(name)}::VARCHAR, a.{identifier(name)}::VARCHAR" for name in kept)
    differ = " OR ".join(f"a.{identifier(name)} IS DISTINCT FROM b.{identifier(name)}" for name in kept)
    found = connection.execute(
        f"SELECT credit_code, {both} FROM {after} a JOIN {before} b USING (credit_code) WHERE {differ} "
        f"ORDER BY credit_code LIMIT {int(most)}"
    ).fetchall()
    changed = (
        (row[0], name, row[2 * at + 1] or "", row[2 * at + 2] or "")
        for row in found
        for at, name in enumerate(kept)
        if row[2 * at + 1] != row[2 * at + 2]
    )
    return tuple(islice(changed, most))


@dataclass(frozen=True, slots=True)
class Changes:
    """The cells in which two tables differ: how many by field, and a page of them as (code, name, field, old, new)."""

    fields: Mapping[str, int]
    cells: tuple[tuple[str, str, str, str, str], ...]

    @property
    def total(self) -> int:
        """Return how many cells differ."""
        return sum(self.fields.values())


def changes(old: bytes, new: bytes, *, offset: int = 0, limit: int = 50) -> Changes:
    """Return the cells that differ in rows that both tables have, by credit code, a page of them; all are counted."""
    with _opened() as (connection, home):
        before, after = (
            f"read_parquet({file_words(_put(home, at, one))})" for at, one in enumerate((old, new))
        )
        there = set(_columns(connection, before))
        names = [one for one in _columns(connection, after) if one in there and one not in _KEYS]
        differ = [f"(a.{identifier(one)} IS DISTINCT FROM b.{identifier(one)})" for one in names]
        joined = f"FROM {after} a JOIN {before} b USING (credit_code)"
        counts = connection.execute(
            f"SELECT {', '.join(f'count(*) FILTER (WHERE {one})' for one in differ)} {joined}"
        ).fetchone()
        found = {name: int(count) for name, count in zip(names, counts or (), strict=True) if count}
        by_row = connection.execute(
            f"SELECT credit_code, {' + '.join(f'{one}::INT' for one in differ)} AS cells {joined} "
            f"WHERE {' OR '.join(differ)} ORDER BY credit_code"
        ).fetchall()
        codes, first = _rows_of_page(by_row, offset, limit)
        page = _changed_cells(connection, joined, names, codes)
        return Changes(found, tuple(islice(page, offset - first, offset - first + limit)))


def _rows_of_page(by_row: Sequence[tuple[str, int]], offset: int, limit: int) -> tuple[list[str], int]:
    """Return the rows that a page of cells touches, and how many cells stand before them."""
    codes, first, passed = [], 0, 0
    for code, cells in by_row:
        if passed + cells <= offset:
            first = passed + cells
        elif passed < offset + limit:
            codes.append(code)
        passed += cells
    return codes, first


def _changed_cells(
    connection: "Connection", joined: str, names: Sequence[str], codes: Sequence[str]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the cells that differ in these rows, by code and column."""
    if not codes:
        return
    both = ", ".join(f"b.{identifier(name)}::VARCHAR, a.{identifier(name)}::VARCHAR" for name in names)
    listed = ", ".join(map(words, codes))
    rows_ = connection.execute(
        f"SELECT credit_code, a.enterprise_name, {both} {joined} WHERE credit_code IN ({listed}) ORDER BY credit_code"
    )
    for code, firm, *cells in rows_.fetchall():
        for at, name in enumerate(names):
            if cells[2 * at] != cells[2 * at + 1]:
                yield code, firm or "", name, cells[2 * at] or "", cells[2 * at + 1] or ""


_KEYS = frozenset({"year", "zone", "credit_code"})


def keep(
    rows: Rows, types: Mapping[str, FieldType], zone: str, year: int, out: Path, *, mark: str = ""
) -> int:
    """Write the rows of a zone and year as a table, sorted by credit code; return how many there are.

    The table has every field of ``types`` in that order, NULL throughout where nobody sent the column, so that tables
    of different senders are alike; ``mark`` fills a last column ``synthetic``. ``out`` must lie in a folder that the
    rows' connection may write to: the package's own.
    """
    chosen = [
        f"CAST({identifier(name) if name in rows.columns else 'NULL'} AS {SQL_TYPES[kind]}) AS {identifier(name)}"
        for name, kind in types.items()
    ]
    marked = [f"{words(mark)} AS synthetic"] if mark else []
    where = f"zone = {words(zone)} AND year = {int(year)} AND credit_code IS NOT NULL"
    rows.fetch(
        f"COPY (SELECT {', '.join([*chosen, *marked])} FROM {rows.relation} WHERE {where} "
        f"ORDER BY credit_code, _source, _line) TO {words(str(out))} {_FORMAT}"
    )
    return int(rows.fetch(f"SELECT count(*) FROM {rows.relation} WHERE {where}")[0][0])


@contextmanager
def _opened() -> Iterator[tuple["Connection", Path]]:
    with tempfile.TemporaryDirectory(prefix="gaoxin-") as folder:
        connection = _of_process(os.getpid()).cursor()
        try:
            yield connection, Path(folder)
        finally:
            connection.close()


@cache
def _of_process(_process: int) -> "Connection":
    """Return the connection of this process; to open one takes longer than most questions to it.

    Each question has a cursor of its own, so threads may ask at once. Nothing of a file stays in memory.
    """
    folder = tempfile.mkdtemp(prefix="gaoxin-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    connection = connect(Path(folder), threads=1, memory="800MB")
    connection.execute("SET enable_external_file_cache = false")
    return connection


def _put(home: Path, at: int, table: bytes) -> Path:
    file = home / f"{at}.parquet"
    file.write_bytes(table)
    return file


def _parcel(connection: "Connection", file: Path, zone: str, year: int) -> Parcel:
    names = _columns(connection, f"read_parquet({file_words(file)})")
    return Parcel(zone, year, _count(connection, file), tuple(names), file.read_bytes())


def _columns(connection: "Connection", source: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]


def _count(connection: "Connection", file: Path) -> int:
    found = connection.execute(f"SELECT count(*) FROM read_parquet({file_words(file)})").fetchone()
    return int(found[0]) if found else 0


def _where(find: str, only: Sequence[str]) -> tuple[str, list[Any]]:
    conditions, values = [], []
    if find:
        conditions.append("(contains(credit_code, $1) OR contains(enterprise_name, $1))")
        values.append(find)
    if only:
        conditions.append(f"credit_code IN ({', '.join(words(code) for code in only)})")
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), values


def parquet(table: bytes) -> bytes:
    """Return a CSV table (UTF-8, with a header) as Parquet; the same bytes give the same bytes."""
    with _opened() as (connection, home):
        source, out = home / "table.csv", home / "table.parquet"
        source.write_bytes(table)
        connection.execute(
            f"COPY (SELECT * FROM read_csv({file_words(source)}, header = true)) TO {words(str(out))} {_FORMAT}"
        )
        return out.read_bytes()
