"""The pages of editions: which there are, two side by side, the form of a local weighting, a local edition's versions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gaoxin.edition import Edition
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.collect.models import Round
from gaoxin_web.dashboards import figures
from gaoxin_web.platform.models import Job
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.rounds import edition_choice as choice
from gaoxin_web.rounds import edition_differences as differing
from gaoxin_web.rounds import edition_sights as sights
from gaoxin_web.rounds.edition_weights import Fault, Weights, national, shown
from gaoxin_web.rounds.models import LocalEdition, LocalVersion
from gaoxin_web.rounds.queries import job_of
from gaoxin_web.rounds.visible import TOLD, level_of, releases, sight_of

KINDS = {
    "round": Text("轮次所用", "used by rounds"),
    "house": Text("随系统提供", "comes with the system"),
    "local": Text("地方版", "local"),
}

STATES: dict[str, tuple[str, Text]] = {
    "": ("draft", Text("草案，待确认", "draft, to be confirmed")),
    "in_force": ("ok", Text("已生效", "in force")),
    "declined": ("back", Text("已退回", "declined")),
}
"""The look and words of a version's outcome."""


def listing(person: Person) -> dict[str, Any]:
    """Return the editions that a person may look at: those in use, and the local ones with where they are."""
    known = choice.choices(person)
    local = list(sights.seen(person).order_by("organisation__path", "id"))
    return {
        "choices": known, "kinds": KINDS, "may_weigh": person.may(May.WEIGH) and bool(releases(person)),
        "local": [
            {"edition": one, "name": name_of(one), "in_force": sights.in_force(one),
             "drafts": sights.versions(person, one).filter(settled_at=None).count(),
             "mine": one.organisation_id == person.organisation_id}
            for one in local
        ],
    }  # fmt: skip


def name_of(edition: LocalEdition) -> str:
    """Return the name of a local edition in the reader's language."""
    return str(Text(edition.name, edition.name_en or edition.name))


def compared(person: Person, first: str, second: str) -> dict[str, Any]:
    """Return two editions side by side, by default the first and the last; Refused 404 for one that is not there."""
    known = choice.choices(person)
    pair = [
        choice.chosen(person, key or usual.key) for key, usual in ((first, known[0]), (second, known[-1]))
    ]
    opened = [choice.opened(one) for one in pair]
    lines = differing.lines(*opened)
    groups = [
        {"words": words, "lines": [one for one in lines if one.part == part]}
        for part, words in differing.PARTS.items()
    ]
    weights = differing.weights(*opened)
    return {
        "choices": known, "first": pair[0], "second": pair[1], "editions": opened,
        "groups": [one for one in groups if one["lines"]], "count": len(lines),
        "weights": [
            {"code": one.code, "name": one.name, "clause": one.clause, "dimension": one.dimension, "differs": one.differs,
             "first": _per_cent(one.first), "second": _per_cent(one.second), "moved": _points(one.first, one.second)}
            for one in weights
        ],
        "weights_differ": sum(one.differs for one in weights if not one.dimension),
        "synthetic_basis": [figures.BASIS[one.method.weights.basis or one.method.basis] for one in opened],
    }  # fmt: skip


def _per_cent(value: float | None) -> str:
    return figures.NOTHING if value is None else f"{100 * value:.2f}"


def _points(before: float | None, after: float | None) -> str:
    if before is None or after is None or abs(after - before) < 1e-12:
        return ""
    return f"{'+' if after > before else '−'}{100 * abs(after - before):.2f}"


def compared_rows(context: Mapping[str, Any]) -> list[list[str]]:
    """Return the differences of two editions as the rows of a file."""
    head = [Text("部分", "part"), Text("事项", "thing"), Text("方面", "aspect"), Text("前", "first"), Text("后", "second"),
            Text("条款", "clause"), Text("路径", "path")]  # fmt: skip
    return [
        [str(one) for one in head],
        *([str(group["words"]), str(one.thing), str(one.aspect), one.old, one.new, one.clause, one.path]
          for group in context["groups"] for one in group["lines"]),
    ]  # fmt: skip


def base_of(person: Person) -> Round:
    """Return the round whose edition a new local one is derived from: that of the newest result that was told."""
    if not any(one.state in TOLD for one in releases(person)):
        said = Text(
            "还没有已通知的结果，不能编制地方版。",
            "No result was notified yet: there is nothing to derive from.",
        )
        raise Refused(409, said)
    return sight_of(person).run.freeze.round


