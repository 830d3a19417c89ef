"""The workbench by role: what I must do, where my returns are, receipts, burden, notices."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.collect.calendar import Calendar
from gaoxin_web.collect.models import Form, Round, Submission
from gaoxin_web.collect.standing import standing
from gaoxin_web.collect.states import State
from gaoxin_web.dashboards.curve import curve
from gaoxin_web.dashboards.duties import duties
from gaoxin_web.dashboards.workbench import minutes_used, tasks, workbench
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.messages import messages_of, read, tell, unread
from gaoxin_web.review.models import Receipt
from gaoxin_web.review.queries import waiting
from gaoxin_web.rounds.models import Freeze
from gaoxin_web.rounds.queries import duties as rounds_waiting

START = datetime(2016, 3, 1, 9, tzinfo=UTC)


def listed(person, now=None):
    return duties(person, now or timezone.now(), Calendar())


def committee(person):
    return Submission.objects.select_related("form", "round").get(
        organisation=person.organisation, form__kind="committee", round__closed=False
    )


def test_a_returned_form_stands_first_with_its_marked_cells_and_who_returned_it(person):
    first = listed(person("officer2"))[0]
    assert (first.look, str(first.verb)) == ("back", "修改")
    assert "2 处被标记：" in first.what.zh
    assert "林岳" in first.more.zh
    assert first.address == f"/submissions/{committee(person('officer2')).pk}/form"


def test_what_is_overdue_stands_before_what_was_returned(person):
    officer = person("officer2")
    Submission.objects.filter(
        organisation=officer.organisation, form__kind="enterprises", round__closed=False
    ).update(state="draft")
    Form.objects.filter(kind="enterprises", round__closed=False).update(
        closes_at=timezone.now() - timedelta(days=1)
    )
    assert [one.look for one in listed(officer)] == ["over", "back"]


def test_an_officer_sees_the_drafts_of_his_zone_with_the_time_left(person):
    found = {one.what.zh.split(" ")[0]: one for one in listed(person("officer1"))}
    form = committee(person("officer1")).form
    assert found["管委会表"].more.zh.startswith("已填 0 / ")
    assert (found["管委会表"].due, str(found["管委会表"].left)) == (
        form.closes_at,
        str(Calendar().left(timezone.now(), form.closes_at)),
    )
    assert found["企业年报（园区导入）"].more.zh == "尚未导入"


def test_nothing_is_asked_before_a_form_opens(person):
    officer = person("officer1")
    opens = committee(officer).form.opens_at
    assert (listed(officer, opens - timedelta(seconds=1)), len(listed(officer, opens)) > 0) == ([], True)


@pytest.mark.parametrize("username", ["reviewer1", "reviewer2", "province1", "province2", "ministry1"])
def test_a_reviewer_sees_as_many_duties_as_returns_wait_for_him(person, username):
    reviewer = person(username)
    number = waiting(reviewer).count()
    shown = [one for one in listed(reviewer) if str(one.verb) in {"审核", "接收"}]
    assert number <= 3 or any(f"{number}" in one.what.zh for one in shown)
    assert number > 3 or len(shown) == number


def test_many_returns_of_one_form_are_one_line_that_leads_to_the_desk(person):
    reviewer = person("ministry1")
    Submission.objects.filter(form__kind="committee", round__closed=False).exclude(
        state="ministry_approved"
    ).update(state="province_approved")
    many = Submission.objects.filter(
        form__kind="committee", round__closed=False, state="province_approved"
    ).count()
    found = [one for one in listed(reviewer) if one.what.zh.startswith("管委会表")]
    expected = 1 if many > 3 else many
    assert len(found) == expected


@pytest.mark.parametrize("username", ["auditor", "leader", "expert1", "sysadmin", "secadmin"])
def test_who_neither_files_nor_reviews_is_told_where_to_go(browse, username):
    answer = browse(username).get("/")
    assert (answer.status_code, "没有待办。" in answer.content.decode()) == (200, True)


def test_the_ministry_sees_how_many_returns_are_in_each_state(person):
    shown = {row["form"].kind: row for row in workbench(person("ministry1"), timezone.now()).totals}
    found = Submission.objects.filter(form__kind="committee", round__closed=False)
    assert shown["committee"]["total"] == found.count()
    assert {state.value: number for state, _, _, number in shown["committee"]["states"]} == {
        state.value: found.filter(state=state).count() for state in State
    }


def test_a_province_counts_its_own_zones_only(person):
    province = person("province1")
    shown = {row["form"].kind: row["total"] for row in workbench(province, timezone.now()).totals}
    path = province.organisation.path
    assert shown["committee"] == Submission.objects.filter(
        form__kind="committee", round__closed=False, organisation__path__startswith=path
    ).count()  # fmt: skip


def test_the_stations_of_ones_own_returns_are_four_each(person):
    found = workbench(person("officer2"), timezone.now()).stations
    assert [len(row["stations"]) for row in found] == [4] * len(found)
    back = next(row for row in found if row["submission"].form.kind == "committee")
    assert back["stations"][0].look == "back"


def test_receipts_are_those_of_ones_own_organisation(person):
    officer = person("officer2")
    shown = workbench(officer, timezone.now()).receipts
    assert {row["revision"].submission.organisation_id for row in shown} == {officer.organisation_id}


def test_the_burden_is_told_in_cells_and_minutes(person):
    found = workbench(person("officer1"), timezone.now()).burden
    assert (found.asked > 0, found.automatic >= 0, found.minutes, found.change) == (True, True, 0, 0)


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        ([], 0),
        ([("a", 0)], 1),
        ([("a", 0), ("a", 4), ("a", 9)], 10),
        ([("a", 0), ("a", 4), ("a", 30)], 6),
        ([("a", 0), ("a", 4), ("b", 5)], 6),
    ],
)
def test_pauses_longer_than_ten_minutes_are_no_work(times, minutes):
    assert minutes_used((person, START + timedelta(minutes=at)) for person, at in times) == minutes


def test_a_message_is_read_once_and_only_by_its_own_person(person, browse):
    officer = person("officer1")
    tell([officer, officer], Text("一个通知", "A notice"), "/tasks/")
    message = messages_of(officer).get()
    assert browse("officer2").post(f"/messages/{message.pk}/read").status_code == 404
    assert unread(officer) == 1
    answer = browse("officer1").post(f"/messages/{message.pk}/read")
    assert (answer["Location"], unread(officer), read(Actor(officer))) == ("/tasks/", 0, 0)


def test_the_list_of_messages_counts_what_is_new(person, browse):
    tell([person("officer1")], Text("一个通知", "A notice"))
    page = browse("officer1").get("/messages/").content.decode()
    assert ("1 条未读" in page, "一个通知" in page) == (True, True)
    assert "一个通知" not in browse("officer2").get("/messages/").content.decode()


def test_the_task_list_says_what_keeps_a_form_from_being_sent(person):
    rows = {
        row["submission"].form.kind: row
        for row in tasks(person("officer1"), timezone.now())
        if not row["submission"].round.closed
    }
    assert rows["committee"]["checks"]["blocking"] > 0
    assert rows["enterprises"]["checks"] == {"blocking": 1, "to_explain": 0}


def test_an_approved_form_is_only_looked_at(person):
    rows = [row for row in tasks(person("officer2"), timezone.now()) if row["submission"].round.closed]
    assert len(rows) > 0
    assert {(row["open"], row["checks"]) for row in rows} == {(False, None)}


@pytest.mark.parametrize(
    ("state", "days", "untouched", "look"),
    [
        ("draft", 10, True, "idle"), ("draft", 10, False, "draft"), ("draft", 3, False, "near"), ("draft", 3, True, "near"),
        ("draft", -1, False, "over"), ("returned", -1, False, "over"), ("submitted", -9, False, "lock"),
        ("received", -9, False, "lock"), ("ministry_approved", -9, False, "ok"),
    ],
)  # fmt: skip
def test_how_a_submission_stands(person, state, days, untouched, look):
    one = committee(person("officer1"))
    one.state = state
    calendar = Calendar()
    noon = timezone.localtime(one.form.closes_at).replace(hour=12)
    day = noon.date()
    step = timedelta(days=1)
    while calendar.working_days_left(noon, one.form.closes_at) < days:
        noon -= step
    while calendar.working_days_left(noon, one.form.closes_at) > days:
        noon += step
    assert (standing(one, noon, calendar, untouched=untouched).look, day is not None) == (look, True)


def test_the_workbench_asks_the_database_little(browse, django_assert_max_num_queries):
    for username, limit in {
        "officer1": 14,
        "officer2": 16,
        "reviewer1": 15,
        "province1": 18,
        "ministry1": 27,
        "auditor": 16,
        "enterprise1": 14,
    }.items():
        client = browse(username)
        client.get("/")
        with django_assert_max_num_queries(limit):
            assert client.get("/").status_code == 200


def test_the_list_of_tasks_asks_the_database_little(browse, django_assert_max_num_queries):
    for username in ("officer1", "officer2"):
        client = browse(username)
        client.get("/tasks/")
        with django_assert_max_num_queries(11):
            assert client.get("/tasks/").status_code == 200


def test_the_curve_counts_first_filings_day_by_day_up_to_today(person):
    made = Round.objects.get(closed=False)
    form = made.forms.get(kind="committee")
    ministry, day = person("ministry1"), timedelta(days=1)
    found = curve(ministry, made, form.opens_at + 10 * day)
    first = {one.revision.submission_id for one in Receipt.objects.filter(revision__submission__form=form)}
    expected = Submission.objects.filter(form=form).count()
    assert (len(found.now), found.now[0], found.now[-1], found.expected) == (11, 0, len(first), expected)
    assert list(found.now) == sorted(found.now)
    assert f"应报 {expected} 份，已报 {len(first)} 份" in found.said.zh


def test_there_is_no_curve_for_a_single_zone_nor_before_the_opening(person):
    made = Round.objects.get(closed=False)
    assert curve(person("officer1"), made, timezone.now()) is None
    assert curve(person("ministry1"), made, made.opens_at - timedelta(days=1)) is None


def test_recent_moves_are_those_in_scope_newest_first(person):
    officer = person("officer3")
    shown = workbench(officer, timezone.now()).recent
    assert {row["submission"].organisation_id for row in shown} == {officer.organisation_id}
    numbers = [row["decision"].pk for row in shown]
    assert numbers == sorted(numbers, reverse=True)


def test_the_table_of_enterprises_is_filled_by_a_workbook(person):
    officer = person("officer1")
    table = Submission.objects.get(
        organisation=officer.organisation, form__kind="enterprises", round__closed=False
    )
    addresses = {one.address for one in listed(officer)}
    assert addresses == {f"/submissions/{committee(officer).pk}/form", f"/submissions/{table.pk}/uploads"}


def test_what_waits_on_other_pages_is_one_line_that_leads_there(person):
    ministry = person("ministry2")
    made = Round.objects.get(closed=False)
    before = rounds_waiting(ministry)
    Freeze.objects.create(
        round=made, number=99, takes={}, digest="x", report={}, asked_by=person("ministry1")
    )
    found = [one for one in listed(ministry) if one.address == "/evaluation/"]
    assert [one.what.zh.split(" ")[0] for one in found] == [str(before + 1)]
