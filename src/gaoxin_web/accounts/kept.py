"""Where sessions are kept: the table of Django's sessions, read by a question that is put into SQL once."""

from django.contrib.sessions.backends.db import SessionStore as Table
from django.contrib.sessions.models import Session
from django.utils import timezone

from gaoxin_web.platform.questions import Question

_LIVING = Question(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(Table):
    """The session of one key, as Django keeps it."""

    def _get_session_from_db(self) -> Session | None:
        """Return the row of this session; one that is not there, or is over, loses its key."""
        found = _LIVING.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
