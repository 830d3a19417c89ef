"""The checks of an edition over a package: what is wrong, how much of it, what was not looked at and why."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gaoxin.edition import Check, Edition
from gaoxin.edition.figures import Figures
from gaoxin.micro.checks import Inspection, Question
from gaoxin.returns.faults import READ, finding_of_fault
from gaoxin.returns.findings import CATEGORIES, Words, finding
from gaoxin.returns.not_run import NotRun, nothing_to_look_at, reasons
from gaoxin.returns.package import Package
from gaoxin.terms import Fault, Finding


@dataclass(frozen=True)
class Report:
    """What the checks found.

    ``counts`` holds the findings of every check that was made, none included; ``classes`` those of the four
    classes.
    """

    counts: Mapping[str, int]
    classes: Mapping[str, int]
    errors: int
    warnings: int
    not_run: tuple[NotRun, ...]
    stream: Callable[[int | None], Iterator[Finding]]
    """Yields the findings, the heaviest class first, at most so many a check (None: all)."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding. A national year may have a hundred thousand warnings: ``stream`` keeps none."""
        return tuple(self.stream(None))


def check(package: Package, edition: Edition, year: int, faults: Iterable[Fault] = ()) -> Report:
    """Make the checks of an edition over the enterprise rows of a data year and the year before.

    Counting takes one pass a view; only broken conditions are asked for their rows. ``faults`` are the cells
    that reading refused: they become findings of class 强制性 under the name READ.
    """
    read = tuple(finding_of_fault(fault) for fault in faults)
    if package.rows is None:
        return _report(read, (), nothing_to_look_at(edition))
    inspection = Inspection(package.rows, Figures(edition), year)
    missed = {one.id: list(reasons(one, inspection)) for one in edition.checks}
    made = [one for one in edition.checks if all(reason.partly for reason in missed[one.id])]
    not_run = tuple(reason for found in missed.values() for reason in found)
    return _report(read, _answers(inspection, made, Words(edition, year, package.rows)), not_run)


@dataclass(frozen=True)
class _Answer:
    """How many rows break one condition, and the findings for them, at most so many."""

    check: Check
    rows: int
    findings: Callable[[int | None], Iterator[Finding]]


def _answers(inspection: Inspection, made: Iterable[Check], words: Words) -> tuple[_Answer, ...]:
    questions = [question for one in made for question in inspection.questions(one)]

    def answer(question: Question, rows: int) -> _Answer:
        def findings(at_most: int | None) -> Iterator[Finding]:
            return (finding(question, row, words) for row in inspection.broken(question, at_most))

        return _Answer(question.check, rows, findings)

    return tuple(map(answer, questions, inspection.counts(questions)))


def _report(read: tuple[Finding, ...], answers: tuple[_Answer, ...], not_run: tuple[NotRun, ...]) -> Report:
    counts = {READ: len(read)} if read else {}
    classes = dict.fromkeys(CATEGORIES, 0) | {CATEGORIES[0]: len(read)}
    severities = {"error": len(read), "warning": 0}
    for one in answers:
        counts[one.check.id] = counts.get(one.check.id, 0) + one.rows
        classes[one.check.category] += one.rows
        severities[one.check.severity] += one.rows
    broken = sorted(
        (one for one in answers if one.rows), key=lambda one: CATEGORIES.index(one.check.category)
    )

    def stream(at_most: int | None) -> Iterator[Finding]:
        yield from read[:at_most]
        room: dict[str, int | None] = dict.fromkeys(counts, at_most)
        for one in broken:
            left = room[one.check.id]
            if left != 0:
                yield from one.findings(left)
                room[one.check.id] = None if left is None else max(left - one.rows, 0)

    return Report(counts, classes, severities["error"], severities["warning"], not_run, stream)
