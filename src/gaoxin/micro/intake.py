"""One sent table to typed columns: text through the cell rules into a Parquet file, good Parquet as it lies.

DuckDB reads in columns. The plain way costs one pass; what is not plain is looked at again, alone, to say
what was normalised and what is refused. Odd cells are told for the rows of the wanted years; other rows do
not matter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.micro.cells import TYPES, CellRule, CellSql, cell_sql
from gaoxin.micro.connect import file_words
from gaoxin.micro.sql import identifier, words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY = ("year", "zone", "credit_code")
"""What names a row."""

EXAMPLES = 20
"""How many cells of a column are shown; the rest are counted."""


@dataclass(frozen=True)
class Table:
    """A table that someone sent, where DuckDB can read it.

    ``columns`` maps fields to source columns (c0, c1 … of a CSV, names of a Parquet), ``rules`` say how
    their cells are read. A CSV has ``width`` columns; one written from a workbook has the line in front and
    no header of its own (``after`` is the header's line). ``defaults`` stand for key columns that the table
    lacks; ``types`` are those of a Parquet file.
    """

    path: Path
    columns: Mapping[str, str]
    rules: Mapping[str, CellRule]
    width: int = 0
    after: int | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def is_parquet(self) -> bool:
        """Whether the table is a Parquet file."""
        return not self.width


@dataclass(frozen=True, slots=True)
class Odd:
    """Cells of one column that are not plain: how many, the first of them, and whether they are refused."""

    field: str
    refused: bool
    cells: int
    examples: tuple[tuple[int, str], ...]


class Unreadable(Exception):
    """DuckDB cannot read the file; says in one line why."""


def run(connection: "DuckDBPyConnection", query: str) -> list[Any]:
    """Return the rows of a query over a sent file; Unreadable when the file is not what it seems."""
    import duckdb  # noqa: PLC0415 - heavy, and only needed here

    try:
        return connection.execute(query).fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise Unreadable(str(error).partition("\n")[0]) from None


def describe(connection: "DuckDBPyConnection", path: Path) -> dict[str, str]:
    """Return the columns of a Parquet file with their types."""
    rows = run(connection, f"DESCRIBE SELECT * FROM {_file(path)}")
    return {name: kind for name, kind, *_ in rows}


def filled_cells(connection: "DuckDBPyConnection", table: Table, fields: list[str]) -> dict[str, int]:
    """Return how many cells of these fields are not blank."""
    counts = ", ".join(
        f"count(nullif(trim({identifier(table.columns[one])}::VARCHAR), ''))" for one in fields
    )
    return dict(zip(fields, run(connection, f"SELECT {counts} FROM {scan(table)}")[0], strict=True))


def scan(table: Table, *, numbered: bool = False) -> str:
    """Return the relation of a table's cells.

    ``_line`` is the sheet's line, or the record counted from 0; counting the records of a CSV takes one
    thread, so it is left out unless ``numbered``.
    """
    if table.is_parquet:
        return f"(SELECT *, file_row_number AS _line FROM {_file(table.path)})"
    columns = tuple(f"c{at}" for at in range(table.width))
    if table.after is not None:
        read = _read_csv(table.path, ("_line", *columns), header=False)
        return f"(SELECT * REPLACE (_line::BIGINT AS _line) FROM {read} WHERE _line::BIGINT > {table.after})"
    read = _read_csv(table.path, columns, header=True)
    return f"(SELECT *, row_number() OVER () - 1 AS _line FROM {read})" if numbered else read


def _file(path: Path) -> str:
    return f"read_parquet({file_words(path)})"


def _read_csv(path: Path, names: tuple[str, ...], *, header: bool) -> str:
    columns = ", ".join(f"{words(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({file_words(path)}, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"header = {str(header).lower()}, strict_mode = true, columns = {{{columns}}})"
    )


def column_sql(table: Table, name: str, raw: str, plain: str | None = None) -> CellSql:
    """Return the SQL of one field of a table, over the expression of its cells."""
    rule, kind = table.rules[name], table.types.get(table.columns[name], "VARCHAR")
    if kind == "VARCHAR":
        return cell_sql(rule, raw, plain)
    if kind == TYPES[rule.cast]:
        return CellSql(f"CASE WHEN {raw} IS NOT NULL THEN true END", raw, "true")
    if rule.cast in ("text", "bool"):
        return cell_sql(rule, f"{raw}::VARCHAR", plain)
    cast = f"TRY_CAST({raw} AS {TYPES[rule.cast]})"
    exact = f"coalesce({_is_exact(rule, kind, raw, cast)}, false)"
    test = f"CASE WHEN {raw} IS NOT NULL THEN {exact} END"
    return CellSql(test, f"CASE WHEN {plain or exact} THEN {cast} END", "true")


def _is_exact(rule: CellRule, kind: str, raw: str, cast: str) -> str:
    """Return the SQL that is true where a Parquet value of another type stands in our type without loss.

    A double is taken with 15 significant digits, as it is for spreadsheets; NaN and infinity are never exact.
    """
    if rule.cast == "date":
        return "true" if kind.startswith("TIMESTAMP") else "false"
    if kind in ("DOUBLE", "FLOAT"):
        return f"abs({cast}::DOUBLE - {raw}) <= abs({raw}) * {'1e-15' if kind == 'DOUBLE' else '1e-7'}"
    return (
        f"{cast} = {raw}"
        if kind.endswith("INT") or kind.startswith(("INTEGER", "UINTEGER", "DECIMAL"))
        else "false"
    )


def is_ready(connection: "DuckDBPyConnection", table: Table) -> bool:
    """Whether a Parquet file can be used as it lies: fitting types, keys filled, codes in standard form.

    What the file's statistics tell is not read; codes are judged by their distinct values. Free text is
    cleaned where it is used.
    """
    if any(not _fits(table, name) for name in table.columns):
        return False
    bounds = _bounds(connection, table)
    over_rows = [test for name in table.columns for test in [_row_test(table, name, bounds)] if test]
    over_codes = [
        f"(SELECT count(*) FROM (SELECT DISTINCT {identifier(source)} AS code FROM {_file(table.path)}) "
        f"WHERE {_is_odd(name, column_sql(table, name, 'code'))})"
        for name, source in table.columns.items()
        if name not in KEY and _is_code(table.rules[name])
    ]
    found = run(connection, f"SELECT {', '.join(over_rows)} FROM {_file(table.path)}")[0]
    return not any(found) and not any(run(connection, f"SELECT {', '.join(over_codes) or 0}")[0])


def _fits(table: Table, name: str) -> bool:
    """Whether the column's type needs no text to be read."""
    cast, kind = table.rules[name].cast, table.types[table.columns[name]]
    return kind == TYPES[cast] or (kind != "VARCHAR" and cast not in ("text", "bool"))


def _is_code(rule: CellRule) -> bool:
    return rule.cast == "text" and bool(rule.among or rule.finish)


def _row_test(table: Table, name: str, bounds: Mapping[str, tuple[int, int]]) -> str:
    """Return the aggregate that counts what keeps a column from being used as it lies; empty for nothing."""
    source, rule = table.columns[name], table.rules[name]
    sql = column_sql(table, name, identifier(source))
    if name in KEY:
        return f"count(*) FILTER ({identifier(source)} IS NULL OR {_is_odd(name, sql)})"
    if rule.cast == "text" or table.types[source] == TYPES[rule.cast] or _within(bounds.get(source)):
        return ""
    return f"count(*) FILTER ({_is_odd(name, sql)})"


def _is_odd(_name: str, sql: CellSql) -> str:
    return f"{sql.plain} IS FALSE"


def _bounds(connection: "DuckDBPyConnection", table: Table) -> dict[str, tuple[int, int]]:
    """Return the smallest and largest value of the whole-number columns where all statistics are there."""
    low, high = "try_cast(stats_min_value AS HUGEINT)", "try_cast(stats_max_value AS HUGEINT)"
    query = (
        f"SELECT path_in_schema, min({low}), max({high}) FROM parquet_metadata({file_words(table.path)}) "
        f"GROUP BY ALL HAVING bool_and({low} IS NOT NULL OR stats_null_count = num_values)"
    )
    found = run(connection, query)
    return {
        name: (least, most)
        for name, least, most in found
        if least is not None and "INT" in table.types.get(name, "")
    }


def _within(bounds: tuple[int, int] | None) -> bool:
    return bounds is not None and bounds[0] > -(10**15) and bounds[1] < 10**15


def ready_select(table: Table) -> str:
    """Return the SELECT that types a ready Parquet file without copying it."""
    columns = ", ".join(f"{_ready_value(table, name)} AS {identifier(name)}" for name in table.columns)
    return f"SELECT {columns}, file_row_number AS _line FROM {_file(table.path)}"


def _ready_value(table: Table, name: str) -> str:
    raw = identifier(table.columns[name])
    if name == "year":
        return f"{raw}::INTEGER"
    if name in KEY or _is_code(table.rules[name]):
        return raw
    return column_sql(table, name, raw).value


def read_cells(table: Table, source: str) -> str:
    """Return the relation with r0, p0, v0 … for each field: its cell, whether it is plain, its value.

    Each is a layer of its own, so that nothing is computed twice; ``_filled``: any cell says anything.
    """
    names = list(table.columns)
    line = "" if table.after is None and not table.is_parquet and "row_number" not in source else ", _line"
    texts = ", ".join(f"{identifier(column)}::VARCHAR" for column in table.columns.values())
    filled = f"coalesce({texts}, NULL) IS NOT NULL"
    raws = "".join(f", {identifier(column)} AS r{at}" for at, column in enumerate(table.columns.values()))
    plain = "".join(f", {column_sql(table, name, f'r{at}').plain} AS p{at}" for at, name in enumerate(names))
    value = "".join(
        f", {column_sql(table, name, f'r{at}', f'p{at}').value} AS v{at}" for at, name in enumerate(names)
    )
    layer = f"SELECT {filled} AS _filled{line}{raws} FROM {source}"
    return f"(SELECT *{value} FROM (SELECT *{plain} FROM ({layer})))"


def _odd(name: str, at: int) -> str:
    """Return the SQL that is true for a cell that is not plain, and for a blank key."""
    asked = "_filled" if name in KEY else f"p{at} IS NOT NULL"
    return f"({asked} AND (p{at} IS NOT TRUE OR v{at} IS NULL))"


def write_typed(connection: "DuckDBPyConnection", table: Table, target: Path) -> int:
    """Write the table's typed columns as Parquet, in its order; return how many cells are not plain."""
    chosen = [f"{_typed(name, at)} AS {identifier(name)}" for at, name in enumerate(table.columns)]
    for name, value in table.defaults.items():
        literal = str(value) if isinstance(value, int) else words(value)
        chosen += [f"CASE WHEN _filled THEN {literal} END AS {identifier(name)}"]
    chosen += ["_line"] if table.after is not None else []
    odd = " + ".join(f"{_odd(name, at)}::SMALLINT" for at, name in enumerate(table.columns))
    query = f"SELECT {', '.join(chosen)}, ({odd})::SMALLINT AS _odd FROM {read_cells(table, scan(table))}"
    run(connection, f"COPY ({query}) TO {words(str(target))} (FORMAT parquet, COMPRESSION lz4_raw)")
    return int(run(connection, f"SELECT coalesce(sum(_odd), 0) FROM {_file(target)}")[0][0])


def _typed(name: str, at: int) -> str:
    return f"TRY_CAST(v{at} AS INTEGER)" if name == "year" else f"v{at}"


def typed_select(table: Table, target: Path) -> str:
    """Return the SELECT over the typed file."""
    line = "" if table.after is not None else ", file_row_number AS _line"
    return f"SELECT * EXCLUDE (_odd){line} FROM {_file(target)}"


def odd_cells(
    connection: "DuckDBPyConnection", table: Table, years: tuple[int, ...], most: int = EXAMPLES
) -> Iterator[Odd]:
    """Yield, for every column, the cells that are refused, and those that were normalised by shape.

    ``most`` is how many refused cells of a column are shown.
    """
    names = list(table.columns)
    cells = "".join(
        f", CASE WHEN {_odd(name, at)} THEN coalesce(r{at}::VARCHAR, '') END AS c{at}"
        f", CASE WHEN {_odd(name, at)} THEN {_refused(table, name, at)} END AS f{at}"
        for at, name in enumerate(names)
    )
    year = f"v{names.index('year')}" if "year" in names else str(years[-1])
    odd = " OR ".join(_odd(name, at) for at, name in enumerate(names))
    where = f"({odd}) AND ({year} IN {years} OR {year} IS NULL)"
    source = read_cells(table, scan(table, numbered=True))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE odd AS SELECT _line{cells} FROM {source} WHERE {where}")
    counts = ", ".join(f"count(c{at})" for at in range(len(names)))
    present = run(connection, f"SELECT {counts} FROM odd")[0]
    for at, name in enumerate(names):
        if present[at]:
            yield from _of_column(connection, name, at, most)
    connection.execute("DROP TABLE odd")


def _refused(table: Table, name: str, at: int) -> str:
    refused = "true" if name in KEY else column_sql(table, name, f"r{at}").refused
    return f"CASE WHEN v{at} IS NULL THEN {refused} ELSE false END"


def _of_column(connection: "DuckDBPyConnection", name: str, at: int, most: int) -> Iterator[Odd]:
    total = run(connection, f"SELECT count(*) FROM odd WHERE f{at}")[0][0]
    if total:
        query = f"SELECT _line, c{at} FROM odd WHERE f{at} ORDER BY _line LIMIT {most}"
        yield Odd(name, True, total, tuple(run(connection, query)))
    shape = f"regexp_replace(c{at}, '[0-9０-９]+|[\\p{{Han}}A-Za-z]+', '0', 'g')"
    grouped = f"FROM odd WHERE NOT f{at} GROUP BY {shape}"
    query = f"SELECT min(_line), arg_min(c{at}, _line), count(*) {grouped} ORDER BY 1"
    for line, example, count in run(connection, query):
        yield Odd(name, False, count, ((line, example),))
