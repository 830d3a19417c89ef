"""Experts: blind, only their own, avoidance, the scale, the deadline; marks are never changed, dissent is kept."""

import csv
import io
import re
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gaoxin_web.panels import expert_actions, panel_actions
from gaoxin_web.panels.expert_queries import marks_of
from gaoxin_web.panels.models import Assignment, Expert, Judgement, MarkQuery, PanelFile
from gaoxin_web.platform.models import Message
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry.models import Zone, ZoneYear

CANARY = "CANARY-5D1A"


def addresses(mine):
    return ["/panels/", *(f"/panels/marks/{one.pk}" for one in mine)]


def unmarked(mine):
    return [one for one in mine if one.score is None]


def test_the_demonstration_leaves_five_zones_for_expert1(owed):
    mine = owed("expert1")
    assert len({one.dossier.word for one in unmarked(mine)}) == 5
    assert len(mine) > len(unmarked(mine))


def test_an_expert_reads_code_words_and_never_a_name_a_code_or_a_place(browse, owed):
    mine = owed("expert1")
    for zone in Zone.objects.select_related("organisation"):
        zone.city = f"{CANARY}{zone.pk}"
        zone.save()
        zone.organisation.name = zone.organisation.name_en = CANARY
        zone.organisation.save()
    names = {
        CANARY,
        *Zone.objects.values_list("code", flat=True),
        *ZoneYear.objects.values_list("name", flat=True),
    }
    names |= set(Zone.objects.values_list("province", flat=True))
    client = browse("expert1")
    for address in addresses(mine):
        answer = client.get(address)
        text = answer.content.decode()
        assert (answer.status_code, [name for name in names if name in text]) == (200, [])


def test_an_expert_sees_no_mark_and_no_name_of_another(browse, owed, panel):
    marked = Assignment.objects.filter(expert__person__username="expert2").first()
    strange = Judgement.objects.filter(assignment__expert__person__username="expert2").values_list(
        "pk", flat=True
    )
    notes = f"{CANARY} notes"
    other = owed("expert1")[0]
    Assignment.objects.filter(pk=marked.pk).exists()
    free = Assignment.objects.create(panel=panel, expert=Expert.objects.get(person__username="expert2"),
                                     dossier=other.dossier, indicator="9.9")  # fmt: skip
    Judgement.objects.create(assignment=free, score=Decimal("12.34"), notes=notes)
    client = browse("expert1")
    for address in addresses(owed("expert1")):
        text = client.get(address).content.decode()
        assert (CANARY in text, "12.34" in text, "苏晴" in text, "expert2" in text) == (
            False,
            False,
            False,
            False,
        )
    assert len(strange) > 0


@pytest.mark.parametrize("path", ["", "/recuse"])
def test_the_assignment_of_another_is_not_there(browse, path):
    theirs = Assignment.objects.filter(expert__person__username="expert2").first()
    client, before = browse("expert1"), Judgement.objects.count()
    answer = client.post(f"/panels/marks/{theirs.pk}{path}", {"score": "50", "reason": "认识园区"})
    assert (client.get(f"/panels/marks/{theirs.pk}").status_code, answer.status_code) == (404, 404)
    assert Judgement.objects.count() == before


@pytest.mark.parametrize(
    "username", ["officer1", "reviewer1", "province1", "enterprise1", "sysadmin", "auditor", "leader"]
)
def test_zones_and_administrators_see_nothing_of_a_panel(browse, panel, username):
    client, one = browse(username), Assignment.objects.first()
    found = [client.get(address).status_code for address in
             ("/panels/", f"/panels/marks/{one.pk}", f"/panels/experts/{panel.pk}/", "/panels/register/")]  # fmt: skip
    assert found == [403] * 4


def test_an_expert_does_not_see_the_organisers_pages(browse, panel, survey):
    client = browse("expert1")
    found = [client.get(address).status_code for address in
             (f"/panels/experts/{panel.pk}/", "/panels/register/", f"/panels/surveys/{survey.pk}/")]  # fmt: skip
    assert found == [403] * 3


