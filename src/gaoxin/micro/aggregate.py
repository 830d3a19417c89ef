"""Enterprise rows to figures of zones: one pass, every figure with its coverage, exact on any number of threads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gaoxin.edition.figures import Figures
from gaoxin.formula import Aggregate, Name, Previous, Tree, names, walk
from gaoxin.micro.keys import link
from gaoxin.micro.rows import Rows
from gaoxin.micro.sql import PREVIOUS_ROW, identifier, sql

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


def aggregate(
    rows: Rows, figures: Figures, wanted: Mapping[str, Aggregate] | None = None
) -> dict[tuple[str, str, int], Measured]:
    """Return the figures of every zone and year by (name, zone, year).

    ``wanted`` are aggregates over enterprises by name; by default all that the edition needs under every reading.
    Counts are whole numbers and amounts DECIMAL(18,3), so sums do not depend on order or threads.
    """
    wanted = figures.needed if wanted is None else wanted
    joined = {name: one for name, one in wanted.items() if compares_years(one)}
    plain = {name: one for name, one in wanted.items() if name not in joined}
    found: dict[tuple[str, str, int], Measured] = {}
    for chosen in filter(None, (plain, joined)):
        query, columns = statement(rows, figures, chosen)
        for record in rows.fetch(query):
            for name, (value, asked, filled) in columns.items():
                found[name, record[0], record[1]] = _measured(
                    chosen[name], record[value], record[asked], record[filled]
                )
    return found


def compares_years(tree: Tree) -> bool:
    """Whether a row's formula reads the same enterprise's row of the year before."""
    return any(isinstance(node, Previous) for node in walk(tree))


def _measured(aggregate: Aggregate, value: Decimal | int | None, rows: int, filled: int) -> Measured:
    """Return a figure; blank cells only are missing, no cells at all add up to zero."""
    if value is None or (aggregate.function == "COUNT" and not filled):
        additive = aggregate.function in ("SUM", "COUNT")
        return Measured(Fraction(0) if additive and not rows else None, rows, filled)
    exact = Fraction(value)
    return Measured(exact / filled if aggregate.function == "AVG" else exact, rows, filled)


def statement(
    rows: Rows, figures: Figures, wanted: Mapping[str, Aggregate], keys: tuple[str, ...] = KEYS
) -> tuple[str, dict[str, tuple[int, int, int]]]:
    """Return the one SQL statement, and for each name the columns of its value, rows and filled rows.

    ``keys`` are zone and year, and whatever else the figures are to be told apart by (credit_code).
    """
    expressions: dict[str, int] = {}

    def column(expression: str) -> int:
        return expressions.setdefault(expression, len(keys) + len(expressions))

    columns = {name: tuple(map(column, _expressions(one))) for name, one in wanted.items()}
    selected = ", ".join(
        [*(f"{NOW}.{key}" for key in keys), *(f"{text} AS c{at}" for text, at in expressions.items())]
    )
    trees: list[Tree] = [*wanted.values(), *(Name(key) for key in keys if key not in KEYS)]
    source = f"({source_of(rows, figures, trees)}) AS {NOW}"
    if any(map(compares_years, wanted.values())):
        source = _with_year_before(rows, figures, wanted.values())
    return f"SELECT {selected} FROM {source} GROUP BY ALL ORDER BY ALL", columns  # type: ignore[return-value]


NOW = "now"
"""The alias of a row of the year; PREVIOUS_ROW is that of the same enterprise's row of the year before."""


def _with_year_before(rows: Rows, figures: Figures, trees: Iterable[Tree]) -> str:
    """Join every row with that of the same enterprise, in the same zone, of the year before."""
    needed: list[Tree] = [*trees, Name("credit_code")]
    now, before = source_of(rows, figures, needed), source_of(rows, figures, needed)
    codes = [link(f"{row}.credit_code") for row in (PREVIOUS_ROW, NOW)]  # nine digits or eighteen
    same = f"{PREVIOUS_ROW}.zone = {NOW}.zone AND {codes[0]} = {codes[1]}"
    later = f"{NOW}.year > (SELECT min(year) FROM {rows.relation})"
    join = f"LEFT JOIN ({before}) AS {PREVIOUS_ROW} ON {same} AND {PREVIOUS_ROW}.year = {NOW}.year - 1"
    return f"({now}) AS {NOW} {join} WHERE {later}"


def _expressions(one: Aggregate) -> tuple[str, str, str]:
    """Return the SQL of the value, of the rows asked and of the rows filled."""
    condition = None if one.where is None else _row(one.where)
    filtered = "" if condition is None else f" FILTER (WHERE {condition})"
    asked = "count(*)" if condition is None else f"count(*) FILTER (WHERE {condition} IS NOT FALSE)"
    if one.argument is None:
        return f"count(*){filtered}", "count(*)", "count(*)" if condition is None else f"count({condition})"
    argument = _row(one.argument)
    function = "sum" if one.function == "AVG" else one.function.lower()
    return f"{function}({argument}){filtered}", asked, f"count({argument}){filtered}"


def _row(tree: Tree) -> str:
    return sql(tree, NOW, f"{NOW}.year")


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
