"""Quick hashing, a clock that can be set, and people with a password that the tests know."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

PASSWORD = "Blau-Wagen7x"


@pytest.fixture(autouse=True)
def quick_hashing(settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


class Clock:
    """The time that the server sees."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def forward(self, **span: float) -> None:
        self.ahead += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the test sets forward; the time of the server is the real one plus what was added."""
    import time

    from django.utils import timezone

    made, real_now, real_time = Clock(), timezone.now, time.time
    monkeypatch.setattr(timezone, "now", lambda: real_now() + made.ahead)
    for module in ("sessions", "views.door", "queries", "jobs"):
        monkeypatch.setattr(
            f"gaoxin_web.accounts.{module}.time", lambda: real_time() + made.ahead.total_seconds()
        )
    return made


@pytest.fixture
def known(person: Callable[[str], object]) -> Callable[[str], object]:
    """Return a person by user name, with the password PASSWORD."""
    from django.contrib.auth.hashers import make_password

    def with_password(username: str) -> object:
        found = person(username)
        found.password = make_password(PASSWORD)
        found.save()
        return found

    return with_password


@pytest.fixture
def try_in(client) -> Callable[..., object]:
    """Try to log in by the form, from an address; return the answer."""

    def trying(username: str, password: str = PASSWORD, *, address: str = "10.0.0.1", **more: str) -> object:
        typed = {
            "username": username,
            "password": password,
            **{k: v for k, v in more.items() if k != "forged"},
        }
        headers = {"HTTP_X_FORWARDED_FOR": more["forged"]} if "forged" in more else {}
        return client.post("/login", typed, REMOTE_ADDR=address, **headers)

    return trying


def code_of(person: object, at: datetime | None = None) -> str:
    """Return the code that the person's device shows now."""
    import pyotp
    from django.utils import timezone

    from gaoxin_web.accounts.sealing import unseal

    return pyotp.TOTP(unseal(person.factor_secret)).at(at or timezone.now())
