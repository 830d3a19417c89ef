"""Words for people in both languages of the house: Chinese first, English complete."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]

_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


class Text(NamedTuple):
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        """Return the sentence in the language of the user."""
        return self.zh if language() == "zh" else self.en


def speak(language_code: str) -> None:
    """Fix the language for this process: ``zh`` or ``en``."""
    os.environ["GAOXIN_LANG"] = language_code


@contextmanager
def speaking(language_code: Language) -> Iterator[None]:
    """Speak a language while this runs, in this thread or task alone: a server answers each in his own."""
    token = _spoken.set(language_code)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> Language:
    """Return the user's language: of this request, else GAOXIN_LANG, else the locale; Chinese by default."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    wish = next(
        (
            os.environ[name]
            for name in ("GAOXIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
            if os.environ.get(name)
        ),
        "",
    )
    return "en" if wish.lower().startswith("en") else "zh"
