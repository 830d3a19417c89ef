"""Deadlines: until when the cells of a submission may change, by which rule, and who can give more time.

One function, ``may_edit``, is asked by the form, the import and the API alike, with the server's clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import ROLES, Level, May, Role
from gaoxin_web.collect.calendar import moment_words
from gaoxin_web.collect.models import Extension, Round, Submission
from gaoxin_web.collect.states import NAMES, OPEN, TRANSITIONS, Action, State, moves
from gaoxin_web.platform.questions import Question


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when something is asked (``due``, the last word said counts), and until when cells may change (``last``).

    ``rule`` says where ``due`` comes from: the form's closing, an extension, or the deadline of a return.
    """

    due: datetime
    last: datetime
    rule: Text


CLOSING = Text("本表截止时间", "the closing of this form")
EXTENDED = Text("批准的延期", "an extension")
OF_RETURN = Text("退回时定的改正期限", "the deadline of the return")


def deadline_of(submission: Submission) -> Deadline:
    """Return the deadline of a submission: the form's, or a later word — an extension, or a return's own."""
    extensions = [(one.at, one.until, EXTENDED) for one in submission.extensions.all()]
    returns = [
        (one.at, one.deadline, OF_RETURN)
        for one in submission.decisions.all()
        if one.target == State.RETURNED and one.deadline
    ][-1:]
    return settle(submission.form.closes_at, [*extensions, *returns])


def deadlines_of(made: Round, found: Iterable[Submission]) -> dict[int, Deadline]:
    """Return the deadlines of submissions of one round by their ids, with two questions for all of them."""
    words: dict[int, list[tuple[datetime, datetime, Text]]] = {}
    returns = {submission: (at, until, OF_RETURN) for submission, at, until in _RETURNS(made=made.pk)}
    for submission, at, until in _EXTENSIONS(made=made.pk):
        words.setdefault(submission, []).append((at, until, EXTENDED))
    for submission, word in returns.items():
        words.setdefault(submission, []).append(word)
    return {one.pk: settle(one.form.closes_at, words.get(one.pk, [])) for one in found}


_EXTENSIONS = Question(
    lambda made: Extension.objects.filter(submission__round=made).values_list("submission", "at", "until")
)
_RETURNS = Question(
    lambda made: (
        Submission.decisions.rel.related_model.objects.filter(
            submission__round=made, target=State.RETURNED, deadline__isnull=False
        )
        .order_by("id")
        .values_list("submission", "at", "deadline")
    )
)


def settle(closes: datetime, words: list[tuple[datetime, datetime, Text]]) -> Deadline:
    """Return the deadline from the form's closing and every later word as (said at, until, rule)."""
    latest = max(words, key=lambda word: word[0], default=None)
    last = max([closes, *(until for _, until, _ in words)])
    return Deadline(latest[1], last, latest[2]) if latest else Deadline(closes, last, CLOSING)


def may_edit(submission: Submission, person: Person, now: datetime) -> tuple[bool, Text]:
    """Whether a person may change the cells of a submission now, and why: until when, or which rule forbids it.

    The state must be open (collect.states.OPEN), the submission the person's own organisation's, the round not closed,
    and now between the form's opening and its closing, an extension, or the deadline of a return.
    """
    refusal = _not_by_state(submission, person) or _not_by_time(submission, now)
    if refusal:
        return False, refusal
    until = moment_words(deadline_of(submission).last)
    return True, Text(f"可填报至 {until.zh}", f"open until {until.en}")


def _not_by_state(submission: Submission, person: Person) -> Text | None:
    if State(submission.state) not in OPEN:
        return _locked(submission)
    allowed = moves(State(submission.state), Level(person.duty.level), person.duty.may)
    if not person.is_active or Action.EDIT not in [one.action for one in allowed]:
        who = "、".join(role.name.zh for role in _reporters(submission))
        whom = " or ".join(role.name.en for role in _reporters(submission))
        return Text(
            f"您的角色不能填报；本表由{who}填报。", f"Your role cannot fill this form; the {whom} does."
        )
    if submission.organisation_id != person.organisation_id:
        return Text(
            f"本表属于{submission.organisation.name}，只能由其填报员填报。",
            f"This form is of {submission.organisation.name}; only its own people fill it.",
        )
    return None


def _locked(submission: Submission) -> Text:
    """Say that a submission is locked, and who can return it."""
    state = State(submission.state)
    names = NAMES[state]
    who = next((_STATIONS[one.level] for one in TRANSITIONS if one.source == state and one.action == Action.RETURN), None)  # fmt: skip
    if state == State.SUBMITTED:
        return Text(f"本表{names.zh}，锁定；园区接收前可由填报员撤回。",
                    "This form is submitted and locked; until the zone receives it, its reporter can withdraw it.")  # fmt: skip
    if who is None:
        return Text(f"本表{names.zh}，锁定；修改须由部里两人重新打开。",
                    "This form is approved and locked; two persons of the ministry can reopen it.")  # fmt: skip
    return Text(f"本表{names.zh}，锁定；修改须由{who.zh}退回。",
                f"This form is {names.en} and locked; the {who.en} can return it.")  # fmt: skip


_STATIONS = {
    Level.ZONE: Text("园区审核员", "zone reviewer"),
    Level.PROVINCE: Text("省级审核员", "province reviewer"),
    Level.MINISTRY: Text("部级审核员", "ministry reviewer"),
}


def _reporters(submission: Submission) -> list[Role]:
    level = submission.organisation.level
    return [role for role in ROLES.values() if role.level == level and May.FILL in role.may]


def _not_by_time(submission: Submission, now: datetime) -> Text | None:
    form = submission.form
    if submission.round.closed:
        return Text(f"“{submission.round.title}”已结束，不再接受修改。",
                    f"The round “{submission.round.title_en}” has ended and takes no more changes.")  # fmt: skip
    if now < form.opens_at:
        opens = moment_words(form.opens_at)
        return Text(f"{opens.zh} 开始填报。", f"This form opens {opens.en}.")
    deadline = deadline_of(submission)
    if now > deadline.last:
        last, rule = moment_words(deadline.last), deadline.rule
        return Text(f"{rule.zh} {last.zh} 已过；延期由省级审核员（本省园区）或部级审核员批准。",
                    f"Closed since {last.en} ({rule.en}); the province reviewer (its zones) or the ministry reviewer can extend.")  # fmt: skip
    return None
