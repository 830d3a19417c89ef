"""Who takes part in a round, and the submissions that this brings; more time for one of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import require
from gaoxin_web.collect.calendar import moment_words
from gaoxin_web.collect.deadlines import deadline_of
from gaoxin_web.collect.models import Extension, Form, Participant, Revision, Round, Submission
from gaoxin_web.collect.round_queries import reporters, submissions
from gaoxin_web.collect.round_rules import NEEDS_REASON, PARTICIPATIONS, proposed
from gaoxin_web.collect.states import NAMES, OPEN, State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.messages import tell
from gaoxin_web.platform.refusals import Refused, forbidden
from gaoxin_web.registry.models import Zone
from gaoxin_web.registry.queries import as_of, registered


def propose(made: Round, before: Round | None) -> int:
    """Make the participants of a new round from the register and the round before; return how many there are."""
    last = {one.zone_id: one for one in before.participants.all()} if before else {}
    rows = []
    for zone in Zone.objects.prefetch_related("years"):
        earlier = last.get(zone.pk)
        how = proposed(zone.national_since, made.evaluation_year, earlier.participation if earlier else None)
        line = as_of(zone, made.data_year)
        if how:
            reason = earlier.reason if earlier and how in NEEDS_REASON else ""
            rows.append(Participant(round=made, zone=zone, participation=how, reason=reason, park_type=line.park_type if line else ""))  # fmt: skip
    return len(Participant.objects.bulk_create(rows))


def complete(made: Round) -> int:
    """Make every submission that is still lacking: each form of each participant; return how many were made.

    Enterprises have their own form only where the round allows entry on the web, and once they have an account's
    organisation.
    """
    zones = list(Zone.objects.filter(participations__in=made.participants.exclude(participation="excused")))
    number = 0
    for form in made.forms.all():
        there = set(form.submissions.values_list("organisation", flat=True))
        who = (
            _enterprises(made, zones)
            if form.kind == "enterprise"
            else ((zone.organisation_id, zone) for zone in zones)
        )
        number += _make(form, [(mine, zone) for mine, zone in who if mine not in there])
    return number


def _enterprises(made: Round, zones: Sequence[Zone]) -> Iterable[tuple[int, Zone]]:
    mine = {zone.pk: zone for zone in zones}
    found = registered(made.data_year).filter(zone__in=mine).exclude(enterprise__organisation=None)
    return {firm: mine[zone] for firm, zone in found.values_list("enterprise__organisation", "zone")}.items()


def _make(form: Form, who: Sequence[tuple[int, Zone]]) -> int:
    made = Submission.objects.bulk_create(
        (Submission(round=form.round, form=form, organisation_id=mine, zone=zone) for mine, zone in who),
        batch_size=500,
    )
    drafts = Revision.objects.bulk_create(
        (Revision(submission=one, number=1) for one in made), batch_size=500
    )
    for one, draft in zip(made, drafts, strict=True):
        one.current = draft
    Submission.objects.bulk_update(made, ["current"], batch_size=200)
    return len(made)


def remove(unwanted: QuerySet[Submission]) -> None:
    """Remove submissions that nobody has begun; the database refuses any that holds something sealed."""
    ids = list(unwanted.values_list("pk", flat=True))
    Submission.objects.filter(pk__in=ids).update(current=None)
    Revision.objects.filter(submission__in=ids).delete()
    Submission.objects.filter(pk__in=ids).delete()


@act
def set_participation(actor: Actor, made: Round, zone: Zone, *, participation: str, reason: str = "") -> None:
    """Say how a zone takes part in a round, or that it does not (empty); before the opening only.

    After the opening a zone can still be excused: what it has sent stays as it is, and is left out of the evaluation.
    """
    _ministry(actor)
    if participation in NEEDS_REASON and not reason:
        name = PARTICIPATIONS[participation]
        raise Refused(400, Text(f"“{name.zh}”须写明原因。", f"Say why the zone is {name.en}."))
    if made.closed or (participation != "excused" and timezone.now() >= made.opens_at):
        raise Refused(409, Text("本轮已开始填报，只能免评；已结束的轮次不能再改。",
                                "The round has opened: a zone can only be excused; one that has ended stays as it is."))  # fmt: skip
    found = made.participants.filter(zone=zone).first()
    old = {"participation": found.participation, "reason": found.reason} if found else None
    _place(made, zone, found, participation, reason)
    new = {"zone": zone.code, "participation": participation, "reason": reason}
    write(actor, Tag.ROUND_CHANGED, f"round/{made.pk}", old=old, new=new)


def _place(made: Round, zone: Zone, found: Participant | None, participation: str, reason: str) -> None:
    begun = timezone.now() >= made.opens_at
    if not participation or (participation == "excused" and not begun):
        remove(made.submissions.filter(zone=zone))
    if not participation:
        made.participants.filter(zone=zone).delete()
        return
    line = as_of(zone, made.data_year)
    kept = found or Participant(round=made, zone=zone, park_type=line.park_type if line else "")
    kept.participation, kept.reason = participation, reason
    kept.save()
    if participation != "excused":
        complete(made)


@act
def complete_enterprises(actor: Actor, made: Round) -> int:
    """Make the submissions of enterprises that joined after the opening; return how many were made."""
    _ministry(actor)
    if made.closed or not made.web_entry:
        raise Refused(
            409,
            Text("本轮已结束或未开放企业在线填报。", "The round has ended, or takes no entry on the web."),
        )
    number = complete(made)
    write(actor, Tag.ROUND_CHANGED, f"round/{made.pk}", new={"submissions_made": number})
    return number


@act
def extend(actor: Actor, ids: Sequence[int], *, until: datetime, reason: str) -> int:
    """Give submissions more time, with a reason, until a moment: a province its zones', the ministry everybody's.

    All or none: Refused 409 names what is not open, or has that much time already. Their people are told.
    """
    person = actor.person
    if person is None or person.duty.level not in {Level.PROVINCE, Level.MINISTRY}:
        raise forbidden(Text("延期由省级审核员（本省园区）或部级审核员批准。",
                             "The province reviewer (its zones) or the ministry reviewer extends."))  # fmt: skip
    require(person, May.REVIEW)
    found = list(submissions(person).filter(pk__in=ids))
    if not ids or len(found) != len(set(ids)):
        raise Refused(404, Text("没有选中您可以延期的报表。", "Nothing that you can extend is chosen."))
    faults = [fault for one in found for fault in _not_extensible(one, until)]
    if faults:
        raise Refused(
            409, Text("；".join(one.zh for one in faults[:8]), "; ".join(one.en for one in faults[:8]))
        )
    for one in found:
        Extension.objects.create(submission=one, until=until, reason=reason, given_by=person)
        write(actor, Tag.EXTENSION_GRANTED, f"submission/{one.pk}", old={"until": deadline_of(one).last},
              new={"until": until, "reason": reason})  # fmt: skip
        _tell_extended(one, until, reason)
    return len(found)


def _tell_extended(one: Submission, until: datetime, reason: str) -> None:
    when = moment_words(until)
    said = Text(f"{one.form.title} 延期至 {when.zh}。原因：{reason}",
                f"{one.form.title_en} is extended until {when.en}. Reason: {reason}")  # fmt: skip
    tell(reporters([one.organisation]), said, f"/submissions/{one.pk}/form")


def _not_extensible(one: Submission, until: datetime) -> Iterable[Text]:
    name, name_en = f"{one.organisation.name}{one.form.title}", f"{one.organisation.name} {one.form.title_en}"
    state = State(one.state)
    if one.round.closed:
        yield Text(f"{name}：本轮已结束", f"{name_en}: the round has ended")
    if state not in OPEN:
        yield Text(f"{name}：{NAMES[state].zh}，不在填报", f"{name_en}: {NAMES[state].en}, not being filled")
    last = deadline_of(one).last
    if until <= max(last, timezone.now()):
        when = moment_words(last)
        yield Text(
            f"{name}：现截止 {when.zh}，延期须晚于它和现在",
            f"{name_en}: open until {when.en} already, or in the past",
        )


def _ministry(actor: Actor) -> None:
    if actor.person is None:
        raise forbidden()
    require(actor.person, May.OPEN_ROUND)
