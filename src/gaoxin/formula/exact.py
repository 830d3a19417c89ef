"""A zone-level formula in exact fractions: 35 % is 7/20, and null when any part is null."""

from collections.abc import Callable
from fractions import Fraction
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import Any, Protocol

from gaoxin.formula import tree as t

Value = Fraction | bool | str | None
"""A number, a truth value, a text, or None where it is not known."""


class Figures(Protocol):
    """The figures of one zone, as the formula asks for them."""

    def figure(self, leaf: t.Aggregate | t.Name | t.IndicatorValue, years_back: int) -> Fraction | None:
        """Return the value of a leaf, None where it is missing."""


def evaluate(tree: t.Tree, figures: Figures, years_back: int = 0) -> Any:
    """Return the value (see ``Value``) of a bound zone-level formula.

    Arithmetic, comparisons and logic follow SQL: null in, null out, and AND / OR are three-valued. Division by zero
    is null.
    """

    def down(child: t.Tree) -> Any:
        return evaluate(child, figures, years_back)

    match tree:
        case t.Number(value) | t.Words(value):
            return value
        case t.Aggregate() | t.Name() | t.IndicatorValue():
            return figures.figure(tree, years_back)
        case t.Previous(operand):
            return evaluate(operand, figures, years_back + 1)
        case t.Arithmetic("/", left, right):
            return _divide(down(left), down(right))
        case t.Arithmetic(operator, left, right) | t.Comparison(operator, left, right):
            return _both(_OPERATORS[operator], down(left), down(right))
        case t.Negative(operand):
            value = down(operand)
            return None if value is None else -value
        case _:
            return _condition(tree, down)


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": add, "-": sub, "*": mul, "=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip


def _both(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    return None if left is None or right is None else operation(left, right)


def _divide(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or not right else left / right


def _condition(tree: t.Tree, down: Callable[[t.Tree], Any]) -> Any:
    match tree:
        case t.Logic(operator, left, right):
            return _logic(operator, down(left), down(right))
        case t.Not(operand):
            value = down(operand)
            return None if value is None else not value
        case t.IsNull(operand):
            return down(operand) is None
        case t.Between(operand, low, high):
            value = down(operand)
            return _logic("AND", _both(ge, value, down(low)), _both(le, value, down(high)))
        case t.In(operand, options):
            return _in(down(operand), [down(option) for option in options])
        case t.Case(branches, otherwise):
            chosen = next((value for condition, value in branches if down(condition)), otherwise)
            return None if chosen is None else down(chosen)
        case t.Call(function, arguments):
            return _call(function, [down(argument) for argument in arguments])
    raise AssertionError(tree)


def _logic(operator: str, left: bool | None, right: bool | None) -> bool | None:
    decisive = operator == "OR"
    if left is decisive or right is decisive:
        return decisive
    return None if left is None or right is None else not decisive


def _in(value: Value, options: list[Value]) -> bool | None:
    if value is None:
        return None
    return True if value in options else (None if None in options else False)


def _call(function: str, values: list[Any]) -> Any:
    match function, values:
        case "COALESCE", _:
            return next((value for value in values if value is not None), None)
        case "ABS", [value]:
            return None if value is None else abs(value)
        case "NULLIF", [value, other]:
            return None if value == other else value
        case "LEFT", [value, length]:
            return None if value is None else value[: int(length)]
    raise AssertionError(function)
