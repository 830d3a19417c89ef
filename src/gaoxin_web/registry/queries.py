"""What the register says, always within the reader's scope; the comparison of an import with it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from gaoxin_web.registry.models import Stay, Zone

_SOME = 5_000


@dataclass(frozen=True, slots=True)
class RegisterComparison:
    """How the enterprises of a zone's table stand to the register of a year.

    ``known`` are registered in the zone; ``new`` nowhere; ``gone`` are registered in the zone and not in the table;
    ``elsewhere`` maps codes to the code of the other zone in which they are registered (say that zone's name only to
    a reader who sees both zones: to a zone it is "another zone").
    """

    known: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    elsewhere: dict[str, str] = field(default_factory=dict)


def compare_register(zone: Zone, year: int, codes: Collection[str]) -> RegisterComparison:
    """Compare the credit codes of a zone's table of a data year with the register; each code counts once.

    A few queries however many codes there are; codes come back sorted. An enterprise that is known under two codes
    (``same_as``) is known under both.
    """
    asked = set(codes)
    here = set(_registered(year).filter(zone=zone).values_list("enterprise__credit_code", flat=True))
    doubles = {double: code for double, code in _doubles(zone, year) if double in asked}
    others = asked - here - doubles.keys()
    elsewhere = {code: other for some in _parts(sorted(others)) for code, other in _stays_of(year, some)}
    return RegisterComparison(
        known=tuple(sorted(asked & here | doubles.keys())),
        new=tuple(sorted(others - elsewhere.keys())),
        gone=tuple(sorted(here - asked - set(doubles.values()))),
        elsewhere=elsewhere,
    )


def in_force(year: int) -> Q:
    """Return the condition that a stay covers a data year."""
    return Q(since__lte=year) & (Q(until=None) | Q(until__gte=year))


def _registered(year: int) -> QuerySet[Stay]:
    return Stay.objects.filter(in_force(year))


def _doubles(zone: Zone, year: int) -> Iterator[tuple[str, str]]:
    """Yield other codes of enterprises registered in a zone, each with the code that stands for it."""
    yield from (
        _registered(year)
        .filter(zone=zone)
        .exclude(enterprise__doubles=None)
        .values_list("enterprise__doubles__credit_code", "enterprise__credit_code")
    )


def _stays_of(year: int, codes: list[str]) -> Iterator[tuple[str, str]]:
    yield from (
        _registered(year)
        .filter(enterprise__credit_code__in=codes)
        .values_list("enterprise__credit_code", "zone__code")
    )


def _parts(codes: list[str]) -> Iterator[list[str]]:
    yield from (codes[at : at + _SOME] for at in range(0, len(codes), _SOME))
