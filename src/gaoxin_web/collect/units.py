"""Units that people type or paste behind a figure, and how many of the field's own unit one of them is, exactly."""

from fractions import Fraction

Units = dict[str, int | Fraction]

_MONEY: Units = {
    "元": 1,
    "千元": 10**3,
    "万元": 10**4,
    "百万元": 10**6,
    "千万元": 10**7,
    "亿元": 10**8,
    "万亿元": 10**12,
}
_AREA: Units = {"平方米": 1, "㎡": 1, "m²": 1, "m2": 1, "公顷": 10**4, "ha": 10**4, "hm²": 10**4, "平方公里": 10**6,
         "平方千米": 10**6, "km²": 10**6, "km2": 10**6}  # fmt: skip
_VOLUME: Units = {"立方米": 1, "m³": 1, "m3": 1, "万立方米": 10**4, "亿立方米": 10**8}
_MASS: Units = {
    "千克": Fraction(1, 1000),
    "公斤": Fraction(1, 1000),
    "kg": Fraction(1, 1000),
    "吨": 1,
    "t": 1,
    "万吨": 10**4,
}
_COAL: Units = {"吨标准煤": 1, "吨标煤": 1, "tce": 1, "万吨标准煤": 10**4, "万吨标煤": 10**4}
_SHARE: Units = {"%": 1, "‰": Fraction(1, 10)}
_SCALES = {"万": 10**4, "亿": 10**8}

FAMILIES: tuple[Units, ...] = (_MONEY, _AREA, _VOLUME, _MASS, _COAL, _SHARE)
"""Units that can be turned into each other; the figure behind each is only compared within its family."""


def is_money(unit: str) -> bool:
    """Whether a field counts money, which may be entered in 万元 as well."""
    return unit in _MONEY


def is_unit(word: str) -> bool:
    """Whether a word behind a figure is a unit at all."""
    return word in _SCALES or any(word in family for family in FAMILIES)


def factor(typed: str, unit: str) -> Fraction | None:
    """Return how many of the field's ``unit`` one of the ``typed`` unit is; None where that cannot be said.

    A field of counts takes its own word (个, 家) and 万 of it; 万 and 亿 behind money mean yuan.

    >>> factor("亿元", "千元"), factor("公顷", "平方公里"), factor("万件", "件"), factor("吨", "千元")
    (Fraction(100000, 1), Fraction(1, 100), Fraction(10000, 1), None)
    """
    if typed == unit:
        return Fraction(1)
    for family in FAMILIES:
        if unit in family:
            word = f"{typed}元" if family is _MONEY and typed in _SCALES else typed
            return Fraction(family[word]) / Fraction(family[unit]) if word in family else None
    scale = typed.removesuffix(unit) if unit else typed
    return Fraction(_SCALES[scale]) if scale in _SCALES else None
