"""Where a number came from, and whether it still comes out: traces and verification, computed on demand."""

from gaoxin.lineage.reopen import Reopened
from gaoxin.lineage.step import Step, Tracer, walk
from gaoxin.lineage.verify import Difference, verify

__all__ = ["Difference", "Reopened", "Step", "Tracer", "verify", "walk"]
