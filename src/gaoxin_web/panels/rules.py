"""Rules of panels, pure: tokens, code words, what a score may be, tables as CSV, words that would give a zone away."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from hashlib import sha256
from random import SystemRandom
from secrets import token_urlsafe
from typing import Any

from gaoxin.terms import Text

SIZES = {
    "micro": Text("微型", "micro"),
    "small": Text("小型", "small"),
    "medium": Text("中型", "medium"),
    "large": Text("大型", "large"),
    "unknown": Text("规模不明", "size not known"),
}
"""Strata of the sample: sizes of enterprises by employees."""

FLAGS = {
    "duplicate": Text("同一企业重复答卷", "the enterprise answered before"),
    "same_answers": Text("与另一份答卷完全相同", "the same answers throughout as another"),
    "straight": Text("通篇同一档", "one level throughout"),
    "speeding": Text("用时过短", "quicker than anyone can read"),
}

METHODS = {
    "trimmed": Text("截尾均值（网上轮次默认，假定）", "trimmed mean (default of web rounds, assumed)"),
    "mean": Text("简单平均", "plain mean"),
    "many_facet": Text("校正宽严", "corrected for severity"),
    "consensus": Text("会议一致分", "marks agreed on by meetings"),
}
"""How marks become scores when a panel is closed; the setting travels with the marks."""

BLACKED = "▇▇"
LONGEST = 4_000
"""Characters of notes and material at most."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def new_token() -> str:
    """Return a token that nobody can guess (256 bits)."""
    return token_urlsafe(32)


def digest_of_token(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def code_words(number: int) -> list[str]:
    """Return so many different code words in an order that follows from nothing: D-417."""
    width = max(3, len(str(number * 3)))
    drawn = SystemRandom().sample(range(10 ** (width - 1), 10**width), number)
    return [f"D-{one}" for one in drawn]


def read_score(text: str, scale: tuple[Fraction, Fraction]) -> Decimal | Text:
    """Return a mark within the score scale with at most two decimals, or in words what is wrong with it.

    >>> read_score("88", (Fraction(0), Fraction(100)))
    Decimal('88')
    >>> read_score("８８．５", (Fraction(0), Fraction(100)))
    Decimal('88.5')
    """
    low, high = scale
    allowed = Text(
        f"请填 {low} 到 {high} 之间的数，至多两位小数。",
        f"Write a number from {low} to {high}, two decimals at most.",
    )
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return Text(f"没有填分数。{allowed.zh}", f"There is no mark. {allowed.en}")
    try:
        found = Decimal(plain) if re.fullmatch(r"[+-]?[0-9]{1,6}([.][0-9]{1,6})?", plain) else None
    except InvalidOperation:
        found = None
    if found is None or not low <= Fraction(found) <= high or found != round(found, 2):
        return Text(f"分数填了“{plain[:20]}”。{allowed.zh}", f"The mark is {plain[:20]!r}. {allowed.en}")
    return found


def blacked(words: str, names: Iterable[str]) -> str:
    """Return words in which names are blacked out: a zone's name, its code, province and city.

    >>> blacked("北京海淀园的规划", ["海淀园", "北京"])
    '▇▇▇▇的规划'
    """
    for name in sorted({one.strip() for one in names if len(one.strip()) > 1}, key=len, reverse=True):
        words = re.sub(re.escape(name), BLACKED, words, flags=re.IGNORECASE)
    return words


def cell(value: Any) -> str:
    """Return a value as a cell of a CSV; text that a spreadsheet would run as a formula is made plain text."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return f"{round(float(value), 3):g}" if value.denominator != 1 else str(value.numerator)
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(_RISKY) else text


def csv_of(table: Mapping[str, Iterable[Any]], mark: bool = False) -> bytes:
    """Return a table of columns as CSV (UTF-8); ``mark`` adds the column that says 合成."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*table, *(("synthetic",) if mark else ())])
    for row in zip(*table.values(), strict=True):
        writer.writerow([*(cell(one) for one in row), *(("合成",) if mark else ())])
    return out.getvalue().encode()
