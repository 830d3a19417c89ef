"""Addresses of the read-only pages."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.dashboards import views
from gaoxin_web.dashboards.result_urls import urlpatterns as results
from gaoxin_web.platform.shell import Link, offer

urlpatterns = [path("", views.workbench, name="workbench"), *results]

offer(Link(Text("工作台", "Workbench"), "/", lambda _person: True, order=10))
