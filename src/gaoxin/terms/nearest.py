"""The nearest known name, for messages about a name that nobody knows."""

from collections.abc import Iterable
from difflib import get_close_matches

from gaoxin.terms.text import Text


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like this one, or None when nothing is alike."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> Text | None:
    """Return a remedy that names the nearest known name, or None."""
    guess = nearest(name, known)
    return Text(f"是否指“{guess}”", f"did you mean {guess!r}?") if guess else None
