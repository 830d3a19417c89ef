"""What the API says and takes, as types; they are the OpenAPI description."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field


class Strict(Schema):
    """An input: a field that is not known is refused, so that nobody writes what he may not."""

    model_config = ConfigDict(extra="forbid")


Line = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(min_length=2, max_length=500)]
"""A short text that must be there, and a reason."""


class Said(Schema):
    """A refusal: what, in words, and what else is known of it."""

    error: str
    status: int


class ZoneOut(Schema):
    """A zone."""

    zone: str
    name: str
    name_en: str
    province: str
    city: str
    national_since: int | None
    self_innovation_zone: str


class ZoneYearOut(Schema):
    """What a zone is from a year on."""

    since: int
    name: str
    park_type: str
    perimeter: str
    event: str
    document: str


class ZoneWhole(ZoneOut):
    """A zone with its history."""

    years: list[ZoneYearOut]


class EnterpriseOut(Schema):
    """An enterprise in a zone and year."""

    enterprise: str
    name: str
    zone: str
    since: int
    until: int | None


class Listed(Schema):
    """A page of a list: how many there are in all, and the rows of this page."""

    count: int
    page: int
    rows: list[dict[str, Any]]


class RoundOut(Schema):
    """A round."""

    round: int
    kind: str
    title: str
    title_en: str
    edition: str
    edition_digest: str
    data_year: int
    evaluation_year: int
    opens_at: datetime
    closes_at: datetime
    closed: bool
    synthetic: bool


class ParticipantOut(Schema):
    """How a zone takes part in a round."""

    zone: str
    participation: str
    park_type: str
    reason: str


class DayOut(Schema):
    """A day that is not what its weekday says."""

    date: date
    working: bool
    name: str


class SubmissionOut(Schema):
    """A submission: what, whose, where it is."""

    submission: int
    round: int
    form: str
    organisation: str
    zone: str
    state: str
    turned_back: bool
    revision: int | None
    approved_revision: int | None
    may: list[str]


class CellsOut(Schema):
    """The cells of a revision, with the versions of the sections that a save must name."""

    revision: int
    sealed_at: datetime | None
    digest: str
    cells: dict[str, str]
    notes: dict[str, str]
    versions: dict[str, int]
    last_year: dict[str, str]


class CellIn(Strict):
    """One cell as it was typed; ``seen`` is the section's version that was seen."""

    field: str
    value: str
    seen: int = 0


class CellsIn(Strict):
    """Cells to save, all or none."""

    cells: list[CellIn]
    revision: int | None = None
    money: str = ""


class CellOut(Schema):
    """One cell as it is kept."""

    field: str
    text: str
    section: str
    version: int


class FindingOut(Schema):
    """One finding about a form."""

    check: str
    letter: str
    cells: list[str]
    title: str
    found: str
    allowed: str
    fix: str
    mend: str
    explained: bool


class ExplanationIn(Strict):
    """The explanation of a finding."""

    check: str
    place: str
    reason: str
    words: str


class NoteIn(Strict):
    """The note of a cell, and the note that was seen."""

    words: str = Field(max_length=2_000)
    seen: str = ""


class CommentIn(Strict):
    """Words about a place: a field, or ``code/field`` in a table of enterprises."""

    place: str = Field(max_length=160)
    words: str = Field(max_length=2_000)


class CommentOut(Schema):
    """Something said about a cell."""

    place: str
    words: str
    person: str
    at: datetime


class SubmitIn(Strict):
    """The statement and the names of those who sign."""

    signatories: dict[str, str]
    stated: bool


class ApproveIn(Strict):
    """The revision that was looked at; another one by now is refused."""

    seen: int | None = None


class ReturnIn(Strict):
    """To which state (returned, received, zone_approved), to whom, why, until when, with which cells marked."""

    target: str
    addressee: str
    reason: str
    deadline: datetime | None = None
    marks: dict[str, str] = Field(default_factory=dict)
    seen: int | None = None


class ReasonIn(Strict):
    """A reason."""

    reason: str


class SettleIn(Strict):
    """Confirm or decline."""

    confirmed: bool
    deadline: datetime | None = None


class KeysIn(Strict):
    """Several submissions."""

    submissions: list[int]


class ReceiptOut(Schema):
    """Proof of having filed."""

    number: str
    at: datetime
    due_at: datetime
    on_time: bool
    digest: str
    check_code: str


class DecisionOut(Schema):
    """One move of a submission."""

    action: str
    source: str
    target: str
    revision: int
    person: str
    at: datetime
    reason: str
    deadline: datetime | None
    marks: dict[str, str]


class JobOut(Schema):
    """Long work: how far it is, and how it ended."""

    job: int
    kind: str
    state: str
    done: int
    total: int
    saying: str
    error: str
    result: dict[str, Any]


class ReleaseOut(Schema):
    """A release of a round's result."""

    release: int
    round: int
    data_year: int
    number: int
    state: str
    made_at: datetime


class StandingOut(Schema):
    """Where a zone stands, as far as the release shows it to the reader."""

    model_config = ConfigDict(extra="allow")
    unit: str
    name: str
    status: str
    n: int
    rank: float | None
    band: tuple[int, int] | None = None
    score: float | None


class ObjectionIn(Strict):
    """An objection of a zone against a number."""

    about: str
    words: str


class AnswerIn(Strict):
    """The answer to an objection: upheld or declined."""

    outcome: str
    words: str


class ChainOut(Schema):
    """Whether every line of the journal holds; else the first that does not, and why."""

    holds: bool
    first_bad: int | None
    why: str
