"""Reads of a round's end for the people who evaluate and release it."""

from typing import Any

from django.db.models import QuerySet

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.collect.models import Round
from gaoxin_web.platform.models import Job
from gaoxin_web.platform.questions import Question
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds.actions import not_waived
from gaoxin_web.rounds.contents import completeness, contents, digest_of
from gaoxin_web.rounds.models import Freeze, Objection, Release, Run
from gaoxin_web.rounds.results import result_of


def rounds(person: Person) -> QuerySet[Round]:
    """Return the rounds for somebody who evaluates them, the newest first; Refused 403 for anybody else."""
    require(person, May.EVALUATE)
    return Round.objects.order_by("-data_year", "-id").defer("edition_text")


def round_of(person: Person, key: int) -> Round:
    """Return one round for somebody who evaluates it."""
    return one(rounds(person), pk=key)


def freeze_of(person: Person, key: int) -> Freeze:
    """Return one freeze for somebody who evaluates."""
    require(person, May.EVALUATE)
    return one(Freeze.objects.select_related("round", "asked_by"), pk=key)


def run_of(person: Person, key: int) -> Run:
    """Return one run for somebody who evaluates."""
    require(person, May.EVALUATE)
    return one(Run.objects.select_related("freeze__round"), pk=key)


def release_of(person: Person, key: int) -> Release:
    """Return one release for somebody who releases."""
    require(person, May.RELEASE)
    rows = Release.objects.select_related("round", "run__freeze__round", "made_by", "notified_by", "final_by")
    return one(rows, pk=key)


def objection_of(person: Person, key: int) -> Objection:
    """Return one objection for somebody who answers it."""
    require(person, May.RELEASE)
    return one(Objection.objects.select_related("release", "zone", "person"), pk=key)


def state_of(round_: Round) -> dict[str, Any]:
    """Return where a round's end is: what could be frozen, freezes with their jobs, runs, figures, releases."""
    takes = contents(round_)
    freezes = list(Freeze.objects.filter(round=round_).select_related("asked_by", "settled_by"))
    runs = list(Run.objects.filter(freeze__round=round_).select_related("freeze__round"))
    confirmed = next((each for each in freezes if each.outcome == "confirmed"), None)
    return {
        "report": completeness(takes),
        "changed": confirmed is None or confirmed.digest != digest_of(takes),
        "waiting": next((each for each in freezes if each.settled_at is None), None),
        "freezes": [{"freeze": each, "job": job_of("evaluate", "freeze", each.pk)} for each in freezes],
        "runs": [{"run": each, "replay": job_of("replay", "run", each.pk)} for each in runs],
        "open_figures": not_waived(runs[0]) if runs else [],
        "releases": list(
            Release.objects.filter(round=round_).select_related("run", "made_by", "clearance__person")
        ),
        "waivers": list(round_.waivers.select_related("zone", "person")),  # type: ignore[attr-defined]
    }


def job_of(kind: str, name: str, key: int) -> Job | None:
    """Return the newest job of a kind about a thing."""
    return Job.objects.filter(kind=kind, **{f"arguments__{name}": key}).first()


def objections(release: Release) -> QuerySet[Objection]:
    """Return the objections against a release with their answers."""
    return release.objections.select_related("zone", "person", "answer__person")  # type: ignore[attr-defined, no-any-return]


def called(release: Release) -> dict[str, dict[str, Any]]:
    """Return what the zones and forms are called that the difference of a release speaks of, by code and kind."""
    difference = release.difference
    spoken = {*difference.get("moved", {}), *(one["zone"] for one in difference.get("revisions", []))}
    zones = Zone.objects.filter(code__in=spoken).values_list("code", "organisation__name")
    forms = release.round.forms.values_list("kind", "title", "title_en")  # type: ignore[attr-defined]
    return {"names": dict(zones), "forms": {kind: Text(zh, en) for kind, zh, en in forms}}


def duties(person: Person) -> int:
    """Return how many freezes, releases and objections wait for a person of the ministry."""
    if not person.may(May.RELEASE):
        return 0
    return len(_TO_SETTLE(person=person.pk)) + len(_TO_CLEAR(person=person.pk)) + len(_TO_ANSWER())


_TO_SETTLE: Question[int] = Question(
    lambda person: _keys(Freeze.objects.filter(settled_at=None).exclude(asked_by=person))
)
_TO_CLEAR: Question[int] = Question(
    lambda person: _keys(Release.objects.filter(state="provisional", clearance=None).exclude(made_by=person))
)
_TO_ANSWER: Question[int] = Question(lambda: _keys(Objection.objects.filter(answer=None)))


def _keys(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    return rows.order_by().values_list("pk", flat=True)


def dimensions(run: Run) -> list[tuple[str, str]]:
    """Return the top dimensions of the edition of a run: id and name."""
    edition = result_of(run).edition
    return [(each.id, str(Text(each.label or each.id, each.label_en or each.label or each.id)))
            for each in edition.dimensions]  # fmt: skip
