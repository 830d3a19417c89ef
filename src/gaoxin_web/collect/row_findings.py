"""The edition's checks of an enterprise's row over one form: the conditions of the import, evaluated for one row."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gaoxin.edition import Check, Edition, ZoneCheck
from gaoxin.edition.figures import Figures
from gaoxin.formula import (
    Aggregate,
    Call,
    IndicatorValue,
    Name,
    Negative,
    Number,
    Tree,
    Words,
    evaluate,
    rebuild,
)
from gaoxin.micro.checks import Broken, Question, View
from gaoxin.micro.conditions import Condition, cells_read, conditions_of, field_of, reported
from gaoxin.returns import findings as said
from gaoxin.terms import Text
from gaoxin_web.collect.cells import value_of
from gaoxin_web.collect.findings import LETTERS, Filled, Finding, figures_of, in_order, unreadable
from gaoxin_web.collect.layout import Layout

READ = ZoneCheck(
    id="READ", category="强制性", kind="readable", message="不合本项的格式", message_en="Not in the form of the cell",
    fix="按允许值改写", fix_en="Write it as allowed",
)  # fmt: skip
"""The name that the engine gives to cells that cannot be read."""


def row_findings(edition: Edition, year: int, layout: Layout, filled: Filled) -> tuple[Finding, ...]:
    """Return what the checks say about one enterprise's form; what needs other enterprises is left to the zone."""
    row = _Row(figures_of(edition), year, filled)
    found = list(unreadable(READ, layout, filled))
    for check, one, breaks, marked in _conditions(edition, year, layout):
        if row.value(breaks) is True:
            found.append(_said(check, one, marked, row, layout))
    return in_order(found, layout)


Made = tuple[Check, Condition, Tree, tuple[str, ...]]
"""A check, one of its conditions, the tree that is true where it is broken, and the cells it marks."""


def _conditions(edition: Edition, year: int, layout: Layout) -> list[Made]:
    """Return the conditions that a form of a year can break, made once for each edition and year."""
    if (edition.digest, year) not in _MADE:
        figures = figures_of(edition)
        made = [
            (check, one, _dated(one.breaks, year), _marked(one, figures, layout))
            for check in edition.checks
            if check.kind in ("rule", "change") and check.valid_in(year)
            for one in conditions_of(check, figures)
        ]
        _MADE[edition.digest, year] = [one for one in made if one[3]]
    return _MADE[edition.digest, year]


_MADE: dict[tuple[str, int], list[Made]] = {}


def _marked(one: Condition, figures: Figures, layout: Layout) -> tuple[str, ...]:
    read = [cell for tree in cells_read(one.holds) for cell in reported(field_of(tree), figures)]
    return tuple(dict.fromkeys(cell for cell in read if cell in layout.cells))


def _said(check: Check, one: Condition, marked: tuple[str, ...], row: "_Row", layout: Layout) -> Finding:
    message = Text(check.message, check.message_en or check.message)
    fix = Text(check.fix, check.fix_en or check.fix)
    label = layout.cells[marked[0]].label
    return Finding(check.id, LETTERS[check.category], marked, label, row.said(check, one), message, fix)


class _Row:
    """One enterprise's cells this year (0) and last year (1), and the derived figures of either."""

    def __init__(self, figures: Figures, year: int, filled: Filled) -> None:
        self.figures, self.year, self.years = figures, year, (filled.cells, filled.before)

    def value(self, tree: Tree, years_back: int = 0) -> Any:
        """Evaluate a condition or a side of one, with its dates put in."""
        return evaluate(tree, self, years_back)

    def figure(self, leaf: Aggregate | Name | IndicatorValue, years_back: int) -> Any:
        """Return the value of a cell or of a derived figure."""
        if not isinstance(leaf, Name) or years_back >= len(self.years):
            return None
        if leaf.name == "year":
            return Fraction(self.year - years_back)
        edition = self.figures.edition
        if leaf.name in edition.derived_fields:
            return self.value(self.derived(leaf.name, self.year - years_back), years_back)
        return value_of(edition.enterprise_fields[leaf.name], self.years[years_back].get(leaf.name, ""))

    def derived(self, name: str, year: int) -> Tree:
        """Return the formula of a derived figure with the dates of a year put in, made once."""
        key = (self.figures.edition.digest, name, year)
        if key not in _DERIVED:
            _DERIVED[key] = _dated(self.figures.derived_tree(name), year)
        return _DERIVED[key]

    def said(self, check: Check, one: Condition) -> Text:
        """Return what was found, in the words that the import uses."""
        shown = tuple(_plain(self.value(tree)) for tree in one.shown)
        topic = "change" if check.kind == "change" else "rule"
        question = Question(check, topic, View.PRESENT, "", (), (), one)
        words = said.Words(self.figures.edition, self.year, None)  # type: ignore[arg-type]  # names no other row
        return words.found(question, Broken(0, {}, "", "", shown))


_DERIVED: dict[tuple[str, str, int], Tree] = {}


def _plain(value: Any) -> Any:
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value


def _dated(tree: Tree, year: int) -> Tree:
    """Return the tree with YEAR_END as the date it stands for: dates are texts here (2015-12-31) and compare so."""

    def node(one: Tree) -> Tree:
        if not (isinstance(one, Call) and one.function == "YEAR_END"):
            return one
        shift = one.arguments[0]
        sign, number = (-1, shift.operand) if isinstance(shift, Negative) else (1, shift)
        assert isinstance(number, Number)
        years = sign * number.value
        return Words(f"{year + int(years)}-12-31")

    return rebuild(tree, node)


def texts(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of a row of a table as stored texts; what is not known is absent."""
    return {name: _text(value) for name, value in row.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "2"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
