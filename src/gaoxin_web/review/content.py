"""What a reviewer is shown of a submission: every cell with last year, change, peers, findings, marks and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from gaoxin.micro.tables import sums
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.checking import before_of
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.findings import REASONS
from gaoxin_web.collect.layout import COUNT, Row, grouped, label_of, layout_of
from gaoxin_web.collect.models import Comment, Edit, Explanation, Revision, Submission, Table
from gaoxin_web.collect.queries import table_of_zone
from gaoxin_web.platform.questions import Question
from gaoxin_web.review.findings import Found, found_in
from gaoxin_web.review.peers import Group, Strip, figure, group_of, strip


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of a return beside last year's, its peers', what was changed since the revision before, and findings.

    ``change`` is in per cent with one decimal, None where there is no figure to compare with; ``altered`` is changed,
    filled or emptied since the revision before.
    """

    name: str
    label: Text
    unit: str
    value: str
    before: str
    change: Decimal | None
    quartiles: tuple[Decimal, Decimal, Decimal] | None = None
    strip: Strip | None = None
    altered: str = ""
    found: tuple[Found, ...] = ()
    marked: str | None = None
    note: str = ""
    automatic: bool = False

    @property
    def change_words(self) -> str:
        """Return the change as it is written."""
        return change_words(self.change)

    @property
    def large(self) -> bool:
        """Whether the change is more than half."""
        return self.change is not None and abs(self.change) > LARGE

    @property
    def median(self) -> str:
        """Return the median of the peers, rounded to two decimals."""
        return plain(self.quartiles[1]) if self.quartiles else ""

    @property
    def altered_word(self) -> Text | None:
        """Return how the cell differs from the revision before, in a word."""
        return ALTERED.get(self.altered)

    @property
    def strip_words(self) -> Text:
        """Say the distribution of the peers in words."""
        if self.quartiles is None:
            return Text("", "")
        low, middle, high = (grouped(plain(each)) for each in self.quartiles)
        return Text(f"同类四分位 {low} 至 {high}，中位 {middle} {self.unit}",
                    f"the middle half of the peers lies from {low} to {high}, the median is {middle} {self.unit}")  # fmt: skip


LARGE = 50
"""A change of more per cent is shown as large."""

ALTERED = {"changed": Text("改", "changed"), "filled": Text("补", "filled"), "emptied": Text("删", "emptied")}
"""How a cell differs from the revision before."""


def change_words(share: Decimal | None) -> str:
    """Write a change in per cent with its sign: ``+7.0``, ``−9.1``, ``0.0``, ``—`` for none."""
    if share is None:
        return "—"
    return f"{share:+,.1f}".replace("-", "−") if share else "0.0"


def plain(value: Decimal) -> str:
    """Write a figure with at most two decimals and none that say nothing."""
    written = f"{value:.2f}"
    return written.rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a return by section, with the group of peers, all findings, and what it is compared with."""

    parts: tuple[tuple[Text, tuple[Line, ...]], ...]
    group: Group | None
    rows: int
    found: tuple[Found, ...]
    altered: int
    previous: Revision | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return every line in its order."""
        return tuple(line for _, lines in self.parts for line in lines)


@dataclass(frozen=True)
class _Sources:
    """What the lines of a sheet are made from."""

    submission: Submission
    cells: Mapping[str, str]
    before: Mapping[str, str]
    previous: Revision | None
    group: Group | None
    found: Sequence[Found]
    marked: Mapping[str, str]


def sheet(submission: Submission) -> Sheet:
    """Return what a reviewer is shown of the current revision of a submission."""
    revision = submission.current
    assert revision is not None, "a submission has a revision"
    of_table = submission.form.kind == "enterprises"
    before = {} if of_table else before_of(submission)
    sources = _Sources(
        submission, revision.cells, before, previous_of(revision), group_of(submission),
        found_in(submission, before), _marked(submission),
    )  # fmt: skip
    parts = () if of_table else tuple(
        (part.label, tuple(_line(row, sources) for row in part.rows if not row.automatic))
        for part in layout_of(submission.form).parts
    )  # fmt: skip
    parts = tuple((label, lines) for label, lines in parts if lines)
    summed = _sums(submission)
    if summed:
        rows = summed[0].value
        parts += ((Text(f"企业汇总：由 {rows} 家企业年报自动生成，只读",
                        f"From {rows} enterprise returns, computed and locked"), summed),)  # fmt: skip
    altered = sum(1 for _, lines in parts for line in lines if line.altered)
    return Sheet(
        parts, sources.group, revision.table.rows if revision.table else 0, tuple(sources.found), altered,
        sources.previous,
    )  # fmt: skip


def previous_of(revision: Revision) -> Revision | None:
    """Return the revision before one, that it is compared with."""
    return _PREVIOUS.first(submission=revision.submission_id, number=revision.number)


_PREVIOUS = Question(
    lambda submission, number: Revision.objects.filter(submission=submission, number__lt=number).order_by(
        "-number"
    )[:1]
)


def _line(row: Row, sources: _Sources) -> Line:
    name, one = row.name, row.field
    value, last = sources.cells.get(name, ""), sources.before.get(name, "")
    counted = one.type in {"number", "integer"}
    quartiles = sources.group.quartiles(name) if sources.group and counted else None
    revision = sources.submission.current
    return Line(
        name, row.label, one.unit, value, last, change(value, last) if counted else None, quartiles,
        strip(quartiles, figure(value), figure(last)),
        altered(sources.previous.cells.get(name, ""), value) if sources.previous else "",
        tuple(each for each in sources.found if name in each.finding.cells), sources.marked.get(name),
        revision.notes.get(name, "") if revision else "",
    )  # fmt: skip


