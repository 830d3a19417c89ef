"""Results as far as a release shows them to the reader."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from gaoxin_web.api.schemas import AnswerIn, ObjectionIn, ReleaseOut, StandingOut
from gaoxin_web.api.service import actor, reader
from gaoxin_web.rounds import objections, queries, tracing, visible

router = Router(tags=["results"])


@router.get("/releases", response=list[ReleaseOut])
def releases(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the releases that the reader may know of, the newest first."""
    return [
        {"release": one.pk, "round": one.round_id, "data_year": one.round.data_year, "number": one.number,
         "state": one.state, "made_at": one.made_at}
        for one in visible.releases(reader(request))
    ]  # fmt: skip


@router.get("/releases/{release}/standings", response=list[StandingOut])
def standings(request: HttpRequest, release: int) -> list[dict[str, Any]]:
    """Return where the zones stand that the reader may see."""
    return visible.ranking(visible.sight_of(reader(request), release))


@router.get("/releases/{release}/standings/{zone}", response=StandingOut)
def standing(request: HttpRequest, release: int, zone: str) -> dict[str, Any]:
    """Return where one zone stands."""
    return visible.standing(visible.sight_of(reader(request), release), zone)


@router.get("/releases/{release}/trace/{path:address}", response=dict[str, Any])
def trace(request: HttpRequest, release: int, address: str) -> dict[str, Any]:
    """Return how a number came about: value, formula, clause, and the addresses of what it was made of."""
    return tracing.step(visible.sight_of(reader(request), release), address).as_json()


@router.post("/releases/{release}/objections", response={201: dict[str, int]})
def file_objection(request: HttpRequest, release: int, given: ObjectionIn) -> Status:
    """File an objection of one's own zone while the window is open."""
    found = queries.release_of(reader(request), release)
    return Status(
        201, {"objection": objections.object_to(actor(request), found, given.about, given.words).pk}
    )


@router.post("/objections/{objection}/answer", response={204: None})
def answer_objection(request: HttpRequest, objection: int, given: AnswerIn) -> Status:
    """Answer an objection: upheld or declined, with the reason."""
    found = queries.objection_of(reader(request), objection)
    objections.answer(actor(request), found, given.outcome, given.words)
    return Status(204, None)
