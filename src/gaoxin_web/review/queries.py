"""Reads of review, always within the reader's scope: what waits, one submission, who gets a return, its receipt."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import ROLES, Level, May
from gaoxin_web.accounts.scope import below, beneath, require
from gaoxin_web.collect.calendar import Calendar, local_day
from gaoxin_web.collect.models import Day, Revision, Submission
from gaoxin_web.collect.queries import as_seen
from gaoxin_web.collect.states import (
    ACTIONS,
    LOOKS,
    NAMES,
    TRANSITIONS,
    Action,
    State,
    Transition,
    moves_of,
)  # fmt: skip
from gaoxin_web.platform.questions import Question, keep, numbered
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.review.models import Decision, Receipt, Reopening
from gaoxin_web.review.rules import same_person

PAGE = 20
"""Submissions on one page of the queue."""

EDITION = ("round__edition_text", "form__round__edition_text")
"""The frozen text of an edition is long and read once: it is not fetched with every submission."""


def seen(person: Person) -> QuerySet[Submission]:
    """Return the submissions that a person may see, with what a page says of each."""
    require(person, May.SEE_RETURNS)
    return _told(Submission.objects.filter(below(person)))


def _told(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Return submissions with what a page says of each."""
    rows = rows.select_related("form__round", "round", "organisation", "zone__organisation", "current")
    return rows.defer(*EDITION)


_ONE = Question(lambda pk, path: _told(Submission.objects.filter(beneath(path), pk=pk)).order_by())
_DECISIONS = Question(
    lambda submission: Decision.objects.filter(submission=submission).select_related("person", "addressee")
)


def submission_of(person: Person, key: int) -> Submission:
    """Return one submission, with its decisions and their persons; Refused 404 outside the scope.

    A draft is its reporter's own: to anybody else ``current`` is the last revision that was submitted, or none.
    """
    require(person, May.SEE_RETURNS)
    found = _ONE.first(pk=key, path=person.organisation.path)
    if found is None:
        raise absent()
    keep(found, "decisions", _DECISIONS(submission=key))
    if any(each.action == Action.RETURN for each in found.decisions.all()):
        prefetch_related_objects(list(found.decisions.all()), "marks")
    return as_seen(person, found)


def visible(person: Person, submission: Submission) -> QuerySet[Revision]:
    """Return the revisions of a submission that a person may see: drafts are seen by their own organisation alone."""
    rows = submission.revisions.select_related("table", "sealed_by", "made_by")
    own = submission.organisation_id == person.organisation_id
    return rows if own else rows.exclude(sealed_at=None)


def waiting_states(person: Person) -> tuple[str, ...]:
    """Return the states in which it is the person's turn to receive or to approve."""
    turns = {Action.RECEIVE, Action.APPROVE}
    found = {
        each.source.value
        for each in TRANSITIONS
        if each.action in turns and each.level == person.duty.level and person.may(each.may)
    }
    return tuple(sorted(found))


def waiting(person: Person) -> QuerySet[Submission]:
    """Return the submissions of open rounds that wait for a person."""
    return Submission.objects.filter(below(person), round__closed=False, state__in=waiting_states(person))


def number_waiting(person: Person) -> int:
    """Return how many submissions of open rounds wait for a person."""
    states = waiting_states(person)
    return (_waiting(states).first(path=person.organisation.path) or 0) if states else 0


