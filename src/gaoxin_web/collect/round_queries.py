"""Rounds as people see them: lists, participants, forms, how far submissions are, the working calendar."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from gaoxin.edition import available
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.roles import ROLES, May
from gaoxin_web.accounts.scope import below, one
from gaoxin_web.collect.calendar import Calendar
from gaoxin_web.collect.models import Day, Extension, Form, Participant, Round, Submission
from gaoxin_web.platform.questions import Question, keep


def working_calendar() -> Calendar:
    """Return the working calendar with the ministry's days."""
    return Calendar(dict(_DAYS()))


_DAYS = Question(lambda: Day.objects.order_by().values_list("date", "working"))


def days(year: int) -> QuerySet[Day]:
    """Return the days of a year that are not what their weekday says."""
    return Day.objects.filter(date__year=year)


def rounds() -> QuerySet[Round]:
    """Return all rounds, newest first; that a round exists is known to everybody with an account."""
    return Round.objects.defer("edition_text")


def round_of(pk: int) -> Round:
    """Return one round; Refused 404 when there is none."""
    return one(rounds(), pk=pk)


def current_round() -> Round | None:
    """Return the newest round that is not closed."""
    return _CURRENT.first()


_CURRENT = Question(lambda: rounds().filter(closed=False)[:1])


def participants(person: Person, made: Round) -> QuerySet[Participant]:
    """Return who takes part in a round, of the zones in scope."""
    mine = made.participants.filter(below(person, "zone__organisation"))
    return mine.select_related("zone__organisation").order_by("zone__code")


def submissions(person: Person) -> QuerySet[Submission]:
    """Return the submissions in scope with what their deadlines need: form, round, extensions, decisions."""
    found = Submission.objects.filter(below(person))
    return found.select_related("form", "organisation", "zone__organisation").prefetch_related(
        "extensions", "decisions", Prefetch("round", rounds())
    )


def own_submissions(person: Person, *, under_way: bool) -> list[Submission]:
    """Return the submissions of a person's own organisation, of the newest round first, with all that pages say of them.

    That is form, round, working revision, extensions and decisions. ``under_way`` leaves out rounds that are closed;
    then who decided is at hand as well.
    """
    asked = {"organisation": person.organisation_id, "closed": not under_way}
    found = _OWN(**asked)
    decided = _OWN_DECISIONS if under_way else _ALL_DECISIONS
    for name, question in (("extensions", _OWN_EXTENSIONS), ("decisions", decided)):
        of: dict[int, list[Any]] = {each.pk: [] for each in found}
        for row in question(**asked):
            of[row.submission_id].append(row)
        for each in found:
            keep(each, name, of[each.pk])
    for each in found:
        each.form.round = each.round
    return found


def _own(organisation: Any, closed: Any, at: str = "") -> Q:
    """Return the condition for rows of an organisation's own submissions; closed rounds count when ``closed`` is true."""
    return Q(**{f"{at}organisation": organisation, f"{at}round__closed__lte": closed})


_OWN = Question(
    lambda organisation, closed: (
        Submission.objects.filter(_own(organisation, closed))
        .select_related("form", "round", "organisation", "zone__organisation", "current")
        .defer("round__edition_text")
        .order_by("-round__data_year", "form_id")
    )
)
_OWN_EXTENSIONS = Question(
    lambda organisation, closed: Extension.objects.filter(_own(organisation, closed, "submission__"))
)
_ALL_DECISIONS = Question(
    lambda organisation, closed: Submission.decisions.rel.related_model.objects.filter(
        _own(organisation, closed, "submission__")
    )
)
_OWN_DECISIONS = Question(
    lambda organisation, closed: _ALL_DECISIONS.rows(organisation, closed).select_related(
        "person__organisation", "addressee"
    )
)


def tally(person: Person, made: Round) -> dict[int, Counter[str]]:
    """Return how many submissions in scope are in each state, by the form's id."""
    found = Submission.objects.filter(below(person), round=made).order_by()
    counts: dict[int, Counter[str]] = {form.pk: Counter() for form in made.forms.all()}
    for form, state, number in found.values_list("form", "state").annotate(Count("pk")):
        counts[form][state] = number
    return counts


def form_of(made: Round, pk: int) -> Form:
    """Return one form of a round; Refused 404 when it is another's."""
    return one(made.forms.all(), pk=pk)


def editions() -> list[str]:
    """Return the names of the editions that a round can be opened with."""
    return sorted(available())


def reporters(organisations: Iterable[Organisation] | QuerySet[Organisation]) -> QuerySet[Person]:
    """Return the people who fill the forms of some organisations."""
    filling = [key for key, role in ROLES.items() if May.FILL in role.may]
    return Person.objects.filter(organisation__in=organisations, role__in=filling, is_active=True)
