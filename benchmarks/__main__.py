"""``make bench``: one line a benchmark, in the form ``bench NAME ours=SECONDS limit=SECONDS ratio=R goal=R``."""

import sys

from benchmarks import engine

BENCHMARKS = {
    "start": engine.start,
    "aggregate": engine.aggregate,
    "evaluate": engine.evaluate,
    "checks": engine.checks,
    "linear": engine.linear,
}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
