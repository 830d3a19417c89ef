"""Pages of the log-in by a provider of the organisation: going there, and coming back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from gaoxin_web.accounts import actions, oidc
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import public
from gaoxin_web.accounts.views.door import go_on, next_of
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused, absent

KEPT = "oidc"
"""Key of the session that remembers what was asked of the provider."""


@require_GET
@public
def go(request: HttpRequest) -> HttpResponse:
    """Lead to the provider; with ``invitation`` to take one up with it."""
    if not oidc.enabled():
        raise absent()
    address, kept = oidc.begin(request.build_absolute_uri("/login/oidc/back"))
    request.session.cycle_key()
    request.session[KEPT] = kept | {"next": next_of(request), "invitation": request.GET.get("invitation", "")}
    return redirect(address)


@require_GET
@public
def back(request: HttpRequest) -> HttpResponse:
    """Take what the provider says, once, and go on as after a password."""
    kept = request.session.pop(KEPT, None)
    if not oidc.enabled() or kept is None:
        raise absent()
    subject = oidc.finish(kept, request.build_absolute_uri())
    if kept["invitation"]:
        person = actions.join(actor_of(request), kept["invitation"], subject=subject)
    else:
        person = (
            Person.objects.select_related("organisation").filter(oidc_subject=subject, is_active=True).first()
        )
    if person is None:
        raise Refused(403, oidc.UNKNOWN)
    return go_on(request, person, kept["next"], means="oidc")
