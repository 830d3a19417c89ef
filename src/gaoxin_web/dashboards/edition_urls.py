"""Addresses of editions."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.dashboards import edition_views as views
from gaoxin_web.platform.shell import Link, offer
from gaoxin_web.rounds.edition_sights import waiting
from gaoxin_web.rounds.visible import level_of

urlpatterns = [
    path("editions/", views.editions, name="editions"),
    path("editions/compare", views.compare, name="editions-compare"),
    path("editions/derive", views.derive, name="derive-edition"),
    path("editions/<int:local>/", views.local_edition, name="local-edition"),
    path("editions/<int:local>/weights", views.revise, name="revise-edition"),
    path("editions/versions/<int:version>/settle", views.settle, name="settle-version"),
    path("editions/versions/<int:version>/evaluate", views.evaluate, name="evaluate-version"),
    path("editions/versions/<int:version>/laboratory", views.replay_years, name="replay-version"),
    path("editions/versions/<int:version>/folder", views.download, name="download-version"),
    path("editions/results/<int:made>/", views.result, name="local-result"),
    path("editions/results/<int:made>/table.csv", views.result_csv, name="local-result-csv"),
    path("editions/results/<int:made>/step", views.step_result, name="step-local-result"),
    path("editions/laboratory/<int:laboratory>/", views.laboratory, name="laboratory"),
    path("editions/laboratory/<int:laboratory>/<str:name>", views.laboratory_csv, name="laboratory-csv"),
]

offer(
    Link(
        Text("指标体系", "Editions"),
        "/editions/",
        lambda person: level_of(person) is not None,
        waiting,
        order=69,
    )
)
