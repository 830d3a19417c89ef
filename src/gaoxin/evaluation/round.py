"""The result of a round: an evaluation's stairs, ranking and targets as tables, with its edition and snapshot."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from gaoxin.edition.load import frozen
from gaoxin.evaluation.cells import Bounds
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.ranking import figures_asked, ranking
from gaoxin.evaluation.result import Kept, Result, Table, read_result, read_table, stack
from gaoxin.evaluation.score import about
from gaoxin.evaluation.tables import bounds_of, tables
from gaoxin.evaluation.targets import Part
from gaoxin.snapshot import store

SNAPSHOT, FROZEN_BOUNDS = "snapshot", "frozen_bounds.csv"


def result(evaluation: Evaluation, package: Path) -> Result:
    """Return the result folder's content; ``package`` is where the files lie that the snapshot was taken from."""
    snapshot = evaluation.snapshot
    found: dict[str, Table] = {
        **tables(evaluation.climb),
        "ranking.csv": ranking(evaluation),
        "targets.csv": _targets(evaluation),
        "target_parts.csv": _parts(part for _, parts in evaluation.targets for part in parts),
    }
    found["indicators.csv"] = _exact(evaluation, found["indicators.csv"])
    if evaluation.on_reference is not None:
        frozen_year = tables(evaluation.on_reference)
        found["frozen_scores.csv"] = {name: frozen_year["scores.csv"][name] for name in ("unit", "score")}
        found[FROZEN_BOUNDS] = frozen_year["bounds.csv"]
    files: dict[str, bytes | Kept] = {"edition.json": frozen(evaluation.edition).encode()}
    files |= {f"{SNAPSHOT}/{name}": text.encode() for name, text in store.texts(snapshot).items()}
    files |= {
        f"{SNAPSHOT}/{store.DATA}/{file.path}": Kept(package / file.path, file.digest)
        for file in snapshot.files
    }
    return stack(found, _manifest(evaluation), files)


def reference_of(folder: Path) -> Bounds | None:
    """Return the frozen bounds that a result folder of a round was compared with, None where there were none."""
    kept = folder / FROZEN_BOUNDS
    return bounds_of(read_table(kept)) if kept.is_file() else None


def base_year(folder: Path) -> Bounds:
    """Return the bounds of a base year's result, for comparing scores over years."""
    return bounds_of(read_result(folder).tables["bounds.csv"])


def _exact(evaluation: Evaluation, table: Table) -> Table:
    """Say beside a value which case of the edition gave it."""
    notes = [evaluation.values[key].note or None for key in zip(table["unit"], table["code"], strict=True)]
    return {**table, "note": notes}


def _targets(evaluation: Evaluation) -> Table:
    rows = [whole for whole, _ in evaluation.targets]
    kinds = {zone.code: zone.park_type for zone in evaluation.snapshot.zones}
    named = {(one.park_type, one.no): one.label for one in evaluation.edition.targets}
    labels = {(one.unit, one.no): named[kinds[one.unit], one.no] for one in rows}
    return {
        "unit": [one.unit for one in rows],
        "no": [one.no for one in rows],
        "target": [labels[one.unit, one.no] for one in rows],
        "verdict": [one.verdict for one in rows],
        **_amounts(rows),
        "other_readings": [_others(whole, parts) or None for whole, parts in evaluation.targets],
    }


def _others(whole: Part, parts: Iterable[Part]) -> str:
    """Return the readings under which a target of one condition gets another verdict."""
    simple = [one for one in parts if one.leaf == "1" and one.verdict != whole.verdict]
    return "; ".join(f"{one.reading}: {one.verdict}" for one in simple)


def _parts(parts: Iterable[Part]) -> Table:
    rows = list(parts)
    return {
        "unit": [one.unit for one in rows],
        "no": [one.no for one in rows],
        "reading": [one.reading for one in rows],
        "leaf": [one.leaf for one in rows],
        "verdict": [one.verdict for one in rows],
        **_amounts(rows),
    }


def _amounts(rows: list[Part]) -> dict[str, list[Any]]:
    return {name: [_float(getattr(one, name)) for one in rows] for name in ("value", "required", "gap")}


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _manifest(evaluation: Evaluation) -> Mapping[str, Any]:
    edition, snapshot, climb = evaluation.edition, evaluation.snapshot, evaluation.climb
    return {
        "kind": "evaluate",
        **about(edition, climb),
        "document": edition.document,
        "form": edition.form,
        "data_year": snapshot.year,
        "evaluation_year": snapshot.year + 1,
        "synthetic": snapshot.synthetic,
        "excused": [zone.code for zone in snapshot.excused],
        "figures": _coverage(evaluation),
        "inputs": {
            file.path: {"role": file.role, "digest": file.digest, "rows": file.rows}
            for file in snapshot.files
        },
        "ignored": dict(snapshot.ignored),
        "normalised_cells": snapshot.normalised,
        "frozen_bounds": evaluation.reference is not None,
    }


def _coverage(evaluation: Evaluation) -> dict[str, dict[str, int]]:
    """Return, for every figure that the indicators ask, the cells asked and those with a value over all zones."""
    found = {}
    for name, years_back in figures_asked(evaluation):
        figures = [
            evaluation.snapshot.figure(name, zone.code, years_back) for zone in evaluation.snapshot.zones
        ]
        known = [one for one in figures if one is not None]
        label = f"{name}@{evaluation.snapshot.year - years_back}"
        found[label] = {"rows": sum(one.rows for one in known), "filled": sum(one.filled for one in known)}
    return found
