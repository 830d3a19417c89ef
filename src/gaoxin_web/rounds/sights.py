"""Who looks at which result: a Sight is one person's view of one run, at his level, of his zones, in the parts he is shown.

Evaluators see every run; everybody else only what was notified, in the parts that the release opens to his level, and only
for zones below his organisation.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from gaoxin.diagnosis.groups import Audience
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import below
from gaoxin_web.platform.refusals import absent
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds.models import Release, Run
from gaoxin_web.rounds.results import Kept, result_of
from gaoxin_web.rounds.rules import PARTS

TOLD = ("notified", "final")
"""The states in which others than evaluators may know that a release is there."""


@dataclass(frozen=True)
class Sight:
    """One person's view of one run: at a ``level``, of these ``zones`` (their own), in these ``parts``.

    ``release`` is None when an evaluator looks at a run that was not released.
    """

    run: Run
    release: Release | None
    level: str
    own: frozenset[str]
    parts: frozenset[str]

    @property
    def open(self) -> bool:
        """Whether figures of zones that are not one's own may be shown: to evaluators and the ministry."""
        return self.level in ("evaluator", "ministry")

    @property
    def audience(self) -> Audience:
        """The audience that the rules of diagnosis know."""
        return "evaluator" if self.open else "zone"

    @property
    def kept(self) -> Kept:
        """The kept result; whoever reads it answers for what leaves this module."""
        return result_of(self.run)

    @property
    def year(self) -> int:
        """The data year."""
        return self.run.freeze.round.data_year

    def sees(self, *parts: str) -> bool:
        """Whether all of these parts of a result are shown to this level."""
        return self.parts.issuperset(parts)

    @cached_property
    def zones(self) -> tuple[str, ...]:
        """The zones that may be named, best first where ranks are shown, else by code."""
        found = [unit for unit in self.kept.ranking if unit in self.own]
        return tuple(found) if self.sees("rank") else tuple(sorted(found))

    def zone(self, code: str) -> str:
        """Return the code of a zone that may be seen; Refused 404 for any other, there or not."""
        if code not in self.own or code not in self.kept.ranking:
            raise absent()
        return code

    @cached_property
    def earlier(self) -> "tuple[Sight, ...]":
        """The views of the released rounds of its kind before this one, the last release of each year, newest first."""
        rows = _light(Release.objects.filter(
            round__data_year__lt=self.year, round__kind=self.run.freeze.round.kind, state__in=TOLD
        ).order_by("round__data_year", "number"))  # fmt: skip
        last = {one.round.data_year: one for one in rows}
        return tuple(Sight(one.run, one, self.level, self.own, _parts(one, self.level))
                     for one in reversed(last.values()))  # fmt: skip

    @property
    def before(self) -> "Sight | None":
        """The view of the released round of the year before, for changes; None where there is none."""
        return next((one for one in self.earlier if one.year == self.year - 1), None)

    @cached_property
    def key(self) -> Hashable:
        """All that what is shown of this view follows from: results by digest, switches and zones, of earlier years too.

        Views with equal keys show the same, whoever looks; memories of what was made of a view go by it.
        """
        return tuple(
            (one.year, one.run.result, one.run.robustness, one.level, one.parts, one.own)
            for one in (self, *self.earlier)
        )


def level_of(person: Person) -> str | None:
    """Return the level at which a person looks at results; None for who sees none."""
    if person.may(May.EVALUATE):
        return "evaluator"
    if not person.may(May.SEE_RETURNS):
        return None
    levels = {
        Level.MINISTRY: "ministry",
        Level.PROVINCE: "province",
        Level.CITY: "province",
        Level.ZONE: "zone",
    }
    return levels.get(person.duty.level)


def _parts(release: Release | None, level: str) -> frozenset[str]:
    if level == "evaluator" or release is None:
        return frozenset(PARTS)
    return frozenset(release.sees.get(level, ()))


def own_zones(person: Person) -> frozenset[str]:
    """Return the codes of the zones below a person's organisation."""
    return frozenset(Zone.objects.filter(below(person)).values_list("code", flat=True))


def releases(person: Person) -> list[Release]:
    """Return the releases that a person may know of, the newest data year and the newest release first."""
    level = level_of(person)
    if level is None:
        return []
    rows = Release.objects.order_by("-round__data_year", "-round_id", "-number")
    return _light(rows if level == "evaluator" else rows.filter(state__in=TOLD))


_HEAVY = (
    "difference",
    "reason",
    "round__edition_text",
    "run__summary",
    "run__freeze__takes",
    "run__freeze__report",
)


def _light(rows: QuerySet[Release]) -> list[Release]:
    """Return releases with round, run and freeze, without what is large and not needed to look at a result."""
    found = list(rows.select_related("round", "run__freeze").defer(*_HEAVY))
    for one in found:
        one.run.freeze.round = one.round
    return found


def sight_of(
    person: Person, release: int | None = None, year: int | None = None, *, near: int | None = None
) -> Sight:
    """Return a person's view of a release, or of the newest one (of a data year); Refused 404 where there is none.

    ``near`` is a year of figures: the release of that year, else of the year after (which holds them too), else the
    newest.
    """
    known = releases(person)
    if near is not None:
        years = {one.round.data_year for one in known}
        year = next((one for one in (near, near + 1) if one in years), None)
    found = [one for one in known if release is None or one.pk == release]
    found = [one for one in found if year is None or one.round.data_year == year]
    told = [one for one in found if one.state in TOLD]
    if not found:
        raise absent()
    return _sight(person, (told or found)[0])


def _sight(person: Person, release: Release) -> Sight:
    level = level_of(person) or ""
    return Sight(release.run, release, level, own_zones(person), _parts(release, level))


def sight_of_run(person: Person, run: int) -> Sight:
    """Return an evaluator's view of any run; Refused 404 for everybody else."""
    rows = Run.objects.select_related("freeze__round")
    found = (
        rows.defer("summary", "freeze__takes", "freeze__report", "freeze__round__edition_text")
        .filter(pk=run)
        .first()
    )
    if found is None or level_of(person) != "evaluator":
        raise absent()
    return Sight(found, found.releases.first(), "evaluator", own_zones(person), frozenset(PARTS))
