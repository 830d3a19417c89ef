"""The one table of a submission's states: buttons, API and refusals all come from it; tests walk it, docs print it.

A submission is ``draft`` until its reporter submits it. The zone receives it (it is locked then), approves it; the
province approves, then the ministry. Any reviewer may return it to a level below. Nothing approved ever changes: a
reopening makes a new draft beside it.
"""

from dataclasses import dataclass
from enum import StrEnum

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import Level, May


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
    """From a state, an action by somebody of a level who may do something leads to a state."""

    source: State
    action: Action
    target: State
    level: Level
    may: May


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
    Transition(S.MINISTRY_APPROVED, A.REOPEN, S.RETURNED, L.MINISTRY, May.REVIEW),
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

LOOKS: dict[State, str] = {
    S.DRAFT: "draft", S.SUBMITTED: "near", S.RECEIVED: "lock", S.ZONE_APPROVED: "lock",
    S.PROVINCE_APPROVED: "lock", S.MINISTRY_APPROVED: "ok", S.RETURNED: "back",
}  # fmt: skip
"""The look of each state in ``{% state %}``."""


def moves(state: State, level: Level, may: frozenset[May]) -> tuple[Transition, ...]:
    """Return what somebody of a level with such rights can do with a submission in a state."""
    return tuple(one for one in TRANSITIONS if one.source == state and one.level == level and one.may in may)
