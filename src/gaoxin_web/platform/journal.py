"""The journal: every act in its own transaction, append-only, each line chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.questions import Question

P, R = ParamSpec("P"), TypeVar("R")

_written: ContextVar[int] = ContextVar("written", default=0)


class Tag(StrEnum):
    """What happened: ``subject:action``. Every tag stands here, so that the auditor's filter knows them all."""

    LOGIN = "person:login"
    LOGIN_FAILED = "person:login-failed"
    LOGOUT = "person:logout"
    LOCKED = "person:locked"
    UNLOCKED = "person:unlocked"
    PASSWORD_CHANGED = "person:password-changed"  # noqa: S105
    FACTOR_ENROLLED = "person:factor-enrolled"
    FACTOR_RESET = "person:factor-reset"
    RECOVERY_USED = "person:recovery-used"
    PROFILE_CHANGED = "person:profile-changed"
    PERSON_INVITED = "person:invited"
    INVITATION_CONFIRMED = "invitation:confirmed"
    INVITATION_WITHDRAWN = "invitation:withdrawn"
    PROPOSED = "proposal:made"
    PROPOSAL_CONFIRMED = "proposal:confirmed"
    PROPOSAL_DECLINED = "proposal:declined"
    PERSON_JOINED = "person:joined"
    PERSON_CHANGED = "person:changed"
    PERSON_DISABLED = "person:disabled"
    PERSON_ENABLED = "person:enabled"
    SESSION_ENDED = "person:session-ended"
    TOKEN_ISSUED = "token:issued"  # noqa: S105
    TOKEN_REVOKED = "token:revoked"  # noqa: S105
    ORGANISATION_CHANGED = "organisation:changed"
    REFUSED = "access:refused"
    EXPORTED = "data:exported"
    ZONE_CHANGED = "zone:changed"
    ENTERPRISE_CHANGED = "enterprise:changed"
    CANDIDATE_CHANGED = "candidate:changed"
    CALENDAR_CHANGED = "calendar:changed"
    ROUND_OPENED = "round:opened"
    ROUND_CHANGED = "round:changed"
    EXTENSION_GRANTED = "extension:granted"
    CELL_SAVED = "cell:saved"
    NOTE_SAVED = "cell:noted"
    COMMENTED = "cell:commented"
    EXPLAINED = "finding:explained"
    ATTACHED = "attachment:added"
    DETACHED = "attachment:removed"
    UPLOADED = "upload:received"
    IMPORTED = "upload:confirmed"
    UPLOAD_CHECKED = "upload:checked"
    DISCARDED = "upload:discarded"
    SUBMITTED = "submission:submitted"
    WITHDRAWN = "submission:withdrawn"
    RECEIVED = "submission:received"
    APPROVED = "submission:approved"
    RETURNED = "submission:returned"
    REVISION_OPENED = "submission:revision-opened"
    REOPEN_ASKED = "submission:reopen-asked"
    REOPENED = "submission:reopened"
    REOPEN_DECLINED = "submission:reopen-declined"
    REMINDED = "submission:reminded"
    VERIFIED = "approved:verified"
    FREEZE_ASKED = "freeze:asked"
    FREEZE_CONFIRMED = "freeze:confirmed"
    FREEZE_DECLINED = "freeze:declined"
    EVALUATED = "run:evaluated"
    REPLAYED = "run:replayed"
    WAIVED = "figure:waived"
    RELEASE_MADE = "release:made"
    RELEASE_CLEARED = "release:cleared"
    RELEASE_NOTIFIED = "release:notified"
    RELEASE_FINAL = "release:final"
    OBJECTED = "objection:filed"
    OBJECTION_ANSWERED = "objection:answered"
    SURVEY_OPENED = "survey:opened"
    SURVEY_LINKED = "survey:linked"
    SURVEY_SAVED = "survey:saved"
    SURVEY_ANSWERED = "survey:answered"
    SURVEY_IMPORTED = "survey:imported"
    SURVEY_CLOSED = "survey:closed"
    EXPERT_CHANGED = "expert:changed"
    PANEL_OPENED = "panel:opened"
    PANEL_REMINDED = "panel:reminded"
    PANEL_CLOSED = "panel:closed"
    MATERIAL_CHANGED = "dossier:changed"
    JUDGED = "judgement:saved"
    JUDGEMENTS_SUBMITTED = "judgement:submitted"
    RECUSED = "judgement:recused"
    REPLACED = "judgement:replaced"
    CONSENSUS_MADE = "judgement:agreed"
    QUERIED = "judgement:queried"
    QUERY_ANSWERED = "judgement:answered"
    SUPPOSED = "result:supposed"
    OPINION_GIVEN = "assessment:opinion"
    RULED = "management:ruled"
    CLUES_KEPT = "run:clues"
    WEIGHTS_SAVED = "edition:weights-saved"
    EDITION_IN_FORCE = "edition:in-force"
    EDITION_DECLINED = "edition:declined"
    LOCALLY_EVALUATED = "edition:evaluated"
    LOCAL_RESULT_TOLD = "edition:told"
    LABORATORY_KEPT = "edition:replayed"
    JOB_ASKED = "job:asked"
    JOB_CANCELLED = "job:cancelled"
    JOB_ENDED = "job:ended"
    MESSAGE_READ = "message:read"
    HOME_FILLED = "home:filled"


