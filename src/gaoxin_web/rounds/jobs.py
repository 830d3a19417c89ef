"""Jobs of a round's end: evaluating a freeze, replaying a kept result."""

from typing import Any

from gaoxin.terms import Refusal, Text
from gaoxin_web.platform.jobs import Running, job
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.rounds import edition_jobs  # noqa: F401 - the runner knows its kinds by it
from gaoxin_web.rounds.actions import home, record_replay, record_run
from gaoxin_web.rounds.management import find_clues
from gaoxin_web.rounds.models import Freeze, Run
from gaoxin_web.rounds.reporting import make_report
from gaoxin_web.rounds.running import evaluate_takes, replay


@job("evaluate", resumed=True)
def evaluate(running: Running) -> dict[str, Any]:
    """Evaluate a freeze and write down the run; what the engine refuses is told in its words."""
    freeze = Freeze.objects.select_related("round").get(pk=running.arguments["freeze"])
    try:
        done = evaluate_takes(freeze.takes, freeze.round.edition_text, home(), running.progress)
    except Refusal as refusal:
        raise Refused(409, Text(str(refusal), str(refusal))) from None
    run = record_run(running.actor, freeze, done)
    return {"run": run.pk, "result": run.result}


@job("replay", resumed=True)
def again(running: Running) -> dict[str, Any]:
    """Compute a kept result again from its own snapshot; the job's result says which files differ."""
    run = Run.objects.get(pk=running.arguments["run"])
    return {"run": run.pk} | record_replay(running.actor, f"run/{run.pk}", replay(home(), run.result))


@job("report", resumed=True)
def report(running: Running) -> dict[str, Any]:
    """Render a report for the person who asked for it."""
    running.progress(0, 1, Text("生成报告", "making the report"))
    person = running.job.person
    if person is None or not person.is_active:
        raise absent()
    return make_report(person, running.arguments)


@job("clues", resumed=True)
def clues(running: Running) -> dict[str, Any]:
    """Look for clues to verify in the data of a run."""
    running.progress(0, 1, Text("查找核查线索", "looking for clues"))
    made = find_clues(running.actor, Run.objects.get(pk=running.arguments["run"]))
    return {"folder": made.folder}
