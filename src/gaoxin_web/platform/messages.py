"""Messages: a word to a person with the page it speaks of; told in the act it speaks of, read once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Message
from gaoxin_web.platform.questions import Question, numbered


def tell(people: Iterable[Any], said: Text, link: str = "") -> int:
    """Send a word to each of some people, once each, in the transaction of the act it speaks of; return how many."""
    found = {person.pk: person for person in people}
    Message.objects.bulk_create(
        (Message(person=person, zh=said.zh, en=said.en, link=link) for person in found.values()),
        batch_size=500,
    )
    return len(found)


def messages_of(person: Any) -> QuerySet[Message]:
    """Return what was told to a person, newest first."""
    return Message.objects.filter(person=person)


def newest(person: Any) -> list[Message]:
    """Return the newest twenty messages of a person, newest first."""
    return _NEWEST(person=person.pk)


_NEWEST = Question(lambda person: Message.objects.filter(person=person)[:20])


def unread(person: Any) -> int:
    """Return how many messages a person has not read."""
    return _UNREAD.first(person=person.pk) or 0


_UNREAD = Question(lambda person: numbered(Message.objects.filter(person=person, read_at=None), "person"))


def words_of(message: Message) -> Text:
    """Return a message in both languages."""
    return Text(message.zh, message.en)


@act
def read(actor: Actor, message: Message | None = None) -> int:
    """Mark one message of the actor's, or all of them, as read; return how many were new."""
    mine = messages_of(actor.person).filter(read_at=None)
    if message is not None:
        mine = mine.filter(pk=message.pk)
    number = mine.update(read_at=timezone.now())
    write(
        actor, Tag.MESSAGE_READ, f"message/{message.pk}" if message else "message/all", new={"read": number}
    )
    return number