def write(
    actor: Actor, tag: Tag, subject: str, *, old: Any = None, new: Any = None, succeeded: bool = True
) -> Entry:
    """Append one line to the journal, in the transaction of the act it speaks of.

    ``subject`` is ``noun/id``; ``old`` and ``new`` are what changed, as JSON. Must run inside ``atomic``.
    """
    number, before = _head()
    entry = Entry(
        number=number + 1,
        at=timezone.now(),
        tag=tag.value,
        person=actor.name,
        role=actor.role,
        organisation=actor.person.organisation.code if actor.person else "",
        address=actor.address,
        door=actor.door,
        subject=subject,
        old=_json(old),
        new=_json(new),
        succeeded=succeeded,
        before=before,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    _written.set(_written.get() + 1)
    return entry


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function an act: one transaction, and at least one line in the journal, or nothing happens."""

    @wraps(function)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        before = _written.get()
        with transaction.atomic():
            result = function(*args, **kwargs)
            assert _written.get() > before, f"{function.__name__} wrote nothing into the journal"
        return result

    return acting


def hash_of(entry: Entry) -> str:
    """Return SHA-256 over every field of a line and the hash of the line before."""
    line = [
        entry.number, entry.at.astimezone(UTC).isoformat(timespec="microseconds"), entry.tag, entry.person, entry.role,
        entry.organisation, entry.address, entry.door, entry.subject, entry.old, entry.new, entry.succeeded, entry.before,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


REASONS = {
    "missing": Text("这一条不在了", "it is missing"),
    "chain": Text(
        "与前一条不相链：有插入、调换或改动", "it does not follow the one before: inserted, moved or changed"
    ),
    "changed": Text("内容改过", "it was changed"),
    "cut": Text("封存过的尾部被截去", "the tail, which was sealed, is cut off"),
    "seal": Text("与当日封存的不同", "it is not the line that was sealed that day"),
}
"""Why a line does not hold."""


def first_bad() -> tuple[int, str] | None:
    """Return the number of the first line that is changed, missing, moved or added, and why; None when all hold."""
    before, expected = "0" * 64, 1
    for entry in _lines():
        if entry.number != expected:
            return expected, "missing"
        if entry.before != before:
            return entry.number, "chain"
        if entry.hash != hash_of(entry):
            return entry.number, "changed"
        before, expected = entry.hash, expected + 1
    return None


def _lines() -> Iterator[Entry]:
    return Entry.objects.order_by("number").iterator(chunk_size=5_000)


def hold() -> None:
    """Make everybody else who wants to append wait until this transaction ends."""
    assert connection.in_atomic_block, "the journal is written in the transaction of the act"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(388)")


def _head() -> tuple[int, str]:
    """Return number and hash of the last line."""
    hold()
    return _LAST.first() or (0, "0" * 64)


_LAST = Question(lambda: Entry.objects.order_by("-number").values_list("number", "hash")[:1])


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
