"""What the register says, always within the reader's scope; the comparison of an import with it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import CharField, Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr

from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import below, beneath
from gaoxin_web.platform.questions import Question, keep, numbered
from gaoxin_web.platform.refusals import absent, forbidden
from gaoxin_web.registry.models import Candidate, Enterprise, Stay, Zone, ZoneYear

_SOME = 5_000


def zones(person: Person) -> QuerySet[Zone]:
    """Return the zones that a person may see."""
    return Zone.objects.filter(below(person)).select_related("organisation")


def zones_with_history(person: Person) -> QuerySet[Zone]:
    """Return the zones that a person may see, each with its history under ``years`` and its type now (``park_type``)."""
    return _with_history(zones(person))


def _with_history(found: QuerySet[Zone]) -> QuerySet[Zone]:
    last = ZoneYear.objects.filter(zone=OuterRef("pk")).order_by("-since", "-id")
    return found.annotate(
        park_type=Subquery(last.values("park_type")[:1]), perimeter=Subquery(last.values("perimeter")[:1])
    )


def zone(person: Person, code: str) -> Zone:
    """Return one zone with its history, newest last; Refused 404 outside the scope."""
    found = _ZONE.first(path=person.organisation.path, code=code)
    if found is None:
        raise absent()
    keep(found, "years", _YEARS_OF_ZONE(zone=found.pk))
    return found


_ZONE = Question(
    lambda path, code: _with_history(
        Zone.objects.filter(beneath(path), code=code).select_related("organisation").order_by()
    )
)
_YEARS_OF_ZONE = Question(lambda zone: ZoneYear.objects.filter(zone=zone).order_by("since", "id"))


def as_of(zone: Zone, year: int) -> ZoneYear | None:
    """Return what a zone is in a year: the last line of its history up to it; its first line before that."""
    lines = list(zone.years.all())
    return next((line for line in reversed(lines) if line.since <= year), lines[0] if lines else None)


def counts_by_zone(person: Person, year: int) -> dict[int, int]:
    """Return how many enterprises are registered in each zone in a data year, by the zone's id."""
    found = registered(year).filter(zone__in=_ids(person))
    return dict(found.values_list("zone").annotate(Count("pk")).order_by())


def count_of(zone: Zone, year: int) -> int:
    """Return how many enterprises are registered in a zone in a data year."""
    return _COUNT.first(zone=zone.pk, year=year) or 0


_COUNT = Question(lambda zone, year: numbered(registered(year).filter(zone=zone), "zone"))


def stays(person: Person, year: int, *, words: str = "", zone: str = "") -> QuerySet[Stay]:
    """Return the stays in force in a data year of zones in scope; ``words`` is the code's beginning or a name's part.

    In the order of zones and of entry, which is that of an index, so that a page of a national register is quick.
    """
    found = registered(year).filter(zone__in=_ids(person, zone))
    if words:
        found = found.filter(
            Q(enterprise__credit_code__startswith=words.upper()) | Q(enterprise__name__contains=words)
        )
    return found.select_related("enterprise", "zone__organisation").order_by(
        "zone_id", "since", "until", "pk"
    )


def _ids(person: Person, zone: str = "") -> list[int]:
    """Return the ids of the zones in scope, or of the one with a code: a list reaches an index, a subquery does not."""
    path = person.organisation.path
    return _ID(path=path, code=zone) if zone else _IDS(path=path)


_IDS = Question(lambda path: Zone.objects.filter(beneath(path)).order_by().values_list("pk", flat=True))
_ID = Question(
    lambda path, code: Zone.objects.filter(beneath(path), code=code).order_by().values_list("pk", flat=True)
)


def enterprises(person: Person) -> QuerySet[Enterprise]:
    """Return the enterprises with a stay, now or earlier, in a zone in scope; the ministry sees every one."""
    if person.organisation.level == Level.MINISTRY:
        return Enterprise.objects.all()
    mine = Stay.objects.filter(zone__in=_ids(person))
    return Enterprise.objects.filter(pk__in=mine.values("enterprise"))


def enterprise(person: Person, code: str) -> Enterprise:
    """Return one enterprise with its stays in zones in scope (``seen``); Refused 404 when there are none."""
    mine = Prefetch(
        "stays",
        Stay.objects.filter(below(person, "zone__organisation")).select_related("zone__organisation"),
        to_attr="seen",
    )
    found = (
        Enterprise.objects.filter(credit_code=code).select_related("same_as").prefetch_related(mine).first()
    )
    if found is None or not found.seen:
        raise absent()
    return found


