"""Acts of the organiser of a panel: the register, assigning and replacing, reminders, questions, meetings, closing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from gaoxin.panels.assignment import Assignment as Assigned
from gaoxin.panels.assignment import Pair, assign
from gaoxin.terms import DataRefused, Text, digest_bytes
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.models import Round
from gaoxin_web.panels.expert_actions import organisers
from gaoxin_web.panels.expert_queries import judged_zones, judges, marks_of, record_of
from gaoxin_web.panels.models import (
    Assignment,
    Consensus,
    Dossier,
    Expert,
    Judgement,
    MarkQuery,
    Panel,
    PanelFile,
)
from gaoxin_web.panels.rulebooks import rubrics_of_round, zones_of
from gaoxin_web.panels.rules import LONGEST, METHODS, blacked, code_words, csv_of, read_score
from gaoxin_web.panels.survey_actions import held, organiser
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.jobs import ask
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.messages import tell
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry.models import Zone


@act
def save_expert(actor: Actor, person: Person, given: Mapping[str, Any]) -> Expert:
    """Write what is known of an expert into the register: fields, organisation, province, zones, most."""
    organiser(actor)
    if person.role != "expert":
        raise Refused(409, Text("只有评审专家能进名册。", "Only experts stand in the register."))
    zones = {*given.get("employer_zones", ()), *given.get("avoid", ())}
    unknown = sorted(zones - set(Zone.objects.filter(code__in=zones).values_list("code", flat=True)))
    if unknown:
        listed = "、".join(unknown)
        raise Refused(
            400,
            Text(f"没有园区 {listed}。请填园区代码。", f"There is no zone {listed}. Write codes of zones."),
        )
    found = Expert.objects.filter(person=person).first() or Expert(person=person)
    old = {name: getattr(found, name) for name in given} if found.pk else None
    for name, value in given.items():
        setattr(found, name, value)
    found.save()
    write(actor, Tag.EXPERT_CHANGED, f"person/{person.pk}", old=old, new=dict(given))
    return found


def open_panel(actor: Actor, round_: Round, closes_at: datetime, *, each: int, most: int, seed: str) -> Panel:
    """Assign the experts of the register to all zones and indicators of a round; infeasible is explained, all at once."""
    organiser(actor)
    _none_yet(round_)
    if closes_at <= timezone.now():
        raise Refused(400, Text("截止时间须在今后。", "It must close in the future."))
    if not (1 <= each <= 50 and 1 <= most <= 2_000 and seed.strip()):
        raise Refused(400, Text("每格专家 1–50 人，每人 1–2000 格，种子不能空。",
                                "1 to 50 experts a mark, 1 to 2000 marks an expert, and a seed."))  # fmt: skip
    panel = Panel(round=round_, seed=seed.strip()[:40], each=each, most=most, closes_at=closes_at)
    zones = zones_of(round_)
    people = list(Expert.objects.filter(person__is_active=True).select_related("person"))
    made = solved(panel, people, [zone for _, zone in zones.values()])
    return _open(actor, panel, made, people)


def solved(
    panel: Panel,
    people: Sequence[Expert],
    zones: Sequence[Any],
    kept: Iterable[Pair] = (),
    barred: Iterable[Pair] = (),
) -> Assigned:
    """Return an assignment; Refused 409 with every zone and indicator that lacks experts when there is none."""
    records = [record_of(one) for one in people]
    rubrics = rubrics_of_round(panel.round)
    try:
        return assign(
            records,
            zones,
            rubrics,
            each=panel.each,
            most=panel.most,
            seed=panel.seed,
            kept=kept,
            barred=barred,
        )
    except DataRefused as refusal:
        faults = [str(one) for one in refusal.faults]
        said = Text(f"专家不够，派不出来，共 {len(faults)} 处。可增加专家、减少每格人数或提高每人上限。",
                    f"There are not enough experts: {len(faults)} cells lack some. Add experts, ask fewer for each mark, or raise the limit.")  # fmt: skip
        raise Refused(409, said, faults=faults[:100]) from None


def _none_yet(round_: Round) -> None:
    if round_.closed or Panel.objects.filter(round=round_).exists():
        raise Refused(
            409, Text("本轮已有评审，或者本轮已经结束。", "The round has a panel already, or is closed.")
        )


@act
def _open(actor: Actor, panel: Panel, made: Assigned, people: Sequence[Expert]) -> Panel:
    _none_yet(held(panel.round_id))
    panel.opened_by = actor.person
    panel.save()
    zones = [row for row, _ in zones_of(panel.round).values()]
    for zone, word in zip(zones, code_words(len(zones)), strict=True):
        Dossier.objects.create(panel=panel, zone=zone, word=word)
    _assigned(panel, made, made.pairs, people)
    new = {
        "marks": len(made.pairs),
        "outside": len(made.outside),
        "each": panel.each,
        "most": panel.most,
        "seed": panel.seed,
    }
    write(actor, Tag.PANEL_OPENED, f"panel/{panel.pk}", new=new)
    until = timezone.localtime(panel.closes_at).strftime("%m-%d %H:%M")
    tell([one.person for one in people if made.load.get(one.person.username)],
         Text(f"您有新的评审任务，{until} 前提交", f"There are dossiers for you to judge, by {until}"), "/panels/")  # fmt: skip
    return panel


def _assigned(panel: Panel, made: Assigned, pairs: Iterable[Pair], people: Sequence[Expert]) -> None:
    experts = {one.person.username: one for one in people}
    dossiers = {one.zone.code: one for one in panel.dossiers.select_related("zone")}
    outside = set(made.outside)
    Assignment.objects.bulk_create(
        (Assignment(panel=panel, expert=experts[code], dossier=dossiers[zone], indicator=indicator,
                    outside=(code, (indicator, zone)) in outside)
         for code, (indicator, zone) in pairs),
        batch_size=500,
    )  # fmt: skip


@act
def bar(actor: Actor, dossier: Dossier, username: str, reason: str) -> int:
    """Take a zone from an expert who should have recused himself; a job assigns others. Submitted marks stay."""
    organiser(actor)
    if dossier.panel.closed_at is not None:
        raise Refused(409, Text("评审已经结束。", "The panel is closed."))
    if len(reason.strip()) < 4 or len(reason) > LONGEST:
        raise Refused(400, Text("请写明回避的理由，至少 4 个字。", "Say why, in at least 4 characters."))
    held = dossier.assignments.filter(expert__person__username=username, submitted_at=None, recused_at=None)
    number = held.count()
    if not number:
        raise Refused(
            409,
            Text(
                "这位专家在这个园区没有未提交的评分。",
                "This expert has no mark of that zone that is not submitted.",
            ),
        )
    held.update(recused_at=timezone.now(), reason=reason.strip())
    new = {"expert": username, "marks": number, "reason": reason.strip()}
    write(actor, Tag.RECUSED, f"dossier/{dossier.pk}", new=new)
    ask(actor, "replace-experts", {"panel": dossier.panel_id})
    return number


def replace(actor: Actor, panel: Panel) -> int:
    """Assign others where experts were recused; everybody else's assignments stay. Return how many were assigned."""
    organiser(actor)
    return replaced(actor, panel)


