"""What the checks of an edition say about one form: pure rules from cells, notes and last year's cells to findings.

The zone's own form is checked by ``zone_checks`` of the edition; an enterprise's form by ``checks``, the same
conditions that the import makes over a whole table, here over one row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from gaoxin.edition import Edition, Field, ZoneCheck
from gaoxin.edition.figures import Figures
from gaoxin.formula import Aggregate, IndicatorValue, Name, evaluate
from gaoxin.terms import Text
from gaoxin_web.collect.cells import NILS, allowed, plain, read_cell, value_of
from gaoxin_web.collect.layout import Layout, Row, grouped, label_of

LETTERS = {"强制性": "A", "准强制性": "B", "核实性": "C", "提示性": "D"}
"""The letter of each class: A must be corrected, B and C explained, D is a hint."""

LEAST_WORDS = 6
"""Characters of the shortest explanation (核实性: six characters at least)."""

REASONS: dict[str, Text] = {
    "actual": Text("情况属实", "it is as reported"),
    "definition": Text("口径调整", "the definition changed"),
    "policy": Text("政策变化", "a policy changed"),
    "moved": Text("撤销、迁出或合并", "closed, moved or merged"),
    "corrected": Text("上年数有误", "last year's figure was wrong"),
    "other": Text("其他", "another reason"),
}
"""The reason codes of an explanation."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding about a form: its code and class, the cells it marks, and the words in the order of a message."""

    check: str
    letter: str
    cells: tuple[str, ...]
    title: Text
    found: Text
    allowed: Text
    fix: Text
    mend: str = ""
    explained: bool = False

    @property
    def place(self) -> str:
        """Return the cell under which it is explained: the first it marks."""
        return self.cells[0]

    @property
    def asks(self) -> bool:
        """Whether it must be explained before the form can be submitted."""
        return self.letter in "BC"

    @property
    def stops(self) -> bool:
        """Whether the form cannot be submitted with it as it is."""
        return self.letter == "A" or (self.asks and not self.explained)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds: stored texts and notes by cell, and last year's stored texts."""

    cells: Mapping[str, str]
    notes: Mapping[str, str]
    before: Mapping[str, str]


def zone_findings(edition: Edition, layout: Layout, filled: Filled) -> tuple[Finding, ...]:
    """Return what the edition's checks of the zone's form say, the heaviest class first, then in the form's order."""
    key = (edition.digest, tuple(layout.cells))
    if key not in _CHECKS:
        _CHECKS[key] = _Checks(edition, layout)
    return _CHECKS[key].findings(filled)


def in_order(found: list[Finding], layout: Layout) -> tuple[Finding, ...]:
    """Return findings by class, then by the row they stand at."""
    places = layout.places

    def order(one: Finding) -> tuple[str, int, str]:
        return one.letter, places[one.place][1].number if one.place in places else 0, one.check

    return tuple(sorted(found, key=order))


def unreadable(check: ZoneCheck, layout: Layout, filled: Filled) -> Iterator[Finding]:
    """Yield a finding for every cell whose text its field does not allow, with a mend where there is one."""
    for name, row in layout.cells.items():
        if not check.fields or name in check.fields:
            yield from _unread(check, row, filled.cells.get(name, ""))


def _unread(check: ZoneCheck, row: Row, text: str) -> Iterator[Finding]:
    typed = read_cell(row.field, text)
    if typed.fault is not None:
        assert typed.fault.allowed is not None
        assert typed.fault.remedy is not None
        yield Finding(check.id, LETTERS[check.category], (row.name,), row.label, typed.fault.found, typed.fault.allowed,
                      typed.fault.remedy, typed.mend)  # fmt: skip


class _Checks:
    """The checks of one form. What they say of one cell is kept by its texts: most cells stay when one is typed."""

    def __init__(self, edition: Edition, layout: Layout) -> None:
        self.edition, self.layout = edition, layout
        self.relations = [one for one in edition.zone_checks if one.kind == "rule"]
        self.single = [one for one in edition.zone_checks if one.kind != "rule"]
        self.of_cell = lru_cache(maxsize=32_768)(self._of_cell)

    def findings(self, filled: Filled) -> tuple[Finding, ...]:
        """Return what all checks say about these cells, in order."""
        now, notes, before = filled.cells, filled.notes, filled.before
        found = [
            one
            for name in self.layout.cells
            for one in self.of_cell(name, now.get(name, ""), notes.get(name, ""), before.get(name, ""))
        ]
        for check in self.relations:
            found += _relation(check, self.edition, self.layout, filled)
        return in_order(found, self.layout)

    def _of_cell(self, name: str, text: str, note: str, before: str) -> tuple[Finding, ...]:
        row, filled = self.layout.cells[name], Filled({name: text}, {name: note}, {name: before})
        found: list[Finding] = []
        for check in self.single:
            if check.fields and name not in check.fields:
                continue
            found += (
                _unread(check, row, text) if check.kind == "readable" else _of_cell(check, row.field, filled)
            )
        return tuple(found)


_CHECKS: dict[tuple[str, tuple[str, ...]], _Checks] = {}


