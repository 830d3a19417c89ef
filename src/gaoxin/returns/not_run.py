"""Checks that are not made, wholly or for some zones, and why."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gaoxin.edition import Check, Edition
from gaoxin.edition.figures import Figures
from gaoxin.micro.checks import Inspection
from gaoxin.micro.conditions import needs
from gaoxin.terms import Text

LISTED = 8
"""How many zones or columns a reason names; the others are counted."""


@dataclass(frozen=True, slots=True)
class NotRun:
    """A check that was not made, or ``partly`` not (for some zones), and why."""

    check: str
    reason: Text
    partly: bool = False


def nothing_to_look_at(edition: Edition) -> tuple[NotRun, ...]:
    """Return why no check is made where no row could be read."""
    reason = Text("企业表没有能读的行", "no enterprise row could be read")
    return tuple(NotRun(one.id, reason) for one in edition.checks)


def reasons(one: Check, inspection: Inspection) -> Iterator[NotRun]:
    """Yield why a check is not made: not of this year, a column is not there, nothing to compare with."""
    year = inspection.year
    if not one.valid_in(year):
        yield NotRun(one.id, Text(f"不适用于 {year} 年", f"not made for {year}"))
        return
    cells, pairs = needs(one, inspection.figures)
    absent = sorted(cells - inspection.rows.columns)
    if absent:
        yield NotRun(one.id, _absent(absent, inspection.figures, year))
    elif pairs and not inspection.before:
        yield NotRun(
            one.id, Text(f"没有 {year - 1} 年的行，无从比较", f"no rows of {year - 1} to compare with")
        )
    elif pairs:
        yield from _not_compared(one.id, inspection.now - inspection.before, year - 1)
        if one.kind == "roster":
            yield from _not_compared(one.id, inspection.before - inspection.now, year)


def _not_compared(check: str, zones: Collection[str], year: int) -> Iterator[NotRun]:
    if zones:
        zh, en = (
            _listed(sorted(zones), "、", "等 {} 个"),
            _listed(sorted(zones), ", ", "and others, {} in all"),
        )
        reason = Text(f"无 {year} 年的行，未比较的园区：{zh}", f"zones without rows of {year}: {en}")
        yield NotRun(check, reason, partly=True)


def _absent(names: list[str], figures: Figures, year: int) -> Text:
    fields = [figures.row_field(name) for name in names]
    outside = [one for one in fields if not one.valid_in(year)]
    codes = _listed([f"{one.label}（{one.code or one.name}）" for one in outside or fields], "、", "等 {} 项")
    english = _listed([one.name for one in outside or fields], ", ", "and others, {} in all")
    if outside:
        return Text(f"{year} 年的表没有：{codes}", f"the forms of {year} lack {english}")
    return Text(f"缺少列：{codes}", f"columns are missing: {english}")


def _listed(words: list[str], comma: str, more: str) -> str:
    shown = comma.join(words[:LISTED])
    return shown if len(words) <= LISTED else f"{shown} {more.format(len(words))}"
