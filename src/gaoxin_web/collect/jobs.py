"""Jobs of collection: a sent file is read in a guarded child and compared with the draft; tables are written out."""

import csv
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from gaoxin.terms import Text, digest_bytes, speaking
from gaoxin_web.collect.cells import read_cell
from gaoxin_web.collect.checking import before_of, findings_of, last_approved
from gaoxin_web.collect.excel_actions import settle
from gaoxin_web.collect.excel_files import problems_of, write_committee
from gaoxin_web.collect.excel_key import Key, beginning, opened, short
from gaoxin_web.collect.excel_queries import base_cells
from gaoxin_web.collect.export import write_export
from gaoxin_web.collect.findings import Filled
from gaoxin_web.collect.layout import layout_of
from gaoxin_web.collect.merging import Outcome, merge
from gaoxin_web.collect.models import Submission, Table, Upload
from gaoxin_web.collect.queries import versions_of
from gaoxin_web.collect.reading import BEFORE, STEPS
from gaoxin_web.platform import guarded
from gaoxin_web.platform.home import folder as room
from gaoxin_web.platform.jobs import Running, job
from gaoxin_web.registry.queries import compare_register

LISTED = 200
"""How many enterprises of each kind the comparison with the register names; all are counted."""

LIMITS = guarded.Limits()

Answer = dict[str, Any]


@job("import", resumed=True)
def read_upload(running: Running) -> Answer:
    """Read one upload in a guarded child and settle what came out; begun again after a crash, it does the same."""
    upload = Upload.objects.select_related(
        "submission__round",
        "submission__form",
        "submission__zone__organisation",
        "submission__current__table",
    ).get(pk=running.arguments["upload"])
    upload.submission.form.round = upload.submission.round
    if upload.state != "waiting":
        return {"upload": upload.pk}
    folder = guarded.fresh(room(settings.HOME, "work") / f"import-{upload.pk}")
    try:
        with speaking(running.arguments.get("language", "zh")):
            _lay_out(folder, upload, running.arguments.get("language", "zh"))
            answer = _guarded(running, folder)
            _settle(running, upload, folder, answer)
    finally:
        guarded.remove(folder)
    return {"upload": upload.pk}


