"""The round as a whole: who took part, how scores spread, who leads, who rose and who fell."""

from collections.abc import Iterator

import numpy as np

from gaoxin.report import charts, words
from gaoxin.report.circle import Circle, middle, movement
from gaoxin.report.document import Block, Chart, Column, Heading, Paragraph, Row, Table, Words

LEADERS, MOVERS = 10, 5


def overview(circle: Circle) -> Iterator[Block]:
    """Yield the section on participation and the spread of scores."""
    yield Heading(1, (circle.word("总体情况", "The round"),), "overview")
    yield Paragraph(took_part(circle))
    if not circle.ranked:
        return
    yield Paragraph(_spread(circle))
    if len(circle.ranked) >= LEADERS:
        yield _histogram(circle)
    yield Heading(2, (circle.word("位次", "Ranks"),), "leaders")
    yield Paragraph(leaders(circle))
    yield _bars(circle)
    yield from _sure(circle)
    yield from _movers(circle)


def took_part(circle: Circle) -> Words:
    """Say how many zones took part, and in what standing."""
    count, year = circle.statuses, circle.now.year
    parts = []
    for status, zh, en in (
        ("provisional", "暂定{n}个（有指标未报）", "{n} provisional (something was not reported)"),
        ("shadow", "首轮试评{n}个（只评分、不排名）", "{n} in a first round (scored, not ranked)"),
    ):
        if count.get(status):
            parts.append(circle.say(zh, en, n=str(count[status])))
    rest: Words = ()
    if parts:
        rest = circle.say(
            "，其中{parts}", ", of which {parts}", parts=words.enumerated(circle.language, parts)
        )
    return circle.say(
        "{round}年评价（数据年度{year}年）共有{where}{n}个园区参加{rest}；{ranked}个园区有位次。",
        "In the evaluation of {round} (data year {year}) {n} zones of {where} took part{rest}; {ranked} zones have a rank.",
        round=str(year + 1),
        year=str(year),
        where=circle.name if circle.province or circle.language == "en" else "全国",
        n=str(len(circle.records)),
        rest=rest,
        ranked=str(len(circle.ranked)),
    )


def _scores(circle: Circle) -> list[float]:
    return [float(circle.records[unit].at["score"]) for unit in circle.ranked]


def _spread(circle: Circle) -> Words:
    low, mid, high = (float(one) for one in np.quantile(_scores(circle), (0.25, 0.5, 0.75)))
    return circle.say(
        "综合得分最高{best}分、最低{worst}分，中位{median}分，四分位区间为{low}至{high}分。",
        "Scores run from {worst} to {best}; the median is {median}, the middle half lies between {low} and {high}.",
        best=circle.score(circle.ranked[0]),
        worst=circle.score(circle.ranked[-1]),
        median=words.digits(mid, 2),
        low=words.digits(low, 2),
        high=words.digits(high, 2),
    )


