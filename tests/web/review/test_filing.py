"""A return is submitted, withdrawn, received, approved: one version, a receipt by the server's clock, a lock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.collect.models import Extension, Form, Revision
from gaoxin_web.collect.rules import check_code, digest_of
from gaoxin_web.collect.states import State
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import actions
from gaoxin_web.review.models import Decision, Receipt

SIGNED = {"head": "周正", "statistician": "吴越", "filler": "王珂"}


def submit(actor, key):
    return actions.submit(actor, key, signatories=SIGNED, stated=True)


def test_submitting_seals_the_revision_and_gives_a_receipt_on_time(filled, fresh, acting):
    key, before = filled().pk, timezone.now()
    receipt = submit(acting("officer1"), key)
    submission = fresh()
    revision = submission.current
    assert (submission.state, submission.turned_back, submission.approved) == (State.SUBMITTED, False, None)
    assert revision.digest == digest_of(revision.cells, revision.notes, None) == receipt.digest
    assert (revision.sealed_by.username, before <= revision.sealed_at <= timezone.now()) == ("officer1", True)
    assert (receipt.on_time, receipt.due_at, receipt.at) == (
        True,
        submission.form.closes_at,
        revision.sealed_at,
    )
    assert receipt.check_code == check_code(revision.digest)
    assert receipt.number == f"LZ-2015-G-{submission.organisation.code}-1-{receipt.check_code[:4]}"
    assert receipt.signatories == SIGNED
    assert {key: revision.counts[key] for key in ("cells", "A", "B", "C")} == {
        "cells": len(revision.cells),
        "A": 0,
        "B": 0,
        "C": 0,
    }
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, line.subject, line.person) == ("submission:submitted", f"submission/{key}", "officer1")


def test_a_second_submit_is_refused_and_makes_no_second_version(filled, fresh, acting):
    key = filled().pk
    submit(acting("officer1"), key)
    with pytest.raises(Refused) as refusal:
        submit(acting("officer1"), key)
    assert refusal.value.status == 409
    assert (
        refusal.value.said.zh
        == "本表现为“已提交”，不能提交；只有“填报中”“退回”的表可以，由企业填报员、园区填报员办理。"
    )
    assert (fresh().revisions.count(), Receipt.objects.filter(revision__submission=key).count()) == (1, 1)


def test_an_empty_return_and_one_with_findings_are_refused_with_every_reason(fresh, filled, acting):
    with pytest.raises(Refused) as empty:
        submit(acting("officer1"), fresh().pk)
    assert (empty.value.status, empty.value.said.zh) == (409, "本表还没有数据；请先填报或导入。")
    submission = filled()
    cells = submission.current.cells | {"national_incubators": "很多", "land_area": ""}
    Revision.objects.filter(pk=submission.current.pk).update(cells=cells)
    with pytest.raises(Refused) as faulty:
        submit(acting("officer1"), submission.pk)
    assert (faulty.value.status, len(faulty.value.facts["findings"])) == (409, 2)
    assert fresh().state == State.DRAFT


def test_names_and_the_statement_are_asked_all_at_once(filled, acting):
    with pytest.raises(Refused) as refusal:
        actions.submit(acting("officer1"), filled().pk, signatories={"head": " "}, stated=False)
    assert refusal.value.status == 400
    assert refusal.value.said.zh == (
        "单位负责人未填；请填姓名。统计负责人未填；请填姓名。填表人未填；请填姓名。没有勾选真实性声明；请确认数据真实、完整。"
    )


@pytest.mark.parametrize(("seconds", "on_time"), [(1, True), (-1, False)])
def test_the_servers_clock_decides_whether_a_return_is_on_time(filled, acting, seconds, on_time):
    submission = filled()
    Form.objects.filter(pk=submission.form_id).update(closes_at=timezone.now() + timedelta(seconds=seconds))
    assert submit(acting("officer1"), submission.pk).on_time is on_time


def test_an_extension_makes_a_later_submit_on_time(filled, acting, person):
    submission = filled()
    Form.objects.filter(pk=submission.form_id).update(closes_at=timezone.now() - timedelta(days=1))
    until = timezone.now() + timedelta(days=1)
    Extension.objects.create(
        submission=submission, until=until, reason="系统停机", given_by=person("ministry1")
    )
    receipt = submit(acting("officer1"), submission.pk)
    assert (receipt.on_time, receipt.due_at) == (True, until)


def test_a_closed_round_takes_no_return(filled, acting):
    submission = filled()
    submission.round.closed = True
    submission.round.save()
    with pytest.raises(Refused) as refusal:
        submit(acting("officer1"), submission.pk)
    assert (refusal.value.status, refusal.value.said.zh) == (409, "“2015 年度评价”已结束，不再接受提交。")


def test_withdrawing_opens_a_copy_and_leaves_the_sealed_revision(at, fresh, acting):
    sealed = at(State.SUBMITTED).current
    draft = actions.withdraw(acting("officer1"), fresh().pk)
    submission = fresh()
    assert (submission.state, submission.current, draft.number, draft.sealed_at) == (
        State.DRAFT,
        draft,
        2,
        None,
    )
    assert draft.cells == sealed.cells
    assert Revision.objects.get(pk=sealed.pk).sealed_at == sealed.sealed_at


def test_nothing_is_withdrawn_once_received_or_after_the_deadline(at, fresh, acting):
    key = at(State.SUBMITTED).pk
    Form.objects.filter(pk=fresh().form_id).update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused) as late:
        actions.withdraw(acting("officer1"), key)
    assert late.value.status == 409
    actions.receive(acting("reviewer1"), key)
    with pytest.raises(Refused) as received:
        actions.withdraw(acting("officer1"), key)
    assert (received.value.status, fresh().state, fresh().revisions.count()) == (409, State.RECEIVED, 1)


def test_the_ministrys_approval_makes_the_revision_the_approved_one(at):
    submission = at(State.MINISTRY_APPROVED)
    assert (submission.state, submission.approved) == (State.MINISTRY_APPROVED, submission.current)
    moves = Decision.objects.filter(submission=submission).values_list("action", "target", "person__username")
    assert list(moves) == [
        ("submit", "submitted", "officer1"), ("receive", "received", "reviewer1"), ("approve", "zone_approved", "reviewer1"),
        ("approve", "province_approved", "province1"), ("approve", "ministry_approved", "ministry1"),
    ]  # fmt: skip


def test_an_approval_of_another_revision_than_the_one_looked_at_is_refused(at, acting):
    key = at(State.RECEIVED).pk
    with pytest.raises(Refused) as refusal:
        actions.approve(acting("reviewer1"), key, seen=2)
    assert (refusal.value.status, refusal.value.said.zh) == (
        409,
        "您看的是修订 2，现在是修订 1；请看过再办理。",
    )


def test_bulk_approval_does_all_or_nothing_and_names_every_refusal(at, fresh, acting):
    committee, table = at(State.ZONE_APPROVED), fresh("officer1", "enterprises")
    with pytest.raises(Refused) as refusal:
        actions.approve_all(acting("province1"), [committee.pk, table.pk])
    assert refusal.value.status == 409
    assert [one["submission"] for one in refusal.value.facts["refused"]] == [table.pk]
    other = fresh("officer2", "enterprises")
    before = Entry.objects.count()
    assert [
        one.pk for one in actions.approve_all(acting("province1"), [committee.pk, other.pk, committee.pk])
    ] == [committee.pk, other.pk]
    assert (fresh().state, fresh("officer2", "enterprises").state) == (State.PROVINCE_APPROVED,) * 2
    assert Entry.objects.count() == before + 2


def test_bulk_refusal_leaves_nothing_done_in_a_real_request(at, fresh, browse):
    committee, table = at(State.ZONE_APPROVED), fresh("officer1", "enterprises")
    answer = browse("province1").post(
        "/review/bulk", {"action": "approve", "submission": [committee.pk, table.pk]}
    )
    assert (answer.status_code, fresh().state) == (409, State.ZONE_APPROVED)
