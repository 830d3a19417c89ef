"""The status matrix: zones × forms, how each return stands, overdue first; the same rows on the page and in the file."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from gaoxin.returns.template import Cover, write_list
from gaoxin.terms import Text, language
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import beneath
from gaoxin_web.collect.calendar import minute, moment_words
from gaoxin_web.collect.deadlines import deadlines_of
from gaoxin_web.collect.models import Form, Participant, Round, Submission
from gaoxin_web.collect.round_queries import working_calendar
from gaoxin_web.collect.standing import DONE, UNTOUCHED, Standing, standing
from gaoxin_web.collect.states import OPEN, State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.questions import Question
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry.models import Zone

LOOKS = {
    "over": Text("逾期", "overdue"), "back": Text("退回", "returned"), "near": Text("临期", "due soon"),
    "draft": Text("填报中", "being filled"), "idle": Text("未开始", "not begun"), "lock": Text("审核中", "under review"),
    "ok": Text("已通过", "approved"),
}  # fmt: skip
"""The states by which the matrix can be filtered."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One return in the matrix; where every enterprise has its own, how many of them are done (``done``/``total``)."""

    standing: Standing | None = None
    submission: Submission | None = None
    done: int = 0
    total: int = 0

    @property
    def words(self) -> str:
        """Return what the cell says in a file: the word of the state, or how many are done."""
        if self.total:
            return f"{self.done}/{self.total}"
        return str(self.standing.word) if self.standing else ""

    @property
    def hint(self) -> str:
        """Return the word of the state and the deadline, for who points at the cell."""
        return f"{self.words} · {minute(self.standing.deadline.due)}" if self.standing else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One zone with its returns, one a form."""

    zone: Zone
    cells: Sequence[Cell]
    participation: str

    @property
    def unfinished(self) -> int:
        """Return how many forms the zone still has to fill."""
        return sum(1 for one in self.cells if one.standing and one.standing.unfinished)

    @property
    def weight(self) -> int:
        """Return the weight of the most urgent return."""
        return min((one.standing.weight for one in self.cells if one.standing), default=DONE)


Drawn = tuple[str, str, str, str, int, tuple[tuple[Any, ...], ...]]


def drawn(row: Row, may_remind: bool) -> SafeString:
    """Draw a row of the page; it is kept by all that stands in it."""
    cells = tuple(
        (one.done, one.total, one.submission.pk if one.submission else 0, one.standing.look if one.standing else "",
         str(one.standing.sign) if one.standing else "", one.words, one.hint)
        for one in row.cells
    )  # fmt: skip
    zone = row.zone
    told = (zone.code, zone.organisation.name, zone.province, row.participation, row.unfinished, cells)
    return _drawn(told, may_remind, language())


@lru_cache(maxsize=8_192)
def _drawn(told: Drawn, may_remind: bool, _language: str) -> SafeString:
    code, name, province, participation, unfinished, cells = told
    return render_to_string("dashboards/matrix_row.html", {
        "code": code, "name": name, "province": province, "participation": participation, "unfinished": unfinished,
        "cells": [dict(zip(_CELL, one, strict=True)) for one in cells], "may_remind": may_remind,
    })  # fmt: skip


_CELL = ("done", "total", "submission", "look", "sign", "words", "hint")


@dataclass(frozen=True)
class Matrix:
    """The whole matrix: forms as columns, zones as rows, and for each form how many returns are approved."""

    round: Round
    forms: Sequence[Form]
    rows: Sequence[Row]
    all_rows: int
    provinces: Sequence[str] = field(default_factory=list)

    @property
    def totals(self) -> list[str]:
        """Return ``approved / all`` for each form over the rows shown."""
        return [_share([row.cells[at] for row in self.rows]) for at in range(len(self.forms))]

    @property
    def unfinished(self) -> int:
        """Return how many returns are still to be filled."""
        return sum(row.unfinished for row in self.rows)

    @property
    def counts(self) -> list[tuple[str, Text, int]]:
        """Return how many returns look how."""
        found = Counter(one.standing.look for row in self.rows for one in row.cells if one.standing)
        return [(look, words, found[look]) for look, words in LOOKS.items() if found[look]]


def matrix(person: Person, made: Round, now: datetime, *, province: str = "", look: str = "") -> Matrix:
    """Return the matrix of a round over the zones in scope, the most urgent first; filtered by province and by look."""
    forms, path = list(made.forms.all()), person.organisation.path
    cells = _single(path, made, forms, now) | _enterprises(path, made)
    found = [_row(one, forms, cells) for one in _TAKING_PART(path=path, made=made.pk)]
    rows = [row for row in found if _wished(row, province, look)]
    rows.sort(key=lambda row: (row.weight, -row.unfinished, row.zone.code))
    return Matrix(made, forms, rows, len(found), sorted({row.zone.province for row in found}))


_TAKING_PART = Question(
    lambda path, made: (
        Participant.objects.filter(beneath(path, "zone__organisation"), round=made)
        .select_related("zone__organisation")
        .order_by("zone__code")
    )
)


def _single(path: str, made: Round, forms: Iterable[Form], now: datetime) -> dict[tuple[int, int], Cell]:
    """Return the returns of the zones themselves, by zone and form."""
    asked, kinds, calendar = (
        {"path": path, "made": made.pk},
        {form.pk: form for form in forms},
        working_calendar(),
    )
    rows, untouched = _OF_ZONES(**asked), set(_UNTOUCHED(**asked))
    for one in rows:
        one.form, one.round = kinds[one.form_id], made
    deadlines, cells = deadlines_of(made, rows), {}
    for one in rows:
        stands = standing(one, now, calendar, untouched=one.pk in untouched, deadline=deadlines[one.pk])
        cells[one.zone_id, one.form_id] = Cell(_quiet(stands, one, now), one)
    return cells


def _of_zones(path: Any, made: Any) -> QuerySet[Submission]:
    found = Submission.objects.filter(beneath(path), round=made).exclude(form__kind="enterprise")
    return found.order_by()


_OF_ZONES = Question(_of_zones)
_UNTOUCHED = Question(
    lambda path, made: (
        _of_zones(path, made)
        .filter(Q(current=None) | Q(current__cells={}, current__table=None), state__in=OPEN)
        .values_list("pk", flat=True)
    )
)
"""The drafts in which nothing is yet (collect.standing.is_untouched, asked of the database)."""


def _quiet(stands: Standing, one: Submission, now: datetime) -> Standing:
    """Return how a return stands; one that has not opened yet is not begun, whatever its deadline."""
    return stands if now >= one.form.opens_at or stands.weight >= UNTOUCHED else standing_unopened(stands)


def standing_unopened(stands: Standing) -> Standing:
    """Return the standing of a form that has not opened."""
    return Standing("idle", LOOKS["idle"], Text("未", "–"), UNTOUCHED, stands.deadline)


def _enterprises(path: str, made: Round) -> dict[tuple[int, int], Cell]:
    """Return how many enterprises of each zone have sent their own return, for rounds with entry on the web."""
    total: Counter[tuple[int, int]] = Counter()
    done: Counter[tuple[int, int]] = Counter()
    for zone, form, state, number in _OF_ENTERPRISES(path=path, made=made.pk):
        total[zone, form] += number
        done[zone, form] += 0 if State(state) in OPEN else number
    return {key: Cell(done=done[key], total=number) for key, number in total.items()}


_OF_ENTERPRISES = Question(
    lambda path, made: (
        Submission.objects.filter(beneath(path), round=made, form__kind="enterprise")
        .order_by()
        .values_list("zone", "form", "state")
        .annotate(Count("pk"))
    )
)


def _row(one: Participant, forms: Iterable[Form], cells: Mapping[tuple[int, int], Cell]) -> Row:
    return Row(one.zone, [cells.get((one.zone_id, form.pk), Cell()) for form in forms], one.participation)


def _wished(row: Row, province: str, look: str) -> bool:
    if province and row.zone.province != province:
        return False
    return not look or any(one.standing and one.standing.look == look for one in row.cells)


def _share(cells: Iterable[Cell]) -> str:
    there = [one for one in cells if one.standing or one.total]
    done = sum(
        one.done if one.total else int(one.standing is not None and one.standing.weight == DONE)
        for one in there
    )
    return f"{done} / {sum(one.total or 1 for one in there)}" if there else "—"


FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""As what kinds of file the matrix can be taken out."""


