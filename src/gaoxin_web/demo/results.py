"""The demonstration's finished round: panels' marks, frozen, evaluated, released and final a year ago."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from gaoxin.terms import digest_bytes
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Round
from gaoxin_web.demo.places import read
from gaoxin_web.panels.models import PanelFile
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds.actions import home, not_waived, record_run, waive
from gaoxin_web.rounds.contents import completeness, contents, digest_of
from gaoxin_web.rounds.models import Clearance, Freeze, Release
from gaoxin_web.rounds.rules import LISTED, USUAL
from gaoxin_web.rounds.running import evaluate_takes

PANELS = {"survey": "respondent", "expert": "expert"}


def fill_panels(round_: Round, marks: Mapping[str, Iterable[Mapping[str, str]]]) -> None:
    """Keep the panels' marks of a round's year for the zones that take part."""
    zones = set(round_.participants.exclude(participation="excused").values_list("zone__code", flat=True))
    for kind, rows in marks.items():
        lines = [f"year,zone,indicator,{PANELS[kind]},score,synthetic"]
        lines += [
            f"{row['year']},{row['zone']},{row['indicator']},{row[PANELS[kind]]},{row['score']},合成"
            for row in rows
            if row["zone"] in zones and row["year"] == str(round_.data_year)
        ]
        if len(lines) > 1:
            content = ("\n".join(lines) + "\n").encode()
            PanelFile.objects.create(round=round_, kind=kind, content=content, digest=digest_bytes(content))


@act
def fill_result(round_: Round, draws: int = 1_000) -> Release:
    """Freeze, evaluate and release a closed round: asked by one, confirmed and cleared by another, final a year ago."""
    one, other = (Person.objects.get(username=name) for name in ("ministry1", "ministry2"))
    actor, then = Actor(one, door="job"), round_.closes_at
    takes = contents(round_)
    freeze = Freeze.objects.create(
        round=round_, number=1, takes=takes, digest=digest_of(takes), report=completeness(takes), asked_by=one,
        settled_by=other, settled_at=then + timedelta(days=1), outcome="confirmed",
    )  # fmt: skip
    write(actor, Tag.FREEZE_CONFIRMED, f"freeze/{freeze.pk}", new={"digest": freeze.digest})
    run = record_run(actor, freeze, evaluate_takes(takes, round_.edition_text, home(), draws=draws))
    for zone, code in not_waived(run):
        waive(actor, round_, Zone.objects.get(code=zone), code, "演示：该数由省级核实后准予免报")
    release = Release.objects.create(
        round=round_, number=1, run=run, state="final", sees=USUAL, listed=LISTED, made_by=one, notified_by=one,
        notified_at=then + timedelta(days=8), objections_until=then + timedelta(days=18), final_by=one,
        final_at=min(then + timedelta(days=25), timezone.now()),
    )  # fmt: skip
    Clearance.objects.create(release=release, person=other, words="演示：合成数据，不涉密")
    write(actor, Tag.RELEASE_FINAL, f"release/{release.pk}", new={"result": run.result})
    return release


def marks_of(package: Path) -> dict[str, list[dict[str, str]]]:
    """Return the panels' marks of a synthetic package."""
    return {kind: read(package / f"{kind}.csv") for kind in PANELS}