def replaced(actor: Actor, panel: Panel) -> int:
    """Do the same for the system, after a recusal."""
    if panel.closed_at is not None:
        raise Refused(409, Text("评审已经结束。", "The panel is closed."))
    rows = panel.assignments.select_related("expert__person", "dossier__zone")
    kept = [_pair(one) for one in rows.filter(recused_at=None)]
    gone = {(one.expert.person.username, one.dossier.zone.code) for one in rows.exclude(recused_at=None)}
    rubrics = rubrics_of_round(panel.round).rubrics
    barred = [(code, (rubric.indicator, zone)) for code, zone in sorted(gone) for rubric in rubrics]
    people = judges(panel)
    made = solved(panel, people, judged_zones(panel), kept, [one for one in barred if one not in set(kept)])
    new = [pair for pair in made.pairs if pair not in set(kept)]
    return _replaced(actor, panel, made, new, people)


@act
def _replaced(
    actor: Actor, panel: Panel, made: Assigned, new: Sequence[Pair], people: Sequence[Expert]
) -> int:
    _assigned(panel, made, new, people)
    chosen = {code for code, _ in new}
    tell([one.person for one in people if one.person.username in chosen],
         Text("有专家回避，改派给您的评审任务", "Somebody was recused: dossiers were assigned to you"), "/panels/")  # fmt: skip
    write(actor, Tag.REPLACED, f"panel/{panel.pk}", new={"marks": len(new), "experts": sorted(chosen)})
    return len(new)


def _pair(one: Assignment) -> Pair:
    return one.expert.person.username, (one.indicator, one.dossier.zone.code)


@act
def remind(actor: Actor, panel: Panel) -> int:
    """Tell every expert who has not submitted how many marks he owes and by when; return how many were told."""
    if actor.person is not None:
        organiser(actor)
    open_ = panel.assignments.filter(submitted_at=None, recused_at=None, expert__person__is_active=True)
    owed: dict[Person, int] = {}
    for one in open_.select_related("expert__person"):
        owed[one.expert.person] = owed.get(one.expert.person, 0) + 1
    until = timezone.localtime(panel.closes_at).strftime("%m-%d %H:%M")
    for person, number in owed.items():
        tell(
            [person],
            Text(
                f"还有 {number} 格评分没有提交，{until} 截止",
                f"{number} marks are not submitted; due {until}",
            ),
            "/panels/",
        )
    write(
        actor,
        Tag.PANEL_REMINDED,
        f"panel/{panel.pk}",
        new={"experts": len(owed), "marks": sum(owed.values())},
    )
    return len(owed)


