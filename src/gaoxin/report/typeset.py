"""PDF: a Document set by typst, charts as vectors, fonts embedded; the same document gives the same bytes.

Data reach the template as JSON, so that no word of them is ever read as markup. Beside what is printed the file
holds ``figures.json``: every figure with its address, its value in full precision and its page.
"""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst

from gaoxin.report import stamps
from gaoxin.report.document import Block, Chart, Document, Heading, Number, PageBreak, Paragraph, Table, Words
from gaoxin.report.fonts import fonts
from gaoxin.report.numbering import numbered
from gaoxin.report.picture import svg
from gaoxin.terms import decimal_text

TEMPLATE = Path(__file__).with_name("report.typ")
_here = threading.local()


def pdf(document: Document) -> bytes:
    """Return a document as PDF."""
    return set_type(data(document))


def set_type(text: str) -> bytes:
    """Return the PDF of what :func:`data` returned; a thread compiles the template once."""
    if not hasattr(_here, "compiler"):
        _here.compiler = typst.Compiler(str(TEMPLATE), font_paths=fonts(), ignore_system_fonts=True)
    made = _here.compiler.compile(sys_inputs={"data": text}, format="pdf")
    assert isinstance(made, bytes)
    return made


def data(document: Document) -> str:
    """Return what the template is given, as JSON."""
    left, right = stamps.header(document)
    foot, code = stamps.footer(document)
    said = {
        "lang": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "kind": document.kind,
        "organ": document.organ,
        "number": document.number,
        "state": stamps.state(document),
        "head": [left, right],
        "foot": [foot, code],
        "code": document.check_code,
        "of": dict(document.of),
        "blocks": list(_blocks(document)),
    }
    return json.dumps(said, ensure_ascii=False)


def _blocks(document: Document) -> Iterator[dict[str, Any]]:
    for block, title in numbered(document):
        yield _block(block, title, document)


def _block(block: Block, title: str, document: Document) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"t": "heading", "level": max(block.level, 1), "text": title, "name": block.name}
    if isinstance(block, Paragraph):
        return {"t": "paragraph", "style": block.style, "spans": _spans(block.words)}
    if isinstance(block, PageBreak):
        return {"t": "break"}
    if isinstance(block, Chart):
        drawn = svg(block.option, block.width, block.height)
        return {"t": "chart", "title": title, "svg": drawn, "width": block.width * 0.75, "alt": block.said}
    return _table(block, title, document)


def _table(block: Table, title: str, document: Document) -> dict[str, Any]:
    unit = ""
    if block.unit:
        unit = f"单位：{block.unit}" if document.language == "zh" else f"Unit: {block.unit}"
    return {
        "t": "table",
        "title": title,
        "unit": unit,
        "note": block.note,
        "annex": block.annex,
        "headed": block.headed,
        "columns": [{"head": one.head, "width": one.width, "side": one.side} for one in block.columns],
        "rows": [{"group": row.group, "cells": [_spans(cell) for cell in row.cells]} for row in block.rows],
    }


def _spans(words: Words) -> list[Any]:
    return [_number(one) if isinstance(one, Number) and one.address else _text(one) for one in words]


def _text(one: str | Number) -> str:
    return one if isinstance(one, str) else one.text


def _number(one: Number) -> dict[str, Any]:
    return {"n": one.text, "a": one.address, "v": None if one.value is None else decimal_text(one.value)}
