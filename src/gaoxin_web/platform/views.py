"""Pages of the platform: health, language."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gaoxin_web.platform.shell import THEME_COOKIE, THEMES
from gaoxin_web.platform.speech import COOKIE


def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say whether the server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


health.is_public = True  # type: ignore[attr-defined]


@require_POST
def choose_theme(request: HttpRequest, theme: str) -> HttpResponse:
    """Remember how the reader wants pages drawn (light, contrast, or as his system says), and go back."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if safe else "/")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=31_536_000, samesite="Lax", httponly=True, secure=settings.TLS
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


choose_theme.is_public = True  # type: ignore[attr-defined]


@require_POST
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language of the reader, and go back to where he was."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if safe else "/")
    response.set_cookie(
        COOKIE, "en" if code == "en" else "zh", max_age=31_536_000, samesite="Lax", httponly=True,
        secure=settings.TLS,
    )  # fmt: skip
    return response


choose_language.is_public = True  # type: ignore[attr-defined]
