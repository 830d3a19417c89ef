"""Pages of review: the desk, one submission beside last year and its peers, tables, versions, receipts."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.models import Submission
from gaoxin_web.platform.refusals import absent
from gaoxin_web.review import comparison, content, enterprises, forms, queries
from gaoxin_web.review.findings import told_by_import
from gaoxin_web.review.pages import back_to, dressed, history, kinds, rows_of, states, tabs_of, words_of
from gaoxin_web.review.rules import SIGNATORIES
from gaoxin_web.review.stations import stations


def reader(request: HttpRequest) -> Person:
    """Return the person who is logged in; ``@page`` has seen to it that somebody is."""
    return request.user  # type: ignore[return-value]


@page(May.SEE_RETURNS)
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for me, the heaviest findings first."""
    asked = {key: request.GET.get(key, "").strip() for key in ("kind", "state", "find")}
    if "state" not in request.GET and queries.waiting_states(reader(request)):
        asked["state"] = "waiting"
    shown = queries.desk(reader(request), **asked, page=forms.asked_page(request))
    can = {each.pk: set(queries.buttons(reader(request), each)) for each in shown.rows}
    for wish in shown.wishes:
        dressed(wish.submission)
    return render(request, "review/desk.html", {
        "desk": shown, "rows": rows_of(shown.rows), "asked": asked, "kinds": kinds(), "states": states(),
        "choosable": [key for key, moves in can.items() if moves & {"receive", "approve"}],
        "receivable": any("receive" in moves for moves in can.values()),
        "approvable": any("approve" in moves for moves in can.values()),
        "query": urlencode(asked),
    })  # fmt: skip


@page(May.SEE_RETURNS)
def submission(request: HttpRequest, submission: int) -> HttpResponse:
    """Show one submission: queue, values, detail of one cell, and what I can do with it."""
    person, one = reader(request), queries.submission_of(reader(request), submission)
    tab = request.GET.get("tab", "data")
    context = frame(person, one) | {"tab": tab, "tabs": tabs_of(one)}
    if tab == "history":
        context |= history(person, one)
    elif one.current is not None:
        sheet = content.sheet(one)
        context |= {"sheet": sheet, **_detail(person, one, sheet, request.GET.get("cell", ""))}
        context["imported"] = told_by_import(one.current) if tab == "findings" else None
    return render(request, "review/submission.html", context)


@page(May.SEE_RETURNS)
def cell(request: HttpRequest, submission: int) -> HttpResponse:
    """Show the detail of one cell, for the column at the right."""
    one = queries.submission_of(reader(request), submission)
    if one.current is None:
        raise absent()
    detail = _detail(reader(request), one, content.sheet(one), request.GET.get("cell", ""))
    return render(request, "review/detail.html", {"submission": one, **detail})


@page(May.SEE_RETURNS)
def rows(request: HttpRequest, submission: int) -> HttpResponse:
    """Show the enterprises of a table: searched, by pages, or a random sample that the seed draws again."""
    person, find = reader(request), request.GET.get("find", "").strip()[:80]
    if request.GET.get("sample"):
        seed = forms.number(request.GET.get("seed"), submission)
        shown = enterprises.sample(person, submission, number=forms.number(request.GET["sample"]), seed=seed)
    else:
        shown = enterprises.listing(person, submission, find=find, page=forms.asked_page(request))
    context = frame(person, shown.submission) | {"listing": shown, "find": find, "tab": "rows",
                                                  "tabs": tabs_of(shown.submission)}  # fmt: skip
    return render(request, "review/rows.html", context)


@page(May.SEE_RETURNS)
def row(request: HttpRequest, submission: int, code: str) -> HttpResponse:
    """Show one enterprise beside its last year, with the findings of its row; cells can be marked."""
    shown = enterprises.enterprise(reader(request), submission, code)
    context = frame(reader(request), shown.submission) | {"one": shown}
    return render(request, "review/row.html", context)


@page(May.SEE_RETURNS)
def compare(request: HttpRequest, submission: int) -> HttpResponse:
    """Show what differs between two revisions."""
    person, one = reader(request), queries.submission_of(reader(request), submission)
    numbers = list(queries.visible(person, one).values_list("number", flat=True))
    context = frame(person, one) | {"tab": "changes", "tabs": tabs_of(one), "numbers": numbers}
    if numbers:
        new = forms.number(request.GET.get("new"), numbers[-1])
        old = forms.number(request.GET.get("old"), max(numbers[0], new - 1))
        shown = comparison.comparison(person, submission, old, new, forms.asked_page(request))
        context["comparison"] = shown
    return render(request, "review/compare.html", context)


@page(May.SEE_RETURNS)
def receipt(request: HttpRequest, submission: int, number: int | None = None) -> HttpResponse:
    """Show a receipt, to be printed."""
    found = queries.receipt_of(reader(request), submission, number)
    one = found.revision.submission
    return render(request, "review/receipt.html", {
        **words_of(one), "receipt": found, "submission": one, "on_time": Text("按时", "on time"), "late": Text("逾期", "late"),
        "signed": [(name, found.signatories[key]) for key, name in SIGNATORIES.items() if found.signatories.get(key)],
    })  # fmt: skip


@page(May.SEE_RETURNS)
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a receipt's number and check code, and say whether they hold."""
    number, code = (request.GET.get(key, "").strip()[:60] for key in ("number", "code"))
    found = queries.receipt_holds(reader(request), number, code) if number and code else None
    asked = bool(number or code)
    words = words_of(found.revision.submission) if found else {}
    return render(
        request,
        "review/check.html",
        {"number": number, "code": code, "receipt": found, "asked": asked, **words},
    )


def frame(person: Person, one: Submission) -> dict[str, Any]:
    """Return what every page of one submission shows: queue, stations, buttons, levels of a return."""
    before, after = queries.neighbours(person, one.pk)
    shown = queries.desk(person, state="waiting", size=10)
    return {
        **words_of(one), "submission": one, "stations": stations(one), "look": queries.state_of(one),
        "queue": rows_of(shown.rows), "desk": shown, "before": before, "after": after,
        "returned": queries.last_return(one),
    }  # fmt: skip


def _detail(person: Person, one: Submission, sheet: content.Sheet, place: str) -> dict[str, Any]:
    """Return the line of a place with its thread: the one asked for, or the first with a finding."""
    lines = [line for line in sheet.lines if not line.automatic]
    chosen = next((line for line in lines if line.name == place), None)
    chosen = chosen or next((line for line in lines if line.found), lines[0] if lines else None)
    group = sheet.group.park_type if sheet.group else ""
    return {
        "line": chosen, "thread": content.thread(one, chosen.name) if chosen else [],
        "may_try": one.form.kind == "committee" and person.may(May.EVALUATE),
        "group_words": edition_of(one.round).park_types.get(group, str(Text("全部园区", "all zones"))),
    }  # fmt: skip


def said(request: HttpRequest, text: Text) -> None:
    """Say something on the next page."""
    messages.success(request, str(text))


def onward(request: HttpRequest, key: int) -> HttpResponse:
    """Go on after an act: to where the form says, else to the submission."""
    return redirect(back_to(request) or reverse("review_submission", args=[key]))
