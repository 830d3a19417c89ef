"""The posts of review: each reads its form, calls one act, and goes on. They answer a page's script in JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.collect.actions import comment as say
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused, wants_json
from gaoxin_web.review import actions, forms, queries, reopening
from gaoxin_web.review.views import onward, reader, said


@require_POST
@page(May.FILL)
def submit(request: HttpRequest, submission: int) -> HttpResponse:
    """Submit the working revision and show the receipt."""
    receipt = actions.submit(
        actor_of(request), submission, signatories=forms.signatories(request.POST), stated=bool(request.POST.get("stated"))
    )  # fmt: skip
    if wants_json(request):
        return JsonResponse(
            {"receipt": receipt.number, "on_time": receipt.on_time, "check_code": receipt.check_code}
        )
    said(request, Text(f"已提交。回执号 {receipt.number}", f"Submitted. Receipt {receipt.number}"))
    return onward(request, submission)


@require_POST
@page(May.FILL)
def withdraw(request: HttpRequest, submission: int) -> HttpResponse:
    """Take a return back before it is received."""
    draft = actions.withdraw(actor_of(request), submission)
    said(
        request,
        Text(f"已撤回，可继续修改修订 {draft.number}。", f"Taken back: go on with revision {draft.number}."),
    )
    return _done(request, submission)


@require_POST
@page(May.REVIEW)
def receive(request: HttpRequest, submission: int) -> HttpResponse:
    """Receive a return."""
    actions.receive(actor_of(request), submission)
    said(request, Text("已接收，本表已锁定。", "Received: the return is locked."))
    return _done(request, submission)


@require_POST
@page(May.REVIEW)
def approve(request: HttpRequest, submission: int) -> HttpResponse:
    """Approve the revision that the page showed, and go on to the next that waits."""
    seen = forms.number(request.POST.get("seen")) or None
    _, after = queries.neighbours(reader(request), submission)
    actions.approve(actor_of(request), submission, seen=seen)
    said(request, Text("已通过。", "Approved."))
    return _done(request, after or submission)


@require_POST
@page(May.REVIEW)
def send_back(request: HttpRequest, submission: int) -> HttpResponse:
    """Return a submission to a level and a person."""
    typed = forms.back(request.POST)
    decision = actions.send_back(
        actor_of(request), submission, target=typed.target, addressee=typed.addressee, reason=typed.reason,
        deadline=typed.deadline, marks=typed.marks, seen=forms.number(request.POST.get("seen")) or None,
    )  # fmt: skip
    name = decision.addressee.name if decision.addressee else ""
    said(request, Text(f"已退回{name}。", f"Returned to {name}."))
    return _done(request, submission)


@require_POST
@page(May.REVIEW)
def reopen(request: HttpRequest, submission: int) -> HttpResponse:
    """Ask that an approved return be reopened."""
    reopening.ask_reopening(actor_of(request), submission, reason=request.POST.get("reason", ""))
    said(request, Text("已申请重新开启，等待另一人确认。", "Asked: another person has to confirm."))
    return _done(request, submission)


@require_POST
@page(May.REVIEW)
def settle(request: HttpRequest, reopening_id: int) -> HttpResponse:
    """Confirm or decline a wish to reopen."""
    outcome = request.POST.get("outcome", "")
    if outcome not in {"confirm", "decline"}:
        raise Refused(400, Text("没有选择确认或驳回。", "Neither confirm nor decline is chosen."))
    wish = reopening.settle_reopening(
        actor_of(request), reopening_id, confirmed=outcome == "confirm", deadline=forms.moment(request.POST.get("deadline", "")),
    )  # fmt: skip
    said(request, Text("已重新开启，填报人已收到消息。", "Reopened: the reporter has been told.") if outcome == "confirm"
         else Text("已驳回申请，数据不变。", "Declined: nothing changes."))  # fmt: skip
    return _done(request, wish.submission_id)


@require_POST
@page(May.FILL, May.REVIEW)
def comment(request: HttpRequest, submission: int) -> HttpResponse:
    """Say something about a cell, for everybody who fills or reviews the return."""
    say(
        actor_of(request),
        submission,
        request.POST.get("place", "")[:160],
        request.POST.get("words", "")[:2000],
    )
    return _done(request, submission)


@require_POST
@page(May.REVIEW)
def bulk(request: HttpRequest) -> HttpResponse:
    """Receive or approve several returns: all, or none with every refusal."""
    acts = {"receive": actions.receive_all, "approve": actions.approve_all}
    chosen = acts.get(request.POST.get("action", ""))
    if chosen is None:
        raise Refused(400, Text("没有选择接收或通过。", "Neither receive nor approve is chosen."))
    done = chosen(actor_of(request), forms.numbers(request.POST.getlist("submission")))
    said(request, Text(f"已办理 {len(done)} 份。", f"{len(done)} done."))
    return _done(request, done[0].pk)


def _done(request: HttpRequest, key: int) -> HttpResponse:
    return JsonResponse({"submission": key}) if wants_json(request) else onward(request, key)
