"""Pages look as they did: pictures kept at low resolution, compared with a tolerance; Word opens elsewhere.

``GAOXIN_GOLDEN=write`` draws the pictures anew; look at them before they are kept.
"""

import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pypdf
import pytest
import typst
from PIL import Image
from tests.report.rounds import document, file, newcomer, parts, zone_at

from gaoxin.report.charts import (
    attained,
    bars,
    dimensions,
    histogram,
    interval,
    lines,
    percentiles,
    stacked,
    steps,
)
from gaoxin.report.document import Chart
from gaoxin.report.fonts import fonts
from gaoxin.report.notice import Notice, notice
from gaoxin.report.picture import svg
from gaoxin.report.typeset import TEMPLATE, data

GOLDEN = Path(__file__).with_name("golden")
PPI = 36
"""Small enough to keep, large enough to see a table fall apart."""

MEAN, PART = 2.0, 40.0
"""How much a page may differ in the mean of its grey levels (of 255), and in the mean of its worst part (16 px)."""

NOTICE = Notice(
    subject="研发投入目标滞后", to="某某高新区管委会", demands=("查明原因", "提出措施，月底前报送"), due="2016年9月30日",
    grounds="国科发火〔2013〕388号 附1", contact="张某", organ="某某厅", number="某科督〔2016〕3号",
)  # fmt: skip


def pages(one):
    """The pages of a document as grey pictures."""
    compiler = typst.Compiler(str(TEMPLATE), font_paths=fonts(), ignore_system_fonts=True)
    made = compiler.compile(sys_inputs={"data": data(one)}, format="png", ppi=PPI)
    return [
        Image.open(io.BytesIO(page)).convert("L") for page in (made if isinstance(made, list) else [made])
    ]


