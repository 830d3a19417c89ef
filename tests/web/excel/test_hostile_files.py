"""Files that try to harm: a clear message in seconds, little memory, nothing stored; honest awkward ones come in."""

import time
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.returns import hostile
from tests.web.excel.sheets import actor, book, edition, read, rows_of, sound_rows, submission_of, written

from gaoxin_web.collect.excel_actions import receive
from gaoxin_web.collect.excel_rules import kind_of, safe_name
from gaoxin_web.collect.models import Upload
from gaoxin_web.platform.refusals import Refused

AT_THE_DOOR = {"encrypted": 400, "empty_file": 400}
"""What is refused before anything is stored, by the first bytes alone."""

ZIPPED = [make for make in hostile.ALL if make.__name__ not in AT_THE_DOOR]


@pytest.fixture
def officer(person):
    return person("officer1")


@pytest.fixture
def held(officer):
    return submission_of(officer, "enterprises")


@pytest.mark.parametrize("make", ZIPPED, ids=lambda make: make.__name__)
def test_a_hostile_workbook_ends_in_words(make, tmp_path, officer, held):
    content = make(tmp_path / "made.xlsx").read_bytes()
    began = time.process_time()
    faulty = read(receive(actor(officer), held.pk, "made.xlsx", content))
    assert (faulty.state, faulty.table, faulty.annotated) == ("faulty", None, None)
    assert [all(one["found"]) for one in faulty.summary["refused"]] == [True]
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_what_is_no_workbook_by_its_first_bytes_is_not_even_stored(name, tmp_path, officer, held):
    content = getattr(hostile, name)(tmp_path / "made.xlsx").read_bytes()
    with pytest.raises(Refused) as caught:
        receive(actor(officer), held.pk, "made.xlsx", content)
    assert (caught.value.status, Upload.objects.count()) == (AT_THE_DOOR[name], 0)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7,\n", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR,", b"<html>,</html>", b"MZ\x00,\x00", b"\x1f\x8b\x08\x00,", b'{"a":1,"b":2}'],
    ids=["pdf", "png", "html", "exe", "gzip", "json"],
)  # fmt: skip
def test_other_kinds_of_files_are_refused_whatever_they_are_called(content):
    with pytest.raises(Refused) as caught:
        kind_of("企业年报.xlsx", content)
    assert caught.value.status == 400


def test_names_lose_folders_and_unseen_signs():
    plain = b"a,b\n"
    assert [safe_name(name, plain) for name in (
        "../../etc/passwd", "C:\\temp\\企业年报.csv", "年报\u202egpj.csv", "\x00\n.csv", "x" * 5000 + ".xlsx", "~$锁.csv", ".hidden.csv",
    )] == ["passwd.csv", "企业年报.csv", "年报gpj.csv", "csv.csv", "x" * 80 + ".csv", "__锁.csv", "hidden.csv"]  # fmt: skip


def test_a_child_that_holds_too_much_is_ended_and_said_so(officer, held, monkeypatch):
    from gaoxin_web.collect import jobs
    from gaoxin_web.platform.guarded import Limits

    monkeypatch.setattr(jobs, "LIMITS", Limits(resident=20 * 2**20))
    faulty = read(receive(actor(officer), held.pk, "a.xlsx", book(sound_rows(), edition(held))))
    assert faulty.summary["refused"][0]["found"][1] == "reading it needs more than 500 MB of memory"


def test_a_child_that_takes_too_long_is_ended(officer, held, monkeypatch):
    from gaoxin_web.collect import jobs
    from gaoxin_web.platform.guarded import Limits

    monkeypatch.setattr(jobs, "LIMITS", Limits(seconds=0))
    faulty = read(receive(actor(officer), held.pk, "a.xlsx", book(sound_rows(), edition(held))))
    assert (faulty.state, len(faulty.summary["refused"])) == ("faulty", 1)


WIDE = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


def test_awkward_but_honest_cells_are_read_as_they_are_meant_and_noted(officer, held):
    rows = [dict(row) for row in sound_rows()]
    made = openpyxl.load_workbook(BytesIO(book(rows, edition(held))))
    made.epoch = CALENDAR_MAC_1904
    page = made.active
    column = {name: at for at, name in enumerate(rows[0], 1)}
    page.cell(2, column["revenue"]).value = f"{rows[0]['revenue']:,}".translate(WIDE)
    page.cell(3, column["employees"]).value = f" {rows[1]['employees']} "
    page.cell(4, column["patent_applications"]).value = "—"
    page.cell(5, column["patent_applications"]).value = "…"
    page.cell(7, column["registered_on"]).value = datetime(2001, 2, 3)  # noqa: DTZ001
    page.cell(1, len(column) + 1).value = "经办人"
    page.cell(2, len(column) + 1).value = "=HYPERLINK(1)"
    page.row_dimensions[5].hidden = True
    page.title = "Sheet（改名）"
    page.insert_rows(1)
    page.merge_cells("A1:F1")
    page["A1"].value = "2015 年企业年报"
    found = read(receive(actor(officer), held.pk, "怪.xlsx", written(made)))
    kinds = {en for _, _, _, _, en, _ in found.summary["notes"]}
    assert (found.state, found.summary["rows"]) == ("checked", len(rows))
    assert {"full-width made half-width", "thousands separators removed", "hidden rows are read like the others",
            "merged cells have a value in the first cell only", "read as not reported"} <= kinds  # fmt: skip
    assert found.summary["ignored"] == {"column 怪.xlsx[Sheet（改名）] 经办人": 1}
    stored = {row["credit_code"]: row for row in rows_of(found.table)}
    cells = [
        (0, "revenue"),
        (1, "employees"),
        (2, "patent_applications"),
        (3, "patent_applications"),
        (5, "registered_on"),
    ]
    assert [stored[rows[at]["credit_code"]][name] for at, name in cells] == [
        rows[0]["revenue"], rows[1]["employees"], None, None, date(2001, 2, 3)]  # fmt: skip


@pytest.mark.parametrize("text", ["无", "12.5%", "#REF!", "1e400"])
def test_a_cell_with_two_meanings_or_none_has_a_message_of_its_own(text, officer, held):
    rows = [dict(row) for row in sound_rows()[:3]]
    rows[1]["patent_applications"] = text
    faulty = read(receive(actor(officer), held.pk, "a.xlsx", book(rows, edition(held))))
    said = [(one["found"], one["place"]) for one in faulty.summary["examples"] if one["check"] == "READ"]
    code = edition(held).enterprise_fields["patent_applications"].code
    assert (faulty.state, said) == ("faulty", [(f"“{text}”", f"[企业年报]3 {code}")])
