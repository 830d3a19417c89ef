"""Sessions: who is logged in, and when that ends — idle, by age, by log-out elsewhere, by disabling."""

from collections.abc import Callable, Iterable
from importlib import import_module
from time import time
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token

from gaoxin_web.accounts.models import Person, Visit
from gaoxin_web.platform.actor import address_of
from gaoxin_web.platform.questions import Question

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
    session = request.session
    if PERSON not in session:
        return None
    now = int(time())
    person = _PERSON.first(pk=session[PERSON])
    if seconds_left(session, now) <= 0 or person is None or person.session_stamp != session[STAMP]:
        Visit.objects.filter(key=session.session_key).delete()
        session.flush()
        return None
    if now - session[SEEN] >= 60 and not _quiet(request):
        session[SEEN] = now
    return person


_PERSON = Question(
    lambda pk: Person.objects.select_related("organisation").filter(pk=pk, is_active=True).order_by()
)


def seconds_left(session: Any, now: int) -> int:
    """Return for how many seconds a session still lives if nothing more is done in it."""
    from django.conf import settings

    idle = session[SEEN] + settings.IDLE_MINUTES * 60 - now
    return int(min(idle, session[STARTED] + settings.SESSION_HOURS * 3600 - now))


def _quiet(request: HttpRequest) -> bool:
    """Whether a request is the page's own question and no act of a person: it does not keep a session alive."""
    return (request.path == "/session" and request.method == "GET") or "X-Quiet" in request.headers


def begin(request: HttpRequest, person: Person) -> None:
    """Begin a session with a new key for a person who has shown who he is; his oldest one ends if he has too many."""
    Visit.objects.filter(key=request.session.session_key).delete()
    request.session.clear()
    request.session.cycle_key()
    rotate_token(request)
    now = int(time())
    request.session.update({PERSON: person.pk, STAMP: person.session_stamp, STARTED: now, SEEN: now})
    request.session.save()
    Visit.objects.create(
        person=person,
        key=request.session.session_key,
        address=address_of(request),
        agent=request.headers.get("User-Agent", "")[:200],
    )
    _end_oldest(person)
    request.user = person


def _end_oldest(person: Person) -> None:
    from django.conf import settings

    visits = list(Visit.objects.filter(person=person).order_by("-begun_at", "-pk"))
    if len(visits) > settings.PARALLEL_SESSIONS:
        now = int(time())
        gone = [one for one in visits if not alive(one, person, now)]
        living = [one for one in visits if one not in gone]
        end(gone + living[settings.PARALLEL_SESSIONS :])


def stored(key: str) -> Any:
    """Return the session that is kept under a key; an empty one when there is none."""
    from django.conf import settings

    return import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)


def alive(visit: Visit, person: Person, now: int) -> bool:
    """Whether a session still lives: it is kept, of the person's stamp, and neither idle nor too old."""
    session = stored(visit.key)
    return session.get(STAMP) == person.session_stamp and seconds_left(session, now) > 0


def end(visits: Iterable[Visit]) -> None:
    """End sessions on the server."""
    for one in visits:
        stored(one.key).delete()
        one.delete()


def end_all(person: Person) -> None:
    """End every session of a person and make all his tokens void, at once."""
    person.session_stamp += 1
    person.save(update_fields=["session_stamp"])
    end(Visit.objects.filter(person=person))
