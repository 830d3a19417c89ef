"""Word: a Document as WordprocessingML, filled into a template; the same document gives the same bytes.

Every figure is a bookmark named after its address; ``customXml/item1.xml`` lists bookmark, address and value in
full precision. Charts are vectors (SVG) with a picture of points for programs that cannot show them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from gaoxin.report import stamps
from gaoxin.report.document import (
    Block,
    Chart,
    Document,
    Heading,
    Number,
    PageBreak,
    Paragraph,
    Row,
    Table,
    Words,
)
from gaoxin.report.numbering import numbered
from gaoxin.report.ooxml import WIDTH, watermark
from gaoxin.report.picture import png, svg
from gaoxin.report.template import Picture, Template, own, read
from gaoxin.terms import digest_text

_STYLES = {"body": "BodyText", "item": "BodyText", "note": "Note", "address": "Normal", "closing": "Closing"}
_PLAIN = re.compile(r"[^0-9A-Za-z_\u4e00-\u9fff]")
_PX = 9525
"""English metric units to the pixel at 96 to the inch."""


def docx(document: Document, template: Path | None = None) -> bytes:
    """Return a document as a Word file, in the house's layout or that of a template.

    Unusable for a template that is no Word file, holds macros or links, or has a mistake in a tag: with its place.
    """
    chosen: Template = own(document.language) if template is None else read(template)
    return chosen.fill(*content(document))


def content(document: Document) -> tuple[dict[str, object], list[Picture], str]:
    """Return what a template is filled with: its words, its pictures, and the list of figures."""
    pen = _Pen()
    sections: dict[str, str] = {}
    tables: dict[str, str] = {}
    name = "opening"
    for block, title in numbered(document):
        if isinstance(block, Heading) and block.level <= 1:
            name = block.name
        drawn = "".join(pen.block(block, title, document))
        sections[name] = sections.get(name, "") + drawn
        if isinstance(block, Table | Chart):
            tables[block.name] = drawn
    left, right = stamps.header(document)
    foot, code = stamps.footer(document)
    said: dict[str, object] = {
        **document.facts,
        "title": document.title,
        "subtitle": document.subtitle,
        "organ": document.organ,
        "number": document.number,
        "state": stamps.state(document),
        "synthetic": right,
        "header_left": left,
        "header_right": right,
        "footer_left": foot,
        "footer_code": code,
        "check_code": document.check_code,
    }
    raw = {"body": "".join(sections.values()), "watermark": watermark(stamps.state(document))}
    return {**said, "raw": raw, "sections": sections, "blocks": tables}, pen.pictures, pen.figures()


def bookmark(address: str) -> str:
    """Return the name of the bookmark of an address: letters, digits and underscores, forty at most.

    >>> bookmark("indicator/1.10@Z017@2015")
    'indicator_1_10_Z017_2015'
    """
    name = _PLAIN.sub("_", address)
    return name if len(name) <= 36 else f"{name[:27]}_{digest_text(address)[7:15]}"


@dataclass
class _Pen:
    """Writes blocks, and keeps count of bookmarks and pictures."""

    pictures: list[Picture] = field(default_factory=list)
    named: dict[str, tuple[Number, int]] = field(default_factory=dict)
    used: int = 0

    def block(self, block: Block, title: str, document: Document) -> Iterator[str]:
        """Yield the paragraphs and tables of a block."""
        if isinstance(block, Heading):
            yield _paragraph(f"Heading{max(block.level, 1)}", _text(title))
        elif isinstance(block, Paragraph):
            if block.words:
                yield _paragraph(_STYLES[block.style], self.runs(block.words))
        elif isinstance(block, PageBreak):
            yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        elif isinstance(block, Chart):
            yield self.chart(block)
            yield _paragraph("Caption", _text(title))
        else:
            yield from self.table(block, title, document)

    def runs(self, words: Words) -> str:
        """Return words as runs, every figure with an address inside its bookmark."""
        return "".join(self.number(one) if isinstance(one, Number) else _text(one) for one in words)

    def number(self, one: Number) -> str:
        """Return a figure as a run in its bookmark; a figure that is said again has a number behind its name."""
        if not one.address:
            return _text(one.text)
        self.used += 1
        name, count = bookmark(one.address), 1
        while name in self.named:
            count += 1
            name = f"{bookmark(one.address)}_{count}"
        self.named[name] = (one, self.used)
        ends = f'w:id="{self.used}"'
        return f'<w:bookmarkStart {ends} w:name="{name}"/>{_text(one.text)}<w:bookmarkEnd {ends}/>'

    def chart(self, one: Chart) -> str:
        """Return a chart as a picture in a paragraph of its own."""
        drawn = svg(one.option, one.width, one.height)
        at = len(self.pictures) + 1
        self.pictures.append(Picture(drawn.encode(), png(drawn)))
        width = min(one.width * _PX, WIDTH * 635)
        height = round(one.height * _PX * width / (one.width * _PX))
        said = escape(f"{one.title}：{one.said}")
        return _paragraph("Picture", _DRAWING.format(at=at, width=width, height=height, said=said))

    def table(self, one: Table, title: str, document: Document) -> Iterator[str]:
        """Yield title, unit, the table and its note."""
        if one.title:
            yield _paragraph("Caption", _text(title))
        if one.unit:
            unit = f"单位：{one.unit}" if document.language == "zh" else f"Unit: {one.unit}"
            yield _paragraph("Unit", _text(unit))
        total = sum(column.width for column in one.columns)
        widths = [round(WIDTH * column.width / total) for column in one.columns]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        style = "AnnexText" if one.annex else "TableText"
        sides = [column.side for column in one.columns]
        head = "".join(
            _cell(width, _aligned("TableHead", "center", _text(column.head)), bottom=True)
            for width, column in zip(widths, one.columns, strict=True)
        )
        rows = "".join(self.row(row, widths, style, sides) for row in one.rows)
        head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>" if one.headed else ""
        yield f"<w:tbl>{_BORDERS.format(width=sum(widths))}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
        yield _paragraph("Note", _text(one.note) if one.note else "")

    def row(self, row: Row, widths: list[int], style: str, sides: Sequence[str]) -> str:
        """Return a row; the first cell of a group row spans the empty ones behind it."""
        cells, at = [], 0
        while at < len(row.cells):
            many = 1
            if row.group and at == 0:
                while many < len(row.cells) and not row.cells[many]:
                    many += 1
            text = self.runs(row.cells[at])
            written = _aligned(
                "TableHead" if row.group else style, "left" if at == 0 and row.group else sides[at], text
            )
            cells.append(_cell(sum(widths[at : at + many]), written, span=many, shaded=row.group))
            at += many
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"

    def figures(self) -> str:
        """Return the list of figures as XML: bookmark, address, text and value."""
        rows = "".join(
            f'<figure bookmark="{name}" address="{escape(one.address)}" text="{escape(one.text)}"'
            + (f' value="{one.value!r}"' if one.value is not None else "")
            + "/>"
            for name, (one, _) in self.named.items()
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<figures xmlns="urn:gaoxin:figures:1">{rows}</figures>'
        )


_BORDERS = (
    '<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders><w:top w:val="single" w:sz="12" w:color="17212B"/>'
    '<w:bottom w:val="single" w:sz="12" w:color="17212B"/><w:insideH w:val="single" w:sz="2" w:color="C3CCD4"/></w:tblBorders>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
_DRAWING = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{at}" name="chart{at}" descr="{said}"/><a:graphic><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{at}" name="chart{at}"/>'
    '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdPoints{at}"><a:extLst>'
    '<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rIdVector{at}"/></a:ext></a:extLst></a:blip>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


def _text(text: str) -> str:
    if not text:
        return ""
    lines = escape(text, quote=False).split("\n")
    return (
        '<w:r><w:t xml:space="preserve">'
        + '</w:t><w:br/><w:t xml:space="preserve">'.join(lines)
        + "</w:t></w:r>"
    )


def _paragraph(style: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _aligned(style: str, side: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{side}"/></w:pPr>{runs}</w:p>'


def _cell(width: int, inner: str, *, span: int = 1, bottom: bool = False, shaded: bool = False) -> str:
    more = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    more += (
        '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:color="17212B"/></w:tcBorders>' if bottom else ""
    )
    more += '<w:shd w:val="clear" w:color="auto" w:fill="F0F3F6"/>' if shaded else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def listed(facts: Mapping[str, str]) -> list[str]:
    """Return the words that a template may name."""
    return [*facts, "title", "subtitle", "organ", "number", "state", "synthetic", "check_code", "body"]
