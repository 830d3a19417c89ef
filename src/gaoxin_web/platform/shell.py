"""The frame of every page: navigation by role, context strip, person; rooms say what they bring to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gaoxin.terms import Text
from gaoxin_web.platform.messages import unread


@dataclass(frozen=True, slots=True)
class Link:
    """One word of the navigation: where it leads, for whom (a predicate over the person), and its count of duties."""

    words: Text
    address: str
    shown: Callable[[Any], bool]
    count: Callable[[Any], int] | None = None
    order: int = 50


LINKS: list[Link] = []
"""What the rooms put into the navigation, when their ``urls`` are loaded."""


def offer(link: Link) -> None:
    """Put a word into the navigation."""
    LINKS.append(link)
    LINKS.sort(key=lambda one: one.order)


THEME_COOKIE = "gaoxin_theme"
THEMES = ("light", "contrast")
"""How pages may be drawn; without the cookie the reader's own system decides."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame needs: links with counts, the demonstration mark, time-outs (a context processor)."""
    person = getattr(request, "user", None)
    inside = bool(person and person.is_authenticated)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    links = [_drawn(one, person, request.path) for one in LINKS if inside and one.shown(person)]
    return {
        "shell_links": links,
        "person": person if inside else None,
        "unread": unread(person) if inside else 0,
        "demo": settings.DEMO,
        "idle_minutes": settings.IDLE_MINUTES,
        "theme": theme if theme in THEMES else "",
    }


def _drawn(link: Link, person: Any, path: str) -> dict[str, Any]:
    here = path == link.address or (link.address != "/" and path.startswith(link.address))
    return {
        "words": str(link.words),
        "address": link.address,
        "here": here,
        "count": link.count(person) if link.count else 0,
    }
