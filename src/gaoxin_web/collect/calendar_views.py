"""Pages of the working calendar: everybody reads it, the ministry edits it."""

from calendar import monthcalendar
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.collect import round_actions
from gaoxin_web.collect import round_queries as queries
from gaoxin_web.collect.round_forms import Cleared, Days
from gaoxin_web.platform.filling import accepted, status_of
from gaoxin_web.platform.speech import said


@page()
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a year: which days work, and the days that are not what their weekday says."""
    return _shown(request, Days())


@page(May.OPEN_ROUND)
def calendar_set(request: HttpRequest) -> HttpResponse:
    """Say of some days that they work, or do not."""
    form = Days(request.POST or None)
    if accepted(request, form, round_actions.set_days):
        messages.success(request, said("日历已修改。", "The calendar is changed."))
        return redirect(f"/calendar/?year={form.cleaned_data['first'].year}")
    return _shown(request, form)


@page(May.OPEN_ROUND)
def calendar_clear(request: HttpRequest) -> HttpResponse:
    """Let a day be what its weekday says again."""
    form = Cleared(request.POST or None)
    if accepted(request, form, round_actions.clear_day):
        messages.success(request, said("已恢复按星期安排。", "The day is what its weekday says again."))
        return redirect(f"/calendar/?year={form.cleaned_data['day'].year}")
    return _shown(request, Days())


def _shown(request: HttpRequest, form: Days) -> HttpResponse:
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    year = (
        int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:4]) <= 2100 else today.year
    )
    known = queries.working_calendar()
    months = [
        {"number": month, "weeks": [[_cell(year, month, day, known, today) for day in week] for week in monthcalendar(year, month)],
         "working": sum(known.works(date(year, month, day)) for week in monthcalendar(year, month) for day in week if day)}
        for month in range(1, 13)
    ]  # fmt: skip
    context = {"year": year, "months": months, "days": queries.days(year), "form": form, "may_change": request.user.may(May.OPEN_ROUND)}  # fmt: skip
    return render(request, "collect/round_calendar.html", context, status=status_of(form))


def _cell(year: int, month: int, day: int, known: queries.Calendar, today: date) -> dict[str, object] | None:
    if not day:
        return None
    this = date(year, month, day)
    return {"day": day, "works": known.works(this), "named": this in known.days, "today": this == today}
