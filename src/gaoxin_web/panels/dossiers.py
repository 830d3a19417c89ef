"""Dossiers: what an expert sees of a zone. Rooms above bring the figures and the clues; nothing here names a zone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gaoxin.terms import Text
from gaoxin_web.collect.models import Round

NONE = Text("还没有评价运算，暂无数值", "nothing was evaluated yet: there are no figures")
NO_CLUES = Text("本轮还没有核查线索的运算；请依据材料和填报情况判断。",
                "No integrity clues were worked out for this round yet: judge by the material and the returns.")  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """Values of indicators by (zone, indicator), where they come from, and by zone the clues to verify, if any."""

    source: Text = NONE
    values: Mapping[tuple[str, str], float] = field(default_factory=dict)
    clues: Mapping[str, tuple[Text, ...]] | None = None


Bring = Callable[[Round], Figures]

_BRINGERS: list[Bring] = []


def brings_figures(bring: Bring) -> Bring:
    """Register what brings the figures of a round's zones; the last one registered is asked."""
    _BRINGERS.append(bring)
    return bring


def figures_of(round_: Round) -> Figures:
    """Return the figures of a round's zones as they stand."""
    return _BRINGERS[-1](round_) if _BRINGERS else Figures()
