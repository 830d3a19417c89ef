"""Experts: blind, only their own, avoidance, the scale, the deadline; marks are never changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gaoxin_web.panels.models import Assignment, Expert, Judgement
from gaoxin_web.registry.models import Zone, ZoneYear

CANARY = "CANARY-5D1A"


def addresses(mine):
    return ["/panels/", *(f"/panels/marks/{one.pk}" for one in mine)]


def test_the_demonstration_leaves_five_zones_for_expert1(owed, unmarked):
    mine = owed("expert1")
    assert len({one.dossier.word for one in unmarked("expert1")}) == 5
    assert len(mine) > len(unmarked("expert1"))


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
def test_a_mark_off_the_scale_is_refused_and_what_was_typed_stays(browse, score, unmarked):
    one = unmarked("expert1")[0]
    answer = browse("expert1").post(f"/panels/marks/{one.pk}", {"score": score, "notes": "看过材料"})
    text = answer.content.decode()
    assert (answer.status_code, "0 到 100" in text, ">看过材料</textarea>" in text) == (400, True, True)
    assert Judgement.objects.filter(assignment=one).count() == 0


def test_a_zone_to_avoid_can_be_neither_seen_nor_marked(browse, unmarked):
    one = unmarked("expert1")[0]
    expert = one.expert
    expert.avoid = [one.dossier.zone.code]
    expert.save()
    client = browse("expert1")
    answers = [client.get(f"/panels/marks/{one.pk}"), client.post(f"/panels/marks/{one.pk}", {"score": "50"})]
    assert [each.status_code for each in answers] == [403, 403]
    assert [one.dossier.zone.code in each.content.decode() for each in answers] == [False, False]
    assert Judgement.objects.filter(assignment=one).count() == 0


def test_every_save_is_kept_and_the_newest_counts(browse, unmarked):
    one = unmarked("expert1")[0]
    client = browse("expert1")
    for score in ("60", "72.5"):
        client.post(f"/panels/marks/{one.pk}", {"score": score, "notes": f"第 {score} 次", "save": "1"})
    text = client.get(f"/panels/marks/{one.pk}").content.decode()
    assert [each.score for each in one.judgements.order_by("id")] == [60, Decimal("72.50")]
    assert ('value="72.50"' in text or 'value="72.5"' in text) is True


def test_marks_are_submitted_together_and_then_never_change(browse, owed, panel, unmarked):
    client, mine = browse("expert1"), owed("expert1")
    early = client.post(f"/panels/experts/{panel.pk}/submit")
    assert (
        early.status_code,
        Assignment.objects.filter(expert=mine[0].expert).exclude(submitted_at=None).count(),
    ) == (409, 0)
    for one in unmarked("expert1"):
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


def test_after_the_deadline_nothing_is_taken(browse, panel, unmarked):
    one = unmarked("expert1")[0]
    panel.closes_at = timezone.now() - timedelta(minutes=1)
    panel.save()
    client = browse("expert1")
    found = [client.post(f"/panels/marks/{one.pk}", {"score": "50"}),
             client.post(f"/panels/marks/{one.pk}/recuse", {"reason": "利害关系"}),
             client.post(f"/panels/experts/{panel.pk}/submit")]  # fmt: skip
    assert [each.status_code for each in found] == [409, 409, 409]
    assert Judgement.objects.filter(assignment=one).count() == 0
