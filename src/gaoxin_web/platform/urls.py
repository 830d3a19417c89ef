"""Addresses of the platform."""

from django.urls import path

from gaoxin_web.platform import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("theme/<str:theme>", views.choose_theme, name="theme"),
    path("language/<str:code>", views.choose_language, name="language"),
]
