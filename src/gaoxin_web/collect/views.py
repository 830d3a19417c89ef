"""Pages and answers of a form: parse, ask a query or an action, render."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.collect import actions, forms, queries
from gaoxin_web.collect.checking import filled_of
from gaoxin_web.collect.findings import Filled
from gaoxin_web.collect.form_page import Panel, form_page, panel_of, shown_cells
from gaoxin_web.collect.layout import grouped, layout_of
from gaoxin_web.collect.models import Submission
from gaoxin_web.platform.actor import actor_of


def _person(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]  # the page decorator let only people in


@require_GET
@page(*queries.READERS)
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of a submission; to whom may fill it with cells, to others locked."""
    found = form_page(_person(request), pk)
    if found.submission.form.kind == "enterprises":
        return redirect("upload_new" if _person(request).may(May.FILL) else "review_submission", pk)
    return render(request, "collect/form.html", {"page": found})


@require_GET
@page(*queries.READERS)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form for paper: A4, with unit, check code and signatures."""
    found = form_page(_person(request), pk)
    return render(request, "collect/form_print.html", {"page": found, "now": timezone.now()})


@require_POST
@page(May.FILL)
def cells(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one cell or a block."""
    body = forms.body_of(request, forms.Cells)
    saved = actions.save_block(actor_of(request), pk, body.asked, revision=body.revision, money=body.money)
    filled = filled_of(saved.submission)
    shown = shown_cells(saved.submission, {one.field: one.typed.text for one in saved.cells}, filled.before)
    kept = [
        {
            **shown[one.field],
            "note": str(one.typed.note or ""),
            "section": one.section,
            "version": one.version,
        }
        for one in saved.cells
    ]
    at = timezone.localtime(saved.at).strftime("%H:%M:%S")
    return JsonResponse(
        {"at": at, "last": saved.last, "cells": kept, **_panel(request, saved.submission, filled)}
    )


@require_POST
@page(May.FILL)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a pasted block would become, without storing it."""
    body = forms.body_of(request, forms.Cells)
    submission = queries.submission_of(_person(request), pk)
    read = queries.preview(submission, [(one.field, one.value) for one in body.asked], body.money)
    found = [
        {"field": name, "text": typed.text, "shown": grouped(typed.text), "note": str(typed.note or ""),
         "fault": str(typed.fault.found) if typed.fault else ""}
        for name, typed in read.items()
    ]  # fmt: skip
    return JsonResponse({"cells": found})


@require_GET
@page(*queries.READERS)
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who else is at work, and which cells were changed since an edit."""
    since = request.GET.get("since", "0")
    submission = queries.submission_of(_person(request), pk)
    found = queries.presence(_person(request), submission, int(since) if since.isdecimal() else 0)
    sections = {part.key: str(part.label) for part in layout_of(submission.form).parts}
    filled = filled_of(submission) if found.edits else None
    shown = (
        shown_cells(submission, {one.field: one.new for one in found.edits}, filled.before) if filled else {}
    )
    edited = [
        {
            **shown[one.field],
            "section": one.section,
            "version": one.version,
            "who": one.person.name if one.person else "",
        }
        for one in found.edits
        if one.field in shown
    ]
    others = [{"name": name, "section": sections.get(key, key)} for name, key in found.others]
    panel = _panel(request, submission, filled) if edited else {}
    return JsonResponse({"last": found.last, "others": others, "cells": edited, **panel})


@require_GET
@page(*queries.READERS)
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the form as it stands."""
    return JsonResponse(_panel(request, queries.submission_of(_person(request), pk)))


@require_GET
@page(*queries.READERS)
def cell(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Show all about one cell: definition, earlier years, who changed it when, what was said about it."""
    return _about(request, queries.submission_of(_person(request), pk), field)


@require_POST
@page(May.FILL)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the note of a cell."""
    body = forms.body_of(request, forms.Note)
    words = actions.note(actor_of(request), pk, body.field, body.words, body.seen)
    submission = queries.submission_of(_person(request), pk)
    return JsonResponse({"words": words, "at": _clock(), **_panel(request, submission)})


@require_POST
@page(May.FILL)
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the explanation of a finding."""
    body = forms.body_of(request, forms.Explanation)
    actions.explain(actor_of(request), pk, body.check, body.place, body.reason, body.words)
    return JsonResponse({"at": _clock(), **_panel(request, queries.submission_of(_person(request), pk))})


@require_POST
@page(May.FILL, May.REVIEW)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a cell."""
    body = forms.body_of(request, forms.Comment)
    actions.comment(actor_of(request), pk, body.place, body.words)
    return _about(request, queries.submission_of(_person(request), pk), body.place)


def _about(request: HttpRequest, submission: Submission, field: str) -> HttpResponse:
    layout = layout_of(submission.form)
    row = next((one for one in layout.rows if one.name == field), None)
    context = {
        "submission": submission,
        "row": row,
        "years": queries.years(submission, field) if row else (),
        "edits": queries.history(submission, field)[:20],
        "thread": queries.thread(submission, field),
        "may_speak": any(_person(request).may(what) for what in (May.FILL, May.REVIEW)),
    }
    return render(request, "collect/form_cell.html", context)


def _panel(request: HttpRequest, submission: Submission, filled: Filled | None = None) -> dict[str, Any]:
    """Return the findings as the page shows them: the panel, the classes at each cell, the changes, the verdict."""
    panel: Panel = panel_of(submission, filled)
    return {
        "panel": render_to_string(
            "collect/form_findings.html", {"panel": panel, "editable": _person(request).may(May.FILL)}
        ),
        "letters": panel.letters,
        "verdict": str(panel.verdict),
        "ready": not (panel.blocking or panel.to_explain),
        "findings": len(panel.advice),
    }


def _clock() -> str:
    return timezone.localtime().strftime("%H:%M:%S")
