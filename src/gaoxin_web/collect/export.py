"""Exports: the current table or form with its state as a workbook or CSV; texts stay texts, numbers numbers."""

import csv
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from gaoxin.edition import Field
from gaoxin.returns.listing import safe
from gaoxin.returns.template import write_list
from gaoxin.terms import Text, digest_file
from gaoxin_web.collect.checking import before_of
from gaoxin_web.collect.excel_files import all_rows, cover_of, fields_of, revision_of, write_template
from gaoxin_web.collect.layout import layout_of
from gaoxin_web.collect.models import Submission
from gaoxin_web.collect.queries import as_seen
from gaoxin_web.collect.states import NAMES, State
from gaoxin_web.platform.home import folder as room
from gaoxin_web.platform.jobs import Running
from gaoxin_web.platform.refusals import Refused

KINDS = ("template", "xlsx", "csv")

KEPT_DAYS = 7
"""How long a written file lies in the home before the next export removes it."""

Row = Sequence[Any]


def write_export(running: Running) -> dict[str, Any]:
    """Write what is asked into the home's files; return its name there and for people, rows, digests."""
    submission = Submission.objects.select_related(
        "round", "form", "organisation", "current__table", "approved__table"
    ).get(pk=running.arguments["submission"])
    assert running.job.person is not None, "an export is somebody's"
    submission = as_seen(running.job.person, submission)
    submission.form.round = submission.round
    kind = running.arguments["kind"]
    files = room(settings.HOME, "files")
    _sweep(files)
    ending = "csv" if kind == "csv" else "xlsx"
    out = files / f"export-{running.job.pk}.{ending}"
    running.progress(0, 1, Text("写出", "writing"))
    count = write_template(submission, out) if kind == "template" else write(submission, kind, out)
    revision = revision_of(submission)
    return {
        "file": out.name, "name": f"{file_name(submission, kind)}.{ending}", "rows": count, "digest": digest_file(out),
        "table": revision.table.digest if revision and revision.table else "",
    }  # fmt: skip


def write(submission: Submission, kind: str, out: Path) -> int:
    """Write the current cells or table with their state; return the rows that were written."""
    heads, rows = _form(submission) if submission.form.kind == "committee" else _table(submission)
    if kind == "xlsx":
        return write_list(out, cover_of(submission, [_of(submission)]), heads, rows, "数据")
    with out.open("w", newline="", encoding="utf-8-sig") as file:
        return _csv(heads[:1], rows, csv.writer(file))


def _csv(heads: Sequence[Row], rows: Iterator[Row], writer: Any) -> int:
    writer.writerows([[safe(word) for word in head] for head in heads])
    return sum(1 for row in rows if writer.writerow([_plain(value) for value in row]))


def committee_file(submission: Submission, kind: str, folder: Path) -> bytes:
    """Return the form of a submission as a small file, at once."""
    out = folder / f"form.{kind}"
    write(submission, kind, out)
    return out.read_bytes()


def file_name(submission: Submission, kind: str) -> str:
    """Return the name of a file for people: unit, form, year, state."""
    what = "模板" if kind == "template" else NAMES[State(submission.state)].zh
    return f"{submission.organisation.code}_{submission.form.title}_{submission.round.data_year}_{what}"


def _state(submission: Submission) -> list[str]:
    revision = revision_of(submission)
    return [str(NAMES[State(submission.state)]), str(revision.number if revision else "")]


_STATE = (Text("状态", "State"), Text("修订", "Revision"))


def _table(submission: Submission) -> tuple[list[list[str]], Iterator[Row]]:
    revision = revision_of(submission)
    if revision is None or revision.table is None:
        raise Refused(409, Text("还没有企业表", "there is no table of enterprises yet"))
    fields = [field for field in fields_of(submission) if field.name in revision.table.columns]
    state = _state(submission)
    words = list(map(str, _STATE))
    synthetic = ["synthetic"] if submission.round.synthetic else []
    codes = [field.code or field.name for field in fields]
    rows = (
        [*(_cell(one.get(field.name)) for field in fields), *state, *(["合成"] if synthetic else [])]
        for one in all_rows(revision.table, [field.name for field in fields])
    )
    return [[*codes, *words, *synthetic], [*map(_label, fields), *words, *synthetic]], rows


def _label(field: Field) -> str:
    return f"{field.label}({field.unit})" if field.unit else field.label or field.name


def _form(submission: Submission) -> tuple[list[list[str]], Iterator[Row]]:
    year, revision = submission.round.data_year, revision_of(submission)
    cells, notes = (revision.cells, revision.notes) if revision else ({}, {})
    before, state = before_of(submission), _state(submission)
    heads = ["行号", "代码", "指标", "单位", str(year), str(year - 1), "备注", *map(str, _STATE)]
    synthetic = submission.round.synthetic
    rows = (
        [row.number, row.field.code or row.name, str(row.label), row.field.unit, _figure(cells.get(row.name, "")),
         _figure(before.get(row.name, "")), notes.get(row.name, ""), *state, *(["合成"] if synthetic else [])]
        for row in layout_of(submission.form).cells.values()
    )  # fmt: skip
    return [[*heads, *(["synthetic"] if synthetic else [])]], rows


def _figure(text: str) -> Decimal | str:
    plain = text.removeprefix("-").replace(".", "", 1)
    return Decimal(text) if plain.isascii() and plain.isdigit() else text


def _cell(value: Any) -> Any:
    return (1 if value else 2) if isinstance(value, bool) else value


def _plain(value: Any) -> Any:
    """Return a value as CSV holds it: numbers without grouping, dates in ISO form, texts that are no formulas."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    return safe(value) if isinstance(value, str) else ("" if value is None else value)


def _of(submission: Submission) -> Text:
    revision = revision_of(submission)
    rows = revision.table.rows if revision and revision.table else len(layout_of(submission.form).cells)
    digest = revision.table.digest if revision and revision.table else (revision.digest if revision else "")
    return Text(
        f"数据 {rows:,} 行；校验码 {digest or '（草稿，未封存）'}",
        f"{rows:,} rows; digest {digest or '(a draft, not sealed)'}",
    )


def _sweep(files: Path) -> None:
    """Remove the exports that nobody fetched in time."""
    end = time.time() - KEPT_DAYS * 86_400
    for one in files.glob("export-*"):
        if one.stat().st_mtime < end:
            one.unlink(missing_ok=True)
