"""What templates may draw of a form: its rows and findings, each drawn once for what stands in it.

Between two visits of a form most rows stay as they are, and drawing them is most of the work. What is kept here is
found by everything that is drawn, so that it is never out of date and nobody sees what he was not given.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gaoxin.terms import Text, language
from gaoxin_web.collect.findings import REASONS, Finding
from gaoxin_web.collect.form_page import Advice, Shown

register = template.Library()


@register.simple_tag
def form_row(one: Shown, editable: bool) -> SafeString:
    """Draw one row of a form: ``{% form_row one page.editable %}``."""
    return _row(one, editable, language())


@register.simple_tag
def finding(one: Advice, editable: bool) -> SafeString:
    """Draw one finding with what was said about it: ``{% finding one editable %}``."""
    said = one.explanation
    told = (said.reason, said.words, said.person.name if said.person else "") if said else None
    return _finding(one.finding, one.where, told, editable, language())


@lru_cache(maxsize=16_384)
def _row(one: Shown, editable: bool, _language: str) -> SafeString:
    return render_to_string("collect/form_row.html", {"one": one, "editable": editable})


@lru_cache(maxsize=8_192)
def _finding(
    found: Finding, where: Text, told: tuple[str, str, str] | None, editable: bool, _language: str
) -> SafeString:
    said = dict(zip(("reason", "words", "person"), told, strict=True)) if told else None
    context = {"f": found, "where": where, "said": said, "editable": editable, "reasons": REASONS}
    return render_to_string("collect/form_finding.html", context)
