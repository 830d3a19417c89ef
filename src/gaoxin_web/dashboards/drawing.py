"""Parts of pages that are drawn once: what a view shows never changes, so the part is kept by all that it follows from.

A part is drawn without the request: nothing of a person, a form's token or the address can get into it. The key holds
the view itself (results by digest, what its level is shown, whose zones, earlier years too), the language and what was
chosen on the page; no other view ever gets it.
"""

from collections.abc import Callable, Hashable
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from gaoxin.terms import language
from gaoxin_web.platform.memory import Memory
from gaoxin_web.rounds.sights import Sight

ROOM = 48 * 2**20
"""Characters that one process keeps."""

PARTS: Memory[SafeString] = Memory(ROOM, len)


def drawn(sight: Sight, template: str, *chosen: Hashable, make: Callable[[], dict[str, Any]]) -> SafeString:
    """Return a template with what ``make`` gives of the sight and of what was ``chosen``, drawn now or kept from before."""
    key = (template, language(), sight.key, *chosen)
    return PARTS.get(key, lambda: _draw(template, make()))


def _draw(template: str, said: dict[str, Any]) -> SafeString:
    """Draw a template; figures come as words already, and coordinates are the same in every language."""
    drawing: Any = get_template(template)
    made: SafeString = drawing.template.render(Context(said, use_l10n=False))
    return made


def query_of(sight: Sight) -> str:
    """Return the query that keeps to this result: the release that is looked at, or the run."""
    release, run = sight.release, sight.run
    return f"release={release.pk}" if release and release.run_id == run.pk else f"run={run.pk}"
