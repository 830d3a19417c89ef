"""Jobs of panels: others are assigned after a recusal; experts whose deadline is near are told what they still owe."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from gaoxin_web.panels.models import Panel
from gaoxin_web.panels.panel_actions import remind, replaced
from gaoxin_web.platform.actor import SYSTEM
from gaoxin_web.platform.jobs import Running, job
from gaoxin_web.platform.refusals import Refused

NEAR = timedelta(days=3)


@job("panel-reminders", resumed=True, daily=True)
def reminders(_running: Running) -> dict[str, Any]:
    """Remind the experts of every open panel that closes within three days."""
    now = timezone.now()
    near = Panel.objects.filter(closed_at=None, closes_at__gt=now, closes_at__lte=now + NEAR)
    return {"reminded": sum(remind(SYSTEM, panel) for panel in near)}


@job("replace-experts", resumed=True)
def replace(running: Running) -> dict[str, Any]:
    """Assign others where experts were recused; where nobody is eligible, the organiser's page says what is lacking."""
    panel = Panel.objects.select_related("round").get(pk=running.arguments["panel"])
    try:
        return {"assigned": replaced(SYSTEM, panel)}
    except Refused as refused:
        return {"assigned": 0, "lacking": refused.facts.get("faults", [])}