def _histogram(circle: Circle) -> Chart:
    scores = _scores(circle)
    first, last = int(min(scores) // 5 * 5), int(-(-max(scores) // 5) * 5)
    edges = list(range(first, last + 1, 5))
    counts, _ = np.histogram(scores, edges)
    option = charts.histogram(
        edges, counts.tolist(), (circle.word("综合得分", "score"), circle.word("园区数", "zones"))
    )
    said = circle.word("；", "; ").join(
        f"{low}–{low + 5}: {count}" for low, count in zip(edges, counts.tolist(), strict=False)
    )
    return Chart("scores", circle.word("综合得分的分布", "How scores are spread"), option, 580, 200, said)


def leaders(circle: Circle) -> Words:
    """Say who leads."""
    first = circle.ranked[:LEADERS]
    names = [
        circle.say("{zone}（{score}分，全国第{rank}位）" if circle.province else "{zone}（{score}分）",
                   "{zone} ({score}, rank {rank})" if circle.province else "{zone} ({score})",
                   zone=circle.short(unit), score=circle.score(unit), rank=circle.rank(unit))
        for unit in first
    ]  # fmt: skip
    return circle.say(
        "位次最前的{n}个园区依次是：{names}。" if len(first) > 1 else "{names}。",
        "The first {n} zones are, in this order: {names}." if len(first) > 1 else "{names}.",
        n=str(len(first)),
        names=words.enumerated(circle.language, names),
    )


def _bars(circle: Circle) -> Chart:
    shown = circle.ranked[:20]
    labels = [f"{circle.records[unit].at['rank']:g} {circle.short(unit)}" for unit in shown]
    values = [round(float(circle.records[unit].at["score"]), 2) for unit in shown]
    title = circle.word(
        f"位次最前的 {len(shown)} 个园区的综合得分", f"Scores of the first {len(shown)} zones"
    )
    said = circle.word("；", "; ").join(
        f"{label} {value:.2f}" for label, value in zip(labels, values, strict=True)
    )
    return Chart("leaders", title, charts.bars(labels, values, 2), 580, 40 + 19 * len(shown), said)


def _sure(circle: Circle) -> Iterator[Paragraph]:
    """Say how wide the intervals are, where they are known."""
    found = [circle.material.intervals[unit] for unit in circle.ranked if unit in circle.material.intervals]
    if not found:
        return
    width = middle([one.high - one.low for one in found])
    tied = middle([len(one.tied) for one in found if one.tied is not None])
    assert width is not None
    rest: Words = ()
    if tied is not None:
        rest = circle.say(
            "，与之无显著差异的园区中位数为{n}个",
            "; half of them do not differ significantly from {n} zones or more",
            n=f"{tied:g}",
        )
    yield Paragraph(
        circle.say(
            "位次都带有不确定性：90% 区间宽度的中位数为{width}位{rest}，不宜按相邻名次下结论。",
            "Every rank is uncertain: the median width of the 90 % intervals is {width} places{rest}. Neighbouring ranks mean little.",
            width=words.digits(width, 1).removesuffix(".0"),
            rest=rest,
        )
    )


def _movers(circle: Circle) -> Iterator[Block]:
    """Yield who rose and who fell most, as a table."""
    found = [(unit, gained) for unit in circle.ranked if (gained := circle.moved(unit)) is not None]
    rows = [one for one in sorted(found, key=lambda one: -one[1])[:MOVERS] if one[1] > 0]
    rows += [one for one in sorted(found, key=lambda one: one[1])[:MOVERS] if one[1] < 0]
    if not rows or circle.last is None:
        return
    last = circle.last
    table = tuple(
        Row(
            (
                (circle.short(unit),),
                (
                    circle.word(
                        str(circle.records[unit].at["province"]), str(circle.records[unit].at["province"])
                    ),
                ),
                (f"{last.records[unit].at['rank']:g}",),
                (circle.rank(unit),),
                (movement(gained),),
            )
        )
        for unit, gained in rows
    )
    columns = (
        Column(circle.word("园区", "Zone"), 0.36, "left"),
        Column(circle.word("省份", "Province"), 0.24, "left"),
        Column(circle.word("上年位次", "Rank before"), 0.14),
        Column(circle.word("本年位次", "Rank now"), 0.13),
        Column(circle.word("变动", "Moved"), 0.13),
    )
    title = circle.word("位次上升和下降最多的园区", "Zones that rose and fell most")
    yield Table(
        "movers",
        title,
        columns,
        table,
        "",
        circle.word("▲ 上升，▼ 下降，后为位数。", "▲ rose, ▼ fell, by so many places."),
    )


def ranking(circle: Circle) -> Table:
    """Return the whole ranking with what must stand beside every rank."""
    sure, last = bool(circle.material.intervals), circle.last is not None
    dimensions = circle.dimensions()
    rows = []
    for unit, record in circle.records.items():
        at = record.at
        one = circle.material.intervals.get(unit)
        variants = "/".join(
            "—" if at[name] is None else f"{at[name]:g}"
            for name in ("rank_raw", "rank_zscore", "rank_geometric")
        )
        rows.append(
            Row(
                (
                    (circle.rank(unit),) if at["rank"] is not None else ("—",),
                    *([(movement(circle.moved(unit)),)] if last else []),
                    (circle.short(unit) + {"provisional": "*", "shadow": "※"}.get(at["status"], ""),),
                    (str(at["province"]),),
                    (circle.score(unit),),
                    *((circle.dimension(unit, code),) for code, _ in dimensions),
                    *([(f"{one.low:.0f}–{one.high:.0f}" if one else "—",)] if sure else []),
                    (variants,),
                    ("—" if at["coverage"] is None else words.share(at["coverage"]).text,),
                )
            )
        )
    columns = (
        Column(circle.word("位次", "Rank"), 0.06),
        *([Column(circle.word("变动", "Moved"), 0.07)] if last else []),
        Column(circle.word("园区", "Zone"), 0.16, "left"),
        Column(circle.word("省份", "Province"), 0.13, "left"),
        Column(circle.word("得分", "Score"), 0.07),
        *(Column(code, 0.06) for code, _ in dimensions),
        *([Column(circle.word("区间", "Interval"), 0.1)] if sure else []),
        Column(circle.word("原始/标准/几何", "raw/z/geom."), 0.13),
        Column(circle.word("覆盖率", "Coverage"), 0.08),
    )
    names = circle.word("；", "; ").join(f"{code} {label}" for code, label in dimensions)
    note = circle.word(
        f"{names}。* 暂定，※ 首轮试评；区间为位次的 90% 区间；原始/标准/几何为三种其他方法下的位次；方法为假定。",
        f"{names}. * provisional, ※ first round; interval: 90 % interval of the rank; raw/z/geom.: ranks under three other methods; the method is assumed.",
    )
    return Table("ranking", circle.word("园区排名", "Ranking"), columns, tuple(rows), "", note, annex=True)
