"""The annexed tables of a zone: all indicators, the parts of its targets, and for evaluators what was treated."""

from collections.abc import Iterator
from typing import Any

from gaoxin.edition import Dimension, Indicator, Leaf
from gaoxin.report import words
from gaoxin.report.about import About, dagger
from gaoxin.report.document import Block, Column, Heading, Number, PageBreak, Row, Table, Words
from gaoxin.report.sections.changes import ranks_of
from gaoxin.report.sections.targets import OPERATORS, VERDICTS, definitions


def annex(about: About) -> Iterator[Block]:
    """Yield the annexed tables."""
    yield PageBreak()
    yield Heading(1, (about.word("附表", "Annexed tables"),), "annex")
    yield indicators(about)
    yield from _parts(about)
    if about.open:
        yield from _treated(about)


def indicators(about: About) -> Table:
    """Return all indicators with unit, value, last year, median of the group, rank and mark."""
    rows: list[Row] = []
    for one in about.now.evaluation.edition.dimensions:
        rows += _dimension(about, one)
    last = about.ranked_before
    columns = (
        Column(about.word("指标", "Indicator"), 0.44, "left"),
        Column(about.word("单位", "Unit"), 0.12, "left"),
        Column(about.word("本年", "Value"), 0.1),
        *([] if last is None else [Column(about.word("上年", "Before"), 0.1)]),
        Column(about.word("组中位", "Median"), 0.1),
        Column(about.word("位次", "Rank"), 0.08),
        Column(about.word("标志", "Mark"), 0.07, "center"),
    )
    note = about.word(
        f"组中位为{about.group_name}的中位数"
        + ("；" if about.open else "（不含本园区，取两位有效数字）；")
        + "▲ 优势，▼ 短板；† 问卷，‡ 专家评分；“…”暂无数据，“—”不适用。",
        f"The median is of {about.group_name}"
        + ("; " if about.open else ", this zone not counted, to two digits; ")
        + "▲ strength, ▼ weakness; † survey, ‡ experts; … not available, — not applicable.",
    )
    title = about.word(
        f"{len(about.material.indicators)} 项指标", f"The {len(about.material.indicators)} indicators"
    )
    return Table("indicators", title, columns, tuple(rows), "", note, annex=True)


def _dimension(about: About, one: Dimension) -> Iterator[Row]:
    label = about.word(one.label or one.id, one.label_en or one.label or one.id)
    value = about.now.cell("dimensions.csv", about.unit, one.id, "score")
    rank = about.now.cell("dimensions.csv", about.unit, one.id, "rank")
    last = about.ranked_before
    head = about.say("{id} {label}（{score} 分）", "{id} {label} ({score})", id=one.id, label=label,
                     score=words.score(value, about.address("dimension", one.id), 1))  # fmt: skip
    empty: list[Words] = [()] * (3 if last is None else 4)
    yield Row((head, *empty, ("—",) if rank is None else (about.place(rank, one.id),), ()), group=True)
    for each in one.indicators:
        yield _indicator(about, each)
    for below in one.dimensions:
        yield from _dimension(about, below)


def _indicator(about: About, one: Indicator) -> Row:
    value, last = about.value(one.code), about.ranked_before
    column = about.now.evaluation.cells.value[:, about.now.evaluation.cells.codes.index(one.code)]
    spread, mark = about.spread(column), about.marks.get(one.code)
    like = value if value is not None else (spread or (0.0, 0.0, 0.0))[1]
    unit = words.scale(one.unit, like)[1]

    def figure(number: float | None, address: str = "", *, rough: bool = False) -> Words:
        if number is None:
            return ("…",)
        return (words.figure(number, one.unit, address, like=like, rough=rough)[0],)

    before: list[Words] = []
    if last is not None:
        was = about.value(one.code, last)
        before = [figure(was, about.address("indicator", one.code, last.year)) if was is not None else ("…",)]
    kinds = set() if mark is None else set(mark.against.values())
    sign = "▲" if kinds == {"strength"} else "▼" if kinds == {"weakness"} else "▲▼" if kinds else ""
    rank = ranks_of(about.now)[about.record.row, about.now.evaluation.cells.codes.index(one.code)]
    return Row(
        (
            (f"{one.code} {about.name_of(one)}{dagger(one)}",),
            (
                words.unit_of(about.language, unit)
                if about.language == "zh"
                else _short_unit(words.unit_of("en", unit)),
            ),
            figure(value, about.address("indicator", one.code))
            if value is not None
            else (_missing(about, one.code),),
            *before,
            figure(spread[1], rough=not about.open) if spread else ("—",),
            ("—",) if rank != rank else (words.place(float(rank)),),  # noqa: PLR0124 - nan is not itself
            (sign,) if sign else (),
        )
    )


