"""A round opened by its tables: values as the folder holds them, everything above them climbed again.

What a report needs begins at the indicator values; reading the figures below them and deriving the values once more
would take most of the time of one report. The climb is compared with scores.csv to the last bit; where it differs (a
folder that was written by another version), the round is evaluated in full.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np

from gaoxin.edition import Edition, read_frozen
from gaoxin.edition.figures import Figures
from gaoxin.evaluation.cells import Cells
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.derive import Derivation, Value
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.result import Result
from gaoxin.evaluation.round import SNAPSHOT
from gaoxin.evaluation.score import EDITION
from gaoxin.returns import Zone
from gaoxin.snapshot import Snapshot, store
from gaoxin.terms import Missing


def opened(result: Result) -> Evaluation | None:
    """Return the round that a result folder holds, by its tables; None where they do not give its scores again.

    Its figures and verdicts on targets are empty: what needs them opens the folder in full.
    """
    assert result.folder is not None
    edition = _edition(result.folder / EDITION, result.manifest["edition_digest"])
    snapshot = _snapshot(result)
    cells = _cells(result, edition, snapshot)
    made = climb(edition, cells)
    scores = dict(zip(result.tables["scores.csv"]["unit"], result.tables["scores.csv"]["score"], strict=True))
    if [scores.get(unit) for unit in cells.units] != made.score.tolist():
        return None
    derivation = Derivation(edition, snapshot, Figures(edition))
    return Evaluation(edition, snapshot, derivation, _values(cells), cells, made, ())


_EDITIONS: dict[str, Edition] = {}
"""The editions read last, by their digest."""


def _edition(path: Path, digest: str) -> Edition:
    """Return the edition of a folder; rounds of several years under one edition share it."""
    found = _EDITIONS.get(digest) or read_frozen(path)
    _EDITIONS.clear()
    _EDITIONS[digest] = found
    return found


def _snapshot(result: Result) -> Snapshot:
    """Return what the snapshot says of the round, without its figures."""
    assert result.folder is not None
    said = json.loads((result.folder / SNAPSHOT / store.MANIFEST).read_text("utf-8"))
    return Snapshot(
        year=said["data_year"],
        zones=tuple(Zone(**zone) for zone in said["zones"]),
        excused=tuple(Zone(**zone) for zone in said["excused"]),
        first_round=frozenset(said["first_round"]),
        figures={},
        files=(),
        ignored={},
        normalised=0,
        synthetic=said["synthetic"],
    )


def _cells(result: Result, edition: Edition, snapshot: Snapshot) -> Cells:
    """Return the values as the table holds them: the shortest text of a float is that float."""
    table = result.tables["indicators.csv"]
    units = tuple(dict.fromkeys(table["unit"]))
    codes = tuple(one.code for one in edition.indicators)
    shape = (len(units), len(codes))
    reasons: list[Missing | None] = [Missing(word) if word else None for word in table["missing_reason"]]
    zones: Mapping[str, Zone] = {zone.code: zone for zone in snapshot.zones}
    return Cells(
        units=units,
        codes=codes,
        value=np.array([np.nan if one is None else one for one in table["value"]]).reshape(shape),
        reason=np.array(reasons, dtype=object).reshape(shape),
        shadow=np.array([unit in snapshot.first_round for unit in units]),
        groups={
            "park_type": tuple(zones[unit].park_type for unit in units),
            "province": tuple(zones[unit].province for unit in units),
        },
    )


def _values(cells: Cells) -> Mapping[tuple[str, str], Value]:
    return {
        (unit, code): Value(None if np.isnan(value) else Fraction(float(value)), cells.reason[row, at])
        for row, unit in enumerate(cells.units)
        for at, (code, value) in enumerate(zip(cells.codes, cells.value[row], strict=True))
    }
