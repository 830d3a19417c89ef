"""Addresses of a round's end."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.platform.shell import Link, offer
from gaoxin_web.rounds import figures, jobs, views  # noqa: F401 - kinds of jobs and what brings figures are known
from gaoxin_web.rounds.queries import duties

urlpatterns = [
    path("evaluation/", views.rounds, name="evaluations"),
    path("evaluation/<int:round>/", views.evaluation, name="evaluation"),
    path("evaluation/<int:round>/freeze", views.ask_freeze, name="ask-freeze"),
    path("evaluation/<int:round>/waive", views.waive, name="waive"),
    path("evaluation/freezes/<int:freeze>", views.settle_freeze, name="settle-freeze"),
    path("evaluation/runs/<int:run>/replay", views.replay, name="replay"),
    path("evaluation/runs/<int:run>/release", views.make_release, name="make-release"),
    path("evaluation/releases/<int:release>/", views.release, name="release"),
    path("evaluation/releases/<int:release>/step", views.step_release, name="step-release"),
    path("review/<int:submission>/effect/<str:field>", views.effect, name="cell_effect"),
    path("evaluation/objections/<int:objection>", views.answer, name="answer-objection"),
]

offer(
    Link(
        Text("评价运算", "Evaluation"),
        "/evaluation/",
        lambda person: person.may(May.EVALUATE),
        duties,
        order=60,
    )
)
