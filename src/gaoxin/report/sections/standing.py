"""Where a zone stands: score, rank, how sure that is, and its four dimensions."""

from collections.abc import Iterator

from gaoxin.diagnosis.groups import band_of
from gaoxin.report import charts, words
from gaoxin.report.about import BASIS, About
from gaoxin.report.document import Block, Chart, Column, Heading, Paragraph, Row, Table, Words
from gaoxin.terms import Text

_VARIANTS = {
    "raw": Text("不做变换", "raw values"),
    "zscore": Text("标准分", "z-scores"),
    "geometric": Text("几何平均", "geometric means"),
}


def standing(about: About) -> Iterator[Block]:
    """Yield the section: the place in sentences, the interval, the dimensions as chart and table."""
    yield Heading(1, (about.word("总体情况", "Overall standing"),), "standing")
    yield Heading(2, (about.word("位次与得分", "Rank and score"),), "rank")
    yield Paragraph(place(about))
    if not about.shadow:
        yield Paragraph(moved(about))
        yield from _sure(about)
    yield Paragraph(complete(about))
    yield Heading(2, (about.word("四个维度", "The four dimensions"),), "dimensions")
    yield Paragraph(_best_and_worst(about))
    yield dimension_chart(about)
    yield dimension_table(about)


def place(about: About) -> Words:
    """Say score, rank and group."""
    at, year = about.record.at, about.now.year
    figures = {
        "round": str(year + 1),
        "year": str(year),
        "name": about.name,
        "score": words.score(at["score"], about.address("score", "total")),
        "n": f"{at['n']:g}",
    }
    if about.shadow:
        return about.say(
            "在 {round} 年评价（数据年度 {year} 年）中，{name}为首轮试评，综合得分 {score} 分，只评分、不参加排名，也不列入他园的比较范围。",
            "In the evaluation of {round} (data year {year}), {name} was in its first round: its score is {score}; "
            "it is not ranked and stands outside all groups of comparison.",
            **figures,
        )
    typed: Words = ()
    if about.typed:
        typed = about.say(
            "，居{type} {many} 个参评园区第 {rank} 位",
            ", and {rank} of the {many} ranked {type}",
            type=about.park_type,
            many=f"{at['type_n']:g}",
            rank=words.rank(about.language, at["type_rank"]),
        )
    return about.say(
        "在 {round} 年评价（数据年度 {year} 年）中，{name}综合得分 {score} 分，居全部 {n} 个参评园区第 {rank} 位{typed}。",
        "In the evaluation of {round} (data year {year}), {name} scored {score} and ranked {rank} of all {n} ranked zones{typed}.",
        **figures,
        rank=about.rank(at["rank"]),
        typed=typed,
    )


def moved(about: About) -> Words:
    """Say how the rank moved since the year before, or why that cannot be said."""
    at, before = about.record.at, about.before
    if about.material.last is None:
        return ()
    if before is None:
        return about.say(
            "上年未参评，没有位次可比。", "It was not in the round before; there is no rank to compare."
        )
    if before.at["rank"] is None:
        return about.say(
            "上年为首轮试评，没有位次可比。",
            "It was in its first round the year before; there is no rank to compare.",
        )
    gained = before.at["rank"] - at["rank"]
    was = about.rank(before.at["rank"], year=about.now.year - 1)
    places = words.counted(about.language, int(abs(gained)), Text("位", "places"))
    if gained == 0:
        return about.say(
            "上年居第 {was} 位，位次不变。", "It was {was} the year before: the rank did not move.", was=was
        )
    if gained > 0:
        return about.say(
            "上年居第 {was} 位，位次上升 {places}。",
            "It was {was} the year before and rose by {places}.",
            was=was,
            places=places,
        )
    return about.say(
        "上年居第 {was} 位，位次下降 {places}。",
        "It was {was} the year before and fell by {places}.",
        was=was,
        places=places,
    )


def _sure(about: About) -> Iterator[Block]:
    """Yield the interval as sentence and chart, and the ranks under other methods."""
    one = about.subject.interval
    if one is not None:
        yield Paragraph(interval(about))
        yield interval_chart(about)
    yield Paragraph(variants(about))


def interval_chart(about: About) -> Chart:
    """Return the rank as a dot on its interval."""
    one, rank, n = about.subject.interval, about.record.at["rank"], int(about.record.at["n"])
    assert one is not None
    middle = about.word(f"第 {rank:g} 位", f"rank {rank:g}")
    option = charts.interval(rank, one.low, one.high, n, middle)
    title = about.word(f"位次与 90% 区间（共 {n} 位）", f"Rank and 90 % interval (of {n})")
    said = about.word(
        f"位次区间为第 {one.low:g} 至 {one.high:g} 位", f"from rank {one.low:g} to {one.high:g}"
    )
    return Chart("interval", title, option, 560, 84, said)


