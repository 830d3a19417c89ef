"""Acts of review: submit, withdraw, receive, approve, return, reopen. Every one is a move of the table of states.

Each act holds the submission, asks the table, and moves it by compare-and-set, so that of two acts at once one wins
and the other hears what has happened. Rules that an act breaks are answered 409 with the rule and who can.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import beneath, require
from gaoxin_web.collect.calendar import short_words
from gaoxin_web.collect.checking import findings
from gaoxin_web.collect.deadlines import deadline_of
from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.collect.queries import with_words
from gaoxin_web.collect.rules import check_code, digest_of
from gaoxin_web.collect.states import OPEN, Action, State, Transition, moves_of, why_not
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Message
from gaoxin_web.platform.questions import Question
from gaoxin_web.platform.refusals import Refused, absent, forbidden
from gaoxin_web.review.findings import counted, standing_in_the_way
from gaoxin_web.review.marks import unknown_places
from gaoxin_web.review.models import Decision, Mark, Receipt
from gaoxin_web.review.queries import page_of, receivers
from gaoxin_web.review.rules import joined, receipt_number, same_person, unsigned, wrong_with_return


@act
def submit(actor: Actor, key: int, *, signatories: Mapping[str, str], stated: bool) -> Receipt:
    """Submit the working revision: seal it with its digest and counts, and give a receipt, on time or late.

    400 without the names of the signatories and the statement; 409 while findings stand in the way, when the state or
    the round does not allow it. After the deadline what was saved before it can still be submitted: it is late then.
    """
    submission = held(actor, key)
    move = moving(actor, submission, Action.SUBMIT)
    wrong = unsigned(signatories, stated)
    if wrong:
        raise Refused(400, joined(wrong))
    if submission.round.closed:
        raise Refused(409, Text(f"“{submission.round.title}”已结束，不再接受提交。",
                                f"The round “{submission.round.title_en}” has ended and takes no more returns."))  # fmt: skip
    now, due = timezone.now(), deadline_of(with_words(submission)).due
    revision = _sealed(actor, submission, now)
    decide(actor, submission, move)
    code = check_code(revision.digest)
    receipt = Receipt.objects.create(
        number=receipt_number(submission.form, submission.organisation.code, revision.number, code),
        revision=revision, at=now, due_at=due, on_time=now <= due, digest=revision.digest, check_code=code,
        signatories={name: words.strip() for name, words in signatories.items()},
    )  # fmt: skip
    write(actor, Tag.SUBMITTED, f"submission/{key}", old={"state": move.source},
          new={"state": move.target, "revision": revision.number, "digest": revision.digest, "receipt": receipt.number,
               "on_time": receipt.on_time})  # fmt: skip
    return receipt


@act
def withdraw(actor: Actor, key: int) -> Revision:
    """Take a submitted return back before the zone receives it: the sealed revision stays, a copy is the new draft.

    409 after the deadline: it could not be mended nor, in time, sent again.
    """
    submission = held(actor, key)
    move = moving(actor, submission, Action.WITHDRAW)
    last = deadline_of(with_words(submission)).last
    if timezone.now() > last:
        said = short_words(last)
        raise Refused(409, Text(f"{said.zh} 已截止，撤回后不能再改；确需修改，请园区审核员退回。",
                                f"The deadline {said.en} has passed and it could not be changed: ask the zone reviewer to return it."))  # fmt: skip
    draft = _copied(actor, submission)
    decide(actor, submission, move, current=draft)
    write(actor, Tag.WITHDRAWN, f"submission/{key}", old={"state": move.source},
          new={"state": move.target, "revision": draft.number})  # fmt: skip
    return draft


@act
def receive(actor: Actor, key: int) -> Submission:
    """Receive a submitted return: it is locked from now on."""
    return _received(actor, key)


@act
def approve(actor: Actor, key: int, *, seen: int | None = None) -> Submission:
    """Approve a return at one's own station; the ministry's approval makes its revision the approved one.

    ``seen`` is the number of the revision that the reviewer looked at: 409 when it is another by now.
    """
    return _approved(actor, key, seen)


@act
def receive_all(actor: Actor, keys: Sequence[int]) -> list[Submission]:
    """Receive several returns: all of them, or none and every refusal (409 with ``refused``)."""
    return _each(keys, lambda key: _received(actor, key))


@act
def approve_all(actor: Actor, keys: Sequence[int]) -> list[Submission]:
    """Approve several returns: all of them, or none and every refusal (409 with ``refused``)."""
    return _each(keys, lambda key: _approved(actor, key, None))


@act
def send_back(
    actor: Actor, key: int, *, target: State, addressee: int, reason: str, deadline: datetime | None = None,
    marks: Mapping[str, str] | None = None, seen: int | None = None,
) -> Decision:  # fmt: skip
    """Return a submission to a level (``target``) and a person, with a reason, a deadline and marked cells.

    To its reporter it goes with a new draft that copies the sealed revision; to a reviewer it goes as it is. The
    person gets a message. ``marks`` are words by place: a field, or ``code/field`` in a table of enterprises.
    """
    submission = held(actor, key)
    move = moving(actor, submission, Action.RETURN, target)
    _still(submission, seen)
    wrong = wrong_with_return(reason, deadline, timezone.now(), target)
    wrong += unknown_places(submission, list(marks or {}))
    person = receivers(submission, target).filter(pk=addressee).first()
    if person is None:
        wrong.append(Text("收件人不在这一级，或已停用；请从名单中选。",
                          "The person is not of that level, or disabled: choose one of the list."))  # fmt: skip
    if wrong:
        raise Refused(400, joined(wrong))
    draft = _copied(actor, submission) if target in OPEN else None
    decision = decide(
        actor, submission, move, current=draft, reason=reason.strip(), addressee=person, deadline=deadline
    )
    Mark.objects.bulk_create(
        Mark(decision=decision, place=at, words=said) for at, said in (marks or {}).items()
    )
    tell(person, submission, decision)
    write(actor, Tag.RETURNED, f"submission/{key}", old={"state": move.source},
          new={"state": move.target, "to": person.username if person else "", "reason": decision.reason,
               "deadline": deadline, "marks": marks or {}, "revision": draft.number if draft else None})  # fmt: skip
    return decision


def tell(person: Person | None, submission: Submission, decision: Decision) -> None:
    """Tell a person that a return has come back: which, why, how many cells are marked, until when."""
    if person is None:
        return
    title, where, marks = submission.form.title, submission.organisation.name, decision.marks.count()
    until = short_words(decision.deadline) if decision.deadline else Text("", "")
    zh = f"{where}“{title}”已退回给您：{decision.reason}" + (f"（标记 {marks} 格）" if marks else "")
    en = f"{submission.form.title_en} of {where} came back to you: {decision.reason}" + (
        f" ({marks} cells marked)" if marks else ""
    )
    Message.objects.create(
        person=person, link=page_of(submission, person),
        zh=zh + (f"。{until.zh} 前改正。" if until.zh else "。"), en=en + (f". Mend it by {until.en}." if until.en else "."),
    )  # fmt: skip


def held(actor: Actor, key: int) -> Submission:
    """Return a submission in the actor's scope, held against everybody else until the act ends; 404 outside it."""
    person = somebody(actor)
    require(person, May.FILL, May.REVIEW)
    asked = {"pk": key, "path": person.organisation.path}
    if not _LOCKED(**asked):
        raise absent()
    (found,) = _HELD(**asked)  # read after the lock is held
    found.form.round = found.round
    return found


