"""What the tests of panels share: acting persons, the demonstration's survey and panel, links, answers."""

import csv
import io

import pytest


@pytest.fixture
def acting(person):
    from gaoxin_web.platform.actor import Actor

    return lambda username: Actor(person(username))


@pytest.fixture
def survey(db):
    from gaoxin_web.panels.models import Survey

    return Survey.objects.select_related("round").get(round__data_year=2015)


@pytest.fixture
def panel(db):
    from gaoxin_web.panels.models import Panel

    return Panel.objects.select_related("round").get(round__data_year=2015)


@pytest.fixture
def tokens(survey, acting):
    """Make new links for who has not answered; return tokens by credit code."""
    from gaoxin_web.panels.survey_actions import make_links

    text = make_links(acting("ministry1"), survey, "http://here", renew=True).decode("utf-8-sig")
    return {row["enterprise"]: row["link"].rpartition("/")[2] for row in csv.DictReader(io.StringIO(text))}


@pytest.fixture
def questions(survey):
    """The questionnaire of the survey."""
    from gaoxin_web.panels.rulebooks import asked_of

    return asked_of(survey)[1].questions


@pytest.fixture
def owed(person):
    """Return the assignments that an expert has not submitted, with their newest mark as ``score``."""
    from gaoxin_web.panels.expert_queries import assignments

    return lambda username: list(assignments(person(username)).filter(submitted_at=None))


@pytest.fixture
def unmarked(owed):
    """Return the assignments that an expert has not given any mark yet."""
    return lambda username: [one for one in owed(username) if one.score is None]
