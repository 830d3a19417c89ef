"""A data package as read: zones, enterprise rows, committee figures, panel marks, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.returns.ledger import Note

if TYPE_CHECKING:
    from gaoxin.micro.rows import Rows


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of the round.

    ``park_type`` is empty when unknown and ``none`` when the zone is in no type; ``participation`` is
    national, invited or excused; ``national_since`` the year of its approval.
    """

    code: str
    name: str
    name_en: str = ""
    province: str = ""
    city: str = ""
    national_since: int | None = None
    park_type: str = ""
    self_innovation_zone: str = ""
    participation: str = "national"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a panel (survey or expert): who gave what to which zone, and where it stands.

    ``weight`` is how much an answer counts where a survey is weighted; ``agreed`` marks are what a meeting of
    experts agreed on, beside what its members thought.
    """

    panel: str
    zone: str
    indicator: str
    person: str
    score: Fraction
    place: str
    weight: Fraction = Fraction(1)
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """A panel's result that is withheld: of how many answers or marks, why, and where that stands."""

    panel: str
    zone: str
    indicator: str
    count: int
    reason: str
    place: str


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of the package: path inside it, role, rows of data, digest.

    Roles are zones, enterprises, zone_returns, survey, expert, withheld and other.
    """

    path: str
    role: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Package:
    """What was read of a package for a data year; the year before stands in ``rows`` and ``committee`` too.

    ``committee`` holds the figures by (zone, year) and field in the field's unit, blank cells absent;
    ``committee_places`` says where each return stands (file:line). ``ignored`` counts what was left out:
    rows of other years, unknown columns.
    """

    folder: Path
    year: int
    zones: tuple[Zone, ...]
    rows: "Rows | None"
    committee: Mapping[tuple[str, int], Mapping[str, Fraction]]
    committee_places: Mapping[tuple[str, int], str]
    marks: tuple[Mark, ...]
    files: tuple[PackageFile, ...]
    notes: tuple[Note, ...]
    ignored: Mapping[str, int]
    synthetic: bool
    default_zone: str | None = None
    withheld: tuple[Withheld, ...] = ()
