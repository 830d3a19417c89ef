"""Daily jobs of people: accounts that nobody uses are disabled, sessions that ended are swept, days are sealed."""

from importlib import import_module
from time import time
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts import actions, queries
from gaoxin_web.accounts.models import Failure, Person, Visit
from gaoxin_web.accounts.rules import FORGOTTEN
from gaoxin_web.accounts.sessions import alive
from gaoxin_web.platform.actor import SYSTEM
from gaoxin_web.platform.jobs import Running, job
from gaoxin_web.platform.journal import act
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.platform.seals import seal_days

UNUSED = Text("90 天未登录，自动停用", "not logged in for 90 days")


@job("accounts-unused", resumed=True, daily=True)
def disable_unused(running: Running) -> dict[str, Any]:
    """Disable the accounts that nobody came in with for 90 days; the last administrator of a kind stays."""
    gone = [one.username for one in queries.unused(Person.objects.all()) if _disabled(one)]
    running.progress(len(gone), len(gone))
    return {"disabled": gone}


def _disabled(person: Person) -> bool:
    try:
        act(actions.switch)(SYSTEM, person, active=False, reason=str(UNUSED))
    except Refused:
        return False
    return True


@job("sessions-swept", resumed=True, daily=True)
def sweep(running: Running) -> dict[str, Any]:  # noqa: ARG001
    """Remove sessions that ended by themselves, and failures that are forgotten."""
    now = int(time())
    gone = [one.pk for one in Visit.objects.select_related("person") if not alive(one, one.person, now)]
    Visit.objects.filter(pk__in=gone).delete()
    Failure.objects.filter(last_at__lt=timezone.now() - FORGOTTEN).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return {"sessions": len(gone)}


@job("journal-sealed", resumed=True, daily=True)
def seal(running: Running) -> dict[str, Any]:  # noqa: ARG001
    """Seal the days that are over."""
    return {"days": [str(one.day) for one in seal_days(settings.HOME)]}
