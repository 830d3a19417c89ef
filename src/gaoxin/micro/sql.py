"""A bound row-level tree as SQL of an engine: DuckDB now; Spark takes the same text where noted."""

from fractions import Fraction

from gaoxin.formula import (
    Arithmetic,
    Between,
    Call,
    Case,
    Comparison,
    In,
    IsNull,
    Logic,
    Name,
    Negative,
    Not,
    Number,
    Previous,
    Tree,
    Words,
)  # fmt: skip

PREVIOUS_ROW = "before"
"""The alias under which a row of the year before is joined."""


def identifier(name: str) -> str:
    """Return a name between double quotes."""
    return '"' + name.replace('"', '""') + '"'


def words(text: str) -> str:
    """Return a text between single quotes."""
    return "'" + text.replace("'", "''") + "'"


def sql(tree: Tree, row: str = "", year: str = "year") -> str:  # noqa: C901, PLR0912 - one case a node
    """Return the expression over the columns of a row; ``row`` is the alias of its table, ``year`` the year's column."""

    def down(child: Tree) -> str:
        return sql(child, row, year)

    match tree:
        case Number(value):
            return _number(value)
        case Words(value):
            return words(value)
        case Name(name):
            return f"{row}.{identifier(name)}" if row else identifier(name)
        case Previous(operand):
            return sql(operand, PREVIOUS_ROW, f"({year} - 1)")
        case (
            Arithmetic(operator, left, right)
            | Comparison(operator, left, right)
            | Logic(operator, left, right)
        ):
            return f"({down(left)} {operator} {down(right)})"
        case Negative(operand):
            return f"(-{down(operand)})"
        case Not(operand):
            return f"(NOT {down(operand)})"
        case In(operand, options):
            return f"({down(operand)} IN ({', '.join(map(down, options))}))"
        case Between(operand, low, high):
            return f"({down(operand)} BETWEEN {down(low)} AND {down(high)})"
        case IsNull(operand):
            return f"({down(operand)} IS NULL)"
        case Case(branches, otherwise):
            when = " ".join(f"WHEN {down(if_)} THEN {down(then)}" for if_, then in branches)
            return f"(CASE {when}{'' if otherwise is None else f' ELSE {down(otherwise)}'} END)"
        case Call("YEAR_END", (shift,)):
            return f"make_date(({year} + {down(shift)})::INTEGER, 12, 31)"
        case Call(function, arguments):
            return f"{function}({', '.join(map(down, arguments))})"
    raise AssertionError(tree)


def _number(value: Fraction) -> str:
    """Return a decimal literal; a fraction that has none is written as a division, which cells may not hold."""
    for places in range(19):
        if (value * 10**places).denominator == 1:
            digits = str(abs(value.numerator * 10**places // value.denominator)).rjust(places + 1, "0")
            text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
            return f"-{text}" if value < 0 else text
    raise AssertionError(value)
