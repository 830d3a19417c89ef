"""The way of a number as far as a person may follow it: from rank to enterprise rows, bounds of others left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gaoxin.lineage import Step
from gaoxin.micro.tables import rows
from gaoxin.terms import Address, Refusal, Text, Unusable
from gaoxin_web.collect.models import Revision, Table
from gaoxin_web.platform.memory import Memory
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.rounds.models import Freeze
from gaoxin_web.rounds.visible import Sight

NEEDS: dict[str, tuple[str, ...]] = {
    "rank": ("rank",), "score": ("score",), "dimension": ("dimension_scores",), "contribution": (),
    "standard": (), "indicator": ("indicators",), "target": ("indicators",), "variable": ("indicators",),
    "cell": ("indicators",),
}  # fmt: skip
"""The parts of a result that a stage needs; contribution and standard are open to evaluators and the ministry alone.

Own value and own standard together would tell the bounds of the round, which are other zones' figures.
"""

HIDDEN = Text("不对本级显示：由它可以推算其他园区的数。",
              "Not shown to this level: other zones' figures could be worked out from it.")  # fmt: skip
CLOSED = Text("本次发布不向本级显示这一级。", "This release does not show this stair to this level.")

SHOWN_ROWS = 12


@dataclass(frozen=True)
class Shown:
    """A step as it may be shown: ``closed`` says why the value is left out, ``rows`` are the enterprises behind it."""

    step: Step
    closed: Text | None = None
    rows: "Cells | None" = None

    def as_json(self) -> dict[str, Any]:
        """Return the step as the contract gives it; what is closed has no value."""
        return self.step.as_json() | (
            {"closed": self.closed.zh, "closed_en": self.closed.en} if self.closed else {}
        )


@dataclass(frozen=True)
class Cells:
    """The cells of a field of one zone and year: the largest by name, the rest together, the blank ones counted."""

    field: str
    unit: str
    largest: tuple[tuple[str, str, Any], ...]
    rest: int
    rest_sum: Any
    blank: int
    total: Any
    count: int


def step(sight: Sight, text: str) -> Shown:
    """Return the step at an address; Refused 400 for what is no address, 404 for what is not there or not for him."""
    address = _address(text)
    sight.zone(address.unit)
    try:
        found = _step(sight, address)
    except Refusal:
        raise absent() from None
    return _as_shown(sight, found)


def label(sight: Sight, address: Address) -> Text:
    """Return what the number at an address is called, without reading the number."""
    sight.zone(address.unit)
    return _step(sight, address, bare=True).label


def way(sight: Sight, text: str, chosen: str = "") -> list[Shown]:
    """Return the staircase through an address: what stands above is found by going down, then one input a stair.

    ``chosen`` is the code of the indicator that is followed where many would do; the first one otherwise.
    """
    found, address = [], _address(text)
    while True:
        shown = step(sight, str(address))
        found.append(shown)
        below = [one for one in shown.step.inputs if one.stage != "target"]
        if not below or len(found) > 9:
            return found
        address = next((one for one in below if chosen and _leads(sight, one, chosen)), below[0])


def _leads(sight: Sight, address: Address, chosen: str) -> bool:
    if address.stage == "dimension":
        return any(one.code == chosen for one in sight.kept.reopened.step(address).inputs)
    return address.code == chosen


def _address(text: str) -> Address:
    try:
        return Address.parse(text)
    except Unusable as unusable:
        raise Refused(400, Text(str(unusable), str(unusable))) from None


def _step(sight: Sight, address: Address, *, bare: bool = False) -> Step:
    """Return a step without opening the data of everybody: cells are read from the zone's own revision, unless ``bare``."""
    if address.stage == "cell":
        sight.kept.reopened._known_year(address)  # noqa: SLF001 - the same refusal as for the other stages
        return _cell(sight, address, bare)
    return sight.kept.reopened.step(address)


