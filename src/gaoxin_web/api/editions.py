"""Editions side by side, local editions, their results, and the laboratory."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from gaoxin.edition import Edition
from gaoxin.terms import Text
from gaoxin_web.api.collection import job_of
from gaoxin_web.api.schemas import JobOut, Line, Strict
from gaoxin_web.api.service import actor, reader
from gaoxin_web.dashboards import edition_page
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.rounds import edition_actions as actions
from gaoxin_web.rounds import edition_choice as choice
from gaoxin_web.rounds import edition_differences as differing
from gaoxin_web.rounds import edition_files, laboratory
from gaoxin_web.rounds import edition_sights as sights
from gaoxin_web.rounds.edition_weights import Weights, national, read, shown
from gaoxin_web.rounds.models import LocalVersion
from gaoxin_web.rounds.visible import sight_of

router = Router(tags=["editions"])


class EditionOut(Schema):
    """An edition that can be laid beside another, by its key."""

    key: str
    kind: str
    name: str
    digest: str


class WeightsIn(Strict):
    """Own weights in per cent, as text; what is not named keeps its national share. Who is left out has the weight 0."""

    dimensions: dict[str, str] = Field(default_factory=dict)
    indicators: dict[str, str] = Field(default_factory=dict)
    left_out: list[str] = Field(default_factory=list)


class DerivedIn(WeightsIn):
    """A new local edition under its name."""

    name: str
    name_en: str = ""


class RevisedIn(WeightsIn):
    """Other weights of a local edition, and why."""

    reason: str


class VersionOut(Schema):
    """A version of a local edition; ``outcome`` is empty for a draft, else in_force or declined."""

    version: int
    number: int
    digest: str
    outcome: str
    weights: dict[str, Any]


class LocalOut(Schema):
    """A local edition with the versions that the reader may see."""

    local: int
    name: str
    owner: str
    versions: list[VersionOut]


class SettledIn(Strict):
    """What becomes of a draft: in_force or declined."""

    outcome: Line


class OverIn(Strict):
    """The release whose frozen returns are evaluated."""

    release: int


class ToldIn(Strict):
    """Whether zones see their own place."""

    told: bool


@router.get("/editions", response=list[EditionOut])
def editions(request: HttpRequest) -> list[dict[str, str]]:
    """Return the editions of rounds, those that come with the system, and the local ones that the reader may see."""
    return [{"key": one.key, "kind": one.kind, "name": str(one.words), "digest": one.digest}
            for one in choice.choices(reader(request))]  # fmt: skip


@router.get("/editions/compare", response=list[dict[str, Any]])
def compare(request: HttpRequest, a: str, b: str) -> list[dict[str, Any]]:
    """Return what differs between two editions, each difference with its path and clause."""
    opened = [choice.opened(choice.chosen(reader(request), key)) for key in (a, b)]
    return [
        asdict(one) | {"thing": str(one.thing), "aspect": str(one.aspect)} for one in differing.lines(*opened)
    ]


@router.get("/editions/local", response=list[LocalOut])
def local_editions(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the local editions that the reader may know of."""
    person = reader(request)
    return [_local(request, one.pk) for one in sights.seen(person)]


@router.post("/editions/local", response={201: LocalOut})
def derive(request: HttpRequest, given: DerivedIn) -> Status:
    """Derive a local edition from that of the newest notified result; its weights are a draft."""
    actions.weigher(actor(request))
    base = edition_page.base_of(reader(request))
    made = _weights(choice.thawed(base.edition_text), None, given)
    version = actions.derive(actor(request), base, given.name.strip(), given.name_en.strip()[:120], made)
    return Status(201, _local(request, version.edition_id))


@router.get("/editions/local/{local}", response=LocalOut)
def local_edition(request: HttpRequest, local: int) -> dict[str, Any]:
    """Return a local edition with its versions."""
    return _local(request, local)


@router.post("/editions/local/{local}/versions", response={201: LocalOut})
def revise(request: HttpRequest, local: int, given: RevisedIn) -> Status:
    """Save other weights as the next version; what is not named stays as in the last one."""
    found = sights.edition_of(reader(request), local)
    actions.owner(actor(request), found)
    last = found.versions.first()
    made = _weights(choice.thawed(found.base.edition_text), Weights.of(last.weights) if last else None, given)
    actions.revise(actor(request), found, made, given.reason)
    return Status(201, _local(request, local))


@router.post("/editions/versions/{version}/settle", response={204: None})
def settle(request: HttpRequest, version: int, given: SettledIn) -> Status:
    """Put a draft in force as the second person, or decline it."""
    actions.settle(actor(request), sights.version_of(reader(request), version), given.outcome)
    return Status(204, None)


