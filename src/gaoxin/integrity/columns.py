"""A zone-level formula over columns of numbers: the tree of ``formula.exact``, an answer an alternative."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gaoxin.formula import tree as t

Column = NDArray[np.float64]
"""One number an alternative; nan where it is not known. Truths are 1, 0 and nan."""


class Figures(Protocol):
    """The figures of a zone under every alternative."""

    def figure(self, leaf: t.Aggregate | t.Name | t.IndicatorValue, years_back: int) -> Column | float:
        """Return the values of a leaf, nan where they are missing."""


def evaluate(tree: t.Tree, figures: Figures, years_back: int = 0) -> Any:
    """Return the value of a bound zone-level formula for every alternative, as SQL would: null in, null out.

    Division by zero is nan. A number of the formula stays a number and spreads over the alternatives.
    """

    def down(child: t.Tree) -> Any:
        return evaluate(child, figures, years_back)

    match tree:
        case t.Number(value):
            return float(value)
        case t.Aggregate() | t.Name() | t.IndicatorValue():
            return figures.figure(tree, years_back)
        case t.Previous(operand):
            return evaluate(operand, figures, years_back + 1)
        case t.Arithmetic("/", left, right):
            return _divide(down(left), down(right))
        case t.Arithmetic(operator, left, right):
            return _ARITHMETIC[operator](down(left), down(right))
        case t.Comparison(operator, left, right):
            return _both(_COMPARISON[operator], down(left), down(right))
        case t.Negative(operand):
            return -down(operand)
        case _:
            return _condition(tree, down)


_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {"+": np.add, "-": np.subtract, "*": np.multiply}
_COMPARISON: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def _divide(left: Any, right: Any) -> Any:
    return np.asarray(left) / np.where(np.equal(right, 0), np.nan, right)


def _both(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    return np.where(np.isnan(left) | np.isnan(right), np.nan, operation(left, right))


def _condition(tree: t.Tree, down: Callable[[t.Tree], Any]) -> Any:
    match tree:
        case t.Logic(operator, left, right):
            return _logic(operator, down(left), down(right))
        case t.Not(operand):
            return 1 - down(operand)
        case t.IsNull(operand):
            return np.isnan(down(operand)).astype(float)
        case t.Between(operand, low, high):
            value = down(operand)
            above, below = _both(np.greater_equal, value, down(low)), _both(np.less_equal, value, down(high))
            return _logic("AND", above, below)
        case t.In(operand, options):
            value, known = down(operand), [down(option) for option in options]
            return _any_of([_both(np.equal, value, one) for one in known])
        case t.Case(branches, otherwise):
            value = np.nan if otherwise is None else down(otherwise)
            for condition, then in reversed(branches):
                value = np.where(np.equal(down(condition), 1), down(then), value)
            return value
        case t.Call(function, arguments):
            return _CALL[function](*map(down, arguments))
    raise AssertionError(tree)


def _logic(operator: str, left: Any, right: Any) -> Any:
    decisive = float(operator == "OR")
    decided = np.equal(left, decisive) | np.equal(right, decisive)
    unknown = np.isnan(left) | np.isnan(right)
    return np.where(decided, decisive, np.where(unknown, np.nan, 1 - decisive))


def _any_of(truths: list[Any]) -> Any:
    found = truths[0]
    for one in truths[1:]:
        found = _logic("OR", found, one)
    return found


def _first_known(*values: Any) -> Any:
    found = values[-1]
    for one in reversed(values[:-1]):
        found = np.where(np.isnan(one), found, one)
    return found


_CALL: Mapping[str, Callable[..., Any]] = {
    "ABS": np.abs,
    "COALESCE": _first_known,
    "NULLIF": lambda value, other: np.where(np.equal(value, other), np.nan, value),
}
"""The functions of the language that have a meaning for numbers of a zone."""
