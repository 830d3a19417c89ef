"""The page on which the register follows a zone's table of enterprises."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, page
from gaoxin_web.collect.register_changes import SHOWN, changes_of, take_over
from gaoxin_web.collect.round_forms import Taking
from gaoxin_web.collect.round_queries import submissions
from gaoxin_web.platform.filling import accepted, status_of
from gaoxin_web.platform.speech import said


@page(May.REGISTER)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a table changes in the register, and take it over."""
    mine = submissions(request.user).filter(form__kind="enterprises").select_related("current__table", "zone")
    found = one(mine, pk=pk)
    form = Taking(request.POST or None)
    done: list[tuple[int, int]] = []
    if accepted(request, form, lambda actor, **told: done.append(take_over(actor, found, **told))):
        entered, left = done[0]
        messages.success(request, said(f"名录已更新：进入 {entered} 家，退出 {left} 家。", f"The register follows: {entered} entered, {left} left."))  # fmt: skip
        return redirect("submission_register", pk=pk)
    changes = changes_of(request.user, found)
    return render(request, "collect/round_register.html", {
        "submission": found, "form": form, "changes": changes, "found": changes.found, "shown": SHOWN,
        "new": changes.listed(changes.found.new), "gone": changes.listed(changes.found.gone),
        "elsewhere": changes.listed(sorted(changes.found.elsewhere)),
    }, status=status_of(form))  # fmt: skip
