"""Results as far as a release shows them to the reader."""

from dataclasses import asdict
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from gaoxin_web.api.collection import job_of
from gaoxin_web.api.schemas import AnswerIn, JobOut, ObjectionIn, ReleaseOut, StandingOut, Strict
from gaoxin_web.api.service import actor, reader
from gaoxin_web.dashboards import choosing, comparing, ranking
from gaoxin_web.dashboards.figures import dimension_names
from gaoxin_web.platform.refusals import absent
from gaoxin_web.rounds import (
    actions,
    management,
    objections,
    queries,
    reporting,
    scenarios,
    supposing,
    tracing,
    visible,
)

router = Router(tags=["results"])


class SupposeIn(Strict):
    """Supposed figures by path, and a goal."""

    figures: dict[str, str] = Field(default_factory=dict)
    goal: str = Field("", max_length=80)


class SupposedOut(Schema):
    """What supposed figures lead to, in words, and how many questions are left (null: as many as wanted)."""

    said: list[str]
    left: int | None


class ScenarioIn(Strict):
    """Shares of the dimensions in per cent, and for evaluators settings of the method."""

    weights: dict[str, str] = Field(default_factory=dict)
    methods: dict[str, str] = Field(default_factory=dict)


class ReportIn(Strict):
    """What kind of report, and as which file (pdf, docx)."""

    kind: str
    form: str


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


@router.post("/releases/{release}/suppose/{zone}", response=SupposedOut)
def suppose(request: HttpRequest, release: int, zone: str, given: SupposeIn) -> dict[str, Any]:
    """Return what supposed figures lead to, and the plan for a goal, as far as the reader may see it."""
    sight = visible.sight_of(reader(request), release)
    sections = supposing.suppose(actor(request), sight, zone, given.figures, given.goal)
    said = [str(one.text) for section in sections for one in section.statements]
    return {"said": said, "left": supposing.left(actor(request), sight)}


@router.post("/releases/{release}/scenarios", response=list[dict[str, Any]])
def try_out(request: HttpRequest, release: int, given: ScenarioIn) -> list[dict[str, Any]]:
    """Try other weights, and for evaluators other methods, over the frozen figures."""
    sight = visible.sight_of(reader(request), release)
    if sight.level == "zone":
        raise absent()
    return [asdict(one) for one in scenarios.try_out(actor(request), sight, given.weights, given.methods)]


@router.post("/releases/{release}/reports/{zone}", response={202: JobOut})
def ask_report(request: HttpRequest, release: int, zone: str, given: ReportIn) -> Status:
    """Queue a report about a zone."""
    sight = visible.sight_of(reader(request), release)
    return Status(202, job_of(reporting.ask_report(actor(request), sight, zone, given.kind, given.form)))


@router.post("/reports/{job}/file")
def take_report(request: HttpRequest, job: int) -> FileResponse:
    """Give one's own report that is done; the export stands in the journal."""
    file, name, media = reporting.take_report(actor(request), job)
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=media)


@router.post("/releases/{release}/ranking")
def ranking_file(request: HttpRequest, release: int) -> HttpResponse:
    """Give the ranking that the reader may see as CSV; the export stands in the journal."""
    sight = visible.sight_of(reader(request), release)
    names = list(dimension_names(sight.kept.edition).items())
    actions.told(actor(request), f"run/{sight.run.pk}", "ranking.csv")
    content = comparing.ranking_csv(ranking.rows(sight, {}), names, choosing.about(choosing.strip(sight)))
    headers = {"Content-Disposition": f'attachment; filename="ranking-{sight.year}.csv"'}
    return HttpResponse(content, "text/csv; charset=utf-8", headers=headers)


@router.get("/releases/{release}/clues", response=dict[str, Any])
def clues(request: HttpRequest, release: int) -> dict[str, Any]:
    """Return the clues to verify in the data of a release; ``found`` is null before they are made."""
    return management.clues(reader(request), visible.sight_of(reader(request), release))
