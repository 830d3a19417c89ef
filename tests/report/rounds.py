"""Three synthetic data years with robustness and integrity beside the latest, made once a process."""

import io
import re
import zipfile
from functools import cache
from html import unescape
from pathlib import Path

import pypdf
from tests.diagnosis.rounds import LATEST, folder, newcomer, package, run, zone_at

from gaoxin.report import Material, Order, compose, gather, render
from gaoxin.report.document import Document, Table, plain

__all__ = ["LATEST", "folder", "newcomer", "package", "run", "zone_at"]

EARLIER = (LATEST - 2, LATEST - 1)


@cache
def robustness() -> Path:
    out = package().parent / "robustness"
    run("robustness", folder(), "--draws", 40, "--sobol", 0, "--out", out)
    return out


@cache
def integrity() -> Path:
    out = package().parent / "integrity"
    run("integrity", folder(), "--out", out)
    return out


@cache
def material() -> Material:
    """All that may stand beside a result."""
    return gather(
        folder(), earlier=[folder(year) for year in EARLIER], robustness=robustness(), integrity=integrity()
    )


@cache
def document(kind: str, unit: str, audience: str, language: str = "zh") -> Document:
    return compose(material(), Order(kind, unit, audience, language))


@cache
def file(kind: str, unit: str, audience: str, form: str, language: str = "zh") -> bytes:
    return render(material(), Order(kind, unit, audience, language), form)


def text_of(document: Document) -> str:
    """Everything a document says, a line a block or cell."""
    return "\n".join(document.words())


def table(document: Document, name: str) -> list[list[str]]:
    """The rows of a table as text."""
    found = next(block for block in document.blocks if isinstance(block, Table) and block.name == name)
    return [[plain(cell) for cell in row.cells] for row in found.rows]


def pdf_text(content: bytes) -> str:
    """The text of a PDF without spaces and line ends, which typesetting moves."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def word_text(content: bytes) -> str:
    """The text of the body of a Word file."""
    xml = parts(content)["word/document.xml"].decode()
    return unescape("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml)))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {name: found.read(name) for name in found.namelist()}
