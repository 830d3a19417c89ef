"""Panels of experts: the organiser's register, assignments, questions and meetings; an expert's own blind marks."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import one
from gaoxin_web.api.schemas import Line, ReasonIn, Strict
from gaoxin_web.api.service import actor, reader
from gaoxin_web.panels import expert_actions, expert_page, expert_queries, panel_actions, panel_page
from gaoxin_web.panels.models import Dossier, Panel
from gaoxin_web.panels.survey_queries import round_of
from gaoxin_web.platform.refusals import Refused

router = Router(tags=["panels"])

Words = Annotated[str, Field(max_length=4_000)]


class ExpertIn(Strict):
    """What is known of an expert: fields of knowledge, organisation, province, zones to avoid, most marks."""

    fields: list[Line] = Field(default_factory=list)
    organisation: str = Field("", max_length=200)
    province: str = Field("", max_length=40)
    employer_zones: list[Line] = Field(default_factory=list)
    avoid: list[Line] = Field(default_factory=list)
    most: int | None = Field(None, ge=1, le=2_000)


class NewPanel(Strict):
    """Until when experts judge, how many mark each cell, how many marks one gives at most, the seed."""

    closes_at: datetime
    each: int = Field(ge=1, le=50)
    most: int = Field(ge=1, le=2_000)
    seed: str = Field(min_length=1, max_length=40)


class BarIn(Strict):
    """The zone that is taken from an expert, and why."""

    expert: Line
    zone: Line
    reason: str = Field(min_length=4, max_length=4_000)


class AgreedIn(Strict):
    """What a meeting agreed on for a zone and indicator."""

    zone: Line
    indicator: Line
    meeting: str = Field(min_length=1, max_length=60)
    score: Line
    words: Words = ""


class MaterialIn(Strict):
    """Material of a zone for an indicator; what would name the zone is blacked out."""

    zone: Line
    indicator: Line
    words: Words


class CloseIn(Strict):
    """How marks become scores."""

    using: Literal["trimmed", "mean", "many_facet", "consensus"] = "trimmed"


class MarkIn(Strict):
    """A mark as typed, and notes."""

    score: Line
    notes: Words = ""


class WordsIn(Strict):
    """Words."""

    words: Words


class PanelOut(Schema):
    """A panel."""

    panel: int
    round: int
    each: int
    most: int
    seed: str
    closes_at: datetime
    closed_at: datetime | None


class PanelWhole(PanelOut):
    """How a panel stands: progress by expert, agreement, marks to ask about, cells that lack experts."""

    asked: int
    submitted: int
    experts: list[dict[str, Any]]
    agreement: list[dict[str, Any]]
    queries: list[dict[str, Any]]
    lacking: list[tuple[str, str, int]]


class AssignmentOut(Schema):
    """A mark that an expert owes or gave: a code word stands for the zone."""

    assignment: int
    panel: int
    word: str
    indicator: str
    score: str | None
    submitted: bool


class QuestionOut(Schema):
    """A question that was asked of an expert about his mark."""

    query: int
    word: str
    indicator: str
    score: str
    expected: float
    reply: str | None


@router.get("/experts", response=list[dict[str, Any]])
def experts(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the register of experts."""
    names = ("fields", "organisation", "province", "employer_zones", "avoid", "most")
    return [
        {"expert": each.person.username, "name": each.person.name}
        | {name: getattr(each, name) for name in names}
        for each in expert_queries.experts(reader(request))
    ]


@router.put("/experts/{expert}", response={204: None})
def save_expert(request: HttpRequest, expert: str, given: ExpertIn) -> Status:
    """Write what is known of an expert (by user name) into the register."""
    expert_queries.experts(reader(request))
    person = one(Person.objects.filter(role="expert"), username=expert)
    panel_actions.save_expert(actor(request), person, given.dict())
    return Status(204, None)


