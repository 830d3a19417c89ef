"""The figures that an edition needs of every zone: each aggregate by its name, under every reading the edition names.

Formulas are written over cells (``SUM(exports) FILTER (WHERE is_hightech)``). Here each aggregate gets the name that
``variables.yaml`` gives it, or the field's name where it is a plain sum, and every formula is rewritten over those
names: the stairs cell → variable → indicator.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gaoxin.edition.names import FieldNames
from gaoxin.edition.schema import Edition, Field, Indicator, Leaf
from gaoxin.formula import Aggregate, IndicatorValue, Name, Tree, bind, names, parse, rebuild, text_of, walk
from gaoxin.formula.bind import Level

DEFAULT = "default"


@dataclass(frozen=True)
class Figure:
    """A figure of a zone: its name, the aggregate over cells, and what it is called."""

    name: str
    aggregate: Aggregate
    label: str = ""
    unit: str = ""


class Figures:
    """The figures and formulas of one edition, bound once."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.names = FieldNames(edition)
        self._bound: dict[tuple[str, Level], Tree] = {}

    def bound(self, text: str, level: Level) -> Tree:
        """Return a formula over field names."""
        key = (text, level)
        if key not in self._bound:
            self._bound[key] = bind(parse(text), self.names, level)
        return self._bound[key]

    @cached_property
    def declared(self) -> Mapping[Tree, Figure]:
        """The aggregates that variables.yaml names."""
        found: dict[Tree, Figure] = {}
        for name, one in self.edition.variables.items():
            tree = self.bound(one.formula, "zone")
            assert isinstance(tree, Aggregate)
            found[tree] = Figure(name, tree, one.label, one.unit)
        return found

    def figure(self, aggregate: Aggregate) -> Figure:
        """Return the figure of an aggregate over enterprises, with the name it goes by."""
        if aggregate in self.declared:
            return self.declared[aggregate]
        if aggregate.function == "SUM" and aggregate.where is None and isinstance(aggregate.argument, Name):
            field = self.row_field(aggregate.argument.name)
            return Figure(field.name, aggregate, field.label, field.unit)
        return Figure(text_of(aggregate), aggregate)

    def row_field(self, name: str) -> Field:
        """Return a field of an enterprise's row, reported or derived."""
        return {**self.edition.enterprise_fields, **self.edition.derived_fields}[name.partition("[")[0]]

    def over_figures(
        self, text: str, codes: Mapping[str, str] | None = None, swap: tuple[str, str] | None = None
    ) -> Tree:
        """Return a zone-level formula over the names of figures.

        ``codes``: the panel indicator that ``survey.score`` and ``expert.score`` speak of, by scope. ``swap``: a
        derived field and the reading of it to use (``("value_added", "production")``).
        """

        def node(tree: Tree) -> Tree:
            if not isinstance(tree, Aggregate):
                return tree
            panel = next((name.scope for name in names(tree) if name.scope in ("survey", "expert")), "")
            if panel:
                return Name(f"{panel}.{(codes or {}).get(panel, '')}")
            name = self.figure(tree).name
            return Name(f"{name}[{swap[1]}]" if swap and self.reads(tree, swap[0]) else name)

        return rebuild(self.bound(text, "zone"), node)

    @staticmethod
    def reads(tree: Tree, field: str) -> bool:
        """Whether a formula over cells reads a field itself."""
        return Name(field) in names(tree)

    def derived_tree(self, name: str, reading: str = "") -> Tree:
        """Return the row-level formula of a derived field, under the reading in force or another one."""
        field = self.edition.derived_fields[name]
        if not reading:
            return self.bound(field.formula_in_force, "row")
        return self.bound(field.formula if reading == DEFAULT else field.readings[reading].formula, "row")

    def derived_readings(self) -> Iterator[tuple[str, str]]:
        """Yield every derived field that has other readings than the one in force, with each of them."""
        for name, field in self.edition.derived_fields.items():
            for reading in (DEFAULT, *field.readings):
                if field.readings and reading != field.reading:
                    yield name, reading

    @cached_property
    def needed(self) -> Mapping[str, Aggregate]:
        """Every aggregate over enterprises that any formula or reading needs, by its figure's name.

        A figure under another reading of a derived field is named ``value_added[production]``.
        """
        found: dict[str, Aggregate] = {}
        for text in self.zone_formulas():
            for node in walk(self.bound(text, "zone")):
                if isinstance(node, Aggregate) and not any(name.scope for name in names(node)):
                    found[self.figure(node).name] = node
        for field, reading in self.derived_readings():
            for name, aggregate in list(found.items()):
                if "[" not in name and self.reads(aggregate, field):
                    found[f"{name}[{reading}]"] = self._swapped(aggregate, field, reading)
        return found

    def _swapped(self, aggregate: Aggregate, field: str, reading: str) -> Aggregate:
        def node(tree: Tree) -> Tree:
            return Name(f"{field}[{reading}]") if tree == Name(field) else tree

        return rebuild(aggregate, node)  # type: ignore[return-value]  # an aggregate stays one

    def zone_formulas(self) -> Iterator[str]:
        """Yield every zone-level formula: indicators under every reading, their conditions, targets."""
        for indicator in self.edition.indicators:
            yield from formulas_of(indicator)
        yield from (variable.formula for variable in self.edition.variables.values())
        for target in self.edition.targets:
            yield from _formulas_of_leaf(target)


def formulas_of(indicator: Indicator) -> Iterator[str]:
    """Yield the formulas of an indicator: each reading, the undefined cases, the coverage it needs."""
    if indicator.formula:
        yield indicator.formula
    yield from (reading.formula for reading in indicator.readings.values())
    yield from (case.when for case in indicator.when_undefined)
    if indicator.min_coverage:
        yield indicator.min_coverage.share


def _formulas_of_leaf(leaf: Leaf) -> Iterator[str]:
    if leaf.value:
        yield leaf.value
    yield from (reading.formula for reading in leaf.readings.values())
    for part in (*leaf.all, *leaf.any):
        yield from _formulas_of_leaf(part)


def indicator_codes(tree: Tree) -> list[str]:
    """Return the codes of the indicators that a formula refers to."""
    return [node.code for node in walk(tree) if isinstance(node, IndicatorValue)]