def _lay_out(folder: Path, upload: Upload, language: str) -> None:
    """Put before the child all that it needs: the file, the zone, the edition, last year's table, the draft's."""
    held = upload.submission
    package = folder / "package"
    (package / "enterprises").mkdir(parents=True)
    asked = {"kind": held.form.kind, "language": language, "name": upload.name, "year": held.round.data_year,
             "zone": held.zone.code, "synthetic": held.round.synthetic}  # fmt: skip
    (folder / "ask.json").write_text(json.dumps(asked), "utf-8")
    (package / "enterprises" / upload.name).write_bytes(bytes(upload.content))
    if held.form.kind != "enterprises":
        return
    (folder / "edition.json").write_text(held.round.edition_text, "utf-8")
    with (package / "zones.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["zone", "name", "province", "city", "national_since"])
        zone = held.zone
        writer.writerow(
            [zone.code, zone.organisation.name, zone.province, zone.city, zone.national_since or ""]
        )
    last = last_approved(held, "enterprises")
    if last is not None and last.table is not None:
        (package / "enterprises" / BEFORE).write_bytes(bytes(last.table.parquet))
    if held.current is not None and held.current.table is not None:
        (folder / "current.parquet").write_bytes(bytes(held.current.table.parquet))


def _guarded(running: Running, folder: Path) -> Answer:
    """Return what the child says, telling its steps on; what went beyond a limit becomes a refusal in words."""
    try:
        return guarded.run("gaoxin_web.collect.reading", folder, _teller(running), LIMITS)
    except guarded.Overrun as overrun:
        why = _OVERRUN[overrun.why]
        return {"refused": [{"place": "", "found": list(why), "allowed": None, "remedy": list(_SMALLER)}]}


def _teller(running: Running) -> Callable[[Mapping[str, Any] | None], None]:
    """Return what passes the child's steps on, and looks once a second whether anybody still wants them."""
    last: dict[str, Any] = {"done": 0, "total": STEPS, "words": ["准备", "getting ready"], "at": 0.0}

    def tell(word: Mapping[str, Any] | None) -> None:
        if word is None and time.monotonic() - last["at"] < 1:
            return
        last.update(word or {}, at=time.monotonic())
        running.progress(last["done"], last["total"], Text(*last["words"]))

    return tell


_OVERRUN = {
    "time": Text(f"读取超过 {LIMITS.seconds} 秒", f"reading it takes longer than {LIMITS.seconds} seconds"),
    "memory": Text(
        f"读取所需内存超过 {LIMITS.resident // 2**20} MB",
        f"reading it needs more than {LIMITS.resident // 2**20} MB of memory",
    ),
    "died": Text(
        "文件读不出来：已损坏，或展开后超过限度", "the file cannot be read: damaged, or beyond the limits"
    ),
}
_SMALLER = Text("删去无关的表和远处的空白格，另存后再传；仍不行请把文件交系统管理员",
                "delete other sheets and stray cells, save and send it again; else give the file to the administrator")  # fmt: skip


def _settle(running: Running, upload: Upload, folder: Path, answer: Answer) -> None:
    held = upload.submission
    key = opened(answer["key"]) if answer.get("key") else None
    wrong = _wrong_key(answer.get("key", ""), key, held)
    if wrong or answer.get("refused"):
        refused = (
            [{"place": upload.name, "found": list(wrong), "allowed": None, "remedy": list(_OWN)}]
            if wrong
            else answer["refused"]
        )
        settle(running.actor, upload, {"refused": refused})
    elif held.form.kind == "committee":
        _settle_cells(running, upload, folder, answer["cells"], key)
    else:
        _settle_table(running, upload, folder, answer, key)


def _wrong_key(text: str, key: Key | None, held: Submission) -> Text | None:
    """Return what is wrong with the hidden key of a file; a file without one is no template, and may come in."""
    if not text:
        return None
    if key is None:
        return Text(
            "模板的隐藏标识被改动过，或不是本系统做的",
            "the template's hidden key was changed, or was not made here",
        )
    if key.submission != held.pk:
        return Text(
            "这份模板属于另一个单位、另一张表或另一轮次",
            "this template belongs to another unit, form or round",
        )
    if beginning(held.round.edition_digest) != key.edition:
        return Text("这份模板是按另一版表式做的", "this template was made for another version of the form")
    return None


_OWN = Text(
    "请在本页下载新的模板，把数据复制过去",
    "download a new template on this page and copy the figures into it",
)


def _settle_table(running: Running, upload: Upload, folder: Path, answer: Answer, key: Key | None) -> None:
    """Settle a table of enterprises: kept by its digest, compared with draft and register."""
    held = upload.submission
    annotated, made = folder / "annotated.xlsx", folder / "package" / "table.parquet"
    draft = held.current
    summary = {
        name: answer[name]
        for name in (
            "rows",
            "classes",
            "counts",
            "examples",
            "not_run",
            "notes",
            "ignored",
            "difference",
            "own_before",
        )
    }
    summary |= {
        "stops": answer["classes"]["强制性"],
        "compared": draft.table.digest if draft and draft.table else "",
        "older": bool(key and key.table != short(draft)),
        "register": _register(held, folder),
    }
    table = _table(made, answer) if answer["rows"] and not summary["stops"] else None
    settle(running.actor, upload, summary, table=table,
           annotated=annotated.read_bytes() if annotated.exists() else None)  # fmt: skip


def _table(made: Path, answer: Answer) -> Table:
    content = made.read_bytes()
    return Table.objects.get_or_create(
        digest=digest_bytes(content),
        defaults={"rows": answer["rows"], "columns": answer["columns"], "parquet": content},
    )[0]


def _register(held: Submission, folder: Path) -> Answer:
    """Return how the enterprises of the file stand in the register: numbers, and the first of each kind."""
    codes = folder / "codes.json"
    if not codes.exists():
        return {}
    found = compare_register(held.zone, held.round.data_year, json.loads(codes.read_text()))
    kinds = {"new": found.new, "gone": found.gone, "elsewhere": tuple(sorted(found.elsewhere))}
    counts = {"known": len(found.known), **{kind: len(codes) for kind, codes in kinds.items()}}
    return {"counts": counts, "listed": {kind: list(codes[:LISTED]) for kind, codes in kinds.items()}}


def _settle_cells(
    running: Running, upload: Upload, folder: Path, cells: list[Answer], key: Key | None
) -> None:
    """Settle a form of cells: read each, hold it against what stands online, and check the whole as it would be."""
    held = upload.submission
    layout, draft = layout_of(held.form), held.current
    rows = {row.field.code or row.name: row for row in layout.cells.values()}
    known = [one for one in cells if one["code"] in rows]
    read = {
        rows[one["code"]].name: read_cell(rows[one["code"]].field, one["text"], money=one["unit"])
        for one in known
    }
    online = draft.cells if draft else {}
    merged = merge(base_cells(held, key), online, {name: typed.text for name, typed in read.items()})
    kept = {name: one.sent for name, one in merged.items() if one.outcome not in (Outcome.KEPT, Outcome.SAME)}
    notes = {rows[one["code"]].name: one["note"] for one in known}
    old_notes = draft.notes if draft else {}
    whole = {name: text for name, text in {**online, **kept}.items() if text}
    filled = Filled(
        whole, {**old_notes, **{name: note for name, note in notes.items() if note}}, before_of(held)
    )
    found = findings_of(held, filled)
    stops = [
        one
        for one in found
        if one.letter == "A" and any(read[name].text for name in one.cells if name in read)
    ]
    problems = problems_of(found, only=set(read))
    settle(
        running.actor, upload,
        {
            "rows": len(read), "stops": len(stops), "revision": draft.number if draft else 1,
            "versions": versions_of(draft), "classes": _classes(found),
            "merged": {name: {"outcome": one.outcome.value, "online": one.online, "sent": one.sent} for name, one in merged.items()},
            "typed": {rows[one["code"]].name: one["text"] for one in known},
            "told": {name: list(typed.note) for name, typed in read.items() if typed.note},
            "problems": problems,
            "notes": {name: {"online": old_notes.get(name, ""), "sent": words} for name, words in notes.items()
                      if words and words != old_notes.get(name, "")},
            "unknown": [one["code"] for one in cells if one["code"] not in rows and one["text"]],
        },
        cells={name: typed.text for name, typed in read.items()},
        annotated=write_committee(held, folder, cells={**whole, **{n: t.text for n, t in read.items()}}, notes=filled.notes, problems=problems) if problems else None,
    )  # fmt: skip


def _classes(found: Any) -> dict[str, int]:
    names = {"A": "强制性", "B": "准强制性", "C": "核实性", "D": "提示性"}
    counts = dict.fromkeys(names.values(), 0)
    for one in found:
        counts[names[one.letter]] += 1
    return counts


@job("export", resumed=True)
def export(running: Running) -> Answer:
    """Write a table or a template into the home's files; the answer says rows, and the digest of the file."""
    with speaking(running.arguments.get("language", "zh")):
        return write_export(running)