@router.get("/panels", response=list[PanelOut])
def panels(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the panels, the newest first."""
    return [_panel(each) for each in expert_queries.panels(reader(request))]


@router.post("/rounds/{round}/panel", response={201: PanelOut})
def open_panel(request: HttpRequest, round: int, given: NewPanel) -> Status:  # noqa: A002 - the noun of the address
    """Assign the experts of the register to all zones and indicators of a round."""
    found = round_of(reader(request), round)
    return Status(201, _panel(panel_actions.open_panel(actor(request), found, **given.dict())))


@router.get("/panels/{panel}", response=PanelWhole)
def panel(request: HttpRequest, panel: int) -> dict[str, Any]:
    """Return how a panel stands."""
    found = expert_queries.panel_of(reader(request), panel)
    shown = panel_page.panel(found)
    names = ("asked", "submitted", "experts", "agreement", "queries")
    return _panel(found) | {name: _plain(shown[name]) for name in names} | {"lacking": shown["short"]}


@router.post("/panels/{panel}/reminders", response=dict[str, int])
def remind(request: HttpRequest, panel: int) -> dict[str, int]:
    """Tell every expert who has not submitted what he owes."""
    return {"experts": panel_actions.remind(actor(request), expert_queries.panel_of(reader(request), panel))}


@router.post("/panels/{panel}/replacements", response=dict[str, int])
def replace(request: HttpRequest, panel: int) -> dict[str, int]:
    """Assign others where experts were recused."""
    return {"marks": panel_actions.replace(actor(request), expert_queries.panel_of(reader(request), panel))}


@router.post("/panels/{panel}/recusals", response=dict[str, int])
def bar(request: HttpRequest, panel: int, given: BarIn) -> dict[str, int]:
    """Take a zone from an expert who should have recused himself."""
    dossier = _dossier(request, panel, given.zone)
    return {"marks": panel_actions.bar(actor(request), dossier, given.expert, given.reason)}


@router.post("/panels/{panel}/queries/{judgement}", response={201: dict[str, int]})
def ask(request: HttpRequest, panel: int, judgement: int) -> Status:
    """Ask an expert about a mark that lies far from what the others lead one to expect."""
    found = expert_queries.panel_of(reader(request), panel)
    away = panel_page.outlying(found, judgement)
    if away is None:
        raise Refused(
            409, Text("这个评分没有异常，不必询问。", "This mark is no outlier; there is nothing to ask.")
        )
    return Status(201, {"query": panel_actions.query(actor(request), found, judgement, *away).pk})


@router.post("/panels/{panel}/meetings", response={201: dict[str, int]})
def agree(request: HttpRequest, panel: int, given: AgreedIn) -> Status:
    """Write down what a meeting agreed on."""
    dossier = _dossier(request, panel, given.zone)
    made = panel_actions.agree(actor(request), dossier, **given.dict(exclude={"zone"}))
    return Status(201, {"consensus": made.pk})


@router.put("/panels/{panel}/material", response=dict[str, str])
def set_material(request: HttpRequest, panel: int, given: MaterialIn) -> dict[str, str]:
    """Put material into a dossier; return what experts read."""
    dossier = _dossier(request, panel, given.zone)
    return {"words": panel_actions.set_material(actor(request), dossier, given.indicator, given.words)}


@router.post("/panels/{panel}/close", response=PanelOut)
def close_panel(request: HttpRequest, panel: int, given: CloseIn) -> dict[str, Any]:
    """Close a panel: its marks become part of the round."""
    found = expert_queries.panel_of(reader(request), panel)
    return _panel(panel_actions.close_panel(actor(request), found, given.using))


@router.get("/assignments", response=list[AssignmentOut])
def assignments(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the expert who asks is to judge."""
    return [
        {"assignment": each.pk, "panel": each.panel_id, "word": each.dossier.word, "indicator": each.indicator,
         "score": None if each.score is None else str(each.score),  # type: ignore[attr-defined] # annotated
         "submitted": each.submitted_at is not None}
        for each in expert_queries.assignments(reader(request))
    ]  # fmt: skip


@router.get("/assignments/{assignment}", response=dict[str, Any])
def dossier(request: HttpRequest, assignment: int) -> dict[str, Any]:
    """Return a blind dossier: question, levels, material, figures, and one's own mark."""
    shown = expert_page.dossier(expert_queries.assignment_of(reader(request), assignment))
    names = ("word", "label", "question", "levels", "material", "handed", "figures", "source", "score", "notes", "locked", "scale")  # fmt: skip
    return {name: _plain(shown[name]) for name in names}


@router.post("/assignments/{assignment}/mark", response={201: dict[str, str]})
def judge(request: HttpRequest, assignment: int, given: MarkIn) -> Status:
    """Save a mark as a draft; the newest counts."""
    made = expert_actions.judge(actor(request), assignment, given.score, given.notes)
    return Status(201, {"score": str(made.score)})


@router.post("/assignments/{assignment}/recuse", response={204: None})
def recuse(request: HttpRequest, assignment: int, given: ReasonIn) -> Status:
    """Recuse oneself from a zone."""
    expert_actions.recuse(actor(request), assignment, given.reason)
    return Status(204, None)


@router.post("/panels/{panel}/submit", response=dict[str, int])
def submit(request: HttpRequest, panel: int) -> dict[str, int]:
    """Submit all one's marks of a panel; they never change after."""
    return {"marks": expert_actions.submit(actor(request), panel)}


@router.get("/questions", response=list[QuestionOut])
def questions(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the questions that were asked of the expert, the unanswered first."""
    return [
        {"query": each.pk, "word": each.judgement.assignment.dossier.word,
         "indicator": each.judgement.assignment.indicator, "score": str(each.judgement.score), "expected": each.expected,
         "reply": each.reply.words if hasattr(each, "reply") else None}
        for each in expert_queries.queries_to(reader(request))
    ]  # fmt: skip


@router.post("/questions/{query}/reply", response={204: None})
def reply(request: HttpRequest, query: int, given: WordsIn) -> Status:
    """Answer a question about one's mark, once."""
    expert_actions.reply(actor(request), query, given.words)
    return Status(204, None)


def _dossier(request: HttpRequest, panel: int, zone: str) -> Dossier:
    found = expert_queries.panel_of(reader(request), panel)
    return one(found.dossiers.select_related("panel__round", "zone__organisation"), zone__code=zone)


def _panel(found: Panel) -> dict[str, Any]:
    names = ("each", "most", "seed", "closes_at", "closed_at")
    return {"panel": found.pk, "round": found.round_id} | {name: getattr(found, name) for name in names}


def _plain(value: Any) -> Any:
    """Return a value with every text in the language of the reader."""
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