def _short_unit(unit: str) -> str:
    """Return an English unit short enough for a column."""
    for long, short in (("thousand yuan", "1,000 yuan"), ("per person", "a person"), ("enterprises", "firms"),
                        ("tonnes of standard coal", "tce")):  # fmt: skip
        unit = unit.replace(long, short)
    return unit


def _missing(about: About, code: str) -> str:
    return words.NOTHING.get(about.now.cell("indicators.csv", about.unit, code, "missing_reason") or "", "…")


def _parts(about: About) -> Iterator[Table]:
    """Yield the parts of compound targets, and simple ones under their other readings."""
    rows = []
    defined = definitions(about)
    for row in about.now.rows("target_parts.csv", about.unit):
        target = defined.get(row["no"])
        if target is None or (target.value and row["reading"] == "default"):
            continue
        leaf = _leaf(target, row["leaf"])
        rows.append(Row(_part(about, row, leaf)))
    if not rows:
        return
    columns = (
        Column(about.word("目标", "Target"), 0.08, "center"),
        Column(about.word("组成或读法", "Part or reading"), 0.42, "left"),
        Column(about.word("单位", "Unit"), 0.12, "left"),
        Column(about.word("要求", "Required"), 0.12),
        Column(about.word("实绩", "Value"), 0.1),
        Column(about.word("判定", "Verdict"), 0.14, "left"),
    )
    title = about.word("复合目标的组成和其他读法", "Parts of compound targets, and other readings")
    note = about.word(
        "判定以默认读法为准；其他读法列出，是因为通知的文字不止一种读法。",
        "Verdicts follow the default reading; others stand here because the notice can be read in more than one way.",
    )
    yield Table("target_parts", title, columns, tuple(rows), "", note, annex=True)


def _part(about: About, row: Any, leaf: Leaf) -> tuple[Words, ...]:
    by, unit = words.scale(leaf.unit, row["value"])

    def figure(number: float | None) -> Words:
        if number is None:
            return ("—",)
        like = row["value"] if row["value"] is not None else number
        return (Number(words.digits(by * number, words.places(unit, by * like)), "", number, by),)

    reading = (
        ""
        if row["reading"] == "default"
        else about.word(f"（读法 {row['reading']}）", f" (reading {row['reading']})")
    )
    return (
        (row["no"],),
        (about.word(leaf.label, leaf.label_en or leaf.label) + reading,),
        (words.unit_of(about.language, unit),),
        (f"{OPERATORS[leaf.operator]}\u00a0", *figure(row["required"])),
        figure(row["value"]),
        (words.choose(about.language, VERDICTS, row["verdict"]),),
    )


def _leaf(target: Leaf, path: str) -> Leaf:
    """Return the leaf at a path of numbers, 2.1; of a simple target the target itself."""
    if target.value:
        return target
    found = target
    for step in path.split("."):
        found = (*found.all, *found.any)[int(step) - 1]
    return found


def _treated(about: About) -> Iterator[Table]:
    """Yield what treatment moved and what was filled: bounds show through, so evaluators only."""
    touched, filled = about.now.rows("touched.csv", about.unit), about.now.rows("filled.csv", about.unit)
    rows = [
        Row(
            (
                (about.label(about.material.indicators[row["code"]]),),
                (about.word("缩尾", "winsorised"),),
                (words.digits(row["before"], 2),),
                (words.digits(row["after"], 2),),
            )
        )
        for row in touched
    ]
    rows += [
        Row(
            (
                (about.label(about.material.indicators[row["code"]]),),
                (about.word("填补", "filled") + f"（{row['how']}）",),
                ("…",),
                ("—",),
            )
        )
        for row in filled
    ]
    if rows:
        columns = (
            Column(about.word("指标", "Indicator"), 0.5, "left"),
            Column(about.word("处理", "What was done"), 0.2, "left"),
            Column(about.word("处理前", "Before"), 0.15),
            Column(about.word("处理后", "After"), 0.15),
        )
        title = about.word("极端值处理与填补", "Treated and filled values")
        note = about.word(
            "处理在申报的变换之后的刻度上进行。", "Treatment works on the scale after the declared transform."
        )
        yield Table("treated", title, columns, tuple(rows), "", note, annex=True)
