"""Workbooks of a submission: its template, the form given back with what is wrong, the table written out."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from gaoxin.edition import Field
from gaoxin.micro.tables import rows
from gaoxin.returns.template import KEY_NAME, Cover, Line, write_form, write_table
from gaoxin.terms import Text
from gaoxin_web.collect.checking import before_of, last_approved
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.excel_key import key_of, sealed
from gaoxin_web.collect.findings import Finding
from gaoxin_web.collect.layout import layout_of
from gaoxin_web.collect.models import Revision, Submission, Table
from gaoxin_web.collect.states import NAMES, State

PAGE = 2_000
"""Rows of a table that are in memory at a time."""

CLASSES = {"A": "强制性", "B": "准强制性", "C": "核实性", "D": "提示性"}

Problems = Mapping[str, Mapping[str, str]]
"""By cell: the class of the heaviest finding, and the words of all."""


def cover_of(submission: Submission, how: Iterable[Text] = ()) -> Cover:
    """Return what a workbook of a submission says about itself."""
    made, form = submission.round, submission.form
    draft = submission.current
    facts = (
        (Text("单位", "Unit"), submission.organisation.name),
        (Text("表号", "Form"), f"{form.number}　{form.issued_by}　{form.approval}　{Text('有效期至', 'valid until')} {form.valid_until}"),
        (Text("轮次", "Round"), str(Text(made.title, made.title_en))),
        (Text("状态", "State"), f"{NAMES[State(submission.state)]} · {Text('修订', 'revision')} {draft.number if draft else 1}"),
        (Text("生成时间", "Made"), timezone.localtime().strftime("%Y-%m-%d %H:%M")),
    )  # fmt: skip
    title = Text(f"{form.title}（{made.data_year} 年）", f"{form.title_en} ({made.data_year})")
    return Cover(
        str(title), tuple((str(word), says) for word, says in facts), tuple(map(str, how)), made.synthetic
    )


def write_committee(
    submission: Submission, folder: Path, *, cells: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None, problems: Problems | None = None,
) -> bytes:  # fmt: skip
    """Return the form of a submission as a workbook: the draft's cells, or these with what is wrong with them."""
    draft = submission.current
    shown = cells if cells is not None else (draft.cells if draft else {})
    said = notes if notes is not None else (draft.notes if draft else {})
    out = folder / "form.xlsx"
    lines = list(_lines(submission, shown, said, problems or {}))
    write_form(
        out,
        cover_of(submission, _HOW_FORM),
        lines,
        submission.round.data_year,
        names={KEY_NAME: sealed(key_of(submission))},
    )
    return out.read_bytes()


def _lines(
    submission: Submission, cells: Mapping[str, str], notes: Mapping[str, str], problems: Problems
) -> Iterator[Line]:
    before = before_of(submission)
    for part in layout_of(submission.form).parts:
        heading = str(part.label)
        for row in part.rows:
            if row.automatic:
                continue
            wrong = problems.get(row.name, {})
            yield Line(
                row.number, row.field, str(row.label), cells.get(row.name, ""), before.get(row.name, ""),
                notes.get(row.name, ""), row.field.unit, heading, problem=wrong.get("words", ""),
                category=wrong.get("class", ""),
            )  # fmt: skip
            heading = ""


_HOW_FORM = (
    Text("只填浅黄格：本年、备注；金额可在“单位”格选万元。灰字是上年，供对照。", "Fill the pale cells only: this year and notes; money may be in 万元, chosen in the unit cell. Grey is last year."),
    Text("“—”不适用，“…”暂无数据，0 为零，空白为未填：四者不同。", "“—” not applicable, “…” not available, 0 zero, blank not filled: four different things."),
    Text("填好原样上传；线上同时有人改过的格子会逐格请您选定，不会直接覆盖。", "Send it as it is; cells that somebody changed online meanwhile are put before you one by one, never overwritten."),
)  # fmt: skip


def problems_of(found: Iterable[Finding], *, only: Collection[str]) -> dict[str, dict[str, str]]:
    """Return what is wrong by cell, among these cells: all findings in words, the class of the heaviest."""
    said: dict[str, dict[str, str]] = {}
    for one in found:
        name = next((cell for cell in one.cells if cell in only), None)
        if name is None:
            continue
        parts = (
            f"{one.check}〔{CLASSES[one.letter]}〕{one.title}：{one.found}",
            str(one.allowed),
            f"{Text('改法：', 'To do: ')}{one.fix}",
        )
        words = "。".join(part.strip("。.") for part in parts if part.strip())
        kept = said.setdefault(name, {"class": CLASSES[one.letter], "words": ""})
        kept["words"] = "\n".join(filter(None, (kept["words"], words)))
    return said


def write_template(submission: Submission, out: Path) -> int:
    """Write the template of a table of enterprises: the draft's rows, else last year's codes and names; return its rows."""
    fields = fields_of(submission)
    last = last_approved(submission, "enterprises")
    table, before = submission.current.table if submission.current else None, last.table if last else None
    old = list(all_rows(before, ["credit_code", "enterprise_name"])) if before else []
    filled = all_rows(table, [field.name for field in fields]) if table else iter(old)
    beside = _beside(table, before, fields)
    count, _ = write_table(
        out, cover_of(submission, _HOW_TABLE), fields, filled, beside, names={KEY_NAME: sealed(key_of(submission))},
        spare=200,
    )  # fmt: skip
    return count


def _beside(table: Table | None, before: Table | None, fields: list[Field]) -> Iterator[Mapping[str, Any]]:
    """Yield last year's rows in the order of this year's, an empty one for a new enterprise; those that are gone last."""
    if before is None:
        return
    names = [field.name for field in fields]
    if table is None:
        yield from all_rows(before, names)
        return
    there = [row["credit_code"] for row in all_rows(table, ["credit_code"])]
    by_code = {row["credit_code"]: row for row in all_rows(before, names)}
    yield from (by_code.pop(code, {"credit_code": code}) for code in there)
    yield from by_code.values()


_HOW_TABLE = (
    Text("在“企业年报”表的浅黄格里填：一行一家企业，列头是统计系统的调查代码，下一行是名称与单位。", "Fill the pale cells of the sheet 企业年报: one row an enterprise; heads are survey codes, labels and units below."),
    Text("已离开的企业请清空整行；新增企业填在下面的空行。也可直接上传统计系统的导出文件。", "Clear the whole row of an enterprise that left; add new ones below. The export of the statistics system is taken as well."),
    Text("“上年（参考）”是上一轮通过的数，行列与本年对齐，不读入。空白是未知，0 是零。", "上年（参考） holds what was approved last year, at the same places; it is not read. Blank is unknown, 0 is zero."),
)  # fmt: skip


def fields_of(submission: Submission) -> list[Field]:
    """Return the columns of a submission's table: code and name first, then the fields in force that year."""
    fields = edition_of(submission.round).enterprise_fields
    year = submission.round.data_year
    first = ("credit_code", "enterprise_name")
    others = [
        field
        for name, field in fields.items()
        if name not in {*first, "year", "zone"} and field.valid_in(year)
    ]
    return [*(fields[name] for name in first if name in fields), *others]


def all_rows(table: Table, columns: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table by credit code, as far as it has the columns, a page in memory at a time."""
    content, there = bytes(table.parquet), [name for name in columns if name in table.columns]
    for offset in range(0, table.rows, PAGE):
        yield from rows(content, there, offset=offset, limit=PAGE)[1]


def revision_of(submission: Submission) -> Revision | None:
    """Return the revision that an export shows: the working one, which is the sealed one once it was submitted."""
    return submission.current or submission.approved
