"""Peers: quantiles of a group of at least five zones from what the ministry has approved, never one zone's figure.

The group is the zones of the same park type in the round, without the zone itself; where they are fewer than five, all
zones of the round; where those are fewer too, nothing is shown. Quantiles are of type 7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from gaoxin_web.collect.models import Participant, Revision, Submission
from gaoxin_web.platform.questions import Question

LEAST = 5
"""The fewest zones whose quantiles are shown: also the fewest that have a figure for a cell."""

WIDTH = 140
"""Units of the drawing's width."""


@dataclass(frozen=True, slots=True)
class Group:
    """A peer group: the park type (empty: all zones), how many zones, and their approved cells."""

    park_type: str
    size: int
    cells: tuple[Mapping[str, str], ...]
    _known: dict[str, tuple[Decimal, Decimal, Decimal] | None] = field(default_factory=dict, compare=False)

    def quartiles(self, name: str) -> tuple[Decimal, Decimal, Decimal] | None:
        """Return the quartiles of a field, or None where fewer than five zones have a figure."""
        if name not in self._known:
            self._known[name] = self._quartiles(name)
        return self._known[name]

    def _quartiles(self, name: str) -> tuple[Decimal, Decimal, Decimal] | None:
        values = sorted(
            value for value in (figure(each.get(name, "")) for each in self.cells) if value is not None
        )
        if len(values) < LEAST:
            return None
        low, middle, high = (quantile(values, Decimal(share) / 4) for share in (1, 2, 3))
        return low, middle, high


def group_of(submission: Submission) -> Group | None:
    """Return the peer group of a committee return, or None when there are fewer than five."""
    if submission.form.kind != "committee":
        return None
    types = dict(_TYPES(made=submission.round_id))
    approved = [
        (zone, (revision, digest))
        for zone, pk, revision, digest in _APPROVED(form=submission.form_id)
        if pk != submission.pk
    ]
    mine = types.get(submission.zone_id, "")
    alike = tuple(revision for zone, revision in approved if mine and types.get(zone) == mine)
    if len(alike) >= LEAST:
        return _group(mine, alike)
    everybody = tuple(revision for _, revision in approved)
    return _group("", everybody) if len(everybody) >= LEAST else None


_TYPES = Question(
    lambda made: (
        Participant.objects.filter(round=made)
        .exclude(participation="excused")
        .order_by()
        .values_list("zone_id", "park_type")
    )
)
_APPROVED = Question(
    lambda form: (
        Submission.objects.filter(form=form)
        .exclude(approved=None)
        .order_by("pk")
        .values_list("zone_id", "pk", "approved_id", "approved__digest")
    )
)


@lru_cache(maxsize=256)
def _group(park_type: str, approved: tuple[tuple[int, str], ...]) -> Group:
    """Return the group of some approved revisions, given with their digests: they never change, so it is kept by them."""
    cells = dict(Revision.objects.filter(pk__in=[pk for pk, _ in approved]).values_list("pk", "cells"))
    return Group(park_type, len(approved), tuple(cells[pk] for pk, _ in approved))


def figure(text: str) -> Decimal | None:
    """Return the figure in a cell; None for a blank, a sign of absence, or words."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def quantile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    """Return a quantile of sorted values, of type 7: linear between the two nearest ranks.

    >>> quantile([Decimal(1), Decimal(2), Decimal(3), Decimal(4), Decimal(5)], Decimal("0.25"))
    Decimal('2.00')
    """
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawing of where a figure stands: the middle half as a block, the median, this year and last year.

    All in units of its width; the ends of the line are one spread beyond the block, so they give no figure away.
    ``own`` and ``before`` that lie beyond are drawn at the end.
    """

    low: float
    high: float
    median: float
    own: float | None
    before: float | None

    @property
    def width(self) -> float:
        """Return the width of the block."""
        return round(self.high - self.low, 1)


def strip(
    quartiles: tuple[Decimal, Decimal, Decimal] | None, own: Decimal | None, before: Decimal | None
) -> Strip | None:
    """Return the drawing of a figure among its peers, or None without peers."""
    if quartiles is None:
        return None
    low, median, high = quartiles
    spread = max(high - low, abs(median) / 10, Decimal("0.5"))
    start, whole = low - spread, (high - low) + 2 * spread

    def at(value: Decimal) -> float:
        return round(min(max(float((value - start) / whole), 0.04), 0.96) * WIDTH, 1)

    return Strip(
        at(low), at(high), at(median), *(None if each is None else at(each) for each in (own, before))
    )
