"""The pages people look at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gaoxin_web.accounts.scope import page


@page()
def workbench(request: HttpRequest) -> HttpResponse:
    """Show what I must do, by when, and where what I sent is now."""
    return render(request, "dashboards/workbench.html")
