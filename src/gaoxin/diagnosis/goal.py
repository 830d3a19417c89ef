"""Goals and plans: what is asked for, what no rule allows, and how a plan is told."""

from dataclasses import dataclass
from fractions import Fraction

from gaoxin.diagnosis.groups import Audience, band_of
from gaoxin.diagnosis.limits import Basis
from gaoxin.diagnosis.outcome import Outcome
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.terms import DataRefused, Fault, Text, Unusable


@dataclass(frozen=True)
class Goal:
    """What to reach: this rank or a better one, or a target of the zone's park type by its number."""

    written: str
    rank: int = 0
    target: str = ""


@dataclass(frozen=True)
class Move:
    """One thing to move: its address, unit, value before and after, and the effort in strong years."""

    path: str
    label: Text
    unit: str
    before: float
    after: Fraction
    effort: float


@dataclass(frozen=True)
class Solution:
    """The plan of least effort and what it leads to when everybody is ranked anew.

    ``optimal`` says that the bounds stood still, so that the programme's optimum is the optimum (to the
    rounding of the values); else the plan is the cheapest of those that held. ``basis`` says where the limits
    came from; ``outcome`` is None where the goal is reached already.
    """

    goal: Goal
    moves: tuple[Move, ...]
    effort: float
    outcome: Outcome | None
    optimal: bool
    basis: Basis


class Infeasible(DataRefused):
    """No plan within a year's limits; ``reached`` says how far they lead."""

    def __init__(self, goal: Goal, reached: Text) -> None:
        found = Text("在一年内做得到的范围内达不到", "cannot be reached within what a year allows")
        remedy = Text("换一个近一些的目标", "ask for a nearer goal")
        super().__init__(Fault(f"--goal {goal.written}", found, reached, remedy))


def parse_goal(evaluation: Evaluation, row: int, written: str, audience: Audience = "evaluator") -> Goal:
    """Read ``rank=20``, ``band=top30`` or ``target=3``; Unusable for what no rule allows.

    A zone's rank is read as the band in which it stands: what lies between two ranks is for evaluators.
    """
    kind, _, word = (part.strip() for part in written.partition("="))
    if kind == "target":
        return Goal(written, target=_target(evaluation, row, written, word))
    count = int(evaluation.cells.ranked.sum())
    digits = word.removeprefix("top") if kind == "band" else word
    if kind not in ("rank", "band") or not (digits.isascii() and digits.isdigit()):
        found = Text("看不懂这个目标", "is no goal")
        raise Unusable(
            Fault(
                f"--goal {written}",
                found,
                Text("写成 rank=20、band=top30 或 target=3", "write rank=20, band=top30 or target=3"),
            )
        )
    if not 1 <= int(digits) <= count:
        found = Text(f"没有第 {digits} 名", f"there is no rank {digits}")
        raise Unusable(Fault(f"--goal {written}", found, Text(f"可为 1 至 {count}", f"may be 1 to {count}")))
    if evaluation.cells.shadow[row]:
        found = Text(
            "本园区首轮试评，只有得分，没有位次", "the zone is in its first round: it has a score and no rank"
        )
        raise Unusable(
            Fault(f"--goal {written}", found, remedy=Text("可用 target=…", "ask for target=… instead"))
        )
    return Goal(written, rank=band_of(int(digits), count)[1] if audience == "zone" else int(digits))


def _target(evaluation: Evaluation, row: int, written: str, no: str) -> str:
    kind = evaluation.cells.groups["park_type"][row]
    own = [one.no for one in evaluation.edition.targets if one.park_type == kind]
    if no in own:
        return no
    found = Text("本园区的类型没有这个目标", "the zone's park type has no such target")
    none = Text("本园区没有园区类型，附1 不适用", "the zone has no park type; annex 1 does not apply")
    raise Unusable(
        Fault(f"--goal {written}", found if own else none, Text("、".join(own) or "—", ", ".join(own) or "—"))
    )
