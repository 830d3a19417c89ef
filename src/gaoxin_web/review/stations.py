"""The stations of a return: reporter, zone, province, ministry — who has done what, and where it is now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gaoxin.terms import Text
from gaoxin_web.collect.calendar import short_words
from gaoxin_web.collect.models import Submission
from gaoxin_web.collect.states import Action, State
from gaoxin_web.review.models import Decision


@dataclass(frozen=True, slots=True)
class Station:
    """One station: ``look`` is done, now, back or empty; who acted there last, when, and what is going on."""

    name: Text
    look: str
    person: str = ""
    at: datetime | None = None
    note: Text | None = None

    @property
    def when(self) -> str:
        """Return the time in words, or nothing."""
        return str(short_words(self.at)) if self.at else ""


STATIONS: tuple[Text, ...] = (
    Text("填报", "Reporter"),
    Text("园区审核", "Zone"),
    Text("省级审核", "Province"),
    Text("部级审核", "Ministry"),
)
"""The four stations of every return."""

_HERE = {State.DRAFT: 0, State.RETURNED: 0, State.SUBMITTED: 1, State.RECEIVED: 1, State.ZONE_APPROVED: 2,
         State.PROVINCE_APPROVED: 3, State.MINISTRY_APPROVED: 4}  # fmt: skip
_NOTES = {
    State.DRAFT: Text("填报中", "being filled in"),
    State.RETURNED: Text("退回修改", "returned to be mended"),
    State.SUBMITTED: Text("待接收", "waits to be received"),
    State.RECEIVED: Text("审核中", "under review"),
    State.ZONE_APPROVED: Text("审核中", "under review"),
    State.PROVINCE_APPROVED: Text("审核中", "under review"),
}
_AHEAD = Text("未到", "not yet")


def stations(submission: Submission) -> tuple[Station, ...]:
    """Return the four stations of a submission with names and times; decisions may be prefetched with their persons."""
    return stations_from(
        submission.state, submission.turned_back, sorted(submission.decisions.all(), key=lambda one: one.pk)
    )


def stations_from(state: str, turned_back: bool, decisions: Sequence[Decision]) -> tuple[Station, ...]:
    """Return the four stations from a state and the decisions in their order."""
    here = _HERE[State(state)]
    passed = _passed(decisions)
    back = next((one for one in reversed(decisions) if one.action in {Action.RETURN, Action.REOPEN}), None)
    return tuple(
        _done(at, passed[at])
        if at < here
        else _now(at, State(state), back if turned_back else None)
        if at == here
        else _later(at, back if turned_back else None)
        for at in range(4)
    )


def _passed(decisions: Iterable[Decision]) -> list[Decision | None]:
    """Return the decision by which each station was left forwards, the last one."""
    found: list[Decision | None] = [None] * 4
    for one in decisions:
        if one.action in {Action.SUBMIT, Action.APPROVE}:
            found[_HERE[State(one.source)]] = one
    return found


def _done(at: int, decision: Decision | None) -> Station:
    if decision is None:
        return Station(STATIONS[at], "done")
    return Station(STATIONS[at], "done", decision.person.name if decision.person else "", decision.at)


def _now(at: int, state: State, back: Decision | None) -> Station:
    if back is None:
        return Station(STATIONS[at], "now", note=_NOTES[state])
    name = back.addressee.name if back.addressee else ""
    return Station(STATIONS[at], "back", name, None, Text("退回修改", "returned to be mended"))


def _later(at: int, back: Decision | None) -> Station:
    """Return a station that is still ahead; the one that sent the return back says so."""
    if back is not None and min(_HERE[State(back.source)], 3) == at:
        note = Text("重新开启", "reopened") if back.action == Action.REOPEN else Text("退回", "returned it")
        return Station(STATIONS[at], "", back.person.name if back.person else "", back.at, note)
    return Station(STATIONS[at], "", note=_AHEAD)
