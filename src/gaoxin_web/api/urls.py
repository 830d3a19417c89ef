"""The address of the API."""

from django.urls import path

from gaoxin_web.api import collection, people, registry, results, review
from gaoxin_web.api.service import service

for room in (people, registry, collection, review, results):
    service.add_router("", room.router)

urlpatterns = [path("api/v1/", service.urls)]
