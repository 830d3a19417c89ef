"""Makes a filled home ready for its pages of results: a second year is told, a mid-term round has words in every part.

``python told_twice.py HOME``: run in a process of its own, as the tests hold another home open.
"""

import re
import sys
from datetime import timedelta
from pathlib import Path

from gaoxin_web.platform.home import enter

if __name__ == "__main__":
    enter(Path(sys.argv[1]))

from django.utils import timezone

from gaoxin.terms import digest_bytes
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Participant, Round
from gaoxin_web.panels.models import PanelFile
from gaoxin_web.platform.actor import Actor
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds import assessment
from gaoxin_web.rounds.actions import home, record_run
from gaoxin_web.rounds.contents import completeness, contents, digest_of
from gaoxin_web.rounds.management import find_clues
from gaoxin_web.rounds.models import Freeze, Release
from gaoxin_web.rounds.rules import LISTED, USUAL
from gaoxin_web.rounds.running import evaluate_takes


def acting(username: str) -> Actor:
    """The actor of an account of the demonstration."""
    return Actor(Person.objects.select_related("organisation").get(username=username))


def told(round_: Round) -> None:
    """Freeze, evaluate and notify a round as far as it is approved, with the panels' marks of the year before."""
    for one in PanelFile.objects.filter(round__data_year=round_.data_year - 1):
        content = re.sub(rb"(?m)^\d{4},", f"{round_.data_year},".encode(), bytes(one.content))
        PanelFile.objects.create(round=round_, kind=one.kind, content=content, digest=digest_bytes(content))
    takes, ministry = contents(round_), acting("ministry1")
    freeze = Freeze.objects.create(
        round=round_, number=1, takes=takes, digest=digest_of(takes), report=completeness(takes),
        asked_by=ministry.person, settled_by=acting("ministry2").person, settled_at=timezone.now(), outcome="confirmed",
    )  # fmt: skip
    run = record_run(ministry, freeze, evaluate_takes(takes, round_.edition_text, home(), draws=200))
    Release.objects.create(
        round=round_, number=1, run=run, state="notified", sees=USUAL, listed=LISTED, made_by=ministry.person,
        notified_at=timezone.now(), objections_until=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    find_clues(ministry, run)


def assessed(last: Round) -> None:
    """Open a mid-term round for the zones of a round, with something said in every part of the first zone."""
    made = Round.objects.create(
        kind="midterm", edition=last.edition, edition_digest=last.edition_digest, edition_text=last.edition_text,
        data_year=last.data_year, evaluation_year=last.data_year + 1, title="中期评估", title_en="Mid-term check",
        opens_at=last.opens_at, closes_at=last.closes_at, synthetic=True,
    )  # fmt: skip
    for one in last.participants.all():
        Participant.objects.create(
            round=made, zone=one.zone, participation=one.participation, park_type=one.park_type
        )
    own = Zone.objects.get(organisation=acting("officer2").person.organisation).code
    objective = next(
        each["one"].no for each in assessment.page(acting("officer2").person, made.pk, own)["objectives"]
    )
    for username, part in (("officer2", "self"), ("ministry1", "visit"), ("ministry1", "conclusion")):
        assessment.give(
            acting(username), made.pk, own, objective, part, "mostly", "已按计划推进，佐证材料见附件。"
        )


if __name__ == "__main__":
    told(Round.objects.get(data_year=2015, kind="annual"))
    assessed(Round.objects.get(data_year=2015, kind="annual"))
