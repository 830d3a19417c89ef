"""Reading submissions for a person: one within his scope, its cells, their history, and who else is at work on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import below, beneath, require
from gaoxin_web.collect.cells import Typed, read_cell
from gaoxin_web.collect.layout import layout_of
from gaoxin_web.collect.models import Comment, Edit, Extension, Revision, Section, Submission, Table
from gaoxin_web.platform.questions import Question, keep
from gaoxin_web.platform.refusals import absent

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
    require(person, *READERS)
    found = _SUBMISSION.first(pk=pk, path=person.organisation.path)
    if found is None:
        raise absent()
    found.form.round = found.round
    return with_words(as_seen(person, found))


def as_seen(person: Person, found: Submission) -> Submission:
    """Return a submission as somebody sees it.

    A draft is its own organisation's alone: for everybody above it ``current`` is what was submitted last, or None.
    """
    found.from_above = found.organisation_id != person.organisation_id
    if found.from_above and found.current is not None and found.current.sealed_at is None:
        found.current = _SENT.first(submission=found.pk)
    return found


def table_of_zone(submission: Submission) -> Table | None:
    """Return the table of the zone's enterprises in the round of a submission, as who looks at the submission sees it."""
    question = _TABLE_SENT if submission.from_above else _TABLE_AT_WORK
    found = question.first(made=submission.round_id, zone=submission.zone_id)
    return found.table if found else None


def with_words(submission: Submission) -> Submission:
    """Return a submission with its extensions and decisions at hand: whatever was said of its deadline."""
    keep(submission, "extensions", _EXTENSIONS(submission=submission.pk))
    keep(submission, "decisions", _DECISIONS(submission=submission.pk))
    return submission


def _revisions(**asked: Any) -> QuerySet[Revision]:
    found = Revision.objects.filter(**asked).select_related("made_by", "table").defer("table__parquet")
    return found.order_by("-number")[:1]


_TABLE_AT_WORK = Question(
    lambda made, zone: _revisions(
        submission__round=made, submission__zone=zone, submission__form__kind="enterprises",
        pk=F("submission__current"),
    )
)  # fmt: skip
_TABLE_SENT = Question(
    lambda made, zone: _revisions(
        submission__round=made, submission__zone=zone, submission__form__kind="enterprises",
        sealed_at__isnull=False,
    )
)  # fmt: skip
_SENT = Question(lambda submission: _revisions(submission=submission, sealed_at__isnull=False))
_SUBMISSION = Question(
    lambda pk, path: (
        Submission.objects.filter(beneath(path), pk=pk)
        .select_related(
            "round", "form", "organisation", "zone__organisation", "current__made_by", "current__table"
        )
        .defer("round__edition_text", "current__table__parquet")
        .order_by()
    )
)
_EXTENSIONS = Question(lambda submission: Extension.objects.filter(submission=submission))
_DECISIONS = Question(
    lambda submission: Submission.decisions.rel.related_model.objects.filter(
        submission=submission
    ).select_related("person")
)


def versions_of(revision: Revision | None) -> dict[str, int]:
    """Return the version of every section that was edited; the others are at 0."""
    return dict(_VERSIONS(revision=revision.pk)) if revision else {}


_VERSIONS = Question(lambda revision: Section.objects.filter(revision=revision).values_list("key", "version"))


@dataclass(frozen=True, slots=True)
class Presence:
    """Who else edited which section within the last two minutes, and which cells others changed since an edit."""

    others: tuple[tuple[str, str], ...]
    edits: tuple[Edit, ...]
    last: int


def presence(person: Person, submission: Submission, since: int) -> Presence:
    """Return who else is at work on a draft, and the edits made since the edit with that id, own ones included."""
    if submission.current is None:
        return Presence((), (), since)
    draft = submission.current.pk
    recent = _RECENT(revision=draft, moment=timezone.now() - AT_WORK)
    others = {one.person.name: one.section for one in recent if one.person and one.person != person}
    new = tuple(_SINCE(revision=draft, edit=since))
    return Presence(tuple(others.items()), new, new[-1].pk if new else since)


_RECENT = Question(
    lambda revision, moment: (
        Edit.objects.filter(revision=revision, at__gte=moment).select_related("person").order_by("id")
    )
)
_SINCE = Question(
    lambda revision, edit: (
        Edit.objects.filter(revision=revision, pk__gt=edit).select_related("person").order_by("id")
    )
)


def last_edit(revision: Revision | None) -> int:
    """Return the id of the last edit of a draft, 0 where there is none."""
    return (_LAST_EDIT.first(revision=revision.pk) or 0) if revision else 0


_LAST_EDIT = Question(
    lambda revision: Edit.objects.filter(revision=revision).order_by("-id").values_list("id", flat=True)[:1]
)


def history(submission: Submission, field: str) -> QuerySet[Edit]:
    """Return the edits of one cell up to the revision that is shown, the newest first."""
    last = submission.current.number if submission.current else 0
    found = Edit.objects.filter(revision__submission=submission, revision__number__lte=last, field=field)
    return found.select_related("person", "revision").order_by("-id")


def thread(submission: Submission, place: str) -> QuerySet[Comment]:
    """Return what was said about one cell, the oldest first."""
    return submission.comments.filter(place=place).select_related("person__organisation")


def commented(submission: Submission) -> dict[str, int]:
    """Return how many comments each cell has."""
    found: dict[str, int] = {}
    for place in _COMMENTED(submission=submission.pk):
        found[place] = found.get(place, 0) + 1
    return found


_COMMENTED = Question(
    lambda submission: (
        Comment.objects.filter(submission=submission).order_by().values_list("place", flat=True)
    )
)


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
