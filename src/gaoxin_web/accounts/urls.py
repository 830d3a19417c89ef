"""Addresses of people: log-in and out."""

from django.urls import path

from gaoxin_web.accounts import views

urlpatterns = [
    path("login", views.log_in, name="login"),
    path("logout", views.log_out, name="logout"),
    path("session", views.session, name="session"),
]