_LOCKED = Question(
    lambda pk, path: (
        Submission.objects.select_for_update(of=("self",)).filter(beneath(path), pk=pk).only("pk").order_by()
    )
)
_HELD = Question(
    lambda pk, path: (
        Submission.objects.filter(beneath(path), pk=pk)
        .select_related("form", "round", "organisation", "zone__organisation", "current")
        .defer("round__edition_text")
        .order_by()
    )
)


def somebody(actor: Actor) -> Person:
    """Return the person who acts; the system decides nothing."""
    if actor.person is None:
        raise forbidden()
    return actor.person


def moving(actor: Actor, submission: Submission, action: Action, target: State | None = None) -> Transition:
    """Return the move of the table that the actor wants, or refuse: 409 with the rule and who can."""
    found = [
        each
        for each in moves_of(somebody(actor), submission)
        if each.action == action and target in {None, each.target}
    ]
    if not found:
        raise Refused(409, why_not(submission.state, action), state=submission.state, action=action.value)
    return found[0]


def decide(
    actor: Actor, submission: Submission, move: Transition, *, current: Revision | None = None, **more: Any
) -> Decision:
    """Write a decision down and move the submission, if it is still where it was; 409 when somebody was quicker."""
    decision = Decision.objects.create(
        submission=submission, revision=submission.current, action=move.action, source=move.source,
        target=move.target, person=actor.person, **more,
    )  # fmt: skip
    changes: dict[str, Any] = {"state": move.target, "changed_at": timezone.now()}
    changes["turned_back"] = move.action in {Action.RETURN, Action.REOPEN}
    if current is not None:
        changes["current"] = current
    if move.action == Action.APPROVE and move.target == State.MINISTRY_APPROVED:
        changes["approved"] = submission.current
    moved = Submission.objects.filter(
        pk=submission.pk, state=move.source, current_id=submission.current_id
    ).update(**changes)
    if not moved:
        raise Refused(409, Text("本表刚被别人办理，状态已变；请刷新后再看。",
                                "Somebody else has just acted on this return: look at it again."))  # fmt: skip
    for name, value in changes.items():
        setattr(submission, name, value)
    return decision