@router.post("/editions/versions/{version}/evaluate", response={202: JobOut})
def evaluate(request: HttpRequest, version: int, given: OverIn) -> Status:
    """Evaluate a version over one's own zones alone, from the frozen returns of a notified result."""
    found = sights.version_of(reader(request), version)
    sight = sight_of(reader(request), given.release)
    return Status(202, job_of(actions.ask_evaluation(actor(request), found, sight)))


@router.post("/editions/versions/{version}/laboratory", response={202: JobOut})
def replay_years(request: HttpRequest, version: int) -> Status:
    """Replay a version over every frozen year: over all zones for evaluators, else over one's own."""
    found = sights.version_of(reader(request), version)
    return Status(202, job_of(actions.ask_laboratory(actor(request), found)))


@router.post("/editions/versions/{version}/folder")
def folder(request: HttpRequest, version: int) -> HttpResponse:
    """Give a version as an edition folder (ZIP); the export stands in the journal."""
    found = sights.version_of(reader(request), version)
    name, content = edition_files.zipped(found)
    actions.given_out(actor(request), f"edition/{found.edition_id}", name)
    return _file(name, content, "application/zip")


@router.get("/editions/results/{made}", response=list[dict[str, Any]])
def result(request: HttpRequest, made: int) -> list[dict[str, Any]]:
    """Return both places of the zones that the reader may see; what is not shown is null."""
    return [asdict(one) for one in sights.places(sights.local_sight(reader(request), made))]


@router.post("/editions/results/{made}/tell", response={204: None})
def tell(request: HttpRequest, made: int, given: ToldIn) -> Status:
    """Show a local result to the owner's zones, each its own place, or hide it again."""
    actions.tell(actor(request), sights.local_sight(reader(request), made).made, given.told)
    return Status(204, None)


@router.post("/editions/results/{made}/replay", response={202: JobOut})
def replay(request: HttpRequest, made: int) -> Status:
    """Compute a local result again and compare it byte for byte."""
    found = sights.local_sight(reader(request), made).made
    return Status(202, job_of(actions.ask_local_replay(actor(request), found)))


@router.get("/editions/laboratories/{laboratory}", response=dict[str, Any])
def laboratory_of(request: HttpRequest, laboratory: int) -> dict[str, Any]:
    """Return what a kept replay says of itself: years, digests, files."""
    return _manifest(sights.laboratory_of(reader(request), laboratory).folder)


@router.post("/editions/laboratories/{laboratory}/files/{name}")
def laboratory_file(request: HttpRequest, laboratory: int, name: str) -> HttpResponse:
    """Give a table of a replay as CSV; the export stands in the journal."""
    content = _table(sights.laboratory_of(reader(request), laboratory).folder, name)
    if content is None:
        raise absent()
    actions.given_out(actor(request), f"laboratory/{laboratory}", name)
    return _file(name, content, "text/csv; charset=utf-8")


_manifest, _table = laboratory.manifest_of, laboratory.file_of


def _local(request: HttpRequest, key: int) -> dict[str, Any]:
    person = reader(request)
    found = sights.edition_of(person, key)
    return {"local": found.pk, "name": edition_page.name_of(found), "owner": found.organisation.code,
            "versions": [_version(one) for one in sights.versions(person, found)]}  # fmt: skip


def _version(one: LocalVersion) -> dict[str, Any]:
    return {"version": one.pk, "number": one.number, "digest": one.digest, "outcome": one.outcome,
            "weights": one.weights}  # fmt: skip


def _weights(edition: Edition, last: Weights | None, given: WeightsIn) -> Weights:
    """Return the weights that were sent over those of the last version; Refused 400 with every fault at once."""
    edition_page.refuse_nested(edition)
    usual = last or national(edition)
    unknown = [one for one in (*given.dimensions, *given.indicators, *given.left_out)
               if one not in usual.dimensions and one not in usual.indicators]  # fmt: skip
    if unknown:
        zh, en = f"没有 {'、'.join(unknown)}。", f"There is no {', '.join(unknown)}."
        raise Refused(400, Text(zh, en), unknown=unknown)
    sent = {f"d-{key}": shown(value) for key, value in usual.dimensions.items()}
    sent |= {f"i-{key}": shown(value) for key, value in usual.indicators.items()}
    sent |= {f"d-{key}": value for key, value in given.dimensions.items()}
    sent |= {f"i-{key}": value for key, value in given.indicators.items()}
    made, faults = read(edition, sent, given.left_out)
    if faults:
        told = [{"field": one.field, "said": str(one.said)} for one in faults]
        raise Refused(400, edition_page.faults_said(faults), faults=told)
    return made


def _file(name: str, content: bytes, media: str) -> HttpResponse:
    return HttpResponse(content, media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
