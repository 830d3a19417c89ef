"""May cells change now? One answer: by state, by whose it is, by the server's clock, with who can help."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gaoxin_web.collect import taking_part
from gaoxin_web.collect.deadlines import deadline_of, may_edit
from gaoxin_web.collect.models import Extension, Form, Round, Submission
from gaoxin_web.collect.states import State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.messages import messages_of
from gaoxin_web.platform.refusals import Refused

SECOND = timedelta(seconds=1)


@pytest.fixture
def officer(person):
    return person("officer1")


@pytest.fixture
def draft(officer):
    return committee_of(officer)


def committee_of(officer):
    return Submission.objects.select_related("form", "round", "organisation").get(
        organisation=officer.organisation, form__kind="committee", round__closed=False
    )


def fresh(submission):
    return Submission.objects.select_related("form", "round", "organisation").get(pk=submission.pk)


def test_cells_may_change_from_the_opening_to_the_very_second_of_the_closing(draft, officer):
    opens, closes = draft.form.opens_at, draft.form.closes_at
    moments = [opens - SECOND, opens, closes, closes + SECOND]
    assert [may_edit(draft, officer, now)[0] for now in moments] == [False, True, True, False]


def test_before_the_opening_it_is_said_when_it_opens(draft, officer):
    allowed, said = may_edit(draft, officer, draft.form.opens_at - SECOND)
    assert (allowed, "09:00 开始填报" in said.zh) == (False, True)


def test_after_the_closing_it_is_said_who_can_extend(draft, officer):
    _, said = may_edit(draft, officer, draft.form.closes_at + SECOND)
    assert ("17:30 已过" in said.zh, "省级审核员" in said.zh, "province reviewer" in said.en) == (
        True,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.SUBMITTED, "撤回"),
        (State.RECEIVED, "园区审核员退回"),
        (State.ZONE_APPROVED, "省级审核员退回"),
        (State.PROVINCE_APPROVED, "部级审核员退回"),
        (State.MINISTRY_APPROVED, "两人重新打开"),
    ],
)
def test_a_locked_form_says_who_can_give_it_back(draft, officer, state, who):
    draft.state = state
    allowed, said = may_edit(draft, officer, timezone.now())
    assert (allowed, who in said.zh) == (False, True)


@pytest.mark.parametrize(
    "username", ["reviewer1", "province1", "ministry1", "auditor", "expert1", "sysadmin"]
)
def test_who_does_not_report_cannot_edit_and_is_told_who_does(draft, person, username):
    allowed, said = may_edit(draft, person(username), timezone.now())
    assert (allowed, "园区填报员" in said.zh) == (False, True)


def test_another_zones_officer_cannot_edit(draft, person):
    assert may_edit(draft, person("officer2"), timezone.now())[0] is False


def test_a_disabled_person_cannot_edit(draft, officer):
    officer.is_active = False
    assert may_edit(draft, officer, timezone.now())[0] is False


def test_nothing_changes_once_the_round_has_ended(draft, officer):
    Round.objects.filter(pk=draft.round_id).update(closed=True)
    allowed, said = may_edit(fresh(draft), officer, timezone.now())
    assert (allowed, "已结束" in said.zh) == (False, True)


def test_a_return_has_its_own_deadline_even_after_the_closing(person):
    officer = person("officer2")
    returned = committee_of(officer)
    asked = deadline_of(returned)
    assert str(asked.rule) == "退回时定的改正期限"
    Form.objects.filter(pk=returned.form_id).update(closes_at=timezone.now() - timedelta(days=3))
    returned = fresh(returned)
    assert may_edit(returned, officer, timezone.now())[0] is True
    assert may_edit(returned, officer, asked.due + SECOND)[0] is False


def test_a_return_that_is_due_before_the_closing_leaves_the_cells_open_until_the_closing(person):
    returned = committee_of(person("officer2"))
    deadline = deadline_of(returned)
    assert (deadline.due < returned.form.closes_at, deadline.last) == (True, returned.form.closes_at)


def test_a_province_extends_its_zones_and_their_people_are_told(draft, officer, person):
    until = draft.form.closes_at + timedelta(days=5)
    taking_part.extend(Actor(person("province1")), [draft.pk], until=until, reason="防汛")
    assert may_edit(fresh(draft), officer, until)[0] is True
    assert may_edit(fresh(draft), officer, until + SECOND)[0] is False
    assert "延期至" in messages_of(officer).first().zh
    assert "防汛" in messages_of(officer).first().zh


def test_a_province_does_not_extend_a_zone_of_another(person):
    foreign = Submission.objects.filter(
        organisation=person("officer3").organisation, round__closed=False
    ).first()
    until = foreign.form.closes_at + timedelta(days=5)
    with pytest.raises(Refused) as refused:
        taking_part.extend(Actor(person("province1")), [foreign.pk], until=until, reason="防汛")
    assert (refused.value.status, Extension.objects.count()) == (404, 0)


@pytest.mark.parametrize("username", ["officer1", "reviewer1", "leader", "auditor", "expert1"])
def test_a_zone_does_not_extend_itself(draft, person, username):
    with pytest.raises(Refused) as refused:
        taking_part.extend(
            Actor(person(username)), [draft.pk], until=draft.form.closes_at + timedelta(days=5), reason="忙"
        )
    assert refused.value.status == 403


def test_more_time_must_be_more_than_there_is(draft, person):
    with pytest.raises(Refused) as refused:
        taking_part.extend(Actor(person("ministry1")), [draft.pk], until=draft.form.closes_at, reason="防汛")
    assert refused.value.status == 409


def test_extending_many_is_all_or_nothing(draft, person):
    locked = Submission.objects.filter(round=draft.round, state=State.MINISTRY_APPROVED).first()
    with pytest.raises(Refused) as refused:
        taking_part.extend(
            Actor(person("ministry1")),
            [draft.pk, locked.pk],
            until=draft.form.closes_at + timedelta(days=5),
            reason="防汛",
        )
    assert (refused.value.status, Extension.objects.count()) == (409, 0)
    assert locked.organisation.name in refused.value.said.zh


def test_an_extension_is_never_rewritten(draft, person):
    until = draft.form.closes_at + timedelta(days=5)
    taking_part.extend(Actor(person("ministry1")), [draft.pk], until=until, reason="防汛")
    with pytest.raises(DatabaseError, match="guarded: extension"), transaction.atomic():
        Extension.objects.update(until=until + timedelta(days=9))


def test_the_page_extends_what_is_chosen(browse, draft):
    client, address = browse("province1"), f"/rounds/{draft.round_id}/extend"
    shown = client.get(address)
    assert {row["submission"].organisation.path.split("/")[2] for row in shown.context["rows"]} == {
        draft.zone.province
    }
    until = timezone.localtime(draft.form.closes_at + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    assert (
        client.post(address, {"submission": [draft.pk], "until": until, "reason": "防汛抗旱"}).status_code
        == 302
    )
    assert Extension.objects.get().submission == draft