@cache
def _waiting(states: tuple[str, ...]) -> Question[int]:
    return Question(
        lambda path: numbered(
            Submission.objects.filter(beneath(path), round__closed=False, state__in=states), "round__closed"
        )
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of the queue: the rows in order, how many there are and how many wait, and wishes to be settled."""

    rows: tuple[Submission, ...]
    total: int
    page: int
    pages: int
    wishes: tuple[Reopening, ...]
    counts: dict[str, int]

    @property
    def waiting(self) -> int:
        """Return how many wait for the reader."""
        return self.counts["waiting"]

    @property
    def bar(self) -> tuple[tuple[str, float, float], ...]:
        """Return the bar of progress as (kind, where it begins, width), 160 wide in all."""
        parts = {key: self.counts[key] for key in ("approved", "waiting", "returned")}
        parts["other"] = self.counts["all"] - sum(parts.values())
        whole, start, drawn = max(self.counts["all"], 1), 0.0, []
        for kind, number in parts.items():
            width = round(max(number, 0) / whole * 160, 1)
            drawn.append((kind, round(start, 1), width))
            start += width
        return tuple(drawn)


def desk(
    person: Person, *, kind: str = "", state: str = "", find: str = "", page: int = 1, size: int = PAGE
) -> Desk:
    """Return the queue of a person: what waits for him first, by the weight of its findings, then the rest.

    Enterprises' own returns are shown to their zone, and to others when asked for by ``kind``.
    """
    rows = _of_desk(person, kind)
    states = waiting_states(person)
    counts = rows.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=states)),
        approved=Count("pk", filter=Q(state=State.MINISTRY_APPROVED)),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
        draft=Count("pk", filter=Q(state=State.DRAFT)),
    )
    chosen = (
        rows.filter(state__in=states) if state == "waiting" else rows.filter(state=state) if state else rows
    )
    if find:
        chosen = chosen.filter(Q(organisation__name__icontains=find) | Q(organisation__code=find))
    total = chosen.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    ordered = _in_order(person, chosen).prefetch_related("decisions")
    shown = tuple(ordered[(page - 1) * size : page * size])
    return Desk(shown, total, page, pages, wishes(person), counts)


def _of_desk(person: Person, kind: str) -> QuerySet[Submission]:
    rows = seen(person).filter(round__closed=False)
    if kind:
        return rows.filter(form__kind=kind)
    return rows if person.duty.level == Level.ZONE else rows.exclude(form__kind="enterprise")


def _in_order(person: Person, rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Order the rows of a desk: the reader's turn first, then the weight of findings, then by place."""
    states = waiting_states(person)
    turn = Case(When(state__in=states, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.annotate(turn=turn).order_by(
        F("turn").desc(), F("current__counts__weight").desc(nulls_last=True), "organisation__path", "form_id"
    )


def neighbours(person: Person, key: int) -> tuple[int | None, int | None]:
    """Return the submissions before and after one in the order of the desk, within those that wait for a person."""
    rows = _of_desk(person, "").filter(state__in=waiting_states(person))
    keys = list(_in_order(person, rows).values_list("pk", flat=True))
    if key not in keys:
        return None, next(iter(keys), None)
    at = keys.index(key)
    return (keys[at - 1] if at else None), (keys[at + 1] if at + 1 < len(keys) else None)


def wishes(person: Person) -> tuple[Reopening, ...]:
    """Return the wishes to reopen that nobody has settled, for those who can settle them."""
    turns = [
        each for each in TRANSITIONS if each.two and each.level == person.duty.level and person.may(each.may)
    ]
    if not turns:
        return ()
    rows = Reopening.objects.filter(below(person, "submission__organisation"), settled_at=None)
    return tuple(rows.select_related("submission__organisation", "submission__form", "asked_by"))


@dataclass(frozen=True, slots=True)
class Button:
    """One thing that a person can do with a submission now; ``why`` says why it is his to do, but not he himself."""

    action: Action
    words: Text
    targets: tuple[State, ...]
    why: Text | None = None


def buttons(person: Person, submission: Submission) -> dict[str, Button]:
    """Return the buttons of a person for a submission by action, from the table of states alone."""
    found: dict[str, Button] = {}
    for each in moves_of(person, submission):
        known = found.get(each.action)
        targets = (*known.targets, each.target) if known else (each.target,)
        found[each.action.value] = Button(
            each.action, ACTIONS[each.action], targets, _not_you(person, submission, each)
        )
    return found


def _not_you(person: Person, submission: Submission, move: Transition) -> Text | None:
    """Return why this person may not make a move that his role may: two persons are needed."""
    revision = submission.current
    if move.action != Action.APPROVE or revision is None:
        return None
    approvals = [
        (each.source, each.person_id)
        for each in submission.decisions.all()
        if each.revision_id == revision.pk and each.action == Action.APPROVE
    ]
    return same_person(person.pk, move.source, revision.sealed_by_id, approvals)


def receivers(submission: Submission, target: State) -> QuerySet[Person]:
    """Return the people to whom a return can go at a level: of the reporter, the zone, or the province."""
    place = submission.organisation if target == State.RETURNED else submission.zone.organisation
    level = {State.RECEIVED: Level.ZONE, State.ZONE_APPROVED: Level.PROVINCE}.get(target, Level(place.level))
    right = May.FILL if target == State.RETURNED else May.REVIEW
    roles = [role.key for role in ROLES.values() if role.level == level and right in role.may]
    above = [place.path[: at + 1] for at, sign in enumerate(place.path) if sign == "/"]
    return Person.objects.filter(
        organisation__path__in=above, organisation__level=level, role__in=roles, is_active=True
    ).order_by("username")


def page_of(submission: Submission, person: Person) -> str:
    """Return the page on which a person works with a submission: the form for who fills it, else the review."""
    if person.may(May.FILL):
        try:
            return reverse("submission_form", args=[submission.pk])
        except NoReverseMatch:
            pass
    return reverse("review_submission", args=[submission.pk])


def after_working_days(number: int) -> datetime:
    """Return half past five on the day that lies so many working days from today."""
    calendar = Calendar(dict(Day.objects.values_list("date", "working")))
    day = calendar.add_working_days(local_day(timezone.now()), number)
    return timezone.make_aware(datetime.combine(day, time(17, 30)))


def receipt_of(person: Person, key: int, number: int | None = None) -> Receipt:
    """Return the receipt of a submission's last submitted revision, or of the revision with a number."""
    rows = Receipt.objects.filter(revision__submission=submission_of(person, key))
    if number is not None:
        rows = rows.filter(revision__number=number)
    found = rows.select_related(
        "revision__sealed_by", "revision__table", "revision__submission__form__round",
        "revision__submission__organisation",
    ).defer("revision__submission__form__round__edition_text").order_by("-revision__number").first()  # fmt: skip
    if found is None:
        raise Refused(
            404, Text("本表还没有提交，没有回执。", "Nothing was submitted yet: there is no receipt.")
        )
    return found


def receipt_holds(person: Person, number: str, code: str) -> Receipt | None:
    """Return the receipt with a number and check code within the reader's scope; None when they do not hold."""
    require(person, May.SEE_RETURNS)
    rows = Receipt.objects.filter(below(person, "revision__submission__organisation"))
    return rows.filter(number=number.strip().upper(), check_code=code.strip().upper()).select_related(
        "revision__submission__form__round", "revision__submission__organisation"
    ).first()  # fmt: skip


def last_return(submission: Submission) -> Decision | None:
    """Return the decision that sent a submission back last, when it is still to be mended."""
    if not submission.turned_back:
        return None
    backwards = {Action.RETURN, Action.REOPEN}
    return next(
        (each for each in reversed(list(submission.decisions.all())) if each.action in backwards), None
    )


def state_of(submission: Submission) -> tuple[str, Text]:
    """Return the look and the word of a submission's state, as ``{% state %}`` draws it."""
    state = State(submission.state)
    if state == State.SUBMITTED and submission.current and submission.current.number > 1:
        return "near", Text("重新提交", "submitted again")
    return LOOKS[state], NAMES[state]
