"""The size of a request: what is larger than anything that is taken is refused before a byte of it is kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gaoxin.terms import Text
from gaoxin_web.platform.refusals import Refused, answer

Respond = Callable[[HttpRequest], HttpResponse]

AROUND = 2**16
"""Bytes that a form puts around the file that it sends."""


class Body:
    """Middleware: answer 413 to a request that says it is larger than the largest file."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on when its size is one that is taken."""
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdecimal() and len(size) < 16 and int(size) <= settings.MAX_UPLOAD + AROUND:
            return self.respond(request)
        most = settings.MAX_UPLOAD // 2**20
        said = Text(
            f"文件超过 {most} MB，没有收下。", f"The file is larger than {most} MB and was not taken."
        )
        return answer(request, Refused(413, said))
