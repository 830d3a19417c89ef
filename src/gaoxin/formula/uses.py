"""What a formula uses: lineage read off the tree."""

from collections.abc import Iterator
from dataclasses import dataclass

from gaoxin.formula import tree as t


@dataclass(frozen=True, slots=True)
class Leaf:
    """A figure that a zone-level formula asks for, and how many years before the data year."""

    node: t.Aggregate | t.Name | t.IndicatorValue
    years_back: int = 0


def leaves(tree: t.Tree, years_back: int = 0) -> Iterator[Leaf]:
    """Yield the figures of a zone-level formula in the order in which they stand."""
    match tree:
        case t.Aggregate() | t.IndicatorValue() | t.Name():
            yield Leaf(tree, years_back)
        case t.Previous(operand):
            yield from leaves(operand, years_back + 1)
        case _:
            for child in t.children(tree):
                yield from leaves(child, years_back)


def names(tree: t.Tree) -> dict[t.Name, None]:
    """Return every field that the formula reads, each once, in the order in which they stand."""
    return dict.fromkeys(node for node in t.walk(tree) if isinstance(node, t.Name))
