"""How a submission stands at a moment: one look, one word, one sign; the same on workbench, task list and matrix."""

from dataclasses import dataclass
from datetime import datetime

from gaoxin.terms import Text
from gaoxin_web.collect.calendar import Calendar
from gaoxin_web.collect.deadlines import Deadline, deadline_of
from gaoxin_web.collect.models import Submission
from gaoxin_web.collect.states import NAMES, OPEN, State

NEAR = 3
"""Working days before a deadline from which on it is near."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a submission stands: ``look`` of ``{% state %}``, the word, one sign for the matrix, the deadline.

    ``weight`` orders: overdue, returned, near, being filled, not begun, waiting for review, approved.
    """

    look: str
    word: Text
    sign: Text
    weight: int
    deadline: Deadline

    @property
    def unfinished(self) -> bool:
        """Whether the reporter still has something to do."""
        return self.weight < 5


OVERDUE, RETURNED, CLOSE, FILLING, UNTOUCHED, WAITING, DONE = range(7)

_OPEN_WORDS = {
    OVERDUE: ("over", Text("逾期", "overdue"), Text("逾", "O")),
    RETURNED: ("back", Text("退回", "returned"), Text("退", "R")),
    CLOSE: ("near", Text("临期", "due soon"), Text("临", "S")),
    FILLING: ("draft", Text("填报中", "being filled"), Text("填", "F")),
    UNTOUCHED: ("idle", Text("未开始", "not begun"), Text("未", "–")),
}

_SIGNS = {
    State.SUBMITTED: Text("交", "sent"), State.RECEIVED: Text("锁", "Z"), State.ZONE_APPROVED: Text("锁", "P"),
    State.PROVINCE_APPROVED: Text("锁", "M"), State.MINISTRY_APPROVED: Text("通", "✓"),
}  # fmt: skip


def standing(
    submission: Submission, now: datetime, calendar: Calendar, *, untouched: bool = False,
    deadline: Deadline | None = None,
) -> Standing:  # fmt: skip
    """Return how a submission stands; ``untouched`` says that nothing is in its draft yet; ``deadline`` may be at hand."""
    state, deadline = State(submission.state), deadline or deadline_of(submission)
    if state not in OPEN:
        weight = DONE if state == State.MINISTRY_APPROVED else WAITING
        return Standing("ok" if weight == DONE else "lock", NAMES[state], _SIGNS[state], weight, deadline)
    weight = _open_weight(state, deadline, now, calendar, untouched)
    return Standing(*_OPEN_WORDS[weight], weight, deadline)


def _open_weight(state: State, deadline: Deadline, now: datetime, calendar: Calendar, untouched: bool) -> int:
    if now > deadline.due:
        return OVERDUE
    if state == State.RETURNED:
        return RETURNED
    if calendar.working_days_left(now, deadline.due) <= NEAR:
        return CLOSE
    return UNTOUCHED if untouched else FILLING


def is_untouched(submission: Submission) -> bool:
    """Whether nothing is in the working revision of a submission (which must be loaded)."""
    revision = submission.current
    return revision is None or not (revision.cells or revision.table_id)
