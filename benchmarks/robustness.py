"""Draws of a round of 178 zones and 40 indicators against the bare NumPy that does the same arithmetic."""

import json
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.timing import paired, say
from gaoxin.edition import read_frozen
from gaoxin.evaluation.aggregate import copeland as rule
from gaoxin.evaluation.cells import Cells
from gaoxin.evaluation.climb import climb
from gaoxin.robustness import Design, Specification, Study, given
from gaoxin.robustness.intervals import HIGH, LOW, frequencies, mean, quantile
from gaoxin.robustness.sensitivity import sobol as indices
from gaoxin.robustness.shares import Scenario

UNITS, CODES, PARENTS, DRAWS, RUNS = 178, 40, 4, 10_000, 1_000
SCALES = [
    {"using": "minmax", "lower": "1", "upper": "100"},
    {"using": "zscore", "mean": "100", "sd": "7"},
    {"using": "rank"},
]
MEANS = ["arithmetic", "geometric"]
OWN = {"otherwise": "own"}


@cache
def round_():
    """Return a round: lognormal values under four dimensions of ten indicators, winsorised."""
    each = CODES // PARENTS
    dimensions = [
        {"id": f"D{one}", "indicators": [{"code": f"{one}.{place}"} for place in range(each)]}
        for one in range(PARENTS)
    ]
    method = {"standardise": SCALES[0], "treat": "winsorise"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition.json"
        path.write_text(
            json.dumps({"schema": "1", "edition": "bench", "method": method, "dimensions": dimensions}),
            "utf-8",
        )
        edition = read_frozen(path)
    value = np.exp(0.5 * np.random.default_rng(7).standard_normal((UNITS, CODES)))
    cells = Cells(
        units=tuple(f"Z{one:03d}" for one in range(UNITS)),
        codes=tuple(one.code for one in edition.indicators),
        value=value,
        reason=np.full(value.shape, None, dtype=object),
        shadow=np.zeros(UNITS, dtype=bool),
    )
    return given(edition, climb(edition, cells))


def study(scenario: bool = False, **said) -> Study:
    """Return a study of the round with its standards ready."""
    made = Study(
        Design(round_(), Specification.model_validate(OWN | said)),
        1,
        Scenario("dirichlet", 10, 0) if scenario else None,
    )
    made.places(made.sample(64))
    return made


def uncertainty() -> None:
    """Time 10,000 draws of 3 normalisations x 2 aggregations x Dirichlet weights, up to intervals."""
    ours = study(scenario=True, normalisation=SCALES, aggregation=MEANS)
    standards = [ours.design.library.standards(variant, 0)[0].T.copy() for variant in range(len(SCALES))]
    say("uncertainty", *_order(paired(lambda: _summary(ours), lambda: _bare(standards)), 2.3))


def _summary(ours: Study):
    counts = frequencies(ours.places(ours.sample(DRAWS)))
    return counts, mean(counts), [quantile(counts, share) for share in (LOW, 0.5, HIGH)]


def _bare(standards):
    """Do the same arithmetic in NumPy and nothing else: no names, no checks, no missing values, no replay."""
    rng, each = np.random.default_rng(1), CODES // PARENTS
    inner = [rng.dirichlet(np.full(each, 10.0), DRAWS) for _ in range(PARENTS)]
    outer = rng.dirichlet(np.full(PARENTS, 10.0), DRAWS)
    scale, average = rng.integers(len(SCALES), size=DRAWS), rng.integers(len(MEANS), size=DRAWS)
    scores = np.empty((DRAWS, UNITS))
    for one, table in enumerate(standards):
        for other in range(len(MEANS)):
            rows = np.flatnonzero((scale == one) & (average == other))
            values = np.log(table) if other else table
            total = 0.0
            for place in range(PARENTS):
                part = inner[place][rows] @ values[:, place * each : (place + 1) * each].T
                total = total + outer[rows, place, None] * part
            scores[rows] = np.exp(total) if other else total
    order = np.argsort(-scores, axis=1)
    ranked = np.take_along_axis(scores, order, axis=1)
    new = np.ones_like(order, dtype=bool)
    new[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    place = np.maximum.accumulate(np.where(new, np.arange(1, UNITS + 1), 0), axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, place, axis=1)
    counts = np.bincount((ranks + np.arange(UNITS) * (UNITS + 1)).ravel(), minlength=UNITS * (UNITS + 1))
    return counts, ranks.mean(axis=0), np.quantile(ranks, [LOW, 0.5, HIGH], axis=0)


def data_error() -> None:
    """Time 10,000 draws of an error on every cell, up to ranks, against drawing as many normal numbers."""
    plain, winsorised = study(error="1%", treatment="none"), study(error="1%")
    numbers, room = np.random.default_rng(1), np.empty(UNITS * CODES)

    def normals() -> None:
        for _ in range(DRAWS):
            numbers.standard_normal(out=room)

    *_, ratio = paired(lambda: winsorised.places(winsorised.sample(DRAWS)), normals, rounds=2)
    print(f"# data-error with every draw winsorised anew: ratio={ratio:.2f}", flush=True)
    say("data-error", *_order(paired(lambda: plain.places(plain.sample(DRAWS)), normals, rounds=3), 2.5))


def sobol() -> None:
    """Time first-order and total indices of six factors, N = 1,000, with their confidence."""
    ours = study(
        scenario=True, normalisation=SCALES, aggregation=MEANS, treatment=["own", "none"],
        transform=["own", "none"], missing=["worst", "median"],
    )  # fmt: skip
    assert len(ours.factors) == 6
    _against_clock("sobol", lambda: indices(ours, RUNS).of_all(), 0.3)


def copeland() -> None:
    """Time Copeland's rule over 178 units and 40 indicators."""
    values, shares = round_().cells.value, np.full(CODES, 1 / CODES)
    everybody = np.ones(UNITS, dtype=bool)
    _against_clock("copeland", lambda: rule(values, shares, everybody), 0.010)


def _against_clock(name: str, work, limit: float) -> None:
    seconds = []
    for _ in range(8):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    say(name, float(np.median(seconds[1:])), limit, 1)


def _order(times, goal: float):
    ours, limit, ratio = times
    return ours, limit, goal, ratio
