"""What a round's edition brings to panels: its questionnaires and rubrics, and the zones that are judged."""

from functools import lru_cache

from gaoxin.edition import Edition
from gaoxin.edition.questionnaires import Questionnaire, Questionnaires, questionnaires_of
from gaoxin.edition.rubrics import Rubrics, rubrics_of
from gaoxin.returns import Zone as Judged
from gaoxin.terms import Refusal, Text
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.models import Participant, Round
from gaoxin_web.panels.models import Survey
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry.models import Zone, ZoneYear


@lru_cache(maxsize=8)
def _questions(edition: str, digest: str) -> Questionnaires:  # noqa: ARG001 - the digest keys the cache
    return questionnaires_of(_BY_DIGEST[digest])


@lru_cache(maxsize=8)
def _rubrics(edition: str, digest: str) -> Rubrics:  # noqa: ARG001
    return rubrics_of(_BY_DIGEST[digest])


_BY_DIGEST: dict[str, Edition] = {}


def _kept(round_: Round) -> Edition:
    return _BY_DIGEST.setdefault(round_.edition_digest, edition_of(round_))


def questions_of(round_: Round) -> Questionnaires:
    """Return the questionnaires of a round's edition; Refused 409 where it comes without any."""
    _kept(round_)
    try:
        return _questions(round_.edition, round_.edition_digest)
    except Refusal as none:
        raise Refused(
            409, Text("本轮指标体系没有问卷。", "The edition of this round has no questionnaire.")
        ) from none


def asked_of(survey: Survey) -> tuple[Questionnaires, Questionnaire]:
    """Return the questionnaires and the one that a survey asks."""
    book = questions_of(survey.round)
    return book, book.find(survey.questionnaire)


def rubrics_of_round(round_: Round) -> Rubrics:
    """Return the rubrics of a round's edition; Refused 409 where it comes without any."""
    _kept(round_)
    try:
        return _rubrics(round_.edition, round_.edition_digest)
    except Refusal as none:
        raise Refused(
            409, Text("本轮指标体系没有评分标准。", "The edition of this round has no rubrics.")
        ) from none


def scale_of(round_: Round) -> tuple[object, object]:
    """Return the lowest and the highest score of a round's edition."""
    return edition_of(round_).score_scale


def zones_of(round_: Round) -> dict[str, tuple[Zone, Judged]]:
    """Return the zones that take part, by code: the row, and the zone as the engine knows it with its name of the year."""
    taking = Participant.objects.filter(round=round_).exclude(participation="excused").select_related("zone")
    since = ZoneYear.objects.filter(zone__participations__round=round_, since__lte=round_.data_year)
    names = dict(since.order_by("since", "id").values_list("zone_id", "name"))
    return {
        one.zone.code: (one.zone, Judged(one.zone.code, names.get(one.zone_id, one.zone.code), province=one.zone.province,
                                         city=one.zone.city, park_type=one.park_type, participation=one.participation))
        for one in taking.order_by("zone__code")
    }  # fmt: skip