@pytest.mark.parametrize("score", ["101", "-1", "", "1e2", "88.888", "九十", "50;1", "nan", "１０１"])
def test_a_mark_off_the_scale_is_refused_and_what_was_typed_stays(browse, owed, score):
    one = unmarked(owed("expert1"))[0]
    answer = browse("expert1").post(f"/panels/marks/{one.pk}", {"score": score, "notes": "看过材料"})
    text = answer.content.decode()
    assert (answer.status_code, "0 到 100" in text, ">看过材料</textarea>" in text) == (400, True, True)
    assert Judgement.objects.filter(assignment=one).count() == 0


def test_a_zone_to_avoid_can_be_neither_seen_nor_marked(browse, owed):
    one = unmarked(owed("expert1"))[0]
    expert = one.expert
    expert.avoid = [one.dossier.zone.code]
    expert.save()
    client = browse("expert1")
    answers = [client.get(f"/panels/marks/{one.pk}"), client.post(f"/panels/marks/{one.pk}", {"score": "50"})]
    assert [each.status_code for each in answers] == [403, 403]
    assert [one.dossier.zone.code in each.content.decode() for each in answers] == [False, False]
    assert Judgement.objects.filter(assignment=one).count() == 0


def test_every_save_is_kept_and_the_newest_counts(browse, owed):
    one = unmarked(owed("expert1"))[0]
    client = browse("expert1")
    for score in ("60", "72.5"):
        client.post(f"/panels/marks/{one.pk}", {"score": score, "notes": f"第 {score} 次", "save": "1"})
    text = client.get(f"/panels/marks/{one.pk}").content.decode()
    assert [each.score for each in one.judgements.order_by("id")] == [60, Decimal("72.50")]
    assert ('value="72.50"' in text or 'value="72.5"' in text) is True


def test_marks_are_submitted_together_and_then_never_change(browse, owed, panel):
    client, mine = browse("expert1"), owed("expert1")
    early = client.post(f"/panels/experts/{panel.pk}/submit")
    assert (
        early.status_code,
        Assignment.objects.filter(expert=mine[0].expert).exclude(submitted_at=None).count(),
    ) == (409, 0)
    for one in unmarked(mine):
        client.post(f"/panels/marks/{one.pk}", {"score": "66"})
    assert client.post(f"/panels/experts/{panel.pk}/submit").status_code == 302
    assert owed("expert1") == []
    late = client.post(f"/panels/marks/{mine[0].pk}", {"score": "99"})
    assert (late.status_code, "不能再改" in late.content.decode()) == (409, True)
    with pytest.raises(DatabaseError, match="guarded: judgement"), transaction.atomic():
        Judgement.objects.create(assignment=mine[0], score=99)
    with pytest.raises(DatabaseError, match="guarded: judgement"), transaction.atomic():
        Judgement.objects.filter(assignment=mine[0]).update(score=99)
    with pytest.raises(DatabaseError, match="guarded: assignment"), transaction.atomic():
        Assignment.objects.filter(pk=mine[0].pk).update(submitted_at=None)


def test_after_the_deadline_nothing_is_taken(browse, owed, panel):
    one = unmarked(owed("expert1"))[0]
    panel.closes_at = timezone.now() - timedelta(minutes=1)
    panel.save()
    client = browse("expert1")
    found = [client.post(f"/panels/marks/{one.pk}", {"score": "50"}),
             client.post(f"/panels/marks/{one.pk}/recuse", {"reason": "利害关系"}),
             client.post(f"/panels/experts/{panel.pk}/submit")]  # fmt: skip
    assert [each.status_code for each in found] == [409, 409, 409]
    assert Judgement.objects.filter(assignment=one).count() == 0


def done(kind):
    """Run the job that was asked last at once and return what it gave."""
    from gaoxin_web.platform.jobs import KINDS, Running
    from gaoxin_web.platform.models import Job

    return KINDS[kind](Running(Job.objects.filter(kind=kind).latest("id")))


