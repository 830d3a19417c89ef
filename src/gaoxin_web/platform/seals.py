"""Seals: the number and hash of each day's last line of the journal, in a file outside the database.

The chain shows a line that was changed, removed, added or moved. A tail that was cut off, or a chain that was written
anew from some line on, is shown by the seals: keep a copy of the file where nobody who has the database can write.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from gaoxin_web.platform.home import folder
from gaoxin_web.platform.journal import first_bad
from gaoxin_web.platform.models import Entry

FILE = "seals.txt"


@dataclass(frozen=True, slots=True)
class Seal:
    """The last line of a day: its number and hash."""

    day: date
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class State:
    """What was found of the journal: how many lines, sealed days, and the first bad line with the reason, if any."""

    lines: int
    seals: int
    bad: tuple[int, str] | None


def place(home: Path) -> Path:
    """Return the file of the seals of a home."""
    return folder(home, "journal") / FILE


def sealed(home: Path) -> list[Seal]:
    """Return the seals of a home; a line that is none stands for a seal that nothing meets."""
    file = place(home)
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [_seal(line) for line in lines if line.strip()]


def _seal(line: str) -> Seal:
    try:
        day, number, digest = line.split()
        return Seal(date.fromisoformat(day), int(number), digest)
    except ValueError:
        return Seal(date.min, 0, line)


def seal_days(home: Path, today: date | None = None) -> list[Seal]:
    """Seal every day before today that has lines and no seal yet; return the new seals."""
    today = today or timezone.localdate()
    known = sealed(home)
    made: list[Seal] = []
    for day in _days(known[-1].day if known else None, today):
        last = Entry.objects.filter(at__lt=_end(day)).order_by("-number").first()
        before = (made or known)[-1].number if made or known else 0
        if last is not None and last.number > before:
            made.append(Seal(day, last.number, last.hash))
    if made:
        with place(home).open("a", encoding="utf-8") as file:
            file.writelines(f"{one.day} {one.number} {one.hash}\n" for one in made)
            file.flush()
            os.fsync(file.fileno())
    return made


def _days(after: date | None, today: date) -> list[date]:
    first = Entry.objects.order_by("number").first()
    if first is None:
        return []
    start = (
        max(after + timedelta(days=1), timezone.localdate(first.at))
        if after
        else timezone.localdate(first.at)
    )
    return [start + timedelta(days=at) for at in range((today - start).days)]


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone())


def state_of(home: Path) -> State:
    """Read the whole journal and return whether chain and seals hold."""
    seals = sealed(home)
    found = [one for one in (first_bad(), broken_seal(seals)) if one is not None]
    return State(Entry.objects.count(), len(seals), min(found, default=None))


def broken_seal(seals: Sequence[Seal]) -> tuple[int, str] | None:
    """Return the first line that a seal names and that is not there as it was: gone (cut), or another one (seal)."""
    hashes = dict(
        Entry.objects.filter(number__in=[one.number for one in seals]).values_list("number", "hash")
    )
    last = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    for one in sorted(seals, key=lambda seal: seal.number):
        if one.number > last:
            return last + 1, "cut"
        if hashes.get(one.number) != one.hash:
            return one.number, "seal"
    return None
