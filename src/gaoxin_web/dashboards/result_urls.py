"""Addresses of results."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level
from gaoxin_web.dashboards import result_views as views
from gaoxin_web.dashboards import supervision_views as supervision
from gaoxin_web.platform.shell import Link, offer
from gaoxin_web.rounds.visible import level_of

urlpatterns = [
    path("results/", views.results, name="results"),
    path("results/<int:release>/object", views.file_objection, name="object"),
    path("ranking/", views.ranking_table, name="ranking"),
    path("ranking/table.csv", views.ranking_csv, name="ranking-csv"),
    path("compare/", views.compare, name="compare"),
    path("overview/", views.overview, name="overview"),
    path("years/", views.many_years, name="years"),
    path("years/table.csv", views.many_years_csv, name="years-csv"),
    path("zones/<str:code>/years", views.zone_years, name="zone-years"),
    path("zones/<str:code>/years.csv", views.zone_years_csv, name="zone-years-csv"),
    path("targets/", views.targets, name="targets"),
    path("zones/<str:code>/suppose", views.suppose, name="suppose"),
    path("zones/<str:code>/report", views.ask_report, name="ask-report"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:job>", views.take_report, name="take-report"),
    path("public/", views.public_lists, name="public"),
    path("public/<int:release>/<str:name>", views.public_file, name="public-file"),
    path("scenarios/", views.scenarios, name="scenarios"),
    path("assessment/", supervision.assessments, name="assessments"),
    path("assessment/<int:round>/<str:code>/", supervision.assessment, name="assessment"),
    path("management/", supervision.management, name="management"),
    path("management/<str:code>/rule", supervision.rule, name="rule"),
    path("integrity/", supervision.integrity, name="integrity"),
    path("profile/", views.own_profile, name="own-profile"),
    path("zones/<str:code>/profile", views.zone_profile, name="profile"),
    path("trace/", views.own_trace, name="own-trace"),
    path("trace/<path:address>", views.trace, name="trace"),
]


def sees_results(person: Person) -> bool:
    """Whether a person's role sees results at all."""
    return level_of(person) is not None


def sees_many(person: Person) -> bool:
    """Whether a person sees the results of more than one zone."""
    return sees_results(person) and person.duty.level != Level.ZONE


def sees_one(person: Person) -> bool:
    """Whether a person sees the results of his own zone alone."""
    return sees_results(person) and person.duty.level == Level.ZONE


offer(Link(Text("概览", "Overview"), "/overview/", sees_many, order=61))
offer(Link(Text("排名", "Ranking"), "/ranking/", sees_many, order=62))
offer(Link(Text("园区画像", "Profile"), "/profile/", sees_results, order=64))
offer(Link(Text("得分解释", "Explanation"), "/trace/", sees_one, order=66))
offer(Link(Text("目标与轨迹", "Targets"), "/targets/", sees_one, order=67))
offer(Link(Text("报告", "Reports"), "/reports/", sees_results, order=80))
