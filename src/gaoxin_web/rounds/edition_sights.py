"""What anybody sees of local editions and their results, decided in one place.

Drafts are for the owner and those above; a version in force is for everybody under the owner too. A local result is for
the owner and those above; a zone sees its own place when the owner tells it, and a place among others only where those
others are five or more. National ranks beside it are those that the release shows to that level.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gaoxin.evaluation.climb import climb
from gaoxin.terms import Refusal
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import below, one
from gaoxin_web.platform.refusals import absent
from gaoxin_web.rounds.edition_actions import own_codes
from gaoxin_web.rounds.models import Laboratory, LocalEdition, LocalRun, LocalVersion, Run
from gaoxin_web.rounds.results import Kept, result_of
from gaoxin_web.rounds.rules import FEWEST
from gaoxin_web.rounds.visible import Sight, level_of, releases, sight_of, sight_of_run

Interval = tuple[float, float, float]


def seen(person: Person) -> QuerySet[LocalEdition]:
    """Return the local editions that a person may know of."""
    if level_of(person) is None:
        return LocalEdition.objects.none()
    ruling = LocalVersion.objects.filter(outcome="in_force").values("edition")
    over = Q(organisation__path__in=_above(person), pk__in=ruling)
    found = LocalEdition.objects.filter(below(person) | over)
    return found.select_related("organisation", "base", "made_by").defer("base__edition_text")


def edition_of(person: Person, key: int) -> LocalEdition:
    """Return one local edition that a person may know of."""
    return one(seen(person), pk=key)


def holds(person: Person, organisation: Organisation) -> bool:
    """Whether an organisation is a person's own or below it."""
    return organisation.path.startswith(person.organisation.path)


def versions(person: Person, edition: LocalEdition) -> QuerySet[LocalVersion]:
    """Return the versions of an edition that a person may see, the newest first."""
    found = edition.versions.select_related("made_by", "settled_by", "edition__organisation")  # type: ignore[attr-defined]
    return found if holds(person, edition.organisation) else found.filter(outcome="in_force")  # type: ignore[no-any-return]


def version_of(person: Person, key: int) -> LocalVersion:
    """Return one version that a person may see; Refused 404 for any other."""
    found = one(LocalVersion.objects.select_related("edition"), pk=key)
    return one(versions(person, edition_of(person, found.edition_id)), pk=key)


def in_force(edition: LocalEdition) -> LocalVersion | None:
    """Return the version that was put in force last."""
    return edition.versions.filter(outcome="in_force").order_by("-settled_at", "-number").first()  # type: ignore[attr-defined, no-any-return]


def waiting(person: Person) -> int:
    """Return how many drafts of a person's organisation wait for him to put them in force."""
    if not person.may(May.WEIGH):
        return 0
    drafts = LocalVersion.objects.filter(edition__organisation=person.organisation, settled_at=None)
    return drafts.exclude(made_by=person).count()


def told(made: LocalRun) -> bool:
    """Whether the owner shows a local result to its zones now."""
    last = made.tellings.first()  # type: ignore[attr-defined]
    return last is not None and last.told


@dataclass(frozen=True)
class LocalSight:
    """One person's view of a local result: of ``zones``; ``held`` by the owner and those above, who see all of it."""

    made: LocalRun
    national: Sight
    zones: frozenset[str]
    held: bool

    @property
    def kept(self) -> Kept:
        """The kept local result; only what is of ``zones`` leaves this module."""
        return result_of(self.made)  # type: ignore[arg-type] - it names its folders as a Run does


@dataclass(frozen=True)
class Place:
    """Where a zone stands by both editions; what may not be shown is None.

    ``national`` is its rank among ``national_n`` zones, ``order`` that of the owner's zones by national rank, ``framed``
    the one by the national weights when only the owner's zones are standardised, ``rank`` the local one among ``n``.
    """

    unit: str
    name: str
    name_en: str
    status: str
    national: float | None
    national_n: int
    order: float | None
    framed: float | None
    rank: float | None
    n: int
    score: float | None
    interval: Interval | None


