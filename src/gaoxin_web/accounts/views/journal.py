"""Pages of the journal, for the auditor: lines by filter, the state of chain and seals, export."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gaoxin_web.accounts import actions
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.journal import Tag
from gaoxin_web.platform.queries import Wanted, entries, wanted
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.platform.seals import state_of
from gaoxin_web.platform.words import word

ROWS = 100
FIELDS = ("tag", "person", "organisation", "subject", "since", "until", "refused")


@page(May.SEE_JOURNAL)
def journal(request: HttpRequest) -> HttpResponse:
    """Show the lines that are wanted, the newest first; ``check`` reads the whole chain."""
    wrong, asked = None, Wanted()
    try:
        asked = _wanted(request.GET)
    except Refused as refused:
        wrong = refused
    given = {field: request.GET.get(field, "") for field in FIELDS}
    rows = Paginator(entries(asked), ROWS).get_page(request.GET.get("page"))
    shown = {
        "wrong": wrong, "given": given, "rows": [(row, word(row.tag)) for row in rows], "paged": rows,
        "tags": sorted(((tag.value, word(tag.value)) for tag in Tag), key=lambda one: one[0]),
        "state": state_of(settings.HOME) if "check" in request.GET else None,
        "kept": settings.JOURNAL_DAYS,
        "query": urlencode({field: value for field, value in given.items() if value}),
    }  # fmt: skip
    return render(request, "accounts/journal.html", shown, status=wrong.status if wrong else 200)


@require_POST
@page(May.SEE_JOURNAL)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Give the lines that are wanted as CSV; the export stands in the journal."""
    lines = actions.export_journal(actor_of(request), _wanted(request.POST))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"journal-{timezone.localdate()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wanted(given: QueryDict) -> Wanted:
    return wanted(*(given.get(field, "") for field in FIELDS))
