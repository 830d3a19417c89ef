"""Acts on rounds: the ministry opens, changes before the opening, closes; who may gives more time; the calendar.

Opening a round freezes its edition, proposes the participants from the register, and makes the submissions of all of
them. Participants, extensions and submissions: ``collect.taking_part``.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from gaoxin.edition import frozen, load
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.collect import taking_part
from gaoxin_web.collect.calendar import moment_words
from gaoxin_web.collect.models import Day, Form, Round
from gaoxin_web.collect.round_queries import editions, reporters, working_calendar
from gaoxin_web.collect.round_rules import FORMS, FormPlan, date_faults
from gaoxin_web.collect.states import State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.messages import tell
from gaoxin_web.platform.refusals import Refused, forbidden


@act
def open_round(
    actor: Actor, *, edition: str, kind: str, data_year: int, evaluation_year: int, title: str, title_en: str,
    opens_at: datetime, closes_at: datetime, moves_until: date | None = None, web_entry: bool = False,
) -> Round:  # fmt: skip
    """Open a round: freeze the edition, propose participants, take over the forms, make every submission."""
    person = opener(actor)
    _refuse_dates(opens_at, closes_at, moves_until)
    if edition not in editions():
        raise Refused(400, Text(f"没有指标体系“{edition}”。", f"There is no edition {edition!r}."))
    loaded = load(edition)
    if Round.objects.filter(kind=kind, data_year=data_year, edition_digest=loaded.digest).exists():
        raise Refused(409, Text(f"{data_year} 年数据的同类轮次已用此指标体系开启。",
                                f"A round of this kind with this edition is open for {data_year} already."))  # fmt: skip
    before = Round.objects.filter(data_year__lte=data_year).first()
    made = Round.objects.create(
        kind=kind, edition=edition, edition_digest=loaded.digest, edition_text=frozen(loaded), data_year=data_year,
        evaluation_year=evaluation_year, title=title, title_en=title_en, opens_at=opens_at, closes_at=closes_at,
        moves_until=moves_until, web_entry=web_entry, synthetic=bool(before and before.synthetic),
    )  # fmt: skip
    for plan in _plans(before):
        if plan.kind != "enterprise" or web_entry:
            _form(made, plan)
    zones = taking_part.propose(made, before)
    number = taking_part.complete(made)
    write(actor, Tag.ROUND_OPENED, f"round/{made.pk}", new={
        "edition": edition, "digest": loaded.digest, "data_year": data_year, "evaluation_year": evaluation_year,
        "title": title, "opens_at": opens_at, "closes_at": closes_at, "participants": zones, "submissions": number,
    })  # fmt: skip
    _announce(made, person)
    return made


@act
def change_round(
    actor: Actor, made: Round, *, title: str, title_en: str, opens_at: datetime, closes_at: datetime,
    moves_until: date | None = None, web_entry: bool = False,
) -> None:  # fmt: skip
    """Change a round before it opens; its forms go with its dates, and entry on the web brings or takes its form."""
    opener(actor)
    refuse_begun(made)
    _refuse_dates(opens_at, closes_at, moves_until)
    new: dict[str, Any] = {"title": title, "title_en": title_en, "opens_at": opens_at, "closes_at": closes_at,
                           "moves_until": moves_until, "web_entry": web_entry}  # fmt: skip
    old = {name: getattr(made, name) for name in new}
    for name, value in new.items():
        setattr(made, name, value)
    made.save(update_fields=list(new))
    made.forms.update(opens_at=opens_at, closes_at=closes_at)
    _web_entry(made)
    write(actor, Tag.ROUND_CHANGED, f"round/{made.pk}", old=old, new=new)


def _web_entry(made: Round) -> None:
    """Bring or take the enterprises' own form, as the round allows entry on the web."""
    form = made.forms.filter(kind="enterprise").first()
    if made.web_entry and form is None:
        _form(made, next(plan for plan in FORMS if plan.kind == "enterprise"))
        taking_part.complete(made)
    if not made.web_entry and form is not None:
        taking_part.remove(form.submissions.all())
        form.delete()


@act
def change_form(
    actor: Actor, form: Form, *, number: str, title: str, title_en: str, issued_by: str, approval: str,
    valid_until: str, opens_at: datetime, closes_at: datetime,
) -> None:  # fmt: skip
    """Change the head and the dates of a form before it opens."""
    opener(actor)
    refuse_begun(form.round)
    _refuse_dates(opens_at, closes_at, None)
    new: dict[str, Any] = {"number": number, "title": title, "title_en": title_en, "issued_by": issued_by,
                           "approval": approval, "valid_until": valid_until, "opens_at": opens_at, "closes_at": closes_at}  # fmt: skip
    old = {name: getattr(form, name) for name in new}
    for name, value in new.items():
        setattr(form, name, value)
    form.save(update_fields=list(new))
    write(actor, Tag.ROUND_CHANGED, f"form/{form.pk}", old=old, new=new)


