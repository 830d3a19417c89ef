"""Scenarios: the same frozen figures under other weights or another method, and who moves.

Weights are law, so a scenario is never a result. A province weighs the four dimensions for a local edition of its own
and sees both ranks of its zones; evaluators may change the method as well, over every frozen year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.edition.load import with_settings
from gaoxin.evaluation.climb import climb
from gaoxin.terms import Refusal, Text
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, forbidden
from gaoxin_web.rounds.results import Kept, result_of
from gaoxin_web.rounds.supposing import left
from gaoxin_web.rounds.visible import Sight, releases

METHODS: dict[str, tuple[str, ...]] = {
    "method/treat/using": ("winsorise", "none"),
    "method/standardise/using": ("minmax", "zscore", "efficacy", "rank", "percentile_rank"),
    "method/weights/using": ("share_of_dimension", "equal", "entropy", "critic"),
    "method/aggregate/using": ("arithmetic", "geometric", "harmonic"),
}
"""What evaluators may change beside the weights, the choices of each."""

LEAST, ROOM = 10, 100
"""The least per cent of a dimension in a local edition, and what all of them add up to."""


@dataclass(frozen=True)
class Moved:
    """A zone under the edition and under the scenario: ranks, and scores where those are shown."""

    unit: str
    before: float | None
    after: float | None
    score_before: float | None
    score_after: float | None


@dataclass(frozen=True)
class Scenario:
    """What a scenario leads to: settings, zones that may be seen, and how alike the two orders of all zones are.

    ``alike`` is Spearman's coefficient over the ranked zones, ``mean`` and ``most`` the mean and the largest move.
    """

    year: int
    settings: Mapping[str, str]
    zones: Sequence[Moved]
    alike: float
    mean: float
    most: float


@act
def try_out(
    actor: Actor, sight: Sight, weights: Mapping[str, str], methods: Mapping[str, str]
) -> list[Scenario]:
    """Return a scenario over the result; for evaluators over every released year, the newest first.

    Refused 400 for weights that do not add up and settings that no edition allows, 403 where ranks are not shown,
    429 when the questions of an organisation are used up.
    """
    if not sight.sees("rank"):
        raise forbidden(Text("本次发布不向本级显示位次。", "This release does not show ranks to this level."))
    if left(actor, sight) == 0:
        raise Refused(429, Text("本结果的提问次数已用完。", "The questions about this result are used up."))
    settings = _weights(sight, weights) | (_methods(methods) if sight.open else {})
    if not settings:
        raise Refused(400, Text("没有改动任何设置。", "Nothing is changed."))
    write(actor, Tag.SUPPOSED, f"run/{sight.run.pk}", new={"settings": settings})
    first = _scenario(sight, sight.kept, settings)
    if not sight.open or actor.person is None:
        return [first]
    others = {
        one.round.data_year: one
        for one in reversed(releases(actor.person))
        if one.round.data_year != sight.year
    }
    return [
        first,
        *(_scenario(sight, result_of(one.run), settings) for _, one in sorted(others.items(), reverse=True)),
    ]


def _scenario(sight: Sight, kept: Kept, settings: Mapping[str, str]) -> Scenario:
    evaluation = kept.evaluation
    try:
        again = climb(with_settings(evaluation.edition, dict(settings)), evaluation.cells)
    except Refusal as refusal:
        raise Refused(400, Text(str(refusal), str(refusal))) from None
    base, shown = evaluation.climb, sight.sees("score")
    ranked = ~np.isnan(base.rank) & ~np.isnan(again.rank)
    moves = np.abs(base.rank - again.rank)[ranked]
    alike = float(np.corrcoef(base.rank[ranked], again.rank[ranked])[0, 1]) if ranked.sum() > 2 else 1.0
    rows = {unit: at for at, unit in enumerate(evaluation.cells.units)}
    zones = [
        Moved(
            unit, _number(base.rank[rows[unit]]), _number(again.rank[rows[unit]]),
            float(base.score[rows[unit]]) if shown else None, float(again.score[rows[unit]]) if shown and sight.open else None,
        )
        for unit in kept.ranking
        if unit in sight.own
    ]  # fmt: skip
    most = float(moves.max()) if len(moves) else 0.0
    return Scenario(kept.year, settings, zones, alike, float(moves.mean()) if len(moves) else 0.0, most)


def _weights(sight: Sight, weights: Mapping[str, str]) -> dict[str, str]:
    """Return the shares of the dimensions as settings; nothing where they are those of the edition."""
    given = {one.id: weights.get(one.id, "").strip().rstrip("%") for one in sight.kept.edition.dimensions}
    if not any(given.values()):
        return {}
    if not all(text.isdecimal() and LEAST <= int(text) <= ROOM for text in given.values()) or (
        sum(map(int, given.values())) != ROOM
    ):
        said = Text(f"每个维度须为不小于 {LEAST} 的整数，合计 {ROOM}。",
                    f"Each dimension needs a whole number of at least {LEAST}; together {ROOM}.")  # fmt: skip
        raise Refused(400, said)
    same = all(round(100 * float(one.weight)) == int(given[one.id]) for one in sight.kept.edition.dimensions)
    return {} if same else {f"dimensions/{key}/weight": f"{text}%" for key, text in given.items()}


def _methods(methods: Mapping[str, str]) -> dict[str, str]:
    wrong = [path for path, value in methods.items() if value and value not in METHODS.get(path, ())]
    if wrong:
        raise Refused(400, Text("没有这种方法。", "There is no such method."), wrong=wrong)
    return {path: value for path, value in methods.items() if value}


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
