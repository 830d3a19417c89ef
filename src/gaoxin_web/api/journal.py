"""The journal, for the auditor."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from gaoxin_web.accounts.actions import export_journal
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.api.schemas import ChainOut, Listed, Strict
from gaoxin_web.api.service import actor, page_of, reader
from gaoxin_web.platform.journal import first_bad
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.queries import wanted

router = Router(tags=["journal"])
FIELDS = ("number", "at", "tag", "person", "role", "organisation", "address", "door", "subject", "old", "new",
          "succeeded", "hash")  # fmt: skip


class WantedIn(Strict):
    """Which lines are wanted; what is empty does not matter. Days as 2026-03-31."""

    tag: str = ""
    person: str = ""
    organisation: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""
    refused: bool = False


@router.get("/journal", response=Listed)
def lines(
    request: HttpRequest, tag: str = "", person: str = "", subject: str = "", page: int = 1
) -> dict[str, Any]:
    """Return the lines of the journal, the newest first, fifty a page."""
    require(reader(request), May.SEE_JOURNAL)
    wanted = {"tag": tag, "person": person, "subject": subject}
    rows = Entry.objects.filter(**{key: value for key, value in wanted.items() if value}).order_by("-number")
    count, found = page_of(rows, page)
    return {
        "count": count,
        "page": page,
        "rows": [{name: getattr(one, name) for name in FIELDS} for one in found],
    }


@router.post("/journal/export")
def export(request: HttpRequest, given: WantedIn) -> StreamingHttpResponse:
    """Give the lines that are wanted as CSV; the export stands in the journal."""
    asked = wanted(**given.dict(exclude={"refused"}), refused="1" if given.refused else "")
    headers = {"Content-Disposition": 'attachment; filename="journal.csv"'}
    lines = export_journal(actor(request), asked)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@router.get("/journal/chain", response=ChainOut)
def chain(request: HttpRequest) -> dict[str, Any]:
    """Verify the chain: the first line that does not hold, or none."""
    require(reader(request), May.SEE_JOURNAL)
    bad = first_bad()
    return {"holds": bad is None, "first_bad": bad[0] if bad else None, "why": bad[1] if bad else ""}
