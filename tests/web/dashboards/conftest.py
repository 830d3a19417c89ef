"""A second year that can be told: data year 2015 of the demonstration, under another standardisation."""

import re
from datetime import timedelta

import pytest

from gaoxin.edition import frozen, load
from gaoxin.terms import digest_bytes


@pytest.fixture
def two_years(person, db):
    """Data year 2015 as far as it is approved, under another standardisation, notified beside the final one of 2014."""
    from django.utils import timezone

    from gaoxin_web.collect.models import Round
    from gaoxin_web.panels.models import PanelFile
    from gaoxin_web.platform.actor import Actor
    from gaoxin_web.rounds.actions import home, record_run
    from gaoxin_web.rounds.contents import completeness, contents, digest_of
    from gaoxin_web.rounds.models import Freeze, Release
    from gaoxin_web.rounds.rules import LISTED, USUAL
    from gaoxin_web.rounds.running import evaluate_takes

    found = Round.objects.get(data_year=2015, kind="annual")
    for one in PanelFile.objects.filter(round__data_year=2014):
        content = re.sub(rb"(?m)^2014,", b"2015,", bytes(one.content))
        PanelFile.objects.create(round=found, kind=one.kind, content=content, digest=digest_bytes(content))
    takes, one = contents(found), person("ministry1")
    freeze = Freeze.objects.create(
        round=found, number=1, takes=takes, digest=digest_of(takes), report=completeness(takes), asked_by=one,
        settled_by=person("ministry2"), settled_at=timezone.now(), outcome="confirmed",
    )  # fmt: skip
    text = frozen(load("cn-2013-388", {"method/standardise/using": "zscore"}))
    run = record_run(Actor(one), freeze, evaluate_takes(takes, text, home(), draws=100))

    def release(**more):
        return Release.objects.create(**{
            "round": found, "number": 1 + Release.objects.filter(round=found).count(), "run": run, "state": "notified",
            "sees": USUAL, "listed": LISTED, "made_by": one, "notified_at": timezone.now(),
            "objections_until": timezone.now() + timedelta(days=7), **more,
        })  # fmt: skip

    return release
