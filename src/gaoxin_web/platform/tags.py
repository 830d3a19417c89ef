"""What templates may say besides Django's own tags."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gaoxin.terms import Text, language

register = template.Library()


@register.simple_tag
def t(zh: str, en: str) -> str:
    """Say a sentence in the language of the reader: ``{% t "提交" "Submit" %}``; it is escaped as any text."""
    return str(Text(zh, en))


@register.simple_tag
def lang() -> str:
    """Return the language of the page, for the ``lang`` attribute."""
    return "zh-CN" if language() == "zh" else "en"


SHAPES = {
    "idle": "ring", "draft": "half", "ok": "disc", "near": "triangle", "late": "diamond",
    "over": "square", "back": "return", "lock": "nested",
}  # fmt: skip
"""The shape of each state: never colour alone."""


@register.simple_tag
def state(kind: str, word: Any) -> SafeString:
    """Draw a state: shape, word and colour; ``kind`` is one of SHAPES."""
    return format_html(
        '<span class="state state-{}"><svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>{}</span>',
        kind, SHAPES[kind], word,
    )  # fmt: skip


@register.filter
def grouped(value: Any) -> str:
    """Write a number with thousands separators and the true minus sign; other things as they are."""
    text = str(value)
    body = text.lstrip("-−")
    whole, point, part = body.partition(".")
    if not whole.isdigit():
        return text
    return ("−" if text != body else "") + f"{int(whole):,}" + point + part


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Return the value under a key, or nothing."""
    return mapping.get(key, "")


@register.filter
def bad_line(reason: str) -> str:
    """Say why a line of the journal does not hold."""
    from gaoxin_web.platform.journal import REASONS

    return str(REASONS.get(reason, reason))


@register.filter
def titled(thing: Any) -> str:
    """Return the title of a round or a form in the language of the reader."""
    return str(Text(thing.title, thing.title_en))