def data_years(person: Person) -> list[int]:
    """Return the data years of the rounds in which zones in scope took part, newest first."""
    return _YEARS(path=person.organisation.path)


_YEARS = Question(
    lambda path: (
        Zone.objects.filter(beneath(path))
        .exclude(participations=None)
        .order_by("-participations__round__data_year")
        .values_list("participations__round__data_year", flat=True)
        .distinct()
    )
)


def doubles(person: Person, limit: int = 200) -> list[tuple[Enterprise, Enterprise]]:
    """Return pairs of rows in scope that may be one enterprise: same organisation code, or same name; code order.

    A nine-digit organisation code stands inside the credit code (characters 9 to 17).
    """
    mine = enterprises(person).filter(same_as=None)
    short = mine.annotate(long=Length("credit_code")).filter(long=9).order_by()
    inner = mine.annotate(inner=Substr("credit_code", 9, 9, output_field=CharField()))
    by_code = list(inner.filter(inner__in=short.values("credit_code"))[:limit])
    halves = mine.in_bulk({one.inner for one in by_code}, field_name="credit_code")
    pairs = {(halves[one.inner].pk, one.pk): (halves[one.inner], one) for one in by_code}
    names = mine.values("name").annotate(times=Count("pk")).filter(times__gt=1).order_by("name")[:limit]
    same = mine.filter(name__in=[row["name"] for row in names]).order_by("name", "credit_code")
    first: dict[str, Enterprise] = {}
    for found in same:
        head = first.setdefault(found.name, found)
        if head is not found:
            pairs.setdefault((head.pk, found.pk), (head, found))
    return list(pairs.values())[:limit]


def sees_candidates(person: Person) -> bool:
    """Whether a person's role sees the provincial zones that apply."""
    registers = person.may(May.REGISTER) and person.duty.level in {Level.PROVINCE, Level.MINISTRY}
    return registers or person.may(May.SEE_INTEGRITY)


def candidates(person: Person) -> QuerySet[Candidate]:
    """Return the provincial zones that apply, of the provinces in scope.

    They are for the provinces and the ministry that register them, and for who oversees both (leaders, the auditor).
    Refused 403 for anybody else: an application is none of a zone's or an enterprise's business.
    """
    if not sees_candidates(person):
        raise forbidden()
    found = Candidate.objects.select_related("zone__organisation")
    if person.organisation.level == "ministry":
        return found
    return found.filter(province__in=zones(person).values("province"))


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
    here = set(registered(year).filter(zone=zone).values_list("enterprise__credit_code", flat=True))
    strange = sorted(asked - here)
    standing = {code: main for some in _parts(strange) for code, main in _doubles(some)}
    known = {code for code in asked if standing.get(code, code) in here}
    mains = {standing.get(code, code): code for code in asked - known}
    elsewhere = {
        mains[main]: other for some in _parts(sorted(mains)) for main, other in _stays_of(year, some)
    }
    return RegisterComparison(
        known=tuple(sorted(known)),
        new=tuple(sorted(asked - known - elsewhere.keys())),
        gone=tuple(sorted(here - {standing.get(code, code) for code in known})),
        elsewhere=elsewhere,
    )


def in_force(year: int) -> Q:
    """Return the condition that a stay covers a data year."""
    return Q(since__lte=year) & (Q(until=None) | Q(until__gte=year))


def registered(year: int) -> QuerySet[Stay]:
    """Return the stays in force in a data year, of rows that no other row stands for; not scoped."""
    doubles = Enterprise.objects.filter(same_as__gt=0).values(
        "pk"
    )  # not “is not null”, which reads every row
    return Stay.objects.filter(in_force(year)).exclude(enterprise__in=doubles)


def _doubles(codes: list[str]) -> Iterator[tuple[str, str]]:
    """Yield codes for which another row stands, each with the code of that row."""
    found = Enterprise.objects.filter(credit_code__in=codes).exclude(same_as=None)
    yield from found.values_list("credit_code", "same_as__credit_code")


def _stays_of(year: int, codes: list[str]) -> Iterator[tuple[str, str]]:
    found = registered(year).filter(enterprise__credit_code__in=codes)
    yield from found.values_list("enterprise__credit_code", "zone__code")


def _parts(codes: list[str]) -> Iterator[list[str]]:
    yield from (codes[at : at + _SOME] for at in range(0, len(codes), _SOME))
