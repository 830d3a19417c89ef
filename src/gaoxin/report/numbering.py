"""Numbers of headings, tables and charts: 一、（一）1. in Chinese, 1, 1.1, 1.1.1 in English; 表1 图1 附表1."""

from collections.abc import Iterator

from gaoxin.report.document import Block, Chart, Document, Heading, Table, plain
from gaoxin.terms import Language

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in characters.

    >>> chinese(3), chinese(10), chinese(12), chinese(20), chinese(21)
    ('三', '十', '十二', '二十', '二十一')
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def heading(language: Language, counts: tuple[int, ...]) -> str:
    """Return what stands before a heading; ``counts`` are its place on every level.

    >>> heading("zh", (2,)), heading("zh", (2, 1)), heading("zh", (2, 1, 3)), heading("en", (2, 1))
    ('二、', '（一）', '3.', '2.1 ')
    """
    if language == "en":
        return ".".join(map(str, counts)) + " "
    return (f"{chinese(counts[-1])}、", f"（{chinese(counts[-1])}）", f"{counts[-1]}.")[len(counts) - 1]


def numbered(document: Document) -> Iterator[tuple[Block, str]]:
    """Yield every block with the line it is titled by: headings, tables and charts carry their number.

    The heading of the annexes and headings of letters (level 0) have none.
    """
    counts: list[int] = []
    tables, annexes, charts = 0, 0, 0
    for block in document.blocks:
        if isinstance(block, Heading):
            text = plain(block.words)
            if block.level and block.name != "annex":
                counts = [*counts[: block.level], *[0] * (block.level - len(counts))]
                counts[block.level - 1] += 1
                text = heading(document.language, tuple(counts)) + text
            yield block, text
        elif isinstance(block, Table):
            annexes += block.annex
            tables += not block.annex and bool(block.title)
            yield block, _table(document.language, block, annexes if block.annex else tables)
        elif isinstance(block, Chart):
            charts += 1
            word = "图" if document.language == "zh" else "Figure "
            yield block, f"{word}{charts}  {block.title}"
        else:
            yield block, ""


def _table(language: Language, block: Table, number: int) -> str:
    if not block.title:
        return ""
    if language == "zh":
        return f"{'附表' if block.annex else '表'}{number}  {block.title}"
    return f"{'Annex table' if block.annex else 'Table'} {number}  {block.title}"
