"""One cell at a time: the Python twin of the SQL in ``gaoxin.micro.cells``, over the same table of rules."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache

from gaoxin.edition import Field
from gaoxin.micro.cells import ERRORS, NARROW, WIDE, CellRule, Step, rule_of
from gaoxin.terms import Text, decimal_text

Value = Fraction | int | bool | str | date | None


class CellRefused(ValueError):
    """The cell cannot be read as its field asks."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: its value (None: no figure) and the kinds of normalisation that it needed."""

    value: Value
    kinds: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 16)
def read_cell(text: str, rule: CellRule) -> Cell:
    """Read one cell by a rule; CellRefused when it has no accepted form.

    >>> from gaoxin.micro.cells import number
    >>> read_cell("１,２３４.５", number()).value
    Fraction(2469, 2)
    """
    if text == "":
        return Cell(None)
    kinds: list[str] = []
    lettered = text.translate(_table(*rule.letters))
    if lettered != text:
        kinds += _of_letters(text, lettered, rule)
    cleaned = _steps(lettered, rule.clean, kinds)
    if re.fullmatch(rule.missing, cleaned):
        return Cell(None, ("missing",) if cleaned else ("blanks",))
    if not re.fullmatch(rule.accept, cleaned) or (rule.cast == "text" and cleaned in ERRORS):
        raise CellRefused(text)
    finished = _steps(cleaned, rule.finish, kinds)
    if rule.finish_kind and finished != cleaned:
        kinds.append(rule.finish_kind)
    if rule.among and finished not in rule.among:
        raise CellRefused(text)
    return Cell(_cast(rule, finished, text), tuple(dict.fromkeys(kinds)))


def shown(value: Value) -> str:
    """Return a value as notes show it; empty where there is no figure."""
    if value is None:
        return ""
    return decimal_text(value) if isinstance(value, Fraction) else str(value)


def read_field(text: str, field: Field) -> Cell:
    """Read one cell of a field; CellRefused when it has no accepted form."""
    return read_cell(text, rule_of(field))


def _of_letters(text: str, lettered: str, rule: CellRule) -> list[str]:
    narrowed = text.translate(_table(WIDE, NARROW))
    wide = ["width"] if narrowed != text else []
    return [*wide, "case"] if lettered != narrowed and rule.cast == "text" else wide


@cache
def _table(source: str, target: str) -> dict[int, int]:
    return str.maketrans(source, target)


def _steps(text: str, steps: tuple[Step, ...], kinds: list[str]) -> str:
    for step in steps:
        changed = re.sub(step.pattern, step.replacement, text)
        if changed != text and step.kind:
            kinds.append(step.kind)
        text = changed
    return text


def _cast(rule: CellRule, text: str, raw: str) -> Value:
    match rule.cast:
        case "number" if len(text.partition(".")[0].lstrip("-").lstrip("0")) <= 15:
            return Fraction(text)
        case "integer" if -(2**63) <= int(text) < 2**63:
            return int(text)
        case "bool":
            return re.fullmatch(r"1([.]0+)?|是|TRUE", text) is not None
        case "text":
            return text
        case "date":
            try:
                return date(*map(int, text.split("-")))
            except ValueError:
                raise CellRefused(raw) from None
    raise CellRefused(raw)


KINDS: dict[str, Text] = {
    "width": Text("全角转半角", "full-width made half-width"),
    "case": Text("小写转大写", "lower case made upper case"),
    "blanks": Text("去掉空白", "blanks removed"),
    "separators": Text("去掉千位分隔符", "thousands separators removed"),
    "percent": Text("去掉百分号", "per cent sign removed"),
    "plus": Text("去掉正号", "plus sign removed"),
    "missing": Text("视为未填", "read as not reported"),
    "dashes": Text("去掉代码中的连字符或空格", "dashes or blanks inside the code removed"),
    "code": Text("代码写法统一", "code put into its standard form"),
    "first_of_month": Text("只有年月，取当月第一天", "year and month only: the first of the month"),
    "time": Text("去掉时刻", "time of day dropped"),
    "encoding": Text("由 GB18030 转为 UTF-8", "read as GB18030"),
    "unit": Text("由千美元折算为千元", "converted from thousand US dollars"),
    "not_in_force": Text("当年表中没有此项，未采用", "not in force that year: ignored"),
    "merged": Text("合并单元格只有左上角有值", "merged cells have a value in the first cell only"),
    "hidden": Text("隐藏行照常读入", "hidden rows are read like the others"),
    "also": Text("另一张表已有此项，未采用", "already given by another sheet: ignored"),
}
"""What notes call each kind of normalisation."""

ALLOWED: dict[str, Text] = {
    "number": Text(
        "应为数，小数不超过三位；没有数据请留空",
        "write a number with three decimals at most; leave blank what is not known",
    ),
    "integer": Text("应为整数；没有数据请留空", "write a whole number; leave blank what is not known"),
    "bool": Text(
        "应为 1（是）或 2（否）；不清楚请留空", "write 1 (yes) or 2 (no); leave blank what is not known"
    ),
    "date": Text(
        "应为日期，如 2015-06-30；没有请留空",
        "write a date such as 2015-06-30; leave blank what is not known",
    ),
    "text": Text("应为文字或代码；没有请留空", "write text or a code; leave blank what is not known"),
}
"""What a cell of each type may hold."""


def allowed(rule: CellRule) -> Text:
    """Return what a cell may hold by its rule: the codes of a closed list, or the form of its type."""
    if rule.among:
        listed = "、".join(rule.among[:40])
        return Text(f"应为以下代码之一：{listed}", f"write one of {listed}")
    if rule.finish_kind and rule.accept.startswith("[A-Za-z]?"):
        count = rule.plain[rule.plain.index("{") + 1 : -1]
        return Text(f"应为 {count} 位数字代码", f"write a code of {count} digits")
    return ALLOWED[rule.cast]
