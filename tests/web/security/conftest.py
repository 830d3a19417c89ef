"""The foreign zone gets canaries, and every parameter of every address a value of one's own and of the foreign zone."""

import pytest
from django.utils import timezone
from tests.web.security.world import CANARY, FIGURE


@pytest.fixture
def places(db, person, settings):
    """Return ``{"own": values, "foreign": values}`` for the parameters of all addresses."""
    settings.DEMO = True
    return {"own": _values(person, "officer1"), "foreign": _planted(person, "officer3")}


def _values(person, username):
    from gaoxin_web.accounts.models import Person
    from gaoxin_web.collect.models import Submission
    from gaoxin_web.registry.models import Candidate, Stay, Zone
    from gaoxin_web.rounds.models import Freeze, Release, Run

    zone = Zone.objects.get(organisation=person(username).organisation)
    submission = Submission.objects.get(round__closed=False, form__kind="committee", zone=zone)
    stay = Stay.objects.filter(zone=zone, until=None).order_by("enterprise__credit_code").first()
    other = Person.objects.filter(organisation=zone.organisation).order_by("pk").last()
    return {
        "submission": submission.pk, "zone": zone.code, "round": submission.round_id, "form": submission.form_id,
        "field": "national_incubators", "enterprise": stay.enterprise.credit_code, "stay": stay.pk, "year": 2014,
        "candidate": Candidate.objects.filter(province=zone.province).values_list("code", flat=True).first() or "C999",
        "person": other.pk, "token": 999_999, "session": 999_999, "invitation": 999_999, "invitation_token": "none",
        "proposal": 999_999, "reopening_id": 999_999, "reopening_key": 999_999, "objection": 999_999, "job": 999_999,
        "number": 1, "freeze": Freeze.objects.values_list("pk", flat=True).first(), "revision": 1,
        "run": Run.objects.values_list("pk", flat=True).first(),
        "release": Release.objects.values_list("pk", flat=True).first(),
        "address": f"rank/total@{zone.code}@2014", "theme": "contrast", "code": "en", "upload": _upload(submission, other),
        "message": 999_999, "key": 999_999, "query": 999_999, "sheet": "none", **_panel(zone, username), **_edition(person, username),
    }  # fmt: skip


def _panel(zone, username):
    """The survey and the panel of the open round, and an assignment: one's own for expert1, another's as foreign."""
    from gaoxin_web.panels.models import Assignment, Panel, Survey

    expert = "expert1" if username == "officer1" else "expert2"
    found = Assignment.objects.filter(expert__person__username=expert).order_by("pk")
    chosen = found.filter(dossier__zone=zone).first() or found.first()
    return {"survey": Survey.objects.get().pk, "panel": Panel.objects.get().pk, "assignment": chosen.pk}


def _edition(person, username):
    """A local edition of the zone's province, in force and told to its zones, with a result and a national replay."""
    from django.utils import timezone

    from gaoxin.edition import thaw
    from gaoxin_web.platform.actor import Actor
    from gaoxin_web.rounds import edition_actions, laboratory
    from gaoxin_web.rounds.edition_weights import Weights, national
    from gaoxin_web.rounds.models import Laboratory, LocalRun, LocalTelling, LocalVersion, Run
    from gaoxin_web.rounds.running import nothing

    owner, run = person("province1" if username == "officer1" else "province2"), Run.objects.last()
    usual = national(thaw(run.freeze.round.edition_text))
    shares = dict(zip(usual.dimensions, (4000, 2000, 2000, 2000), strict=True))
    made = edition_actions.derive(
        Actor(owner), run.freeze.round, f"{CANARY} 版" if username == "officer3" else "创新导向版", "",
        Weights(shares, usual.indicators, usual.left_out),
    )  # fmt: skip
    LocalVersion.objects.filter(pk=made.pk).update(
        outcome="in_force", settled_at=timezone.now(), settled_by=owner
    )
    result = LocalRun.objects.create(
        version=made,
        run=run,
        result=run.result,
        robustness=run.robustness,
        edition_digest=made.digest,
        seconds=1,
    )
    LocalTelling.objects.create(local_run=result, told=True, person=owner)
    folder, _ = laboratory.keep_laboratory(person("ministry1"), made, True, nothing)
    tried = Laboratory.objects.create(version=made, national=True, folder=folder, seconds=1)
    return {"local": made.edition_id, "version": made.pk, "made": result.pk, "laboratory": tried.pk}


def _upload(submission, owner):
    from gaoxin_web.collect.models import Upload

    made = Upload.objects.create(
        submission=submission,
        person=owner,
        name=f"{owner.username}.xlsx",
        digest="sha256:0",
        size=1,
        content=b"x",
    )
    return made.pk


def _planted(person, username):
    """Put canaries wherever the foreign zone has words or figures of its own."""
    from gaoxin_web.collect.models import Comment, Revision, Submission
    from gaoxin_web.registry.models import Enterprise, Zone, ZoneYear

    owner = person(username)
    organisation = owner.organisation
    organisation.name = organisation.name + CANARY
    organisation.save()
    zone = Zone.objects.get(organisation=organisation)
    ZoneYear.objects.create(zone=zone, since=2014, name=organisation.name, event="renamed")
    for one in Enterprise.objects.filter(stays__zone__organisation=organisation):
        one.name = f"{CANARY} {one.name}"
        one.save()
    submission = Submission.objects.get(
        round__closed=False, form__kind="committee", organisation=organisation
    )
    Comment.objects.create(submission=submission, place="national_incubators", words=CANARY, person=owner)
    submission.current = Revision.objects.create(
        submission=submission, number=2, cells={"national_incubators": FIGURE}, notes={"national_incubators": CANARY},
        made_by=owner, made_at=timezone.now(),
    )  # fmt: skip
    submission.save()
    return _values(person, username)
