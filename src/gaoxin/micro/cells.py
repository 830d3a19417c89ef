"""How a cell is read: one table of normalisations for every kind of field, and its SQL.

A cell goes through four doors. It is *plain* when it can be taken as it stands. Otherwise it is cleaned
(``clean``: full-width signs, blanks around it …), may then say that there is no figure (``missing``), must
have an accepted form (``accept``), and is put into the form that is cast (``finish``).
``gaoxin.returns.cells`` walks the same table in Python for single cells; the patterns use only what Python's
``re`` and DuckDB's RE2 read alike.
"""

import re
from dataclasses import dataclass
from typing import Literal

from gaoxin.edition import Field
from gaoxin.micro.sql import words

BLANKS = " \t\r\n\v\f\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
"""Blanks that people and office programs leave around a cell, as the inside of a character class."""

DASHES = r"\-‐‑‒–—―─…/"
"""Signs that yearbooks and forms put where there is no figure, as the inside of a character class."""

ERRORS = (
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#GETTING_DATA",
    "#SPILL!",
    "#NOVALUE!",
)
"""What a workbook shows when a formula failed; #NOVALUE! is ours, for a formula that was never computed."""

WIDE = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000\u2212\ufe63"
NARROW = "".join(map(chr, range(0x21, 0x7F))) + " --"
"""Full-width forms (and the minus sign of mathematics) and what they mean."""

LOWER, UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Cast = Literal["number", "integer", "bool", "date", "text"]


@dataclass(frozen=True, slots=True)
class Step:
    """One normalisation: matches of the pattern are replaced; ``kind`` names it in notes (or is empty)."""

    kind: str
    pattern: str
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class CellRule:
    """How the cells of one kind of field are read; all patterns match the whole text but those of steps."""

    cast: Cast
    plain: str
    accept: str
    letters: tuple[str, str] = ("", "")
    clean: tuple[Step, ...] = ()
    missing: str = f"[{DASHES}]*|[.]{{2,}}"
    finish: tuple[Step, ...] = ()
    among: tuple[str, ...] = ()
    finish_kind: str = ""


TRIM = Step("blanks", f"^[{BLANKS}]+|[{BLANKS}]+$")
COMMAS = Step("separators", ",")
WHOLE = r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)"


def number(percent: bool = False, places: str = "{1,3}0*") -> CellRule:
    """Return the rule of amounts: three decimals at most; a per cent sign only where the unit is %."""
    sign = (Step("percent", f"[{BLANKS}]*%$"),) if percent else ()
    return CellRule(
        cast="number",
        plain=rf"-?[0-9]{{1,15}}([.][0-9]{places})?",
        accept=rf"-?{WHOLE}([.][0-9]{places})?",
        letters=(WIDE, NARROW),
        clean=(TRIM, *sign, Step("plus", "^[+]")),
        finish=(COMMAS,),
    )


INTEGER = CellRule(
    cast="integer",
    plain=r"-?[0-9]{1,18}([.]0+)?",
    accept=rf"-?{WHOLE}([.]0+)?",
    letters=(WIDE, NARROW),
    clean=(TRIM, Step("plus", "^[+]")),
    finish=(COMMAS, Step("", "[.]0+$")),
)

TRUTH = CellRule(
    cast="bool",
    plain=r"[12]([.]0+)?|是|否|true|false|True|False|TRUE|FALSE",
    accept=r"[12]([.]0+)?|是|否|TRUE|FALSE",
    letters=(WIDE + LOWER, NARROW + UPPER),
    clean=(TRIM,),
)

