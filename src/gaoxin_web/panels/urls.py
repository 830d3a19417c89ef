"""Addresses of panels: a respondent's sheet, surveys, the register of experts, panels, an expert's dossiers."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.panels import expert_views, jobs, panel_views, survey_views  # noqa: F401 - kinds of jobs are known
from gaoxin_web.panels.expert_queries import duties
from gaoxin_web.platform.shell import Link, offer

urlpatterns = [
    path("survey/done", survey_views.done, name="sheet-done"),
    path("survey/<str:sheet>", survey_views.sheet, name="sheet"),
    path("panels/", expert_views.panels, name="panels"),
    path("panels/rounds/<int:round>/survey", survey_views.open_survey, name="open-survey"),
    path("panels/rounds/<int:round>/experts", panel_views.open_panel, name="open-panel"),
    path("panels/surveys/<int:survey>/", survey_views.survey, name="survey"),
    path("panels/surveys/<int:survey>/links", survey_views.links, name="survey-links"),
    path("panels/surveys/<int:survey>/reminders", survey_views.reminders, name="survey-reminders"),
    path("panels/surveys/<int:survey>/import", survey_views.import_answers, name="survey-import"),
    path("panels/surveys/<int:survey>/close", survey_views.close_survey, name="close-survey"),
    path("panels/register/", panel_views.experts, name="experts"),
    path("panels/register/<int:person>", panel_views.expert, name="expert"),
    path("panels/experts/<int:panel>/", panel_views.panel, name="panel"),
    path("panels/experts/<int:panel>/step", panel_views.step_panel, name="step-panel"),
    path("panels/experts/<int:panel>/ask", panel_views.ask, name="ask-mark"),
    path("panels/experts/<int:panel>/agree", panel_views.agree, name="agree-mark"),
    path("panels/experts/<int:panel>/material", panel_views.material, name="dossier-material"),
    path("panels/experts/<int:panel>/submit", expert_views.submit, name="submit-marks"),
    path("panels/marks/<int:assignment>", expert_views.dossier, name="dossier"),
    path("panels/marks/<int:assignment>/recuse", expert_views.recuse, name="recuse"),
    path("panels/queries/<int:query>", expert_views.reply, name="answer-query"),
]

offer(Link(Text("专家评审", "Judging"), "/panels/", lambda person: person.may(May.JUDGE), duties, order=10))
offer(Link(Text("问卷与评审", "Panels"), "/panels/", lambda person: person.may(May.EVALUATE), order=58))
