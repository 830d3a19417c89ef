"""``gaoxin score``: any composite indicator from a table of values, and once more from its folder."""

from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.edition import Edition, read_frozen
from gaoxin.edition.load import frozen
from gaoxin.evaluation.cells import Bounds
from gaoxin.evaluation.climb import Climb, climb
from gaoxin.evaluation.result import Result, read_result, stack
from gaoxin.evaluation.tables import tables
from gaoxin.evaluation.values import Values, read_values
from gaoxin.terms import digest_bytes

EDITION = "edition.json"
VALUES = "snapshot/values.csv"


def score(edition: Edition, values: Values, reference: Bounds | None = None) -> Result:
    """Return the result of an edition over given values; it keeps both, to be computed again."""
    climbed = climb(edition, values.cells, reference)
    inputs = {
        values.name: {
            "role": "values",
            "digest": digest_bytes(values.source),
            "rows": len(values.cells.units),
        }
    }
    files = {EDITION: frozen(edition).encode(), VALUES: values.source}
    return stack(tables(climbed), {"kind": "score", **about(edition, climbed), "inputs": inputs}, files)


def rescore(folder: Path) -> Result:
    """Return the result that the edition and the values kept in a result folder of ``score`` give now."""
    edition = read_frozen(folder / EDITION)
    (name,) = read_result(folder).manifest["inputs"]
    return score(edition, replace(read_values(folder / VALUES, edition), name=name))


def about(edition: Edition, climbed: Climb) -> dict[str, Any]:
    """Return what the manifest of any evaluation says: edition, method in force, engine and coverage."""
    return {
        "edition": edition.edition,
        "edition_title": edition.title,
        "edition_digest": edition.digest,
        "method": {"basis": edition.method.basis, **climbed.plan.in_force},
        "engine": {"gaoxin": version("gaoxin")},
        "coverage": coverage(climbed),
    }


def coverage(climbed: Climb) -> Mapping[str, int]:
    """Return how much of the round was there: units by status, cells, and cells that were filled."""
    cells, filled = climbed.cells, [one.how for one in climbed.filled]
    return {
        "units": len(cells.units),
        "ranked": int((climbed.status == "ranked").sum()),
        "provisional": int((climbed.status == "provisional").sum()),
        "shadow": int(cells.shadow.sum()),
        "indicators": len(cells.codes),
        "cells": int(cells.value.size),
        "reported": int((~np.isnan(cells.value)).sum()),
        "structural": filled.count("structural"),
        "filled": len(filled) - filled.count("structural"),
        "touched": len(climbed.touched),
    }
