"""Reopening what the ministry approved: one person asks with a reason, another confirms or declines.

The approved revision stays ``approved``; the reporter gets a new draft beside it, and only the ministry's approval of
that one takes its place.
"""

from datetime import datetime

from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import below, one, require
from gaoxin_web.collect.models import Submission
from gaoxin_web.collect.states import Action, State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Message
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review.actions import copied, decide, held, moving, somebody, tell
from gaoxin_web.review.models import Decision, Reopening
from gaoxin_web.review.queries import after_working_days, page_of, receivers
from gaoxin_web.review.rules import LEAST_WORDS

DAYS = 5
"""Working days that a reporter has after a reopening, where nobody says otherwise."""


@act
def ask_reopening(actor: Actor, key: int, *, reason: str) -> Reopening:
    """Ask that an approved return be reopened; nothing changes until another person of the ministry confirms."""
    submission = held(actor, key)
    moving(actor, submission, Action.REOPEN)
    _open_round(submission)
    if len(reason.strip()) < LEAST_WORDS:
        raise Refused(400, Text(f"理由至少 {LEAST_WORDS} 个字；请写明为什么要重新开启。",
                                f"A reason of at least {LEAST_WORDS} characters is needed: say why."))  # fmt: skip
    waiting = submission.reopenings.filter(settled_at=None).select_related("asked_by").first()
    if waiting is not None:
        raise Refused(409, Text(f"{waiting.asked_by.name}已经申请重新开启，等待另一人确认。",
                                f"{waiting.asked_by.name} has asked already; another person has to confirm."))  # fmt: skip
    asked = Reopening.objects.create(submission=submission, asked_by=somebody(actor), reason=reason.strip())
    write(actor, Tag.REOPEN_ASKED, f"submission/{key}", new={"reopening": asked.pk, "reason": asked.reason})
    _tell_others(asked)
    return asked


@act
def settle_reopening(
    actor: Actor, key: int, *, confirmed: bool, deadline: datetime | None = None
) -> Reopening:
    """Confirm or decline a wish to reopen; never by the person who asked, whatever roles either has by now."""
    person = somebody(actor)
    require(person, May.REVIEW)
    wish = one(Reopening.objects.filter(below(person, "submission__organisation")), pk=key)
    submission = held(actor, wish.submission_id)
    move = moving(actor, submission, Action.REOPEN)
    _open_round(submission)
    if wish.asked_by_id == person.pk:
        raise Refused(409, Text("申请人不能自己确认或驳回；须由另一位部级审核员办理。",
                                "Who asked does not settle it: another ministry reviewer has to."))  # fmt: skip
    outcome = "confirmed" if confirmed else "declined"
    settled = Reopening.objects.filter(pk=key, settled_at=None).update(
        settled_by=person, settled_at=timezone.now(), outcome=outcome
    )
    if not settled:
        raise Refused(409, Text("这项申请已经办结。", "This wish has been settled already."))
    wish.refresh_from_db()
    new = {"reopening": key, "asked_by": wish.asked_by.username}
    if confirmed:
        decision = _reopened(actor, submission, wish, deadline)
        new |= {
            "revision": submission.current.number if submission.current else None,
            "deadline": str(decision.deadline),
        }
    tag = Tag.REOPENED if confirmed else Tag.REOPEN_DECLINED
    write(actor, tag, f"submission/{submission.pk}", old={"state": move.source}, new=new)
    return wish


def _reopened(actor: Actor, submission: Submission, wish: Reopening, deadline: datetime | None) -> Decision:
    assert submission.approved is not None, "what is reopened was approved"
    draft = copied(actor, submission, submission.approved)
    addressee = _reporter(submission)
    move = moving(actor, submission, Action.REOPEN)
    decision = decide(
        actor, submission, move, current=draft, reason=wish.reason, addressee=addressee,
        deadline=deadline or after_working_days(DAYS),
    )  # fmt: skip
    tell(addressee, submission, decision)
    return decision


def _reporter(submission: Submission) -> Person | None:
    """Return who submitted what was approved, or else anybody who can mend it."""
    people = receivers(submission, State.RETURNED)
    sealed_by = submission.approved.sealed_by_id if submission.approved else None
    return people.filter(pk=sealed_by).first() or people.first()


def _open_round(submission: Submission) -> None:
    if submission.round.closed:
        raise Refused(409, Text(f"“{submission.round.title}”已结束，其数据不再改动；更正请在下一轮说明。",
                                f"The round “{submission.round.title_en}” has ended and its data stay: correct it in the next one."))  # fmt: skip


def _tell_others(wish: Reopening) -> None:
    """Tell the other reviewers of the ministry that somebody must confirm or decline."""
    submission, asker = wish.submission, wish.asked_by
    others = Person.objects.filter(organisation=asker.organisation, role=asker.role, is_active=True).exclude(
        pk=asker.pk
    )
    Message.objects.bulk_create(
        Message(person=other, link=page_of(submission, other),
                zh=f"{asker.name}申请重新开启{submission.organisation.name}“{submission.form.title}”：{wish.reason}。请确认或驳回。",
                en=f"{asker.name} asks to reopen {submission.form.title_en} of {submission.organisation.name}: {wish.reason}. Confirm or decline.")
        for other in others
    )  # fmt: skip
