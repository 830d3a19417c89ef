"""Rounds as people see them: lists, participants, forms, how far submissions are, the working calendar."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Prefetch, QuerySet

from gaoxin.edition import available
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.roles import ROLES, May
from gaoxin_web.accounts.scope import below, one
from gaoxin_web.collect.calendar import Calendar
from gaoxin_web.collect.models import Day, Form, Participant, Round, Submission


def working_calendar() -> Calendar:
    """Return the working calendar with the ministry's days."""
    return Calendar(dict(Day.objects.values_list("date", "working")))


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
    return rounds().filter(closed=False).first()


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
