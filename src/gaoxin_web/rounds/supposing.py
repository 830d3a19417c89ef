"""What if, and what for: supposed figures of one zone, a goal and the least effort; limited and in the journal.

A zone or province is told direction and rank band alone: exact scores of supposed figures would tell the bounds of
others. The number of its questions is limited, because many bands together would tell them too.
"""

from collections.abc import Mapping

from gaoxin.diagnosis import Outcome, Section, Statement, Subject, parse_goal, seek, subject, what_if
from gaoxin.diagnosis.asked import plan, supposition
from gaoxin.terms import Refusal, Text
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused, forbidden
from gaoxin_web.rounds.visible import Sight, about

LIMIT = 20
"""Questions of one organisation about one result; evaluators and the ministry ask as they like."""


def left(actor: Actor, sight: Sight) -> int | None:
    """Return how many questions are left; None where they are not limited."""
    if sight.open or actor.person is None:
        return None
    code = actor.person.organisation.code
    asked = Entry.objects.filter(tag=Tag.SUPPOSED, organisation=code, subject=f"run/{sight.run.pk}").count()
    return max(0, LIMIT - asked)


@act
def suppose(
    actor: Actor, sight: Sight, zone: str, given: Mapping[str, str], goal: str, *, sure: bool = False
) -> list[Section]:
    """Return what supposed figures lead to, and the plan for a goal, as far as this person may see it.

    ``sure`` adds the interval of the supposed rank for evaluators, which takes seconds. Refused 400 for what cannot be
    supposed (every reason at once), 403 where bands are not shown, 429 when the questions are used up.
    """
    unit = sight.zone(zone)
    if not sight.sees("band", "indicators"):
        raise forbidden(
            Text("本次发布不向本级显示位次带。", "This release does not show rank bands to this level.")
        )
    if left(actor, sight) == 0:
        said = Text(
            f"本结果的 {LIMIT} 次提问已用完。", f"The {LIMIT} questions about this result are used up."
        )
        raise Refused(429, said)
    write(actor, Tag.SUPPOSED, f"run/{sight.run.pk}", new={"zone": unit, "given": dict(given), "goal": goal})
    try:
        return _answers(sight, unit, given, goal, sure)
    except Refusal as refusal:
        raise Refused(400, Text(str(refusal), str(refusal))) from None


def _answers(sight: Sight, unit: str, given: Mapping[str, str], goal: str, sure: bool) -> list[Section]:
    evaluation = sight.kept.evaluation
    one = about(sight, unit)
    found = []
    if given:
        outcome = what_if(evaluation, unit, given)
        found.append(
            _open(outcome) if sight.open and not sure else supposition(_marked(sight, unit), outcome)
        )
    if goal:
        wanted = parse_goal(evaluation, one.row, goal, sight.audience)
        found.append(plan(one, seek(evaluation, unit, wanted, last=one.last, audience=sight.audience)))
    if not found:
        raise Refused(400, Text("请填一个假设的数，或选一个目标。", "Suppose a figure, or choose a goal."))
    return found


def _marked(sight: Sight, unit: str) -> Subject:
    marks = sight.kept.marks if sight.open else ()
    return subject(sight.kept.evaluation, unit, audience=sight.audience, marks=marks)


def _open(outcome: Outcome) -> Section:
    """Return what an evaluator is told at once: score, rank, who is passed."""
    before, after = outcome.before, outcome.after
    ranks = ["—" if one.rank is None else f"{one.rank:g}" for one in (before, after)]
    said = [
        Text(
            f"得分 {before.score:.2f} → {after.score:.2f}，位次 {ranks[0]} → {ranks[1]}（共 {after.count} 个）",
            f"score {before.score:.2f} → {after.score:.2f}, rank {ranks[0]} → {ranks[1]} of {after.count}",
        )
    ]
    for zh, en, units in (("超过", "passes", outcome.passed), ("被超过", "is passed by", outcome.passed_by)):
        if units:
            said.append(Text(f"{zh} {'、'.join(units)}", f"{en} {', '.join(units)}"))
    return Section("what_if", Text("如果……", "What if"), tuple(Statement(one) for one in said))
