"""What the page of a form shows: rows with this year, last year and change, findings, versions, who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils import timezone

from gaoxin.micro.tables import sums
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level
from gaoxin_web.collect import queries
from gaoxin_web.collect.calendar import moment_words
from gaoxin_web.collect.cells import value_of
from gaoxin_web.collect.checking import explanations, filled_of, judged, last_approved
from gaoxin_web.collect.deadlines import deadline_of, may_edit
from gaoxin_web.collect.findings import LETTERS, REASONS, Filled, Finding, change
from gaoxin_web.collect.form_words import WORDS
from gaoxin_web.collect.layout import COUNT, Layout, Part, Row, grouped, layout_of
from gaoxin_web.collect.models import Explanation, Submission, Table
from gaoxin_web.collect.row_findings import texts
from gaoxin_web.collect.rules import check_code, digest_of
from gaoxin_web.collect.states import LOOKS, NAMES, Action, State, moves

NEAREST_CHANGE = 50
"""Changes above so many per cent are shown in bold."""

CLASS_NAMES = {"A": Text("强制", "must"), "B": Text("须说明", "explain"), "C": Text("待核实", "verify"),
               "D": Text("提示", "hint")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as the page shows it; ``text`` is what is stored, ``before`` last year's, both ungrouped."""

    row: Row
    text: str
    before: str
    change: str
    note: str
    letters: str
    mark: queries.Marked | None
    comments: int

    @property
    def value(self) -> str:
        """Return this year's text as people read it."""
        return grouped(self.text)

    @property
    def last_year(self) -> str:
        """Return last year's text as people read it; a dot where nothing was reported."""
        return grouped(self.before) if self.before else "·"

    @property
    def large(self) -> bool:
        """Whether the change is so large that it is shown in bold."""
        figure = self.change.strip("+−").replace(",", "")
        return figure.replace(".", "").isdigit() and float(figure) > NEAREST_CHANGE


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the page: its rows, how many are filled, and the heaviest classes found in it."""

    part: Part
    rows: tuple[Shown, ...]
    version: int

    @property
    def letters(self) -> str:
        """Return the classes of findings in the section, each once, the heaviest first."""
        return "".join(sorted({letter for row in self.rows for letter in row.letters}))


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding with where it stands and what was said about it."""

    finding: Finding
    where: Text
    explanation: Explanation | None


@dataclass(frozen=True)
class Page:
    """Everything that the page of a form shows."""

    submission: Submission
    groups: tuple[Group, ...]
    panel: "Panel"
    editable: bool
    reason: Text
    last: int
    marks: Mapping[str, queries.Marked]
    actions: frozenset[str]

    @property
    def number(self) -> int:
        """Return the number of the working revision."""
        return self.submission.current.number if self.submission.current else 1

    @property
    def rows(self) -> tuple[Shown, ...]:
        """Return every row."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def asked(self) -> int:
        """Return how many cells people fill."""
        return sum(not row.row.automatic for row in self.rows)

    @property
    def filled(self) -> int:
        """Return how many of them are filled, nil signs included."""
        return sum(bool(row.text) for row in self.rows if not row.row.automatic)

    @property
    def automatic(self) -> int:
        """Return how many rows are filled by the system."""
        return sum(row.row.automatic for row in self.rows)

    @property
    def state(self) -> tuple[str, Text]:
        """Return look and name of the submission's state."""
        return LOOKS[State(self.submission.state)], NAMES[State(self.submission.state)]

    @property
    def deadline(self) -> Text:
        """Return until when it is to be filed."""
        return moment_words(deadline_of(self.submission).due)

    @property
    def time_left(self) -> Text:
        """Return how many working days are left."""
        from gaoxin_web.collect.round_queries import working_calendar

        return working_calendar().left(timezone.now(), deadline_of(self.submission).due)

    @property
    def check_code(self) -> str:
        """Return the code by which paper and data are held against each other."""
        revision = self.submission.current
        if revision is None:
            return ""
        table = revision.table.digest if revision.table else None
        return check_code(revision.digest or digest_of(revision.cells, revision.notes, table))

    @property
    def script(self) -> dict[str, Any]:
        """Return what the page's script must know: where to send, what was seen, and its words."""
        return {
            "home": f"/submissions/{self.submission.pk}/",
            "revision": self.number,
            "last": self.last,
            "editable": self.editable,
            "ready": not (self.panel.blocking or self.panel.to_explain),
            "words": {key: str(words) for key, words in WORDS.items()},
        }

    @property
    def reporter(self) -> str:
        """Return who filled the form, as far as somebody did."""
        revision = self.submission.current
        return revision.made_by.name if revision and revision.made_by else ""


