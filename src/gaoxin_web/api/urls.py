"""The address of the API."""

from django.urls import path

from gaoxin_web.api import (
    collection,
    editions,
    evaluation,
    journal,
    managing,
    panels,
    people,
    registry,
    results,
    review,
    rounds,
    surveys,
    uploads,
    work,
)
from gaoxin_web.api.service import service

ROOMS = (
    people, managing, registry, rounds, collection, uploads, review, surveys, panels, evaluation, results, editions, work, journal,
)  # fmt: skip

for room in ROOMS:
    service.add_router("", room.router)

urlpatterns = [path("api/v1/", service.urls)]
