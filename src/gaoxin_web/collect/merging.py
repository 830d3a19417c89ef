"""Three sides of one cell: what a file was made from, what stands online now, what the file says. Pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a file means for one cell."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    CLEARED = "cleared"
    KEPT = "kept"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Merged:
    """One cell: what becomes of it, what stands online, what the file says."""

    outcome: Outcome
    online: str
    sent: str


def merge(
    base: Mapping[str, str] | None, online: Mapping[str, str], sent: Mapping[str, str]
) -> dict[str, Merged]:
    """Return what a file means, cell by cell: nobody's change is lost, and what both changed is a conflict.

    ``base`` is what the file was made from; None where nobody knows: then a blank cell says nothing, and every cell
    that differs from a filled one is a conflict. A cell that the file left as it was keeps what stands online.
    """
    return {name: Merged(_outcome(base, online.get(name, ""), name, text), online.get(name, ""), text)
            for name, text in sent.items()}  # fmt: skip


def _outcome(base: Mapping[str, str] | None, online: str, name: str, sent: str) -> Outcome:
    before = "" if base is None else base.get(name, "")
    if sent == online:
        return Outcome.SAME
    if sent == before:
        return Outcome.KEPT
    if online != before:
        return Outcome.CONFLICT
    if not sent:
        return Outcome.CLEARED
    return Outcome.CHANGED if online else Outcome.NEW