@dataclass(frozen=True)
class Panel:
    """The findings of a form, grouped by class, with what keeps it from being submitted."""

    advice: tuple[Advice, ...]
    reasons: Mapping[str, Text]

    @property
    def counts(self) -> tuple[tuple[str, Text, int], ...]:
        """Return letter, name and number of findings of each class."""
        letters = [one.finding.letter for one in self.advice]
        return tuple((letter, CLASS_NAMES[letter], letters.count(letter)) for letter in LETTERS.values())

    @property
    def letters(self) -> dict[str, str]:
        """Return the classes found at each cell, the heaviest first."""
        found: dict[str, str] = {}
        for one in self.advice:
            for cell in one.finding.cells:
                if one.finding.letter not in found.get(cell, ""):
                    found[cell] = found.get(cell, "") + one.finding.letter
        return found

    @property
    def blocking(self) -> int:
        """Return how many must be corrected."""
        return sum(one.finding.letter == "A" for one in self.advice)

    @property
    def to_explain(self) -> int:
        """Return how many must still be explained."""
        return sum(one.finding.stops and one.finding.letter != "A" for one in self.advice)

    @property
    def verdict(self) -> Text:
        """Say what stands between the form and its submission."""
        if self.blocking:
            return Text(
                f"A 类 {self.blocking} 处改正后可提交", f"class A: correct {self.blocking} before submitting"
            )
        if self.to_explain:
            return Text(f"还有 {self.to_explain} 处须说明", f"{self.to_explain} still to be explained")
        return Text("审核通过，可以提交", "nothing stands in the way of submitting")


def form_page(person: Person, pk: int) -> Page:
    """Return the page of one submission within scope."""
    submission = queries.submission_of(person, pk)
    layout = layout_of(submission.form)
    allowed, reason = may_edit(submission, person, timezone.now())
    can = moves(State(submission.state), Level(person.duty.level), person.duty.may)
    own = submission.organisation_id == person.organisation_id
    filled = filled_of(submission)
    panel = panel_of(submission, filled)
    marked = queries.marks(submission)
    return Page(
        submission, tuple(_groups(submission, filled, panel, marked)), panel, allowed and bool(layout.cells), reason,
        queries.last_edit(submission.current), marked,
        frozenset(str(one.action) for one in can if own or one.action not in (Action.SUBMIT, Action.WITHDRAW)),
    )  # fmt: skip


def panel_of(submission: Submission, filled: Filled | None = None) -> Panel:
    """Return the findings of a submission as the panel shows them."""
    given, places = explanations(submission), layout_of(submission.form).places
    found = judged(submission, filled or filled_of(submission), given)
    advice = (Advice(one, _where(one, places), given.get((one.check, one.place))) for one in found)
    return Panel(tuple(advice), REASONS)


def _where(finding: Finding, places: Mapping[str, tuple[Part, Row]]) -> Text:
    if finding.place not in places:
        return finding.title
    part, row = places[finding.place]
    return Text(f"{part.label.zh}第 {row.number} 行", f"{part.label.en}, row {row.number}")


def _groups(
    submission: Submission, filled: Filled, panel: Panel, marked: Mapping[str, queries.Marked]
) -> list[Group]:
    layout, revision, notes = layout_of(submission.form), submission.current, filled.notes
    now = {**filled.cells, **_automatic(submission, layout)}
    before = {**filled.before, **_last_sums(submission, layout)}
    letters, comments, versions = panel.letters, queries.commented(submission), queries.versions_of(revision)

    def shown(row: Row) -> Shown:
        text, last = now.get(row.name, ""), before.get(row.name, "")
        return Shown(row, text, last, change_of(row, text, last), notes.get(row.name, ""), letters.get(row.name, ""),
                     marked.get(row.name), comments.get(row.name, 0))  # fmt: skip

    return [Group(part, tuple(map(shown, part.rows)), versions.get(part.key, 0)) for part in layout.parts]


def change_of(row: Row, text: str, before: str) -> str:
    """Return the change from last year in per cent as the page shows it; empty where there is none."""
    now, last = value_of(row.field, text), value_of(row.field, before)
    return change(now, last) if isinstance(now, Fraction) and isinstance(last, Fraction) else ""


def shown_cells(
    submission: Submission, texts_: Mapping[str, str], before: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Return cells as the page's script shows them: stored text, grouped text, change from last year's ``before``."""
    cells = layout_of(submission.form).cells
    return {
        name: {"field": name, "text": text, "shown": grouped(text),
               "change": change_of(cells[name], text, before.get(name, ""))}
        for name, text in texts_.items()
        if name in cells
    }  # fmt: skip


def _automatic(submission: Submission, layout: Layout) -> dict[str, str]:
    """Return the rows that the system fills: sums over the zone's enterprises of this round, or what the register knows."""
    if submission.form.kind == "enterprise":
        return {"credit_code": submission.organisation.code}
    return _sums(queries.table_of_zone(submission), layout)


def _last_sums(submission: Submission, layout: Layout) -> dict[str, str]:
    if submission.form.kind != "committee":
        return {}
    last = last_approved(submission, "enterprises", of_zone=True)
    return _sums(last.table if last else None, layout)


def _sums(table: Table | None, layout: Layout) -> dict[str, str]:
    """Return the sums of a table by row; a table never changes, so they are kept by its digest."""
    wanted = tuple(row.name for row in layout.rows if row.automatic and row.name != COUNT)
    if table is None or not wanted:
        return {}
    if (table.digest, wanted) not in _SUMMED:
        there = [name for name in wanted if name in table.columns]
        while len(_SUMMED) >= 512:
            _SUMMED.pop(next(iter(_SUMMED)))
        _SUMMED[table.digest, wanted] = texts(dict[str, Any](sums(bytes(table.parquet), there)))
    return _SUMMED[table.digest, wanted]


_SUMMED: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}
