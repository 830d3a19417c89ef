"""Attachments: supporting documents with the draft, the sealed scan after the submit; who sees the revision sees them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from gaoxin_web.collect.states import State
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import attachment_rules as rules
from gaoxin_web.review import attachments
from gaoxin_web.review.attachment_rules import ending_of
from gaoxin_web.review.models import Attachment

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"


def office(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        for name in ("[Content_Types].xml", *names):
            parts.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (office("xl/workbook.xml", "xl/vbaProject.bin"), None),
        (office("META-INF/MANIFEST.MF"), None),
        (office("word/document.xml", *(f"a/{number}" for number in range(2_001))), None),
        (b"PK\x03\x04 no zip at all", None),
        (b"MZ\x90\x00", None),
        (b"<html><script>alert(1)</script></html>", None),
        (b"<svg onload='alert(1)'/>", None),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_it_is_called(content, ending):
    assert ending_of(content) == ending


def attach(actor, submission, kind="support", name="财政决算表.pdf", content=PDF):
    return attachments.attach(actor, submission.pk, kind, name, content)


def test_a_supporting_document_goes_with_the_draft_and_stands_in_the_journal(filled, acting):
    made = attach(acting("officer1"), filled(), name="../../etc/区级 决算\u202e表.pdf.exe")
    assert (made.name, made.ending, made.size) == ("区级 决算表.pdf.pdf", "pdf", len(PDF))
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, line.subject) == ("attachment:added", f"submission/{made.submission_id}")
    assert made.digest in line.new


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.pdf", b"", "是空的"),
        ("程序.pdf", b"MZ\x90\x00", "不是 PDF"),
        ("网页.png", b"<html>", "不是 PDF"),
    ],
)
def test_what_is_not_taken_is_refused_with_what_to_do(filled, acting, name, content, said):
    with pytest.raises(Refused) as refused:
        attach(acting("officer1"), filled(), name=name, content=content)
    assert (refused.value.status, said in refused.value.said.zh) == (400, True)
    assert not Attachment.objects.exists()


def test_size_number_and_room_are_limited(filled, acting, monkeypatch):
    submission = filled()
    for limit, small in (("LARGEST", len(PDF)), ("ROOM", 2 * len(PDF) + 1), ("MOST", 1)):
        monkeypatch.setattr(rules, limit, small)
        tried = [outcome(lambda kind=kind: attach(acting("officer1"), submission, content=PDF + kind)) for kind in (b"1", b"2")]  # fmt: skip
        assert tried[-1] == 400
        monkeypatch.undo()


def test_the_same_file_is_attached_once(filled, acting):
    submission = filled()
    found = [outcome(lambda: attach(acting("officer1"), submission)) for _ in range(2)]
    assert (found, Attachment.objects.count()) == ([200, 409], 1)


def test_a_file_is_a_download_that_no_browser_takes_for_a_page(browse, filled, acting):
    made = attach(acting("officer1"), filled())
    answer = browse("officer1").get(f"/attachments/{made.pk}")
    assert b"".join(answer.streaming_content) == PDF
    headers = {
        name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")
    }
    assert headers == {
        "Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
    }  # fmt: skip
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def status(browse, username, key):
    return browse(username).get(f"/attachments/{key}").status_code


def test_those_above_see_it_once_the_return_is_submitted_and_other_zones_never(browse, filled, acting, at):
    submission = filled()
    made = attach(acting("officer1"), submission)
    everybody = ("officer1", "reviewer1", "province1", "ministry1", "auditor", "officer3", "province2", "expert1", "secadmin")  # fmt: skip
    before = {name: status(browse, name, made.pk) for name in everybody}
    assert before == {
        "officer1": 200, "reviewer1": 200, "province1": 404, "ministry1": 404, "auditor": 404, "officer3": 404,
        "province2": 404, "expert1": 403, "secadmin": 403,
    }  # fmt: skip
    at(State.SUBMITTED)
    after = {name: status(browse, name, made.pk) for name in everybody}
    assert after == before | {"province1": 200, "ministry1": 200, "auditor": 200}
    page = browse("province1").get(f"/submissions/{submission.pk}/attachments").content.decode()
    assert ("财政决算表.pdf" in page, "multipart/form-data" in page) == (True, False)


def test_an_attachment_of_a_draft_is_removed_with_its_content(filled, acting, browse):
    made = attach(acting("officer1"), filled())
    assert browse("officer1").post(f"/attachments/{made.pk}/remove").status_code == 302
    made.refresh_from_db()
    assert (bytes(made.content), made.removed_at is not None) == (b"", True)
    assert status(browse, "officer1", made.pk) == 404


def test_what_was_submitted_is_neither_removed_nor_changed_by_any_path(filled, acting, at):
    made = attach(acting("officer1"), filled())
    at(State.RECEIVED)
    with pytest.raises(Refused) as refused:
        attachments.detach(acting("officer1"), made.pk)
    assert refused.value.status == 409
    for change in ({"content": b"other"}, {"removed_at": made.at}):
        with pytest.raises(DatabaseError, match="guarded: attachment"), transaction.atomic():
            Attachment.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError, match="guarded: attachment"), transaction.atomic():
        Attachment.objects.filter(pk=made.pk)._raw_delete("default")


def outcome(work):
    try:
        work()
    except Refused as refused:
        return refused.status
    return 200


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (State.DRAFT, [200, 409]),
        (State.SUBMITTED, [409, 200]),
        (State.PROVINCE_APPROVED, [409, 200]),
        (State.MINISTRY_APPROVED, [409, 409]),
        (State.RETURNED, [200, 409]),
    ],
)
def test_each_kind_has_its_time(at, filled, acting, state, allowed):
    submission = filled() if state == State.DRAFT else at(state)
    found = [outcome(lambda kind=kind: attach(acting("officer1"), submission, kind)) for kind in ("support", "seal", "other")]  # fmt: skip
    assert found == [*allowed, 400]


@pytest.mark.parametrize(("username", "status"), [("reviewer1", 403), ("officer3", 404), ("province1", 403)])
def test_nobody_else_attaches(filled, acting, username, status):
    assert outcome(lambda: attach(acting(username), filled())) == status


def test_the_page_takes_a_file_and_refuses_one_without(browse, filled):
    submission = filled()
    client, page = browse("officer1"), f"/submissions/{submission.pk}/attachments"
    sent = SimpleUploadedFile("扫描.pdf", PDF)
    assert client.post(f"{page}/add", {"kind": "support", "file": sent}).status_code == 302
    assert client.post(f"{page}/add", {"kind": "support"}).status_code == 400
    body = client.get(page).content.decode()
    assert ("扫描.pdf" in body, "佐证材料" in body) == (True, True)


def test_attachments_of_earlier_revisions_stay_in_sight(at, filled, acting, fresh):
    made = attach(acting("officer1"), filled())
    at(State.RETURNED)
    again = attach(acting("officer1"), fresh(), name="补充.pdf")
    listed = [(each.pk, each.revision.number) for each in attachments.attachments(fresh())]
    assert listed == [(made.pk, 1), (again.pk, 2)]
