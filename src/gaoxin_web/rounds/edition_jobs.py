"""Jobs of local editions: evaluate one over its owner's zones, replay its result, replay it over all frozen years."""

from typing import Any

from gaoxin.terms import Refusal, Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.platform.jobs import Running, job
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.rounds.actions import home, record_replay
from gaoxin_web.rounds.edition_actions import cut, own_codes, record_laboratory, record_local_run
from gaoxin_web.rounds.laboratory import keep_laboratory
from gaoxin_web.rounds.models import LocalRun, LocalVersion, Run
from gaoxin_web.rounds.running import evaluate_takes, replay


@job("local-evaluate", resumed=True)
def evaluate(running: Running) -> dict[str, Any]:
    """Evaluate a version over its owner's zones; what the engine refuses is told in its words."""
    version = _version(running)
    run = Run.objects.select_related("freeze").get(pk=running.arguments["run"])
    takes = cut(run.freeze.takes, own_codes(version.edition.organisation))
    try:
        done = evaluate_takes(takes, version.text, home(), running.progress)
    except Refusal as refusal:
        raise Refused(409, Text(str(refusal), str(refusal))) from None
    made = record_local_run(running.actor, version, run, done)
    return {"local_run": made.pk, "result": made.result}


@job("local-replay", resumed=True)
def again(running: Running) -> dict[str, Any]:
    """Compute a local result again from its own snapshot; the job's result says which files differ."""
    made = LocalRun.objects.get(pk=running.arguments["local_run"])
    differing = replay(home(), made.result)
    return {"local_run": made.pk} | record_replay(running.actor, f"local-run/{made.pk}", differing)


@job("laboratory", resumed=True)
def laboratory(running: Running) -> dict[str, Any]:
    """Replay a version over every frozen year that the person who asked may see."""
    version = _version(running)
    try:
        folder, seconds = keep_laboratory(
            _person(running), version, running.arguments["national"], running.progress
        )
    except Refusal as refusal:
        raise Refused(409, Text(str(refusal), str(refusal))) from None
    made = record_laboratory(running.actor, version, running.arguments["national"], folder, seconds)
    return {"laboratory": made.pk, "folder": folder}


def _version(running: Running) -> LocalVersion:
    rows = LocalVersion.objects.select_related("edition__organisation", "edition__base")
    return rows.get(pk=running.arguments["version"])


def _person(running: Running) -> Person:
    person = running.job.person
    if person is None or not person.is_active:
        raise absent()
    return person
