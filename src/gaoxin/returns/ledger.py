"""What reading a package has to say: faults, notes and what was left out, all of it at once."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from gaoxin.returns.cells import KINDS
from gaoxin.terms import DataRefused, Fault, Text, Unusable

SHOWN = 20
"""How many faults of one column are printed; the others are counted beside them."""


EVERY = 100_000
"""How many of one column are kept where all are wanted; beyond that they are counted."""

KEYS = "enterprises key"
"""Under which repeated keys of enterprises are gathered."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was normalised: the first place, what was found there, what it became, in how many cells."""

    place: str
    found: str
    became: str
    kind: str
    cells: int = 1

    @property
    def what(self) -> Text:
        """What was done, for people."""
        return KINDS[self.kind]


@dataclass
class Ledger:
    """Gathers faults while everything readable is read; ``settle`` raises them."""

    unusable: list[Fault] = field(default_factory=list)
    refused: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    uncounted: Counter[str] = field(default_factory=Counter)
    notes: dict[tuple[str, str], Note] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    synthetic: bool = False
    shown: int = SHOWN

    def stop(self, place: str, found: Text, allowed: Text | None = None, remedy: Text | None = None) -> None:
        """Note that something cannot be used at all (exit code 2)."""
        self.unusable.append(Fault(place, found, allowed, remedy))

    def refuse(
        self, column: str, place: str, found: Text, allowed: Text | None = None, remedy: Text | None = None
    ) -> None:
        """Refuse a cell (exit code 1); ``column`` gathers the cells that are alike."""
        if len(self.refused[column]) < self.shown:
            self.refused[column].append(Fault(place, found, allowed, remedy))
        else:
            self.uncounted[column] += 1

    def refuse_more(self, column: str, cells: int) -> None:
        """Count refused cells that are not listed singly (none: nothing happens)."""
        if cells:
            self.uncounted[column] += cells

    def note(self, column: str, note: Note) -> None:
        """Note a normalisation; cells of one column and kind are counted together."""
        first = self.notes.get((column, note.kind))
        cells = note.cells + (first.cells if first else 0)
        kept = first or note
        self.notes[column, note.kind] = Note(kept.place, kept.found, kept.became, kept.kind, cells)

    def take(self, other: "Ledger") -> None:
        """Take over what another ledger gathered, behind one's own."""
        self.unusable += other.unusable
        for column, faults in other.refused.items():
            self.refused[column] += faults
        self.uncounted.update(other.uncounted)
        self.notes |= other.notes
        self.ignored.update(other.ignored)
        self.synthetic = self.synthetic or other.synthetic

    def settle(self, faults: list[Fault] | None = None) -> None:
        """Raise what was gathered: Unusable when something cannot be used, else DataRefused.

        ``faults`` takes the refused cells instead, but for repeated keys of enterprises, which a check looks
        for.
        """
        cells = [fault for column in self.refused for fault in self._of(column)]
        if self.unusable:
            raise Unusable([*self.unusable, *cells])
        if faults is not None:
            faults += [fault for column in self.refused if column != KEYS for fault in self._of(column)]
        elif cells:
            raise DataRefused(cells)

    def _of(self, column: str) -> list[Fault]:
        rest = self.uncounted[column]
        if not rest:
            return self.refused[column]
        total = len(self.refused[column]) + rest
        shown = len(self.refused[column])
        more = Text(
            f"同类问题共 {total} 处，以上列出 {shown} 处",
            f"{total} faults of this kind, {shown} of them shown above",
        )
        return [*self.refused[column], Fault(column, more)]