def copied(actor: Actor, submission: Submission, origin: Revision) -> Revision:
    """Make a new draft that copies a sealed revision; the sealed one stays.

    Explanations need no copy: one holds in later revisions while its cell is unchanged.
    """
    last = submission.revisions.aggregate(last=Max("number"))["last"]
    draft = Revision.objects.create(
        submission=submission, number=last + 1, cells=origin.cells, notes=origin.notes, table=origin.table,
        made_by=actor.person, counts={name: origin.counts[name] for name in ("rows", "classes", "checks") if name in origin.counts},
    )  # fmt: skip
    write(actor, Tag.REVISION_OPENED, f"submission/{submission.pk}", old={"revision": origin.number},
          new={"revision": draft.number})  # fmt: skip
    return draft


def _copied(actor: Actor, submission: Submission) -> Revision:
    assert submission.current is not None, "what was submitted has a revision"
    return copied(actor, submission, submission.current)


def _sealed(actor: Actor, submission: Submission, now: datetime) -> Revision:
    """Seal the working revision as it is stored now, after the full checks; nothing changes it from here on."""
    (revision,) = _SEALING(pk=submission.current_id)
    submission.current = revision
    found = findings(submission)
    wall = standing_in_the_way(submission, found)
    if wall:
        raise Refused(409, joined(wall[:20]), findings=[str(one) for one in wall])
    revision.digest = digest_of(
        revision.cells, revision.notes, revision.table.digest if revision.table else None
    )
    revision.counts = counted(submission, found)
    sealed = Revision.objects.filter(pk=revision.pk, sealed_at=None).update(
        sealed_at=now, sealed_by=actor.person, digest=revision.digest, counts=revision.counts
    )
    if not sealed:
        raise Refused(409, why_not(State.SUBMITTED, Action.SUBMIT))
    revision.sealed_at, revision.sealed_by = now, actor.person
    return revision


_SEALING = Question(
    lambda pk: (
        Revision.objects.select_for_update(of=("self",))
        .filter(pk=pk)
        .select_related("table")
        .defer("table__parquet")
        .order_by()
    )
)


def _received(actor: Actor, key: int) -> Submission:
    submission = held(actor, key)
    move = moving(actor, submission, Action.RECEIVE)
    decide(actor, submission, move)
    write(actor, Tag.RECEIVED, f"submission/{key}", old={"state": move.source}, new={"state": move.target})
    return submission


def _approved(actor: Actor, key: int, seen: int | None) -> Submission:
    submission = held(actor, key)
    move = moving(actor, submission, Action.APPROVE)
    _still(submission, seen)
    revision = submission.current
    assert revision is not None, "what is approved was submitted"
    if revision.sealed_at is None:
        raise Refused(409, Text("本表的修订没有封存，不能通过；须由填报员重新提交。",
                                "The revision is not sealed and cannot be approved: its reporter must submit it again."))  # fmt: skip
    approvals = revision.decisions.filter(action=Action.APPROVE).values_list("source", "person")
    wrong = same_person(somebody(actor).pk, move.source, revision.sealed_by_id, approvals)
    if wrong:
        raise Refused(409, wrong)
    decide(actor, submission, move)
    write(actor, Tag.APPROVED, f"submission/{key}", old={"state": move.source},
          new={"state": move.target, "revision": revision.number, "digest": revision.digest})  # fmt: skip
    return submission


def _still(submission: Submission, seen: int | None) -> None:
    number = submission.current.number if submission.current else 0
    if seen is not None and seen != number:
        raise Refused(409, Text(f"您看的是修订 {seen}，现在是修订 {number}；请看过再办理。",
                                f"You looked at revision {seen}, it is revision {number} now: look at that one first."))  # fmt: skip


def _each(keys: Sequence[int], work: Any) -> list[Submission]:
    """Do one after the other; when any is refused, refuse all with every refusal, so that nothing is done."""
    done, refused = [], []
    for key in dict.fromkeys(keys):
        try:
            done.append(work(key))
        except Refused as refusal:
            refused.append({"submission": key, "error": str(refusal.said)})
    if refused or not done:
        raise Refused(409 if refused else 400, _told(refused, len(done)), refused=refused)
    return done


def _told(refused: Sequence[Mapping[str, Any]], good: int) -> Text:
    if not refused:
        return Text("没有选中任何表；请先勾选。", "Nothing is chosen: tick some first.")
    listed = " ".join(f"[{one['submission']}] {one['error']}" for one in refused[:20])
    return Text(f"{len(refused)} 份不能办理，{good} 份可以；全部未办。{listed}",
                f"{len(refused)} cannot be done, {good} can; none was done. {listed}")  # fmt: skip
