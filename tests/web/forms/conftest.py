"""The zone officer's form of the first zone: empty, in draft, and open."""

import pytest
from django.db.models import QuerySet

from gaoxin_web.collect.models import Submission
from gaoxin_web.platform.actor import Actor

YEAR = 2015


def submissions(kind: str = "committee") -> QuerySet[Submission]:
    return Submission.objects.filter(round__data_year=YEAR, form__kind=kind).select_related(
        "form__round", "round", "organisation", "current"
    )


@pytest.fixture
def officer(person):
    return Actor(person("officer1"))


@pytest.fixture
def draft(officer):
    """The empty committee form of the first zone."""
    return submissions().get(organisation=officer.person.organisation)


@pytest.fixture
def returned(person):
    """The committee form of the second zone, turned back with two marked cells."""
    return submissions().get(organisation=person("officer2").organisation)
