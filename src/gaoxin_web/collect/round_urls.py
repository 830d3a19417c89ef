"""Addresses of rounds and of the working calendar."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.collect import calendar_views, register_views, round_views
from gaoxin_web.platform.shell import Link, offer

urlpatterns = [
    path("rounds/", round_views.round_list, name="rounds"),
    path("rounds/new", round_views.round_new, name="round_new"),
    path("rounds/<int:made>/", round_views.round_page, name="round"),
    path("rounds/<int:made>/change", round_views.round_change, name="round_change"),
    path("rounds/<int:made>/forms/<int:form>", round_views.round_form, name="round_form"),
    path("rounds/<int:made>/zones/<str:zone>", round_views.round_zone, name="round_zone"),
    path("rounds/<int:made>/moves", round_views.round_moves, name="round_moves"),
    path("rounds/<int:made>/close", round_views.round_close, name="round_close"),
    path("rounds/<int:made>/enterprises", round_views.round_enterprises, name="round_enterprises"),
    path("rounds/<int:made>/extend", round_views.round_extend, name="round_extend"),
    path("submissions/<int:pk>/register", register_views.register, name="submission_register"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/set", calendar_views.calendar_set, name="calendar_set"),
    path("calendar/clear", calendar_views.calendar_clear, name="calendar_clear"),
]

offer(Link(Text("评价轮次", "Rounds"), "/rounds/", lambda person: person.may(May.OPEN_ROUND), order=25))