def _of_cell(check: ZoneCheck, field: Field, filled: Filled) -> Iterator[Finding]:
    """Make a check of one cell, alone or beside last year's."""
    text = filled.cells.get(field.name, "")
    label = label_of(field)
    if check.kind == "filled" and not text:
        yield _said(check, field, label, Text("空白", "blank"), allowed(field))
    if check.kind == "reason" and text in NILS and not filled.notes.get(field.name, "").strip():
        yield _said(
            check,
            field,
            label,
            Text(f"“{text}”，备注空白", f"“{text}”, no note"),
            Text(check.message, check.message_en),
        )
    now, before = value_of(field, text), value_of(field, filled.before.get(field.name, ""))
    if isinstance(now, Fraction) and isinstance(before, Fraction):
        yield from _beside(check, field, now, before)


def _beside(check: ZoneCheck, field: Field, now: Fraction, before: Fraction) -> Iterator[Finding]:
    label, unit = label_of(field), field.unit
    both = Text(
        f"{_shown(now)} {unit}，上年 {_shown(before)} {unit}",
        f"{_shown(now)} {unit}, last year {_shown(before)} {unit}",
    )
    step = abs(now - before)
    if check.kind == "same" and now == before != 0:
        yield _said(
            check, field, Text(f"{label.zh}与上年相同", f"{label.en}: as last year"), both, Text("", "")
        )
    if check.kind == "fewer" and now < before:
        title = Text(
            f"{label.zh} 比上年减少 {_shown(step)} {unit}",
            f"{label.en}: {_shown(step)} {unit} fewer than last year",
        )
        yield _said(check, field, title, both, Text("年末存量一般不减少", "a stock does not normally shrink"))
    if check.kind == "change" and step >= check.floor.get(unit, 0) and step > check.threshold * abs(before):
        limit = _shown(check.threshold * 100)
        title = Text(
            f"{label.zh} 同比 {change(now, before)}%", f"{label.en}: {change(now, before)}% on last year"
        )
        yield _said(
            check,
            field,
            title,
            both,
            Text(f"±{limit}% 以内，超出须说明原因", f"within ±{limit}%, else explained"),
        )


def change(now: Fraction, before: Fraction) -> str:
    """Return the change from last year in per cent with one decimal and its sign; a dash where last year is zero.

    >>> change(Fraction(9), Fraction(11)), change(Fraction(1), Fraction(0))
    ('−18.2', '—')
    """
    if before == 0:
        return "—"
    share = round(float((now - before) / abs(before)) * 100, 1)
    return f"{share:+,.1f}".replace("-", "−") if share else "0.0"


def _said(check: ZoneCheck, field: Field, title: Text, found: Text, may: Text) -> Finding:
    fix = Text(check.fix, check.fix_en or check.fix)
    return Finding(check.id, LETTERS[check.category], (field.name,), title, found, may, fix)


def _shown(value: Fraction) -> str:
    return grouped(plain(value))


class _Zone:
    """The cells of the zone's form this year (0) and last year (1), as a formula asks for them."""

    def __init__(self, layout: Layout, filled: Filled) -> None:
        self.fields = {name: row.field for name, row in layout.cells.items()}
        self.years = (filled.cells, filled.before)

    def figure(self, leaf: Aggregate | Name | IndicatorValue, years_back: int) -> Any:
        """Return the value of a cell."""
        if not isinstance(leaf, Name) or leaf.name not in self.fields or years_back >= len(self.years):
            return None
        return value_of(self.fields[leaf.name], self.years[years_back].get(leaf.name, ""))


def _relation(check: ZoneCheck, edition: Edition, layout: Layout, filled: Filled) -> Iterator[Finding]:
    """Say that a relation between cells does not hold; where a cell is missing, nothing is known and nothing said."""
    tree = figures_of(edition).bound(check.rule, "zone")
    marked = tuple(name for name in check.fields if name in layout.cells)
    if evaluate(tree, _Zone(layout, filled)) is not False or not marked:
        return
    shown = [(layout.cells[name], grouped(filled.cells.get(name, ""))) for name in marked]
    found = Text(
        "；".join(f"{row.label.zh} {text} {row.field.unit}" for row, text in shown),
        "; ".join(f"{row.label.en} {text} {row.field.unit}" for row, text in shown),
    )
    message = Text(check.message, check.message_en or check.message)
    fix = Text(check.fix, check.fix_en or check.fix)
    yield Finding(
        check.id, LETTERS[check.category], marked, layout.cells[marked[0]].label, found, message, fix
    )


def figures_of(edition: Edition) -> Figures:
    """Return the bound formulas of an edition, kept by its digest."""
    if edition.digest not in _FIGURES:
        _FIGURES[edition.digest] = Figures(edition)
    return _FIGURES[edition.digest]


_FIGURES: dict[str, Figures] = {}


def explained(finding: Finding, given: Mapping[tuple[str, str], str]) -> Finding:
    """Return the finding marked as explained where words of sufficient length were given for it."""
    words = given.get((finding.check, finding.place), "")
    return replace(finding, explained=True) if finding.asks and len(words.strip()) >= LEAST_WORDS else finding
