"""The fixed parts of a Word file in official layout: page, styles, head and foot; no theme, every font by name.

Values of GB/T 9704-2012: A4, 37 mm above and 28 mm at the binding side, type area 156 x 225 mm, 三号仿宋, 22 lines of
28 characters. English documents keep the page and have 11 pt.
"""

from gaoxin.terms import Language

WIDTH = 8845
"""The type area in twentieths of a point: 156 mm."""

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FAMILY = "application/vnd.openxmlformats-officedocument.wordprocessingml"

FONTS: dict[Language, dict[str, str]] = {
    "zh": {
        "body": "仿宋_GB2312", "title": "方正小标宋简体", "first": "黑体", "second": "楷体_GB2312", "table": "仿宋_GB2312",
        "head": "黑体", "latin": "仿宋_GB2312",
    },
    "en": {
        "body": "宋体", "title": "宋体", "first": "黑体", "second": "黑体", "table": "宋体", "head": "黑体",
        "latin": "Times New Roman",
    },
}  # fmt: skip


def parts(language: Language) -> dict[str, str]:
    """Return every part of the template by its name in the file."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("rId1", f"{_RELATION}/officeDocument", "word/document.xml"),
            (
                "rId2",
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                "docProps/core.xml",
            ),
        ),
        "docProps/core.xml": _core(),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", f"{_RELATION}/styles", "styles.xml"),
            ("rId2", f"{_RELATION}/settings", "settings.xml"),
            ("rId3", f"{_RELATION}/fontTable", "fontTable.xml"),
            ("rId4", f"{_RELATION}/header", "header1.xml"),
            ("rId5", f"{_RELATION}/footer", "footer1.xml"),
        ),
        "word/document.xml": _document(language),
        "word/header1.xml": _header(),
        "word/footer1.xml": _footer(language),
        "word/styles.xml": styles(language),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(language),
    }


def _content_types() -> str:
    overrides = {
        "document.xml": "document.main+xml", "styles.xml": "styles+xml", "settings.xml": "settings+xml",
        "fontTable.xml": "fontTable+xml", "header1.xml": "header+xml", "footer1.xml": "footer+xml",
    }  # fmt: skip
    return (
        _XML
        + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + '<Default Extension="xml" ContentType="application/xml"/>'
        + '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        + "".join(
            f'<Override PartName="/word/{name}" ContentType="{_FAMILY}.{kind}"/>'
            for name, kind in overrides.items()
        )
        + "</Types>"
    )


def _relations(*found: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{one}" Type="{kind}" Target="{target}"/>' for one, kind, target in found
    )
    return f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _core() -> str:
    return (
        _XML
        + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        + 'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{{ title }}</dc:title>'
        + "<dc:identifier>{{ check_code }}</dc:identifier></cp:coreProperties>"
    )


def _document(language: Language) -> str:
    red = '<w:rPr><w:color w:val="D0021B"/></w:rPr>'
    rule = '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="6" w:color="D0021B"/></w:pBdr>'
    body = (
        _tagged("{%p if organ and number %}")
        + f'<w:p><w:pPr><w:pStyle w:val="RedHead"/></w:pPr><w:r>{red}<w:t>{{{{ organ }}}}</w:t></w:r></w:p>'
        + f'<w:p><w:pPr><w:pStyle w:val="Subtitle"/>{rule}</w:pPr><w:r><w:t>{{{{ number }}}}</w:t></w:r></w:p>'
        + _tagged("{%p endif %}")
        + _paragraph("Title", "{{ title }}")
        + _tagged("{%p if subtitle %}")
        + _paragraph("Subtitle", "{{ subtitle }}")
        + _tagged("{%p endif %}")
        + _tagged("{{p body }}")
    )
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="1247" w:footer="1134" w:gutter="0"/>'
        + ('<w:docGrid w:type="lines" w:linePitch="579"/>' if language == "zh" else "")
        + "</w:sectPr>"
    )
    return f"{_XML}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"


def _tagged(tag: str) -> str:
    return f"<w:p><w:r><w:t>{tag}</w:t></w:r></w:p>"


def _paragraph(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def _header() -> str:
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'
    return (
        f'{_XML}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/>{tab}</w:pPr>'
        "<w:r><w:t>{{ header_left }}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>{{ header_right }}</w:t></w:r>"
        "<w:r><w:t>{{r watermark }}</w:t></w:r></w:p></w:hdr>"
    )


def _footer(language: Language) -> str:
    def page(code: str) -> str:
        return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    def word(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    numbers = (
        word("第 ") + page("PAGE") + word(" / ") + page("NUMPAGES") + word(" 页")
        if language == "zh"
        else word("page ") + page("PAGE") + word(" of ") + page("NUMPAGES")
    )
    tabs = (
        f'<w:tabs><w:tab w:val="center" w:pos="{WIDTH // 2}"/><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'
    )
    return (
        f'{_XML}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/>{tabs}</w:pPr>'
        "<w:r><w:t>{{ footer_left }}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>{{ footer_code }}</w:t></w:r>"
        f"<w:r><w:tab/></w:r>{numbers}</w:p></w:ftr>"
    )


def watermark(word: str) -> str:
    """Return the run that puts a word across the page, grey and behind the text; nothing for no word."""
    if not word:
        return ""
    width = 70 * max(2, len(word) if len(word) < 8 else len(word) // 2)
    shape = (
        "position:absolute;margin-left:0;margin-top:0;"
        f"width:{width}pt;height:90pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="mark" type="#_x0000_t136" style="{shape}" filled="f" strokecolor="#C3CCD4" strokeweight=".6pt">'
        f'<v:textpath style="font-family:黑体;font-size:1pt" string="{word}"/></v:shape></w:pict></w:r>'
    )


def _fonts(east: str, latin: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}"/>'


def styles(language: Language) -> str:
    """Return styles.xml: body, title, three levels of headings, tables, captions, notes, head and foot."""
    font, zh = FONTS[language], language == "zh"
    latin = font["latin"]
    size, line = (32, 579) if zh else (22, 330)
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if zh else ""
    exact = f'<w:spacing w:before="0" w:after="{0 if zh else 120}" w:line="{line}" w:lineRule="exact"/>'
    loose = '<w:spacing w:before="60" w:after="60" w:line="240" w:lineRule="auto"/>'
    close = '<w:spacing w:val="-4"/>' if zh else ""
    """Takes a fifth of a point from each character: 28 of 16 pt in 156 mm."""
    tight = '<w:snapToGrid w:val="0"/><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'

    def style(
        name: str, label: str, paragraph: str, east: str, points: int, *, more: str = "", latin_: str = latin
    ) -> str:
        based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
        default = ' w:default="1"' if name == "Normal" else ""
        run = f'{_fonts(east, latin_)}{more}<w:sz w:val="{points}"/><w:szCs w:val="{points}"/>'
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{label}"/>{based}<w:qFormat/>'
            f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )

    def heading(level: int, east: str, points: int) -> str:
        kept = f'<w:keepNext/>{exact}{indent}<w:outlineLvl w:val="{level - 1}"/>'
        return style(f"Heading{level}", f"heading {level}", kept, east, points, latin_=east if zh else latin)

    sizes = (32, 32, 32) if zh else (28, 24, 22)
    found = [
        style("Normal", "Normal", f'{exact}<w:jc w:val="both"/>', font["body"], size),
        style("BodyText", "Body Text", indent, font["body"], size, more=close),
        style("Title", "Title", '<w:spacing w:before="120" w:after="120" w:line="620" w:lineRule="atLeast"/><w:jc w:val="center"/>', font["title"], 44 if zh else 36),
        style("Subtitle", "Subtitle", '<w:spacing w:after="200" w:line="400" w:lineRule="atLeast"/><w:jc w:val="center"/>', font["second"], size),
        style("RedHead", "Red Head", '<w:spacing w:before="240" w:after="240" w:line="900" w:lineRule="atLeast"/><w:jc w:val="center"/>', font["title"], 72),
        *(heading(level, font[name], points) for level, name, points in zip((1, 2, 3), ("first", "second", "body"), sizes, strict=True)),
        style("Caption", "caption", f'<w:keepNext/>{loose}<w:jc w:val="center"/>', font["head"], 22 if zh else 20),
        style("Unit", "Table Unit", f'<w:keepNext/>{tight}<w:jc w:val="right"/>', font["table"], 18),
        style("TableText", "Table Text", f'{tight}<w:jc w:val="left"/>', font["table"], 20 if zh else 18),
        style("TableHead", "Table Head", f'<w:keepNext/>{tight}<w:jc w:val="center"/>', font["head"], 20 if zh else 18),
        style("AnnexText", "Annex Text", f'{tight}<w:jc w:val="left"/>', font["table"], 18 if zh else 16),
        style("Picture", "Picture", f'<w:keepNext/><w:snapToGrid w:val="0"/>{loose}<w:jc w:val="center"/>', font["body"], size),
        style("Note", "Note", tight.replace('after="20"', 'after="160"'), font["table"], 18, more='<w:color w:val="5B6773"/>'),
        style("Closing", "Closing", f'{exact}<w:ind w:right="640"/><w:jc w:val="right"/>', font["body"], size),
        style("Header", "header", f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="7C8995"/></w:pBdr>{tight}', font["head"], 17, more='<w:color w:val="5B6773"/>'),
        style("Footer", "footer", tight, font["head"], 17, more='<w:color w:val="5B6773"/>'),
    ]  # fmt: skip
    defaults = f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(font["body"], latin)}<w:lang w:val="en-GB" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    return f"{_XML}<w:styles {NAMESPACES}>{defaults}{''.join(found)}</w:styles>"


def _settings() -> str:
    return (
        f'{_XML}<w:settings {NAMESPACES}><w:zoom w:percent="100"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )


def _font_table(language: Language) -> str:
    """Return the fonts the document names, with what a program without them may take."""
    instead = {"仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "方正小标宋简体": "宋体"}
    names = dict.fromkeys(FONTS[language].values())
    rows = "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{instead[name]}"/>' if name in instead else "")
        + f'<w:charset w:val="{"00" if name.isascii() else "86"}"/></w:font>'
        for name in names
    )
    return f"{_XML}<w:fonts {NAMESPACES}>{rows}</w:fonts>"
