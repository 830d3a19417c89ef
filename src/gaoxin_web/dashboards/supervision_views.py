"""Pages of mid-term and final assessment, dynamic management and clues to verify."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.dashboards import choosing, target_page
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.rounds import assessment as assessing
from gaoxin_web.rounds import management as managing


@require_GET
@page()
def assessments(request: HttpRequest) -> HttpResponse:
    """List the zones of mid-term and final rounds that a person may see."""
    found = list(assessing.participants(request.user))
    said = assessing.progress(request.user, found)
    context = {
        "found": [(one, said[one.pk]) for one in found], "parts": assessing.PARTS.values(),
        "concluded": assessing.concluded(found, said) if len(found) > 1 else [], "grades": assessing.GRADES.values(),
    }  # fmt: skip
    return render(request, "dashboards/assessments.html", context)


@page()
def assessment(request: HttpRequest, round: int, code: str) -> HttpResponse:  # noqa: A002 - the noun of the address
    """Show the narrative objectives of a zone with what was said, and take what one's role says."""
    if request.method == "POST":
        sent = request.POST
        assessing.give(
            actor_of(request), round, code, sent.get("objective", ""), sent.get("part", ""), sent.get("grade", ""),
            sent.get("words", ""),
        )  # fmt: skip
        return redirect("assessment", round=round, code=code)
    context = assessing.page(request.user, round, code)
    numbers = target_page.until(request.user, code, context["participant"].round.data_year)
    return render(request, "dashboards/assessment.html", context | {"numbers": numbers})


@require_GET
@page(May.SEE_INTEGRITY)
def management(request: HttpRequest) -> HttpResponse:
    """Show what the rules propose and what was decided."""
    sight = choosing.chosen(request.user, request.GET)
    context = choosing.strip(sight) | managing.management(request.user, sight)
    return render(request, "dashboards/management.html", context)


@require_POST
@page(May.RELEASE)
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Record a decision on a zone."""
    sight, sent = choosing.chosen(request.user, request.GET), request.POST
    decided, document, words = (sent.get(name, "") for name in ("decided", "document", "words"))
    managing.rule(actor_of(request), sight, code, decided, document, words)
    return redirect(f"/management/?{choosing.strip(sight)['query']}")


@page(May.SEE_INTEGRITY)
def integrity(request: HttpRequest) -> HttpResponse:
    """Show the clues to verify; a ministry evaluator has them searched once."""
    sight = choosing.chosen(request.user, request.GET)
    said = choosing.strip(sight)
    if request.method == "POST":
        managing.ask_clues(actor_of(request), sight.run)
        return redirect(f"/integrity/?{said['query']}")
    return render(request, "dashboards/integrity.html", said | managing.clues(request.user, sight))
