"""Reports of many zones against the bare tools on the same pages: typst, and docxtpl, with the same charts.

A national round of 178 zones with the year before beside it; every ninth zone is made. *Ours* composes each document
from the result and writes it; the *limit* has every word and option ready, draws the charts with the same library and
sets the same pages with the bare tool. One process each, in turn, on the same machine; memory is that of a batch.
"""

import io
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from docx import Document as NewFile
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from benchmarks.engine import DATA, GAOXIN, YEAR, ZONES
from benchmarks.timing import paired, process, say
from gaoxin.report import Material, Order, compose, gather, render
from gaoxin.report.document import Chart, Document, Heading, Paragraph, Table, plain
from gaoxin.report.numbering import numbered
from gaoxin.report.picture import png, svg
from gaoxin.report.typeset import data, set_type
from gaoxin.synth import make

ENTERPRISES = 10_000
"""Enough for a round: reports begin at the figures of zones."""

EVERY = 9
"""Twenty zones: more than typst remembers from one document to the next, so that no page is set from memory."""


@cache
def results() -> tuple[Path, Path]:
    """Return the result folders of two data years, made once."""
    package = DATA / f"{YEAR}-{ENTERPRISES}-reports"
    if not package.is_dir():
        make(package, year=YEAR, zones=ZONES, enterprises=ENTERPRISES, years=3)
    folders = tuple(DATA / f"result-{year}" for year in (YEAR, YEAR - 1))
    for folder, year in zip(folders, (YEAR, YEAR - 1), strict=True):
        if not folder.is_dir():
            words = ["evaluate", str(package), "--year", str(year), "--out", str(folder)]
            subprocess.run([*GAOXIN, *words], check=True, stdout=subprocess.DEVNULL)
    return folders[0], folders[1]


@cache
def material() -> Material:
    """Return what the reports are made of, read once as a batch does."""
    now, last = results()
    return gather(now, earlier=[last])


@cache
def orders() -> list[Order]:
    """Return the orders of the sample."""
    return [Order("diagnosis", unit, "zone") for unit in list(material().now.records)[::EVERY]]


@cache
def documents() -> list[Document]:
    """Return the documents, composed before."""
    return [compose(material(), order) for order in orders()]


def pdf() -> None:
    """Time PDFs against typst on ready data that draws the same charts."""
    ready = [(data(one), charts(one)) for one in documents()]

    def limit() -> None:
        for text, options in ready:
            for one in options:
                svg(one.option, one.width, one.height)
            set_type(text)

    _compare("reports-pdf", "pdf", limit)


def docx() -> None:
    """Time Word files against docxtpl on ready words that draws the same charts."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.docx"
        _template(template)

        def limit() -> None:
            for one in documents():
                _bare(one, template)

        _compare("reports-docx", "docx", limit)


def charts(document: Document) -> list[Chart]:
    """Return the charts of a document."""
    return [block for block in document.blocks if isinstance(block, Chart)]


def _compare(name: str, form: str, limit: object) -> None:
    def ours() -> None:
        for order in orders():
            render(material(), order, form)

    mine, theirs, ratio = paired(ours, limit, rounds=3)
    now, last = results()
    with tempfile.TemporaryDirectory() as out:
        words = [
            "report",
            str(now),
            "--previous",
            str(last),
            "--all",
            "--format",
            form,
            "--out",
            f"{out}/all",
        ]
        seconds, memory = process([*GAOXIN, *words])
    print(f"# {name}: all {len(material().now.records)} zones by the command in {seconds:.1f} s", flush=True)
    say(name, mine, theirs, 2, ratio, memory)


def _bare(document: Document, template: Path) -> bytes:
    """Return the same words, tables and charts by docxtpl alone."""
    file = DocxTemplate(template)
    blocks = []
    for block, title in numbered(document):
        if isinstance(block, Heading | Paragraph):
            blocks.append({"kind": "text", "text": title or plain(block.words)})
        elif isinstance(block, Chart):
            picture = io.BytesIO(png(svg(block.option, block.width, block.height)))
            blocks.append(
                {"kind": "chart", "image": InlineImage(file, picture, width=Mm(150)), "text": title}
            )
        elif isinstance(block, Table):
            rows = [
                [one.head for one in block.columns],
                *([plain(cell) for cell in row.cells] for row in block.rows),
            ]
            blocks.append({"kind": "table", "rows": rows, "text": title})
    file.render({"blocks": blocks, "title": document.title}, autoescape=True)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _template(path: Path) -> None:
    """Write a template for docxtpl that loops over paragraphs, charts and tables."""
    file = NewFile()
    for text in (
        "{{ title }}",
        "{%p for b in blocks %}",
        "{{ b.text }}",
        "{%p if b.kind == 'chart' %}",
        "{{ b.image }}",
    ):
        file.add_paragraph(text)
    for text in ("{%p endif %}", "{%p if b.kind == 'table' %}"):
        file.add_paragraph(text)
    table = file.add_table(rows=3, cols=3)
    table.cell(0, 0).text = "{%tr for row in b.rows %}"
    cells = table.rows[1].cells
    cells[0].text, cells[1].text, cells[2].text = "{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"
    table.cell(2, 0).text = "{%tr endfor %}"
    for text in ("{%p endif %}", "{%p endfor %}"):
        file.add_paragraph(text)
    file.save(str(path))
