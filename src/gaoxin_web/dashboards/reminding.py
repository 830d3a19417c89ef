"""Reminding: a word to those on whom returns of chosen zones wait, and to nobody else."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import ROLES, Level, May
from gaoxin_web.accounts.scope import below, require
from gaoxin_web.collect.calendar import moment_words
from gaoxin_web.collect.deadlines import deadline_of
from gaoxin_web.collect.models import Round, Submission
from gaoxin_web.collect.round_queries import reporters, submissions, working_calendar
from gaoxin_web.collect.states import OPEN, State
from gaoxin_web.dashboards.duties import address_of, page
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.messages import tell
from gaoxin_web.platform.refusals import Refused, forbidden

WITH_THE_ZONE = frozenset({State.SUBMITTED, State.RECEIVED})


@act
def remind(actor: Actor, made: Round, zones: Sequence[str]) -> int:
    """Remind the people of chosen zones of the returns that wait for them; return how many returns that were.

    A return that is being filled: its reporters; one that the zone reviews: the zone's reviewers. Others wait for
    somebody else and are left alone. Refused 409 when nothing waits for the chosen zones.
    """
    person = actor.person
    if person is None:
        raise forbidden()
    require(person, May.REVIEW)
    found = submissions(person).filter(round=made, zone__code__in=zones, state__in=OPEN | WITH_THE_ZONE)
    told = [one for one in found if _told(actor, one)]
    if made.closed or not told:
        raise Refused(409, Text("选中的园区没有待办的报表，或没有可提醒的人员。请选择有“填、退、逾、临”的园区。",
                                "Nothing waits for the chosen zones, or nobody there can be reminded. "
                                "Choose zones with forms to fill."))  # fmt: skip
    return len(told)


def _told(actor: Actor, one: Submission) -> bool:
    """Tell those for whom a return waits; False when there is nobody but the person who reminds."""
    assert actor.person is not None, "remind has a person"
    people = list(concerned(one).filter(below(actor.person)).exclude(pk=actor.person.pk))
    if not people:
        return False
    tell(
        people, _said(one), address_of(one) if State(one.state) in OPEN else page("review_submission", one.pk)
    )
    write(
        actor,
        Tag.REMINDED,
        f"submission/{one.pk}",
        new={"told": sorted(each.username for each in people), "state": one.state},
    )
    return True


def concerned(one: Submission) -> QuerySet[Person]:
    """Return the people for whom a return waits: its reporters, or the reviewers of its zone."""
    if State(one.state) in OPEN:
        return reporters([one.organisation])
    reviewing = [key for key, role in ROLES.items() if role.level == Level.ZONE and May.REVIEW in role.may]
    return Person.objects.filter(organisation=one.zone.organisation, role__in=reviewing, is_active=True)


def _said(one: Submission) -> Text:
    form, due = one.form, deadline_of(one).due
    when, left = moment_words(due), working_calendar().left(timezone.now(), due)
    if State(one.state) in OPEN:
        return Text(f"催报：{form.title} 截止 {when.zh}，{left.zh}。",
                    f"Reminder: {form.title_en} is due {when.en}, {left.en}.")  # fmt: skip
    return Text(f"催办：{form.title} 待园区审核，截止 {when.zh}，{left.zh}。",
                f"Reminder: {form.title_en} waits for the zone's review, due {when.en}, {left.en}.")  # fmt: skip


def chosen(codes: Iterable[str]) -> list[str]:
    """Return the zone codes that a page sent, each once."""
    return sorted({code[:20] for code in codes})[:1_000]
