"""``make bench``: one line a benchmark, in the form ``bench NAME ours=SECONDS limit=SECONDS ratio=R goal=R``."""

import sys

from benchmarks import diagnosis, engine, integrity, reports, robustness

BENCHMARKS = {
    "start": engine.start,
    "aggregate": engine.aggregate,
    "evaluate": engine.evaluate,
    "checks": engine.checks,
    "linear": engine.linear,
    "uncertainty": robustness.uncertainty,
    "data-error": robustness.data_error,
    "sobol": robustness.sobol,
    "copeland": robustness.copeland,
    "influence": integrity.influence,
    "what-if": diagnosis.what_if,
    "reports-pdf": reports.pdf,
    "reports-docx": reports.docx,
}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
