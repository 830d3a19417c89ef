"""Acts of a survey: open it and draw the sample, make links, save and send a sheet, import answers, close it."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils import timezone

from gaoxin.panels.sampling import Drawn, draw, quotas_by_zone
from gaoxin.terms import Text, digest_json
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.collect.models import Round
from gaoxin_web.panels.models import Invitee, Sheet, Survey
from gaoxin_web.panels.rulebooks import asked_of, questions_of, zones_of
from gaoxin_web.panels.rules import SIZES, csv_of, digest_of_token, new_token
from gaoxin_web.panels.survey_queries import invitee_of, register_of, waiting, why_closed
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, forbidden
from gaoxin_web.registry.models import Enterprise

RESPONDENT = Actor(None, door="survey")
"""Who answers a survey: nobody's name and no address goes into the journal."""

SALT = "gaoxin.survey"


def organiser(actor: Actor) -> Person:
    """Return the person of the ministry who runs panels; refuse anybody else."""
    if actor.person is None:
        raise forbidden()
    require(actor.person, May.EVALUATE)
    return actor.person


def open_survey(
    actor: Actor, round_: Round, closes_at: datetime, seed: str, questionnaire: str = ""
) -> Survey:
    """Open the survey of a round and draw its sample from the register; the same seed draws the same sample."""
    organiser(actor)
    _none_yet(round_)
    if closes_at <= timezone.now():
        raise Refused(400, Text("截止时间须在今后。", "It must close in the future."))
    if not seed.strip() or len(seed) > 40:
        raise Refused(
            400, Text("请写抽样种子，至多 40 个字。", "Write the seed of the sample, at most 40 characters.")
        )
    asked = questions_of(round_).find(questionnaire)
    register = register_of(round_)
    quotas = quotas_by_zone(register, asked.sample)
    drawn = draw(register, quotas, seed.strip(), float(asked.sample.spare))
    if not drawn:
        raise Refused(
            409,
            Text("企业名录是空的，抽不出样本。", "The register of enterprises is empty: there is no sample."),
        )
    population = Counter((one.zone, one.stratum) for one in register)
    listed = [[zone, stratum, number] for (zone, stratum), number in sorted(population.items())]
    made = Survey(
        round=round_, questionnaire=asked.id, seed=seed.strip(), population=listed, closes_at=closes_at
    )
    return _open(actor, made, drawn)


def held(key: int) -> Round:
    """Return a round, held against everybody else who opens something in it until the act ends."""
    return Round.objects.select_for_update().defer("edition_text").get(pk=key)


def _none_yet(round_: Round) -> None:
    if round_.closed or Survey.objects.filter(round=round_).exists():
        raise Refused(
            409, Text("本轮已有问卷，或者本轮已经结束。", "The round has a survey already, or is closed.")
        )


@act
def _open(actor: Actor, made: Survey, drawn: Sequence[Drawn]) -> Survey:
    _none_yet(held(made.round_id))
    made.opened_by = actor.person
    made.save()
    zones = {code: row for code, (row, _) in zones_of(made.round).items()}
    ids: dict[str, int] = {}
    codes = [one.code for one in drawn]
    for at in range(0, len(codes), 500):
        found = Enterprise.objects.filter(credit_code__in=codes[at : at + 500])
        ids.update(found.values_list("credit_code", "pk"))
    Invitee.objects.bulk_create(
        (Invitee(survey=made, enterprise_id=ids[one.code], zone=zones[one.zone], stratum=one.stratum, order=one.order,
                 reserve=one.reserve) for one in drawn),
        batch_size=1_000,
    )  # fmt: skip
    sample = digest_json([[one.code, one.zone, one.stratum, one.order, one.reserve] for one in drawn])
    new = {
        "seed": made.seed,
        "asked": sum(not one.reserve for one in drawn),
        "drawn": len(drawn),
        "sample": sample,
    }
    write(actor, Tag.SURVEY_OPENED, f"survey/{made.pk}", new=new)
    return made


@act
def make_links(
    actor: Actor, survey: Survey, base: str, *, renew: bool = False, reserve: bool = False
) -> bytes:
    """Return the links of those who have none as CSV; they are kept as digests only, so this is shown once.

    ``renew`` makes new links for all who have not answered, and the old ones stop working; ``reserve`` asks the
    reserve too.
    """
    organiser(actor)
    still_open(survey)
    wanted = Q(answered=False) & (Q() if renew else Q(digest=None))
    wanted &= Q() if reserve else Q(reserve=False) | ~Q(digest=None)
    rows = list(survey.invitees.filter(wanted).select_related("enterprise", "zone__organisation"))
    if not rows:
        raise Refused(409, Text("没有要生成链接的企业：链接已经生成过，只显示一次。需要时可换新链接。",
                                "Nobody is left without a link: links are shown once. Make new ones if they are lost."))  # fmt: skip
    links = []
    for one in rows:
        token = new_token()
        one.digest = digest_of_token(token)
        links.append(f"{base}/survey/{token}")
    Invitee.objects.bulk_update(rows, ["digest"], batch_size=500)
    write(
        actor,
        Tag.SURVEY_LINKED,
        f"survey/{survey.pk}",
        new={"links": len(rows), "renewed": renew, "reserve": reserve},
    )
    return b"\xef\xbb\xbf" + csv_of(_list(rows) | {"link": links}, survey.round.synthetic)