def _as_shown(sight: Sight, found: Step) -> Shown:
    stage = found.address.stage
    rows_ = _rows(sight, found.address) if stage == "cell" and sight.sees(*NEEDS[stage]) else None
    if sight.open:
        return Shown(found, rows=rows_)
    if stage in ("contribution", "standard"):
        bare = replace(found, value=None, note="", formula=found.formula if stage == "contribution" else "")
        return Shown(bare, HIDDEN)
    needs = ("dimension_ranks",) if stage == "rank" and found.address.code != "total" else NEEDS[stage]
    if not sight.sees(*needs):
        return Shown(replace(found, value=None, note="", cells=()), CLOSED)
    return Shown(found, rows=rows_)


def _cell(sight: Sight, address: Address, bare: bool) -> Step:
    edition, (scope, _, name) = sight.kept.edition, address.code.partition(".")
    plain = address.code.partition("[")[0]
    if not name and plain in edition.derived_fields:
        return sight.kept.reopened.step(address)
    fields = edition.zone_fields if scope == "zone" and name else edition.enterprise_fields
    if scope in ("survey", "expert") and name:
        return Step(address, Text("评分", "marks"), None, "分", note="marks of a panel stay with the panel")
    if (name or plain) not in fields:
        raise absent()
    field = fields[name or plain]
    value = _own_cell(sight, address, name) if name and not bare else None
    return Step(address, Text(field.label, field.label_en or field.name), value, field.unit, clause=field.clause,
                formula=f"{field.form} {field.code}".strip())  # fmt: skip


def _own_cell(sight: Sight, address: Address, name: str) -> str | None:
    for revision in _revisions(sight, address, "committee"):
        return str(revision.cells.get(name, "")) or None
    return None


def _revisions(sight: Sight, address: Address, kind: str) -> Iterator[Revision]:
    """Yield the revisions of a zone and year that the freeze took."""
    keys = _taken(sight.run.freeze).get((kind, address.unit, address.year or sight.year))
    if keys:
        yield from Revision.objects.select_related("table").defer("table__parquet").filter(pk__in=keys)


_TAKEN: Memory[Mapping[tuple[str, str, int], Sequence[int]]] = Memory(room=24)


def _taken(freeze: Freeze) -> Mapping[tuple[str, str, int], Sequence[int]]:
    """Return the numbers of the revisions that a freeze took, by kind, zone and year; they never change."""
    return _TAKEN.get(
        (freeze.pk, freeze.digest, freeze.asked_at),
        lambda: {(one["kind"], one["zone"], one["year"]): one["ids"] for one in freeze.takes["revisions"]},
    )


def _rows(sight: Sight, address: Address) -> Cells | None:
    """Return the cells of an enterprise field from the zone's own table as it was frozen."""
    name = address.code.partition("[")[0]
    field = sight.kept.edition.enterprise_fields.get(name)
    table = next((one.table for one in _revisions(sight, address, "enterprises") if one.table), None)
    if field is None or table is None or name not in table.columns:
        return None
    return _cells(table.digest, name, field.label, field.unit, field.type in ("number", "integer"))


@lru_cache(maxsize=128)
def _cells(digest: str, name: str, label: str, unit: str, numbers: bool) -> Cells:
    """Return a column of a table, which never changes: what was read once is kept."""
    parquet = bytes(Table.objects.get(digest=digest).parquet)
    _, found = rows(parquet, ["credit_code", "enterprise_name", name], limit=10**7)
    known = [
        (row["credit_code"], row["enterprise_name"] or "", _plain(row[name]))
        for row in found
        if row[name] not in (None, "")
    ]
    if numbers:
        known.sort(key=lambda row: (-row[2], row[0]))
    largest, rest = known[:SHOWN_ROWS], known[SHOWN_ROWS:]
    return Cells(
        field=label, unit=unit, largest=tuple(largest), rest=len(rest),
        rest_sum=sum(row[2] for row in rest) if numbers else None, blank=len(found) - len(known),
        total=sum(row[2] for row in known) if numbers else None, count=len(found),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """Return a decimal without needless zeros."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
