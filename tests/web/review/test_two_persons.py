"""Two persons: who submits does not approve, who asks does not confirm, whatever roles they get in between."""

from functools import partial

import pytest

from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.collect.states import State
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import actions, reopening


def refused(work):
    with pytest.raises(Refused) as refusal:
        work()
    return refusal.value.status, refusal.value.said.zh


def become(username, role, organisation=None):
    person = Person.objects.get(username=username)
    person.role = role
    person.organisation = organisation or person.organisation
    person.save()


def test_who_submitted_does_not_approve_after_becoming_the_reviewer(at, acting, fresh):
    key = at(State.RECEIVED).pk
    become("officer1", "zone_reviewer")
    status, said = refused(lambda: actions.approve(acting("officer1"), key))
    assert (status, said) == (409, "同一人不能既提交又通过：本表由您提交，须由另一位审核员通过。")
    assert fresh("reviewer1").state == State.RECEIVED


def test_the_page_shows_why_the_same_person_cannot_approve(at, browse):
    key = at(State.RECEIVED).pk
    become("officer1", "zone_reviewer")
    page = browse("officer1").get(f"/review/{key}/").content.decode()
    assert "同一人不能既提交又通过" in page
    assert 'data-key="p" disabled' in page


def test_who_approved_for_the_zone_does_not_approve_for_the_province(at, acting, fresh):
    key = at(State.ZONE_APPROVED).pk
    become("reviewer1", "province_reviewer", Organisation.objects.get(pk=fresh().zone.organisation.parent_id))
    status, said = refused(lambda: actions.approve(acting("reviewer1"), key))
    assert (status, said) == (
        409,
        "同一人不能在两级各通过一次：本表已由您在另一级通过，须由另一位审核员通过。",
    )


def test_a_reopening_needs_two_and_the_asker_cannot_settle_it(at, acting, fresh):
    key = at(State.MINISTRY_APPROVED).pk
    wish = reopening.ask_reopening(acting("ministry1"), key, reason="核查发现口径有误")
    found = [
        refused(partial(reopening.settle_reopening, acting("ministry1"), wish.pk, confirmed=confirmed))
        for confirmed in (True, False)
    ]
    assert found == [(409, "申请人不能自己确认或驳回；须由另一位部级审核员办理。")] * 2
    assert (fresh().state, fresh().revisions.count()) == (State.MINISTRY_APPROVED, 1)


def test_roles_swapped_in_between_do_not_help(at, acting, fresh):
    key = at(State.MINISTRY_APPROVED).pk
    wish = reopening.ask_reopening(acting("ministry1"), key, reason="核查发现口径有误")
    become("ministry1", "ministry_leader")
    become("ministry2", "ministry_leader")
    assert refused(lambda: reopening.settle_reopening(acting("ministry2"), wish.pk, confirmed=True))[0] == 403
    become("ministry1", "ministry_reviewer")
    assert refused(lambda: reopening.settle_reopening(acting("ministry1"), wish.pk, confirmed=True))[0] == 409
    assert (
        refused(lambda: reopening.ask_reopening(acting("ministry1"), key, reason="再申请一次看看"))[0] == 409
    )
    assert fresh().state == State.MINISTRY_APPROVED


@pytest.mark.parametrize("username", ["officer1", "reviewer1", "province1", "leader", "auditor", "sysadmin"])
def test_nobody_else_asks_or_settles(at, acting, username):
    key = at(State.MINISTRY_APPROVED).pk
    wish = reopening.ask_reopening(acting("ministry1"), key, reason="核查发现口径有误")
    assert refused(lambda: reopening.ask_reopening(acting(username), key, reason="核查发现口径有误"))[0] in {
        403,
        409,
    }
    assert refused(lambda: reopening.settle_reopening(acting(username), wish.pk, confirmed=True))[0] in {
        403,
        409,
    }
