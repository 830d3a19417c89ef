"""Addresses of the read-only pages."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.dashboards import views
from gaoxin_web.dashboards.duties import number_of
from gaoxin_web.dashboards.edition_urls import urlpatterns as editions
from gaoxin_web.dashboards.result_urls import urlpatterns as results
from gaoxin_web.platform.shell import Link, offer

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("tasks/", views.tasks, name="tasks"),
    path("matrix/", views.matrix, name="matrix"),
    path("matrix/export", views.matrix_export, name="matrix_export"),
    path("matrix/remind", views.matrix_remind, name="matrix_remind"),
    path("messages/", views.message_list, name="messages"),
    path("messages/read", views.messages_read, name="messages_read"),
    path("messages/<int:message>/read", views.message_read, name="message_read"),
    path("running", views.jobs, name="jobs"),
    *results,
    *editions,
]

offer(Link(Text("工作台", "Workbench"), "/", lambda _person: True, number_of, order=10))
offer(Link(Text("填报任务", "Tasks"), "/tasks/", lambda person: person.may(May.FILL), order=15))
offer(
    Link(
        Text("报送进度", "Progress"),
        "/matrix/",
        lambda person: person.may(May.SEE_RETURNS) and person.organisation.level != "enterprise",
        order=40,
    )
)
offer(Link(Text("运行", "Running"), "/running", lambda person: person.may(May.OPERATE) or person.may(May.SEE_JOURNAL), order=92))  # fmt: skip
