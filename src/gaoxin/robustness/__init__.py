"""How much of a ranking rests on choices and errors: intervals, ties, sensitivity; every draw replayable."""

from gaoxin.robustness.defaults import default
from gaoxin.robustness.design import Design
from gaoxin.robustness.folder import SCHEMA, Run, Size, run
from gaoxin.robustness.given import Given, given
from gaoxin.robustness.specification import Specification, read_specification, written
from gaoxin.robustness.study import Study

__all__ = [
    "SCHEMA",
    "Design",
    "Given",
    "Run",
    "Size",
    "Specification",
    "Study",
    "default",
    "given",
    "read_specification",
    "run",
    "written",
]
