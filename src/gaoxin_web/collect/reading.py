"""What runs in the guarded child: a sender's file is read, checked, compared and written back. It knows no database.

``main`` finds in its folder what is asked (``ask.json``, ``edition.json``, ``package/``, ``current.parquet``), and
leaves there what came out: ``package/table.parquet``, ``annotated.xlsx``, ``codes.json``.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gaoxin.edition import Edition, thaw
from gaoxin.micro.store import FieldType
from gaoxin.micro.tables import compare, keep
from gaoxin.returns import Package, Report, check, open_package
from gaoxin.returns.annotate import annotate
from gaoxin.returns.sent import Sent, Sheet, read_workbook
from gaoxin.returns.template import CODE, KEY_NAME, NOTE, NOW, UNIT
from gaoxin.terms import Fault, Finding, Refusal, Text, speak
from gaoxin_web.platform.guarded import say

Answer = dict[str, Any]

BEFORE = "上年.parquet"
"""The name under which last year's approved table lies beside what was sent."""

EXAMPLES = 20
"""How many findings of one check the page shows; the workbook given back has all of them."""

STEPS = 4


def main(folder: Path) -> Answer:
    """Read what was sent and return what is to be said about it."""
    asked = json.loads((folder / "ask.json").read_text("utf-8"))
    speak(asked["language"])
    read = _committee if asked["kind"] == "committee" else _enterprises
    try:
        return {"key": key_in(folder / "package" / "enterprises" / asked["name"])} | read(folder, asked)
    except Refusal as error:
        return {"refused": [_fault(one) for one in error.faults]}


def key_in(path: Path) -> str:
    """Return the hidden key of a workbook, empty where it has none; only a bounded beginning is looked at."""
    if path.suffix != ".xlsx":
        return ""
    try:
        with zipfile.ZipFile(path) as package, package.open("xl/workbook.xml") as part:
            text = part.read(2**21)
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ):
        return ""
    name = KEY_NAME.encode()
    found = re.search(rb'<(?:\w+:)?definedName\b[^<>]*\bname="' + name + rb'"[^<>]*>([^<]{1,400})<', text)
    key = found.group(1).decode("utf-8", "replace").replace("&quot;", '"').strip('="') if found else ""
    return key if re.fullmatch(r"[\w.:-]*", key, re.ASCII) else "?"


def _enterprises(folder: Path, asked: Mapping[str, Any]) -> Answer:
    edition = thaw((folder / "edition.json").read_text("utf-8"))
    year, zone, sent = int(asked["year"]), str(asked["zone"]), f"enterprises/{asked['name']}"
    _step(0, Text("读取文件", "reading the file"))
    faults: list[Fault] = []
    package, own_before = _open(folder / "package", edition, year, zone, faults)
    count = package.rows.count if package.rows else 0
    _step(1, Text(f"审核 {count:,} 行（含上年）", f"checking {count:,} rows (last year's included)"))
    report = check(package, edition, year, faults)
    _step(2, Text("与线上草稿比较", "comparing with the draft online"))
    kept = _keep(folder, package, edition, asked)
    said = _said(package, report) | {"own_before": own_before}
    found = sum(report.classes.values())
    _step(3, Text(f"写回工作簿：{found:,} 处", f"writing the workbook back: {found:,} findings"))
    if found and package.rows is not None:
        assert len(report.findings) == found, "every finding is at hand before the rows are let go"
        package.rows.connection.close()
        key = key_in(folder / "package" / sent)
        names = {KEY_NAME: key} if key else {}
        annotate(package, edition, report, folder / "annotated.xlsx", only=sent, names=names)
    return kept | said


def _open(folder: Path, edition: Edition, year: int, zone: str, faults: list[Fault]) -> tuple[Package, bool]:
    """Return the package, and whether last year's rows are those of the file itself, which came with both years."""
    package = open_package(folder, edition, year, zone=zone, faults=faults)
    before = folder / "enterprises" / BEFORE
    if package.rows is None or not before.exists():
        return package, False
    sources = package.rows.fetch(
        f"SELECT count(DISTINCT _source) FROM {package.rows.relation} WHERE year = {year - 1}"
    )
    if sources[0][0] < 2:
        return package, False
    before.unlink()
    faults.clear()
    return open_package(folder, edition, year, zone=zone, faults=faults), True


