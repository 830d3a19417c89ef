"""Forms on pages: a posted form is checked, its act done, and a refusal is said on the form with nothing lost."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest

from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused


def accepted(request: HttpRequest, form: Form, act: Callable[..., object]) -> bool:
    """Whether a posted form was valid and its act, called with the actor and the cleaned data, was done.

    A refusal for reasons of data or state (400, 409) stands on the form afterwards; others are raised.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(actor_of(request), **form.cleaned_data)
    except Refused as refused:
        if refused.status not in {400, 409}:
            raise
        form.add_error(None, str(refused.said))
        return False
    return True


def status_of(form: Form) -> int:
    """Return the status of the page that shows a form: 400 when something on it is wrong."""
    return 400 if form.is_bound and form.errors else 200
