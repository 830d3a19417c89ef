"""Reads of experts: an expert his own assignments and nothing else; the ministry how a panel stands."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from gaoxin.panels.experts import Expert as Record
from gaoxin.panels.experts import avoidance
from gaoxin.returns import Mark
from gaoxin.returns import Zone as Judged
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.panels.models import Assignment, Consensus, Expert, Judgement, MarkQuery, Panel
from gaoxin_web.panels.rulebooks import rubrics_of_round, zones_of
from gaoxin_web.platform.refusals import forbidden


def assignments(person: Person) -> QuerySet[Assignment]:
    """Return what an expert is asked to judge, those he was recused from left out; each with his newest ``score``."""
    require(person, May.JUDGE)
    newest = Judgement.objects.filter(assignment=OuterRef("pk")).order_by("-id")
    return (
        Assignment.objects.filter(expert__person=person, recused_at=None)
        .select_related("panel__round", "dossier__zone", "expert__person")
        .defer("panel__round__edition_text")
        .annotate(score=Subquery(newest.values("score")[:1]), notes=Subquery(newest.values("notes")[:1]))
        .order_by("dossier__word", "indicator")
    )


def assignment_of(person: Person, key: int) -> Assignment:
    """Return one assignment of an expert; 404 for another's, 403 when he has to avoid the zone."""
    found = one(assignments(person), pk=key)
    if why_not(found) is not None:
        raise forbidden(Text("按回避规则，您不能评审这个园区。请申报回避，或联系组织者。",
                             "By the rules of avoidance you cannot judge this zone. Recuse yourself, or ask the organiser."))  # fmt: skip
    return found


def why_not(found: Assignment) -> Text | None:
    """Return why the expert of an assignment has to avoid its zone; None when he need not."""
    round_ = found.panel.round
    zone = zones_of(round_)[found.dossier.zone.code][1]
    return avoidance(record_of(found.expert), zone, rubrics_of_round(round_).panel.avoid)


def queries_to(person: Person) -> QuerySet[MarkQuery]:
    """Return the questions that were asked of an expert, the unanswered first."""
    require(person, May.JUDGE)
    return (
        MarkQuery.objects.filter(judgement__assignment__expert__person=person)
        .select_related("judgement__assignment__dossier", "judgement__assignment__panel", "reply")
        .order_by(F("reply__id").asc(nulls_first=True), "id")
    )


def query_of(person: Person, key: int) -> MarkQuery:
    """Return one question that was asked of an expert."""
    return one(queries_to(person), pk=key)


def duties(person: Person) -> int:
    """Return how many marks and answers an expert still owes."""
    open_ = Assignment.objects.filter(
        expert__person=person, recused_at=None, submitted_at=None, panel__closed_at=None,
        panel__closes_at__gt=timezone.now(),
    )  # fmt: skip
    asked = MarkQuery.objects.filter(judgement__assignment__expert__person=person, reply=None)
    return open_.count() + asked.count()


def panels(person: Person) -> QuerySet[Panel]:
    """Return the panels for somebody who evaluates; Refused 403 for anybody else."""
    require(person, May.EVALUATE)
    return Panel.objects.select_related("round", "opened_by").defer("round__edition_text")


def panel_of(person: Person, key: int) -> Panel:
    """Return one panel for somebody who evaluates."""
    return one(panels(person), pk=key)


def experts(person: Person) -> QuerySet[Expert]:
    """Return the register of experts for somebody who evaluates."""
    require(person, May.EVALUATE)
    return Expert.objects.select_related("person__organisation").order_by("person__username")


def unlisted(person: Person) -> QuerySet[Person]:
    """Return the people with the role of an expert who do not stand in the register yet."""
    require(person, May.EVALUATE)
    return Person.objects.filter(role="expert", is_active=True, expert=None).order_by("username")


def record_of(expert: Expert) -> Record:
    """Return an expert as the engine knows him; his code is his user name."""
    return Record(
        expert.person.username, expert.person.name, tuple(expert.fields), expert.organisation, expert.province,
        tuple(expert.employer_zones), tuple(expert.avoid), expert.most,
    )  # fmt: skip


def judges(panel: Panel) -> list[Expert]:
    """Return who may be assigned: active experts, and those who have assignments of the panel already."""
    wanted = Q(person__is_active=True) | Q(assignments__panel=panel)
    return list(
        Expert.objects.filter(wanted).select_related("person").distinct().order_by("person__username")
    )


def judged_zones(panel: Panel) -> list[Judged]:
    """Return the zones that a panel judges, as the engine knows them."""
    there = set(panel.dossiers.values_list("zone__code", flat=True))
    return [zone for code, (_, zone) in zones_of(panel.round).items() if code in there]


def progress(panel: Panel) -> list[dict[str, Any]]:
    """Return by expert how many marks were asked, saved and submitted, and how often he was recused."""
    saved = Judgement.objects.filter(assignment=OuterRef("pk")).order_by("-id").values("pk")[:1]
    rows = Assignment.objects.filter(panel=panel).annotate(saved=Subquery(saved))
    standing = Q(recused_at=None)
    counted = rows.values("expert__person__username", "expert__person__name", "expert__person__is_active").annotate(
        asked=Count("pk", filter=standing), saved=Count("saved", filter=standing),
        submitted=Count("pk", filter=standing & ~Q(submitted_at=None)),
        recused=Count("pk", filter=~standing), outside=Count("pk", filter=standing & Q(outside=True)),
    )  # fmt: skip
    return [
        {"code": each["expert__person__username"], "name": each["expert__person__name"],
         "active": each["expert__person__is_active"], **each}
        for each in counted.order_by("expert__person__username")
    ]  # fmt: skip


def marks_of(panel: Panel) -> list[Mark]:
    """Return the marks that count, for the engine: submitted ones, and what meetings agreed on."""
    newest = Prefetch("judgements", queryset=Judgement.objects.order_by("-id"))
    done = (
        panel.assignments.exclude(submitted_at=None).filter(recused_at=None)
        .select_related("dossier__zone", "expert__person").prefetch_related(newest)
    )  # fmt: skip
    own = [
        Mark("expert", each.dossier.zone.code, each.indicator, each.expert.person.username,
             Fraction(found[0].score), str(found[0].pk))
        for each in done if (found := list(each.judgements.all()))
    ]  # fmt: skip
    agreed = [
        Mark("expert", each.dossier.zone.code, each.indicator, each.meeting, Fraction(each.score), f"meeting {each.pk}",
             agreed=True)
        for each in newest_consensus(panel)
    ]  # fmt: skip
    return [*own, *agreed]


def newest_consensus(panel: Panel) -> list[Consensus]:
    """Return the marks that meetings agreed on, the newest of each cell."""
    found: dict[tuple[int, str], Consensus] = {}
    rows = Consensus.objects.filter(dossier__panel=panel).select_related("dossier__zone", "person")
    for each in rows.order_by("id"):
        found[each.dossier_id, each.indicator] = each
    return [found[key] for key in sorted(found)]


def own_marks(found: Assignment, others: Iterable[Assignment]) -> list[tuple[str, Decimal, bool]]:
    """Return an expert's other marks on the same indicator, the highest first: code word, mark, whether submitted."""
    given = [
        (each.dossier.word, each.score, each.submitted_at is not None)  # type: ignore[attr-defined] # annotated
        for each in others
        if each.indicator == found.indicator and each.pk != found.pk and each.score is not None  # type: ignore[attr-defined]
    ]
    return sorted(given, key=lambda each: (-each[1], each[0]))
