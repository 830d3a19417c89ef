"""The language of a request: the reader's choice, Chinese unless he chose English."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import lazy

from gaoxin.terms import Language, Text, speaking

COOKIE = "gaoxin_lang"


class Speech:
    """Middleware: everything said while a request runs is said in the reader's language."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        chosen: Language = "en" if wished(request) == "en" else "zh"
        with speaking(chosen), translation.override("en" if chosen == "en" else "zh-hans"):
            return self.answer(request)


def wished(request: HttpRequest) -> str:
    """Return what the reader asked for: the cookie, for programs the header, else Chinese."""
    if COOKIE in request.COOKIES:
        return request.COOKIES[COOKIE]
    header = request.headers.get("Accept-Language", "")
    return "en" if request.path.startswith("/api/") and header.lower().startswith("en") else "zh"


def _in_the_language_of_the_reader(zh: str, en: str) -> str:
    return str(Text(zh, en))


said = lazy(_in_the_language_of_the_reader, str)
"""A sentence that is chosen when it is shown: for labels and choices of forms, which are made once."""
