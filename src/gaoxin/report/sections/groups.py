"""The round by groups: dimensions by park type, and zones by province."""

from collections.abc import Iterator, Sequence

from gaoxin.report import charts, words
from gaoxin.report.circle import Circle, middle
from gaoxin.report.document import Block, Chart, Column, Heading, Paragraph, Row, Table, Words


def by_type(circle: Circle) -> Iterator[Block]:
    """Yield the section on park types: medians of score and dimensions."""
    kinds = [(circle.kind(kind), circle.of_kind(kind)) for kind in circle.kinds]
    if not kinds:
        return
    yield Heading(1, (circle.word("四个维度与三类园区", "Dimensions and park types"),), "types")
    yield Paragraph(_best_of_dimensions(circle))
    groups = [*kinds, (circle.word("全部有位次的园区", "all ranked zones"), circle.ranked)]
    dimensions = circle.dimensions()
    rows = tuple(
        Row(
            (
                (label,),
                (str(len(units)),),
                (_median_score(circle, units),),
                *((_median(circle, units, code),) for code, _ in dimensions),
            )
        )
        for label, units in groups
    )
    columns = (
        Column(circle.word("园区类型", "Park type"), 0.34, "left"),
        Column(circle.word("园区数", "Zones"), 0.1),
        Column(circle.word("综合得分", "Score"), 0.14),
        *(Column(code, 0.1) for code, _ in dimensions),
    )
    names = circle.word("；", "; ").join(f"{code} {label}" for code, label in dimensions)
    title = circle.word("各类园区得分的中位数", "Median scores by park type")
    yield Table(
        "types", title, columns, rows, circle.word("分", "points"), f"{names}{circle.word('。', '.')}"
    )


def _best_of_dimensions(circle: Circle) -> Words:
    told = []
    for code, label in circle.dimensions():
        best = max(circle.ranked, key=lambda unit: circle.now.cell("dimensions.csv", unit, code, "score"))
        told.append(
            circle.say(
                "{label}为{zone}（{score}分）",
                "{label}: {zone} ({score})",
                label=label,
                zone=circle.short(best),
                score=circle.dimension(best, code),
            )
        )
    return circle.say(
        "各维度得分最高的园区：{told}。",
        "The best of each dimension: {told}.",
        told=words.enumerated(circle.language, told),
    )


def _median_score(circle: Circle, units: Sequence[str]) -> str:
    found = middle([circle.records[unit].at["score"] for unit in units])
    return "—" if found is None else words.digits(found, 2)


def _median(circle: Circle, units: Sequence[str], code: str) -> str:
    found = middle([circle.now.cell("dimensions.csv", unit, code, "score") for unit in units])
    return "—" if found is None else words.digits(found, 1)


def by_province(circle: Circle) -> Iterator[Block]:
    """Yield the section on provinces: how many zones, their median, the best one."""
    provinces: dict[str, list[str]] = {}
    for unit in circle.ranked:
        provinces.setdefault(str(circle.records[unit].at["province"] or "—"), []).append(unit)
    if len(provinces) < 2:
        return
    yield Heading(1, (circle.word("各省情况", "Provinces"),), "provinces")
    order = sorted(provinces, key=lambda name: (-len(provinces[name]), name))
    most = order[0]
    yield Paragraph(
        circle.say(
            "有位次的园区分布在{n}个省份，最多的是{most}（{k}个）。",
            "The ranked zones lie in {n} provinces; {most} has most ({k}).",
            n=str(len(order)), most=most, k=str(len(provinces[most])),
        )
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                (name,),
                (str(len(provinces[name])),),
                (_median_score(circle, provinces[name]),),
                (circle.short(provinces[name][0]),),
                (circle.rank(provinces[name][0]),),
                (str(sum(float(circle.records[unit].at["rank"]) <= 30 for unit in provinces[name])),),
            )
        )
        for name in order
    )
    columns = (
        Column(circle.word("省份", "Province"), 0.22, "left"),
        Column(circle.word("园区数", "Zones"), 0.1),
        Column(circle.word("得分中位数", "Median score"), 0.16),
        Column(circle.word("位次最前的园区", "Best zone"), 0.28, "left"),
        Column(circle.word("其位次", "Its rank"), 0.12),
        Column(circle.word("前 30 位数", "In the first 30"), 0.14),
    )
    yield Table("provinces", circle.word("各省有位次的园区", "Ranked zones by province"), columns, rows)


def members(circle: Circle) -> Iterator[Block]:
    """Yield the zones of a province against the nation, dimension by dimension."""
    whole = Circle(circle.material, "", circle.language)
    yield Heading(1, (circle.word("与全国中位数比较", "Against the national median"),), "members")
    dimensions = circle.dimensions()
    rows = [
        Row(
            (
                (circle.short(unit),),
                (circle.rank(unit),),
                (circle.kind(circle.records[unit].at["park_type"]),),
                (circle.score(unit),),
                *((circle.dimension(unit, code),) for code, _ in dimensions),
            )
        )
        for unit in circle.ranked
    ]
    rows.append(
        Row(((circle.word("全国中位数", "national median"),), ("—",), ("—",), (_median_score(whole, whole.ranked),),
             *((_median(whole, whole.ranked, code),) for code, _ in dimensions)))
    )  # fmt: skip
    columns = (
        Column(circle.word("园区", "Zone"), 0.25, "left"),
        Column(circle.word("全国位次", "Rank"), 0.11),
        Column(circle.word("类型", "Type"), 0.22, "left"),
        Column(circle.word("得分", "Score"), 0.1),
        *(Column(code, 0.08) for code, _ in dimensions),
    )
    names = circle.word("；", "; ").join(f"{code} {label}" for code, label in dimensions)
    yield Table(
        "members",
        circle.word("本省园区的得分", "Scores of the zones"),
        columns,
        tuple(rows),
        circle.word("分", "points"),
        f"{names}{circle.word('。', '.')}",
    )
    yield Paragraph(_above(circle, whole))
    shares = [_share_above(circle, whole, code) for code, _ in dimensions]
    option = charts.bars([f"{code} {label}" for code, label in dimensions], shares, 0)
    title = circle.word(
        "得分高于全国中位数的园区占比（%）", "Share of zones above the national median (per cent)"
    )
    said = circle.word("；", "; ").join(
        f"{code} {share:.0f}%" for (code, _), share in zip(dimensions, shares, strict=True)
    )
    yield Chart("above", title, option, 580, 130, said)


def _above(circle: Circle, whole: Circle) -> Words:
    national = middle([whole.records[unit].at["score"] for unit in whole.ranked]) or 0.0
    above = [unit for unit in circle.ranked if circle.records[unit].at["score"] > national]
    return circle.say(
        "{n}个有位次的园区中，{k}个综合得分高于全国中位数（{median}分）。",
        "Of {n} ranked zones {k} score above the national median ({median}).",
        n=str(len(circle.ranked)), k=str(len(above)), median=words.digits(national, 2),
    )  # fmt: skip


def _share_above(circle: Circle, whole: Circle, code: str) -> float:
    def score(unit: str) -> float:
        return float(whole.now.cell("dimensions.csv", unit, code, "score"))

    national = middle([score(unit) for unit in whole.ranked]) or 0.0
    above = sum(score(unit) > national for unit in circle.ranked)
    return round(100 * above / len(circle.ranked), 0) if circle.ranked else 0.0
