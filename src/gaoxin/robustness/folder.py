"""The result of a robustness run as tables and manifest: what is published, and how to repeat it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from gaoxin.evaluation.result import MANIFEST, Table, render
from gaoxin.robustness.design import Design
from gaoxin.robustness.differences import groups, order_of, probabilities
from gaoxin.robustness.given import Given
from gaoxin.robustness.intervals import (
    HIGH,
    LOW,
    TOP,
    bands,
    chance,
    convergence,
    frequencies,
    mean,
    quantile,
)
from gaoxin.robustness.places import Places
from gaoxin.robustness.sensitivity import Indices, sobol
from gaoxin.robustness.shares import Scenario
from gaoxin.robustness.specification import Specification
from gaoxin.robustness.study import Draws, Study, nothing
from gaoxin.terms import digest_bytes

SCHEMA = "gaoxin-robustness/1"


@dataclass(frozen=True)
class Size:
    """How large a run is: draws of the interval and of the scenario, runs N of sensitivity (0: none)."""

    draws: int
    sobol: int = 1000
    by_unit: bool = False
    keep_draws: bool = False


@dataclass(frozen=True)
class Run:
    """A study over one result with everything that its folder holds."""

    study: Study
    size: Size
    left_out: tuple[str, ...]
    source: Mapping[str, Any]
    tables: Mapping[str, Table]

    @property
    def files(self) -> dict[str, bytes]:
        """The folder's files: every table and the manifest, the same bytes for the same seed."""
        rendered = {name: render(table) for name, table in self.tables.items()}
        manifest = self._manifest() | {
            "files": {name: digest_bytes(rendered[name]) for name in sorted(rendered)}
        }
        return {**rendered, MANIFEST: (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()}

    def _manifest(self) -> dict[str, Any]:
        study, design = self.study, self.study.design
        return {
            "schema": SCHEMA,
            "seed": study.seed,
            "draws": self.size.draws,
            "sobol": self.size.sobol,
            "specification": design.specification.as_json(),
            "error_basis": "assumed",
            "left_out": list(self.left_out),
            "factors": {one.name: list(one.options) for one in study.factors},
            "units": len(design.given.cells.units),
            "source": dict(self.source),
            "engine": {"gaoxin": version("gaoxin"), "numpy": np.__version__},
        }


def run(
    given: Given,
    specification: Specification,
    seed: int,
    size: Size,
    *,
    source: Mapping[str, Any],
    left_out: Sequence[str] = (),
    tell: Callable[[int], None] = nothing,
) -> Run:
    """Draw everything and return its tables.

    ``source`` says which result it is about, ``left_out`` what the default left out because the data refuse
    it.
    """
    study = Study(Design(given, specification), seed)
    draws = study.sample(size.draws)
    drawn = study.places(draws, tell)
    order = order_of(given.rank)
    ahead = probabilities(drawn, order)
    tables = {
        "rank_intervals.csv": intervals(given, specification, drawn),
        "ties.csv": _ties(given, order, groups(ahead)),
        "pairs.csv": _pairs(given, order, ahead),
        "frequency.csv": _frequency(given, drawn),
        "convergence.csv": dict(
            zip(("draws", "width", "largest"), convergence(drawn).T.tolist(), strict=True)
        ),
    }
    if size.sobol:
        runs = sobol(study, size.sobol, tell)
        tables["sensitivity.csv"] = _sensitivity(runs.of_all())
        if size.by_unit:
            tables["sensitivity_by_unit.csv"] = _by_unit(given, runs.of_units())
    if specification.weights.using != "none":
        tables["weights_scenario.csv"] = scenario_table(given, specification, seed, size.draws, tell)
    if size.keep_draws:
        tables["draws.csv"] = draws_table(study, draws)
    return Run(study, size, tuple(left_out), source, tables)


def total_runs(study: Study, size: Size) -> int:
    """Return how many draws a run computes, for a progress bar."""
    groups_ = len({one.group for one in study.factors})
    scenario = size.draws if study.design.specification.weights.using != "none" else 0
    return size.draws + scenario + size.sobol * (groups_ + 2)


def intervals(given: Given, specification: Specification, drawn: Places) -> Table:
    """Return rank_intervals.csv: rank, median, 5-95 % interval, mean, chances of the top 10 and of bands."""
    counts = frequencies(drawn)
    count = len(given.cells.units)
    columns = {
        "rank": given.rank,
        "median": quantile(counts, 0.5),
        "q05": quantile(counts, LOW),
        "q95": quantile(counts, HIGH),
        "mean": mean(counts),
        f"share_top{TOP}": chance(counts, 1, min(TOP, count)),
        **{
            f"share_{first}_{last}": chance(counts, first, last)
            for first, last in bands(specification.bands, count)
        },
    }
    units = _by_name(given)
    return {"unit": [given.cells.units[row] for row in units]} | {
        name: column[units].tolist() for name, column in columns.items()
    }


def scenario_table(
    given: Given, specification: Specification, seed: int, count: int, tell: Callable[[int], None] = nothing
) -> Table:
    """Return weights_scenario.csv: the same columns when the weights alone change."""
    weights = specification.weights
    scenario = Scenario(weights.using, float(weights.concentration), float(weights.by))
    own = Specification(otherwise="own", bands=specification.bands)
    study = Study(Design(given, own), seed, scenario)
    return intervals(given, own, study.places(study.sample(count), tell))


def draws_table(study: Study, draws: Draws) -> Table:
    """Return draws.csv: what every draw took of every factor; streams go by their number under the seed."""
    found: dict[str, list[Any]] = {"draw": list(range(len(draws))), "seed": [study.seed] * len(draws)}
    for factor, column in zip(study.factors, draws.T, strict=True):
        found[factor.name] = [factor.said(number) for number in column.tolist()]
    return found


def _by_name(given: Given) -> list[int]:
    return sorted(range(len(given.cells.units)), key=given.cells.units.__getitem__)


def _ties(given: Given, order: np.ndarray, runs: Sequence[range]) -> Table:
    rows = [(number, int(order[place])) for number, one in enumerate(runs, 1) for place in one]
    return {
        "group": [number for number, _ in rows],
        "unit": [given.cells.units[row] for _, row in rows],
        "rank": [float(given.rank[row]) for _, row in rows],
    }


def _pairs(given: Given, order: np.ndarray, ahead: np.ndarray) -> Table:
    """Return every pair that is not certain, the better ranked first."""
    first, second = np.nonzero(np.triu(ahead < 1, 1))
    units = [given.cells.units[row] for row in order.tolist()]
    return {
        "ahead": [units[at] for at in first.tolist()],
        "behind": [units[at] for at in second.tolist()],
        "probability": ahead[first, second].tolist(),
    }


def _frequency(given: Given, drawn: Places) -> Table:
    units = _by_name(given)
    counts = frequencies(drawn)[units]
    rows, places = np.nonzero(counts)
    return {
        "unit": [given.cells.units[units[row]] for row in rows.tolist()],
        "rank": (places / 2).tolist(),
        "share": (counts[rows, places] / len(drawn)).tolist(),
    }


def _sensitivity(found: Indices) -> Table:
    columns = (found.first, found.first_conf, found.total, found.total_conf)
    return {"factor": [*found.groups]} | {
        name: one.tolist() for name, one in zip(_INDICES, columns, strict=True)
    }


_INDICES = ("S1", "S1_conf", "ST", "ST_conf")


def _by_unit(given: Given, found: Indices) -> Table:
    units = _by_name(given)
    columns = (found.first, found.first_conf, found.total, found.total_conf)
    return {
        "unit": [given.cells.units[row] for row in units for _ in found.groups],
        "factor": [name for _ in units for name in found.groups],
        **{name: column[:, units].T.ravel().tolist() for name, column in zip(_INDICES, columns, strict=True)},
    }
