"""The pages of the round trip: who may, what is shown, what is taken out; texts never become formulas."""

import csv
import zipfile
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.excel.sheets import actor, book, edition, opened, read, rows_of, sound_rows, submission_of

from gaoxin_web.collect import jobs
from gaoxin_web.collect.excel_actions import ask_export, confirm, receive
from gaoxin_web.collect.models import Revision, Table, Upload
from gaoxin_web.platform.home import folder as room
from gaoxin_web.platform.jobs import Running
from gaoxin_web.platform.models import Entry, Job
from gaoxin_web.platform.refusals import Refused


@pytest.fixture
def held(person):
    return submission_of(person("officer1"), "enterprises")


def file_of(held, rows=None):
    return SimpleUploadedFile("企业年报.xlsx", book(rows or sound_rows(), edition(held)))


def test_a_file_is_sent_shown_confirmed_and_taken_out_again(browse, person, held):
    officer = browse("officer1")
    sent = officer.post(reverse("upload_new", args=[held.pk]), {"file": file_of(held)})
    upload = Upload.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, reverse("upload", args=[upload.pk]))
    assert "排队中" in officer.get(sent["Location"]).content.decode()
    assert officer.get(reverse("upload_progress", args=[upload.pk])).has_header("HX-Refresh") is False
    read(upload)
    assert officer.get(reverse("upload_progress", args=[upload.pk]))["HX-Refresh"] == "true"
    shown = officer.get(sent["Location"]).content.decode()
    assert "确认导入" in shown
    assert officer.post(reverse("upload_confirm", args=[upload.pk])).status_code == 302
    assert "已导入" in officer.get(sent["Location"]).content.decode()
    asked = officer.post(reverse("submission_export", args=[held.pk]), {"kind": "csv"})
    job = Job.objects.get(kind="export")
    Job.objects.filter(pk=job.pk).update(result=jobs.export(Running(job)), state="done")
    assert "下载" in officer.get(asked["Location"]).content.decode()
    taken = b"".join(officer.get(reverse("export_file", args=[job.pk])).streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(StringIO(taken)))
    assert len(lines) == len(sound_rows())
    assert sorted(line["qa03"] for line in lines) == sorted(row["credit_code"] for row in sound_rows())
    assert {(line["状态"], line["synthetic"]) for line in lines} == {("填报中", "合成")}


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer1", 200), ("officer2", 404), ("officer3", 404), ("reviewer1", 403), ("province1", 403), ("ministry1", 403),
     ("auditor", 403), ("sysadmin", 403), ("expert1", 403), ("enterprise1", 404)],
)  # fmt: skip
def test_only_the_zones_own_reporter_sees_its_files(browse, person, held, who, status):
    upload = receive(actor(person("officer1")), held.pk, "a.csv", b"qa03,qc05_0\nA,1\n")
    client = browse(who)
    names = [
        ("upload_new", held.pk),
        ("upload", upload.pk),
        ("upload_progress", upload.pk),
        ("upload_sent", upload.pk),
    ]
    assert [client.get(reverse(name, args=[key])).status_code for name, key in names] == [status] * 4
    if status != 200:
        names = ["upload_confirm", "upload_discard", "upload_again"]
        assert [client.post(reverse(name, args=[upload.pk])).status_code for name in names] == [status] * 3
        assert Upload.objects.get().state == "waiting"


def test_an_export_is_its_askers_alone_and_only_while_he_sees_the_unit(browse, person, held):
    second = submission_of(person("officer2"), "enterprises")
    job = ask_export(actor(person("province1")), second.pk, "xlsx")
    assert browse("province1").get(reverse("export", args=[job.pk])).status_code == 200
    assert browse("officer2").get(reverse("export", args=[job.pk])).status_code == 404
    asker = person("province1")
    asker.organisation = person("officer1").organisation
    asker.save()
    assert browse("province1").get(reverse("export_file", args=[job.pk])).status_code == 404


def test_a_request_that_is_too_large_is_refused_before_it_is_read(browse, held, settings):
    settings.MAX_UPLOAD = 1000
    answer = browse("officer1").post(
        reverse("upload_new", args=[held.pk]), {"file": SimpleUploadedFile("a.csv", b"a,b\n" * 40_000)}
    )
    assert (answer.status_code, Upload.objects.count()) == (413, 0)


def test_a_file_that_is_not_there_and_one_of_another_kind_are_refused(browse, held):
    officer = browse("officer1")
    assert officer.post(reverse("upload_new", args=[held.pk])).status_code == 400
    pdf = SimpleUploadedFile("年报.xlsx", b"%PDF-1.7 ,")
    assert officer.post(reverse("upload_new", args=[held.pk]), {"file": pdf}).status_code == 400
    assert Upload.objects.count() == 0


