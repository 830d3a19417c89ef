"""The staircase on one screen: figures → indicators → standards → contributions → dimensions → score → rank, targets beside.

``evaluate`` is a pure function of an edition and a snapshot: the same inputs give the same result to the last bit, so
lineage is computed when it is asked for and nothing is logged while running.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gaoxin.edition import Edition
from gaoxin.edition.figures import Figures
from gaoxin.evaluation.cells import Bounds, Cells
from gaoxin.evaluation.climb import Climb, climb
from gaoxin.evaluation.derive import Derivation, Value
from gaoxin.evaluation.targets import Judge, Part
from gaoxin.evaluation.variants import VARIANTS
from gaoxin.snapshot import Snapshot
from gaoxin.terms import Missing, Refusal


@dataclass(frozen=True)
class Evaluation:
    """One round with every stair kept.

    ``values`` holds the exact indicator values by (zone, code), ``climb`` the float half of the staircase,
    ``targets`` each verdict with its parts under every reading.
    """

    edition: Edition
    snapshot: Snapshot
    derivation: Derivation
    values: Mapping[tuple[str, str], Value]
    cells: Cells
    climb: Climb
    targets: tuple[tuple[Part, tuple[Part, ...]], ...]
    reference: Bounds | None = None

    @cached_property
    def variants(self) -> Mapping[str, Climb | None]:
        """The same round under the main variants of method (raw, zscore, geometric); None where one has no answer."""
        return {name: _try(change(self.edition), self.cells) for name, change in VARIANTS.items()}

    @cached_property
    def on_reference(self) -> Climb | None:
        """The same round against the frozen bounds of a base year, so that scores compare over years."""
        return None if self.reference is None else climb(self.edition, self.cells, self.reference)


def evaluate(edition: Edition, snapshot: Snapshot, reference: Bounds | None = None) -> Evaluation:
    """Evaluate a snapshot by an edition; DataRefused when an indicator has no data, or the policy on missing says so.

    ``reference`` are the bounds of a base year's result: with them ``on_reference`` holds a series of its own.
    """
    derivation = Derivation(edition, snapshot, Figures(edition))
    values = _values(derivation)
    cells = _cells(edition, snapshot, values)
    judge = Judge(derivation)
    return Evaluation(
        edition=edition,
        snapshot=snapshot,
        derivation=derivation,
        values=values,
        cells=cells,
        climb=climb(edition, cells),
        targets=tuple(
            (whole, tuple(parts))
            for zone in sorted(snapshot.zones, key=lambda zone: zone.code)
            for whole, parts in judge.targets(zone.code, zone.park_type)
        ),
        reference=reference,
    )


def _values(derivation: Derivation) -> dict[tuple[str, str], Value]:
    return {
        (zone.code, code): derivation.value(code, zone.code)
        for zone in derivation.snapshot.zones
        for code in derivation.by_code
    }


def _cells(edition: Edition, snapshot: Snapshot, values: Mapping[tuple[str, str], Value]) -> Cells:
    """Return the values as floats: here exactness ends."""
    units = tuple(sorted(zone.code for zone in snapshot.zones))
    codes = tuple(indicator.code for indicator in edition.indicators)
    table = [[values[unit, code] for code in codes] for unit in units]
    reasons: list[list[Missing | None]] = [[one.missing for one in row] for row in table]
    groups = {zone.code: zone for zone in snapshot.zones}
    return Cells(
        units=units,
        codes=codes,
        value=np.array([[np.nan if one.value is None else float(one.value) for one in row] for row in table]),
        reason=np.array(reasons, dtype=object),
        shadow=np.array([unit in snapshot.first_round for unit in units]),
        groups={
            "park_type": tuple(groups[unit].park_type for unit in units),
            "province": tuple(groups[unit].province for unit in units),
        },
    )


def _try(edition: Edition, cells: Cells) -> Climb | None:
    try:
        return climb(edition, cells)
    except Refusal:
        return None
