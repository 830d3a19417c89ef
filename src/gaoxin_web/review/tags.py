"""What templates of any room may draw of review: the stations of a submission, and what the reader can do with it."""

from typing import Any

from django import template

from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Submission
from gaoxin_web.review.pages import decisions_of
from gaoxin_web.review.stations import stations as stations_of

register = template.Library()


@register.inclusion_tag("review/stations.html")
def stations(submission: Submission) -> dict[str, Any]:
    """Draw the stations of a submission: ``{% stations submission %}``."""
    return {"stations": stations_of(submission)}


@register.inclusion_tag("review/decide.html", takes_context=True)
def decisions(context: dict[str, Any], submission: Submission, person: Person) -> dict[str, Any]:
    """Draw the buttons and dialogs of what a person can do now: ``{% decisions submission person %}``."""
    return {
        "submission": submission,
        "csrf_token": context.get("csrf_token"),
        **decisions_of(person, submission),
    }
