"""Exact numbers: text to fraction and back; floats begin only at standardisation."""

import re
from decimal import Decimal
from fractions import Fraction

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?%?")


def is_exact(text: str) -> bool:
    """Whether the text is a plain number or a per cent."""
    return _NUMBER.fullmatch(text.strip()) is not None


def exact(text: str) -> Fraction:
    """Read a plain number or a per cent without loss; ValueError for anything else.

    >>> exact("35%") == Fraction(7, 20)
    True
    """
    word = text.strip()
    if not is_exact(word):
        raise ValueError(f"{text!r} is not a number")
    return Fraction(word[:-1]) / 100 if word.endswith("%") else Fraction(word)


def decimal_text(value: Fraction | Decimal | float) -> str:
    """Write a number in full precision: whole numbers without a point, the rest as the shortest equal float.

    >>> decimal_text(Fraction(7, 2)), decimal_text(Fraction(35)), decimal_text(0.1)
    ('3.5', '35', '0.1')
    """
    if isinstance(value, float):
        return repr(value) if value != int(value) or abs(value) >= 1e15 else repr(int(value))
    whole = Fraction(value)
    return str(whole.numerator) if whole.denominator == 1 else repr(float(whole))