@act
def reminder_list(actor: Actor, survey: Survey) -> bytes:
    """Return as CSV who was sent a link and has not answered; nothing says what anybody answered."""
    organiser(actor)
    rows = list(waiting(survey).select_related("zone__organisation"))
    write(actor, Tag.EXPORTED, f"survey/{survey.pk}", new={"file": "reminders.csv", "rows": len(rows)})
    return b"\xef\xbb\xbf" + csv_of(_list(rows), survey.round.synthetic)


def _list(rows: Sequence[Invitee]) -> dict[str, list[Any]]:
    return {
        "zone": [one.zone.code for one in rows],
        "zone_name": [one.zone.organisation.name for one in rows],
        "enterprise": [one.enterprise.credit_code for one in rows],
        "name": [one.enterprise.name for one in rows],
        "size": [str(SIZES.get(one.stratum, one.stratum)) for one in rows],
        "reserve": ["yes" if one.reserve else "no" for one in rows],
    }


def begun(token: str) -> str:
    """Return the signed moment at which a sheet was first shown, for the form to bring back."""
    return signing.dumps([digest_of_token(token)[:16], timezone.now().isoformat()], salt=SALT)


@act
def save_sheet(token: str, ticked: Mapping[str, str], stamp: str = "") -> Invitee:
    """Keep what is ticked so far of a sheet that is not sent yet."""
    invitee = _held(token)
    invitee.draft = _sound(invitee.survey, ticked)
    invitee.begun_at = invitee.begun_at or _began(token, stamp)
    invitee.save(update_fields=["draft", "begun_at"])
    write(RESPONDENT, Tag.SURVEY_SAVED, f"survey/{invitee.survey_id}")
    return invitee


@act
def send_sheet(token: str, ticked: Mapping[str, str], stamp: str = "") -> Sheet:
    """Take a sheet, once: the answers are kept without the enterprise, the enterprise without the answers."""
    invitee = _held(token)
    found = _sound(invitee.survey, ticked)
    if not found:
        raise Refused(
            400,
            Text(
                "一题也没有答。请至少回答一题再提交。", "Nothing is answered: answer at least one question."
            ),
        )
    began = invitee.begun_at or _began(token, stamp)
    made = Sheet.objects.create(
        survey=invitee.survey, zone=invitee.zone, respondent=f"W{secrets.token_hex(6)}", stratum=invitee.stratum,
        ticked=found, seconds=None if began is None else round((timezone.now() - began).total_seconds()),
    )  # fmt: skip
    invitee.answered, invitee.draft, invitee.begun_at = True, {}, None
    invitee.save(update_fields=["answered", "draft", "begun_at"])
    write(RESPONDENT, Tag.SURVEY_ANSWERED, f"survey/{invitee.survey_id}")
    return made


def _held(token: str) -> Invitee:
    """Return the invitee of a token, locked, while his sheet may be answered; Refused 409 when it may not."""
    key = invitee_of(token).pk
    invitee = (
        Invitee.objects.select_for_update(of=("self",))
        .select_related("survey__round", "zone")
        .defer("survey__round__edition_text")
        .get(pk=key)
    )
    if why := why_closed(invitee):
        raise Refused(409, why)
    return invitee


def _sound(survey: Survey, ticked: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that were given; Refused 400 when one is no level of its question."""
    book, questionnaire = asked_of(survey)
    found, wrong = {}, []
    for number, one in enumerate(questionnaire.questions, 1):
        value = ticked.get(one.id, "")
        if value and value not in {level.value for level in book.levels(one)}:
            wrong.append(number)
        elif value:
            found[one.id] = value
    if wrong:
        listed = "、".join(map(str, wrong))
        raise Refused(400, Text(f"第 {listed} 题的选项不在问卷里。请在页面上选。",
                                f"The answer to question {listed} is none of the choices. Choose on the page."))  # fmt: skip
    return found


def _began(token: str, stamp: str) -> datetime | None:
    """Return when the page was first shown, as we signed it into the form; None when that is not ours."""
    try:
        digest, at = signing.loads(stamp, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return datetime.fromisoformat(at) if digest == digest_of_token(token)[:16] else None


def still_open(survey: Survey) -> None:
    """Refuse (409) what comes after a survey was closed."""
    if survey.closed_at is not None:
        raise Refused(409, Text("问卷已经结束。", "The survey is closed."))
