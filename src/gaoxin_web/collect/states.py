"""The one table of a submission's states: buttons, API and refusals all come from it; tests walk it, docs print it.

A submission is ``draft`` until its reporter submits it. The zone receives it (it is locked then), approves it; the
province approves, then the ministry. Any reviewer may return it to a level below. Nothing approved ever changes: a
reopening makes a new draft beside it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import ROLES, Level, May

if TYPE_CHECKING:
    from gaoxin_web.accounts.models import Person
    from gaoxin_web.collect.models import Submission


class State(StrEnum):
    """Where a submission is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ZONE_APPROVED = "zone_approved"
    PROVINCE_APPROVED = "province_approved"
    MINISTRY_APPROVED = "ministry_approved"
    RETURNED = "returned"


class Action(StrEnum):
    """What somebody does with a submission."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RECEIVE = "receive"
    APPROVE = "approve"
    RETURN = "return"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Transition:
    """From a state, an action by somebody of a level who may do something leads to a state.

    ``two`` says that one person asks and another confirms. Who fills does so for his own organisation alone.
    """

    source: State
    action: Action
    target: State
    level: Level
    may: May
    two: bool = False


S, A, L = State, Action, Level

TRANSITIONS: tuple[Transition, ...] = (
    *(Transition(source, A.EDIT, source, level, May.FILL)
      for source in (S.DRAFT, S.RETURNED) for level in (L.ZONE, L.ENTERPRISE)),
    *(Transition(source, A.SUBMIT, S.SUBMITTED, level, May.FILL)
      for source in (S.DRAFT, S.RETURNED) for level in (L.ZONE, L.ENTERPRISE)),
    *(Transition(S.SUBMITTED, A.WITHDRAW, S.DRAFT, level, May.FILL) for level in (L.ZONE, L.ENTERPRISE)),
    Transition(S.SUBMITTED, A.RECEIVE, S.RECEIVED, L.ZONE, May.REVIEW),
    Transition(S.RECEIVED, A.APPROVE, S.ZONE_APPROVED, L.ZONE, May.REVIEW),
    Transition(S.ZONE_APPROVED, A.APPROVE, S.PROVINCE_APPROVED, L.PROVINCE, May.REVIEW),
    Transition(S.PROVINCE_APPROVED, A.APPROVE, S.MINISTRY_APPROVED, L.MINISTRY, May.REVIEW),
    Transition(S.RECEIVED, A.RETURN, S.RETURNED, L.ZONE, May.REVIEW),
    *(Transition(S.ZONE_APPROVED, A.RETURN, target, L.PROVINCE, May.REVIEW) for target in (S.RETURNED, S.RECEIVED)),
    *(Transition(S.PROVINCE_APPROVED, A.RETURN, target, L.MINISTRY, May.REVIEW)
      for target in (S.RETURNED, S.RECEIVED, S.ZONE_APPROVED)),
    Transition(S.MINISTRY_APPROVED, A.REOPEN, S.RETURNED, L.MINISTRY, May.REVIEW, two=True),
)  # fmt: skip
"""Every move there is. A return to the reporter is RETURNED, to the zone RECEIVED, to the province ZONE_APPROVED."""

OPEN = frozenset({State.DRAFT, State.RETURNED})
"""The states in which cells may change."""

NAMES: dict[State, Text] = {
    S.DRAFT: Text("填报中", "draft"),
    S.SUBMITTED: Text("已提交", "submitted"),
    S.RECEIVED: Text("园区审核中", "with the zone"),
    S.ZONE_APPROVED: Text("省级审核中", "with the province"),
    S.PROVINCE_APPROVED: Text("部级审核中", "with the ministry"),
    S.MINISTRY_APPROVED: Text("已通过", "approved"),
    S.RETURNED: Text("退回", "returned"),
}

ACTIONS: dict[Action, Text] = {
    A.EDIT: Text("填报", "edit"),
    A.SUBMIT: Text("提交", "submit"),
    A.WITHDRAW: Text("撤回", "withdraw"),
    A.RECEIVE: Text("接收", "receive"),
    A.APPROVE: Text("通过", "approve"),
    A.RETURN: Text("退回", "return"),
    A.REOPEN: Text("重新开启", "reopen"),
}
"""What each action is called."""

LOOKS: dict[State, str] = {
    S.DRAFT: "draft", S.SUBMITTED: "near", S.RECEIVED: "lock", S.ZONE_APPROVED: "lock",
    S.PROVINCE_APPROVED: "lock", S.MINISTRY_APPROVED: "ok", S.RETURNED: "back",
}  # fmt: skip
"""The look of each state in ``{% state %}``."""


def moves(state: State | str, level: Level, may: frozenset[May]) -> tuple[Transition, ...]:
    """Return what somebody of a level with such rights can do with a submission in a state."""
    return tuple(one for one in TRANSITIONS if one.source == state and one.level == level and one.may in may)


def moves_of(person: "Person", submission: "Submission") -> tuple[Transition, ...]:
    """Return what a person can do with a submission now: by the table, his scope, and his own return alone to fill."""
    inside = submission.organisation.path.startswith(person.organisation.path)
    own = submission.organisation_id == person.organisation_id
    found = moves(submission.state, person.duty.level, person.duty.may) if inside and person.is_active else ()
    return tuple(one for one in found if own or one.may != May.FILL)


def roles_for(transition: Transition) -> tuple[Text, ...]:
    """Return the names of the roles that can make a move."""
    return tuple(
        role.name for role in ROLES.values() if role.level == transition.level and transition.may in role.may
    )


def why_not(state: State | str, action: Action) -> Text:
    """Say why an action is not possible for somebody in a state: the rule, and who can, and from where."""
    now, name = NAMES[State(state)], ACTIONS[action]
    here = [one for one in TRANSITIONS if one.source == state and one.action == action]
    roles = {role for one in here or TRANSITIONS if one.action == action for role in roles_for(one)}
    who = Text("、".join(sorted(one.zh for one in roles)), ", ".join(sorted(one.en for one in roles)))
    if here:
        return Text(f"本表现为“{now.zh}”，这一步只能由{who.zh}{name.zh}，且限其本单位范围。",
                    f"The return is {now.en}: only {who.en} of its own line can {name.en} it.")  # fmt: skip
    sources = [
        NAMES[one]
        for one in State
        if any(each.source == one and each.action == action for each in TRANSITIONS)
    ]
    return Text(
        f"本表现为“{now.zh}”，不能{name.zh}；只有“{'”“'.join(one.zh for one in sources)}”的表可以，由{who.zh}办理。",
        f"The return is {now.en} and cannot be {_DONE[action]}; one that is {' or '.join(one.en for one in sources)} "
        f"can, by {who.en}.",
    )


_DONE = {A.EDIT: "edited", A.SUBMIT: "submitted", A.WITHDRAW: "withdrawn", A.RECEIVE: "received",
         A.APPROVE: "approved", A.RETURN: "returned", A.REOPEN: "reopened"}  # fmt: skip
