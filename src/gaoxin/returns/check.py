"""The checks of an edition over a package: what is wrong, what was not looked at and why, and how much of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gaoxin.edition import Check, Edition
from gaoxin.edition.figures import Figures
from gaoxin.micro.checks import Inspection, Question
from gaoxin.micro.conditions import needs
from gaoxin.micro.rows import Rows, by_zone
from gaoxin.returns.faults import READ, finding_of_fault
from gaoxin.returns.findings import CATEGORIES, finding
from gaoxin.returns.package import Package
from gaoxin.terms import Fault, Finding, Text

LISTED = 8
"""How many zones or columns a reason names; the others are counted."""


@dataclass(frozen=True, slots=True)
class NotRun:
    """A check that was not made, or not for some zones, and why."""

    check: str
    reason: Text


@dataclass(frozen=True)
class Report:
    """What the checks found. ``counts`` holds the findings of every check that was made, none included."""

    counts: Mapping[str, int]
    errors: int
    warnings: int
    not_run: tuple[NotRun, ...]
    stream: Callable[[int | None], Iterator[Finding]]
    """Yields the findings, the heaviest class first, at most so many a check (None: all)."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding. A national year may have some hundred thousand warnings: ``stream`` holds none of them."""
        return tuple(self.stream(None))


def check(package: Package, edition: Edition, year: int, faults: Iterable[Fault] = ()) -> Report:
    """Make the checks of an edition over the enterprise rows of a data year and the year before.

    Counting takes one pass a view; only broken conditions are asked for their rows. ``faults`` are the cells that
    reading refused: they become findings of class 强制性 under the name READ.
    """
    read = tuple(finding_of_fault(fault) for fault in faults)
    if package.rows is None:
        return _report(read, (), [], package, edition, _nothing_to_look_at(edition))
    counted = by_zone(package.rows.connection, package.rows.relation)
    before, now = (frozenset(zone for _, of, zone, _ in counted if of == wanted) for wanted in (year - 1, year))
    figures = Figures(edition)
    not_run = [reason for one in edition.checks for reason in _reasons(one, figures, package.rows, year, bool(before))]
    left_out = {one.check for one in not_run}
    made = [one for one in edition.checks if one.id not in left_out]
    inspection = Inspection(package.rows, figures, year, made, sorted(before & now))
    not_run += _not_compared(made, figures, before, now, year)
    return _report(read, inspection.questions, inspection.counts(), package, edition, not_run, inspection)


def _report(
    read: tuple[Finding, ...], questions: tuple[Question, ...], counted: list[int], package: Package, edition: Edition,
    not_run: list[NotRun], inspection: Inspection | None = None,
) -> Report:  # fmt: skip
    counts = {READ: len(read)} if read else {}
    severities = {"error": len(read), "warning": 0}
    for question, rows in zip(questions, counted, strict=True):
        counts[question.check.id] = counts.get(question.check.id, 0) + rows
        severities[question.check.severity] += rows
    asked = [question for question, rows in zip(questions, counted, strict=True) if rows]
    asked.sort(key=lambda question: CATEGORIES.index(question.check.category))

    def stream(at_most: int | None) -> Iterator[Finding]:
        yield from read[:at_most]
        given: dict[str, int] = {}
        for question in asked:
            assert inspection is not None
            assert package.rows is not None
            room = None if at_most is None else at_most - given.get(question.check.id, 0)
            for row in inspection.broken(question, room) if room != 0 else ():
                given[question.check.id] = given.get(question.check.id, 0) + 1
                yield finding(question, row, package.rows, edition, package.year)

    return Report(counts, severities["error"], severities["warning"], tuple(not_run), stream)


def _nothing_to_look_at(edition: Edition) -> list[NotRun]:
    return [NotRun(one.id, Text("企业表没有能读的行", "no enterprise row could be read")) for one in edition.checks]


def _reasons(one: Check, figures: Figures, rows: Rows, year: int, has_before: bool) -> Iterator[NotRun]:
    """Yield why a check cannot be made: not of this year, a column that is not there, no year before."""
    if not one.valid_in(year):
        yield NotRun(one.id, Text(f"不适用于 {year} 年", f"not made for {year}"))
        return
    cells, pairs = needs(one, figures)
    absent = sorted(cells - rows.columns)
    if absent:
        yield NotRun(one.id, _absent(absent, figures, year))
    elif pairs and not has_before:
        yield NotRun(one.id, Text(f"没有 {year - 1} 年的行，无从比较", f"no rows of {year - 1} to compare with"))


def _absent(names: list[str], figures: Figures, year: int) -> Text:
    fields = [figures.row_field(name) for name in names]
    outside = [one for one in fields if not one.valid_in(year)]
    codes = _listed([f"{one.label}（{one.code or one.name}）" for one in outside or fields], "、", "等 {} 项")
    english = _listed([one.name for one in outside or fields], ", ", "and others, {} in all")
    if outside:
        return Text(f"{year} 年的表没有：{codes}", f"the forms of {year} lack {english}")
    return Text(f"缺少列：{codes}", f"columns are missing: {english}")


def _not_compared(
    made: list[Check], figures: Figures, before: frozenset[str], now: frozenset[str], year: int
) -> Iterator[NotRun]:
    """Yield the zones for which a check that compares with the year before had nothing to compare."""
    alone = sorted(now - before)
    gone = sorted(before - now)
    for one in made:
        if needs(one, figures)[1] and alone:
            zh, en = _listed(alone, "、", "等 {} 个"), _listed(alone, ", ", "and others, {} in all")
            yield NotRun(one.id, Text(f"无 {year - 1} 年的行，未比较的园区：{zh}", f"zones without rows of {year - 1}: {en}"))
        if one.kind == "roster" and gone:
            zh, en = _listed(gone, "、", "等 {} 个"), _listed(gone, ", ", "and others, {} in all")
            yield NotRun(one.id, Text(f"无 {year} 年的行，未比较的园区：{zh}", f"zones without rows of {year}: {en}"))


def _listed(words: list[str], comma: str, more: str) -> str:
    shown = comma.join(words[:LISTED])
    return shown if len(words) <= LISTED else f"{shown} {more.format(len(words))}"
