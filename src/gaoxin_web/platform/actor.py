"""Who acts: a person at an address, or the system itself."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from gaoxin_web.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who does something, from which address, by which door (web, api, job, command)."""

    person: "Person | None"
    address: str = ""
    door: str = "web"

    @property
    def name(self) -> str:
        """Return the name that the journal keeps: the person's, or that of the system."""
        return self.person.username if self.person else "system"

    @property
    def role(self) -> str:
        """Return the role in which the person acts, empty for the system."""
        return self.person.role if self.person else ""


SYSTEM = Actor(None, door="job")
"""The system: what no person does, such as a deadline that passes."""


def actor_of(request: HttpRequest, door: str = "web") -> Actor:
    """Return the actor of a request; somebody not logged in has no person."""
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    return Actor(person, address_of(request), door)  # type: ignore[arg-type]


def address_of(request: HttpRequest) -> str:
    """Return the address a request came from; X-Forwarded-For is believed for as many proxies as are ours."""
    from gaoxin_web.settings import PROXIES

    own = str(request.META.get("REMOTE_ADDR", ""))
    hops = [
        one.strip() for one in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if one.strip()
    ]
    return hops[-PROXIES] if PROXIES and len(hops) >= PROXIES and _is_address(hops[-PROXIES]) else own


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
