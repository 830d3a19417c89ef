"""Sentences from rules: a frame in two languages filled with figures; how figures, differences and dates are printed."""

import re
from collections.abc import Mapping, Sequence

from gaoxin.diagnosis.speech import ENGLISH
from gaoxin.report.document import Number, Span, Words
from gaoxin.terms import Language, Text

_SLOT = re.compile(r"\{(\w+)\}")
_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
_FIGURE = re.compile(r"[0-9A-Za-z%+−≥≤]")

NOTHING = {
    "unreported": "…",
    "low_coverage": "…",
    "too_few": "…",
    "first_round": "—",
    "undefined": "—",
    "structural": "—",
}
"""What stands for a value that is not there: … not available, — not applicable."""

_AND = Text("和", " and ")

_LARGE = 100_000
"""千元 from which a figure is printed in 亿元."""


def say(language: Language, frame: Text, **figures: object) -> Words:
    """Fill a frame: ``{name}`` becomes a figure, words, or a text in its language.

    In Chinese a half-width space stands between a figure and a character, wherever the two meet.

    >>> say("zh", Text("得分{score}分", "score {score}"), score=Number("68.80"))
    ('得分 ', Number(text='68.80', address='', value=None, factor=1.0), ' 分')
    """
    found: list[Span] = []
    for at, part in enumerate(_SLOT.split(of(language, frame))):
        found += _spans(language, figures[part]) if at % 2 else [part]
    return merged(_spaced(found) if language == "zh" else found)


def of(language: Language, text: Text) -> str:
    """Return a text in a language."""
    return text.zh if language == "zh" else text.en


def merged(spans: list[Span]) -> Words:
    """Return spans with neighbouring words joined and empty ones left out."""
    found: list[Span] = []
    for one in spans:
        if isinstance(one, str) and found and isinstance(found[-1], str):
            found[-1] += one
        elif one:
            found.append(one)
    return tuple(found)


def enumerated(language: Language, parts: Sequence[Words], *, last: Text = _AND) -> Words:
    """Return words as one enumeration: 甲、乙和丙; A, B and C."""
    comma = of(language, Text("、", ", "))
    found: list[Span] = []
    for at, one in enumerate(parts):
        join = "" if at == 0 else of(language, last) if at == len(parts) - 1 else comma
        found += [join, *one]
    return merged(found)


def _spans(language: Language, value: object) -> list[Span]:
    if isinstance(value, Text):
        return [of(language, value)]
    if isinstance(value, tuple):
        return list(value)
    return [value if isinstance(value, Number) else str(value)]


def _spaced(spans: list[Span]) -> list[Span]:
    """Return spans with a space between a character and a figure where two of them meet."""
    found: list[Span] = []
    for one in spans:
        before, after = _edge(found[-1], -1) if found else "", _edge(one, 0)
        if (_CHARACTER.match(before) and _FIGURE.match(after)) or (
            _FIGURE.match(before) and _CHARACTER.match(after)
        ):
            found.append(" ")
        if one:
            found.append(one)
    return found


def _edge(one: Span, at: int) -> str:
    text = one if isinstance(one, str) else one.text
    return text[at] if text else ""


# How figures are printed


def places(unit: str, value: float) -> int:
    """Return the decimals of a figure: rates one (two below 1), things counted none, others by their size.

    >>> places("%", 45.2), places("%", 0.82), places("家", 3501), places("元/万元", 294.4), places("分", 82.1)
    (1, 2, 0, 1, 1)
    """
    size = abs(value)
    if unit in ("个", "家", "项", "人", "件", "名"):
        return 0
    if unit in ("%", "分"):
        return 2 if unit == "%" and size < 1 else 1
    if unit == "亿元":
        return 2
    return 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 or size == 0 else 3


def scale(unit: str, value: float | None) -> tuple[float, str]:
    """Return what to multiply by and the unit to print: large sums of 千元 in 亿元."""
    if unit == "千元" and value is not None and abs(value) >= _LARGE:
        return 1e-5, "亿元"
    return 1.0, unit


def digits(value: float, decimals: int, *, sign: bool = False) -> str:
    """Return a number with thousands separated and a true minus; zero has no sign.

    >>> digits(-1234.56, 1), digits(0.04, 1, sign=True), digits(2.5, 1, sign=True)
    ('−1,234.6', '0.0', '+2.5')
    """
    text = f"{value:+,.{decimals}f}" if sign else f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("+-")
    return text.replace("-", "−")


def unit_of(language: Language, unit: str) -> str:
    """Return a unit as it is printed in a language."""
    return unit if language == "zh" else "100 million yuan" if unit == "亿元" else ENGLISH.get(unit, unit)


