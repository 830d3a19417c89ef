"""Small rounds for tests: editions from mappings, cells from rows, and where published oracles stand."""

import csv
import json
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from gaoxin.edition import Edition, read_frozen
from gaoxin.evaluation.cells import Cells
from gaoxin.terms import Missing

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles"
needs_oracles = pytest.mark.skipif(
    not ORACLES.is_dir(), reason="../shared/oracles is not beside the repository"
)


def edition(dimensions, standardise="minmax", **rest) -> Edition:
    """An edition of these dimensions; ``rest`` goes to the method, but for ``context``."""
    context = rest.pop("context", [])
    method = {"standardise": standardise, **rest}
    raw = {"schema": "1", "edition": "small", "method": method, "dimensions": dimensions, "context": context}
    return _edition(json.dumps(_words(raw), ensure_ascii=False))


@cache
def _edition(text: str) -> Edition:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition.json"
        path.write_text(text, "utf-8")
        return read_frozen(path)


def _words(value):
    """Everything as text, as the YAML reader gives it."""
    if isinstance(value, dict):
        return {key: _words(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_words(one) for one in value]
    return str(value)


def flat(*codes, **each) -> list:
    """One dimension A with these indicators, all with the same further keys."""
    return [{"id": "A", "indicators": [{"code": code, **each} for code in codes]}]


def cells(made: Edition, rows: dict, shadow=(), structural=(), **groups) -> Cells:
    """Cells from {unit: [values]}, None for missing; ``structural`` names (unit, code) pairs."""
    codes, units = tuple(one.code for one in made.indicators), tuple(rows)
    value = np.array([[np.nan if one is None else float(one) for one in row] for row in rows.values()])
    reason = np.full(value.shape, None, dtype=object)
    reason[np.isnan(value)] = Missing.UNREPORTED
    for unit, code in structural:
        reason[units.index(unit), codes.index(code)] = Missing.STRUCTURAL
    labels = {name: tuple(column) for name, column in groups.items()}
    return Cells(units, codes, value, reason, np.array([unit in shadow for unit in units]), labels)


def table(path: str, key: str = "uCode"):
    """An oracle as {column: array} in the order of its rows, with the keys under ''."""
    with (ORACLES / path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name != key]
    found = {name: np.array([_number(row[name]) for row in rows]) for name in names}
    return found | {"": [row[key] for row in rows]}


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")
