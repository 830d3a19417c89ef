"""Candidates: where a provincial zone would stand in a round, scored against its bounds, not ranked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gaoxin.evaluation.cells import Cells
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.derive import Derivation
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.snapshot import Snapshot
from gaoxin.terms import DataRefused, Fault, Text


@dataclass(frozen=True)
class Candidate:
    """A candidate's score and the ranked zones it would stand between (None above the first, below the last).

    ``filled`` counts the indicators that had no value and got the worst standard.
    """

    unit: str
    name: str
    score: float
    above: tuple[str, float, float] | None
    below: tuple[str, float, float] | None
    ranked: int
    filled: int

    @property
    def sentence(self) -> Text:
        """Where it would stand, in words."""
        zh = [f"{side}（第 {one[1]:g} 名，{one[2]:.2f} 分）" for side, one in self._sides()]
        en = [f"{side} (rank {one[1]:g}, {one[2]:.2f} points)" for side, one in self._sides()]
        if self.above is None:
            where = Text(f"将在 {zh[0]} 之前", f"would stand before {en[0]}")
        elif self.below is None:
            where = Text(f"将在 {zh[0]} 之后", f"would stand after {en[0]}")
        else:
            where = Text(f"将在 {zh[0]} 与 {zh[1]} 之间", f"would stand between {en[0]} and {en[1]}")
        return Text(
            f"按本轮的上下限得 {self.score:.2f} 分，{where.zh}；不参加排名。",
            f"Scores {self.score:.2f} against the round's bounds and {where.en}; it is not ranked.",
        )

    def _sides(self) -> list[tuple[str, tuple[str, float, float]]]:
        return [(one[0], one) for one in (self.above, self.below) if one is not None]


def candidates(round_: Evaluation, snapshot: Snapshot) -> Iterator[Candidate]:
    """Yield where each zone of a candidates' snapshot would stand.

    Candidates join the round as zones in their first round do: outside bounds and ranks, so no zone of the
    round moves. DataRefused when one has the code of a zone of the round, or the snapshot is of another
    year.
    """
    _refuse_others(round_, snapshot)
    joined = _joined(round_, snapshot)
    climbed = climb(round_.edition, joined)
    size = len(round_.cells.units)
    names = {zone.code: zone.name for zone in snapshot.zones}
    standings = zip(joined.units, climbed.rank.tolist(), climbed.score.tolist(), strict=True)
    placed = [one for one in standings if not np.isnan(one[1])]
    placed.sort(key=lambda one: (-one[2], one[0]))
    for row in range(size, len(joined.units)):
        unit, score = joined.units[row], float(climbed.score[row])
        better = [one for one in placed if one[2] >= score]
        worse = [one for one in placed if one[2] < score]
        filled = sum(one.unit == unit for one in climbed.filled)
        yield Candidate(
            unit,
            names[unit],
            score,
            better[-1] if better else None,
            worse[0] if worse else None,
            len(placed),
            filled,
        )


def _joined(round_: Evaluation, snapshot: Snapshot) -> Cells:
    """Return the cells of the round with those of the candidates below, as zones that make no bounds."""
    derivation = Derivation(round_.edition, snapshot, round_.derivation.figures)
    units, cells = tuple(sorted(zone.code for zone in snapshot.zones)), round_.cells
    values = [[derivation.value(code, unit) for code in cells.codes] for unit in units]
    value = np.array([[np.nan if one.value is None else float(one.value) for one in row] for row in values])
    reason = np.array([[one.missing for one in row] for row in values], dtype=object)
    zones = {zone.code: zone for zone in snapshot.zones}
    groups = {
        name: (*column, *(str(getattr(zones[unit], name, "")) for unit in units))
        for name, column in cells.groups.items()
    }
    return replace(
        cells,
        units=(*cells.units, *units),
        value=np.vstack([cells.value, value]),
        reason=np.vstack([cells.reason, reason]),
        shadow=np.concatenate([cells.shadow, np.ones(len(units), dtype=bool)]),
        groups=groups,
    )


def _refuse_others(round_: Evaluation, snapshot: Snapshot) -> None:
    faults = []
    if snapshot.year != round_.snapshot.year:
        found = Text(f"是 {snapshot.year} 年的数据", f"holds data of {snapshot.year}")
        faults.append(
            Fault(
                "--candidates",
                found,
                Text(f"须是 {round_.snapshot.year} 年", f"must be of {round_.snapshot.year}"),
            )
        )
    for zone in snapshot.zones:
        if zone.code in round_.cells.units:
            found = Text("代码与本轮园区相同", "has the code of a zone of the round")
            faults.append(
                Fault(f"zones.csv {zone.code}", found, remedy=Text("换一个代码", "give it another code"))
            )
    if faults:
        raise DataRefused(faults)
