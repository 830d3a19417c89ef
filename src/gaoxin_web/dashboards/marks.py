"""Where marks stand in small drawings: pure arithmetic from figures to SVG coordinates."""

from collections.abc import Sequence
from itertools import pairwise

Quartiles = tuple[float, float, float]


def along(value: float, low: float, high: float, width: float, edge: float = 12) -> float:
    """Return where a value stands on an axis from ``low`` to ``high`` that is ``width`` wide.

    >>> along(1, 1, 101, 110), along(101, 1, 101, 110), along(3, 3, 3, 110)
    (12.0, 98.0, 55.0)
    """
    if high == low:
        return width / 2
    share = min(max((value - low) / (high - low), 0), 1)
    return round(edge + share * (width - 2 * edge), 1)


def whisker(
    rank: float, interval: tuple[float, float, float] | None, count: int, width: float = 180
) -> dict[str, float]:
    """Return the dot of a rank and the ends of its interval on the axis of all ranks."""
    made = {"dot": along(rank, 1, count, width)}
    if interval is not None:
        made |= {"low": along(interval[0], 1, count, width), "high": along(interval[2], 1, count, width)}
    return made


def ticks(count: int, width: float = 180) -> list[tuple[float, str]]:
    """Return the marks of the axis of ranks: 1, some round ones, and the last.

    >>> [word for _, word in ticks(143)]
    ['1', '50', '100', '143']
    """
    step = next((one for one in (5, 10, 20, 50, 100) if count / one <= 5), 200)
    inside = [one for one in range(step, count, step) if count - one > step / 3]
    return [(along(one, 1, count, width), str(one)) for one in dict.fromkeys((1, *inside, count))]


def strip(
    value: float | None, quartiles: Quartiles | None, lower_is_better: bool, last: float | None = None
) -> dict[str, float] | None:
    """Return where a value stands beside the quartiles of its group, median in the middle, better to the right.

    The scale is that of the quartiles alone (four spreads wide), so that nothing of the group's ends is drawn.
    """
    if value is None or quartiles is None:
        return None
    low, middle, high = quartiles
    spread = (high - low) or abs(middle) * 0.25 or 1.0
    places = [(one - middle) / (2 * spread) for one in (low, high, value)]
    places += [] if last is None else [(last - middle) / (2 * spread)]
    turned = [-one if lower_is_better else one for one in places]
    left, right, own, *before = (along(min(max(one, -1), 1), -1, 1, 56, 4) for one in turned)
    made = {"left": min(left, right), "wide": round(abs(right - left), 1) or 1, "own": own}
    return made | ({"last": before[0]} if before else {})


def quintile(rank: float | None, count: int) -> int | None:
    """Return the fifth in which a rank stands, 5 the best; None without a rank.

    >>> quintile(1, 143), quintile(143, 143), quintile(None, 143)
    (5, 1, None)
    """
    if rank is None or count < 1:
        return None
    return min(5, max(1, 5 - int(5 * (rank - 1) / count)))


def bar(value: float | None, most: float, width: float = 48) -> float:
    """Return how long a bar is that begins at zero."""
    return 0 if not value or most <= 0 else round(width * min(value / most, 1), 1)


def steps(values: Sequence[float], width: float = 260) -> list[tuple[float, float]]:
    """Return start and length of the bars of a waterfall whose parts follow each other.

    >>> steps([2, -1], 100)
    [(0.0, 100.0), (50.0, 50.0)]
    """
    ends = [0.0]
    for one in values:
        ends.append(ends[-1] + one)
    low, high = min(ends), max(ends)
    scale = width / ((high - low) or 1)
    pairs = pairwise(ends)
    return [(round((min(a, b) - low) * scale, 1), round(abs(b - a) * scale, 1)) for a, b in pairs]


SPARK = (112.0, 34.0)
"""Width and height of a small multiple."""


def spark(
    values: Sequence[float | None], beside: Sequence[float | None] = (), *, rank: bool = False
) -> dict[str, object]:
    """Return a small multiple: lines of the values and of what is beside them, with gaps, and the dots of single years.

    >>> spark([1, 2, None, 3])["line"]
    'M4.0 30.0L38.7 17.0'
    >>> spark([1, 2, None, 3])["dots"], spark([5, 1], rank=True)["line"]
    ([(108.0, 4.0)], 'M4.0 30.0L108.0 4.0')
    """
    known = [one for one in (*values, *beside) if one is not None]
    ends = (max(known), min(known)) if rank else (min(known), max(known))
    own, dots = _joined(values, ends)
    return {"line": own, "beside": _joined(beside, ends)[0], "dots": dots}


def _joined(
    values: Sequence[float | None], ends: tuple[float, float]
) -> tuple[str, list[tuple[float, float]]]:
    """Return the path through neighbouring years, and where the dots of years without a neighbour and the last one stand."""
    places = [None if one is None else (along(at, 0, max(len(values) - 1, 1), SPARK[0], 4), _height(one, ends))
              for at, one in enumerate(values)]  # fmt: skip
    path, dots = "", []
    for at, here in enumerate(places):
        before = places[at - 1] if at else None
        after = places[at + 1] if at + 1 < len(places) else None
        if here is not None and (before or after):
            path += f"{'L' if before else 'M'}{here[0]} {here[1]}"
        if here is not None and not after and (not before or at + 1 == len(places)):
            dots.append(here)
    return path, dots


def _height(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return round(SPARK[1] - along(value, low, high, SPARK[1], 4), 1)
