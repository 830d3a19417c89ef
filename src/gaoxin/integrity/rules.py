"""The rule set of integrity (integrity.yaml) as types: parts of the proposal, limits of the tests."""

from fractions import Fraction
from typing import Literal

from pydantic import Field as Described

from gaoxin.edition.method import Exact
from gaoxin.edition.rulebook import Rulebook, Ruled

PartId = Literal[
    "completeness", "committee", "timeliness", "revisions", "errors", "jumps", "first_digits", "last_digits",
    "heaping", "copies", "twins", "ratios",
]  # fmt: skip


class Part(Ruled):
    """One part of the proposal: full points at ``full``, none at ``none``, a straight line between."""

    id: PartId
    label: str
    label_en: str
    weight: Exact = Described(gt=0)
    full: Exact
    none: Exact

    def points(self, value: float) -> float:
        """Return the points for a value, from 0 to the weight."""
        full, none = float(self.full), float(self.none)
        share = (value - none) / (full - none) if full != none else float(value == full)
        return float(self.weight) * min(1.0, max(0.0, share))


class DigitRules(Ruled):
    """Which fields are tested for digits, and when a test is made and stands out."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    heaped: tuple[str, ...]
    steps: tuple[Exact, ...] = (Fraction(10), Fraction(100), Fraction(1000))
    least: int = Described(ge=50)
    orders: Exact
    p: Exact
    deviation: Exact
    excess: Exact


class Pair(Ruled):
    """A ratio of two fields of a row."""

    id: str
    label: str
    label_en: str
    over: str
    under: str


class RatioRules(Ruled):
    """Which ratios are held against their industry, and how far out stands out."""

    threshold: Exact = Described(gt=0)
    least: int = Described(ge=5)
    pairs: tuple[Pair, ...]


class CopyRules(Ruled):
    """When amounts equal to last year's stand out: all fields in ``unit``, ``least`` of them not zero."""

    unit: str
    least: int = Described(ge=1)


class DueRules(Ruled):
    """The date field, and the day of the following year by which it is in time."""

    field: str
    due: str = Described(pattern=r"^\d\d-\d\d$")


class InfluenceRules(Ruled):
    """How much of a list may change, what a clue counts, and how many enterprises of a zone are proposed."""

    share: Exact = Described(gt=0, lt=1)
    per_zone: int = Described(ge=1)
    anomaly: dict[str, Exact]


class Rules(Rulebook):
    """The whole rule set."""

    parts: tuple[Part, ...]
    digits: DigitRules
    ratios: RatioRules
    copies: CopyRules
    twins: tuple[str, ...]
    timeliness: DueRules
    influence: InfluenceRules