def local_sight(person: Person, key: int) -> LocalSight:
    """Return a person's view of a local result; Refused 404 where there is none for him."""
    rows = LocalRun.objects.select_related("version__edition__organisation", "version__edition__base", "made_by",
                                           "run__freeze__round")  # fmt: skip
    made = one(rows, pk=key)
    organisation = made.version.edition.organisation
    held = holds(person, organisation)
    shown = organisation.path in _above(person) and told(made) and made.version.outcome == "in_force"
    if level_of(person) is None or not (held or shown):
        raise absent()
    national = _national(person, made.run)
    return LocalSight(made, national, own_codes(organisation) & national.own, held)


def _national(person: Person, run: Run) -> Sight:
    """Return the view of the national result beside a local one: of its release, or of the run for evaluators."""
    if level_of(person) == "evaluator":
        return sight_of_run(person, run.pk)
    release = next((each for each in releases(person) if each.run_id == run.pk), None)
    if release is None:
        raise absent()
    return sight_of(person, release.pk)


def places(local: LocalSight) -> list[Place]:
    """Return both places of every zone that may be seen, best first by the local edition."""
    kept, ranks = local.kept, local.national.kept.ranking
    among = sorted(
        ranks[unit]["rank"] for unit in kept.ranking if ranks.get(unit, {}).get("rank") is not None
    )
    framed = _framed(local)
    return [_place(local, unit, among, framed) for unit in kept.ranking if unit in local.zones]


def _framed(local: LocalSight) -> Mapping[str, float | None]:
    """Return the ranks by the national weights over the same zones alone: what the frame does, and the weights not."""
    cells = local.kept.evaluation.cells
    try:
        ranks = climb(local.national.kept.edition, cells).rank.tolist()
    except Refusal:
        return dict.fromkeys(cells.units)
    return {unit: None if math.isnan(rank) else rank for unit, rank in zip(cells.units, ranks, strict=True)}


def _place(local: LocalSight, unit: str, among: Sequence[float], framed: Mapping[str, float | None]) -> Place:
    row, there = local.kept.ranking[unit], local.national.kept.ranking.get(unit, {})
    n, rank = int(row["n"]), there.get("rank")
    countable = local.held or n - 1 >= FEWEST
    ranks = local.national.sees("rank") and rank is not None
    interval = local.kept.intervals.get(unit) if local.held else None
    return Place(
        unit=unit, name=row["name"], name_en=row["name_en"], status=row["status"],
        national=rank if ranks else None, national_n=int(there.get("n") or 0),
        order=float(among.index(rank) + 1) if ranks and countable else None,
        framed=framed[unit] if countable else None, rank=row["rank"] if countable else None, n=n, score=row["score"] if local.held else None,
        interval=None if interval is None else (interval.low, interval.median, interval.high),
    )  # fmt: skip


def laboratories(person: Person, version: LocalVersion) -> QuerySet[Laboratory]:
    """Return the replays of a version that a person may see: national ones only as an evaluator."""
    found = Laboratory.objects.filter(version=version).select_related(
        "made_by", "version__edition__organisation"
    )
    if level_of(person) == "evaluator":
        return found
    held = level_of(person) is not None and holds(person, version.edition.organisation)
    return found.filter(national=False) if held else found.none()


def laboratory_of(person: Person, key: int) -> Laboratory:
    """Return one replay that a person may see; Refused 404 for any other."""
    found = one(Laboratory.objects.select_related("version__edition__organisation"), pk=key)
    return one(laboratories(person, found.version), pk=key)


def _above(person: Person) -> list[str]:
    """Return the paths of the organisations above a person's own."""
    words = person.organisation.path.strip("/").split("/")
    return ["/" + "/".join(words[:size]) + "/" for size in range(1, len(words))]