def variants(about: About) -> Words:
    """Say the ranks under other methods; nothing where one of them has no answer."""
    ranks = [one for name in _VARIANTS if (one := about.record.at.get(f"rank_{name}")) is not None]
    if len(ranks) < len(_VARIANTS):
        return ()
    told = [
        about.say(
            "{method}第{rank}位", "{rank} with {method}", method=name, rank=words.rank(about.language, rank)
        )
        for name, rank in zip(_VARIANTS.values(), ranks, strict=True)
    ]
    return about.say(
        "换用其他方法，位次分别为：{ranks}。位次随方法变动，引用时须一并说明方法依据（{basis}）。",
        "Under other methods the ranks are: {ranks}. A rank depends on the method ({basis}) and is quoted together with it.",
        ranks=words.enumerated(about.language, told),
        basis=BASIS[about.record.at["method_basis"]],
    )


def interval(about: About, *, banded: bool = True) -> Words:
    """Say the interval, whether it stays in one band of ranks, and from how many zones the zone does not differ."""
    one, n = about.subject.interval, int(about.record.at["n"])
    assert one is not None
    low, high = band_of(one.low, n), band_of(one.high, n)
    bands: Words = about.say(
        "，稳定在第 {a}–{b} 位一档", ", safely among ranks {a} to {b}", a=str(low[0]), b=str(low[1])
    )
    if not banded:
        bands = ()
    elif low != high:
        bands = about.say(
            "，跨第 {a}–{b} 位至第 {c}–{d} 位两档以内，不宜按单个名次下结论",
            ", from the band of ranks {a} to {b} to that of {c} to {d}, so that no single rank should be relied on",
            a=str(low[0]), b=str(low[1]), c=str(high[0]), d=str(high[1]),
        )  # fmt: skip
        if about.language == "zh":
            bands = (
                f"，由第 {low[0]}–{low[1]} 位一档跨到第 {high[0]}–{high[1]} 位一档，不宜按单个名次下结论",
            )
    tied: Words = ()
    if one.tied is not None:
        zones = words.counted(about.language, len(one.tied), Text("个园区", "zones"))
        tied = about.say(
            "；与 {zones}无显著差异", "; it does not differ significantly from {zones}", zones=zones
        )
    draws = about.say("在 {k} 次抽样中", "in {k} draws ", k=f"{one.draws:,}") if one.draws else ()
    return about.say(
        "计入数据、问卷与专家评分以及方法选择的不确定性，{draws}位次的 90% 区间为第 {low} 至第 {high} 位，中位为第 {median} 位{bands}{tied}。",
        "With the uncertainty of data, panels and the choice of method, {draws}the rank lies from {low} to {high} "
        "(90 % interval), its median is {median}{bands}{tied}.",
        draws=draws,
        low=words.rank(about.language, round(one.low, 1)),
        high=words.rank(about.language, round(one.high, 1)),
        median=words.rank(about.language, round(one.median, 1)),
        bands=bands,
        tied=tied,
    )


def complete(about: About) -> Words:
    """Say how complete the data are, and how much rests on opinions."""
    at = about.record.at
    first = len(about.without_year)
    filled = int(at["filled"]) - first
    told = []
    if filled:
        many = words.counted(about.language, filled, Text("项指标", "indicators"))
        told.append(
            about.say(
                "{many}未报，按规定的办法填补",
                "{many} had no value and got one by the rule of the edition",
                many=many,
            )
        )
    if first:
        many = words.counted(about.language, first, Text("项增长指标", "indicators of growth"))
        told.append(
            about.say(
                "{many}因没有上年数据，按规定的办法计分",
                "{many} have no year before and are scored by the rule of the edition",
                many=many,
            )
        )
    none = about.say("没有填补的指标", "no indicator was filled")
    gaps = words.enumerated(about.language, told, last=Text("，", " and ")) if told else none
    provisional: Words = ()
    if at["status"] == "provisional":
        provisional = about.say(
            "因有指标未报，本位次为暂定位次，补报或核准前不得发布。",
            " Because of what was not reported the rank is provisional and cannot be released.",
        )
    return about.say(
        "指标所需数据的 {coverage}有值，{gaps}；问卷和专家评分占权重的 {soft}。{provisional}",
        "Of the data that the indicators ask, {coverage} are there, and {gaps}; {soft} of the weight are marks of panels.{provisional}",
        coverage="—"
        if at["coverage"] is None
        else (words.share(at["coverage"]), " " if about.language == "zh" else ""),
        gaps=gaps,
        soft=words.share(at["soft_weight"]),
        provisional=provisional,
    )


