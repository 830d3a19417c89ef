"""Reports of results as files: asked by who may see them, made by a job, kept in the home and given to him alone.

The diagnostic report shows every part of a result and is for who may see them all. The letter is for whoever is told a
rank or a band, and leaves out what is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaoxin.report import SCORES, Material, Order, Shown, gather, render
from gaoxin.report.document import State
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
from gaoxin_web.rounds.rules import USUAL
from gaoxin_web.rounds.running import kept
from gaoxin_web.rounds.visible import Sight, sight_of, sight_of_run


@dataclass(frozen=True)
class Offered:
    """A report that the web offers: its name, the engine's kind, and the parts of a result that it cannot do without.

    ``any_of`` are parts of which one is enough; ``scores`` makes a letter say scores.
    """

    words: Text
    kind: str
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    scores: bool = False

    def open_to(self, parts: frozenset[str]) -> bool:
        """Whether somebody who is shown these parts may have it."""
        return parts.issuperset(self.needs) and (not self.any_of or not parts.isdisjoint(self.any_of))


OFFERED: dict[str, Offered] = {
    "letter": Offered(Text("结果函", "letter of result"), "letter", any_of=("rank", "band")),
    "letter_with_scores": Offered(
        Text("结果函（写明得分）", "letter of result with scores"), "letter", ("score",), ("rank", "band"), scores=True
    ),
    "diagnosis": Offered(
        Text("诊断报告", "diagnostic report"), "diagnosis",
        ("rank", "score", "dimension_ranks", "dimension_scores", "interval", "indicators"),
    ),
}  # fmt: skip
"""The reports about a zone by name."""

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def kinds(sight: Sight) -> list[tuple[str, Text]]:
    """Return the kinds of report about a zone that a person may have."""
    return [(name, one.words) for name, one in OFFERED.items() if _may(sight, one)]


def _may(sight: Sight, one: Offered) -> bool:
    return one.open_to(_letter_parts(sight) if one.kind == "letter" else sight.parts)


def _letter_parts(sight: Sight) -> frozenset[str]:
    """Return what a letter may say, whoever orders it: it goes to the zone and tells what the release tells zones."""
    return sight.parts & frozenset(sight.release.sees.get("zone", ()) if sight.release else USUAL["zone"])


@act
def ask_report(actor: Actor, sight: Sight, zone: str, kind: str, form: str) -> Job:
    """Queue a report about a zone."""
    unit = sight.zone(zone)
    if kind not in OFFERED or form not in FORMS:
        raise Refused(400, Text("没有这种报告。", "There is no such report."))
    if not _may(sight, OFFERED[kind]):
        raise absent()
    arguments: dict[str, Any] = {"run": sight.run.pk, "release": sight.release.pk if sight.release else None,
                                 "zone": unit, "kind": kind, "form": form, "language": language()}  # fmt: skip
    return jobs.ask(actor, "report", arguments)


def make_report(person: Person, asked: dict[str, Any]) -> dict[str, Any]:
    """Render a report for a person, whose view is asked again; return name, digest and form of the kept file."""
    sight, one = _sight(person, asked), OFFERED[asked["kind"]]
    if not _may(sight, one):
        raise absent()
    with speaking(asked["language"]):
        try:
            material, order = _letter(sight, asked, one) if one.kind == "letter" else _diagnosis(sight, asked)
            content = render(material, order, asked["form"])
        except Refusal as refusal:
            raise Refused(409, Text(str(refusal), str(refusal))) from None
    digest = digest_bytes(content).removeprefix("sha256:")
    (folder(home(), "reports") / digest).write_bytes(content)
    name = f"{asked['zone']}-{sight.year}-{one.kind}.{asked['form']}"
    return {"file": digest, "name": name, "form": asked["form"]}


def _letter(sight: Sight, asked: dict[str, Any], one: Offered) -> tuple[Material, Order]:
    """Return what a letter is made of: of this year and the last only the parts that it may say."""
    last = sight.before
    now = _letter_parts(sight) if one.scores else _letter_parts(sight) - SCORES
    before = _letter_parts(last) & now if last else frozenset()
    shown = Shown.of(now, before)
    order = Order("letter", sight.zone(asked["zone"]), "zone", asked["language"], _state(sight), shown=shown)
    return _material(sight, [last] if last and before else [], intervals="interval" in now), order


def _diagnosis(sight: Sight, asked: dict[str, Any]) -> tuple[Material, Order]:
    earlier = [one for one in sight.earlier if OFFERED["diagnosis"].open_to(one.parts)]
    order = Order("diagnosis", sight.zone(asked["zone"]), sight.audience, asked["language"], _state(sight))
    return _material(sight, earlier, intervals=True), order


def _material(sight: Sight, before: Sequence[Sight], *, intervals: bool) -> Material:
    earlier = [kept(home(), one.run.result) for one in before]
    robustness = kept(home(), sight.run.robustness) if intervals else None
    return gather(kept(home(), sight.run.result), earlier=earlier, robustness=robustness)


def _state(sight: Sight) -> State:
    return "final" if sight.release and sight.release.state == "final" else "draft"


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


def reports_of(person: Person) -> list[tuple[Job, Text]]:
    """Return the reports that a person asked for with what each is called, the newest first."""
    found = Job.objects.filter(kind="report", person=person)[:20]
    return [(one, OFFERED[one.arguments["kind"]].words) for one in found]


def _sight(person: Person, asked: dict[str, Any]) -> Sight:
    return sight_of(person, asked["release"]) if asked["release"] else sight_of_run(person, asked["run"])
