"""Freezing, evaluating and releasing, for evaluators; each step by the person who may, two where two are needed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from gaoxin_web.api.collection import job_of
from gaoxin_web.api.schemas import JobOut, Line, Strict
from gaoxin_web.api.service import actor, reader
from gaoxin_web.registry.queries import zone as zone_of
from gaoxin_web.rounds import actions, management, queries, visible
from gaoxin_web.rounds import assessment as assessing

router = Router(tags=["evaluation"])


class WaiverIn(Strict):
    """A figure that was not reported, waived by name."""

    zone: str
    indicator: str
    reason: str


class ReleaseIn(Strict):
    """What each level sees of a release, and what is on the public list."""

    sees: dict[str, list[str]]
    listed: dict[str, Any] = Field(default_factory=dict)
    reason: str = ""


class RulingIn(Strict):
    """What was decided, by which document, why."""

    decided: Line
    document: Line
    words: str = Field(min_length=6, max_length=2_000)


class OpinionIn(Strict):
    """What is said of an objective in one's own part, with a grade."""

    objective: Line
    part: Line
    grade: Line
    words: str = Field(min_length=10, max_length=4_000)


class OpinionOut(Schema):
    """What was said of an objective, the newest of each part."""

    objective: str
    part: str
    grade: str
    words: str
    at: datetime


class WordsIn(Strict):
    """Words."""

    words: str


class UntilIn(Strict):
    """A moment."""

    until: datetime


@router.post("/rounds/{round}/freezes", response={201: dict[str, Any]})
def ask_freeze(request: HttpRequest, round: int) -> Status:  # noqa: A002
    """Ask to freeze what is approved now; another person confirms."""
    freeze = actions.ask_freeze(actor(request), queries.round_of(reader(request), round))
    return Status(201, {"freeze": freeze.pk, "digest": freeze.digest, "report": freeze.report})


@router.post("/freezes/{freeze}/confirm", response={202: JobOut})
def confirm_freeze(request: HttpRequest, freeze: int) -> Status:
    """Confirm, as the second person, exactly what was asked; the evaluation is queued."""
    return Status(
        202, job_of(actions.confirm_freeze(actor(request), queries.freeze_of(reader(request), freeze)))
    )


@router.post("/freezes/{freeze}/decline", response={204: None})
def decline_freeze(request: HttpRequest, freeze: int) -> Status:
    """Decline a freeze, or take back one's own."""
    actions.decline_freeze(actor(request), queries.freeze_of(reader(request), freeze))
    return Status(204, None)


@router.post("/freezes/{freeze}/evaluate", response={202: JobOut})
def evaluate_again(request: HttpRequest, freeze: int) -> Status:
    """Evaluate a confirmed freeze again."""
    found = queries.freeze_of(reader(request), freeze)
    return Status(202, job_of(actions.evaluate_again(actor(request), found)))


@router.post("/runs/{run}/clues", response={202: JobOut})
def ask_clues(request: HttpRequest, run: int) -> Status:
    """Queue the search for clues to verify in a run's data."""
    return Status(202, job_of(management.ask_clues(actor(request), queries.run_of(reader(request), run))))


@router.post("/runs/{run}/rulings/{zone}", response={201: dict[str, int]})
def rule(request: HttpRequest, run: int, zone: str, given: RulingIn) -> Status:
    """Record what was decided on a zone: by name, with document and reason."""
    sight = visible.sight_of_run(reader(request), run)
    return Status(201, {"ruling": management.rule(actor(request), sight, zone, **given.dict()).pk})


@router.get("/rounds/{round}/assessments/{zone}", response=list[OpinionOut])
def assessment(request: HttpRequest, round: int, zone: str) -> list[dict[str, Any]]:  # noqa: A002
    """Return what was said of each narrative objective of a zone in a mid-term or final round."""
    shown = assessing.page(reader(request), round, zone)
    return [
        {"objective": each["one"].no, "part": part, "grade": said.grade, "words": said.words, "at": said.at}
        for each in shown["objectives"] for part, _, said in each["said"] if said is not None
    ]  # fmt: skip


@router.post("/rounds/{round}/assessments/{zone}", response={201: dict[str, int]})
def give_opinion(request: HttpRequest, round: int, zone: str, given: OpinionIn) -> Status:  # noqa: A002
    """Say something of an objective of a zone in the part that one's role writes."""
    return Status(201, {"opinion": assessing.give(actor(request), round, zone, **given.dict()).pk})


@router.post("/runs/{run}/replay", response={202: JobOut})
def replay(request: HttpRequest, run: int) -> Status:
    """Compute a kept result again and compare it byte for byte."""
    return Status(202, job_of(actions.ask_replay(actor(request), queries.run_of(reader(request), run))))


@router.post("/rounds/{round}/waivers", response={201: dict[str, int]})
def waive(request: HttpRequest, round: int, given: WaiverIn) -> Status:  # noqa: A002
    """Waive a figure that a zone did not report, by name and with the reason."""
    person = reader(request)
    found, place = queries.round_of(person, round), zone_of(person, given.zone)
    return Status(
        201, {"waiver": actions.waive(actor(request), found, place, given.indicator, given.reason).pk}
    )


@router.post("/runs/{run}/releases", response={201: dict[str, int]})
def make_release(request: HttpRequest, run: int, given: ReleaseIn) -> Status:
    """Make a release of a run, for evaluators only at first."""
    found = queries.run_of(reader(request), run)
    made = actions.make_release(actor(request), found, given.sees, given.listed, given.reason)
    return Status(201, {"release": made.pk})


@router.post("/releases/{release}/clear", response={204: None})
def clear(request: HttpRequest, release: int, given: WordsIn) -> Status:
    """Sign the secrecy review of a release, as somebody else than who made it."""
    actions.clear(actor(request), queries.release_of(reader(request), release), given.words)
    return Status(204, None)


@router.post("/releases/{release}/notify", response={204: None})
def notify(request: HttpRequest, release: int, given: UntilIn) -> Status:
    """Tell zones and provinces, and open the window for objections."""
    actions.notify(actor(request), queries.release_of(reader(request), release), given.until)
    return Status(204, None)


@router.post("/releases/{release}/finish", response={204: None})
def finish(request: HttpRequest, release: int) -> Status:
    """Make a release final."""
    actions.finish(actor(request), queries.release_of(reader(request), release))
    return Status(204, None)
