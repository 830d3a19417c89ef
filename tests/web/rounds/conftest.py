"""What the tests of a round's end share: acting persons, jobs run at once, an approved figure corrected."""

import pytest

SWITCHES = {
    "zone": ["rank", "band", "interval", "dimension_ranks", "indicators"],
    "province": ["rank", "band", "interval", "dimension_ranks", "score", "dimension_scores", "indicators"],
    "ministry": ["rank", "band", "interval", "dimension_ranks", "score", "dimension_scores", "indicators"],
}
LISTED = {"top": 3, "lists": [], "each": 0}


@pytest.fixture
def acting(person):
    from gaoxin_web.platform.actor import Actor

    return lambda username: Actor(person(username))


@pytest.fixture
def finished():
    """Run a queued job at once and return what it gave."""
    import gaoxin_web.rounds.jobs  # noqa: F401 - the kinds are known by it
    from gaoxin_web.platform.jobs import KINDS, Running

    def run(job):
        return KINDS[job.kind](Running(job))

    return run


@pytest.fixture
def round_2014(db):
    from gaoxin_web.collect.models import Round

    return Round.objects.get(data_year=2014)


@pytest.fixture
def first(round_2014):
    """The released, final result that the demonstration holds."""
    from gaoxin_web.rounds.models import Release

    return Release.objects.get(round=round_2014, number=1)


@pytest.fixture
def corrected(person):
    """Give a zone's approved committee return of a round another figure, as a reopening approved again does."""

    def correct(round_, zone, **cells):
        from django.utils import timezone

        from gaoxin_web.collect.models import Revision, Submission
        from gaoxin_web.collect.rules import digest_of
        from gaoxin_web.review.models import Decision

        submission = Submission.objects.get(round=round_, zone__code=zone, form__kind="committee")
        now = {**submission.approved.cells, **cells}
        revision = Revision.objects.create(
            submission=submission, number=submission.revisions.count() + 1, cells=now, sealed_at=timezone.now(),
            sealed_by=person("ministry1"), digest=digest_of(now, {}, None),
        )  # fmt: skip
        Decision.objects.create(
            submission=submission, revision=revision, action="approve", source="province_approved",
            target="ministry_approved", person=person("ministry1"),
        )  # fmt: skip
        submission.current = submission.approved = revision
        submission.save()
        return revision

    return correct