def form(
    edition: Edition, typed: Weights | None, faults: Sequence[Fault], sent: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the form of a weighting: national per cent beside one's own, with every fault where it is."""
    usual = national(edition)
    own, said = typed or usual, {one.field: one.said for one in faults}
    values = sent or {}

    def field(key: str, name: str, code: str, usual_: int, own_: int, **more: Any) -> dict[str, Any]:
        return {"key": key, "code": code, "name": name, "national": shown(usual_), "value": values.get(key, shown(own_)),
                "said": said.get(key), **more}  # fmt: skip

    dimensions = []
    for one in edition.dimensions:
        name = str(Text(one.label or one.id, one.label_en or one.label or one.id))
        rows = [
            field(f"i-{each.code}", figures.label(each), each.code, usual.indicators[each.code],
                  own.indicators.get(each.code, 0), out=each.code in own.left_out, clause=each.clause)
            for each in one.indicators
        ]  # fmt: skip
        head = field(f"d-{one.id}", name, one.id, usual.dimensions[one.id], own.dimensions.get(one.id, 0),
                     rows=rows, sum_said=said.get(f"s-{one.id}"), clause=one.clause)  # fmt: skip
        dimensions.append(head)
    return {"dimensions": dimensions, "faults": faults, "sum_said": said.get("d")}


def refuse_nested(edition: Edition) -> None:
    """Refuse an edition whose dimensions have dimensions below them: the form has no place for those."""
    if any(one.dimensions for one in edition.dimensions):
        said = Text("此体系的维度下还有维度，请用命令行编制地方版。",
                    "This edition has dimensions below dimensions: derive a local one by the command line.")  # fmt: skip
        raise Refused(409, said)


def local(person: Person, edition: LocalEdition) -> dict[str, Any]:
    """Return a local edition: versions with their state, the results of it, and what may be done now."""
    held = sights.holds(person, edition.organisation)
    mine = edition.organisation_id == person.organisation_id and person.may(May.WEIGH)
    evaluates = level_of(person) == "evaluator"
    versions = [_version(person, one, held) for one in sights.versions(person, edition)]
    if not versions:
        raise absent()
    return {
        "edition": edition, "name": name_of(edition), "versions": versions, "held": held, "mine": mine,
        "laboratory": mine or evaluates, "releases": [one for one in releases(person) if mine and one.state in TOLD],
        "results": _results(person, edition), "running": any(one["running"] for one in versions),
    }  # fmt: skip


def _version(person: Person, one: LocalVersion, held: bool) -> dict[str, Any]:
    jobs = [job_of(kind, "version", one.pk) for kind in ("local-evaluate", "laboratory")] if held else []
    found = [job for job in jobs if job is not None and _shown(person, job)]
    look, words = STATES[one.outcome]
    return {
        "version": one, "look": look, "words": words, "jobs": found, "left_out": one.weights["left_out"],
        "running": any(job.state in ("queued", "running") for job in found),
        "laboratories": list(sights.laboratories(person, one)), "second": one.made_by_id != person.pk,
    }  # fmt: skip


def _shown(person: Person, job: Job) -> bool:
    """Whether a job is shown: what evaluators asked over all zones is theirs."""
    return not job.arguments.get("national") or level_of(person) == "evaluator"


def _results(person: Person, edition: LocalEdition) -> list[dict[str, Any]]:
    """Return the local results that a person may see, the newest first."""
    found = []
    for version in sights.versions(person, edition):
        for made in version.runs.select_related("run__freeze__round", "made_by"):  # type: ignore[attr-defined]
            try:
                view = sights.local_sight(person, made.pk)
            except Refused:
                continue
            replay = job_of("local-replay", "local_run", made.pk) if view.held else None
            found.append({"made": made, "version": version, "told": sights.told(made), "replay": replay,
                          "year": made.run.freeze.round.data_year})  # fmt: skip
    return sorted(found, key=lambda one: -one["made"].pk)


def faults_said(faults: Iterable[Fault]) -> Text:
    """Return all faults of a form as one sentence, for programs."""
    listed = list(faults)
    return Text("".join(one.said.zh for one in listed), " ".join(one.said.en for one in listed))
