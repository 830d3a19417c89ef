"""The targets of annex 1: what is met, what is lacking, and the speed that is needed until the year they are due."""

from collections.abc import Iterator, Mapping
from typing import Any

from gaoxin.diagnosis.outlook import Outlook
from gaoxin.edition import Target
from gaoxin.report import charts, words
from gaoxin.report.about import About
from gaoxin.report.document import Block, Chart, Column, Heading, Number, Paragraph, Row, Side, Table, Words
from gaoxin.report.material import HORIZON
from gaoxin.terms import Text

VERDICTS = {
    "met": Text("● 达到", "● met"),
    "not_met": Text("▲ 未达到", "▲ not met"),
    "unknown": Text("… 未知", "… unknown"),
}
OUTLOOKS = {
    "on_track": Text("可达", "on track"),
    "at_risk": Text("有风险", "at risk"),
    "off_track": Text("达不到", "off track"),
    "missed": Text("未达到", "missed"),
    "unknown": Text("未知", "unknown"),
}
OPERATORS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "=": "＝"}


def targets(about: About) -> Iterator[Block]:
    """Yield the section; nothing for a zone whose type has no targets."""
    rows = about.now.rows("targets.csv", about.unit)
    if not rows:
        return
    yield Heading(1, (about.word("目标完成情况", "Targets"),), "targets")
    yield Paragraph(summary(about, rows))
    yield from _chart(about, rows)
    yield from target_table(about)
    lacking = [
        row for row in rows if row["verdict"] == "not_met" and row["gap"] is not None and row["required"]
    ]
    if lacking:
        yield Heading(2, (about.word("最接近达到的目标", "The targets that are nearest"),), "gaps")
        for row in sorted(lacking, key=lambda row: abs(row["gap"] / row["required"]))[:SHOWN]:
            yield Paragraph(gap(about, row), "item")


SHOWN = 3
"""How many targets are said in sentences: those that lack the smallest share of what is required."""


def definitions(about: About) -> Mapping[str, Target]:
    """Return the targets of the zone's park type by number."""
    kind = about.record.at["park_type"]
    return {one.no: one for one in about.now.evaluation.edition.targets if one.park_type == kind}


def summary(about: About, rows: Any) -> Words:
    """Say how many targets are met, and how many verdicts are unknown."""
    count = {word: sum(row["verdict"] == word for row in rows) for word in VERDICTS}
    unknown: Words = ()
    if count["unknown"]:
        unknown = about.say(
            "，{k} 项因未报数而未知",
            ", {k} unknown because a figure was not reported",
            k=str(count["unknown"]),
        )
    return about.say(
        "对照通知附1对{type}的要求，{n} 项目标中达到 {met} 项，未达到 {lacking} 项{unknown}。目标的年限为数据年度 {horizon} 年。",
        "Of the {n} targets that annex 1 of the notice sets for {type}, {met} are met and {lacking} are not{unknown}. They are due in data year {horizon}.",
        type=about.park_type, n=str(len(rows)), met=str(count["met"]), lacking=str(count["not_met"]), unknown=unknown,
        horizon=str(HORIZON),
    )  # fmt: skip


def gap(about: About, row: Mapping[str, Any]) -> Words:
    """Say how much is lacking and what that asks for every year, beside the pace so far where it is known."""
    target, look = definitions(about)[row["no"]], about.material.outlooks.get((about.unit, row["no"]))
    unit, value = target.unit, row["value"]
    name = about.word(target.label, target.label_en or target.label)
    lacking = words.difference(about.language, row["gap"], unit, like=value)
    return about.say(
        "目标 {no} {name}：实绩{value}，要求 {operator} {required}，差 {lacking}{speed}。",
        "Target {no}, {name}: {value}, required {operator} {required}, lacking {lacking}{speed}.",
        no=row["no"],
        name=name,
        value=words.amount(about.language, value, unit, about.address("target", row["no"])),
        operator=OPERATORS[target.operator],
        required=words.amount(about.language, row["required"], unit, like=value),
        lacking=lacking,
        speed=() if look is None else _speed(about, look, unit, value),
    )


def _speed(about: About, look: Outlook, unit: str, value: float) -> Words:
    if look.needed is None:
        return ()
    rise = look.needed > 0
    needed = words.difference(about.language, look.needed, unit, like=value)
    said = about.say(
        "，到 {year} 年平均每年须" + ("提高" if rise else "降低") + " {needed}",
        "; until {year} it has to " + ("rise" if rise else "fall") + " by {needed} a year",
        year=str(HORIZON), needed=needed,
    )  # fmt: skip
    if look.pace is None:
        return said
    pace = words.difference(about.language, look.pace, unit, like=value, sign=True)
    tail = about.say(
        "，近年实际平均每年 {pace}，走势为“{word}”", " (so far {pace} a year: {word})",
        pace=pace, word=words.choose(about.language, OUTLOOKS, look.word),
    )  # fmt: skip
    return words.merged([*said, *tail])


