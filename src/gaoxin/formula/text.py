"""Tree to text: the one canonical way to write a formula; ``parse(text_of(tree)) == tree``."""

from fractions import Fraction
from functools import lru_cache

from gaoxin.formula import tree as t
from gaoxin.formula.parse import FormulaFault, parse
from gaoxin.terms import decimal_text

_RANK = {"OR": 1, "AND": 2, "NOT": 3, "=": 4, "+": 5, "*": 6, "-x": 7}


def text_of(tree: t.Tree) -> str:
    """Write the formula with as few brackets as its meaning needs."""
    return _write(tree)[0]


def _write(tree: t.Tree) -> tuple[str, int]:
    """Return the text and how tightly its outermost operator binds."""
    match tree:
        case t.Logic(operator, left, right):
            rank = _RANK[operator]
            return f"{_at(left, rank)} {operator} {_at(right, rank + 1)}", rank
        case t.Not(operand):
            return f"NOT {_at(operand, _RANK['NOT'] + 1)}", _RANK["NOT"]
        case t.Comparison(operator, left, right):
            return f"{_at(left, 5)} {operator} {_at(right, 5)}", 4
        case t.Arithmetic(operator, left, right):
            rank = _RANK["+"] if operator in "+-" else _RANK["*"]
            return f"{_at(left, rank)} {operator} {_at(right, rank + 1)}", rank
        case t.Negative(operand):
            return f"-{_at(operand, 8)}", 7
        case t.In() | t.Between() | t.IsNull():
            return _predicate(tree), 4
        case _:
            return _atom(tree), 9


def _at(tree: t.Tree, rank: int) -> str:
    text, own = _write(tree)
    return text if own >= rank else f"({text})"


def _predicate(tree: t.In | t.Between | t.IsNull) -> str:
    match tree:
        case t.In(operand, options):
            return f"{_at(operand, 5)} IN ({', '.join(map(text_of, options))})"
        case t.Between(operand, low, high):
            return f"{_at(operand, 5)} BETWEEN {_at(low, 5)} AND {_at(high, 5)}"
        case t.IsNull(operand):
            return f"{_at(operand, 5)} IS NULL"


def _atom(tree: t.Tree) -> str:
    match tree:
        case t.Number(value, scale):
            return _number(value) + scale
        case t.Words(value):
            return "'" + value.replace("'", "''") + "'"
        case t.Name(name, scope):
            return f"{scope}.{_identifier(name)}" if scope else _identifier(name)
        case t.Call(function, arguments):
            return f"{function}({', '.join(map(text_of, arguments))})"
        case t.Aggregate(function, argument, where):
            inner = "*" if argument is None else text_of(argument)
            return f"{function}({inner})" + ("" if where is None else f" FILTER (WHERE {text_of(where)})")
        case t.Previous(operand):
            return f"PREVIOUS({text_of(operand)})"
        case t.IndicatorValue(code):
            return f"INDICATOR('{code}')"
        case t.Case(branches, otherwise):
            when = " ".join(f"WHEN {text_of(if_)} THEN {text_of(then)}" for if_, then in branches)
            return f"CASE {when}{'' if otherwise is None else f' ELSE {text_of(otherwise)}'} END"
    raise AssertionError(tree)


def _number(value: Fraction) -> str:
    digits = decimal_text(value)
    if Fraction(digits) == value and "e" not in digits:
        return digits
    places = next((n for n in range(61) if (value * 10**n).denominator == 1), None)
    if places is None:
        return f"({value.numerator} / {value.denominator})"
    whole, rest = divmod(value * 10**places, 10**places)
    return f"{whole}.{int(rest):0{places}d}" if places else str(whole)


@lru_cache(maxsize=4096)
def _identifier(name: str) -> str:
    """Write a name bare where it reads back as itself, else (a word of SQL, a space) in quotes."""
    try:
        bare = name.isidentifier() and parse(f"{name} + 1") == t.Arithmetic(
            "+", t.Name(name), t.Number(Fraction(1))
        )
    except FormulaFault:
        bare = False
    return name if bare else '"' + name.replace('"', '""') + '"'
