"""Every address of the web application: each room brings its own."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from gaoxin_web.settings import ROOMS

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(import_module(f"gaoxin_web.{room}.urls")))
    for room in ROOMS
    if find_spec(f"gaoxin_web.{room}.urls")
]
handler404 = "gaoxin_web.platform.refusals.not_found"
handler500 = "gaoxin_web.platform.refusals.broken"