def _keep(folder: Path, package: Package, edition: Edition, asked: Mapping[str, Any]) -> Answer:
    """Write the table that would be stored, and return how it differs from the draft's."""
    if package.rows is None:
        return {"rows": 0, "difference": None}
    types: dict[str, FieldType] = {
        name: "year" if name == "year" else field.type for name, field in edition.enterprise_fields.items()
    }
    out = folder / "package" / "table.parquet"
    mark = "合成" if asked["synthetic"] or package.synthetic else ""
    rows = keep(package.rows, types, asked["zone"], int(asked["year"]), out, mark=mark)
    codes = package.rows.fetch(
        f"SELECT DISTINCT credit_code FROM {package.rows.relation} "
        f"WHERE year = {int(asked['year'])} AND credit_code IS NOT NULL ORDER BY 1"
    )
    (folder / "codes.json").write_text(json.dumps([code for (code,) in codes]))
    current = folder / "current.parquet"
    table = out.read_bytes()
    difference = compare(current.read_bytes() if current.exists() else None, table, most=0)
    counts = {key: value for key, value in asdict(difference).items() if key != "cells"}
    return {"rows": rows, "columns": [*types, *(["synthetic"] if mark else [])], "difference": counts}


def _said(package: Package, report: Report) -> Answer:
    """Return what reading and checking have to say, in numbers and words."""
    return {
        "classes": dict(report.classes),
        "counts": {check: count for check, count in report.counts.items() if count},
        "examples": [_finding(one) for one in report.stream(EXAMPLES)],
        "not_run": [[one.check, *one.reason] for one in report.not_run],
        "notes": [
            [_own(one.place), one.found, one.became, *one.what, one.cells]
            for one in package.notes
            if one.cells and BEFORE not in one.place
        ],
        "ignored": {_own(what): count for what, count in package.ignored.items() if BEFORE not in what},
    }


def _finding(one: Finding) -> Answer:
    sheet = f"[{one.sheet}]" if one.sheet else ""
    return {
        "check": one.check, "category": one.category, "key": one.key, "found": one.found, "message": one.message,
        "fix": one.fix, "place": f"{sheet}{one.row or ''} {' '.join(one.columns)}".strip(),
    }  # fmt: skip


def _fault(one: Fault) -> Answer:
    words = {"found": one.found, "allowed": one.allowed, "remedy": one.remedy}
    return {"place": _own(one.place)} | {key: list(text) if text else None for key, text in words.items()}


def _own(place: str) -> str:
    """Return a place as the sender knows it: by the name of his file, not by where it lies here."""
    return re.sub(r"(\S*/)?enterprises/", "", place)


def _step(done: int, words: Text) -> None:
    say(done=done, total=STEPS, words=list(words))


def _committee(folder: Path, asked: Mapping[str, Any]) -> Answer:
    """Return the cells of a filled form as texts: code, text, unit, note and line, in the order of the sheet."""
    _step(0, Text("读取文件", "reading the file"))
    book = folder / "package" / "enterprises" / asked["name"]
    (folder / "read").mkdir()
    for sheet in read_workbook(Sent(book, asked["name"]), folder / "read"):
        found = _form_in(sheet)
        if found:
            return {"cells": found, "sheet": sheet.name}
    missing = Text("没有找到“代码”“本年”两列", "there are no columns 代码 and 本年")
    remedy = Text("请下载本表的模板，填好后上传", "download the template of this form, fill it and send it")
    return {"refused": [_fault(Fault(asked["name"], missing, None, remedy))]}


def _form_in(sheet: Sheet) -> list[Answer]:
    """Return the filled rows of a sheet; nothing where it is no form."""
    places: dict[str, int] = {}
    found: list[Answer] = []
    for line, cells in sheet.records():
        texts = [cell.strip() for cell in cells]
        if not places:
            places = _heads(texts)
            continue
        one = {head: texts[at] if at < len(texts) else "" for head, at in places.items()}
        if one[CODE]:
            found.append({"code": one[CODE], "text": one[NOW], "unit": one.get(UNIT, ""), "note": one.get(NOTE, ""),
                          "line": line})  # fmt: skip
    return found


def _heads(texts: list[str]) -> dict[str, int]:
    """Return where the columns of a form stand, when this row is its head."""
    places = {head: texts.index(head) for head in (CODE, UNIT, NOTE) if head in texts}
    now = next((at for at, text in enumerate(texts) if text.startswith(NOW)), None)
    return {**places, NOW: now} if CODE in places and now is not None else {}
