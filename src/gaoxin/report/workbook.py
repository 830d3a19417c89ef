"""results.xlsx: the stairs of a result as sheets for people; the same result gives the same bytes."""

import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaoxin.evaluation.result import Result, Table

NAME = "results.xlsx"

_MADE = datetime(2013, 3, 12)  # noqa: DTZ001 - a fixed date: the notice's; a workbook has no clock
_LONGEST = 32767
_MARK = "合成演示数据"

_WIDE = {
    "dimensions.csv": ("维度", ("score", "rank")),
    "indicators.csv": ("指标值", ("value",)),
    "standards.csv": ("标准分", ("standard",)),
    "contributions.csv": ("贡献", ("contribution",)),
}
"""Tables by unit and code, drawn with a column a code; the columns of the table that are shown."""

_LONG = {
    "ranking.csv": "排名",
    "scores.csv": "总分",
    "frozen_scores.csv": "固定界限得分",
    "targets.csv": "目标",
    "bounds.csv": "界限",
    "frozen_bounds.csv": "固定界限",
    "touched.csv": "极端值处理",
    "filled.csv": "补值",
}
_ORDER = ("ranking.csv", "scores.csv", *_WIDE)

_HEADS = {
    "unit": "单位", "code": "代码", "name": "名称", "name_en": "英文名称", "province": "省份", "rank": "位次",
    "score": "得分", "status": "状态", "n": "参评数", "park_type": "园区类型", "type_rank": "类内位次",
    "type_n": "类内参评数", "coverage": "覆盖率", "filled": "补值数", "soft_weight": "软权重", "no": "序号",
    "target": "目标", "verdict": "判定", "value": "值", "required": "要求", "gap": "差距", "other_readings": "其他读法", "using": "方法", "lower": "下限", "upper": "上限", "mean": "均值", "sd": "标准差",
    "log_lower": "对数下限", "log_upper": "对数上限", "before": "原值", "after": "处理后", "how": "办法",
    "data_year": "数据年度", "method_basis": "方法依据", "edition": "体系版本", "edition_digest": "体系摘要",
}  # fmt: skip
_WORDS = {
    "ranked": "参评", "provisional": "暂定", "shadow": "首轮试评", "met": "达标", "not_met": "未达标",
    "unknown": "不明", "unreported": "未报", "low_coverage": "覆盖率低", "first_round": "首轮无上年",
    "undefined": "无定义", "structural": "结构性缺值", "stated": "明文",
    "inferred": "推定", "assumed": "假定",
}  # fmt: skip
_SAYS = {
    "edition": "体系版本", "edition_title": "名称", "document": "文件", "form": "表式",
    "data_year": "数据年度",
    "evaluation_year": "评价年度", "synthetic": "合成数据", "excused": "不参评", "method": "方法",
    "coverage": "覆盖情况", "inputs": "输入", "engine": "引擎", "edition_digest": "体系摘要",
    "result_digest": "结果摘要",
}  # fmt: skip


def extra(result: Result) -> dict[str, bytes]:
    """Return the files that a result folder gets beside its tables."""
    return {NAME: workbook(result)}


def workbook(result: Result) -> bytes:
    """Return the workbook of a result: 说明 first, then a sheet a stair, texts always as texts."""
    bytes_ = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(bytes_, options)
    book.set_properties({"created": _MADE, "title": str(result.manifest.get("edition", ""))})
    pen = _Pen(book, _MARK if result.manifest.get("synthetic") else "")
    _about(pen, result.manifest)
    labels = dict(_labels(result))
    for name in [*_ORDER, *(one for one in _LONG if one not in _ORDER)]:
        if name in result.tables and name in _WIDE:
            _wide(pen, *_WIDE[name], result.tables[name], labels)
        elif name in result.tables:
            _long(pen, _LONG[name], result.tables[name])
    book.close()
    return bytes_.getvalue()


