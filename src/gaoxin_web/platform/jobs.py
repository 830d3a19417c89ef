"""Jobs: long work outside a request, with progress, cancel, and an end that is always told.

A room registers the kinds it knows with ``@job("kind")``; ``ask`` queues one in the transaction of the act that
wants it; the runner (platform.runner) takes the next one, beats its heart, and writes how it ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.platform.actor import SYSTEM, Actor
from gaoxin_web.platform.journal import Tag, hold, write
from gaoxin_web.platform.models import Job

Work = Callable[["Running"], dict[str, Any]]

KINDS: dict[str, Work] = {}
RESUMED: set[str] = set()
DAILY: set[str] = set()
"""The kinds of jobs, those that may simply be begun again after a crash, and those that the system asks every day."""

SILENT = timedelta(seconds=30)
"""A running job whose heart was not heard for so long has died."""

ATTEMPTS = 3
"""How often a job that died is taken up again before it is marked failed."""


class Cancelled(Exception):
    """The person who asked for the job does not want it any more."""


@dataclass(frozen=True)
class Running:
    """A job while it runs: what was asked, and the means to say how far it is."""

    job: Job

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the job was asked to do."""
        arguments: dict[str, Any] = self.job.arguments
        return arguments

    @property
    def actor(self) -> Actor:
        """Return the person for whom the job works."""
        return Actor(self.job.person, door="job")

    def progress(self, done: int, total: int, saying: Text | str = "") -> None:
        """Say how far the job is, in real units; Cancelled when somebody wants it to stop."""
        Job.objects.filter(pk=self.job.pk).update(
            done=done, total=total, saying=str(saying)[:200], heartbeat=timezone.now()
        )
        if Job.objects.filter(pk=self.job.pk, cancel=True).exists():
            raise Cancelled


def job(kind: str, *, resumed: bool = False, daily: bool = False) -> Callable[[Work], Work]:
    """Register a kind of job: ``resumed`` ones may be begun again after a crash, ``daily`` ones the system itself asks."""

    def register(work: Work) -> Work:
        KINDS[kind] = work
        if resumed:
            RESUMED.add(kind)
        if daily:
            DAILY.add(kind)
        return work

    return register


def ask(actor: Actor, kind: str, arguments: dict[str, Any], *, weight: int = 0) -> Job:
    """Queue a job in the transaction of the act that wants it; a lighter ``weight`` goes first."""
    assert kind in KINDS, f"no room knows the job {kind}"
    asked = Job.objects.create(
        kind=kind,
        arguments=arguments,
        person=actor.person,
        organisation=actor.person.organisation if actor.person else None,
        weight=weight,
    )
    write(actor, Tag.JOB_ASKED, f"job/{asked.pk}", new={"kind": kind, **arguments})
    return asked


def ask_daily() -> None:
    """Queue the daily jobs that were not asked today; several runners may call it at once."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for kind in sorted(DAILY):
        with transaction.atomic():
            hold()
            if not Job.objects.filter(kind=kind, created_at__gte=midnight).exists():
                ask(SYSTEM, kind, {}, weight=5)


def cancel(actor: Actor, asked: Job) -> None:
    """Ask a job to stop: a queued one ends at once, a running one at its next word."""
    with transaction.atomic():
        write(actor, Tag.JOB_CANCELLED, f"job/{asked.pk}")
        Job.objects.filter(pk=asked.pk, state="running").update(cancel=True)
        Job.objects.filter(pk=asked.pk, state="queued").update(state="cancelled", ended_at=timezone.now())
