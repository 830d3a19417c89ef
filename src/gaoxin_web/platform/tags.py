"""What templates may say besides Django's own tags."""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context, Node
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from gaoxin.terms import Text, language

register = template.Library()


class Said(Node):
    """A sentence of a page; only the language of the reader is looked at."""

    def __init__(self, zh: FilterExpression, en: FilterExpression, name: str) -> None:
        self.zh, self.en, self.name = zh, en, name

    def render(self, context: Context) -> str:
        """Return the sentence, or keep it under its name."""
        words = (self.zh if language() == "zh" else self.en).resolve(context)
        if self.name:
            context[self.name] = words
            return ""
        return conditional_escape(words) if context.autoescape else str(words)


@register.tag
def t(parser: Parser, token: Token) -> Said:
    """Say a sentence in the language of the reader: ``{% t "提交" "Submit" %}``; what a variable holds is escaped.

    ``{% t "提交" "Submit" as word %}`` keeps it under a name.
    """
    words = token.split_contents()[1:]
    if len(words) not in (2, 4) or (len(words) == 4 and words[2] != "as"):
        raise template.TemplateSyntaxError('{% t "中文" "English" %}, and “as name” if it is kept')
    return Said(*map(parser.compile_filter, words[:2]), "".join(words[3:]))


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
    return _drawn(kind, conditional_escape(word))


@lru_cache(maxsize=1_024)
def _drawn(kind: str, word: SafeString) -> SafeString:
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
