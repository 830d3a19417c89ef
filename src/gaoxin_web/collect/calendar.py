"""The working calendar: weekdays work, weekends do not, and the ministry's own days say otherwise (调休).

Pure rules over days of Beijing time; ``collect.round_queries.working_calendar()`` reads the days that differ. The clock
is always the server's (``django.utils.timezone.now()``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

from gaoxin.terms import Text

_DAY = timedelta(days=1)
_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days work: every weekday, unless ``days`` says that this one does not (or that a Saturday does)."""

    days: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        return self.days.get(day, day.weekday() < 5)

    def working_days_left(self, now: datetime, until: datetime) -> int:
        """Return the working days after today up to and with the day of ``until``; negative when that day is past.

        On the Friday before a Thursday there are four; on the day itself none.
        """
        first, last = local_day(now), local_day(until)
        sign, first, last = (1, first, last) if first <= last else (-1, last, first)
        return sign * sum(self.works(first + _DAY * step) for step in range(1, (last - first).days + 1))

    def add_working_days(self, start: date, number: int) -> date:
        """Return the day that lies so many working days after a day; the day itself for none."""
        day = start
        while number > 0:
            day += _DAY
            number -= self.works(day)
        return day

    def left(self, now: datetime, until: datetime) -> Text:
        """Say how much time is left: ``剩 4 个工作日``, ``今日截止``, ``已逾期 1 个工作日``."""
        days = self.working_days_left(now, until)
        if now > until:
            return _overdue(-days)
        if local_day(now) == local_day(until):
            return Text("今日截止", "due today")
        if days == 0:
            return Text("已无工作日", "no working day left")
        return Text(f"剩 {days} 个工作日", f"{days} working day{'s' * (days != 1)} left")


def _overdue(days: int) -> Text:
    if days == 0:
        return Text("已逾期，不足 1 个工作日", "overdue by less than a working day")
    return Text(f"已逾期 {days} 个工作日", f"overdue by {days} working day{'s' * (days != 1)}")


def local_day(moment: datetime) -> date:
    """Return the day of a moment in the time zone of the system."""
    return timezone.localtime(moment).date()


def moment_words(moment: datetime) -> Text:
    """Say a moment: ``2016年3月31日（周四）17:30``."""
    there = timezone.localtime(moment)
    weekday = _WEEKDAYS[there.weekday()]
    return Text(
        f"{there.year}年{there.month}月{there.day}日（周{weekday}）{there:%H:%M}",
        f"{there.day} {_MONTHS[there.month - 1]} {there.year} ({_SHORT[there.weekday()]}) {there:%H:%M}",
    )


def short_words(moment: datetime) -> Text:
    """Say a moment without its year: ``3月31日 17:30``."""
    there = timezone.localtime(moment)
    return Text(
        f"{there.month}月{there.day}日 {there:%H:%M}",
        f"{there.day} {_MONTHS[there.month - 1]} {there:%H:%M}",
    )


@lru_cache(maxsize=4_096)
def minute(moment: datetime) -> str:
    """Write a moment as ``2016-03-31 17:30``."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
