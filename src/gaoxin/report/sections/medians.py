"""The indicators of the round: medians and quartiles, this year and the year before."""

from collections.abc import Iterator

import numpy as np

from gaoxin.report import words
from gaoxin.report.about import dagger
from gaoxin.report.circle import Circle
from gaoxin.report.document import Column, Row, Table, Words


def medians(circle: Circle) -> Iterator[Table]:
    """Yield the table of medians of all indicators among the ranked zones."""
    evaluation, last = circle.now.evaluation, circle.last
    places = [circle.records[unit].row for unit in circle.ranked]
    if not places:
        return
    rows = []
    for at, one in enumerate(evaluation.edition.indicators):
        column = evaluation.cells.value[places, at]
        known = column[~np.isnan(column)]
        low, mid, high = (
            (float(each) for each in np.quantile(known, (0.25, 0.5, 0.75))) if len(known) else (0.0, 0.0, 0.0)
        )
        unit = words.scale(one.unit, mid)[1]
        figures: list[Words] = [
            (words.figure(each, one.unit, like=mid)[0],) if len(known) else ("…",)
            for each in (low, mid, high)
        ]
        before: list[Words] = [] if last is None else [_before(circle, one.code, one.unit, mid)]
        name = circle.word(one.label, one.label_en or one.label)
        rows.append(
            Row(
                (
                    (f"{one.code} {name}{dagger(one)}",),
                    (words.unit_of(circle.language, unit),),
                    (str(len(known)),),
                    *figures,
                    *before,
                )
            )
        )
    columns = (
        Column(circle.word("指标", "Indicator"), 0.4, "left"),
        Column(circle.word("单位", "Unit"), 0.13, "left"),
        Column(circle.word("有数", "Known"), 0.07),
        Column(circle.word("下四分位", "Lower"), 0.1),
        Column(circle.word("中位", "Median"), 0.1),
        Column(circle.word("上四分位", "Upper"), 0.1),
        *([] if last is None else [Column(circle.word("上年中位", "Before"), 0.1)]),
    )
    title = circle.word("各项指标的中位数和四分位数", "Medians and quartiles of the indicators")
    note = circle.word(
        "有位次的园区；† 问卷，‡ 专家评分；“…”暂无数据。",
        "Ranked zones; † survey, ‡ experts; … not available.",
    )
    yield Table("medians", title, columns, tuple(rows), "", note, annex=True)


def _before(circle: Circle, code: str, unit: str, like: float) -> Words:
    last = circle.last
    assert last is not None
    codes = last.evaluation.cells.codes
    places = [
        last.records[one].row
        for one in circle.ranked
        if one in last.records and last.records[one].at["rank"] is not None
    ]
    if code not in codes or not places:
        return ("…",)
    column = last.evaluation.cells.value[places, codes.index(code)]
    known = column[~np.isnan(column)]
    return (words.figure(float(np.median(known)), unit, like=like)[0],) if len(known) else ("…",)
