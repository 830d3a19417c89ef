"""Checking a submission as it stands: every finding, what stops it, and what must be explained before it is sent.

``blocking`` is what a submit asks; pages and imports ask ``findings``. Nothing here writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from gaoxin.micro.tables import rows
from gaoxin.terms import Text
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.findings import Filled, Finding, explained, zone_findings
from gaoxin_web.collect.layout import KEYS, layout_of
from gaoxin_web.collect.models import Explanation, Revision, Submission
from gaoxin_web.collect.row_findings import row_findings, texts
from gaoxin_web.collect.warnings import warnings
from gaoxin_web.platform.questions import Question


@dataclass(frozen=True, slots=True)
class Open:
    """What stands between a draft and its submission: what must be corrected, and what must be explained."""

    blocking: tuple[Finding, ...]
    to_explain: tuple[Finding, ...]

    def __bool__(self) -> bool:
        """Whether anything is open."""
        return bool(self.blocking or self.to_explain)


def findings(submission: Submission) -> tuple[Finding, ...]:
    """Return every finding about the working revision of a submission, the heaviest class first, explained or not."""
    if submission.form.kind == "enterprises" or submission.current is None:
        return judged(submission, Filled({}, {}, {}), explanations(submission))
    return judged(submission, filled_of(submission), explanations(submission))


def judged(
    submission: Submission, filled: Filled, explanations_: Mapping[tuple[str, str], Explanation]
) -> tuple[Finding, ...]:
    """Return every finding about these cells with these explanations; a table of enterprises was checked on import."""
    given = {key: one.words for key, one in explanations_.items()}
    if submission.form.kind == "enterprises":
        there = submission.current is not None and submission.current.table_id is not None
        return tuple(warnings(submission, given)) if there else (_without_table(),)
    return tuple(explained(one, given) for one in findings_of(submission, filled))


def findings_of(submission: Submission, filled: Filled) -> tuple[Finding, ...]:
    """Return what the checks say about these cells in the form of a submission."""
    edition, layout = edition_of(submission.round), layout_of(submission.form)
    if submission.form.kind == "committee":
        return zone_findings(edition, layout, filled)
    return row_findings(edition, submission.round.data_year, layout, filled)


def open_findings(submission: Submission) -> Open:
    """Return what must be corrected (class A) and what must still be explained (classes B and C)."""
    left = [one for one in findings(submission) if one.stops]
    return Open(
        tuple(one for one in left if one.letter == "A"), tuple(one for one in left if one.letter != "A")
    )


def blocking(submission: Submission) -> tuple[Finding, ...]:
    """Return every finding that keeps a submission from being sent: class A, and B or C without an explanation."""
    return tuple(one for one in findings(submission) if one.stops)


def filled_of(submission: Submission) -> Filled:
    """Return the cells and notes of the working revision, beside last year's cells."""
    revision = submission.current
    cells, notes = (revision.cells, revision.notes) if revision else ({}, {})
    return Filled(cells, notes, before_of(submission))


def before_of(submission: Submission) -> Mapping[str, str]:
    """Return last year's cells, from what was approved in the last round; nothing where there was none.

    An enterprise's are those of its own form or, where it filed none, its row in its zone's table.
    """
    found = last_approved(submission, submission.form.kind)
    if found is not None:
        return found.cells
    return _last_row(submission) if submission.form.kind == "enterprise" else {}


def last_approved(submission: Submission, kind: str, *, of_zone: bool = False) -> Revision | None:
    """Return the revision that was approved in the round of the year before, of the same sender or of its zone."""
    made = submission.round
    asked = {"form": kind, "kind": made.kind, "year": made.data_year - 1}
    if of_zone:
        last = _LAST_OF_ZONE.first(**asked, zone=submission.zone_id)
    else:
        last = _LAST.first(**asked, organisation=submission.organisation_id)
    return last.approved if last else None


def _approved(**asked: Any) -> QuerySet[Submission]:
    """Return the submissions with an approved revision, of the newest round first."""
    found = Submission.objects.filter(approved__isnull=False, **asked).order_by("-round_id")
    return found.select_related("approved__table").defer("approved__table__parquet")[:1]


_LAST = Question(
    lambda form, kind, year, organisation: _approved(
        form__kind=form, round__kind=kind, round__data_year=year, organisation=organisation
    )
)
_LAST_OF_ZONE = Question(
    lambda form, kind, year, zone: _approved(
        form__kind=form, round__kind=kind, round__data_year=year, zone=zone
    )
)


def _last_row(submission: Submission) -> dict[str, str]:
    revision = last_approved(submission, "enterprises", of_zone=True)
    if revision is None or revision.table is None:
        return {}
    code = submission.organisation.code
    key = (revision.table.digest, code)
    if key not in _ROWS:
        columns = [name for name in revision.table.columns if name not in KEYS]
        both = [
            code,
            code[8:17],
        ]  # an organisation code stands inside a credit code, and was enough until 2017
        _, found = rows(bytes(revision.table.parquet), columns, only=both, limit=1)
        while len(_ROWS) >= 256:
            _ROWS.pop(next(iter(_ROWS)))
        _ROWS[key] = texts(found[0]) if found else {}
    return _ROWS[key]


_ROWS: dict[tuple[str, str], dict[str, str]] = {}
"""Rows of tables that were asked for lately; a table never changes, so what stands here stays true."""


def explanations(submission: Submission) -> dict[tuple[str, str], Explanation]:
    """Return the explanations by check and place; those of an earlier revision hold while their cell is unchanged."""
    revision = submission.current
    if revision is None:
        return {}
    found: dict[tuple[str, str], Explanation] = {}
    for one in _EXPLANATIONS(submission=submission.pk, number=revision.number):
        same = one.revision.cells.get(one.place) == revision.cells.get(one.place)
        if one.revision_id == revision.pk or (same and one.revision.table_id == revision.table_id):
            found[one.check_id, one.place] = one
    return found


_EXPLANATIONS = Question(
    lambda submission, number: (
        Explanation.objects.filter(revision__submission=submission, revision__number__lte=number)
        .select_related("revision", "person")
        .order_by("revision__number", "id")
    )
)


def _without_table() -> Finding:
    return Finding(
        "Q-0001", "A", ("table",), Text("企业表", "Enterprise table"), Text("还没有导入", "not imported yet"),
        Text("本园区全部企业的年报", "the returns of all enterprises of the zone"),
        Text("上传统计系统导出的企业表并确认", "upload the export of the statistics system and confirm it"),
    )  # fmt: skip
