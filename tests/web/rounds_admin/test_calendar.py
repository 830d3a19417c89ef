"""The working calendar: four working days from a Friday to a Thursday, holidays and working Saturdays."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaoxin_web.collect.calendar import Calendar, moment_words
from gaoxin_web.collect.models import Day
from gaoxin_web.collect.round_queries import working_calendar
from gaoxin_web.platform.models import Entry

BEIJING = ZoneInfo("Asia/Shanghai")
DATES = st.dates(date(2010, 1, 1), date(2030, 12, 31))
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CALENDARS = st.dictionaries(DATES, st.booleans(), max_size=40).map(Calendar)


def at(day, hour=10, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)


FRIDAY = at(date(2016, 3, 25), 10, 36)


@pytest.mark.parametrize(
    ("until", "days"),
    [
        (date(2016, 3, 31), 4),
        (date(2016, 3, 28), 1),
        (date(2016, 3, 25), 0),
        (date(2016, 3, 26), 0),
        (date(2016, 3, 24), -1),
    ],
)
def test_working_days_left_are_those_after_today_up_to_the_deadline(until, days):
    assert Calendar().working_days_left(FRIDAY, at(until, 17, 30)) == days


def test_a_holiday_does_not_count_and_a_working_saturday_does():
    calendar = Calendar({date(2016, 4, 4): False, date(2016, 4, 9): True})
    assert calendar.working_days_left(at(date(2016, 4, 1)), at(date(2016, 4, 4))) == 0
    assert calendar.working_days_left(at(date(2016, 4, 8)), at(date(2016, 4, 10))) == 1
    assert calendar.add_working_days(date(2016, 4, 1), 1) == date(2016, 4, 5)
    assert calendar.add_working_days(date(2016, 4, 8), 1) == date(2016, 4, 9)


@pytest.mark.parametrize(
    ("until", "zh", "en"),
    [
        (at(date(2016, 3, 31), 17, 30), "剩 4 个工作日", "4 working days left"),
        (at(date(2016, 3, 28), 17, 30), "剩 1 个工作日", "1 working day left"),
        (at(date(2016, 3, 25), 17, 30), "今日截止", "due today"),
        (at(date(2016, 3, 26), 17, 30), "已无工作日", "no working day left"),
        (at(date(2016, 3, 25), 9, 0), "已逾期，不足 1 个工作日", "overdue by less than a working day"),
        (at(date(2016, 3, 24), 17, 30), "已逾期 1 个工作日", "overdue by 1 working day"),
        (at(date(2016, 3, 22), 17, 30), "已逾期 3 个工作日", "overdue by 3 working days"),
    ],
)
def test_what_is_left_is_said_in_working_days(until, zh, en):
    assert tuple(Calendar().left(FRIDAY, until)) == (zh, en)


def test_a_day_is_a_day_of_beijing_whatever_the_clock_of_the_machine():
    late = datetime(2016, 3, 30, 16, 30, tzinfo=ZoneInfo("UTC"))
    assert tuple(moment_words(late)) == ("2016年3月31日（周四）00:30", "31 Mar 2016 (Thu) 00:30")
    assert Calendar().working_days_left(late, at(date(2016, 3, 31), 17, 30)) == 0


@UNHURRIED
@given(CALENDARS, DATES, st.integers(0, 60))
def test_so_many_working_days_later_there_are_so_many_left(calendar, start, number):
    later = calendar.add_working_days(start, number)
    assert calendar.working_days_left(at(start), at(later)) == number


@UNHURRIED
@given(CALENDARS, DATES, st.integers(1, 60))
def test_a_deadline_by_working_days_is_a_working_day(calendar, start, number):
    assert calendar.works(calendar.add_working_days(start, number))


@UNHURRIED
@given(CALENDARS, DATES, DATES)
def test_days_overdue_mirror_days_left(calendar, one, other):
    assert calendar.working_days_left(at(one), at(other)) == -calendar.working_days_left(at(other), at(one))


@UNHURRIED
@given(CALENDARS, DATES, st.integers(0, 90), st.integers(0, 90))
def test_working_days_add_up_over_a_day_between(calendar, start, first, second):
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    parts = calendar.working_days_left(at(start), at(middle)) + calendar.working_days_left(
        at(middle), at(end)
    )
    assert calendar.working_days_left(at(start), at(end)) == parts


def test_the_ministry_says_holidays_on_a_page_and_deadlines_follow(browse):
    client = browse("ministry1")
    told = {"first": "2016-04-02", "last": "2016-04-04", "working": "no", "name": "清明节"}
    assert client.post("/calendar/set", told).status_code == 302
    assert working_calendar().days == {date(2016, 4, day): False for day in (2, 3, 4)}
    assert Entry.objects.last().tag == "calendar:changed"
    assert "清明节" in browse("officer1").get("/calendar/", {"year": "2016"}).content.decode()
    assert client.post("/calendar/clear", {"day": "2016-04-02"}).status_code == 302
    assert Day.objects.filter(date=date(2016, 4, 2)).exists() is False


def test_the_last_day_may_not_come_before_the_first(browse):
    told = {"first": "2016-04-04", "last": "2016-04-02", "working": "no", "name": "清明节"}
    answer = browse("ministry1").post("/calendar/set", told)
    assert (answer.status_code, "末日不能早于首日" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("username", ["officer1", "reviewer1", "province1", "leader", "auditor", "expert1"])
def test_nobody_else_edits_the_calendar(browse, username):
    told = {"first": "2016-04-02", "last": "2016-04-04", "working": "no", "name": "清明节"}
    assert browse(username).post("/calendar/set", told).status_code == 403
    assert Day.objects.count() == 0
