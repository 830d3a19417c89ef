"""The status matrix: zones × forms, how each return stands, overdue first; the same rows on the page and in the file."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import below
from gaoxin_web.collect.models import Form, Participant, Round, Submission
from gaoxin_web.collect.round_queries import participants, submissions, working_calendar
from gaoxin_web.collect.standing import DONE, UNTOUCHED, Standing, is_untouched, standing
from gaoxin_web.collect.states import OPEN, State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
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
    calendar, forms = working_calendar(), list(made.forms.all())
    cells: dict[tuple[int, int], Cell] = {}
    single = submissions(person).filter(round=made).exclude(form__kind="enterprise").select_related("current")
    for one in single.defer("current__notes", "current__counts"):
        stands = standing(one, now, calendar, untouched=is_untouched(one))
        cells[one.zone_id, one.form_id] = Cell(_quiet(stands, one, now), one)
    cells |= _enterprises(person, made)
    found = [_row(one, forms, cells) for one in participants(person, made)]
    rows = [row for row in found if _wished(row, province, look)]
    rows.sort(key=lambda row: (row.weight, -row.unfinished, row.zone.code))
    return Matrix(made, forms, rows, len(found), sorted({row.zone.province for row in found}))


def _quiet(stands: Standing, one: Submission, now: datetime) -> Standing:
    """Return how a return stands; one that has not opened yet is not begun, whatever its deadline."""
    return stands if now >= one.form.opens_at or stands.weight >= UNTOUCHED else standing_unopened(stands)


def standing_unopened(stands: Standing) -> Standing:
    """Return the standing of a form that has not opened."""
    return Standing("idle", LOOKS["idle"], Text("未", "–"), UNTOUCHED, stands.deadline)


def _enterprises(person: Person, made: Round) -> dict[tuple[int, int], Cell]:
    """Return how many enterprises of each zone have sent their own return, for rounds with entry on the web."""
    found = Submission.objects.filter(below(person), round=made, form__kind="enterprise").order_by()
    total: Counter[tuple[int, int]] = Counter()
    done: Counter[tuple[int, int]] = Counter()
    for zone, form, state, number in found.values_list("zone", "form", "state").annotate(Count("pk")):
        total[zone, form] += number
        done[zone, form] += 0 if State(state) in OPEN else number
    return {key: Cell(done=done[key], total=number) for key, number in total.items()}


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


@act
def export(actor: Actor, found: Matrix) -> bytes:
    """Return the matrix as a CSV file (UTF-8 with BOM) with the states in words; the journal keeps that it was taken."""
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow([str(Text("编号", "code")), str(Text("园区", "zone")), str(Text("省份", "province")),
                    *(safe(str(Text(form.title, form.title_en))) for form in found.forms), str(Text("未完成", "unfinished"))])  # fmt: skip
    for row in found.rows:
        lines.writerow([safe(row.zone.code), safe(row.zone.organisation.name), safe(row.zone.province),
                        *(one.words for one in row.cells), row.unfinished])  # fmt: skip
    if found.round.synthetic:
        lines.writerow([str(Text("合成演示数据", "synthetic demonstration data"))])
    write(actor, Tag.EXPORTED, f"round/{found.round.pk}", new={"what": "matrix", "rows": len(found.rows)})
    return file.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
