"""From figures to indicators, in exact fractions: a value, or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from gaoxin.edition import Edition, Indicator
from gaoxin.edition.figures import Figures
from gaoxin.formula import Aggregate, IndicatorValue, Leaf, Name, Tree, evaluate, leaves
from gaoxin.snapshot import Snapshot
from gaoxin.terms import Missing, exact, is_exact

DEFAULT = "default"
PANELS = ("survey.", "expert.")


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an indicator in one zone, or why it is missing; ``note`` says which case of the edition applied."""

    value: Fraction | None
    missing: Missing | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Which reading of an indicator, and of a derived field, a value is asked under."""

    formula: str = ""
    derived: tuple[str, str] | None = None


IN_FORCE = Reading()


class Derivation:
    """The indicators of one edition over one snapshot."""

    def __init__(self, edition: Edition, snapshot: Snapshot, figures: Figures) -> None:
        self.edition, self.snapshot, self.figures = edition, snapshot, figures
        self._trees: dict[tuple[str, str, tuple[str, str] | None], Tree] = {}
        self._asked: dict[tuple[str, Reading], tuple[Leaf, ...]] = {}
        self._values: dict[tuple[str, str, Reading], Value] = {}

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        """The indicators by code."""
        return {indicator.code: indicator for indicator in self.edition.indicators}

    def tree(self, text: str, code: str = "", reading: Reading = IN_FORCE) -> Tree:
        """Return a formula of an indicator over the names of figures."""
        key = (text, code, reading.derived)
        if key not in self._trees:
            panels = {"survey": code, "expert": code}
            self._trees[key] = self.figures.over_figures(text, panels, reading.derived)
        return self._trees[key]

    def formula(self, indicator: Indicator, reading: Reading = IN_FORCE) -> str:
        """Return the text of an indicator's formula under a reading."""
        if not reading.formula:
            return indicator.formula_in_force
        return (
            indicator.formula if reading.formula == DEFAULT else indicator.readings[reading.formula].formula
        )

    def value(self, code: str, zone: str, reading: Reading = IN_FORCE) -> Value:
        """Return an indicator's value in a zone.

        First come figures that nobody reported, then the coverage that the edition asks for, then the cases that it
        names as undefined, then the formula itself; the cap comes last.
        """
        key = (code, zone, reading)
        if key not in self._values:
            self._values[key] = self._derived(self.by_code[code], zone, reading)
        return self._values[key]

    def _derived(self, indicator: Indicator, zone: str, reading: Reading) -> Value:
        tree = self.tree(self.formula(indicator, reading), indicator.code, reading)
        known = ZoneFigures(self, zone, reading)
        unreported = self._unreported(indicator, tree, zone, reading)
        if unreported:
            return Value(None, unreported)
        if self._thin(indicator, known):
            return Value(None, Missing.LOW_COVERAGE)
        case = self._undefined(indicator, known)
        if case is not None:
            return case
        value = evaluate(tree, known)
        if not isinstance(value, Fraction):
            return Value(None, Missing.UNDEFINED)
        if indicator.cap is not None and value > indicator.cap:
            return Value(indicator.cap, note=f"cap {indicator.cap}")
        return Value(value)

    def _unreported(self, indicator: Indicator, tree: Tree, zone: str, reading: Reading) -> Missing | None:
        key = (indicator.code, reading)
        if key not in self._asked:
            self._asked[key] = tuple(leaves(tree))
        for leaf in self._asked[key]:
            if isinstance(leaf.node, Name) and self._blank(leaf.node, zone, leaf.years_back):
                first = leaf.years_back and zone in self.snapshot.first_round
                return Missing.FIRST_ROUND if first else self._why(leaf.node, zone, leaf.years_back)
        return None

    def _why(self, name: Name, zone: str, years_back: int) -> Missing:
        """Return why a blank figure is blank: a panel that marked without a score had too few marks."""
        figure = _figure_name(name)
        marked = figure.startswith(PANELS) and self.snapshot.figure(figure, zone, years_back) is not None
        return Missing.TOO_FEW if marked else Missing.UNREPORTED

    def _blank(self, name: Name, zone: str, years_back: int) -> bool:
        figure = self.snapshot.figure(_figure_name(name), zone, years_back)
        return figure is None or figure.value is None

    def _thin(self, indicator: Indicator, known: "ZoneFigures") -> bool:
        rule = indicator.min_coverage
        if rule is None:
            return False
        share = evaluate(self.tree(rule.share, indicator.code, known.reading), known)
        return isinstance(share, Fraction) and share < rule.at_least

    def _undefined(self, indicator: Indicator, known: "ZoneFigures") -> Value | None:
        for case in indicator.when_undefined:
            if evaluate(self.tree(case.when, indicator.code, known.reading), known) is not True:
                continue
            if is_exact(case.then):
                return Value(exact(case.then), note=case.reason)
            missing = Missing.STRUCTURAL if case.then == "worst" else Missing.UNDEFINED
            return Value(None, missing, case.reason)
        return None


def _figure_name(name: Name) -> str:
    return f"{name.scope}.{name.name}" if name.scope else name.name


class ZoneFigures:
    """The figures of one zone, as formulas ask for them."""

    def __init__(self, derivation: Derivation, zone: str, reading: Reading = IN_FORCE) -> None:
        self.derivation, self.zone, self.reading = derivation, zone, reading

    def figure(self, leaf: Aggregate | Name | IndicatorValue, years_back: int) -> Fraction | None:
        """Return the value of a figure or of another indicator."""
        if isinstance(leaf, IndicatorValue):
            return self.derivation.value(leaf.code, self.zone, self.reading).value
        if isinstance(leaf, Aggregate):
            raise TypeError(leaf)  # formulas over figures hold none
        found = self.derivation.snapshot.figure(_figure_name(leaf), self.zone, years_back)
        return None if found is None else found.value
