"""What the pages of an upload show: how far it is, and the dry run in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gaoxin.micro.tables import Changes
from gaoxin.terms import Text
from gaoxin_web.collect.checking import explanations, judged
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.excel_queries import CELLS_A_PAGE, changed_cells, moved_on
from gaoxin_web.collect.findings import Filled
from gaoxin_web.collect.layout import grouped, label_of, layout_of
from gaoxin_web.collect.merging import Outcome
from gaoxin_web.collect.models import Submission, Upload
from gaoxin_web.collect.warnings import GROUP
from gaoxin_web.platform.models import Job

LETTERS = {"强制性": "A", "准强制性": "B", "核实性": "C", "提示性": "D"}

_STATES = {
    "waiting": ("draft", Text("读取中", "being read")), "checked": ("near", Text("待确认", "to be confirmed")),
    "faulty": ("over", Text("有错误", "faulty")), "confirmed": ("ok", Text("已导入", "imported")),
    "discarded": ("idle", Text("已放弃", "thrown away")), "failed": ("over", Text("读取失败", "reading failed")),
    "queued": ("idle", Text("排队中", "queued")),
}  # fmt: skip

OUTCOMES = {
    Outcome.NEW: Text("新填", "new"), Outcome.CHANGED: Text("改动", "changed"), Outcome.CLEARED: Text("清空", "cleared"),
    Outcome.CONFLICT: Text("两边都改过", "changed on both sides"), Outcome.KEPT: Text("线上已改，文件未动", "changed online only"),
    Outcome.SAME: Text("不变", "unchanged"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """How far an upload is: the state as it is shown, and of the job that reads it its place in the queue and its step."""

    upload: Upload
    state: tuple[str, Text]
    busy: bool
    before: int
    percent: int

    @property
    def failed(self) -> bool:
        """Whether the reading ended without an outcome."""
        return self.upload.state == "waiting" and not self.busy


def way(upload: Upload) -> Way:
    """Return how far an upload is."""
    job = upload.job
    busy = upload.state == "waiting" and bool(job and job.state in ("queued", "running"))
    key = upload.state if upload.state != "waiting" or busy else "failed"
    queued = bool(busy and job and job.state == "queued")
    before = 0
    if queued and job:
        first = Job.objects.filter(state="queued", weight__lt=job.weight).count()
        before = first + Job.objects.filter(state="queued", weight=job.weight, id__lt=job.pk).count()
    percent = round(100 * job.done / job.total) if job and job.total else 0
    return Way(upload, _STATES["queued" if queued else key], busy, before, percent)


@dataclass(frozen=True)
class DryRun:
    """What a file would change and what is wrong with it."""

    upload: Upload
    cells: Changes | None
    page: int
    moved: bool

    @property
    def summary(self) -> Mapping[str, Any]:
        """Return what was written down when the file was read."""
        said: Mapping[str, Any] = self.upload.summary
        return said

    @property
    def refused(self) -> list[dict[str, str]]:
        """Return why the file is not taken at all: place, what was found, what is allowed, what to do."""
        return [{"place": one["place"], **{key: _said(one[key]) for key in ("found", "allowed", "remedy")}}
                for one in self.summary.get("refused", [])]  # fmt: skip

    @property
    def classes(self) -> list[tuple[str, str, int]]:
        """Return the four classes: letter, name, findings."""
        return [(LETTERS[name], name, count) for name, count in self.summary.get("classes", {}).items()]

    @property
    def examples(self) -> list[dict[str, Any]]:
        """Return the first findings of each check, with the letter of their class."""
        return [{**one, "letter": LETTERS[one["category"]]} for one in self.summary.get("examples", [])]

    @property
    def counts(self) -> list[tuple[str, str, str, int]]:
        """Return for each check that found something: letter, id, what it says, how often."""
        checks = {one.id: one for one in edition_of(self.upload.submission.round).checks}
        return [
            (LETTERS[checks[name].category] if name in checks else "A", name,
             str(Text(checks[name].message, checks[name].message_en or checks[name].message)) if name in checks
             else str(Text("格子读不出来", "the cell cannot be read")), count)
            for name, count in self.summary.get("counts", {}).items()
        ]  # fmt: skip

    @property
    def notes(self) -> list[tuple[str, str, str, str, int]]:
        """Return what was read otherwise than it was written: place, found, became, what was done, in how many cells."""
        return [(place, found, became, str(Text(zh, en)), cells)
                for place, found, became, zh, en, cells in self.summary.get("notes", [])] if self.is_table else []  # fmt: skip

    @property
    def not_run(self) -> list[tuple[str, str]]:
        """Return the checks that were not made, and why."""
        return [(check, str(Text(zh, en))) for check, zh, en in self.summary.get("not_run", [])]

    @property
    def is_table(self) -> bool:
        """Whether it is about a table of enterprises."""
        return self.upload.submission.form.kind == "enterprises"

    @property
    def page_cells(self) -> list[tuple[str, str, str, str, str]]:
        """Return a page of changed cells: code, name, label of the field, old, new."""
        fields = edition_of(self.upload.submission.round).enterprise_fields
        shown = self.cells.cells if self.cells else ()
        return [(code, firm, str(label_of(fields[name])) if name in fields else name, grouped(_short(old)), grouped(_short(new)))
                for code, firm, name, old, new in shown]  # fmt: skip

    @property
    def pages(self) -> int:
        """Return how many pages of changed cells there are."""
        return -(-self.cells.total // CELLS_A_PAGE) if self.cells else 0

    @property
    def merged(self) -> list[dict[str, Any]]:
        """Return the cells of a form that the file touches, conflicts first, in the form's order."""
        return sorted(self._merged(), key=lambda one: one["order"])

    def _merged(self) -> Iterator[dict[str, Any]]:
        order = [Outcome.CONFLICT, Outcome.NEW, Outcome.CHANGED, Outcome.CLEARED, Outcome.KEPT]
        rows = layout_of(self.upload.submission.form).cells
        told, typed = self.summary.get("told", {}), self.summary.get("typed", {})
        problems = self.summary.get("problems", {})
        for name, one in self.summary.get("merged", {}).items():
            outcome = Outcome(one["outcome"])
            wrong = problems.get(name)
            if (outcome == Outcome.SAME and not wrong) or name not in rows:
                continue
            yield {
                "name": name, "row": rows[name], "outcome": str(OUTCOMES[outcome]), "conflict": outcome == Outcome.CONFLICT,
                "online": grouped(one["online"]), "sent": grouped(one["sent"]), "typed": typed.get(name, ""),
                "told": _said(told.get(name)), "order": (order.index(outcome) if outcome in order else 9, rows[name].number),
                "problem": wrong["words"] if wrong else "", "letter": LETTERS[wrong["class"]] if wrong else "",
            }  # fmt: skip

    @property
    def tally(self) -> dict[str, int]:
        """Return how many cells of a form are new, changed, unchanged, kept, in conflict."""
        counts = {outcome.value: 0 for outcome in Outcome}
        for one in self.summary.get("merged", {}).values():
            counts[one["outcome"]] += 1
        return counts

    @property
    def changes_nothing(self) -> bool:
        """Whether confirming would change nothing."""
        if self.upload.state != "checked":
            return False
        if self.is_table:
            return self.upload.table is not None and self.upload.table.digest == self.summary.get("compared")
        tally = self.tally
        touched = tally["new"] + tally["changed"] + tally["cleared"] + tally["conflict"]
        return not touched and not self.summary.get("notes")


def dry_run(upload: Upload, page: int = 1) -> DryRun | None:
    """Return what a file would change; None while it is not read."""
    if upload.state not in ("checked", "faulty", "confirmed"):
        return None
    cells = changed_cells(upload, page) if upload.submission.form.kind == "enterprises" else None
    return DryRun(upload, cells, page, moved_on(upload))


def _said(pair: Any) -> str:
    return str(Text(*pair)) if pair else ""


def _short(text: str) -> str:
    """Return a figure of a table without the zeros behind it."""
    return (
        text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").lstrip("-").isdigit() else text
    )


def warned(submission: Submission) -> list[dict[str, Any]]:
    """Return the warnings of the draft's table with their explanations: for the group, and for single rows."""
    given = explanations(submission)
    return [
        {
            "found": one, "group": given.get((one.check, GROUP)),
            "single": [each for (check, place), each in given.items() if check == one.check and place != GROUP],
        }
        for one in judged(submission, Filled({}, {}, {}), given) if one.letter == "B"
    ]  # fmt: skip
