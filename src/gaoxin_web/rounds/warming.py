"""Reading ahead: after a start no reader waits for the first look at a released year."""

from operator import attrgetter
from threading import Thread

from django.db import connection

from gaoxin.terms import Refusal
from gaoxin_web.rounds.models import Run
from gaoxin_web.rounds.results import Kept, result_of
from gaoxin_web.rounds.sights import TOLD
from gaoxin_web.rounds.years import sums, values

TABLES = ("indicators.csv", "contributions.csv", "targets.csv")
"""The tables that pages ask for zone by zone."""


OPENED = (
    "ranking", "dimensions", "evaluation", "intervals", "targets", "totals", "reopened.stairs",
    "evaluation.derivation.figures.needed",
)  # fmt: skip
"""What pages stand on, by name; each is worked out when it is first asked for, and kept."""


def begin() -> Thread:
    """Read the told results into the memory of this process, in a thread of its own; return the thread."""
    thread = Thread(target=_alone, name="warming", daemon=True)
    thread.start()
    return thread


def _alone() -> None:
    try:
        warm()
    finally:
        connection.close()


def warm() -> int:
    """Read every told result, the newest year first; return how many. A folder that does not open is left to its page."""
    number = 0
    told = Run.objects.filter(releases__state__in=TOLD).distinct().defer("summary")
    for run in told.order_by("-freeze__round__data_year", "-id"):
        try:
            _read(result_of(run))
        except (OSError, Refusal):
            continue
        number += 1
    return number


def _read(kept: Kept) -> None:
    """Let a result open what its pages stand on."""
    for name in OPENED:
        attrgetter(name)(kept)
    for table in TABLES:
        kept.of(table, "")
    values(kept)
    sums(kept)
