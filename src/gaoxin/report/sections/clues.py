"""Clues to verify, for evaluators only: never findings, never in a zone's own report."""

from collections import Counter
from collections.abc import Iterator

from gaoxin.report import words
from gaoxin.report.about import About
from gaoxin.report.document import Block, Column, Heading, Paragraph, Row, Table
from gaoxin.terms import Text

SHOWN = 6
"""How many enterprises to verify first are listed."""

_KINDS = {
    "jumps": Text("大幅变动", "large changes"),
    "digits": Text("数字分布", "digits"),
    "copies": Text("雷同", "copies"),
    "duplicates": Text("雷同", "copies"),
    "ratios": Text("异常比值", "odd ratios"),
    "outliers": Text("异常比值", "odd ratios"),
}


def clues(about: About) -> Iterator[Block]:
    """Yield the section; nothing for a zone, or without a folder of integrity."""
    found = about.material.integrity
    if found is None or not about.open:
        return
    yield Heading(1, (about.word("核查线索", "Clues to verify"),), "clues")
    yield Paragraph(
        about.say(
            "以下是线索，不是结论；每一条都可能有正当的原因，须经核实。本节仅供评价人员和审计人员使用。",
            "These are clues and no findings; each may have a good reason and has to be verified. For evaluators and auditors only.",
        )
    )
    parts = {row["part"]: row for row in found["zones.csv"] if row["unit"] == about.unit}
    proposal = parts.get("proposal")
    if proposal is not None and proposal["value"]:
        yield Paragraph(
            about.say(
                "数据质量建议分 {points} 分（百分制，假定权数），供专家对 4.8 评分时参考。",
                "The proposed points for data quality are {points} of 100 (assumed weights), for the experts who mark 4.8.",
                points=words.score(float(proposal["value"]), "", 1),
            )
        )
    kinds = Counter(row["clue"] for row in found["clues.csv"] if row["unit"] == about.unit)
    if kinds:
        told = [
            (f"{words.choose(about.language, _KINDS, kind)} {count}",)
            for kind, count in sorted(kinds.items())
        ]
        yield Paragraph(
            about.say("线索共 {n} 条：{kinds}。", "There are {n} clues: {kinds}.", n=str(sum(kinds.values())),
                      kinds=words.enumerated(about.language, told))
        )  # fmt: skip
    rows = [row for row in found["verification.csv"] if row["unit"] == about.unit][:SHOWN]
    if rows:
        yield _table(about, rows)


def _table(about: About, rows: list) -> Table:  # type: ignore[type-arg]
    cells = tuple(
        Row(
            (
                (str(row["order"]),),
                (row["credit_code"],),
                ("—",)
                if row["score_effect"] in (None, "")
                else (words.digits(float(row["score_effect"]), 2, sign=True),),
                (row["place"],),
            )
        )
        for row in rows
    )
    columns = (
        Column(about.word("次序", "Order"), 0.08, "center"),
        Column(about.word("统一社会信用代码", "Credit code"), 0.3, "left"),
        Column(about.word("对得分的影响", "Effect on score"), 0.16),
        Column(about.word("位置", "Place"), 0.46, "left"),
    )
    title = about.word("建议先核实的企业", "Enterprises to verify first")
    note = about.word(
        "次序由影响与线索数得出，假定；影响为去掉该企业后得分的变化（分）。",
        "The order follows effect and clues, assumed; the effect is what the score loses without the enterprise.",
    )
    return Table("clues", title, columns, cells, "", note)
