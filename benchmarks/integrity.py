"""The influence of every enterprise of a full national year on the score and rank of its zone, within a minute."""

import time
from fractions import Fraction

from benchmarks.engine import YEAR, figures, package
from benchmarks.timing import resource, say
from gaoxin.evaluation.evaluate import evaluate
from gaoxin.integrity.influence import influences
from gaoxin.returns import open_package
from gaoxin.snapshot import freeze

LIMIT = 60.0
"""Seconds for 2 × 223,573 rows."""


def influence() -> None:
    """Time score and rank without each enterprise, the list held, and the largest gain of 1 % of each list."""
    edition = figures().edition
    opened = open_package(package(), edition, YEAR)
    round_ = evaluate(edition, freeze(opened, figures()))
    began = time.perf_counter()
    found = list(influences(round_, opened.rows, Fraction(1, 100)))
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"# influence of {sum(len(one.listed.codes) for one in found):,} enterprises of {len(found)} zones",
        flush=True,
    )
    say("influence", seconds, LIMIT, 1, rss=memory)