def figure(
    value: float, unit: str, address: str = "", *, like: float | None = None, rough: bool = False
) -> tuple[Number, str]:
    """Return a figure and the unit in which it is printed; ``like`` is the figure whose decimals and scale it takes.

    A ``rough`` figure has two significant digits, as quantiles that a zone may see.

    >>> figure(45.25, "%"), figure(23836828.0, "千元")[1], figure(0.0, "%", like=3.2)[0].text
    ((Number(text='45.2', address='', value=45.25, factor=1.0), '%'), '亿元', '0')
    >>> figure(43.0, "千元/人", like=105.3, rough=True)[0].text
    '43'
    """
    by, shown = scale(unit, value if like is None else like)
    decimals = places(shown, by * (value if like is None else like))
    if rough:
        decimals = _needed(by * value)
    text = "0" if value == 0 else digits(by * value, decimals)
    return Number(text, address, value, by), shown


def _needed(value: float) -> int:
    """Return the decimals that two significant digits need."""
    text = f"{float(f'{value:.2g}'):.10f}".rstrip("0")
    return len(text.partition(".")[2])


def amount(
    language: Language,
    value: float,
    unit: str,
    address: str = "",
    *,
    like: float | None = None,
    rough: bool = False,
) -> Words:
    """Return a figure with its unit.

    >>> amount("zh", 3501.0, "家"), amount("zh", 45.25, "%")[1]
    ((Number(text='3,501', address='', value=3501.0, factor=1.0), ' 家'), '%')
    """
    number, shown = figure(value, unit, address, like=like, rough=rough)
    return merged([number, _after(language, shown)])


def difference(
    language: Language, value: float, unit: str, *, like: float | None = None, sign: bool = False
) -> Words:
    """Return the size of a difference with its unit: of two rates in 百分点, never in per cent.

    It has the decimals of the figures it lies between (``like``), and more where it would be printed as zero.

    >>> difference("zh", -1.5, "%"), difference("en", 1.5, "%", sign=True), difference("zh", 0.004, "%", like=11.0)
    (('1.5 个百分点',), ('+1.5 percentage points',), ('0.004 个百分点',))
    >>> difference("zh", 4.8, "个"), difference("zh", 24.0, "个")
    (('4.8 个',), ('24 个',))
    """
    by, shown = scale(unit, value if like is None else like)
    decimals = places(shown, by * (value if like is None else like))
    if decimals == 0 and abs(value) < 100 and value != int(value):
        decimals = 1
    while value and decimals < 6 and float(f"{by * value:.{decimals}f}") == 0:
        decimals += 1
    said = "0" if value == 0 else digits(by * (value if sign else abs(value)), decimals, sign=sign)
    if shown == "%":
        return (f"{said} {of(language, Text('个百分点', 'percentage points'))}",)
    return (f"{said}{_after(language, shown)}",)


def times(language: Language, ratio: float) -> str:
    """Return how many times one figure is another.

    >>> times("zh", 3.318), times("en", 12.4)
    ('3.3 倍', '12 times')
    """
    said = digits(ratio, 0 if ratio >= 10 else 1)
    return f"{said} {of(language, Text('倍', 'times'))}"


def ordinal(language: Language, rank: float) -> str:
    """Return a rank as a word: 第 3 位; 3rd."""
    whole = f"{rank:g}"
    if language == "zh":
        return whole
    tail = (
        "th" if whole[-2:] in ("11", "12", "13") else {"1": "st", "2": "nd", "3": "rd"}.get(whole[-1:], "th")
    )
    return whole + ("" if "." in whole else tail)


def rank(language: Language, value: float, address: str = "") -> Number:
    """Return a rank as a figure of a sentence."""
    return Number(ordinal(language, value), address, value)


def place(value: float, address: str = "") -> Number:
    """Return a rank as a figure of a table."""
    return Number(f"{value:g}", address, value)


def score(value: float, address: str = "", decimals: int = 2) -> Number:
    """Return a score as a figure, two decimals where it is a total."""
    return Number(digits(value, decimals), address, value)


def share(value: float, address: str = "") -> Number:
    """Return a share of one as per cent with one decimal."""
    return Number(f"{digits(100 * value, 1)}%", address, value)


def counted(language: Language, count: int, things: Text, one: str = "") -> str:
    """Return a number of things; English knows the singular.

    >>> counted("zh", 3, Text("个园区", "zones")), counted("en", 1, Text("个园区", "zones"), "zone")
    ('3 个园区', '1 zone')
    """
    word = of(language, things)
    if language == "en" and count == 1:
        word = one or word.removesuffix("s")
    return f"{count:,} {word}"


def choose(language: Language, table: Mapping[str, Text], word: str) -> str:
    """Return the word for a code, or the code itself where there is none."""
    return of(language, table[word]) if word in table else word


def _after(language: Language, unit: str) -> str:
    if unit == "%":
        return "%"
    word = unit_of(language, unit)
    return f" {word}" if word else ""