@act
def set_moves_until(actor: Actor, made: Round, *, moves_until: date, reason: str) -> None:
    """Set the last day on which zones change their register for a round that has not ended."""
    opener(actor)
    _refuse_closed(made)
    old, made.moves_until = made.moves_until, moves_until
    made.save(update_fields=["moves_until"])
    write(actor, Tag.ROUND_CHANGED, f"round/{made.pk}", old={"moves_until": old}, new={"moves_until": moves_until, "reason": reason})  # fmt: skip


@act
def close_round(actor: Actor, made: Round, *, reason: str) -> int:
    """End a round after its closing: nothing in it changes any more; return how many submissions were not approved."""
    opener(actor)
    _refuse_closed(made)
    if timezone.now() <= made.closes_at:
        closes = moment_words(made.closes_at)
        raise Refused(409, Text(f"填报到 {closes.zh} 才截止，之前不能结束本轮。",
                                f"Filing is open until {closes.en}; the round cannot end before."))  # fmt: skip
    open_ones = made.submissions.exclude(state=State.MINISTRY_APPROVED).count()
    made.closed = True
    made.save(update_fields=["closed"])
    write(actor, Tag.ROUND_CHANGED, f"round/{made.pk}", old={"closed": False}, new={"closed": True, "not_approved": open_ones, "reason": reason})  # fmt: skip
    return open_ones


@act
def set_days(actor: Actor, *, first: date, last: date, working: bool, name: str) -> int:
    """Say of some days that they work, or do not, whatever their weekday; return how many there are."""
    opener(actor)
    if not timedelta(0) <= last - first < timedelta(days=60):
        raise Refused(
            400,
            Text(
                "末日不能早于首日，一次不超过 60 天。", "The last day follows the first, sixty days at most."
            ),
        )
    every = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    old = {str(day.date): day.working for day in Day.objects.filter(date__in=every)}
    for day in every:
        Day.objects.update_or_create(date=day, defaults={"working": working, "name": name})
    write(actor, Tag.CALENDAR_CHANGED, f"calendar/{first.isoformat()}", old=old,
          new={"first": first.isoformat(), "last": last.isoformat(), "working": working, "name": name})  # fmt: skip
    return len(every)


@act
def clear_day(actor: Actor, *, day: date) -> None:
    """Let a day be what its weekday says again."""
    opener(actor)
    found = Day.objects.filter(date=day).first()
    if found is None:
        raise Refused(404, Text("日历中没有这一天的安排。", "The calendar says nothing of that day."))
    found.delete()
    write(
        actor,
        Tag.CALENDAR_CHANGED,
        f"calendar/{day.isoformat()}",
        old={"working": found.working, "name": found.name},
    )


def opener(actor: Actor) -> Person:
    """Return the person of an act that only the ministry reviewer does; Refused 403 for others."""
    if actor.person is None:
        raise forbidden()
    require(actor.person, May.OPEN_ROUND)
    return actor.person


def refuse_begun(made: Round) -> None:
    """Refuse (409) to change what people have begun to fill."""
    _refuse_closed(made)
    first = min([made.opens_at, *made.forms.values_list("opens_at", flat=True)])
    if timezone.now() >= first:
        opened = moment_words(first)
        raise Refused(409, Text(f"本轮已于 {opened.zh} 开始填报，不能再改；可延期，或免评个别园区。",
                                f"The round opened {opened.en} and stays as it is; extend it, or excuse single zones."))  # fmt: skip


def _refuse_closed(made: Round) -> None:
    if made.closed:
        raise Refused(409, Text("本轮已结束。", "The round has ended."))


def _refuse_dates(opens_at: datetime, closes_at: datetime, moves_until: date | None) -> None:
    faults = list(date_faults(opens_at, closes_at, moves_until, working_calendar()))
    if faults:
        raise Refused(400, Text("".join(one.zh for one in faults), " ".join(one.en for one in faults)))


def _plans(before: Round | None) -> list[FormPlan]:
    """Return the forms of a new round: with the heads of the round before, where it had them."""
    heads = {form.kind: form for form in before.forms.all()} if before else {}
    return [
        FormPlan(plan.kind, *(getattr(heads[plan.kind], name) for name in _HEAD))
        if plan.kind in heads
        else plan
        for plan in FORMS
    ]


_HEAD = ("number", "title", "title_en", "issued_by", "approval", "valid_until")


def _form(made: Round, plan: FormPlan) -> Form:
    head = {name: getattr(plan, name) for name in _HEAD}
    return Form.objects.create(
        round=made, kind=plan.kind, opens_at=made.opens_at, closes_at=made.closes_at, **head
    )


def _announce(made: Round, person: Person) -> None:
    """Tell everybody who has something to fill."""
    opens, closes = moment_words(made.opens_at), moment_words(made.closes_at)
    people = reporters(made.submissions.values("organisation")).exclude(pk=person.pk)
    tell(people, Text(f"{made.title}：{opens.zh} 开始填报，{closes.zh} 截止。",
                      f"{made.title_en}: filing opens {opens.en} and closes {closes.en}."), "/tasks/")  # fmt: skip
