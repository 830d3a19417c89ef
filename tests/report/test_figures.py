"""Every figure of a report is the result folder's: by its address, in the document, in Word, PDF and Excel."""

import csv
import io
import json
import re
from functools import cache

import openpyxl
import pypdf
import pytest
from tests.report.rounds import (
    EARLIER,
    LATEST,
    document,
    file,
    folder,
    material,
    newcomer,
    parts,
    pdf_text,
    text_of,
    word_text,
    zone_at,
)  # fmt: skip

from gaoxin.report import Order, render
from gaoxin.report.document import plain
from gaoxin.report.word import bookmark
from gaoxin.terms import Address

COLUMNS = {
    "rank": [("scores.csv", "rank", None)],
    "score": [("scores.csv", "score", None)],
    "dimension": [("dimensions.csv", "score", "code"), ("dimensions.csv", "rank", "code")],
    "indicator": [("indicators.csv", "value", "code")],
    "target": [("targets.csv", "value", "no")],
}
"""Stage -> where its figures stand: file, column, and the column of its code."""


@cache
def held(year, name, column, key):
    """A column of a file of the folder by unit and code, as the file's own text has it."""
    with (folder(year) / name).open(encoding="utf-8", newline="") as rows:
        return {(row["unit"], row[key] if key else "total"): row[column] for row in csv.DictReader(rows)}


def in_folder(address):
    """The values that the folder holds at an address."""
    at = Address.parse(address)
    found = [held(at.year, *where).get((at.unit, at.code)) for where in COLUMNS[at.stage]]
    return [float(text) for text in found if text]


def as_printed(text, value, factor):
    """Whether the text is the value, rounded to the decimals that are printed."""
    word = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", text).rstrip("%").replace(",", "").replace("−", "-")
    by = 100 if text.endswith("%") else factor
    decimals = len(word.partition(".")[2])
    return abs(float(word) - value * by) <= 0.5 * 10**-decimals * (1 + 1e-9)


def documents():
    zones = [zone_at(1), zone_at(12), zone_at(20), newcomer()]
    yield from (document("diagnosis", zone, audience) for zone in zones for audience in ("zone", "evaluator"))
    yield from (document("diagnosis", zone, "zone", "en") for zone in zones)
    yield from (document("letter", zone, "zone") for zone in zones)
    yield from (
        document(kind, "national", "evaluator") for kind in ("diagnosis", "tables", "midterm", "final")
    )


def test_every_figure_with_an_address_is_the_one_that_the_folder_holds_there():
    wrong, seen = [], 0
    for one in documents():
        for number in one.numbers():
            seen += 1
            there = in_folder(number.address)
            if number.value not in there or not as_printed(number.text, number.value, number.factor):
                wrong.append((one.title, number, there))
    assert wrong == []
    assert seen > 3000


def test_every_figure_of_a_word_file_is_a_bookmark_with_its_address_and_its_text():
    zone = zone_at(12)
    content = file("diagnosis", zone, "zone", "docx")
    xml = parts(content)["word/document.xml"].decode()
    marked = dict(
        re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"/><w:r><w:t[^>]*>([^<]*)</w:t>', xml)
    )
    listed = re.findall(
        r'<figure bookmark="([^"]+)" address="([^"]+)" text="([^"]*)"',
        parts(content)["customXml/item1.xml"].decode(),
    )
    numbers = list(document("diagnosis", zone, "zone").numbers())
    assert [(address, text) for _, address, text in listed] == [(one.address, one.text) for one in numbers]
    assert {name: text for name, _, text in listed} == marked
    assert bookmark(f"rank/total@{zone}@{LATEST}") in marked
    assert all(re.fullmatch(r"[A-Za-z][0-9A-Za-z_]{0,39}", name) for name in marked)
    assert len(re.findall(r'w:id="(\d+)" w:name', xml)) == len(set(re.findall(r'w:id="(\d+)" w:name', xml)))