DOCUMENTS = {
    "diagnosis-zone": lambda: document("diagnosis", zone_at(12), "zone"),
    "diagnosis-evaluator": lambda: document("diagnosis", zone_at(20), "evaluator"),
    "diagnosis-first-round": lambda: document("diagnosis", newcomer(), "zone"),
    "diagnosis-english": lambda: document("diagnosis", zone_at(12), "zone", "en"),
    "letter": lambda: document("letter", zone_at(3), "zone"),
    "national": lambda: document("diagnosis", "national", "evaluator"),
    "midterm": lambda: document("midterm", "national", "evaluator"),
    "notice": lambda: notice(NOTICE),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_pages_look_as_they_did(name):
    found = pages(DOCUMENTS[name]())
    sheet = Image.new("L", (sum(page.width for page in found), found[0].height), 255)
    for at, page in enumerate(found):
        sheet.paste(page, (at * page.width, 0))
    kept = GOLDEN / f"{name}.png"
    if os.environ.get("GAOXIN_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        sheet.quantize(16).save(kept, optimize=True)
    before = Image.open(kept).convert("L")
    assert sheet.size == before.size
    away = np.abs(np.asarray(sheet, dtype=float) - np.asarray(before, dtype=float))
    high, wide = (size // 16 * 16 for size in away.shape)
    parts_ = away[:high, :wide].reshape(high // 16, 16, wide // 16, 16).mean(axis=(1, 3))
    assert (away.mean() < MEAN, parts_.max() < PART) == (True, True), (away.mean(), parts_.max())


def test_the_pictures_that_are_kept_are_small():
    assert sum(path.stat().st_size for path in GOLDEN.glob("*.png")) < 2**20
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(DOCUMENTS)


def test_a_diagnostic_report_has_about_eight_pages_before_its_annex():
    reader = pypdf.PdfReader(io.BytesIO(file("diagnosis", zone_at(12), "zone", "pdf")))
    texts = [page.extract_text() for page in reader.pages]
    annex = next(at for at, text in enumerate(texts) if "附表1" in text)
    assert 6 <= annex <= 10


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    headings = {"standing", "profile", "changes", "targets", "advice", "method"}
    titles = [
        "".join("".join(one if isinstance(one, str) else one.text for one in block.words).split())
        for block in document("diagnosis", zone_at(12), "zone").blocks
        if getattr(block, "level", 0) and block.name in headings
    ]
    reader = pypdf.PdfReader(io.BytesIO(file("diagnosis", zone_at(12), "zone", "pdf")))
    for page in reader.pages:
        lines_ = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        body = [line for line in lines_ if "校验码" not in line and not line.startswith("园区版")]
        assert re.sub(r"^[一二三四五六七八九]、", "", "".join(body[-1].split())) not in titles


OPTIONS = [
    dimensions(["甲", "乙"], [40.0, 60.0], [(30.0, 40.0, 50.0), None], ("本园区", "四分位", "中位")),
    interval(3, 1, 7, 143, "第 3 位"),
    percentiles(["1.1", "1.10"], [0.4, None], ["▲", ""], "中间"),
    steps(["本园区", "他园"], [0.5, -0.3]),
    attained(["研发投入"], [1.7], [True], "要求"),
    bars(["甲", "乙"], [3.0, 1.0]),
    stacked(["甲"], [("达到", [3]), ("未达到", [4])]),
    histogram([0, 5, 10], [3, 4], ("得分", "园区数")),
    lines([2013, 2014], [("甲", [1.0, None])], "%"),
]


def test_the_same_option_gives_the_same_picture_whatever_was_drawn_before():
    first = [svg(option, 400, 200) for option in OPTIONS]
    again = [svg(option, 400, 200) for option in reversed(OPTIONS)]
    assert again == first[::-1]
    assert [
        one for one in first if "zr" in one or "<script" in one or "href" in one.replace('xlink:href="#', "")
    ] == []


def test_options_are_plain_json_without_functions_or_html():
    said = json.dumps(OPTIONS, ensure_ascii=False, allow_nan=False)
    assert re.findall(r"function|=>|<[a-z]", said) == []
    assert {option["tooltip"]["renderMode"] for option in OPTIONS} == {"richText"}


def test_every_chart_has_a_sentence_for_those_who_cannot_see_it():
    charts = [
        block for block in document("diagnosis", zone_at(12), "zone").blocks if isinstance(block, Chart)
    ]
    assert len(charts) == 6
    assert [chart.said for chart in charts if len(chart.said) < 8] == []


def test_word_names_its_fonts_without_a_theme_and_has_the_official_page():
    found = parts(file("diagnosis", zone_at(12), "zone", "docx"))
    styles, xml = found["word/styles.xml"].decode(), found["word/document.xml"].decode()
    assert not re.search(r"Theme", styles + xml)
    assert not [name for name in found if "theme" in name]
    assert 'w:eastAsia="仿宋_GB2312"' in styles
    assert 'w:eastAsia="黑体"' in re.search(r'w:styleId="Heading1".*?</w:style>', styles)[0]
    assert 'w:eastAsia="楷体_GB2312"' in re.search(r'w:styleId="Heading2".*?</w:style>', styles)[0]
    assert 'w:eastAsia="方正小标宋简体"' in re.search(r'w:styleId="Title".*?</w:style>', styles)[0]
    assert '<w:sz w:val="32"/>' in re.search(r'w:styleId="BodyText".*?</w:style>', styles)[0]
    assert '<w:pgSz w:w="11906" w:h="16838"/>' in xml
    assert 'w:top="2098"' in xml
    assert 'w:left="1588"' in xml
    assert xml.count('<w:tblLayout w:type="fixed"/>') == xml.count("<w:tbl>") == xml.count("<w:tblHeader/>")


@pytest.mark.parametrize("kind", ["diagnosis", "letter"])
def test_every_part_of_a_word_file_is_well_formed_and_its_properties_stand_in_the_order_of_the_schema(kind):
    found = parts(file(kind, zone_at(12), "zone", "docx"))
    trees = {
        name: ET.fromstring(text) for name, text in found.items() if name.endswith((".xml", ".rels", ".svg"))
    }
    wrong = [
        (name, [child.tag for child in one])
        for name, tree in trees.items()
        for kind_, order in ORDERS.items()
        for one in tree.iter(W + kind_)
        if (ranks := [order.index(child.tag.removeprefix(W)) for child in one]) != sorted(ranks)
    ]
    assert wrong == []


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS = {
    "pPr": ["pStyle", "keepNext", "pBdr", "tabs", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"],
    "rPr": ["rFonts", "color", "spacing", "sz", "szCs", "lang"],
    "tblPr": ["tblW", "jc", "tblBorders", "tblLayout", "tblCellMar"],
    "tcPr": ["tcW", "gridSpan", "tcBorders", "shd", "vAlign"],
    "sectPr": ["headerReference", "footerReference", "pgSz", "pgMar", "docGrid"],
}
"""The order in which Word's schema has the properties that are used here."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """LibreOffice's idea of a report: opened and written again, as Word and as PDF."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")
    (folder / "report.docx").write_bytes(file("diagnosis", zone_at(12), "zone", "docx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for form in ("pdf", "docx"):
        words = [
            program,
            profile,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            f"{folder}/{form}",
            f"{folder}/report.docx",
        ]
        subprocess.run(words, check=True, capture_output=True, timeout=300)
    return folder


def test_word_opens_in_libreoffice_with_all_it_says(office):
    text = "".join(
        "".join(page.extract_text().split()) for page in pypdf.PdfReader(office / "pdf/report.pdf").pages
    )
    one = document("diagnosis", zone_at(12), "zone")
    assert "".join(one.title.split()) in text
    assert one.check_code in text
    assert "第1/" in text


def test_word_keeps_its_fonts_in_libreoffice(office):
    styles = parts((office / "docx/report.docx").read_bytes())["word/styles.xml"].decode()
    for font in ("仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"):
        assert f'w:eastAsia="{font}"' in styles