def test_the_organiser_takes_a_zone_from_an_expert_and_submitted_marks_stay(browse, owed, panel):
    one = unmarked(owed("expert1"))[0]
    organiser, address = browse("ministry1"), f"/panels/experts/{panel.pk}/step"
    given = {"do": "bar", "expert": "expert1", "dossier": one.dossier_id, "reason": "配偶在园区任职"}
    assert organiser.post(address, {**given, "reason": "无"}).status_code == 400
    assert organiser.post(address, given).status_code == 302
    assert one.dossier.word not in {each.dossier.word for each in owed("expert1")}
    assert done("replace-experts")["assigned"] > 0
    submitted = (
        Assignment.objects.filter(expert__person__username="expert2").exclude(submitted_at=None).first()
    )
    again = {**given, "expert": "expert2", "dossier": submitted.dossier_id}
    fresh = Assignment.objects.filter(
        expert__person__username="expert2", dossier=submitted.dossier, submitted_at=None
    )
    assert (fresh.count(), organiser.post(address, again).status_code) in {(0, 409), (1, 302), (2, 302)}
    assert Assignment.objects.get(pk=submitted.pk).recused_at is None


def test_when_nobody_is_left_the_recusal_stands_and_what_lacks_is_said(browse, owed, panel):
    one = unmarked(owed("expert1"))[0]
    for expert in Expert.objects.exclude(pk=one.expert_id):
        expert.avoid = [one.dossier.zone.code]
        expert.save()
    Assignment.objects.filter(dossier=one.dossier).exclude(expert=one.expert).filter(
        submitted_at=None
    ).delete()
    browse("expert1").post(f"/panels/marks/{one.pk}/recuse", {"reason": "曾在该园区任职"})
    assert done("replace-experts")["assigned"] == 0
    text = browse("ministry1").get(f"/panels/experts/{panel.pk}/").content.decode()
    assert (f"{one.dossier.word} {one.indicator} 缺 1" in text, "曾在该园区任职" in text) == (True, True)


def test_a_recusal_gives_the_zone_to_others_and_changes_nobody_else(browse, owed, panel):
    one = unmarked(owed("expert1"))[0]
    cells = list(
        Assignment.objects.filter(expert=one.expert, dossier=one.dossier).values_list("indicator", flat=True)
    )
    before = set(
        Assignment.objects.exclude(expert=one.expert, dossier=one.dossier).values_list("pk", flat=True)
    )
    answer = browse("expert1").post(f"/panels/marks/{one.pk}/recuse", {"reason": "曾在该园区任职"})
    now = Assignment.objects.filter(recused_at=None)
    assert (answer.status_code, done("replace-experts")) == (302, {"assigned": len(cells)})
    assert (
        now.filter(expert=one.expert, dossier=one.dossier).count(),
        before <= set(now.values_list("pk", flat=True)),
    ) == (0, True)
    counts = [now.filter(dossier=one.dossier, indicator=cell).count() for cell in cells]
    assert counts == [panel.each] * len(cells)
    new = now.exclude(pk__in=before)
    assert {each.expert.person.username for each in new} <= set(
        Message.objects.filter(zh__contains="改派给您").values_list("person__username", flat=True))  # fmt: skip


def test_when_there_are_not_enough_experts_every_lacking_cell_is_named(acting, panel, survey):
    from gaoxin_web.collect.models import Round

    Expert.objects.exclude(person__username__in=["expert1", "expert2"]).update(province="")
    round_2013 = Round.objects.get(data_year=2013)
    round_2013.closed = False
    with pytest.raises(Refused) as refused:
        panel_actions.open_panel(
            acting("ministry1"), round_2013, timezone.now() + timedelta(days=1), each=7, most=200, seed="1"
        )
    zones = round_2013.participants.exclude(participation="excused").count()
    assert (refused.value.status, len(refused.value.facts["faults"])) == (409, zones * 4)


