"""How figures of a result are written: the same words on every page, rounded for the eye and never for reckoning."""

from gaoxin.diagnosis.groups import band_text
from gaoxin.diagnosis.speech import ENGLISH, number
from gaoxin.edition import Edition, Indicator
from gaoxin.terms import Text, language

NOTHING, UNKNOWN, SHUT = "—", "…", "·"
"""Not applicable, not reported, not shown to this level."""


def figure(value: float | None) -> str:
    """Write a figure for people: four significant digits below a thousand, thousands separated, true minus."""
    return UNKNOWN if value is None else number(value).replace("-", "−")


def fixed(value: float | None, places: int, nothing: str = NOTHING) -> str:
    """Write a number with so many decimals."""
    return nothing if value is None else f"{value:.{places}f}".replace("-", "−")


def ordinal(rank: float | None) -> str:
    """Write a rank: whole, or with a half where equals share."""
    return NOTHING if rank is None else f"{rank:g}"


def between(low: float, high: float) -> str:
    """Write an interval of ranks, one decimal where one is needed.

    >>> between(3, 5), between(3, 4.0512)
    ('3–5', '3–4.1')
    """
    return f"{round(low, 1):g}–{round(high, 1):g}"


def movement(now: float | None, before: float | None) -> str:
    """Write how a rank moved by arrow and number, never by colour.

    >>> movement(7, 5), movement(5, 7), movement(5, 5), movement(5, None)
    ('▼ 2', '▲ 2', '—', '')
    """
    if now is None or before is None:
        return ""
    moved = before - now
    return NOTHING if moved == 0 else f"{'▲' if moved > 0 else '▼'} {abs(moved):g}"


def unit(word: str) -> str:
    """Return a unit in the reader's language."""
    return word if language() == "zh" else ENGLISH.get(word, word)


def label(one: Indicator) -> str:
    """Return the name of an indicator in the reader's language; panels' marks carry a dagger."""
    dagger = {"survey": " †", "expert": " ‡"}.get(one.source, "")
    return str(Text(one.label, one.label_en or one.label)) + dagger


def park_type(edition: Edition, kind: str) -> str:
    """Return the name of a park type; words for none and for unknown."""
    if kind in edition.park_types:
        return str(Text(edition.park_types[kind], kind.replace("_", " ")))
    return str(Text("未分类", "no type") if kind == "none" else Text("类型不明", "type unknown"))


def band(one: tuple[int, int] | None) -> str:
    """Return a rank band in words."""
    return NOTHING if one is None else str(band_text(one))


BASIS = {
    "stated": Text("明文", "stated"),
    "inferred": Text("推定", "inferred"),
    "assumed": Text("假定", "assumed"),
}

STATUS = {
    "ranked": ("ok", Text("正常", "in order")),
    "provisional": ("late", Text("暂定，有插补", "provisional, filled")),
    "shadow": ("idle", Text("首轮试评", "first round")),
}
"""The look and the words of a zone's status."""


def quality(status: str, filled: int) -> tuple[str, Text]:
    """Return the look and words of a zone's data quality."""
    if status == "ranked" and filled:
        return "late", Text(f"有插补 {filled}", f"{filled} filled")
    return STATUS[status]


def dimension_names(edition: Edition) -> dict[str, str]:
    """Return the names of the top dimensions by id, in the reader's language."""
    return {
        one.id: str(Text(one.label or one.id, one.label_en or one.label or one.id))
        for one in edition.dimensions
    }


VERDICTS = {
    "met": ("ok", Text("达到", "met")),
    "not_met": ("near", Text("未达到", "not met")),
    "unknown": ("idle", Text("未知", "unknown")),
}
"""The look and words of a verdict on a target."""


def share(weight: object) -> str:
    """Return a weight of the edition as a per cent without needless decimals."""
    return f"{100 * float(weight):g}%"  # type: ignore[arg-type]


def short(name: str) -> str:
    """Return a zone's name as tables have room for.

    >>> short("朔溪高新技术产业开发区")
    '朔溪高新区'
    """
    return name.replace("高新技术产业开发区", "高新区").replace(
        "High-tech Industrial Development Zone", "HIDZ"
    )


def large(unit_word: str) -> tuple[str, float]:
    """Return the unit in which money is shown beside forty other figures, and by what it is divided."""
    return ("亿元", 100_000.0) if unit_word == "千元" else (unit_word, 1.0)
