"""A check as conditions: trees that are true for the rows that break it, blanks and tolerance worked in."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeGuard

from gaoxin.edition import Check, FieldNames
from gaoxin.edition.figures import Figures
from gaoxin.formula import (
    Arithmetic,
    Call,
    Case,
    Comparison,
    IsNull,
    Logic,
    Name,
    Negative,
    Not,
    Number,
    Previous,
    Tree,
    kind_of,
    leaves,
    names,
    rebuild,
    walk,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """One relation of a check that can be broken alone.

    ``holds`` should hold over the cells of a row; ``breaks`` is true where it does not (null is not true),
    blanks treated as the check says; ``shown`` are the values that a finding names: both sides of a relation
    between ``sums``, the field now and before of a change, else the cells.
    """

    check: Check
    holds: Tree
    breaks: Tree
    shown: tuple[Tree, ...]
    sums: bool = False


def conditions_of(check: Check, figures: Figures) -> tuple[Condition, ...]:
    """Return the conditions of a check that stands on formulas: its rules, or one for each field compared."""
    if check.kind == "change":
        return tuple(_change(check, figures, name) for name in check.fields)
    return tuple(
        _rule(check, figures.bound(rule.rule, "row"), rule.missing or check.missing, figures)
        for rule in check.rules
    )


def cells_read(tree: Tree) -> tuple[Tree, ...]:
    """Return the cells that a formula reads, each once: a name, or PREVIOUS of a name."""
    found = dict.fromkeys(leaves(tree))
    return tuple(Previous(leaf.node) if leaf.years_back else leaf.node for leaf in found)


def reads_before(tree: Tree) -> bool:
    """Whether a formula reads the year before."""
    return any(isinstance(node, Previous) for node in walk(tree))


def needs(check: Check, figures: Figures) -> tuple[frozenset[str], bool]:
    """Return the fields whose cells a check reads, and whether it reads the year before."""
    if check.kind in ("key", "roster"):
        return frozenset(), check.kind == "roster"
    trees = [one.breaks for one in conditions_of(check, figures)]
    cells = {
        cell for tree in trees for read in cells_read(tree) for cell in reported(field_of(read), figures)
    }
    return frozenset(cells), any(map(reads_before, trees))


def reported(name: str, figures: Figures) -> tuple[str, ...]:
    """Return the cells behind a field: itself, or for a derived one the cells it is computed from."""
    if name not in figures.edition.derived_fields:
        return (name,)
    read = cells_read(figures.derived_tree(name))
    return tuple(dict.fromkeys(cell for one in read for cell in reported(field_of(one), figures)))


def field_of(cell: Tree) -> str:
    """Return the field of a cell, of this year or of the year before."""
    inner = cell.operand if isinstance(cell, Previous) else cell
    assert isinstance(inner, Name)
    return inner.name


def _rule(check: Check, holds: Tree, missing: str, figures: Figures) -> Condition:
    breaks = _broken(holds, check.tolerance, missing)
    if check.where:
        breaks = Logic("AND", figures.bound(check.where, "row"), breaks)
    if not _relates_sums(holds, figures.names):
        return Condition(check, holds, breaks, cells_read(holds))
    shown = _filled_sides(holds) if missing == "skip_if_all" else (holds.left, holds.right)
    return Condition(check, holds, breaks, shown, sums=True)


def _change(check: Check, figures: Figures, name: str) -> Condition:
    """Return that a field changes by no more than the threshold, or by less than the floor of its unit."""
    before = Previous(Name(name))
    step = Call("ABS", (Arithmetic("-", Name(name), before),))
    share = check.threshold or Fraction(0)
    within = Comparison(
        "<=", _times(share.denominator, step), _times(share.numerator, Call("ABS", (before,)))
    )
    small = Comparison("<", step, Number(check.floor.get(figures.row_field(name).unit, Fraction(0))))
    holds = Logic("OR", within, small)
    return Condition(check, holds, Not(holds), (Name(name), before))


def _times(count: int, tree: Tree) -> Tree:
    """Return a multiple; twice is a sum, which needs no wider cells."""
    if count == 1:
        return tree
    return Arithmetic("+", tree, tree) if count == 2 else Arithmetic("*", Number(Fraction(count)), tree)


def _relates_sums(holds: Tree, known: FieldNames) -> TypeGuard[Comparison]:
    """Whether a condition relates two numbers made of cells and arithmetic alone."""
    if not isinstance(holds, Comparison) or holds.operator == "<>" or kind_of(holds.left, known) != "number":
        return False
    plain = Comparison | Number | Name | Arithmetic | Negative | Previous
    return all(isinstance(node, plain) for node in walk(holds))


def _broken(holds: Tree, tolerance: Fraction, missing: str) -> Tree:
    """Return the tree that is true where the condition is broken; null and false both mean that it is not."""
    if missing == "skip_if_all" and isinstance(holds, Comparison):
        return _broken_sum(holds, tolerance)
    broken = _beyond(holds, tolerance)
    if missing == "never_skip" or not _decides_on_blanks(holds):
        return broken
    return all_of([*(Not(IsNull(cell)) for cell in cells_read(holds)), broken])


def _broken_sum(holds: Comparison, tolerance: Fraction) -> Tree:
    """Treat blank parts as nothing, unless all of them or the whole are blank."""
    parts = holds.right if _whole_is_left(holds) else holds.left
    some = Not(all_of([IsNull(cell) for cell in cells_read(parts)]))
    return Logic("AND", some, _beyond(Comparison(holds.operator, *_filled_sides(holds)), tolerance))


def _whole_is_left(holds: Comparison) -> bool:
    """Whether the left side is the whole: a single cell is, the left one where both or neither are."""
    return isinstance(holds.left, Name) or not isinstance(holds.right, Name)


def _filled_sides(holds: Comparison) -> tuple[Tree, Tree]:
    if _whole_is_left(holds):
        return holds.left, _filled(holds.right)
    return _filled(holds.left), holds.right


def _decides_on_blanks(tree: Tree) -> bool:
    """Whether a condition can be false although a cell is blank."""
    return any(isinstance(node, Logic | IsNull | Case | Call) for node in walk(tree))


def _filled(side: Tree) -> Tree:
    """Return a sum in which a blank cell counts nothing."""

    def node(tree: Tree) -> Tree:
        return Call("COALESCE", (tree, Number(Fraction(0)))) if isinstance(tree, Name) else tree

    return rebuild(side, node)


def _beyond(holds: Tree, tolerance: Fraction) -> Tree:
    """Return where a relation is missed by more than the tolerance."""
    if not isinstance(holds, Comparison):
        return Not(holds)
    left, right, slack = holds.left, holds.right, Number(tolerance)
    if not tolerance:
        return Comparison(_MISSED[holds.operator], left, right)
    if holds.operator in ("=", "<>"):
        return Comparison(
            ">" if holds.operator == "=" else "<=", Call("ABS", (Arithmetic("-", left, right),)), slack
        )
    if holds.operator in ("<=", "<"):
        return Comparison(_MISSED[holds.operator], left, Arithmetic("+", right, slack))
    return Comparison(_MISSED[holds.operator], Arithmetic("+", left, slack), right)


_MISSED: dict[str, Literal["=", "<>", "<", "<=", ">", ">="]] = {
    "=": "<>",
    "<>": "=",
    "<=": ">",
    "<": ">=",
    ">=": "<",
    ">": "<=",
}


def all_of(parts: Sequence[Tree]) -> Tree:
    """Return the conjunction of one or more conditions."""
    tree, *rest = parts
    for part in rest:
        tree = Logic("AND", tree, part)
    return tree


def multiplies(tree: Tree) -> bool:
    """Whether amounts are multiplied, so that they need more digits than a cell."""
    return any(isinstance(node, Arithmetic) and node.operator == "*" for node in walk(tree))


def adds(tree: Tree) -> set[str]:
    """Return the fields that are added, subtracted or multiplied."""
    return {name.name for node in walk(tree) if isinstance(node, Arithmetic) for name in names(node)}