def outlier(panel):
    """Let expert1 agree with the others everywhere but in one place, and submit."""
    others = defaultdict(list)
    for mark in marks_of(panel):
        others[mark.zone, mark.indicator].append(mark.score)
    mine = list(Assignment.objects.filter(panel=panel, expert__person__username="expert1").order_by("pk"))
    for one in mine:
        given = others[one.dossier.zone.code, one.indicator]
        made = Judgement.objects.create(
            assignment=one, score=round(sum(given) / len(given)) if one != mine[-1] else 1
        )
    Assignment.objects.filter(pk__in=[one.pk for one in mine]).update(submitted_at=timezone.now())
    return mine[-1], made


def test_an_outlying_mark_is_asked_about_and_stands(browse, panel):
    one, made = outlier(panel)
    organiser, expert = browse("ministry1"), browse("expert1")
    text = organiser.get(f"/panels/experts/{panel.pk}/").content.decode()
    assert f'name="judgement" value="{made.pk}"' in text
    assert organiser.post(f"/panels/experts/{panel.pk}/ask", {"judgement": made.pk}).status_code == 302
    asked = MarkQuery.objects.get()
    assert one.dossier.word in expert.get("/panels/").content.decode()
    assert expert.post(f"/panels/queries/{asked.pk}", {"words": "材料缺失，维持"}).status_code == 302
    assert "材料缺失，维持" in organiser.get(f"/panels/experts/{panel.pk}/").content.decode()
    assert [mark.score for mark in marks_of(panel) if mark.place == str(made.pk)] == [1]
    assert browse("expert2").post(f"/panels/queries/{asked.pk}", {"words": "不是我"}).status_code == 404


def test_a_usual_mark_is_not_asked_about(browse, panel):
    usual = Judgement.objects.filter(assignment__expert__person__username="expert2").first()
    assert (
        browse("ministry1").post(f"/panels/experts/{panel.pk}/ask", {"judgement": usual.pk}).status_code
        == 409
    )


def test_what_a_meeting_agreed_on_stands_beside_what_its_members_thought(browse, panel):
    dossier = panel.dossiers.first()
    before = {mark.place: mark.score for mark in marks_of(panel)}
    given = {"dossier": dossier.pk, "indicator": "1.11", "meeting": "第一组", "score": "95", "words": "合议"}
    assert browse("ministry1").post(f"/panels/experts/{panel.pk}/agree", given).status_code == 302
    now = marks_of(panel)
    assert [(mark.zone, mark.score, mark.person) for mark in now if mark.agreed] == [
        (dossier.zone.code, 95, "第一组")
    ]
    assert {mark.place: mark.score for mark in now if not mark.agreed} == before
    assert "第一组" not in browse("expert1").get("/panels/").content.decode()


def test_material_is_blacked_out_before_an_expert_reads_it(browse, panel, owed):
    one = next(each for each in owed("expert1") if each.indicator == "1.11")
    zone = one.dossier.zone
    words = f"{zone.organisation.name}（{zone.code}）位于{zone.province}{zone.city}，规划以创新为主线"
    given = {"dossier": one.dossier_id, "indicator": "1.11", "words": words}
    browse("ministry1").post(f"/panels/experts/{panel.pk}/material", given)
    text = browse("expert1").get(f"/panels/marks/{one.pk}").content.decode()
    assert (
        "规划以创新为主线" in text,
        zone.organisation.name in text,
        zone.code in text,
        zone.city in text,
    ) == (True, False, False, False)


def test_reminders_reach_who_owes_marks_and_nobody_else(browse, panel):
    browse("ministry1").post(f"/panels/experts/{panel.pk}/step", {"do": "remind"})
    told = Message.objects.filter(zh__contains="格评分没有提交").values_list("person__username", flat=True)
    assert list(told) == ["expert1"]


def test_the_system_reminds_every_day_when_the_deadline_is_near(db, panel):
    from gaoxin_web.panels.jobs import reminders

    assert reminders(None) == {"reminded": 0}
    panel.closes_at = timezone.now() + timedelta(days=2)
    panel.save()
    assert reminders(None) == {"reminded": 1}


