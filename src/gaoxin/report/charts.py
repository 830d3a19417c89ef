"""Charts as ECharts options: pure functions from figures to JSON, the same for page, PDF and Word.

No option holds a function or HTML, so that it travels as JSON and a strict content policy lets it pass. Words
come in ready, in the language of the reader. Colours, marks and axes follow the visual language of the house: bars
begin at zero, own figures are blue, the others grey, and what goes down is hatched as well as orange.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Option = dict[str, Any]

OWN, PEER, DOWN, BAND, INK, LINE = "#0072B2", "#8A96A1", "#B84A00", "#D5DBE0", "#17212B", "#E3E8EC"
STACK = (OWN, "#C3CCD4", "#E69F00", "#009E73", "#CC79A7")
PALETTE = (OWN, PEER, "#E69F00", "#009E73", "#CC79A7")
FONT = "Noto Sans SC, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
HATCH = {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 3], "rotation": -0.78, "color": "#ffffff"}

_TEXT = {"fontFamily": FONT, "fontSize": 12, "color": "#43505C"}


def dimensions(
    labels: Sequence[str],
    own: Sequence[float],
    quartiles: Sequence[tuple[float, float, float] | None],
    words: tuple[str, str, str],
) -> Option:
    """Return own scores (0 to 100) as bars over the quartile band and the median tick of a group.

    ``words`` name own, band and median.
    """
    band = [one or (0.0, 0.0, 0.0) for one in quartiles]
    wide = {"type": "bar", "barWidth": 22, "stack": "band", "silent": True}
    ticks = [[one[1], at] for at, one in enumerate(quartiles) if one]
    series = [
        {**wide, "data": [one[0] for one in band], "itemStyle": {"color": "transparent"}},
        {**wide, "name": words[1], "data": [one[2] - one[0] for one in band], "itemStyle": {"color": BAND}},
        {
            "type": "bar", "name": words[0], "barWidth": 12, "barGap": "-77%", "data": list(own), "z": 3,
            "itemStyle": {"color": OWN},
            "label": {"show": True, "position": "right", "formatter": "{c}", "color": INK, "distance": 8},
        },
        {
            "type": "scatter", "name": words[2], "symbol": "rect", "symbolSize": [3, 24], "data": ticks, "z": 4,
            "itemStyle": {"color": INK}, "silent": True,
        },
    ]  # fmt: skip
    data = [round(one, 1) for one in own]
    series[2]["data"] = data
    return _frame(
        grid={"left": 8, "right": 44, "top": 30, "bottom": 4, "containLabel": True},
        xAxis=_values(0, 100),
        yAxis=_names(labels),
        legend=_legend([words[0], *([words[1], words[2]] if ticks else [])]),
        series=series,
    )


def interval(rank: float, low: float, high: float, count: int, words: str) -> Option:
    """Return a rank as a dot on its 5 % to 95 % whisker, on the axis of all ranks."""
    whisker = {
        "type": "line",
        "symbol": "rect",
        "symbolSize": [2, 12],
        "lineStyle": {"width": 3},
        "color": OWN,
    }
    dot = {"type": "scatter", "symbolSize": 13, "data": [[rank, 0]], "itemStyle": {"color": OWN}, "z": 4}
    label = {"show": True, "position": "top", "formatter": words, "color": INK, "fontSize": 13}
    side = "left" if rank < count * 0.15 else "right" if rank > count * 0.85 else "center"
    return _frame(
        grid={"left": 16, "right": 24, "top": 30, "bottom": 24},
        xAxis={
            **_values(1, count), "interval": max(1, round(count / 10)), "splitLine": {"show": False},
            "axisTick": {"show": True},
        },
        yAxis={"type": "value", "show": False, "min": -1, "max": 1},
        series=[
            {**whisker, "data": [[low, 0], [high, 0]]},
            {**dot, "label": {**label, "align": side}},
        ],
    )  # fmt: skip


def percentiles(
    codes: Sequence[str], shares: Sequence[float | None], signs: Sequence[str], middle: str
) -> Option:
    """Return the percentile rank (0 to 100) of every indicator as a column, marks of strength and weakness above."""
    heights = [None if one is None else round(100 * one, 1) for one in shares]
    strong = [[at, heights[at]] for at, sign in enumerate(signs) if sign == "▲"]
    weak = [[at, heights[at]] for at, sign in enumerate(signs) if sign == "▼"]
    bar = {"type": "bar", "barWidth": "62%", "stack": "all"}
    mark = {
        "type": "scatter",
        "symbol": "triangle",
        "symbolSize": 7,
        "itemStyle": {"color": INK},
        "silent": True,
    }
    line = {
        "silent": True, "symbol": "none", "lineStyle": {"color": INK, "type": "dashed", "width": 1},
        "data": [{"yAxis": 50}], "label": {"formatter": middle, "position": "insideEndTop", "fontSize": 10},
    }  # fmt: skip
    usual = [None if sign == "▼" else height for height, sign in zip(heights, signs, strict=True)]
    low = [height if sign == "▼" else None for height, sign in zip(heights, signs, strict=True)]
    return _frame(
        grid={"left": 4, "right": 8, "top": 16, "bottom": 4, "containLabel": True},
        xAxis={
            "type": "category", "data": list(codes), "axisTick": {"show": False},
            "axisLabel": {"rotate": 90, "interval": 0, "fontSize": 10, "color": "#43505C"},
        },
        yAxis={**_values(0, 100), "interval": 25},
        series=[
            {**bar, "data": usual, "itemStyle": {"color": OWN}, "markLine": line},
            {**bar, "data": low, "itemStyle": {"color": DOWN, "decal": HATCH}},
            {**mark, "data": strong, "symbolOffset": [0, -7]},
            {**mark, "data": weak, "symbolOffset": [0, -7], "symbolRotate": 180},
        ],
    )  # fmt: skip


def steps(labels: Sequence[str], values: Sequence[float]) -> Option:
    """Return what moved a score, from zero: up to the right in blue, down to the left hatched."""
    data = [
        {
            "value": round(one, 2),
            "itemStyle": {"color": OWN} if one >= 0 else {"color": DOWN, "decal": HATCH},
            "label": {
                "position": "right" if one >= 0 else "left",
                "formatter": f"{one:+.2f}".replace("-", "−"),
            },
        }
        for one in values
    ]
    most = max([abs(one) for one in values] + [0.5])
    edge = round(1.3 * most + 0.05, 1)
    return _frame(
        grid={"left": 8, "right": 24, "top": 6, "bottom": 4, "containLabel": True},
        xAxis={**_values(-edge, edge), "axisLabel": {"show": False}, "splitLine": {"show": False}},
        yAxis=_names(labels),
        series=[{"type": "bar", "barWidth": 14, "data": data, "label": {"show": True, "color": INK}}],
    )


def attained(labels: Sequence[str], shares: Sequence[float], met: Sequence[bool], words: str) -> Option:
    """Return how much of each requirement is attained, in per cent, cut at 150; the line at 100 is the target."""
    line = {
        "silent": True, "symbol": "none", "lineStyle": {"color": INK, "type": "solid", "width": 2},
        "data": [{"xAxis": 100}], "label": {"formatter": words, "position": "start", "color": INK},
    }  # fmt: skip
    bar = {"type": "bar", "barWidth": 12, "stack": "all"}
    label = {"show": True, "position": "right", "color": INK}

    def drawn(*, done: bool) -> list[Any]:
        return [_cut(100 * share) if one == done else None for share, one in zip(shares, met, strict=True)]

    return _frame(
        grid={"left": 8, "right": 60, "top": 24, "bottom": 4, "containLabel": True},
        xAxis=_values(0, 150),
        yAxis=_names(labels),
        series=[
            {
                **bar, "data": drawn(done=True), "itemStyle": {"color": OWN}, "markLine": line,
                "label": {**label, "formatter": "● {c}%"},
            },
            {
                **bar, "data": drawn(done=False), "itemStyle": {"color": "#6FA8CF", "decal": HATCH},
                "label": {**label, "formatter": "▲ {c}%"},
            },
        ],
    )  # fmt: skip


def _cut(share: float) -> Any:
    """Return a per cent; one above 150 is drawn to the edge and keeps its figure."""
    whole = round(share)
    return whole if share <= 150 else {"value": 150, "label": {"formatter": f"● {whole}% ›"}}


def bars(labels: Sequence[str], values: Sequence[float], decimals: int = 1) -> Option:
    """Return sorted horizontal bars from zero, the figure at the end of each."""
    return _frame(
        grid={"left": 8, "right": 52, "top": 6, "bottom": 4, "containLabel": True},
        xAxis=_values(0, None),
        yAxis=_names(labels),
        series=[
            {
                "type": "bar", "barWidth": "62%", "itemStyle": {"color": OWN},
                "data": [
                    {"value": one, "label": {"formatter": f"{one:,.{decimals}f}"}} for one in values
                ],
                "label": {"show": True, "position": "right", "color": INK},
            }
        ],
    )  # fmt: skip


def stacked(labels: Sequence[str], parts: Sequence[tuple[str, Sequence[float]]]) -> Option:
    """Return counts as stacked horizontal bars, at most five parts, each figure inside."""
    series = [
        {
            "type": "bar", "name": name, "stack": "all", "barWidth": 18,
            "itemStyle": {"color": STACK[at % len(STACK)]},
            "data": [
                {"value": one, "label": {"show": one > 0, "formatter": f"{one:g}", "textBorderColor": "#fff", "textBorderWidth": 2}}
                for one in values
            ],
            "label": {"position": "inside", "color": INK},
        }
        for at, (name, values) in enumerate(parts)
    ]  # fmt: skip
    return _frame(
        grid={"left": 8, "right": 16, "top": 30, "bottom": 4, "containLabel": True},
        xAxis=_values(0, None),
        yAxis=_names(labels),
        legend=_legend([name for name, _ in parts]),
        series=series,
    )


def histogram(edges: Sequence[float], counts: Sequence[int], words: tuple[str, str]) -> Option:
    """Return how many zones have a score in each class; ``words`` name the two axes."""
    labels = [f"{low:g}–{high:g}" for low, high in pairwise(edges)]
    return _frame(
        grid={"left": 8, "right": 16, "top": 26, "bottom": 22, "containLabel": True},
        xAxis={
            "type": "category", "data": labels, "axisTick": {"show": False}, "name": words[0],
            "nameLocation": "middle", "nameGap": 26,
        },
        yAxis={**_values(0, None), "name": words[1], "minInterval": 1},
        series=[
            {
                "type": "bar", "barCategoryGap": "8%", "data": list(counts), "itemStyle": {"color": OWN},
                "label": {"show": True, "position": "top", "color": INK},
            }
        ],
    )  # fmt: skip


def lines(
    years: Sequence[int],
    series: Sequence[tuple[str, Sequence[float | None]]],
    unit: str,
    *,
    breaks: tuple[Sequence[int], str] = ((), ""),
    ranks: bool = False,
) -> Option:
    """Return a few series over years, each named at its end; a year without a value is a gap.

    ``breaks`` are the years in which something else began to be measured, and the words for it; ``ranks`` puts the first
    rank on top.
    """
    drawn: list[dict[str, Any]] = [
        {
            "type": "line", "name": name, "data": list(values), "symbolSize": 6, "connectNulls": False,
            "lineStyle": {"width": 2.4 if at == 0 else 1.6, "type": ("solid", "dashed", "dotted")[at % 3]},
            "endLabel": {
                "show": True, "formatter": "{a}", "color": INK, "fontSize": 11, "distance": 6, "width": 138, "overflow": "break",
            },
            "labelLayout": {"moveOverlap": "shiftY"},
        }
        for at, (name, values) in enumerate(series[:5])
    ]  # fmt: skip
    if breaks[0] and drawn:
        drawn[0]["markLine"] = {
            "silent": True, "symbol": "none", "lineStyle": {"type": "dotted", "color": INK, "width": 1.2},
            "label": {"formatter": breaks[1], "position": "end", "color": INK, "fontSize": 11},
            "data": [{"xAxis": str(one)} for one in breaks[0]],
        }  # fmt: skip
    scale = {"inverse": True, "min": 1, "minInterval": 1} if ranks else {"scale": True}
    return _frame(
        grid={"left": 8, "right": 150, "top": 28, "bottom": 4, "containLabel": True},
        xAxis={
            "type": "category", "data": [str(one) for one in years], "boundaryGap": False,
            **({"position": "bottom", "axisLine": {"onZero": False}} if ranks else {}),
        },
        yAxis={**_values(None, None), "name": unit, **scale, **({"nameLocation": "start"} if ranks else {})},
        series=drawn,
    )  # fmt: skip


def _frame(**parts: Any) -> Option:
    return {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": False}},
        "color": list(PALETTE),
        "textStyle": _TEXT,
        "tooltip": {"renderMode": "richText", "confine": True},
        "legend": {"show": False},
    } | parts


def _values(low: float | None, high: float | None) -> Option:
    ends = {name: end for name, end in (("min", low), ("max", high)) if end is not None}
    axis = {"lineStyle": {"color": "#5B6773"}, "show": True}
    return {
        "type": "value", **ends, "axisLine": axis, "splitLine": {"show": True, "lineStyle": {"color": LINE}},
        "axisLabel": {"color": "#43505C", "fontSize": 11},
    }  # fmt: skip


def _names(labels: Sequence[str]) -> Option:
    return {
        "type": "category", "data": list(labels), "inverse": True, "axisLine": {"lineStyle": {"color": "#5B6773"}},
        "axisTick": {"show": False}, "axisLabel": {"color": INK, "interval": 0},
    }  # fmt: skip


def _legend(names: Sequence[str]) -> Option:
    return {
        "show": True, "data": list(names), "top": 0, "right": 8, "itemWidth": 14, "itemHeight": 9, "itemGap": 26,
        "selectedMode": False, "textStyle": {"fontFamily": FONT, "fontSize": 11, "color": "#43505C"},
    }  # fmt: skip
