"""Enterprise rows to figures of zones: one pass, every figure with its coverage, exact on any number of threads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gaoxin.edition.figures import Figures
from gaoxin.formula import Aggregate, Name, Tree, names
from gaoxin.micro.rows import Rows
from gaoxin.micro.sql import identifier, sql

KEYS = ("zone", "year")


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of one zone and year: the value, the rows it asks, and the rows that have a value.

    ``rows`` counts the enterprises for which the condition holds or is unknown; ``filled`` those where it holds and
    the argument has a value. A sum over no rows is 0 (``rows`` 0); a sum whose rows are all blank is None.
    """

    value: Fraction | None
    rows: int
    filled: int


def aggregate(rows: Rows, figures: Figures, wanted: Mapping[str, Aggregate] | None = None) -> dict[tuple[str, str, int], Measured]:
    """Return the figures of every zone and year by (name, zone, year).

    ``wanted`` are aggregates over enterprises by name; by default all that the edition needs under every reading.
    Counts are whole numbers and amounts DECIMAL(18,3), so sums do not depend on order or threads.
    """
    wanted = figures.needed if wanted is None else wanted
    query, columns = statement(rows, figures, wanted)
    found: dict[tuple[str, str, int], Measured] = {}
    for record in rows.connection.execute(query).fetchall():
        zone, year = record[0], record[1]
        for name, (value, asked, filled) in columns.items():
            found[name, zone, year] = _measured(wanted[name], record[value], record[asked], record[filled])
    return found


def _measured(aggregate: Aggregate, value: object, rows: int, filled: int) -> Measured:
    if aggregate.function == "COUNT":
        return Measured(Fraction(value) if filled or not rows else None, rows, filled)  # type: ignore[arg-type]
    if value is None:
        return Measured(Fraction(0) if aggregate.function == "SUM" and not rows else None, rows, filled)
    exact = Fraction(value)  # type: ignore[arg-type]  # int or Decimal
    return Measured(exact / filled if aggregate.function == "AVG" else exact, rows, filled)


def statement(rows: Rows, figures: Figures, wanted: Mapping[str, Aggregate]) -> tuple[str, dict[str, tuple[int, int, int]]]:
    """Return the one SQL statement, and for each name the columns of its value, rows and filled rows."""
    expressions: dict[str, int] = {}

    def column(expression: str) -> int:
        return expressions.setdefault(expression, len(KEYS) + len(expressions))

    columns = {name: tuple(map(column, _expressions(one))) for name, one in wanted.items()}
    selected = ", ".join([*KEYS, *(f"{text} AS c{at}" for text, at in expressions.items())])
    source = source_of(rows, figures, wanted.values())
    return f"SELECT {selected} FROM ({source}) GROUP BY ALL ORDER BY ALL", columns  # type: ignore[return-value]


def _expressions(one: Aggregate) -> tuple[str, str, str]:
    """Return the SQL of the value, of the rows asked and of the rows filled."""
    condition = None if one.where is None else sql(one.where)
    filtered = "" if condition is None else f" FILTER (WHERE {condition})"
    asked = "count(*)" if condition is None else f"count(*) FILTER (WHERE {condition} IS NOT FALSE)"
    if one.argument is None:
        return f"count(*){filtered}", "count(*)", "count(*)" if condition is None else f"count({condition})"
    argument = sql(one.argument)
    function = "sum" if one.function == "AVG" else one.function.lower()
    return f"{function}({argument}){filtered}", asked, f"count({argument}){filtered}"


def source_of(rows: Rows, figures: Figures, trees: Iterable[Tree]) -> str:
    """Return the SELECT that gives every column the trees read: cells, blank where the rows lack them, and derived ones."""
    cells, derived = _columns(figures, trees)
    selected = [*KEYS, *(_cell(rows, figures, name) for name in cells)]
    source = f"SELECT {', '.join(selected)} FROM {rows.relation}"
    for layer in derived:
        computed = ", ".join(f"{sql(tree)} AS {identifier(name)}" for name, tree in layer.items())
        source = f"SELECT *, {computed} FROM ({source})"
    return source


def _cell(rows: Rows, figures: Figures, name: str) -> str:
    if name in rows.columns:
        return identifier(name)
    kind = TYPES[figures.edition.enterprise_fields[name].type]
    return f"NULL::{kind} AS {identifier(name)}"


TYPES = {"number": "DECIMAL(18,3)", "integer": "BIGINT", "text": "VARCHAR", "bool": "BOOLEAN", "date": "DATE"}
"""The column type of each type of field."""


def _columns(figures: Figures, trees: Iterable[Tree]) -> tuple[list[str], list[dict[str, Tree]]]:
    """Return the cells that the trees need, and the derived columns in layers: each reads only what is below it."""
    pending = dict.fromkeys(name.name for tree in trees for name in names(tree))
    cells: dict[str, None] = {}
    needs: dict[str, Tree] = {}
    while pending:
        name = next(iter(pending))
        del pending[name]
        field, _, reading = name.partition("[")
        if field not in figures.edition.derived_fields:
            cells[name] = None
        elif name not in needs:
            needs[name] = figures.derived_tree(field, reading.rstrip("]"))
            pending |= dict.fromkeys(one.name for one in names(needs[name]))
    return [name for name in cells if name not in KEYS], _layers(needs)


def _layers(needs: dict[str, Tree]) -> list[dict[str, Tree]]:
    layers: list[dict[str, Tree]] = []
    done: set[str] = set()
    while len(done) < len(needs):
        layer = {
            name: tree
            for name, tree in needs.items()
            if name not in done and all(one.name in done or one.name not in needs for one in names(tree))
        }
        layers.append(layer)
        done |= layer.keys()
    return layers


__all__ = ["KEYS", "TYPES", "Measured", "Name", "aggregate", "source_of", "statement"]