def test_a_panel_closes_when_all_is_submitted_and_the_round_takes_its_marks_trimmed(
    browse, acting, panel, owed
):
    organiser = browse("ministry1")
    close = {"do": "close", "using": "trimmed"}
    assert organiser.post(f"/panels/experts/{panel.pk}/step", close).status_code == 409
    for one in unmarked(owed("expert1")):
        expert_actions.judge(acting("expert1"), one.pk, "70")
    expert_actions.submit(acting("expert1"), panel.pk)
    assert organiser.post(f"/panels/experts/{panel.pk}/step", close).status_code == 302
    kept = PanelFile.objects.get(round=panel.round, kind="expert")
    rows = list(csv.DictReader(io.StringIO(bytes(kept.content).decode())))
    assert kept.settings == {"method/expert/using": "trimmed"}
    assert len(rows) == panel.assignments.filter(recused_at=None).count()
    assert {(row["kind"], row["synthetic"]) for row in rows} == {("individual", "合成")}
    assert organiser.post(f"/panels/experts/{panel.pk}/step", close).status_code == 409


def test_the_round_is_evaluated_on_the_closed_survey_and_panel(acting, panel, survey, owed, tmp_path):
    from gaoxin.evaluation.result import read_manifest, read_table
    from gaoxin_web.panels.survey_closing import close_survey
    from gaoxin_web.rounds.contents import contents, settings_of
    from gaoxin_web.rounds.running import evaluate_takes, kept

    for one in unmarked(owed("expert1")):
        expert_actions.judge(acting("expert1"), one.pk, "70")
    expert_actions.submit(acting("expert1"), panel.pk)
    close_survey(acting("ministry1"), survey)
    panel_actions.close_panel(acting("ministry1"), panel)
    takes = contents(panel.round)
    assert (set(takes["panels"]), settings_of(takes)) == (
        {"survey", "expert", "withheld"},
        {"method/expert/using": "trimmed"},
    )
    done = evaluate_takes(takes, panel.round.edition_text, tmp_path, draws=50)
    folder = kept(tmp_path, done["result"])
    table = read_table(folder / "indicators.csv")
    found = {
        (u, c): (v, m)
        for u, c, v, m in zip(
            table["unit"], table["code"], table["value"], table["missing_reason"], strict=True
        )
    }
    zone = panel.dossiers.first().zone.code
    assert all(found[zone, code][0] not in ("", None) for code in ("1.11", "2.11", "3.10", "4.8"))
    few = takes_withheld(survey)
    assert {found[cell][1] for cell in few} == {"too_few"}
    assert "trimmed" in str(read_manifest(folder))


def takes_withheld(survey):
    content = bytes(PanelFile.objects.get(round=survey.round, kind="withheld").content).decode()
    return [(row["zone"], row["indicator"]) for row in csv.DictReader(io.StringIO(content))]


def test_the_register_refuses_zones_that_nobody_knows(browse, person):
    of = person("expert3")
    answer = browse("ministry1").post(
        f"/panels/register/{of.pk}", {"avoid": "Z001、NOWHERE", "organisation": "某院"}
    )
    assert (answer.status_code, "NOWHERE" in answer.content.decode()) == (400, True)
    good = browse("ministry1").post(
        f"/panels/register/{of.pk}",
        {"avoid": "Z001", "organisation": "某院", "fields_of_knowledge": ["city"]},
    )
    kept = Expert.objects.get(person=of)
    assert (good.status_code, kept.avoid, kept.fields, kept.organisation) == (302, ["Z001"], ["city"], "某院")


def test_the_organisers_page_counts_what_was_submitted(browse, panel):
    text = browse("ministry1").get(f"/panels/experts/{panel.pk}/").content.decode()
    submitted, asked = re.search(r"已提交 (\d+) / (\d+)", text).groups()
    rows = panel.assignments.filter(recused_at=None)
    assert (int(submitted), int(asked)) == (rows.exclude(submitted_at=None).count(), rows.count())
