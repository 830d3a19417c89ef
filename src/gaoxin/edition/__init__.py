"""An issued indicator system as types: loaded with every fault as file:line, changed by path, compared."""

from gaoxin.edition.compare import Difference, compare
from gaoxin.edition.describe import describe
from gaoxin.edition.load import as_yaml, available, find, frozen, load, read_frozen, thaw
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
from gaoxin.edition.zone_form import Section, ZoneCheck

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
    "Section",
    "Settings",
    "Target",
    "Task",
    "Undefined",
    "Variable",
    "ZoneCheck",
    "as_yaml",
    "available",
    "compare",
    "describe",
    "find",
    "frozen",
    "indicator_order",
    "load",
    "read_frozen",
    "thaw",
    "weights_in_force",
]
