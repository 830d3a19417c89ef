"""Addresses of the registry."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.platform.shell import Link, offer
from gaoxin_web.registry import enterprise_views, views

urlpatterns = [
    path("zones/", views.zone_list, name="zones"),
    path("zones/new", views.zone_new, name="zone_new"),
    path("zones/<str:code>/", views.zone, name="registry_zone"),
    path("zones/<str:code>/change", views.zone_change, name="zone_change"),
    path("zones/<str:code>/self-innovation", views.zone_self_innovation, name="zone_self_innovation"),
    path("candidates/", views.candidate_list, name="candidates"),
    path("candidates/<str:code>/upgrade", views.candidate_upgrade, name="candidate_upgrade"),
    path("enterprises/", enterprise_views.enterprise_list, name="enterprises"),
    path("enterprises/enter", enterprise_views.enterprise_enter, name="enterprise_enter"),
    path("enterprises/doubles", enterprise_views.enterprise_doubles, name="enterprise_doubles"),
    path("enterprises/<str:code>/", enterprise_views.enterprise, name="enterprise"),
    path("enterprises/<str:code>/rename", enterprise_views.enterprise_rename, name="enterprise_rename"),
    path("enterprises/<str:code>/same", enterprise_views.enterprise_same, name="enterprise_same"),
    path("enterprises/<str:code>/stays/<int:stay>/leave", enterprise_views.enterprise_leave, name="enterprise_leave"),
    path("enterprises/<str:code>/stays/<int:stay>/move", enterprise_views.enterprise_move, name="enterprise_move"),
]  # fmt: skip

offer(
    Link(
        Text("企业名录", "Enterprises"), "/enterprises/",
        lambda person: person.may(May.REGISTER) and person.organisation.level == "zone", order=30,
    )
)  # fmt: skip
