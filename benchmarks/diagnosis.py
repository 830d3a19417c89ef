"""What-if on one zone of a national round: 178 zones, 40 indicators, everybody ranked anew."""

import statistics
import time
from functools import cache
from itertools import cycle, islice

from benchmarks.engine import YEAR, figures, package
from benchmarks.timing import say
from gaoxin.diagnosis import what_if as run
from gaoxin.evaluation.evaluate import Evaluation, evaluate
from gaoxin.returns import open_package
from gaoxin.snapshot import freeze

LIMIT = 0.020
ENTERPRISES = 10_000
"""Enough for a round: what-if works on the figures of zones, not on enterprises."""

CHANGES = (
    {"indicator/1.2": 350},
    {"variable/employees": 20_000},
    {"indicator/1.2": 350, "indicator/2.4": 45, "indicator/3.7": 12, "variable/revenue": 10**9},
)


@cache
def round_() -> Evaluation:
    """Return the round, evaluated once."""
    edition = figures().edition
    return evaluate(edition, freeze(open_package(package(ENTERPRISES), edition, YEAR), figures()))


def what_if() -> None:
    """Time one indicator, one figure behind ten indicators, and four things at once; the slowest median is said."""
    one = round_()
    medians = []
    for changes in CHANGES:
        took = []
        for zone in islice(cycle(one.cells.units), 51):
            began = time.perf_counter()
            run(one, zone, changes)
            took.append(time.perf_counter() - began)
        medians.append(statistics.median(took[1:]))
    say("what-if", max(medians), LIMIT, 1)
