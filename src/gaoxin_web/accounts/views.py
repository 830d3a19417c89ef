"""Pages of people: log-in, log-out."""

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gaoxin_web.accounts import actions
from gaoxin_web.accounts.scope import page, public


@public
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password."""
    wrong = False
    if request.method == "POST":
        person = authenticate(
            request, username=request.POST.get("username", ""), password=request.POST.get("password", "")
        )
        if person is not None:
            actions.log_in(request, person)  # type: ignore[arg-type]
            return redirect(_next(request))
        wrong = True
    return render(request, "accounts/login.html", {"wrong": wrong, "next": request.GET.get("next", "/")})


@require_POST
@page()
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server."""
    actions.log_out(request)
    return redirect("/login")


@page()
def session(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the session is alive; asking keeps it so."""
    return JsonResponse({"alive": True})


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next", "/")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else "/"
