"""Snapshot: what an evaluation knows, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gaoxin.returns import PackageFile, Zone


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one zone and year: exact value (None: missing), coverage and where it came from.

    ``rows`` is how many cells were asked and ``filled`` how many have a value; ``source`` names the file.
    """

    value: Fraction | None
    rows: int
    filled: int
    source: str


@dataclass(frozen=True)
class Snapshot:
    """The figures of a round by (name, zone, year), the zones that take part, and those in their first round.

    ``year`` is the data year; the round that evaluates it is held the year after. ``first_round`` zones have no rows of
    the year before and are national since the data year or later; ``excused`` ones are left out; ``default_zone`` is the
    zone of workbooks that say none.
    """

    year: int
    zones: tuple[Zone, ...]
    excused: tuple[Zone, ...]
    first_round: frozenset[str]
    figures: Mapping[tuple[str, str, int], Figure]
    files: tuple[PackageFile, ...]
    ignored: Mapping[str, int]
    normalised: int
    synthetic: bool
    default_zone: str | None = None

    def figure(self, name: str, zone: str, years_back: int = 0) -> Figure | None:
        """Return a figure of the data year or of years before it; None where nothing was reported."""
        return self.figures.get((name, zone, self.year - years_back))
