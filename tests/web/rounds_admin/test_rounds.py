"""Rounds: opened from the register with a frozen edition, changed before they open, ended after they close."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from gaoxin.edition import load, thaw
from gaoxin_web.collect import round_actions, taking_part
from gaoxin_web.collect.calendar import Calendar
from gaoxin_web.collect.models import Participant, Round, Submission
from gaoxin_web.collect.round_rules import FORMS, proposed, usual_dates
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.messages import messages_of
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry.models import Zone

BEIJING = ZoneInfo("Asia/Shanghai")
SOON = timezone.localtime() + timedelta(days=30)


def working(moment):
    day = Calendar().add_working_days(moment.date(), 1)
    return datetime(day.year, day.month, day.day, 17, 30, tzinfo=BEIJING)


ASKED = {
    "edition": "cn-2013-388", "kind": "annual", "data_year": 2016, "evaluation_year": 2017, "title": "2016 年度评价",
    "title_en": "Evaluation of data year 2016", "opens_at": SOON, "closes_at": working(SOON + timedelta(days=30)),
    "moves_until": (SOON + timedelta(days=14)).date(),
}  # fmt: skip


@pytest.fixture
def ministry(person):
    return Actor(person("ministry1"))


@pytest.fixture
def made(ministry):
    return round_actions.open_round(ministry, **ASKED)


def refused(status, function, *args, **kwargs):
    with pytest.raises(Refused) as found:
        function(*args, **kwargs)
    assert found.value.status == status
    return found.value.said


def test_a_round_keeps_its_edition_whole_with_its_digest(made):
    edition = load("cn-2013-388")
    assert (made.edition_digest, thaw(made.edition_text).digest) == (edition.digest, edition.digest)


def test_every_national_zone_is_proposed_with_the_type_it_has_in_the_data_year(made):
    national = Zone.objects.filter(national_since__lte=2017)
    invited = Zone.objects.filter(
        participations__round__data_year=2015, participations__participation="invited"
    )
    found = made.participants.select_related("zone").prefetch_related("zone__years")
    assert {(one.zone.code, one.participation) for one in found} == {
        *((zone.code, "national") for zone in national),
        *((zone.code, "invited") for zone in invited if zone not in national),
    }
    assert [one.park_type for one in found] == [one.zone.years.last().park_type for one in found]


@pytest.mark.parametrize(
    ("national_since", "before", "how"),
    [(2010, None, "national"), (2017, None, "national"), (2018, None, None), (None, None, None), (None, "invited", "invited"),
     (None, "excused", None), (2010, "excused", "national")],
)  # fmt: skip
def test_who_is_proposed(national_since, before, how):
    assert proposed(national_since, 2017, before) == how


def test_each_participant_gets_a_submission_for_each_form_with_an_empty_draft(made):
    zones = made.participants.count()
    found = made.submissions.select_related("current", "form")
    assert len(found) == zones * 2
    assert {one.form.kind for one in found} == {"committee", "enterprises"}
    assert {(one.state, one.current.number, one.current.submission_id == one.pk, str(one.current.cells)) for one in found} == {
        ("draft", 1, True, "{}")
    }  # fmt: skip


def test_the_heads_of_the_forms_come_from_the_round_before(made):
    before = Round.objects.get(data_year=2015)
    heads = [list(one.forms.exclude(kind="enterprise").values_list("kind", "number", "title", "issued_by", "approval", "valid_until")) for one in (before, made)]  # fmt: skip
    assert heads[0] == heads[1]


def test_the_first_round_has_forms_whose_approval_is_still_to_be_said():
    assert {one.approval for one in FORMS} == {"待填"}


def test_enterprises_with_an_account_get_their_own_form_where_entry_on_the_web_is_open(ministry, person):
    made = round_actions.open_round(ministry, **ASKED, web_entry=True)
    firm = person("enterprise1").organisation
    assert list(made.submissions.filter(form__kind="enterprise").values_list("organisation", flat=True)) == [
        firm.pk
    ]
    assert taking_part.complete_enterprises(ministry, made) == 0


def test_everybody_with_something_to_fill_is_told(made, person):
    assert "2016 年度评价" in messages_of(person("officer1")).first().zh
    assert messages_of(person("reviewer1")).count() == 0


def test_the_opening_is_one_line_of_the_journal_with_what_was_made(made):
    entry = Entry.objects.get(tag="round:opened", subject=f"round/{made.pk}")
    assert f'"participants": {made.participants.count()}' in entry.new


def test_a_second_round_of_the_same_kind_year_and_edition_is_refused(made, ministry):
    refused(409, round_actions.open_round, ministry, **ASKED)


@pytest.mark.parametrize(
    "username", ["officer1", "reviewer1", "province1", "leader", "auditor", "sysadmin", "expert1"]
)
def test_only_the_ministry_reviewer_opens_a_round(person, username):
    refused(403, round_actions.open_round, Actor(person(username)), **ASKED)


def test_all_faults_of_dates_are_said_at_once(ministry):
    saturday = datetime(2027, 3, 6, 17, 30, tzinfo=BEIJING)
    told = ASKED | {
        "opens_at": saturday,
        "closes_at": saturday,
        "moves_until": saturday.date() + timedelta(days=1),
    }
    said = refused(400, round_actions.open_round, ministry, **told)
    assert [part in said.zh for part in ("晚于开始", "前一个工作日是 2027-03-05", "名录变更截止")] == [
        True,
        True,
        True,
    ]


def test_before_it_opens_a_round_is_changed_and_its_forms_go_with_it(made, ministry):
    later = working(ASKED["closes_at"] + timedelta(days=7))
    names = ("title", "title_en", "opens_at", "moves_until")
    told = {name: ASKED[name] for name in names} | {"closes_at": later, "web_entry": True}
    round_actions.change_round(ministry, made, **told)
    assert {form.closes_at for form in made.forms.all()} == {later}
    assert made.submissions.filter(form__kind="enterprise").count() == 1
    round_actions.change_round(ministry, made, **told | {"web_entry": False})
    assert list(made.forms.values_list("kind", flat=True)) == ["committee", "enterprises"]


def test_after_it_has_opened_a_round_stays_as_it_is(ministry):
    running = Round.objects.get(data_year=2015)
    names = ("title", "title_en", "opens_at", "closes_at")
    said = refused(
        409, round_actions.change_round, ministry, running, **{name: getattr(running, name) for name in names}
    )
    assert "开始填报" in said.zh
    form = running.forms.first()
    head = {name: getattr(form, name) for name in ("number", "title", "title_en", "issued_by", "approval", "valid_until", "opens_at", "closes_at")}  # fmt: skip
    refused(409, round_actions.change_form, ministry, form, **head)


def test_a_zone_that_is_taken_out_before_the_opening_leaves_nothing_behind(made, ministry):
    zone = made.participants.first().zone
    taking_part.set_participation(ministry, made, zone, participation="")
    assert (made.participants.filter(zone=zone).count(), made.submissions.filter(zone=zone).count()) == (0, 0)
    taking_part.set_participation(ministry, made, zone, participation="invited", reason="应邀参评")
    assert (made.participants.get(zone=zone).reason, made.submissions.filter(zone=zone).count()) == (
        "应邀参评",
        2,
    )


@pytest.mark.parametrize("how", ["excused", "invited"])
def test_an_excuse_and_an_invitation_need_a_reason(made, ministry, how):
    zone = made.participants.first().zone
    refused(400, taking_part.set_participation, ministry, made, zone, participation=how)
    assert made.participants.get(zone=zone).participation == "national"


def test_a_zone_can_be_excused_after_the_opening_and_what_it_sent_stays(ministry):
    running = Round.objects.get(data_year=2015)
    zone = running.participants.first().zone
    before = list(Submission.objects.filter(round=running, zone=zone).values_list("pk", "state"))
    taking_part.set_participation(ministry, running, zone, participation="excused", reason="疫情")
    assert Participant.objects.get(round=running, zone=zone).participation == "excused"
    assert list(Submission.objects.filter(round=running, zone=zone).values_list("pk", "state")) == before
    refused(409, taking_part.set_participation, ministry, running, zone, participation="national")


def test_a_round_ends_after_its_closing_and_only_once(ministry):
    running = Round.objects.get(data_year=2015)
    refused(409, round_actions.close_round, ministry, running, reason="全部通过")
    running.closes_at = timezone.now() - timedelta(minutes=1)
    running.save()
    waiting = running.submissions.exclude(state="ministry_approved").count()
    assert round_actions.close_round(ministry, running, reason="全部通过") == waiting
    assert Round.objects.get(pk=running.pk).closed is True
    refused(409, round_actions.close_round, ministry, running, reason="再次")


def test_the_last_day_for_the_register_is_a_setting_of_the_round(ministry):
    running = Round.objects.get(data_year=2015)
    round_actions.set_moves_until(ministry, running, moves_until=date(2016, 3, 15), reason="按通知")
    assert Round.objects.get(pk=running.pk).moves_until.isoformat() == "2016-03-15"


def test_the_usual_dates_are_working_days():
    dates = usual_dates(2018, Calendar())
    assert [dates[name].date().isoformat() for name in ("opens_at", "closes_at")] == [
        "2018-02-01",
        "2018-03-30",
    ]
    assert dates["moves_until"].isoformat() == "2018-03-15"


def test_the_page_opens_a_round_by_working_days(browse):
    client = browse("ministry1")
    shown = client.get("/rounds/new").context["form"].initial
    assert (shown["data_year"], shown["evaluation_year"], shown["edition"]) == (2016, 2017, "cn-2013-388")
    told = {
        name: ASKED[name] for name in ("edition", "kind", "data_year", "evaluation_year", "title", "title_en")
    }
    answer = client.post("/rounds/new", told | {"opens_at": "2027-02-01T09:00", "working_days": "20"})
    made = Round.objects.get(data_year=2016)
    assert (answer.status_code, answer["Location"]) == (302, f"/rounds/{made.pk}/")
    assert timezone.localtime(made.closes_at).isoformat() == "2027-03-01T17:30:00+08:00"


def test_a_wrong_form_comes_back_with_all_that_was_typed(browse):
    told = {
        name: ASKED[name] for name in ("edition", "kind", "data_year", "evaluation_year", "title", "title_en")
    }
    answer = browse("ministry1").post(
        "/rounds/new", told | {"opens_at": "2027-02-01T09:00", "closes_at": "2027-01-30T17:30"}
    )
    text = answer.content.decode()
    assert (answer.status_code, "晚于开始" in text, "不是工作日" in text, "2016 年度评价" in text) == (
        400,
        True,
        True,
        True,
    )


def test_a_zone_sees_its_own_part_of_a_round_only(browse, person):
    running = Round.objects.get(data_year=2015)
    shown = browse("officer1").get(f"/rounds/{running.pk}/").context
    assert [row.zone.organisation_id for row, _ in shown["participants"]] == [
        person("officer1").organisation_id
    ]
    assert {row["total"] for row in shown["forms"]} <= {0, 1}


def test_pages_of_rounds_ask_the_database_little(browse, django_assert_max_num_queries):
    client, running = browse("ministry1"), Round.objects.get(data_year=2015)
    for address in (
        "/rounds/",
        f"/rounds/{running.pk}/",
        f"/rounds/{running.pk}/extend",
        "/rounds/new",
        "/calendar/",
    ):
        with django_assert_max_num_queries(18):
            assert client.get(address).status_code == 200
