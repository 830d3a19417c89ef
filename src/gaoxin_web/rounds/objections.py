"""Objections: what a zone says against a notified result, by name, and what the ministry answers."""

from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import require
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Message
from gaoxin_web.platform.refusals import Refused, absent, forbidden
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds.actions import releaser
from gaoxin_web.rounds.models import Objection, ObjectionAnswer, Release


@act
def object_to(actor: Actor, release: Release, about: str, words: str) -> Objection:
    """File an objection of the actor's own zone against a number of a notified release, while the window is open."""
    person = actor.person
    if person is None or person.duty.level != Level.ZONE:
        raise forbidden(Text("异议由园区提出。", "Objections are filed by zones."))
    require(person, May.FILL, May.REVIEW)
    zone = Zone.objects.filter(organisation=person.organisation).first()
    if zone is None or release.state == "provisional":
        raise absent()
    if (
        release.state != "notified"
        or release.objections_until is None
        or release.objections_until < timezone.now()
    ):
        raise Refused(409, Text("异议期已经结束。", "The window for objections has closed."))
    if len(words.strip()) < 10:
        raise Refused(
            400,
            Text(
                "请写明异议和依据，至少 10 个字。",
                "Say what you object to and why, in at least 10 characters.",
            ),
        )
    made = Objection.objects.create(
        release=release, zone=zone, person=person, about=about.strip()[:120], words=words.strip()
    )
    write(actor, Tag.OBJECTED, f"objection/{made.pk}", new={"release": release.pk, "about": made.about})
    return made


@act
def answer(actor: Actor, objection: Objection, outcome: str, words: str) -> ObjectionAnswer:
    """Answer an objection: ``upheld`` (the figure is reopened and corrected) or ``declined``, with the reason."""
    person = releaser(actor)
    if outcome not in ("upheld", "declined"):
        raise Refused(400, Text("请选择采纳或不予采纳。", "Choose upheld or declined."))
    if len(words.strip()) < 6:
        raise Refused(400, Text("请写明理由，至少 6 个字。", "Say why, in at least 6 characters."))
    if ObjectionAnswer.objects.filter(objection=objection).exists():
        raise Refused(409, Text("这件异议已经答复。", "This objection is answered already."))
    made = ObjectionAnswer.objects.create(
        objection=objection, person=person, outcome=outcome, words=words.strip()
    )
    write(
        actor, Tag.OBJECTION_ANSWERED, f"objection/{objection.pk}", new={"outcome": outcome, "words": words}
    )
    zh, en = ("采纳", "upheld") if outcome == "upheld" else ("不予采纳", "declined")
    Message.objects.create(
        person=objection.person,
        zh=f"您的异议已答复：{zh}",
        en=f"Your objection is answered: {en}",
        link="/results/",
    )
    return made