def _dimensions(about: About) -> list[tuple[str, str, float, float | None]]:
    """Return id, label, score and rank of every dimension at the top."""
    return [
        (
            one.id,
            about.word(one.label or one.id, one.label_en or one.label or one.id),
            about.now.cell("dimensions.csv", about.unit, one.id, "score"),
            about.now.cell("dimensions.csv", about.unit, one.id, "rank"),
        )
        for one in about.now.evaluation.edition.dimensions
    ]


def _best_and_worst(about: About) -> Words:
    found = _dimensions(about)
    ranked = [one for one in found if one[3] is not None]
    if not ranked:
        return about.say(
            "各维度得分如下；首轮试评不排位次。",
            "The scores of the dimensions follow; a first round has no ranks.",
        )
    best, worst = min(ranked, key=lambda one: one[3] or 0), max(ranked, key=lambda one: one[3] or 0)

    def told(one: tuple[str, str, float, float | None]) -> dict[str, object]:
        address = about.address("dimension", one[0])
        return {
            "label": one[1],
            "rank": about.rank(one[3] or 0.0, one[0]),
            "score": words.score(one[2], address, 1),
        }

    if best[3] == worst[3]:
        return about.say(
            "四个维度均居第 {rank} 位。",
            "All dimensions are {rank}.",
            rank=about.rank(best[3] or 0.0, best[0]),
        )
    return about.say(
        "{best}；{worst}。",
        "{best}; {worst}.",
        best=about.say(
            "位次最靠前的是{label}（第 {rank} 位，{score} 分）",
            "The best place is in {label} ({rank}, score {score})",
            **told(best),
        ),
        worst=about.say(
            "最靠后的是{label}（第 {rank} 位，{score} 分）",
            "the last in {label} ({rank}, score {score})",
            **told(worst),
        ),
    )


def dimension_chart(about: About) -> Chart:
    """Return the dimensions as bars over the quartiles of the group."""
    found = _dimensions(about)
    spreads = [about.spread(about.now.evaluation.climb.dimensions[one[0]]) for one in found]
    names = (
        about.word("本园区", "this zone"),
        about.word(f"{about.group_name}四分位区间", f"quartiles of {about.group_name}"),
        about.word("中位", "median"),
    )
    labels = [f"{one[0]} {one[1]}" if about.language == "zh" else _short(one[1]) for one in found]
    option = charts.dimensions(labels, [one[2] for one in found], spreads, names)
    said = about.word("；", "; ").join(f"{one[1]} {one[2]:.1f}" for one in found)
    return Chart(
        "dimensions", about.word("四个维度得分", "Scores of the four dimensions"), option, 580, 190, said
    )


def _short(label: str, width: int = 30) -> str:
    """Return a long English label on two lines."""
    if len(label) <= width:
        return label
    cut = label.rfind(" ", 0, len(label) // 2 + 6)
    return f"{label[:cut]}\n{label[cut + 1 :]}"


def dimension_table(about: About) -> Table:
    """Return scores and ranks of the dimensions."""
    rows = []
    for code, label, value, rank in _dimensions(about):
        spread = about.spread(about.now.evaluation.climb.dimensions[code])
        last = about.ranked_before
        was = None if last is None else last.cell("dimensions.csv", about.unit, code, "rank")
        rows.append(
            Row(
                (
                    (f"{code} {label}",),
                    (words.score(value, about.address("dimension", code), 1),),
                    ("—",) if rank is None else (about.place(rank, code),),
                    *(
                        []
                        if last is None
                        else [("—",) if was is None else (about.place(was, code, last.year),)]
                    ),
                    (
                        " / ".join(words.digits(one, 0 if not about.open else 1) for one in spread)
                        if spread
                        else "—",
                    ),
                )
            )
        )
    columns = (
        Column(about.word("维度", "Dimension"), 0.42, "left"),
        Column(about.word("得分", "Score"), 0.12),
        Column(about.word("位次", "Rank"), 0.12),
        *([] if about.ranked_before is None else [Column(about.word("上年位次", "Rank before"), 0.13)]),
        Column(about.word("四分位（低/中/高）", "Quartiles"), 0.24),
    )
    note = about.word(
        f"得分为 0–100 分，不同年度的得分不可直接比较；四分位为{about.group_name}的"
        + ("。" if about.open else "（不含本园区，取两位有效数字）。"),
        f"Scores run from 0 to 100 and do not compare over years; quartiles are of {about.group_name}"
        + ("." if about.open else ", this zone not counted, to two digits."),
    )
    title = about.word("四个维度的得分与位次", "Scores and ranks of the four dimensions")
    return Table("dimensions", title, columns, tuple(rows), about.word("分", "points"), note)