@act
def export(actor: Actor, found: Matrix, kind: str = "csv") -> tuple[bytes, str]:
    """Return the matrix as a file and its media type; states in words. The journal keeps that it was taken.

    A CSV is UTF-8 with BOM; a workbook has a sheet that says what it is. Refused 400 for another kind of file.
    """
    if kind not in FILES:
        raise Refused(400, Text("只能导出 CSV 或 XLSX。", "It is given as csv or xlsx."))
    write(
        actor,
        Tag.EXPORTED,
        f"round/{found.round.pk}",
        new={"what": f"matrix.{kind}", "rows": len(found.rows)},
    )
    return (_book(found) if kind == "xlsx" else _csv(found)), FILES[kind]


def _heads(found: Matrix) -> list[str]:
    forms = [str(Text(form.title, form.title_en)) for form in found.forms]
    return [str(Text("编号", "code")), str(Text("园区", "zone")), str(Text("省份", "province")), *forms,
            str(Text("未完成", "unfinished"))]  # fmt: skip


def _lines(found: Matrix) -> list[list[str | int]]:
    return [
        [row.zone.code, row.zone.organisation.name, row.zone.province, *(one.words for one in row.cells), row.unfinished]
        for row in found.rows
    ]  # fmt: skip


_SYNTHETIC = Text("合成演示数据", "synthetic demonstration data")


def _csv(found: Matrix) -> bytes:
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow([safe(word) for word in _heads(found)])
    lines.writerows([safe(one) if isinstance(one, str) else one for one in line] for line in _lines(found))
    if found.round.synthetic:
        lines.writerow([str(_SYNTHETIC)])
    return file.getvalue().encode("utf-8-sig")


def _book(found: Matrix) -> bytes:
    title = Text(f"报送进度 · {found.round.title}", f"Progress · {found.round.title_en}")
    at = moment_words(timezone.now())
    zones = Text(f"{len(found.rows)} / {found.all_rows} 个", f"{len(found.rows)} of {found.all_rows}")
    facts = ((str(Text("园区", "Zones")), str(zones)), (str(Text("服务器时间", "Server time")), str(at)))
    with TemporaryDirectory(prefix="gaoxin-matrix-") as place:
        out = Path(place) / "matrix.xlsx"
        cover = Cover(str(title), facts, synthetic=found.round.synthetic)
        write_list(out, cover, [_heads(found)], _lines(found), str(Text("报送进度", "Progress")))
        return out.read_bytes()


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
