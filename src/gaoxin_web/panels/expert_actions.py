"""Acts of an expert: save a mark, submit, recuse himself from a zone, answer a question about a mark."""

from decimal import Decimal

from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.panels.expert_queries import assignment_of, assignments, query_of, why_not
from gaoxin_web.panels.models import Assignment, Judgement, MarkQuery, Panel, QueryReply
from gaoxin_web.panels.rules import LONGEST, read_score
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.jobs import ask
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.messages import tell
from gaoxin_web.platform.refusals import Refused, forbidden


@act
def judge(actor: Actor, key: int, score: str, notes: str = "") -> Judgement:
    """Save a mark with notes as a draft; every save is kept, the newest counts.

    Refused 400 off the scale, 403 for a zone to avoid, 404 for another's assignment, 409 after the deadline or when it
    was submitted.
    """
    found = assignment_of(_expert(actor), key)
    _may_mark(found)
    read = read_score(score, edition_of(found.panel.round).score_scale)
    if not isinstance(read, Decimal):
        raise Refused(400, read)
    _short(notes)
    made = Judgement.objects.create(assignment=found, score=read, notes=notes.strip())
    write(actor, Tag.JUDGED, f"assignment/{found.pk}", new={"score": str(read)})
    return made


@act
def submit(actor: Actor, panel: int) -> int:
    """Submit all marks of a panel that one still owes, together; return how many. They never change after."""
    mine = list(assignments(_expert(actor)).filter(panel=panel, submitted_at=None))
    if not mine:
        raise Refused(409, Text("没有待提交的评分。", "There is nothing to submit."))
    _in_time(mine[0].panel)
    missing = [each for each in mine if each.score is None]  # type: ignore[attr-defined] # annotated
    if missing:
        listed = "、".join(f"{each.dossier.word} {each.indicator}" for each in missing[:8])
        raise Refused(409, Text(f"还有 {len(missing)} 格没有评分：{listed}。评完再提交，或申报回避。",
                                f"{len(missing)} marks are missing: {listed}. Give them first, or recuse yourself."))  # fmt: skip
    if any(why_not(each) is not None for each in mine):
        raise forbidden(
            Text(
                "有须回避的园区，不能提交；请先申报回避。",
                "Some zones have to be avoided: recuse yourself first.",
            )
        )
    now = timezone.now()
    Assignment.objects.filter(pk__in=[each.pk for each in mine], submitted_at=None).update(submitted_at=now)
    write(actor, Tag.JUDGEMENTS_SUBMITTED, f"panel/{panel}", new={"marks": len(mine)})
    return len(mine)


@act
def recuse(actor: Actor, key: int, reason: str) -> Panel:
    """Recuse oneself from a zone: all its marks that are not submitted go back, and a job assigns others to them."""
    person = _expert(actor)
    found = next((each for each in assignments(person).filter(pk=key)), None)
    if found is None:
        found = assignment_of(person, key)
    if found.submitted_at is not None:
        raise Refused(409, Text("这个园区的评分已提交，不能再申报回避；请联系组织者。",
                                "The marks of this zone were submitted: ask the organiser."))  # fmt: skip
    _in_time(found.panel)
    if len(reason.strip()) < 4:
        raise Refused(400, Text("请写明回避的理由，至少 4 个字。", "Say why, in at least 4 characters."))
    _short(reason)
    back = Assignment.objects.filter(
        panel=found.panel, expert=found.expert, dossier=found.dossier, submitted_at=None, recused_at=None
    )
    number = back.update(recused_at=timezone.now(), reason=reason.strip())
    write(actor, Tag.RECUSED, f"dossier/{found.dossier_id}", new={"marks": number, "reason": reason.strip()})
    word, link = found.dossier.word, f"/panels/experts/{found.panel_id}/"
    tell(organisers(), Text(f"{person.name} 对 {word} 申报回避，{number} 格须改派",
                            f"{person.name} is recused from {word}: {number} marks need another expert"), link)  # fmt: skip
    ask(actor, "replace-experts", {"panel": found.panel_id})
    return found.panel


@act
def reply(actor: Actor, key: int, words: str) -> QueryReply:
    """Answer a question about one's mark, once; the mark stands."""
    found: MarkQuery = query_of(_expert(actor), key)
    if hasattr(found, "reply"):
        raise Refused(409, Text("这个问题已经答复。", "This question is answered already."))
    if len(words.strip()) < 2:
        raise Refused(400, Text("请写明答复。", "Write your answer."))
    _short(words)
    made = QueryReply.objects.create(query=found, words=words.strip())
    write(actor, Tag.QUERY_ANSWERED, f"query/{found.pk}", new={"words": words.strip()})
    return made


def organisers() -> list[Person]:
    """Return the people of the ministry who run panels."""
    return list(Person.objects.filter(role="ministry_reviewer", is_active=True))


def _expert(actor: Actor) -> Person:
    if actor.person is None:
        raise forbidden()
    require(actor.person, May.JUDGE)
    return actor.person


def _may_mark(found: Assignment) -> None:
    if found.submitted_at is not None:
        raise Refused(409, Text("这一格已提交，不能再改。", "This mark was submitted and cannot change."))
    _in_time(found.panel)


def _in_time(panel: Panel) -> None:
    """Refuse what comes after the deadline, or after the panel was closed."""
    until = timezone.localtime(panel.closes_at).strftime("%Y-%m-%d %H:%M")
    if panel.closed_at is not None or panel.closes_at <= timezone.now():
        raise Refused(409, Text(f"评审已于 {until} 截止。", f"The panel closed at {until}."))


def _short(words: str) -> None:
    if len(words) > LONGEST:
        raise Refused(
            400,
            Text(
                f"至多 {LONGEST} 个字，现有 {len(words)} 个。",
                f"At most {LONGEST} characters, there are {len(words)}.",
            ),
        )
