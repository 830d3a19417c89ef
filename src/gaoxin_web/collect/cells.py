"""Reading what is typed into a cell, pasted into it, or stands in a workbook: one reader for form, file and API.

Four things are kept apart: ``—`` does not apply, ``…`` is not available, ``0`` is zero, and a blank is not filled.
Full-width signs, thousands separators and units are taken and converted where there is only one meaning, and a note
says so; what has no meaning, or two, is a fault that says what was found, what is allowed and what to do.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from gaoxin.edition import Field
from gaoxin.micro.cells import BLANKS, NARROW, WIDE
from gaoxin.returns.cells import ALLOWED, CellRefused, read_field
from gaoxin.terms import Fault, Text
from gaoxin_web.collect.units import factor, is_money, is_unit

NOT_APPLICABLE, NOT_AVAILABLE = "—", "…"
NILS = (NOT_APPLICABLE, NOT_AVAILABLE)
"""The two signs that stand for no figure with a reason; a blank has none."""

PLACES = 3
"""Decimals of a number (DECIMAL(18,3)); an integer has none."""

LONGEST = 400
"""Characters of the longest text that a cell takes."""

Value = Fraction | str | bool | None


@dataclass(frozen=True, slots=True)
class Typed:
    """What became of a typed text: ``text`` is stored (as typed where there is a fault), ``note`` says what was converted.

    ``mend`` is a text without the fault, where there is only one that can have been meant; else it is empty.
    """

    text: str
    note: Text | None = None
    fault: Fault | None = None
    mend: str = ""


def read_cell(field: Field, text: str, *, money: str = "") -> Typed:
    """Read a typed text as a cell of a field; ``money`` is the unit of bare amounts (万元), the field's own when empty.

    The stored text is a plain number in the field's unit, a date as 2015-06-30, 1 or 2 for yes or no, text, a nil sign
    or nothing.
    """
    bare = text.translate(_NARROWED).strip(_EDGES)
    nil = _NIL_WORDS.get(bare.casefold())
    if nil is not None:
        return Typed(nil)
    if len(text) > LONGEST:
        return _refuse(
            field, text[:LONGEST], Text(f"超过 {LONGEST} 个字符", f"longer than {LONGEST} characters")
        )
    if field.type in ("number", "integer"):
        return _number(field, text, bare, money)
    return _other(field, text.strip(_EDGES))


def value_of(field: Field, text: str) -> Value:
    """Return the value that a stored text stands for; None for blank, nil and what cannot be read.

    Dates are texts (2015-06-30), so that they compare; yes and no are truth values.
    """
    if not text or text in NILS:
        return None
    if field.type in ("number", "integer"):
        return Fraction(text) if _PLAIN.fullmatch(text) else None
    if field.type == "bool":
        return {"1": True, "2": False}.get(text)
    return text


def plain(value: Fraction) -> str:
    """Write a number without grouping, exactly; ValueError when its decimals never end.

    >>> plain(Fraction(864, 10)), plain(Fraction(-5)), plain(Fraction(1, 8))
    ('86.4', '-5', '0.125')
    """
    for places in range(19):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
            return f"-{text}" if value < 0 else text
    raise ValueError(value)


_NARROWED = str.maketrans(WIDE, NARROW) | {ord("−"): "-", ord("￥"): "¥"}
_EDGES = BLANKS.replace("-", "") + "".join(map(chr, range(0x2001, 0x200B)))
_PLAIN = re.compile(r"-?\d+(\.\d+)?")
_FIGURE = re.compile(
    r"(?P<sign>[+-]?)¥?(?P<digits>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)\s*(?P<unit>[^\d\s.,+-]{0,8}?\d?)"
)
_INSIDE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?\s*(?:[万亿千百]*[一-鿿%]{0,5})")
_NIL_WORDS = {
    "": "", **dict.fromkeys(("—", "–", "-", "--", "——", "―", "─", "/", "不适用", "n/a"), NOT_APPLICABLE),
    **dict.fromkeys(("…", "……", "...", "......", "暂无", "暂无数据", "暂缺", "待补"), NOT_AVAILABLE),
}  # fmt: skip


def _number(field: Field, text: str, bare: str, money: str) -> Typed:
    if bare in ("无", "没有", "none"):
        two = Text("“无”可以是 0，也可以是不适用", "“none” can be 0, or that it does not apply")
        return _refuse(
            field, text, two, Text("没有就填 0；不适用填“—”", "write 0 for none, “—” where it does not apply")
        )
    inner = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else ""
    found = _FIGURE.fullmatch(f"-{inner}" if inner else bare)
    if found is None:
        return _unreadable(field, text, bare, money)
    typed = found["unit"] or (money if money and is_money(field.unit) else "")
    times = factor(typed, field.unit) if typed else Fraction(1)
    if times is None and not is_unit(typed):
        return _unreadable(field, text, bare, money)
    if times is None:
        wrong = Text(
            f"单位“{typed}”不是本项的（{field.unit or '无单位'}）",
            f"the unit {typed} is not this cell's ({field.unit or 'none'})",
        )
        return _refuse(field, text, wrong)
    value = Fraction(re.sub("[, ]", "", found["sign"] + found["digits"]).rstrip(".")) * times
    return _finished(field, text, bare, value, converted=times != 1 or bool(found["unit"]))


def _finished(field: Field, text: str, bare: str, value: Fraction, *, converted: bool) -> Typed:
    """Hold a value against what the field allows, and say what was converted."""
    places = 0 if field.type == "integer" else PLACES
    if (value * 10**places).denominator != 1:
        found = (
            Text(f"小数多于 {places} 位", f"more than {places} decimals")
            if places
            else Text("不是整数", "not a whole number")
        )
        return _refuse(field, text, found)
    if abs(value) >= 10**15:
        return _refuse(field, text, Text("超过 15 位整数", "more than 15 digits"))
    if value < 0 and not field.negative:
        return _refuse(field, text, Text("小于 0", "below 0"))
    stored = plain(value)
    if converted:
        unit = field.unit
        return Typed(
            stored, Text(f"“{text.strip()}”记为 {stored} {unit}", f"“{text.strip()}” is {stored} {unit}")
        )
    wide = text.strip(_EDGES) != bare.replace("−", "-")
    return Typed(stored, Text("全角已转半角", "full-width signs made half-width") if wide else None)


def _unreadable(field: Field, text: str, bare: str, money: str) -> Typed:
    """Refuse what is no figure; where exactly one figure stands in it, offer that."""
    inside = _INSIDE.findall(bare)
    mend = ""
    if len(inside) == 1:
        digits = re.match(r"[+-]?[\d,.]+", inside[0])
        tries = [inside[0].strip(), digits[0] if digits else ""]
        readings = [read_cell(field, one, money=money) for one in tries if one and one != bare]
        mend = next((one.text for one in readings if one.fault is None), "")
    return _refuse(field, text, Text("不是数", "not a figure"), mend=mend)


def _other(field: Field, text: str) -> Typed:
    """Read text, a code, a date, or yes or no, by the reader of the engine."""
    try:
        cell = read_field(text, field)
    except CellRefused:
        return _refuse(field, text, Text("不合本项的格式", "not in the form of this cell"))
    if isinstance(cell.value, bool):
        return Typed("1" if cell.value else "2")
    stored = "" if cell.value is None else str(cell.value)
    return Typed(stored)


def _refuse(field: Field, text: str, found: Text, remedy: Text | None = None, mend: str = "") -> Typed:
    said = Text(f"填报“{text.strip()}”：{found.zh}", f"found “{text.strip()}”: {found.en}")
    if remedy is None:
        remedy = Text(f"改为 {mend}", f"change to {mend}") if mend else _do(field)
    return Typed(
        text.strip(), fault=Fault(field.label or field.name, said, allowed(field), remedy), mend=mend
    )


def allowed(field: Field) -> Text:
    """Say what a cell of a field may hold."""
    unit = Text(f"，计量单位为{field.unit}", f", in {field.unit}") if field.unit else Text("", "")
    least = Text("", "") if field.negative else Text("不小于 0 的", " of at least 0")
    if field.type == "integer":
        return Text(f"{least.zh}整数{unit.zh}", f"a whole number{least.en}{unit.en}")
    if field.type == "number":
        return Text(
            f"{least.zh}数，小数不超过 {PLACES} 位{unit.zh}",
            f"a number{least.en} with at most {PLACES} decimals{unit.en}",
        )
    if field.codes and not field.codes.open:
        listed = "、".join(f"{code} {name}" for code, name in field.codes.codes.items())
        return Text(f"以下代码之一：{listed}", f"one of {listed}")
    return ALLOWED[field.type]


def _do(field: Field) -> Text:
    if field.type in ("number", "integer"):
        return Text("只填数字；没有填 0，不适用填“—”，暂无数据填“…”",
                    "write the figure alone; 0 for none, “—” where it does not apply, “…” where it is not available")  # fmt: skip
    return Text("按允许值改写，或留空", "write it as allowed, or leave it blank")
