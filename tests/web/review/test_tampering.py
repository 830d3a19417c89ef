"""An approved return cannot be changed: by form, import, acts, bulk, or SQL; what a superuser does is found at night."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from gaoxin_web.accounts.models import Person
from gaoxin_web.collect import actions as filling
from gaoxin_web.collect.models import Edit, Explanation, Revision, Submission, Table, Upload
from gaoxin_web.collect.states import State
from gaoxin_web.platform.jobs import Running
from gaoxin_web.platform.models import Entry, Job, Message
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import actions
from gaoxin_web.review.jobs import verify_all
from gaoxin_web.review.models import Decision, Mark, Receipt, Reopening
from gaoxin_web.review.verification import Mismatch, verify, verify_approved

ANYBODY = (
    "officer1",
    "reviewer1",
    "province1",
    "ministry1",
    "ministry2",
    "leader",
    "sysadmin",
    "secadmin",
    "auditor",
)


def as_stored(key):
    one = Revision.objects.select_related("table").get(pk=key)
    return one.cells, one.notes, one.table_id, one.digest, one.sealed_at, one.counts


def test_no_page_changes_it(at, browse):
    submission = at(State.MINISTRY_APPROVED)
    key, approved = submission.pk, submission.approved_id
    before = as_stored(approved)
    for username in ANYBODY:
        client = browse(username)
        cells = {
            "cells": [{"field": "land_area", "value": "999", "seen": 99}],
            "field": "land_area",
            "value": "999",
            "seen": 99,
        }
        for path, sent in {
            f"/submissions/{key}/cells": cells,
            f"/submissions/{key}/notes": {"field": "land_area", "words": "改", "seen": ""},
            f"/submissions/{key}/explanations": {
                "check": "Z-0131",
                "place": "land_area",
                "reason": "actual",
                "words": "情况属实无误",
            },
        }.items():
            answer = client.post(
                path, json.dumps(sent), content_type="application/json", HTTP_ACCEPT="application/json"
            )
            assert answer.status_code in {400, 403, 404, 409}, (username, path)
        for path in ("submit", "withdraw", "receive", "approve", "return"):
            assert client.post(f"/submissions/{key}/{path}", {"to": "returned/1"}).status_code in {
                400,
                403,
                404,
                409,
            }, (username, path)
        assert client.post("/review/bulk", {"action": "approve", "submission": [key]}).status_code in {
            403,
            404,
            409,
        }
    assert as_stored(approved) == before
    assert Submission.objects.get(pk=key).state == State.MINISTRY_APPROVED


def test_no_act_changes_it_not_even_with_every_extra_field(at, acting, browse):
    submission = at(State.MINISTRY_APPROVED)
    before = as_stored(submission.approved_id)
    works = [
        lambda: filling.save_cell(acting("officer1"), submission.pk, "land_area", "999", 99),
        lambda: filling.note(acting("officer1"), submission.pk, "land_area", "改", ""),
        lambda: filling.explain(
            acting("officer1"), submission.pk, "Z-0131", "land_area", "actual", "情况属实无误"
        ),
        lambda: actions.withdraw(acting("officer1"), submission.pk),
    ]
    for work in works:
        with pytest.raises(Refused) as refusal:
            work()
        assert refusal.value.status in {403, 409}
    extra = {
        "state": "draft",
        "approved": "",
        "approved_by": "1",
        "is_staff": "1",
        "reason": "核查发现口径有误",
    }
    assert browse("ministry1").post(f"/submissions/{submission.pk}/reopen", extra).status_code == 302
    assert as_stored(submission.approved_id) == before
    assert Submission.objects.get(pk=submission.pk).state == State.MINISTRY_APPROVED


@pytest.mark.parametrize("kind", ["committee", "enterprises"])
def test_no_import_changes_it(at, acting, person, kind):
    from gaoxin_web.collect import excel_actions

    rows = Submission.objects.filter(round__closed=False, form__kind=kind).exclude(approved=None)
    submission = at(State.MINISTRY_APPROVED) if kind == "committee" else rows.first()
    before = as_stored(submission.approved_id)
    officer = person("officer1")
    if submission.organisation_id != officer.organisation_id:
        Person.objects.filter(pk=officer.pk).update(organisation=submission.organisation)
    with pytest.raises(Refused) as sent:
        excel_actions.receive(acting("officer1"), submission.pk, "表.csv", b"year,zone\n")
    early = Upload.objects.create(
        submission=submission, person=officer, name="表.csv", digest="0", size=1, content=b"", state="checked",
        cells={"land_area": "999"}, table=Table.objects.first(), summary={"merged": {}, "base": "", "conflicts": []},
    )  # fmt: skip
    with pytest.raises(Refused) as confirmed:
        excel_actions.confirm(acting("officer1"), early.pk, replace=True)
    assert (sent.value.status, confirmed.value.status) == (409, 409)
    assert as_stored(submission.approved_id) == before
    assert Submission.objects.get(pk=submission.pk).state == State.MINISTRY_APPROVED


@pytest.mark.parametrize(
    "work",
    [
        lambda one: Revision.objects.filter(pk=one.approved_id).update(cells={"land_area": "999"}),
        lambda one: Revision.objects.filter(pk=one.approved_id).update(notes={"land_area": "改"}),
        lambda one: Revision.objects.filter(pk=one.approved_id).update(sealed_at=None),
        lambda one: Revision.objects.filter(pk=one.approved_id)._raw_delete("default"),
        lambda one: Submission.objects.filter(pk=one.pk).update(approved=None),
        lambda one: Submission.objects.filter(pk=one.pk).update(
            approved=Submission.objects.exclude(pk=one.pk).exclude(approved=None).first().approved
        ),
        lambda one: Decision.objects.filter(submission=one).update(person=None),
        lambda one: Decision.objects.filter(submission=one)._raw_delete("default"),
        lambda one: Receipt.objects.filter(revision=one.approved_id).update(on_time=False),
        lambda one: Receipt.objects.filter(revision=one.approved_id)._raw_delete("default"),
        lambda one: Mark.objects.update(words="改"),
        lambda one: Table.objects.filter(pk=Table.objects.first().pk).update(rows=1),
        lambda one: Edit.objects.create(
            revision_id=one.approved_id, section="s", version=1, field="land_area", old="", new="999"
        ),
        lambda one: Explanation.objects.create(
            revision_id=one.approved_id,
            check_id="Z-0131",
            place="land_area",
            reason="actual",
            words="补写的说明",
        ),
    ],
)
def test_the_database_refuses_it(at, work):
    submission = at(State.MINISTRY_APPROVED)
    before = as_stored(submission.approved_id)
    with pytest.raises(DatabaseError, match="guarded"), transaction.atomic():
        work(submission)
    assert as_stored(submission.approved_id) == before


def test_a_draft_cannot_be_called_approved_by_sql(at):
    submission = at(State.RETURNED)
    for number in (1, 2):
        with pytest.raises(DatabaseError, match="guarded: submission"), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(
                approved=submission.revisions.get(number=number)
            )


def test_a_settled_wish_to_reopen_stays_as_it_is(at, acting):
    from gaoxin_web.review import reopening

    wish = reopening.ask_reopening(
        acting("ministry1"), at(State.MINISTRY_APPROVED).pk, reason="核查发现口径有误"
    )
    reopening.settle_reopening(acting("ministry2"), wish.pk, confirmed=False)
    with pytest.raises(DatabaseError, match="guarded: reopening"), transaction.atomic():
        Reopening.objects.filter(pk=wish.pk).update(outcome="confirmed")


def past_the_guards(*sql):
    """Change data as somebody could who owns the database: without its triggers."""
    on = {
        f"guard_{table}_{verb}": table
        for table in ("revision", "table", "decision", "receipt")
        for verb in ("update", "delete")
    }
    with connection.cursor() as cursor:
        for name, table in (on | {"guard_submission_update": "submission"}).items():
            where = f' ON "gaoxin_web_{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{where}')
        for statement, values in sql:
            cursor.execute(statement, values)


def test_a_clean_database_holds(db):
    found = verify()
    assert (found.first, found.tables) == (None, Table.objects.count())
    assert found.revisions == Revision.objects.exclude(sealed_at=None).count()


def test_the_nightly_job_finds_a_changed_cell_and_shows_it_to_system_and_audit_administrators(at):
    approved = at(State.MINISTRY_APPROVED).approved
    cells = json.dumps(approved.cells | {"land_area": "999"}, ensure_ascii=False)
    past_the_guards(("UPDATE gaoxin_web_revision SET cells = %s WHERE id = %s", [cells, approved.pk]))
    told = verify_all(Running(Job.objects.create(kind="verify-approved", state="running")))
    assert (told["first"], told["wrong"]) == (f"revision/{approved.pk}", "digest")
    told_to = Message.objects.filter(zh__contains="夜间核对").order_by("person__username")
    assert list(told_to.values_list("person__username", flat=True)) == ["auditor", "sysadmin"]
    message = told_to[0]
    assert f"revision/{approved.pk}" in message.zh
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, line.subject, line.succeeded) == ("approved:verified", f"revision/{approved.pk}", False)


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("UPDATE gaoxin_web_receipt SET digest = 'sha256:0' WHERE revision_id = {revision}", "receipt"),
        ("UPDATE gaoxin_web_submission SET approved_id = {other} WHERE id = {submission}", "approval"),
        (
            "DELETE FROM gaoxin_web_decision WHERE submission_id = {submission} AND target = 'ministry_approved'",
            "approval",
        ),
    ],
)
def test_whatever_else_a_superuser_changes_is_found(at, sql, wrong):
    submission = at(State.MINISTRY_APPROVED)
    other = Revision.objects.exclude(submission=submission).exclude(sealed_at=None).first()
    past_the_guards(
        (sql.format(revision=submission.approved_id, submission=submission.pk, other=other.pk), [])
    )
    subject = f"revision/{submission.approved_id}" if wrong == "receipt" else f"submission/{submission.pk}"
    assert verify().first == Mismatch(subject, wrong)


def test_a_changed_table_of_enterprises_is_found_before_anything_else(db):
    table = Table.objects.order_by("id").first()
    past_the_guards(
        ("UPDATE gaoxin_web_table SET parquet = %s WHERE id = %s", [bytes(table.parquet) + b"!", table.pk])
    )
    assert verify().first == Mismatch(f"table/{table.pk}", "content")


def test_a_night_without_a_mismatch_is_written_down_and_tells_nobody(db, acting):
    before = Message.objects.count()
    verify_approved(acting("auditor"))
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, line.succeeded, Message.objects.count()) == ("approved:verified", True, before)
