"""Every night what was approved is held against its digest: what the database refuses is also looked for."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from gaoxin.terms import Text, digest_bytes
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import ROLES, May
from gaoxin_web.collect.models import Revision, Submission, Table
from gaoxin_web.collect.rules import digest_of
from gaoxin_web.collect.states import Action, State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.messages import tell
from gaoxin_web.platform.models import Entry
from gaoxin_web.review.models import Decision

Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something approved that is not what it was: ``revision/12`` or ``table/3``, and what is wrong with it."""

    subject: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification looked at, and the first mismatch, if any."""

    revisions: int
    tables: int
    first: Mismatch | None


def verify(say: Say = lambda _done, _total: None) -> Verified:
    """Recompute the digests of every sealed revision and every table; stop at the first that does not hold.

    A sealed revision holds when its digest is that of its cells, notes and table, its receipt names the same digest,
    and an approved one was decided on by the ministry.
    """
    looked = [0, 0]
    total = Table.objects.count() + Revision.objects.exclude(sealed_at=None).count()
    for at, (kind, wrong) in enumerate(_looked(), 1):
        looked[kind] += 1
        if wrong:
            return Verified(looked[0], looked[1], wrong)
        if at % 200 == 0:
            say(at, total)
    return Verified(looked[0], looked[1], _unapproved())


def _looked() -> Iterator[tuple[int, Mismatch | None]]:
    for table in Table.objects.order_by("id").iterator(chunk_size=20):
        wrong = digest_bytes(bytes(table.parquet)) != table.digest
        yield 1, Mismatch(f"table/{table.pk}", "content") if wrong else None
    rows = Revision.objects.exclude(sealed_at=None).select_related("receipt").order_by("id")
    digests = dict(Table.objects.values_list("id", "digest"))
    for revision in rows.iterator(chunk_size=500):
        yield 0, _wrong_with(revision, digests.get(revision.table_id or 0))


def _wrong_with(revision: Revision, table: str | None) -> Mismatch | None:
    subject = f"revision/{revision.pk}"
    if digest_of(revision.cells, revision.notes, table) != revision.digest:
        return Mismatch(subject, "digest")
    receipt = getattr(revision, "receipt", None)
    if receipt is not None and receipt.digest != revision.digest:
        return Mismatch(subject, "receipt")
    return None


def _unapproved() -> Mismatch | None:
    """Return the first approved revision that is not sealed, of another submission, or never approved by the ministry."""
    decided = set(
        Decision.objects.filter(action=Action.APPROVE, target=State.MINISTRY_APPROVED).values_list(
            "submission_id", "revision_id"
        )
    )
    rows = Submission.objects.exclude(approved=None).select_related("approved").order_by("id")
    for each in rows.only("id", "approved_id", "approved__sealed_at", "approved__submission_id").iterator():
        approved = each.approved
        assert approved is not None, "asked for"
        if (
            (each.pk, each.approved_id) not in decided
            or approved.sealed_at is None
            or approved.submission_id != each.pk
        ):
            return Mismatch(f"submission/{each.pk}", "approval")
    return None


def verify_approved(actor: Actor, say: Say = lambda _done, _total: None) -> Verified:
    """Verify, then write the outcome into the journal and tell system and audit administrators of the first mismatch.

    Looking takes no lock: people go on working meanwhile.
    """
    return _report(actor, verify(say))


@act
def _report(actor: Actor, found: Verified) -> Verified:
    new = {"revisions": found.revisions, "tables": found.tables}
    if found.first is None:
        write(actor, Tag.VERIFIED, "home/approved", new=new)
        return found
    new |= {"first": found.first.subject, "wrong": found.first.wrong}
    write(actor, Tag.VERIFIED, found.first.subject, new=new, succeeded=False)
    wrong = WRONG[found.first.wrong]
    said = Text(f"夜间核对发现封存数据与摘要不符：{found.first.subject}（{wrong.zh}）。请保全数据库并查明。",
                f"The nightly verification found sealed data that do not hold: {found.first.subject} ({wrong.en}). Secure the database and find out.")  # fmt: skip
    tell(_administrators(), said, "/")
    return found


WRONG = {
    "digest": Text("单元格、备注或企业表与摘要不符", "cells, notes or table are not those of the digest"),
    "receipt": Text("与回执的摘要不符", "the receipt names another digest"),
    "content": Text("企业表内容与摘要不符", "the table is not that of its digest"),
    "approval": Text("没有部级通过的记录", "the ministry never approved it"),
}
"""What can be wrong."""


def _administrators() -> list[Person]:
    """Return who is told: those who read the journal, and those who keep the system running."""
    roles = [role.key for role in ROLES.values() if {May.SEE_JOURNAL, May.OPERATE} & role.may]
    return list(Person.objects.filter(role__in=roles, is_active=True))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a verification ended: when, what was looked at, and in words what did not hold, if anything."""

    at: datetime
    revisions: int
    tables: int
    subject: str
    wrong: Text | None


def last_outcome() -> Outcome | None:
    """Return how the last verification ended, as the journal says; None when there was none yet."""
    line = Entry.objects.filter(tag=Tag.VERIFIED).order_by("-number").first()
    if line is None:
        return None
    new = json.loads(line.new)
    wrong = None if line.succeeded else WRONG.get(new.get("wrong", ""), Text("不符", "does not hold"))
    return Outcome(line.at, new["revisions"], new["tables"], line.subject, wrong)
