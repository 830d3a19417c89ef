"""Words for people in both languages of the house: Chinese first, English complete."""

import os
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


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


def language() -> Language:
    """Return the user's language: GAOXIN_LANG, else the locale; Chinese where neither says English."""
    wish = next(
        (
            os.environ[name]
            for name in ("GAOXIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
            if os.environ.get(name)
        ),
        "",
    )
    return "en" if wish.lower().startswith("en") else "zh"
