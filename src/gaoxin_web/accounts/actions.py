"""Acts of people: coming in and going out."""

from django.http import HttpRequest

from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.sessions import begin
from gaoxin_web.platform.actor import Actor, actor_of, address_of
from gaoxin_web.platform.journal import Tag, act, write


@act
def log_in(request: HttpRequest, person: Person) -> None:
    """Begin a session for a person who has shown who he is."""
    write(Actor(person, address_of(request)), Tag.LOGIN, f"person/{person.pk}")
    begin(request, person)


@act
def log_out(request: HttpRequest) -> None:
    """End a session on the server."""
    actor = actor_of(request)
    write(actor, Tag.LOGOUT, f"person/{actor.person.pk if actor.person else 0}")
    request.session.flush()