def test_only_so_many_files_of_one_person_wait(browse, held):
    officer = browse("officer1")
    codes = [
        officer.post(
            reverse("upload_new", args=[held.pk]),
            {"file": SimpleUploadedFile("a.csv", f"a,b\n{at},2\n".encode())},
        ).status_code
        for at in range(7)
    ]
    assert codes == [302] * 5 + [429] * 2


EVIL = [
    "=1+1",
    "+1",
    "-1+A1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    '=HYPERLINK("http://x")',
    "http://example.org",
    "<b>甲</b>",
]


def test_exported_texts_never_run(person, held):
    import duckdb

    officer = person("officer2")
    mine = opened(submission_of(officer, "enterprises"))
    folder = room(jobs.settings.HOME, "work")
    source, target = folder / "a.parquet", folder / "b.parquet"
    source.write_bytes(bytes(mine.current.table.parquet))
    names = ", ".join("'" + text.replace("'", "''") + "'" for text in EVIL)
    duckdb.execute(
        f"COPY (SELECT * REPLACE (coalesce(([{names}])[row_number() OVER (ORDER BY credit_code)], enterprise_name) AS enterprise_name) "
        f"FROM '{source}' ORDER BY credit_code) TO '{target}' (FORMAT parquet)"
    )
    table = Table.objects.create(
        digest="evil",
        rows=mine.current.table.rows,
        columns=mine.current.table.columns,
        parquet=target.read_bytes(),
    )
    Revision.objects.filter(pk=mine.current_id).update(table=table)
    files = {}
    for kind in ("xlsx", "csv", "template"):
        job = ask_export(actor(officer), mine.pk, kind)
        files[kind] = (room(jobs.settings.HOME, "files") / jobs.export(Running(job))["file"]).read_bytes()
    for kind in ("xlsx", "template"):
        with zipfile.ZipFile(BytesIO(files[kind])) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        assert [
            name
            for name, part in parts.items()
            if b"<f>" in part or b"<hyperlink" in part or "externalLink" in name
        ] == []
    page = openpyxl.load_workbook(BytesIO(files["xlsx"]))["数据"]
    assert [page.cell(3 + at, 2).value for at in (0, 1, 2, 3, 7, 8)] == [
        EVIL[at] for at in (0, 1, 2, 3, 7, 8)
    ]
    lines = list(csv.reader(StringIO(files["csv"].decode("utf-8-sig"), newline="")))
    assert [line[1][:1] for line in lines[1 : len(EVIL) + 1]] == ["'"] * 7 + ["h", "<"]
    column = lines[0].index("qc05_0")
    assert [line[column] for line in lines[1:] if line[column].startswith("'")] == []
    assert sum(float(line[column] or 0) for line in lines[1:]) == float(
        sum(row["revenue"] or 0 for row in rows_of(table))
    )
    assert Entry.objects.filter(tag="data:exported").count() == 3


def test_the_template_of_a_table_comes_back_with_its_key_and_says_when_it_is_older(person):
    officer = person("officer2")
    mine = opened(submission_of(officer, "enterprises"))
    job = ask_export(actor(officer), mine.pk, "template")
    content = (room(jobs.settings.HOME, "files") / jobs.export(Running(job))["file"]).read_bytes()
    filled = openpyxl.load_workbook(BytesIO(content))
    assert filled.sheetnames == ["说明", "企业年报", "上年（参考）"]
    page, before = filled["企业年报"], filled["上年（参考）"]
    assert (page["A3"].value, page["A3"].protection.locked, before["A3"].protection.locked) == (
        before["A3"].value or page["A3"].value,
        False,
        True,
    )
    untouched = read(receive(actor(officer), mine.pk, "模板.xlsx", content))
    assert (untouched.state, untouched.summary["older"]) == ("checked", False)
    assert untouched.summary["difference"] == {
        "new": 0,
        "changed": 0,
        "unchanged": mine.current.table.rows,
        "gone": 0,
    }
    fewer = rows_of(mine.current.table)[1:]
    confirm(actor(officer), read(receive(actor(officer), mine.pk, "二.xlsx", book(fewer, edition(mine)))).pk)
    out = BytesIO()
    filled.save(out)
    older = read(receive(actor(officer), mine.pk, "三.xlsx", out.getvalue()))
    assert (older.state, older.summary["older"], older.summary["difference"]["new"]) == ("checked", True, 1)
    with pytest.raises(Refused, match="say that it replaces"):
        confirm(actor(officer), older.pk)
    confirm(actor(officer), older.pk, replace=True)
    assert Revision.objects.get(pk=mine.current_id).table.rows == mine.current.table.rows
