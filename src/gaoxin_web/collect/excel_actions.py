"""Acts of the Excel round trip: take a file, settle what came out of it, confirm or discard it."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.terms import Text, digest_bytes
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.collect.actions import Asked, note, save_block
from gaoxin_web.collect.deadlines import may_edit
from gaoxin_web.collect.excel_files import write_committee
from gaoxin_web.collect.excel_rules import kind_of, safe_name
from gaoxin_web.collect.export import KINDS, committee_file, file_name
from gaoxin_web.collect.layout import layout_of
from gaoxin_web.collect.merging import Outcome
from gaoxin_web.collect.models import Revision, Submission, Table, Upload
from gaoxin_web.collect.queries import as_seen, seen
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.jobs import ask, cancel
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Job
from gaoxin_web.platform.refusals import Refused, forbidden

WAITING = 5
"""How many files of one person may wait to be read at a time."""

LIGHT = 2**20
"""Bytes that make one step of a job's weight: small files are read before giant ones."""


def receive(actor: Actor, submission: int, name: str, content: bytes, language: str = "zh") -> Upload:
    """Take a file for a submission and queue its reading; return the upload.

    The same file again is the same upload while that waits, was checked, or is what the draft holds. Refused 413 when
    it is too large, 400 when it is neither a workbook nor a CSV, 409 when the cells may not change, 429 when too many
    files of the person wait.
    """
    held = _editable(actor, submission)
    kind_of(name, content)
    if len(content) > settings.MAX_UPLOAD:
        most = settings.MAX_UPLOAD // 2**20
        raise Refused(413, Text(f"文件超过 {most} MB", f"the file is larger than {most} MB"))
    return _known(held, digest_bytes(content)) or _take(
        actor, held, safe_name(name, content), content, language
    )


def _known(held: Submission, digest: str) -> Upload | None:
    """Return an upload of the same file that makes this one needless."""
    found = held.uploads.filter(digest=digest).defer("content", "annotated").select_related("table", "job")
    table = held.current.table_id if held.current else None
    for earlier in found.exclude(state="discarded"):
        if earlier.state == "waiting" and earlier.job and earlier.job.state in ("queued", "running"):
            return earlier
        if earlier.state == "checked" and earlier.base_id == held.current_id:
            return earlier
        if earlier.state == "confirmed" and table is not None and earlier.table_id == table:
            return earlier
    return None


@act
def _take(actor: Actor, held: Submission, name: str, content: bytes, language: str) -> Upload:
    waiting = Upload.objects.filter(
        person=actor.person, state="waiting", job__state__in=("queued", "running")
    )
    if waiting.count() >= WAITING:
        raise Refused(
            429,
            Text(
                f"已有 {WAITING} 个文件在排队，请等它们读完",
                f"{WAITING} files wait already: let them be read first",
            ),
        )
    upload = Upload.objects.create(
        submission=held, person=actor.person, name=name, digest=digest_bytes(content), size=len(content),
        content=content, base=held.current,
    )  # fmt: skip
    write(actor, Tag.UPLOADED, f"upload/{upload.pk}",
          new={"submission": held.pk, "name": name, "size": upload.size, "digest": upload.digest})  # fmt: skip
    _queue(actor, upload, language)
    return upload