def test_a_pdf_carries_every_figure_with_address_value_and_page_and_prints_it_there():
    zone = zone_at(12)
    reader = pypdf.PdfReader(io.BytesIO(file("diagnosis", zone, "zone", "pdf")))
    said = json.loads(reader.attachments["figures.json"][0])
    numbers = list(document("diagnosis", zone, "zone").numbers())
    assert [(one["address"], one["text"], float(one["value"])) for one in said["figures"]] == [
        (one.address, one.text, one.value) for one in numbers
    ]
    assert said["check_code"] == document("diagnosis", zone, "zone").check_code
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    assert [one for one in said["figures"] if one["text"] not in pages[one["page"] - 1]] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_word_and_pdf_say_every_sentence_and_cell_of_the_document(language):
    zone = zone_at(5)
    one = document("diagnosis", zone, "zone", language)
    word = "".join(word_text(file("diagnosis", zone, "zone", "docx", language)).split())
    pdf = pdf_text(file("diagnosis", zone, "zone", "pdf", language)).replace("-", "")
    charts = {block.said for block in one.blocks if hasattr(block, "said")}
    own = [line for line in list(one.words())[5:] if line and line not in charts and line != "False"]
    lines = ["".join(line.split()) for line in own]
    assert [line for line in lines if line not in word] == []
    words = [line for line in lines if len(line) < 12]
    assert [line for line in words if line.replace("-", "") not in pdf] == []


def test_numbers_of_a_workbook_are_numbers_to_sixteen_digits_under_their_address():
    content = file("tables", "national", "evaluator", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    noted = [(cell.value, cell.comment.text) for cell in cells if cell.comment is not None]
    assert len(noted) > 1500
    assert {type(value) for value, _ in noted} <= {int, float}
    assert [
        one for one in noted if one[0] not in [pytest.approx(there, rel=1e-15) for there in in_folder(one[1])]
    ] == []


def test_a_workbook_has_no_formulas_no_links_and_can_be_printed_and_signed():
    content = file("tables", zone_at(3), "zone", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s"}
    assert [cell for cell in cells if cell.hyperlink] == []
    for at, sheet in enumerate(book, start=1):
        assert sheet["A1"].value == f"附表{at}"
        assert sheet.print_area
        assert sheet.print_title_rows
        assert sheet.page_setup.paperSize in ("9", 9)
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert texts[-1].startswith("单位负责人：")
        assert any(text.startswith("表号：") for text in texts)
        assert "合成演示数据" in sheet.oddHeader.right.text
        assert document("tables", zone_at(3), "zone").check_code in sheet.oddFooter.center.text


def test_the_same_order_gives_the_same_bytes():
    order = Order("diagnosis", zone_at(2), "zone")
    for form in ("docx", "pdf"):
        assert render(material(), order, form) == file("diagnosis", zone_at(2), "zone", form)


def test_the_check_code_follows_from_what_is_said_and_from_what_it_was_made_of():
    one = document("diagnosis", zone_at(2), "zone")
    other = document("diagnosis", zone_at(3), "zone")
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", one.check_code)
    assert one.check_code != other.check_code
    assert one.check_code != document("diagnosis", zone_at(2), "evaluator").check_code
    assert set(one.of["results"]) == {str(year) for year in (*EARLIER, LATEST)}


def test_synthetic_data_say_so_on_every_page_and_a_draft_is_marked():
    reader = pypdf.PdfReader(io.BytesIO(file("letter", zone_at(4), "zone", "pdf")))
    assert ["合成演示数据" in page.extract_text() for page in reader.pages] == [True] * len(reader.pages)
    word = parts(file("letter", zone_at(4), "zone", "docx"))
    assert "合成演示数据" in word["word/header1.xml"].decode()
    assert 'string="草稿"' in word["word/header1.xml"].decode()


def test_a_pdf_has_an_outline_of_its_headings_and_embeds_its_fonts():
    reader = pypdf.PdfReader(io.BytesIO(file("diagnosis", zone_at(2), "zone", "pdf")))
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles[0] == "一、总体情况"
    fonts = {font for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    names = {str(font.get_object()["/BaseFont"]) for font in fonts}
    assert {name.partition("+")[2].partition("-")[0] for name in names} == {"NotoSansSC", "NotoSerifSC"}


def test_a_zone_in_its_first_round_has_a_score_no_rank_and_no_marks():
    said = text_of(document("diagnosis", newcomer(), "zone"))
    assert "只评分、不参加排名" in said
    assert "首轮试评园区不与他园比较" in said
    assert plain(document("diagnosis", newcomer(), "zone").blocks[2].words).count("第") == 0
