"""Parts of pages that are drawn once: what a view shows never changes, so the part is kept by all that it follows from.

A part is drawn without the request: nothing of a person, a form's token or the address can get into it. The key holds
the view itself (results by digest, what its level is shown, whose zones, earlier years too), the language and what was
chosen on the page; no other view ever gets it.
"""

from collections.abc import Callable, Hashable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from gaoxin.terms import language
from gaoxin_web.platform.memory import Memory
from gaoxin_web.rounds.sights import Sight

ROOM = 48 * 2**20
"""Characters that one process keeps."""

PARTS: Memory[SafeString] = Memory(ROOM, len)


def drawn(sight: Sight, template: str, *chosen: Hashable, make: Callable[[], dict[str, Any]]) -> SafeString:
    """Return a template with what ``make`` gives of the sight and of what was ``chosen``, drawn now or kept from before."""
    key = (template, language(), sight.key, *chosen)
    return PARTS.get(key, lambda: mark_safe(render_to_string(template, make())))  # noqa: S308 - a template escapes


def query_of(sight: Sight) -> str:
    """Return the query that keeps to this result: the release that is looked at, or the run."""
    release, run = sight.release, sight.run
    return f"release={release.pk}" if release and release.run_id == run.pk else f"run={run.pk}"