@act
def query(actor: Actor, panel: Panel, judgement: int, expected: float, errors: float) -> MarkQuery:
    """Ask an expert about a mark that lies far from what the others lead one to expect; the mark stands."""
    organiser(actor)
    found = Judgement.objects.filter(pk=judgement, assignment__panel=panel).select_related(
        "assignment__expert__person", "assignment__dossier").first()  # fmt: skip
    if found is None or found.assignment.submitted_at is None:
        raise Refused(404, Text("没有这个已提交的评分。", "There is no such submitted mark."))
    if hasattr(found, "query"):
        raise Refused(409, Text("已经问过这个评分。", "This mark was asked about already."))
    made = MarkQuery.objects.create(judgement=found, expected=expected, errors=errors, person=actor.person)
    write(
        actor,
        Tag.QUERIED,
        f"judgement/{found.pk}",
        new={"expected": round(expected, 1), "errors": round(errors, 1)},
    )
    word = found.assignment.dossier.word
    tell([found.assignment.expert.person],
         Text(f"请确认或说明您对 {word} 的一个评分，原分照计", f"Please confirm or explain a mark on {word}; it stands"), "/panels/")  # fmt: skip
    return made


@act
def agree(
    actor: Actor, dossier: Dossier, indicator: str, meeting: str, score: str, words: str = ""
) -> Consensus:
    """Write down what a meeting agreed on for a zone and indicator; the experts' own marks stay beside it."""
    organiser(actor)
    panel = dossier.panel
    if panel.closed_at is not None:
        raise Refused(409, Text("评审已经结束。", "The panel is closed."))
    if indicator not in {one.indicator for one in rubrics_of_round(panel.round).rubrics}:
        raise Refused(400, Text("没有这个专家评价指标。", "There is no such indicator of experts."))
    if not meeting.strip() or len(meeting) > 60 or len(words) > LONGEST:
        raise Refused(
            400, Text("请写会议名称，至多 60 个字。", "Name the meeting, in at most 60 characters.")
        )
    read = read_score(score, edition_of(panel.round).score_scale)
    if isinstance(read, Text):
        raise Refused(400, read)
    made = Consensus.objects.create(dossier=dossier, indicator=indicator, meeting=meeting.strip(), score=read,
                                    words=words.strip(), person=actor.person)  # fmt: skip
    write(
        actor, Tag.CONSENSUS_MADE, f"dossier/{dossier.pk}", new={"indicator": indicator, "score": str(read)}
    )
    return made


@act
def set_material(actor: Actor, dossier: Dossier, indicator: str, words: str) -> str:
    """Put material into a dossier; the zone's name, code, province and city are blacked out. Return what experts read."""
    organiser(actor)
    if len(words) > LONGEST:
        raise Refused(400, Text(f"材料至多 {LONGEST} 个字。", f"At most {LONGEST} characters."))
    zone = dossier.zone
    names = [zone.code, zone.province, zone.city, zone.organisation.name, zone.organisation.name_en]
    names += [name for line in zone.years.all() for name in (line.name, line.name_en)]
    names += [
        name.removesuffix(end)
        for name in names
        for end in ("省", "市", "高新区", "科技厅", "高新技术产业开发区")
    ]
    shown = blacked(words.strip(), names)
    dossier.material = dossier.material | {indicator: shown}
    dossier.save(update_fields=["material"])
    write(
        actor,
        Tag.MATERIAL_CHANGED,
        f"dossier/{dossier.pk}",
        new={"indicator": indicator, "characters": len(shown)},
    )
    return shown


@act
def close_panel(actor: Actor, panel: Panel, using: str = "trimmed") -> Panel:
    """Close a panel: its submitted marks, with how they become scores, become what the round is evaluated on."""
    organiser(actor)
    panel = Panel.objects.select_for_update(of=("self",)).select_related("round").get(pk=panel.pk)
    if panel.closed_at is not None:
        raise Refused(409, Text("评审已经结束。", "The panel is closed."))
    if using not in METHODS:
        raise Refused(400, Text("没有这种合成方法。", "There is no such method."))
    owed = panel.assignments.filter(submitted_at=None, recused_at=None).count()
    if owed and panel.closes_at > timezone.now():
        raise Refused(
            409,
            Text(
                f"还有 {owed} 格没有提交，截止之前不能结束。",
                f"{owed} marks are not submitted: it cannot be closed before its deadline.",
            ),
        )
    marks = marks_of(panel)
    if not marks:
        raise Refused(409, Text("还没有任何已提交的评分。", "No mark was submitted yet."))
    table = {
        "year": [panel.round.data_year] * len(marks), "zone": [one.zone for one in marks],
        "indicator": [one.indicator for one in marks], "expert": [one.person for one in marks],
        "score": [one.score for one in marks], "kind": ["consensus" if one.agreed else "individual" for one in marks],
    }  # fmt: skip
    content = csv_of(table, panel.round.synthetic)
    PanelFile.objects.create(round=panel.round, kind="expert", content=content, digest=digest_bytes(content),
                             settings={"method/expert/using": using})  # fmt: skip
    panel.closed_at = timezone.now()
    panel.save(update_fields=["closed_at"])
    write(
        actor,
        Tag.PANEL_CLOSED,
        f"panel/{panel.pk}",
        new={"marks": len(marks), "missing": owed, "using": using},
    )
    tell(organisers(), Text(f"{panel.round.data_year} 年度专家评审已结束", f"The panel of {panel.round.data_year} is closed"),
         f"/panels/experts/{panel.pk}/")  # fmt: skip
    return panel
