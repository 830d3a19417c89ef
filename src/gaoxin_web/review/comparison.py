"""Two revisions of a submission held against each other, cell by cell: what changed, who changed it, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from gaoxin.micro.tables import Difference, compare
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import one
from gaoxin_web.collect.editions import fields_of
from gaoxin_web.collect.models import Edit, Revision, Submission, Table
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review.marks import place_label
from gaoxin_web.review.queries import submission_of, visible

PAGE = 50
"""Changed cells on one page."""

MOST = 5_000
"""Changed cells of a table that are listed; more are counted, and the page says so."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One cell that differs: where, the value in both revisions, who changed it last and when, and the note to it."""

    place: str
    label: str
    old: str
    new: str
    person: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two revisions; the counts are of enterprises for a table, of cells for a form."""

    submission: Submission
    old: Revision
    new: Revision
    added: int
    changed: int
    unchanged: int
    gone: int
    cells: tuple[Changed, ...]
    page: int
    pages: int
    listed: int
    cut: bool


def comparison(person: Person, key: int, old: int, new: int, page: int = 1) -> Comparison:
    """Compare two revisions of a submission by their numbers; Refused 404 outside the reader's scope."""
    submission = submission_of(person, key)
    rows = visible(person, submission)
    before, after = one(rows, number=old), one(rows, number=new)
    if submission.form.kind == "enterprises":
        return _of_tables(submission, before, after, page)
    names = [
        name for name in fields_of(submission.form) if before.cells.get(name, "") != after.cells.get(name, "")
    ]
    both = before.cells.keys() | after.cells.keys()
    added = sum(1 for name in names if not before.cells.get(name))
    gone = sum(1 for name in names if not after.cells.get(name))
    cells = tuple((name, before.cells.get(name, ""), after.cells.get(name, "")) for name in names)
    return _paged(
        submission,
        before,
        after,
        cells,
        page,
        (added, len(names) - added - gone, len(both) - len(names), gone),
    )


def _of_tables(submission: Submission, before: Revision, after: Revision, page: int) -> Comparison:
    if after.table is None:
        raise Refused(
            409, Text("所选修订还没有企业表，无法对比。", "That revision has no table yet to compare.")
        )
    if before.table_id == after.table_id:
        return _paged(submission, before, after, (), page, (0, 0, after.table.rows, 0))
    found = _between(before.table.digest if before.table else "", after.table.digest)
    cells = tuple((f"{code}/{name}", was, now) for code, name, was, now in found.cells)
    return _paged(
        submission, before, after, cells, page, (found.new, found.changed, found.unchanged, found.gone)
    )


@lru_cache(maxsize=16)
def _between(old: str, new: str) -> Difference:
    """Compare two tables by their digests; a table never changes, so what was found once holds."""
    tables = dict(Table.objects.filter(digest__in=[old, new]).values_list("digest", "parquet"))
    return compare(bytes(tables[old]) if old else None, bytes(tables[new]), most=MOST + 1)


def _paged(
    submission: Submission, before: Revision, after: Revision, cells: Sequence[tuple[str, str, str]], page: int,
    counts: tuple[int, int, int, int],
) -> Comparison:  # fmt: skip
    cut = len(cells) > MOST
    listed = cells[:MOST]
    pages = max(1, -(-len(listed) // PAGE))
    page = min(max(1, page), pages)
    fields, edits = fields_of(submission.form), _edits(submission, before, after)
    shown = tuple(
        Changed(
            place,
            place_label(fields, place),
            was,
            now,
            *edits.get(place, ("", None)),
            after.notes.get(place, ""),
        )
        for place, was, now in listed[(page - 1) * PAGE : page * PAGE]
    )
    return Comparison(submission, before, after, *counts, shown, page, pages, len(listed), cut)


def _edits(submission: Submission, before: Revision, after: Revision) -> dict[str, tuple[str, datetime]]:
    """Return who edited each cell last between two revisions, and when."""
    low, high = sorted((before.number, after.number))
    rows = Edit.objects.filter(
        revision__submission=submission, revision__number__gt=low, revision__number__lte=high
    ).select_related("person")  # fmt: skip
    return {each.field: (each.person.name if each.person else "", each.at) for each in rows.order_by("id")}
