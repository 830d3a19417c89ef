"""Who looks at which result: a Sight is one person's view of one run, at his level, of his zones, in the parts he is shown.

Evaluators see every run; everybody else only what was notified, in the parts that the release opens to his level, and only
for zones below his organisation.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from gaoxin.diagnosis.groups import Audience
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import beneath
from gaoxin_web.platform.questions import Question
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

    ``release`` is None when an evaluator looks at a run that was not released. ``known`` are the releases that the person
    may know of, for what is shown of earlier years.
    """

    run: Run
    release: Release | None
    level: str
    own: frozenset[str]
    parts: frozenset[str]
    known: Sequence[Release] = field(compare=False, repr=False)

    @property
    def open(self) -> bool:
        """Whether figures of zones that are not one's own may be shown: to evaluators and the ministry."""
        return self.level in ("evaluator", "ministry")

    @property
    def audience(self) -> Audience:
        """The audience that the rules of diagnosis know."""
        return "evaluator" if self.open else "zone"

    @cached_property
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
        kind = self.run.freeze.round.kind
        found = [one for one in self.known if one.state in TOLD and one.round.kind == kind]
        years = {one.round.data_year: one for one in sorted(found, key=lambda one: one.number)}
        return tuple(Sight(one.run, one, self.level, self.own, parts_of(one, self.level), self.known)
                     for year, one in sorted(years.items(), reverse=True) if year < self.year)  # fmt: skip

    @property
    def before(self) -> "Sight | None":
        """The view of the released round of the year before, for changes; None where there is none."""
        return next((one for one in self.earlier if one.year == self.year - 1), None)

    @cached_property
    def key(self) -> Hashable:
        """All from which follows what this view shows: results by digest, switches and zones, of earlier years too.

        Views with equal keys show the same, whoever looks; memories of what was made of a view go by it.
        """
        return tuple(one._face for one in (self, *self.earlier))  # noqa: SLF001 - of its own kind

    @property
    def _face(self) -> tuple[Hashable, ...]:
        run, release = self.run, self.release
        told = None if release is None else (release.pk, release.run_id, release.number, release.state)
        return self.year, run.pk, run.result, run.robustness, told, self.level, self.parts, self.own


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


def parts_of(release: Release | None, level: str) -> frozenset[str]:
    """Return the parts of a result that a release shows to a level; evaluators see all."""
    if level == "evaluator" or release is None:
        return frozenset(PARTS)
    return frozenset(release.sees.get(level, ()))


def own_zones(person: Person) -> frozenset[str]:
    """Return the codes of the zones below a person's organisation."""
    return frozenset(_ZONES(path=person.organisation.path))


_ZONES: Question[str] = Question(
    lambda path: Zone.objects.filter(beneath(path)).values_list("code", flat=True)
)


def releases(person: Person) -> list[Release]:
    """Return the releases that a person may know of, the newest data year and the newest release first."""
    level = level_of(person)
    if level is None:
        return []
    found = _EVERY() if level == "evaluator" else _TELLING()
    for one in found:
        one.run.freeze.round = one.round
    return found


_HEAVY = (
    "difference", "reason", "round__edition_text", "run__summary", "run__freeze__takes", "run__freeze__report",
)  # fmt: skip
"""What is large and not needed to look at a result."""


def _rows() -> QuerySet[Release]:
    rows = Release.objects.select_related("round", "run__freeze").defer(*_HEAVY)
    return rows.order_by("-round__data_year", "-round_id", "-number")


_EVERY: Question[Release] = Question(_rows)
_TELLING: Question[Release] = Question(lambda: _rows().filter(state__in=TOLD))


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
    last, level = (told or found)[0], level_of(person) or ""
    return Sight(last.run, last, level, own_zones(person), parts_of(last, level), known)


def sight_of_run(person: Person, run: int) -> Sight:
    """Return an evaluator's view of any run; Refused 404 for everybody else."""
    heavy = ("summary", "freeze__takes", "freeze__report", "freeze__round__edition_text")
    found = Run.objects.select_related("freeze__round").defer(*heavy).filter(pk=run).first()
    if found is None or level_of(person) != "evaluator":
        raise absent()
    last = found.releases.defer("difference").first()
    return Sight(found, last, "evaluator", own_zones(person), frozenset(PARTS), releases(person))
