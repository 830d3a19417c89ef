"""Numbers in sentences: a value with its unit, a difference (百分点 for rates), a share, a rank."""

import math
from fractions import Fraction

from gaoxin.terms import Text

ENGLISH: dict[str, str] = {
    "%": "%",
    "分": "points",
    "个": "",
    "家": "enterprises",
    "项": "",
    "人": "persons",
    "件": "",
    "千元": "thousand yuan",
    "万元": "10,000 yuan",
    "千元/人": "thousand yuan per person",
    "万元/人": "10,000 yuan per person",
    "元/万元": "yuan per 10,000 yuan",
    "人/万人": "per 10,000 persons",
    "件/万人": "per 10,000 persons",
    "家/万人": "per 10,000 persons",
    "吨标准煤/万元": "tonnes of standard coal per 10,000 yuan",
}
"""What the units of editions are called in English; others stand as they are written."""

COUNTED = ("个", "家", "项", "人", "件")
"""Units of things that are counted: whole numbers, never below zero."""


def number(value: float) -> str:
    """Return a number for people: thousands separated, four significant digits below a thousand.

    >>> number(1234567.8), number(12.3456), number(0.0), number(350)
    ('1,234,568', '12.35', '0', '350')
    """
    text = f"{value:,.{_places(value)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def printable(value: Fraction | float, *, up: bool, whole: bool = False) -> Fraction:
    """Return the nearest number above or below that is printed in full: what is said is what holds.

    >>> printable(12.3412, up=True), printable(7.2, up=False, whole=True)
    (Fraction(247, 20), Fraction(7, 1))
    """
    size = Fraction(1, 10 ** (0 if whole else _places(float(value))))
    units = Fraction(value) / size
    slack = Fraction(1, 10**6)
    return size * (math.ceil(units - slack) if up else math.floor(units + slack))


def _places(value: float) -> int:
    """Return the decimals with which a number is printed."""
    if abs(value) >= 1000 or abs(value) < 1e-12:
        return 0
    return max(0, 3 - math.floor(math.log10(abs(value))))


def amount(value: float, unit: str) -> Text:
    """Return a value with its unit.

    >>> amount(45.25, "%").zh, amount(3, "家").en
    ('45.25%', '3 enterprises')
    """
    return _with_unit(number(value), unit, Text(unit, ENGLISH.get(unit, unit)))


def difference(value: float, unit: str) -> Text:
    """Return a signed difference; that of two rates is in 百分点, not in per cent.

    >>> difference(1.5, "%"), difference(-2, "家").zh
    (Text(zh='+1.5 个百分点', en='+1.5 percentage points'), '-2 家')
    """
    word = Text("个百分点", "percentage points") if unit == "%" else Text(unit, ENGLISH.get(unit, unit))
    return _with_unit(("+" if value > 0 else "") + number(value), unit if unit != "%" else "", word)


def points(value: float) -> Text:
    """Return a difference of scores.

    >>> points(-1.234).zh
    '-1.23 分'
    """
    said = f"{value:+.2f}" if round(value, 2) else "0"
    return Text(f"{said} 分", f"{said} points")


def rough(value: float) -> float:
    """Return a number to two significant digits: a quantile shown to a zone is not a zone's figure.

    >>> rough(987654.321), rough(0.04567), rough(0)
    (990000.0, 0.046, 0.0)
    """
    return 0.0 if value == 0 else float(f"{value:.2g}")


def joined(texts: list[Text]) -> Text:
    """Return texts as one enumeration."""
    return Text("、".join(one.zh for one in texts), ", ".join(one.en for one in texts))


def _with_unit(said: str, unit: str, word: Text) -> Text:
    space = "" if unit == "%" else " "
    return Text(f"{said}{space}{word.zh}".rstrip(), f"{said}{space}{word.en}".rstrip())
