"""Reopening makes a new revision beside the approved one, which stays until the new one is approved."""

import pytest

from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.collect.states import State
from gaoxin_web.platform.models import Entry, Message
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import actions, reopening

SIGNED = {"head": "周正", "statistician": "吴越", "filler": "王珂"}


def reopened(at, acting):
    submission = at(State.MINISTRY_APPROVED)
    wish = reopening.ask_reopening(acting("ministry1"), submission.pk, reason="核查发现口径有误")
    reopening.settle_reopening(acting("ministry2"), wish.pk, confirmed=True)
    return submission


def test_the_approved_revision_stays_until_another_is_approved(at, fresh, acting):
    first = reopened(at, acting).approved
    submission = fresh()
    assert (submission.state, submission.approved, submission.current.number) == (State.RETURNED, first, 2)
    assert submission.current.cells == first.cells
    Revision.objects.filter(pk=submission.current.pk).update(cells=first.cells | {"land_area": "19.5"})
    actions.submit(acting("officer1"), submission.pk, signatories=SIGNED, stated=True)
    actions.receive(acting("reviewer1"), submission.pk)
    for username in ("reviewer1", "province1"):
        actions.approve(acting(username), submission.pk)
        assert fresh().approved == first
    actions.approve(acting("ministry1"), submission.pk)
    second = fresh().approved
    assert (second.number, second.cells["land_area"]) == (2, "19.5")
    assert Revision.objects.get(pk=first.pk).digest == first.digest


def test_the_others_of_the_ministry_are_told_of_a_wish_and_the_reporter_of_its_outcome(at, fresh, acting):
    before = set(Message.objects.values_list("pk", flat=True))
    reopened(at, acting)
    told = list(
        Message.objects.exclude(pk__in=before).order_by("id").values_list("person__username", flat=True)
    )
    assert told == ["ministry2", "officer1"]
    tags = list(Entry.objects.order_by("-number").values_list("tag", flat=True)[:3])
    assert set(tags) == {"submission:reopened", "submission:revision-opened", "submission:reopen-asked"}


def test_a_declined_wish_changes_nothing_and_another_may_be_made(at, fresh, acting):
    key = at(State.MINISTRY_APPROVED).pk
    wish = reopening.ask_reopening(acting("ministry1"), key, reason="核查发现口径有误")
    reopening.settle_reopening(acting("ministry2"), wish.pk, confirmed=False)
    assert (fresh().state, fresh().revisions.count()) == (State.MINISTRY_APPROVED, 1)
    again = reopening.ask_reopening(acting("ministry2"), key, reason="另有新的材料要补")
    assert reopening.settle_reopening(acting("ministry1"), again.pk, confirmed=True).outcome == "confirmed"


def test_a_wish_is_settled_once(at, acting):
    key = at(State.MINISTRY_APPROVED).pk
    wish = reopening.ask_reopening(acting("ministry1"), key, reason="核查发现口径有误")
    reopening.settle_reopening(acting("ministry2"), wish.pk, confirmed=False)
    with pytest.raises(Refused) as refusal:
        reopening.settle_reopening(acting("ministry2"), wish.pk, confirmed=True)
    assert (refusal.value.status, refusal.value.said.zh) == (409, "这项申请已经办结。")


def test_an_ended_round_is_not_reopened(acting):
    old = Submission.objects.filter(round__closed=True, form__kind="committee").first()
    with pytest.raises(Refused) as refusal:
        reopening.ask_reopening(acting("ministry1"), old.pk, reason="核查发现口径有误")
    assert (refusal.value.status, "已结束" in refusal.value.said.zh) == (409, True)


def test_pages_ask_confirm_and_decline(at, fresh, browse):
    key = at(State.MINISTRY_APPROVED).pk
    assert (
        browse("ministry1").post(f"/submissions/{key}/reopen", {"reason": "核查发现口径有误"}).status_code
        == 302
    )
    wish = fresh().reopenings.get()
    assert "须由另一位部级审核员确认" in browse("ministry1").get(f"/review/{key}/").content.decode()
    assert "核查发现口径有误" in browse("ministry2").get("/review/").content.decode()
    settle = f"/review/reopenings/{wish.pk}/settle"
    assert browse("ministry1").post(settle, {"outcome": "confirm"}).status_code == 409
    assert browse("ministry2").post(settle, {"outcome": "maybe"}).status_code == 400
    assert browse("ministry2").post(settle, {"outcome": "confirm"}).status_code == 302
    assert fresh().state == State.RETURNED
