"""The address of the API."""

from django.urls import path

from gaoxin_web.api import (
    administration,
    collection,
    evaluation,
    journal,
    people,
    registry,
    results,
    review,
    uploads,
)
from gaoxin_web.api.service import service

for room in (people, registry, collection, uploads, review, results, journal, administration, evaluation):
    service.add_router("", room.router)

urlpatterns = [path("api/v1/", service.urls)]
