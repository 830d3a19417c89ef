"""The organiser of a panel: assigning, recusals, questions, meetings, material, reminders, the register."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.panels import panel_actions
from gaoxin_web.panels.expert_queries import marks_of
from gaoxin_web.panels.models import Assignment, Expert, Judgement, MarkQuery
from gaoxin_web.platform.models import Message
from gaoxin_web.platform.refusals import Refused


def done(kind):
    """Run the job that was asked last at once and return what it gave."""
    from gaoxin_web.platform.jobs import KINDS, Running
    from gaoxin_web.platform.models import Job

    return KINDS[kind](Running(Job.objects.filter(kind=kind).latest("id")))


def test_the_organiser_takes_a_zone_from_an_expert_and_submitted_marks_stay(browse, owed, panel, unmarked):
    one = unmarked("expert1")[0]
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


def test_when_nobody_is_left_the_recusal_stands_and_what_lacks_is_said(browse, panel, unmarked):
    one = unmarked("expert1")[0]
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


def test_a_recusal_gives_the_zone_to_others_and_changes_nobody_else(browse, panel, unmarked):
    one = unmarked("expert1")[0]
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