def _queue(actor: Actor, upload: Upload, language: str) -> None:
    arguments = {"upload": upload.pk, "submission": upload.submission_id, "language": language}
    upload.job = ask(actor, "import", arguments, weight=min(upload.size // LIGHT, 1000))
    upload.save(update_fields=["job"])


@act
def check_again(actor: Actor, upload: int, language: str = "zh") -> Upload:
    """Read a file again, because the draft has changed since it was read, or its job failed."""
    held = _open_upload(actor, upload)
    if held.state == "waiting" and held.job and held.job.state in ("queued", "running"):
        raise Refused(409, Text("正在读取，请稍候", "it is being read"))
    old, held.state, held.base = held.state, "waiting", held.submission.current
    held.summary, held.annotated, held.table, held.cells = {}, None, None, {}
    held.save()
    write(actor, Tag.UPLOADED, f"upload/{held.pk}", old={"state": old}, new={"state": "waiting"})
    _queue(actor, held, language)
    return held


@act
def settle(
    actor: Actor, upload: Upload, summary: Mapping[str, Any], *, table: Table | None = None,
    cells: Mapping[str, str] | None = None, annotated: bytes | None = None,
) -> None:  # fmt: skip
    """Write down what came out of reading a file: checked, or faulty when something must be corrected first."""
    held = Upload.objects.select_for_update().defer("content", "annotated").get(pk=upload.pk)
    if held.state != "waiting":
        return _again(actor, held)
    held.state = "faulty" if summary.get("refused") or summary.get("stops") else "checked"
    held.summary = {**summary, "annotated": annotated is not None}
    held.table, held.cells = table, dict(cells or {})
    held.annotated = annotated
    held.save(update_fields=["state", "summary", "table", "cells", "annotated"])
    write(actor, Tag.UPLOAD_CHECKED, f"upload/{held.pk}",
          new={"state": held.state, "classes": summary.get("classes"), "rows": summary.get("rows"),
               "table": table.digest if table else None})  # fmt: skip
    return None


def _again(actor: Actor, held: Upload) -> None:
    write(actor, Tag.UPLOAD_CHECKED, f"upload/{held.pk}", new={"state": held.state, "again": True})


@act
def confirm(
    actor: Actor, upload: int, *, choices: Mapping[str, str] | None = None, replace: bool = False
) -> Upload:
    """Store what a checked file says into the draft, as one act.

    ``choices`` says for each cell that both the file and somebody online changed whether the ``file`` or the
    ``online`` value stands; ``replace`` that a table made from an older one may take its place. Refused 409 when the
    draft changed after the file was read, 400 when a conflict is not decided.
    """
    held = _open_upload(actor, upload)
    if held.state != "checked":
        raise Refused(
            409,
            Text(
                "这份文件还不能确认：先改正强制性问题",
                "this file cannot be confirmed: correct what must be corrected first",
            ),
        )
    if held.submission.form.kind == "enterprises":
        said = _store_table(actor, held, replace=replace)
    else:
        said = _store_cells(actor, held, choices or {})
    held.state = "confirmed"
    held.save(update_fields=["state"])
    write(actor, Tag.IMPORTED, f"upload/{held.pk}", **said)
    return held


def _store_table(actor: Actor, held: Upload, *, replace: bool) -> dict[str, Any]:
    """Put the table into the draft; Refused where the draft's table is not the one it was compared with."""
    draft = _draft(actor, held.submission)
    old = draft.table.digest if draft.table else ""
    if old != held.summary["compared"]:
        raise Refused(409, _CHANGED)
    if held.summary.get("older") and not replace:
        raise Refused(
            400,
            Text(
                "这份文件是按较早的一版做的：请确认用它替换",
                "this file was made from an older table: say that it replaces the newer one",
            ),
        )
    assert held.table is not None
    draft.table = held.table
    draft.counts = {
        "rows": held.table.rows,
        "classes": held.summary["classes"],
        "checks": held.summary["counts"],
    }
    draft.save(update_fields=["table", "counts"])
    held.submission.save(update_fields=["changed_at"])
    return {
        "old": {"table": old},
        "new": {"table": held.table.digest, "rows": held.table.rows, **held.summary["difference"]},
    }


def _store_cells(actor: Actor, held: Upload, choices: Mapping[str, str]) -> dict[str, Any]:
    """Save the cells that the file changed, and the conflicts that are decided for the file."""
    merged: Mapping[str, Mapping[str, str]] = held.summary["merged"]
    open_ = [
        name
        for name, one in merged.items()
        if one["outcome"] == Outcome.CONFLICT and choices.get(name) not in ("file", "online")
    ]
    if open_:
        raise Refused(
            400,
            Text(
                f"还有 {len(open_)} 处两边都改过，请逐格选定",
                f"{len(open_)} cells were changed on both sides: choose for each",
            ),
            fields=open_,
        )
    taken = [
        name for name, one in merged.items()
        if one["outcome"] in (Outcome.NEW, Outcome.CHANGED, Outcome.CLEARED)
        or (one["outcome"] == Outcome.CONFLICT and choices[name] == "file")
    ]  # fmt: skip
    layout, versions = layout_of(held.submission.form), held.summary["versions"]
    asked = [Asked(name, merged[name]["sent"], versions.get(layout.section_of(name), 0)) for name in taken]
    if asked:
        save_block(actor, held.submission_id, asked, revision=held.summary["revision"])
    for name, words in held.summary["notes"].items():
        note(actor, held.submission_id, name, words["sent"], words["online"])
    return {
        "old": {name: merged[name]["online"] for name in taken},
        "new": {name: merged[name]["sent"] for name in taken},
    }


@act
def discard(actor: Actor, upload: int) -> Upload:
    """Throw a file away: its content is removed, what it was stays written; a job that reads it is stopped."""
    held = _open_upload(actor, upload, closed=True)
    if held.state in ("confirmed", "discarded"):
        raise Refused(409, Text("这份文件已有结论，不能放弃", "this file is settled already"))
    if held.job and held.job.state in ("queued", "running"):
        cancel(actor, held.job)
    old, held.state, held.content, held.annotated = held.state, "discarded", b"", None
    held.save(update_fields=["state", "content", "annotated"])
    write(actor, Tag.DISCARDED, f"upload/{held.pk}", old={"state": old}, new={"state": "discarded"})
    return held


@act
def ask_export(actor: Actor, submission: int, kind: str, language: str = "zh") -> Job:
    """Queue the writing of a submission's table, or of its template, into a file; ``kind`` is one of ``KINDS``."""
    held = _exported(actor, submission, kind)
    write(actor, Tag.EXPORTED, f"submission/{held.pk}", new={"kind": kind, "rows": _rows(held)})
    arguments = {"submission": held.pk, "kind": kind, "language": language}
    return ask(actor, "export", arguments, weight=1)


@act
def export_form(actor: Actor, submission: int, kind: str) -> tuple[str, bytes]:
    """Return the name and content of a form's file at once: its template, or its cells as a workbook or CSV."""
    held = _exported(actor, submission, kind)
    write(
        actor,
        Tag.EXPORTED,
        f"submission/{held.pk}",
        new={"kind": kind, "rows": len(layout_of(held.form).cells)},
    )
    with TemporaryDirectory(prefix="gaoxin-") as folder:
        template = kind == "template"
        content = (
            write_committee(held, Path(folder)) if template else committee_file(held, kind, Path(folder))
        )
    return f"{file_name(held, kind)}.{'csv' if kind == 'csv' else 'xlsx'}", content


def _exported(actor: Actor, submission: int, kind: str) -> Submission:
    """Return a submission whose data this person may take out; templates are for those who fill."""
    person = _person(actor)
    if kind not in KINDS:
        raise Refused(400, Text("没有这种导出", "there is no such export"), allowed=list(KINDS))
    found = one(seen(person).select_related("round", "form", "organisation", "current__table"), pk=submission)
    found = as_seen(person, found)
    found.form.round = found.round
    if kind == "template":
        require(person, May.FILL)
    elif found.form.kind == "enterprises" and _rows(found) == 0:
        raise Refused(409, Text("还没有企业表", "there is no table of enterprises yet"))
    return found


def _rows(held: Submission) -> int:
    return held.current.table.rows if held.current and held.current.table else 0


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise forbidden()
    return actor.person


def _editable(actor: Actor, submission: int, *, closed: bool = False) -> Submission:
    """Return a submission, held until the transaction ends, whose cells this person may change now."""
    person = _person(actor)
    one(seen(person), pk=submission)
    require(person, May.FILL)
    held = (
        Submission.objects.select_related("round", "form", "organisation", "zone", "current__table")
        .prefetch_related("extensions", "decisions")
        .defer("round__edition_text", "current__table__parquet")
        .get(pk=submission)
    )
    held.form.round = held.round
    if held.form.kind == "enterprise":
        raise Refused(409, Text("本表只能在网上填报", "this form is filled on the web only"))
    allowed, reason = may_edit(held, person, timezone.now())
    if held.organisation_id != person.organisation_id:
        raise forbidden(reason)
    if not allowed and not closed:
        raise Refused(409, reason)
    return held


def _open_upload(actor: Actor, upload: int, *, closed: bool = False) -> Upload:
    """Return an upload in scope, held until the transaction ends, of a submission that may change now."""
    person = _person(actor)
    found = one(Upload.objects.filter(submission__in=seen(person)).defer("content", "annotated"), pk=upload)
    Submission.objects.select_for_update(of=("self",)).defer("changed_at").get(pk=found.submission_id)
    held = Upload.objects.select_for_update(of=("self",)).defer("content", "annotated").get(pk=upload)
    held.submission = _editable(actor, held.submission_id, closed=closed)
    held.job = Job.objects.get(pk=held.job_id) if held.job_id else None
    return held


def _draft(actor: Actor, submission: Submission) -> Revision:
    """Return the working revision, made where there is none yet."""
    if submission.current is None:
        submission.current = Revision.objects.create(submission=submission, number=1, made_by=actor.person)
        submission.save(update_fields=["current"])
    if submission.current.sealed_at is not None:
        raise Refused(409, Text("这一修订已封存，不能再改", "this revision is sealed and cannot be changed"))
    return submission.current


_CHANGED = Text(
    "读取之后，线上草稿又改过；请重新比较后再确认",
    "the draft online has changed since the file was read: compare again, then confirm",
)
