"""The whitelisted tree of the formula language: every node that a formula may hold, and nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from typing import Any, Literal

Scope = Literal["", "zone", "survey", "expert"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exactly; ``scale`` is 万, 亿 or 万亿 until binding has turned it into the unit of the field beside it."""

    value: Fraction
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A text between quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A field of an enterprise row (scope ""), of the committee form (zone) or a panel's ``score``."""

    name: str
    scope: Scope = ""


@dataclass(frozen=True, slots=True)
class Negative:
    """The number with the other sign."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left`` + - * / ``right``."""

    operator: Literal["+", "-", "*", "/"]
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left`` = <> < <= > >= ``right``."""

    operator: Literal["=", "<>", "<", "<=", ">", ">="]
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Logic:
    """``left`` AND / OR ``right``, three-valued as in SQL."""

    operator: Literal["AND", "OR"]
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Not:
    """NOT ``operand``, three-valued."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class In:
    """``operand`` IN (``options``)."""

    operand: "Tree"
    options: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Between:
    """``operand`` BETWEEN ``low`` AND ``high``, both ends included."""

    operand: "Tree"
    low: "Tree"
    high: "Tree"


@dataclass(frozen=True, slots=True)
class IsNull:
    """``operand`` IS NULL: the cell is blank."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Case:
    """CASE WHEN … THEN … ELSE … END; ``branches`` are pairs of condition and value."""

    branches: tuple[tuple["Tree", "Tree"], ...]
    otherwise: "Tree | None"


@dataclass(frozen=True, slots=True)
class Call:
    """One of the few functions of a row: COALESCE, ABS, NULLIF, GREATEST, LEAST, LEFT, YEAR_END."""

    function: str
    arguments: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """SUM, COUNT, AVG, MIN or MAX over the enterprises of a zone and year (or a panel's marks) where ``where`` holds.

    ``argument`` is None in COUNT(*).
    """

    function: Literal["SUM", "COUNT", "AVG", "MIN", "MAX"]
    argument: "Tree | None"
    where: "Tree | None" = None


@dataclass(frozen=True, slots=True)
class Previous:
    """The same figure of the year before; inside an aggregate, the same enterprise's cell of the year before."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """The value of an indicator of the same edition, by its code."""

    code: str


Tree = (
    Number | Words | Name | Negative | Arithmetic | Comparison | Logic | Not | In | Between | IsNull | Case | Call
    | Aggregate | Previous | IndicatorValue
)  # fmt: skip


def children(tree: Tree) -> Iterator[Tree]:
    """Yield the parts right below a node."""
    for field in fields(tree):
        yield from _trees(getattr(tree, field.name))


def _trees(value: object) -> Iterator[Tree]:
    if isinstance(value, tuple):
        for part in value:
            yield from _trees(part)
    elif is_dataclass(value):
        yield value  # type: ignore[misc]  # every dataclass held by a node is a node


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield the node and everything below it, from the top."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def rebuild(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return the tree with ``change`` applied to every node, from the leaves up."""
    parts: dict[str, Any] = {
        field.name: _rebuilt(getattr(tree, field.name), change) for field in fields(tree)
    }
    return change(replace(tree, **parts))


def _rebuilt(value: object, change: Callable[[Tree], Tree]) -> object:
    if isinstance(value, tuple):
        return tuple(_rebuilt(part, change) for part in value)
    return rebuild(value, change) if is_dataclass(value) else value  # type: ignore[arg-type]
