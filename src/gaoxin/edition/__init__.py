"""An issued indicator system as types: loaded with every fault as file:line, changed by path, compared."""

from gaoxin.edition.compare import Difference, compare
from gaoxin.edition.describe import describe
from gaoxin.edition.load import available, find, load, read_frozen
from gaoxin.edition.method import Method, Settings
from gaoxin.edition.names import FieldNames
from gaoxin.edition.schema import (
    Case,
    Check,
    CodeList,
    Dimension,
    Edition,
    Field,
    Indicator,
    Leaf,
    Objective,
    Parameter,
    Reading,
    Rule,
    Target,
    Task,
    Undefined,
    Variable,
)  # fmt: skip
from gaoxin.edition.weights import indicator_order, weights_in_force

__all__ = [
    "Case",
    "Check",
    "CodeList",
    "Difference",
    "Dimension",
    "Edition",
    "Field",
    "FieldNames",
    "Indicator",
    "Leaf",
    "Method",
    "Objective",
    "Parameter",
    "Reading",
    "Rule",
    "Settings",
    "Target",
    "Task",
    "Undefined",
    "Variable",
    "available",
    "compare",
    "describe",
    "find",
    "indicator_order",
    "load",
    "read_frozen",
    "weights_in_force",
]