def change(value: str, before: str) -> Decimal | None:
    """Return the change from last year in per cent with one decimal; None where either has no figure, or from zero.

    >>> change("61", "57"), change("3", "0"), change("…", "3")
    (Decimal('7.0'), None, None)
    """
    new, old = figure(value), figure(before)
    if new is None or old is None or old == 0:
        return None
    return ((new - old) / abs(old) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def altered(old: str, new: str) -> str:
    """Return how a cell differs from the revision before: changed, filled, emptied, or nothing."""
    if old == new:
        return ""
    return "filled" if not old else "emptied" if not new else "changed"


def _marked(submission: Submission) -> dict[str, str]:
    """Return the words of the marks that the last return made, by place."""
    returns = [each for each in submission.decisions.all() if each.action == "return"]
    return {mark.place: mark.words for mark in returns[-1].marks.all()} if returns else {}


def _sums(submission: Submission) -> tuple[Line, ...]:
    """Return the sums over the enterprises of the zone in this round that the edition names, beside last year's."""
    if submission.form.kind == "enterprise":
        return ()
    this, last = (_table(submission, submission.round.data_year - back) for back in (0, 1))
    if this is None:
        return ()
    edition = edition_of(submission.round)
    names = tuple(name for section in edition.zone_sections.values() for name in section.sums)
    new, old = totals(this, names), totals(last, names) if last else {}
    heads = [(COUNT, Text("入统企业数", "Enterprises"), "家")]
    heads += [
        (name, label_of(edition.enterprise_fields[name]), edition.enterprise_fields[name].unit)
        for name in names
    ]
    return tuple(
        Line(name, label, unit, _plain(new[name]), _plain(old.get(name)),
             change(_plain(new[name]), _plain(old.get(name))), automatic=True)
        for name, label, unit in heads if name in new
    )  # fmt: skip


def _table(submission: Submission, year: int) -> Table | None:
    """Return the table of a zone's enterprises of a year: this round's as the reader sees it, an earlier one's approved."""
    if year == submission.round.data_year:
        return table_of_zone(submission)
    found = _TABLES.first(zone=submission.zone_id, year=year)
    return found.approved.table if found and found.approved else None


_TABLES = Question(
    lambda zone, year: (
        Submission.objects.filter(zone=zone, form__kind="enterprises", round__data_year=year)
        .select_related("approved__table")
        .defer("approved__table__parquet")
        .order_by("-round_id")[:1]
    )
)


def totals(table: Table, names: Sequence[str]) -> Mapping[str, Any]:
    """Return the sums of those columns that a table has, and its rows; computed once for a table's digest."""
    return _totals(table.digest, tuple(name for name in names if name in table.columns))


@lru_cache(maxsize=512)
def _totals(digest: str, names: tuple[str, ...]) -> Mapping[str, Any]:
    return sums(bytes(Table.objects.values_list("parquet", flat=True).get(digest=digest)), names)


def _plain(value: Any) -> str:
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


@dataclass(frozen=True, slots=True)
class Word:
    """One thing said about a cell: who, in which role, when, of what kind (explanation, comment, mark, edit)."""

    person: Person | None
    at: datetime
    kind: str
    words: str
    reason: str = ""

    @property
    def kind_word(self) -> Text | None:
        """Return the reason code of an explanation, or the kind of what was said."""
        return REASONS.get(self.reason) or _KINDS.get(self.kind)


_KINDS = {
    "mark": Text("退回", "return"),
    "edit": Text("改动", "edit"),
    "explanation": Text("说明", "explanation"),
}


def thread(submission: Submission, place: str) -> list[Word]:
    """Return everything said about a place, the oldest first: explanations, comments, marks of returns, edits."""
    revision = submission.current
    said = [Word(each.person, each.at, "comment", each.words)
            for each in _COMMENTS(submission=submission.pk, place=place)]  # fmt: skip
    if revision is not None:
        said += [Word(each.person, each.at, "explanation", each.words, each.reason)
                 for each in _EXPLANATIONS(revision=revision.pk, place=place)]  # fmt: skip
    said += [
        Word(each.person, each.at, "mark", mark.words or each.reason)
        for each in submission.decisions.all()
        for mark in each.marks.all()
        if mark.place == place
    ]
    last = revision.number if revision else 0
    said += [
        Word(each.person, each.at, "edit", f"{each.old or '…'} → {each.new or '…'}")
        for each in _EDITS(submission=submission.pk, number=last, place=place)
    ]
    return sorted(said, key=lambda word: word.at)


_COMMENTS = Question(
    lambda submission, place: Comment.objects.filter(submission=submission, place=place).select_related(
        "person"
    )
)
_EXPLANATIONS = Question(
    lambda revision, place: Explanation.objects.filter(revision=revision, place=place).select_related(
        "person"
    )
)
_EDITS = Question(
    lambda submission, number, place: (
        Edit.objects.filter(revision__submission=submission, revision__number__lte=number, field=place)
        .select_related("person")
        .order_by("-id")[:20]
    )
)
