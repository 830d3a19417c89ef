"""Reads of the journal: lines by tag, person, organisation, subject and days, and what may be said of the whole."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.platform.journal import Tag
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of the journal somebody wants to see; what is empty does not matter."""

    tag: str = ""
    person: str = ""
    organisation: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    refused: bool = False


def wanted(
    tag: str, person: str, organisation: str, subject: str, since: str, until: str, refused: str
) -> Wanted:
    """Return the filter that was typed; Refused 400 with all its faults at once."""
    faults = []
    if tag and tag not in {one.value for one in Tag}:
        faults.append(Text(f"没有“{tag[:60]}”这种记录", f"there is no tag “{tag[:60]}”"))
    days = {}
    for name, text in (("since", since), ("until", until)):
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            faults.append(
                Text(
                    f"“{text[:20]}”不是日期，请写成 2026-03-31", f"“{text[:20]}” is no date: write 2026-03-31"
                )
            )
    if faults:
        said = Text("；".join(one.zh for one in faults) + "。", "; ".join(one.en for one in faults) + ".")
        raise Refused(400, said)
    words = (person.strip()[:80], organisation.strip()[:40], subject.strip()[:120])
    return Wanted(tag, *words, days["since"], days["until"], bool(refused))


def entries(wanted: Wanted) -> QuerySet[Entry]:
    """Return the lines that are wanted, the newest first."""
    found = Entry.objects.order_by("-number")
    equal = {"tag": wanted.tag, "person": wanted.person, "organisation": wanted.organisation}
    found = found.filter(**{field: value for field, value in equal.items() if value})
    if wanted.subject:
        found = found.filter(subject__startswith=wanted.subject)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found.filter(succeeded=False) if wanted.refused else found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