def target_table(about: About) -> Iterator[Table]:
    """Yield the table of verdicts; nothing for a zone whose type has no targets."""
    rows = about.now.rows("targets.csv", about.unit)
    if rows:
        yield _table(about, rows)


def _table(about: About, rows: Any) -> Table:
    cells = []
    for row in rows:
        target, look = definitions(about)[row["no"]], about.material.outlooks.get((about.unit, row["no"]))
        cells.append(Row(_cells(about, row, target, look)))
    widths = (0.07, 0.31, 0.11, 0.12, 0.1, 0.09, 0.1, 0.13, 0.1)
    if about.language == "en":
        widths = (0.05, 0.26, 0.15, 0.1, 0.09, 0.1, 0.08, 0.13, 0.12)
    heads: list[tuple[str, Side]] = [
        (about.word("序号", "No."), "center"),
        (about.word("目标", "Target"), "left"),
        (about.word("单位", "Unit"), "left"),
        (about.word("要求", "Required"), "right"),
        (about.word("实绩", "Value"), "right"),
        (about.word("差距", "Lacking"), "right"),
        (about.word("每年须", "A year"), "right"),
        (about.word("判定", "Verdict"), "left"),
        (about.word("走势", "Outlook"), "left"),
    ]
    shown = heads if about.material.earlier else heads[:-1]
    columns = tuple(Column(head, width, side) for (head, side), width in zip(shown, widths, strict=False))
    note = about.word(
        f"“每年须”为到 {HORIZON} 年平均每年须变动的数（比率为百分点）；复合目标见附表；“未知”是没有报数，不等于未达到。",
        f"“A year” is what it has to move a year until {HORIZON} (rates: percentage points); compound targets: see the annex; unknown means not reported, not the same as not met.",
    )
    title = about.word(
        f"附1 目标的判定（{about.park_type}）", f"Verdicts on the targets of annex 1 ({about.park_type})"
    )
    return Table("targets", title, columns, tuple(cells), "", note)


def _cells(about: About, row: Mapping[str, Any], target: Target, look: Outlook | None) -> tuple[Words, ...]:
    value, address = row["value"], about.address("target", row["no"])
    by, unit = words.scale(target.unit, value)

    def figure(name: str) -> Words:
        one = row[name]
        if one is None:
            return ("—",)
        decimals = words.places(unit, by * (value if value is not None else one))
        number = Number(words.digits(by * one, decimals), address if name == "value" else "", one, by)
        return (f"{OPERATORS[target.operator]}\u00a0", number) if name == "required" else (number,)

    gap_ = ("0",) if row["gap"] == 0 else figure("gap")
    needed: Words = ("—",)
    if look is not None and look.needed:
        needed = (words.difference("zh", look.needed, target.unit, like=value, sign=True)[0].split(" ")[0],)  # type: ignore[union-attr]
    return (
        (row["no"],),
        (about.word(target.label, target.label_en or target.label),),
        (words.unit_of(about.language, unit),),
        figure("required"),
        figure("value"),
        gap_,
        needed,
        (words.choose(about.language, VERDICTS, row["verdict"]),),
        *(
            [(words.choose(about.language, OUTLOOKS, look.word) if look else "—",)]
            if about.material.earlier
            else []
        ),
    )


def _chart(about: About, rows: Any) -> Iterator[Chart]:
    shown = [row for row in rows if row["value"] is not None and row["required"] and row["value"] >= 0]
    if not shown:
        return
    defined = definitions(about)
    labels = [
        f"{row['no']} {about.word(defined[row['no']].label, defined[row['no']].label_en)}" for row in shown
    ]
    if about.language == "en":
        labels = [one if len(one) <= 40 else f"{one[:39]}…" for one in labels]
    shares = [row["value"] / row["required"] for row in shown]
    met = [row["verdict"] == "met" for row in shown]
    option = charts.attained(labels, shares, met, about.word("要求", "required"))
    title = about.word(
        "实绩占要求的比例（%，超过 150 截断）", "Value as a share of what is required (per cent, cut at 150)"
    )
    said = about.word("竖线为要求；● 达到，▲ 未达到", "the line is what is required; ● met, ▲ not met")
    yield Chart("attained", title, option, 580, 60 + 24 * len(shown), said)
