"""Reading submissions for a person: one within his scope, its cells, their history, and who else is at work on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import below, one, require
from gaoxin_web.collect.cells import Typed, read_cell
from gaoxin_web.collect.layout import layout_of
from gaoxin_web.collect.models import Comment, Edit, Revision, Section, Submission

READERS = (May.FILL, May.REVIEW, May.SEE_RETURNS)
"""What somebody needs to read submissions within his scope: any of these."""

AT_WORK = timedelta(minutes=2)
"""Somebody whose last edit is not older than this is at work on the section."""


def seen(person: Person) -> QuerySet[Submission]:
    """Return the submissions that a person may see: those of his organisation and of all below it."""
    require(person, *READERS)
    return Submission.objects.filter(below(person))


def submission_of(person: Person, pk: int) -> Submission:
    """Return one submission within scope, with its form, round, people's organisations and revisions at hand."""
    found = one(
        seen(person)
        .select_related(
            "round", "form", "organisation", "zone__organisation", "current__made_by", "current__table"
        )
        .prefetch_related("extensions", "decisions__person")
        .defer("round__edition_text", "current__table__parquet"),
        pk=pk,
    )
    found.form.round = found.round
    return found


def versions_of(revision: Revision | None) -> dict[str, int]:
    """Return the version of every section that was edited; the others are at 0."""
    return dict(Section.objects.filter(revision=revision).values_list("key", "version")) if revision else {}


@dataclass(frozen=True, slots=True)
class Presence:
    """Who else edited which section within the last two minutes, and which cells others changed since an edit."""

    others: tuple[tuple[str, str], ...]
    edits: tuple[Edit, ...]
    last: int


def presence(person: Person, submission: Submission, since: int) -> Presence:
    """Return who else is at work on a draft, and the edits made since the edit with that id, own ones included."""
    edits = Edit.objects.filter(revision=submission.current).select_related("person")
    recent = edits.filter(at__gte=timezone.now() - AT_WORK).exclude(person=person).order_by("id")
    others = {one.person.name: one.section for one in recent if one.person}
    new = tuple(edits.filter(pk__gt=since).order_by("id"))
    return Presence(tuple(others.items()), new, new[-1].pk if new else since)


def last_edit(revision: Revision | None) -> int:
    """Return the id of the last edit of a draft, 0 where there is none."""
    last = Edit.objects.filter(revision=revision).order_by("-id").values_list("id", flat=True).first()
    return last or 0


def history(submission: Submission, field: str) -> QuerySet[Edit]:
    """Return the edits of one cell over all revisions of a submission, the newest first."""
    found = Edit.objects.filter(revision__submission=submission, field=field)
    return found.select_related("person", "revision").order_by("-id")


def thread(submission: Submission, place: str) -> QuerySet[Comment]:
    """Return what was said about one cell, the oldest first."""
    return submission.comments.filter(place=place).select_related("person__organisation")


def commented(submission: Submission) -> dict[str, int]:
    """Return how many comments each cell has."""
    found: dict[str, int] = {}
    for place in submission.comments.values_list("place", flat=True):
        found[place] = found.get(place, 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell that a reviewer marked when he returned the form: his words, who and when."""

    words: str
    person: str
    at: datetime


def marks(submission: Submission) -> dict[str, Marked]:
    """Return the marked cells of the last return, while the submission is turned back."""
    if not submission.turned_back:
        return {}
    last = next((one for one in reversed(submission.decisions.all()) if one.action == "return"), None)
    if last is None:
        return {}
    who = last.person.name if last.person else ""
    return {mark.place: Marked(mark.words, who, last.at) for mark in last.marks.all()}


def years(submission: Submission, field: str) -> list[tuple[int, str]]:
    """Return what was approved for one cell in earlier rounds of the same kind, by data year, the oldest first."""
    found = Submission.objects.filter(
        form__kind=submission.form.kind, organisation=submission.organisation_id, approved__isnull=False,
        round__kind=submission.round.kind, round__data_year__lt=submission.round.data_year,
    )  # fmt: skip
    pairs = found.order_by("round__data_year").values_list("round__data_year", "approved__cells")
    return [(year, cells.get(field, "")) for year, cells in pairs]


def preview(
    submission: Submission, values: Sequence[tuple[str, str]], money: str = ""
) -> Mapping[str, Typed]:
    """Return what would be stored for pasted texts, by cell; nothing is stored. Names that are no cells are left out."""
    cells = layout_of(submission.form).cells
    return {name: read_cell(cells[name].field, text, money=money) for name, text in values if name in cells}