DATE = CellRule(
    cast="date",
    plain=r"(19|20)[0-9]{2}(-[0-9]{1,2}-|/[0-9]{1,2}/)[0-9]{1,2}",
    accept=r"(19|20)[0-9]{2}([0-9]{2}|[0-9]{4}|-[0-9]{1,2}(-[0-9]{1,2})?|/[0-9]{1,2}/[0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日)",
    letters=(WIDE, NARROW),
    clean=(
        TRIM,
        Step("", r"[ T]00:00(:00([.]0+)?)?$"),
        Step("time", r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$"),
    ),
    missing=f"[{DASHES}]*|[.]{{2,}}|无",
    finish=(
        Step("", r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3"),
        Step("", r"[年月/]", "-"),
        Step("", r"日$"),
        Step("first_of_month", r"^([0-9]{4})-?([0-9]{1,2})$", r"\1-\2-01"),
    ),
)

_FIRST = f"[^无{BLANKS}{DASHES}#.]"
TEXT = CellRule(
    cast="text",
    plain=f"(?s)({_FIRST}|无[^{BLANKS}])(.*[^{BLANKS}])?",
    accept="(?s).+",
    clean=(TRIM,),
    missing=f"[{DASHES}]*|[.]{{2,}}|无",
)

KEY = CellRule(
    cast="text",
    plain="[0-9A-Za-z_.]*[0-9A-Za-z_]",
    accept="(?s).+",
    letters=(WIDE, NARROW),
    clean=(TRIM,),
)

CREDIT_CODE = CellRule(
    cast="text",
    plain="[0-9A-Z]{9}|[0-9A-Z]{18}",
    accept="[^.+]+",
    letters=(WIDE + LOWER, NARROW + UPPER),
    clean=(TRIM, Step("dashes", f"[{BLANKS}{DASHES}]+")),
)
"""The credit code or the older organisation code; whether it can be right is for the checks to say."""


def digits(count: int, among: tuple[str, ...] = ()) -> CellRule:
    """Return the rule of codes with so many digits: leading zeros come back, a letter before them goes."""
    return CellRule(
        cast="text",
        plain=f"[0-9]{{{count}}}",
        accept=f"[A-Za-z]?[0-9]{{1,{count}}}([.]0+)?",
        letters=(WIDE, NARROW),
        clean=(TRIM,),
        missing=f"[{DASHES}]*|[.]{{2,}}|无",
        finish=(
            Step("", "^[A-Za-z]"),
            Step("", "[.]0+$"),
            Step("", "^", "0" * count),
            Step("", f"^0*([0-9]{{{count}}})$", r"\1"),
        ),
        among=among,
        finish_kind="code",
    )


def codes(among: tuple[str, ...], open_list: bool) -> CellRule:
    """Return the rule of a code list: 1.0 and 01 are 1; a closed list lets nothing else pass."""
    zeros = (
        ()
        if any(len(code) > 1 and code.startswith("0") for code in among)
        else (Step("", "^0+([0-9]+)$", r"\1"),)
    )
    return CellRule(
        cast="text",
        plain="|".join(map(re.escape, among)),
        accept="(?s).+",
        letters=(WIDE, NARROW),
        clean=(TRIM,),
        finish=(Step("", "^([0-9]+)[.]0+$", r"\1"), *zeros),
        among=() if open_list else among,
        finish_kind="code",
    )


def rule_of(field: Field) -> CellRule:
    """Return how the cells of a field are read, from what it says of itself."""
    if field.name in _BY_NAME:
        return _BY_NAME[field.name]
    if field.type != "text":
        return number(percent=field.unit == "%") if field.type == "number" else _BY_TYPE[field.type]
    known, is_open = (tuple(field.codes.codes), field.codes.open) if field.codes else ((), True)
    if field.digits:
        return digits(field.digits, () if is_open else known)
    return codes(known, open_list=is_open) if known else TEXT


_BY_NAME = {"credit_code": CREDIT_CODE, "zone": KEY, "indicator": KEY, "score": number(places="+")}
_BY_TYPE = {"integer": INTEGER, "bool": TRUTH, "date": DATE}


TYPES: dict[Cast, str] = {
    "number": "DECIMAL(18,3)", "integer": "BIGINT", "bool": "BOOLEAN", "date": "DATE", "text": "VARCHAR",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellSql:
    """The SQL of one column of text, in the steps in which it is computed.

    ``plain``: whether a cell is plain (null: blank); ``value``: its value, given the truth of plain as
    ``{plain}``; ``refused``: whether a cell without a value is refused (it does not say that there is no
    figure).
    """

    plain: str
    value: str
    refused: str


def cell_sql(rule: CellRule, raw: str, plain: str | None = None) -> CellSql:
    """Return the SQL that reads a text column; ``raw`` is its expression.

    The plain way is tried first; only the other cells are cleaned. ``plain`` is a column that says which are.
    """
    is_plain = f"regexp_full_match({raw}, {words(rule.plain)})"
    cleaned = _steps(_letters(raw, rule), rule.clean)
    finished = _steps(cleaned, rule.finish)
    missing = f"regexp_full_match({cleaned}, {words(rule.missing)})"
    allowed = [f"regexp_full_match({cleaned}, {words(rule.accept)})", f"NOT {missing}"]
    allowed += [f"NOT {_is_one_of(cleaned, ERRORS)}"] if rule.cast == "text" else []
    allowed += [_is_one_of(finished, rule.among)] if rule.among else []
    slowly = f"CASE WHEN {' AND '.join(allowed)} THEN {_cast(rule.cast, finished)} END"
    quickly = _cast(rule.cast, raw if rule.cast != "bool" else f"upper({raw})")
    value = f"CASE WHEN {plain or is_plain} THEN {quickly} WHEN {raw} IS NOT NULL THEN {slowly} END"
    return CellSql(is_plain, value, f"NOT {missing}")


def _is_one_of(text: str, known: tuple[str, ...]) -> str:
    """Return the test as a pattern: DuckDB turns a long IN into a join, even for columns nobody asks for."""
    return f"regexp_full_match({text}, {words('|'.join(map(re.escape, known)))})"


def _letters(raw: str, rule: CellRule) -> str:
    return f"translate({raw}, {words(rule.letters[0])}, {words(rule.letters[1])})" if rule.letters[0] else raw


def _steps(text: str, steps: tuple[Step, ...]) -> str:
    for step in steps:
        text = f"regexp_replace({text}, {words(step.pattern)}, {words(step.replacement)}, 'g')"
    return text


def _cast(cast: Cast, text: str) -> str:
    if cast == "text":
        return text
    if cast == "bool":
        return f"regexp_full_match({text}, '1([.]0+)?|是|TRUE')"
    return f"TRY_CAST({text} AS {TYPES[cast]})"
