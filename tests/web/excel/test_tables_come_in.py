"""A zone's import of its enterprises: looked at first, stored as one act, never half."""

from io import BytesIO

import openpyxl
import pytest
from tests.web.excel.sheets import actor, book, edition, opened, read, rows_of, sound_rows, submission_of

from gaoxin.returns.header import PROBLEMS, SUMMARY
from gaoxin_web.collect.excel_actions import check_again, confirm, discard, receive
from gaoxin_web.collect.excel_queries import changed_cells, moved_on, upload_of
from gaoxin_web.collect.models import Revision, Table, Upload
from gaoxin_web.platform.journal import first_bad
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused


@pytest.fixture
def officer(person):
    return person("officer1")


@pytest.fixture
def held(officer):
    return submission_of(officer, "enterprises")


@pytest.fixture
def send(officer, held):
    def sent(rows, name="企业年报.xlsx", **how):
        return read(receive(actor(officer), held.pk, name, book(rows, edition(held), **how)))

    return sent


def table_of(held):
    return Revision.objects.get(pk=held.current_id).table


def refused(call, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return caught.value.status, caught.value.said.en


def test_an_export_of_the_statistics_system_comes_in_as_it_is(officer, held, send):
    rows = sound_rows()
    checked = send(rows)
    assert (checked.state, checked.summary.get("refused"), checked.summary["stops"]) == ("checked", None, 0)
    assert checked.summary["difference"] == {"new": len(rows), "changed": 0, "unchanged": 0, "gone": 0}
    assert table_of(held) is None
    confirm(actor(officer), checked.pk)
    assert table_of(held) == checked.table
    assert [checked.table.rows, checked.table.columns[0], checked.table.columns[-1]] == [
        len(rows),
        "year",
        "synthetic",
    ]
    assert first_bad() is None
    tags = list(Entry.objects.order_by("-number").values_list("tag", flat=True)[:4])
    assert tags == ["upload:confirmed", "upload:checked", "job:asked", "upload:received"]


def test_what_is_stored_is_what_was_sent_cell_by_cell(officer, held, send):
    rows = sound_rows()
    checked = send(rows)
    stored = rows_of(checked.table)
    assert stored == sorted(rows, key=lambda row: row["credit_code"])


def test_one_bad_row_keeps_everything_out_and_comes_back_marked(officer, held, send):
    rows = sound_rows()
    rows[3] |= {"revenue": "12吨"}
    rows[5] |= {"main_business_revenue": float(rows[5]["revenue"] or 0) + 1000}
    faulty = send(rows)
    assert (faulty.state, faulty.table, faulty.summary["counts"]["READ"]) == ("faulty", None, 1)
    assert refused(confirm, actor(officer), faulty.pk) == (
        409, "this file cannot be confirmed: correct what must be corrected first")  # fmt: skip
    assert (table_of(held), Table.objects.filter(rows=len(rows)).exists()) == (None, False)
    back = openpyxl.load_workbook(BytesIO(bytes(faulty.annotated)))
    sheet = back["企业年报"]
    heads = [cell.value for cell in sheet[1]]
    assert (back.sheetnames, heads[-1]) == (["企业年报", SUMMARY], PROBLEMS)
    assert heads[:-1] == [edition(held).enterprise_fields[name].code or name for name in rows[0]]
    assert sheet[5][-1].value.startswith("READ〔强制性〕“12吨”。格子读不出来。改法：应为数，小数不超过三位")
    assert sheet.cell(5, 1 + list(rows[0]).index("revenue")).fill.fill_type == "solid"


def test_the_corrected_workbook_goes_in_as_it_is(officer, held, send):
    rows = sound_rows()
    right = rows[3]["revenue"]
    rows[3] |= {"revenue": "12吨"}
    back = openpyxl.load_workbook(BytesIO(bytes(send(rows).annotated)))
    back["企业年报"].cell(5, 1 + list(rows[0]).index("revenue")).value = float(right)
    out = BytesIO()
    back.save(out)
    mended = read(receive(actor(officer), held.pk, "改好.xlsx", out.getvalue()))
    assert (mended.state, mended.summary["stops"]) == ("checked", 0)
    assert rows_of(mended.table) == sorted(sound_rows(), key=lambda row: row["credit_code"])


def test_the_same_file_twice_changes_nothing_and_says_so(officer, held, send):
    rows = sound_rows()
    first = send(rows)
    content = bytes(Upload.objects.get(pk=first.pk).content)
    assert receive(actor(officer), held.pk, "again.xlsx", content).pk == first.pk
    confirm(actor(officer), first.pk)
    lines = Entry.objects.count()
    again = receive(actor(officer), held.pk, "again.xlsx", content)
    assert (again.pk, again.state, Entry.objects.count()) == (first.pk, "confirmed", lines)


def test_the_same_rows_in_another_file_are_unchanged(officer, held, send):
    rows = sound_rows()
    confirm(actor(officer), send(rows).pk)
    other = send(list(reversed(rows)), name="倒序.xlsx", sheet="改了名的表")
    assert other.summary["difference"] == {"new": 0, "changed": 0, "unchanged": len(rows), "gone": 0}
    assert other.table == table_of(held)


def test_a_change_is_shown_cell_by_cell_in_pages(officer, held, send):
    rows = sound_rows()
    confirm(actor(officer), send(rows).pk)
    changed = [dict(row) for row in rows]
    for row in changed:
        row["patent_applications"] = (row["patent_applications"] or 0) + 7
    second = send(changed[1:], name="二稿.xlsx")
    assert second.summary["difference"] == {"new": 0, "changed": len(rows) - 1, "unchanged": 0, "gone": 1}
    shown = changed_cells(upload_of(officer, second.pk), 1)
    assert (shown.total, dict(shown.fields), len(shown.cells)) == (59, {"patent_applications": 59}, 50)
    assert len(changed_cells(upload_of(officer, second.pk), 2).cells) == 9
    _, _, field, old, new = shown.cells[0]
    assert (field, int(new) - int(old or 0)) == ("patent_applications", 7)


def test_two_rows_of_one_enterprise_keep_everything_out(send):
    rows = sound_rows()
    doubled = send([*rows, rows[0]])
    assert (doubled.state, doubled.table) == ("faulty", None)


def test_rows_of_another_unit_keep_everything_out(held, send):
    rows = [{"zone": "Z002", **row} for row in sound_rows()]
    other = send(rows)
    assert (other.state, other.summary["counts"]["READ"], other.table) == ("faulty", len(rows), None)
    assert other.summary["examples"][0]["found"] == "zones.csv 中没有高新区“Z002”"


def test_a_year_that_is_not_the_rounds_is_refused_in_words(send):
    wrong = send([{"year": 2009, **row} for row in sound_rows()])
    assert (wrong.state, wrong.summary["refused"][0]["found"]) == (
        "faulty",
        ["没有 2015 年的行", "no row of the data year 2015"],
    )


def test_a_csv_of_the_zone_needs_no_year_and_no_zone(officer, held):
    rows = sound_rows()
    lines = [
        "qa03,qa04,qc05_0",
        *(f'{row["credit_code"]},"{row["enterprise_name"]}","{row["revenue"]:,}"' for row in rows),
    ]
    checked = read(receive(actor(officer), held.pk, "导出.csv", "\n".join(lines).encode("gb18030")))
    assert (checked.state, checked.summary["rows"]) == ("checked", len(rows))
    assert [row["revenue"] for row in rows_of(checked.table)] == [
        row["revenue"] for row in sorted(rows, key=lambda row: row["credit_code"])
    ]


def test_a_draft_that_changed_after_the_reading_must_be_compared_again(officer, held, send):
    rows = sound_rows()
    first = send(rows)
    second = send(rows[1:], name="二.xlsx")
    confirm(actor(officer), second.pk)
    assert moved_on(upload_of(officer, first.pk)) is True
    assert refused(confirm, actor(officer), first.pk)[0] == 409
    assert table_of(held) == second.table
    third = read(check_again(actor(officer), first.pk))
    assert (third.state, third.summary["difference"]["new"]) == ("checked", 1)
    confirm(actor(officer), first.pk)
    assert table_of(held) == first.table


def test_what_is_thrown_away_leaves_no_content(officer, held, send):
    checked = send(sound_rows())
    discard(actor(officer), checked.pk)
    gone = Upload.objects.get(pk=checked.pk)
    assert (gone.state, bytes(gone.content), gone.annotated) == ("discarded", b"", None)
    assert refused(confirm, actor(officer), checked.pk)[0] == 409


def test_a_job_that_is_begun_again_does_the_same_once(officer, held, send):
    checked = send(sound_rows())
    lines, before = Entry.objects.count(), checked.summary
    again = read(checked)
    assert (again.summary, Entry.objects.count()) == (before, lines)


def test_a_locked_form_takes_no_file(person):
    other = person("officer2")
    held = submission_of(other, "enterprises")
    assert refused(receive, actor(other), held.pk, "a.csv", b"a,b\n1,2\n")[0] == 409


def test_last_year_stands_beside_what_is_sent(person):
    officer = person("officer2")
    held = opened(submission_of(officer, "enterprises"))
    rows = rows_of(held.current.table)
    rows[0]["revenue"] = (rows[0]["revenue"] or 1) * 40
    checked = read(receive(actor(officer), held.pk, "企业年报.xlsx", book(rows, edition(held))))
    assert checked.summary["difference"]["changed"] == 1
    assert [check for check, _, why in checked.summary["not_run"] if "2014" in why] == []
    assert checked.summary["own_before"] is False
    assert checked.summary["register"]["counts"]["elsewhere"] == 0


def test_a_file_with_both_years_says_that_it_brought_its_own_last_year(person):
    officer = person("officer2")
    held = opened(submission_of(officer, "enterprises"))
    now = rows_of(held.current.table)
    both = [{"year": 2015, **row} for row in now] + [{"year": 2014, **row} for row in now]
    checked = read(receive(actor(officer), held.pk, "两年.xlsx", book(both, edition(held))))
    assert (checked.summary["own_before"], checked.summary["rows"]) == (True, len(now))
    assert checked.summary["difference"] == {"new": 0, "changed": 0, "unchanged": len(now), "gone": 0}
