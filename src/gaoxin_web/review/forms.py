"""What comes in from the pages of review, parsed: numbers, moments, marked cells. Faults are told in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gaoxin.terms import Text
from gaoxin_web.collect.states import State
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review.rules import SIGNATORIES


@dataclass(frozen=True, slots=True)
class Back:
    """A return as it was typed: the level, the person, the reason, the deadline, the marked cells with words."""

    target: State
    addressee: int
    reason: str
    deadline: datetime | None
    marks: Mapping[str, str] = field(default_factory=dict)


def back(sent: QueryDict) -> Back:
    """Read the return dialog: ``to`` is ``level/person``; each ``mark`` has its words beside it in ``said``."""
    level, _, person = sent.get("to", "").partition("/")
    if level not in set(State):
        raise Refused(
            400, Text("没有选择退回给谁；请从名单中选。", "Nobody is chosen: choose a level and a person.")
        )
    places, words = sent.getlist("mark"), sent.getlist("said")
    marks = {
        place: words[at].strip() if at < len(words) else ""
        for at, place in enumerate(places)
        if place.strip()
    }
    return Back(State(level), number(person), sent.get("reason", ""), moment(sent.get("deadline", "")), marks)


def number(text: str | None, otherwise: int = 0) -> int:
    """Return a whole number of at most nine digits, or another one where there is none."""
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else otherwise


def numbers(texts: list[str]) -> list[int]:
    """Return the whole numbers among texts."""
    return [found for found in (number(text, -1) for text in texts) if found >= 0]


def moment(text: str) -> datetime | None:
    """Return a local time as a browser sends it (2016-03-28T17:30), None for nothing; 400 for what is no time."""
    if not text.strip():
        return None
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise Refused(400, Text(f"改正期限“{text[:40]}”不是日期和时间；请写成 2016-03-28 17:30。",
                                f"The deadline “{text[:40]}” is no date and time: write 2016-03-28 17:30."))  # fmt: skip
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def signatories(sent: QueryDict) -> dict[str, str]:
    """Return the names of those who answer for a return."""
    return {key: sent.get(key, "")[:80] for key in SIGNATORIES}


def asked_page(request: HttpRequest) -> int:
    """Return the page number of a list."""
    return max(1, number(request.GET.get("page"), 1))