class _Pen:
    """The formats of a workbook and how a cell is written."""

    def __init__(self, book: Workbook, mark: str) -> None:
        self.book, self.mark = book, mark
        self.bold: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.loud: Format = book.add_format({"bold": True, "font_size": 14})
        self.grey: Format = book.add_format({"font_color": "#7F7F7F"})
        self.whole: Format = book.add_format({"num_format": "#,##0"})
        self.broken: Format = book.add_format({"num_format": "#,##0.00##"})
        self.year: Format = book.add_format({"num_format": "0"})

    def sheet(self, title: str, frozen: tuple[int, int]) -> Worksheet:
        """Return a new sheet with frozen rows and columns, to be printed across, its head on every page."""
        sheet = self.book.add_worksheet(title)
        sheet.freeze_panes(*frozen)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, max(frozen[0] - 1, 0))
        sheet.set_header(f"&L&A&R{self.mark}")
        sheet.set_footer("&R&P / &N")
        return sheet

    def write(self, sheet: Worksheet, row: int, column: int, value: Any, style: Format | None = None) -> None:
        """Write a number as a number, everything else as text, and nothing where there is nothing."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            whole = self.whole if value == int(value) else self.broken
            sheet.write_number(row, column, value, style or whole)
        elif value not in (None, ""):
            sheet.write_string(row, column, str(value)[:_LONGEST], style)


def _about(pen: _Pen, manifest: Mapping[str, Any]) -> None:
    sheet = pen.sheet("说明", (0, 1))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    method = manifest.get("method", {})
    basis = _WORDS.get(method.get("basis", ""), "")
    pen.write(sheet, 0, 0, f"方法：{basis}", pen.loud)
    pen.write(sheet, 0, 1, "位次与得分取决于所用方法；凡引用位次，须注明方法依据、参评范围与数据年度。")
    row = 2
    for key, label in _SAYS.items():
        if key in manifest:
            pen.write(sheet, row, 0, label, pen.bold)
            for line in _said(manifest[key]):
                pen.write(sheet, row, 1, line)
                row += 1
            row += not manifest[key]


def _said(value: Any) -> Iterator[str]:
    """Yield the lines in which a value of the manifest is told."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            told = _WORDS.get(one, one) if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
            yield f"{key}: {told}"
    elif isinstance(value, list):
        yield from map(str, value)
    else:
        yield {"True": "是", "False": "否"}.get(str(value), str(value))


def _long(pen: _Pen, title: str, table: Table) -> None:
    sheet = pen.sheet(title, (1, 1))
    sheet.set_column(0, len(table), 14)
    for column, (name, cells) in enumerate(table.items()):
        pen.write(sheet, 0, column, _HEADS.get(name, name), pen.bold)
        style = pen.year if name.endswith("year") else None
        for row, value in enumerate(cells, start=1):
            pen.write(sheet, row, column, _WORDS.get(value, value) if name in _TOLD else value, style)


_TOLD = ("status", "verdict", "method_basis", "how")
"""Columns whose words have a Chinese term."""


def _wide(pen: _Pen, title: str, shown: tuple[str, ...], table: Table, labels: Mapping[str, str]) -> None:
    """Draw a table by unit and code with a row a unit and a column a code, under code and label."""
    sheet = pen.sheet(title, (2, 1))
    rows, columns = (
        {word: at for at, word in enumerate(dict.fromkeys(table[key]))} for key in ("unit", "code")
    )
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, max(1, len(columns) * len(shown)), 12)
    pen.write(sheet, 1, 0, _HEADS["unit"], pen.bold)
    for code, column in columns.items():
        for at, name in enumerate(shown):
            place = 1 + column * len(shown) + at
            pen.write(sheet, 0, place, code, pen.bold)
            label = labels.get(code, "")
            pen.write(
                sheet, 1, place, f"{label} {_HEADS[name]}".strip() if len(shown) > 1 else label, pen.bold
            )
    for unit, row in rows.items():
        pen.write(sheet, row + 2, 0, unit)
    reasons = table.get("missing_reason", [None] * len(table["unit"]))
    for at, (unit, code) in enumerate(zip(table["unit"], table["code"], strict=True)):
        for offset, name in enumerate(shown):
            value, place = table[name][at], 1 + columns[code] * len(shown) + offset
            if value is None and reasons[at]:
                pen.write(sheet, rows[unit] + 2, place, _WORDS.get(reasons[at], reasons[at]), pen.grey)
            else:
                pen.write(sheet, rows[unit] + 2, place, value)


def _labels(result: Result) -> Iterator[tuple[str, str]]:
    """Yield the label of every dimension and indicator, from the edition that travels with the result."""
    kept = result.files.get("edition.json")
    text = kept if isinstance(kept, bytes) else b""
    if kept is None and result.folder is not None:
        text = (result.folder / "edition.json").read_bytes()
    pending = list(json.loads(text).get("dimensions", [])) if text else []
    while pending:
        one = pending.pop()
        yield str(one.get("id", one.get("code"))), str(one.get("label", ""))
        pending += [*one.get("dimensions", []), *one.get("indicators", [])]
