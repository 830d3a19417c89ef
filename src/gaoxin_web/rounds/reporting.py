"""Reports of results as files: asked by who may see them, made by a job, kept in the home and given to him alone."""

from pathlib import Path
from typing import Any

from gaoxin.report import Order, gather, render
from gaoxin.terms import Refusal, Text, digest_bytes, language, speaking
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import one
from gaoxin_web.platform import jobs
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.home import folder
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Job
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.rounds.actions import home
from gaoxin_web.rounds.running import kept
from gaoxin_web.rounds.visible import Sight, sight_of, sight_of_run

_ALL = ("rank", "score", "dimension_ranks", "dimension_scores", "interval", "indicators")
NEEDS = {"letter": _ALL, "diagnosis": _ALL}
"""The parts of a result that a kind of report shows; who is not shown them does not get it."""

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def kinds(sight: Sight) -> list[tuple[str, Text]]:
    """Return the kinds of report about a zone that a person may have."""
    names = {"letter": Text("结果函", "letter of result"), "diagnosis": Text("诊断报告", "diagnostic report")}
    return [(kind, words) for kind, words in names.items() if sight.sees(*NEEDS[kind])]


@act
def ask_report(actor: Actor, sight: Sight, zone: str, kind: str, form: str) -> Job:
    """Queue a report about a zone."""
    unit = sight.zone(zone)
    if kind not in NEEDS or form not in FORMS:
        raise Refused(400, Text("没有这种报告。", "There is no such report."))
    if not sight.sees(*NEEDS[kind]):
        raise absent()
    arguments: dict[str, Any] = {"run": sight.run.pk, "release": sight.release.pk if sight.release else None,
                                 "zone": unit, "kind": kind, "form": form, "language": language()}  # fmt: skip
    return jobs.ask(actor, "report", arguments)


def make_report(person: Person, asked: dict[str, Any]) -> dict[str, Any]:
    """Render a report for a person, whose view is asked again; return name, digest and form of the kept file."""
    sight = _sight(person, asked)
    if not sight.sees(*NEEDS[asked["kind"]]):
        raise absent()
    last = sight.before
    earlier = [kept(home(), last.run.result)] if last and last.sees(*NEEDS[asked["kind"]]) else []
    with speaking(asked["language"]):
        try:
            material = gather(
                kept(home(), sight.run.result), earlier=earlier, robustness=kept(home(), sight.run.robustness)
            )
            state = "final" if sight.release and sight.release.state == "final" else "draft"
            audience = "zone" if asked["kind"] == "letter" else sight.audience
            order = Order(asked["kind"], sight.zone(asked["zone"]), audience, asked["language"], state)
            content = render(material, order, asked["form"])
        except Refusal as refusal:
            raise Refused(409, Text(str(refusal), str(refusal))) from None
    digest = digest_bytes(content).removeprefix("sha256:")
    (folder(home(), "reports") / digest).write_bytes(content)
    name = f"{asked['zone']}-{sight.year}-{asked['kind']}.{asked['form']}"
    return {"file": digest, "name": name, "form": asked["form"]}


@act
def take_report(actor: Actor, job: int) -> tuple[Path, str, str]:
    """Return file, name and media type of a finished report to who asked for it, if he may still see it."""
    person = actor.person
    if person is None:
        raise absent()
    found = one(Job.objects.filter(kind="report", person=person, state="done"), pk=job)
    _sight(person, found.arguments).zone(found.arguments["zone"])
    write(
        actor,
        Tag.EXPORTED,
        f"job/{found.pk}",
        new={"file": found.result["name"], "digest": found.result["file"]},
    )
    return folder(home(), "reports") / found.result["file"], found.result["name"], FORMS[found.result["form"]]


def reports_of(person: Person) -> list[Job]:
    """Return the reports that a person asked for, the newest first."""
    return list(Job.objects.filter(kind="report", person=person)[:20])


def _sight(person: Person, asked: dict[str, Any]) -> Sight:
    return sight_of(person, asked["release"]) if asked["release"] else sight_of_run(person, asked["run"])
