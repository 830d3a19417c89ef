"""Sessions: who is logged in, and when that ends — idle, by age, by log-out elsewhere, by disabling."""

from collections.abc import Callable
from time import time

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from gaoxin_web.accounts.models import Person

PERSON, STAMP, STARTED, SEEN = "person", "stamp", "started", "seen"
"""Keys of the session: the person's id, his session stamp at log-in, when it began and when it was last used."""


class Sessions:
    """Middleware: puts the person of a living session on the request, and nobody on any other.

    Each request asks the database anew, so that a move, a disabling or another role holds at once.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the person of the session."""
        request.user = person_of(request) or AnonymousUser()  # type: ignore[assignment]
        return self.answer(request)


def person_of(request: HttpRequest) -> Person | None:
    """Return the person of a session that is alive; a dead one is emptied."""
    from django.conf import settings

    session = request.session
    if PERSON not in session:
        return None
    now = int(time())
    alive = (
        now - session[SEEN] <= settings.IDLE_MINUTES * 60
        and now - session[STARTED] <= settings.SESSION_HOURS * 3600
    )
    person = Person.objects.select_related("organisation").filter(pk=session[PERSON], is_active=True).first()
    if not alive or person is None or person.session_stamp != session[STAMP]:
        session.flush()
        return None
    if now - session[SEEN] >= 60:
        session[SEEN] = now
    return person


def begin(request: HttpRequest, person: Person) -> None:
    """Begin a session with a new key for a person who has shown who he is."""
    request.session.cycle_key()
    now = int(time())
    request.session.update({PERSON: person.pk, STAMP: person.session_stamp, STARTED: now, SEEN: now})
    request.user = person
