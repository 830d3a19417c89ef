"""The one small language of row filters, indicators, targets and checks: restricted SQL expressions.

Text is parsed by sqlglot and translated into a whitelisted tree of our own (``parse``); names are bound to the
fields of an edition (``bind``); a tree says what it uses (``leaves``), prints itself (``text_of``) and is evaluated in
exact fractions (``evaluate``). Nothing here evaluates Python, and nothing here knows an edition or an engine.
"""

from gaoxin.formula.bind import Known, Names, bind, kind_of
from gaoxin.formula.exact import Figures, Value, evaluate
from gaoxin.formula.parse import FormulaFault, parse
from gaoxin.formula.text import text_of
from gaoxin.formula.tree import (
    Aggregate,
    Arithmetic,
    Between,
    Call,
    Case,
    Comparison,
    In,
    IndicatorValue,
    IsNull,
    Logic,
    Name,
    Negative,
    Not,
    Number,
    Previous,
    Tree,
    Words,
    rebuild,
    walk,
)  # fmt: skip
from gaoxin.formula.uses import Leaf, leaves, names

__all__ = [
    "Aggregate",
    "Arithmetic",
    "Between",
    "Call",
    "Case",
    "Comparison",
    "Figures",
    "FormulaFault",
    "In",
    "IndicatorValue",
    "IsNull",
    "Known",
    "Leaf",
    "Logic",
    "Name",
    "Names",
    "Negative",
    "Not",
    "Number",
    "Previous",
    "Tree",
    "Value",
    "Words",
    "bind",
    "evaluate",
    "kind_of",
    "leaves",
    "names",
    "parse",
    "rebuild",
    "text_of",
    "walk",
]
