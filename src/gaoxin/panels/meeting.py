"""Group meetings: experts read their share, discuss and mark together; what each thought before stays beside."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gaoxin.panels.combine import weighted_mean
from gaoxin.panels.marks import by_column
from gaoxin.returns import Mark


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a meeting agreed on a zone and indicator, beside its members' own marks.

    ``agreed`` is the consensus mark, ``members`` how many marked on their own before it, ``mean`` and
    ``error`` their plain mean and its standard error, ``shift`` agreed minus mean, ``dissent`` those whose own
    mark lies more than ``apart`` points away. Without own marks mean, error and shift are None.
    """

    indicator: str
    zone: str
    agreed: float
    members: int
    mean: float | None
    error: float | None
    shift: float | None
    dissent: tuple[tuple[str, float], ...]


def meetings(marks: Iterable[Mark], apart: float = 10.0) -> list[Meeting]:
    """Return every consensus mark of the experts with what its members thought, by indicator and zone."""
    sent = [one for one in marks if one.panel == "expert"]
    agreed: dict[tuple[str, str], list[Mark]] = {}
    for one in sent:
        if one.agreed:
            agreed.setdefault((one.indicator, one.zone), []).append(one)
    own = by_column(sent)
    at = {cell: place for place, cell in enumerate(own.cells)}
    found = []
    for cell, said in sorted(agreed.items()):
        together = float(weighted_mean([one.score for one in said]))
        places = np.flatnonzero(own.cell == at[cell]) if cell in at else np.array([], dtype=np.intp)
        values = own.value[places]
        mean = float(values.mean()) if len(values) else None
        error = float(values.std(ddof=1) / len(values) ** 0.5) if len(values) > 1 else None
        away = [
            (own.persons[own.person[place]], float(own.value[place]))
            for place in places.tolist()
            if abs(own.value[place] - together) > apart
        ]
        shift = None if mean is None else together - mean
        found.append(Meeting(*cell, together, len(values), mean, error, shift, tuple(away)))
    return found
