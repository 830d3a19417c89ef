"""The rounds of the demonstration: earlier years approved and closed, this year's under way in every state."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from gaoxin.edition import Edition
from gaoxin.micro.tables import Parcel
from gaoxin.terms import digest_bytes
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Form, Participant, Revision, Round, Submission, Table
from gaoxin_web.collect.rules import check_code, digest_of
from gaoxin_web.collect.states import State
from gaoxin_web.registry.models import Zone
from gaoxin_web.review.models import Decision, Mark, Receipt
from gaoxin_web.review.rules import receipt_number

KEYS = ("year", "zone", "synthetic")
_WAY = (
    ("submit", State.DRAFT, State.SUBMITTED), ("receive", State.SUBMITTED, State.RECEIVED),
    ("approve", State.RECEIVED, State.ZONE_APPROVED), ("approve", State.ZONE_APPROVED, State.PROVINCE_APPROVED),
    ("approve", State.PROVINCE_APPROVED, State.MINISTRY_APPROVED),
)  # fmt: skip
"""The moves from a draft to an approved submission, in their order."""

_AT = {State.DRAFT: 0, State.SUBMITTED: 1, State.RECEIVED: 2, State.ZONE_APPROVED: 3, State.PROVINCE_APPROVED: 4,
       State.MINISTRY_APPROVED: 5, State.RETURNED: 3}  # fmt: skip


def fill_round(
    edition: Edition,
    text: str,
    year: int,
    zones: Mapping[str, Zone],
    listed: Sequence[Mapping[str, str]],
    *,
    closed: bool,
) -> Round:
    """Create a round with its participants and forms; a closed one ended a year ago for each year back."""
    now = timezone.localtime().replace(hour=17, minute=30, second=0, microsecond=0)
    closes = now - timedelta(days=365) if closed else now + timedelta(days=6)
    opens = (closes - timedelta(days=36)).replace(hour=9, minute=0)
    made = Round.objects.create(
        edition=edition.edition, edition_digest=edition.digest, edition_text=text, data_year=year,
        evaluation_year=year + 1, title=f"{year} 年度评价", title_en=f"Evaluation of data year {year}",
        opens_at=opens, closes_at=closes, synthetic=True, closed=closed, web_entry=not closed,
        moves_until=closes.date(),
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(round=made, zone=zones[row["zone"]], participation=row.get("participation") or "national",
                    park_type=row["park_type"])
        for row in listed
    )  # fmt: skip
    for kind, number, title, title_en in _FORMS:
        Form.objects.create(
            round=made, kind=kind, number=number, title=title, title_en=title_en, issued_by="科学技术部（演示）",
            approval="国统制（演示）", valid_until=f"{year + 3}-12", opens_at=opens, closes_at=closes,
        )  # fmt: skip
    return made


_FORMS = (
    ("committee", "GX-G1", "管委会表", "Committee return"),
    ("enterprises", "GQ", "企业年报（园区导入）", "Enterprise returns (import by the zone)"),
    ("enterprise", "GQ-1", "企业年报（企业填报）", "Enterprise return (entry on the web)"),
)


def committee_cells(row: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a committee return as they stand in zone_returns.csv; blank ones are absent."""
    return {name: value for name, value in row.items() if name not in KEYS and value != ""}


def fill_submission(
    form: Form, zone: Zone, state: State, *, cells: Mapping[str, str] | None = None, parcel: Parcel | None = None,
    people: Mapping[str, Person] | None = None, marks: Sequence[tuple[str, str]] = (),
) -> Submission:  # fmt: skip
    """Create a submission in a state, with the revision, decisions and receipt that led there."""
    table = _table(parcel) if parcel else None
    made = Submission.objects.create(
        round=form.round, form=form, organisation=zone.organisation, zone=zone, state=state
    )
    moment = form.opens_at + timedelta(days=3)
    steps = _AT[state]
    revision = Revision.objects.create(
        submission=made, number=1, cells=dict(cells or {}), table=table, made_by=(people or {}).get("officer"),
        counts={"rows": parcel.rows} if parcel else {}, sealed_at=moment if steps else None,
        sealed_by=(people or {}).get("officer") if steps else None,
        digest=digest_of(cells or {}, {}, table.digest if table else None) if steps else "",
    )  # fmt: skip
    made.current = revision
    made.approved = revision if state == State.MINISTRY_APPROVED else None
    for at, (action, source, target) in enumerate(_WAY[:steps]):
        _decide(made, revision, action, source, target, (people or {}).get(_WHO[at]))
    if steps:
        _receipt(form, zone, revision, moment)
    if state == State.RETURNED:
        _return(made, revision, people or {}, marks)
        made.turned_back = True
    made.save()
    return made


_WHO = ("officer", "reviewer", "reviewer", "province", "ministry")


def _table(parcel: Parcel) -> Table:
    return Table.objects.get_or_create(
        digest=digest_bytes(parcel.parquet),
        defaults={"rows": parcel.rows, "columns": list(parcel.columns), "parquet": parcel.parquet},
    )[0]


def _decide(
    made: Submission,
    revision: Revision,
    action: str,
    source: State,
    target: State,
    person: Person | None,
    **more: object,
) -> Decision:
    return Decision.objects.create(
        submission=made, revision=revision, action=action, source=source, target=target, person=person, **more
    )


def _receipt(form: Form, zone: Zone, revision: Revision, moment: datetime) -> None:
    code = check_code(revision.digest)
    Receipt.objects.create(
        number=receipt_number(form, zone.code, revision.number, code), revision=revision, at=moment,
        due_at=form.closes_at, on_time=True, digest=revision.digest, check_code=code,
    )  # fmt: skip


def _return(
    made: Submission, revision: Revision, people: Mapping[str, Person], marks: Sequence[tuple[str, str]]
) -> None:
    """Return a submission from the province to its reporter, with a new draft of the same cells to mend."""
    decision = _decide(
        made, revision, "return", State.ZONE_APPROVED, State.RETURNED, people.get("province"),
        reason="请核对标记的两处并说明原因", addressee=people.get("officer"), deadline=timezone.now() + timedelta(days=2),
    )  # fmt: skip
    for place, words in marks:
        Mark.objects.create(decision=decision, place=place, words=words)
    made.current = Revision.objects.create(
        submission=made, number=2, cells=revision.cells, table=revision.table, made_by=people.get("officer"),
        counts=revision.counts,
    )  # fmt: skip
