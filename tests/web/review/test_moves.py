"""Every (state x action x role) there is: the table, what the acts do, and the buttons that the page shows agree."""

import re
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from gaoxin_web.accounts.roles import ROLES, Level, May
from gaoxin_web.collect.models import Submission
from gaoxin_web.collect.states import (
    ACTIONS,
    NAMES,
    TRANSITIONS,
    Action,
    State,
    moves,
    moves_of,
    roles_for,
    why_not,
)
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import actions, reopening
from gaoxin_web.review.queries import receivers

SIGNED = {"head": "周正", "statistician": "吴越", "filler": "王珂"}
ROLE_OF = {
    "enterprise_clerk": "enterprise1", "zone_officer": "officer1", "zone_reviewer": "reviewer1", "province_reviewer": "province1",
    "ministry_reviewer": "ministry1", "ministry_leader": "leader", "expert": "expert1", "system_admin": "sysadmin",
    "security_admin": "secadmin", "auditor": "auditor",
}  # fmt: skip
"""The demonstration's account of each role; nobody there is a city's viewer, who may do nothing by the table."""

ELSEWHERE = ("officer2", "reviewer2", "officer3", "reviewer3", "province2")
"""People of the same roles to whom the return does not belong."""


def undone(work):
    """Return the status of an act (200, or that of its refusal) and the state it led to, and undo it."""
    with transaction.atomic():
        try:
            key = work()
            found = (200, Submission.objects.get(pk=key).state)
        except Refused as refusal:
            found = (refusal.status, "")
        transaction.set_rollback(True)
    return found


def act(actor, key, action, target, submission):
    if action == Action.SUBMIT:
        actions.submit(actor, key, signatories=SIGNED, stated=True)
    elif action == Action.WITHDRAW:
        actions.withdraw(actor, key)
    elif action == Action.RECEIVE:
        actions.receive(actor, key)
    elif action == Action.APPROVE:
        actions.approve(actor, key)
    elif action == Action.RETURN:
        whom = receivers(submission, target).first()
        actions.send_back(
            actor, key, target=target, addressee=whom.pk, reason="请核对口径并说明",
            deadline=timezone.now() + timezone.timedelta(days=2),
        )  # fmt: skip
    else:
        reopening.ask_reopening(actor, key, reason="核查发现口径有误")
    return key


@pytest.mark.parametrize("state", State)
def test_acts_do_what_the_table_says_for_every_role_and_refuse_the_rest(at, acting, state):
    submission = at(state)
    targets = [State.RETURNED, State.RECEIVED, State.ZONE_APPROVED]
    wanted, found = {}, {}
    for username, action in product(
        [*ROLE_OF.values(), *ELSEWHERE], [one for one in Action if one != Action.EDIT]
    ):
        actor = acting(username)
        for target in targets if action == Action.RETURN else [None]:
            table = [
                one.target if not one.two else State(state)
                for one in moves_of(actor.person, submission)
                if one.action == action and target in {None, one.target}
            ]
            case = (username, action, target)
            wanted[case] = (200, table[0].value) if table else None
            status, led = undone(lambda: act(actor, submission.pk, action, target, submission))  # noqa: B023
            found[case] = (status, led) if status == 200 else None
            assert status in {200, 403, 404, 409}, case
    assert found == wanted
    assert sum(1 for each in wanted.values() if each) == len(
        [
            one
            for one in TRANSITIONS
            if one.source == state and one.action != Action.EDIT and one.level != Level.ENTERPRISE
        ]
    )


@pytest.mark.parametrize("state", State)
def test_the_page_shows_the_buttons_of_the_table_and_no_others(at, browse, person, state):
    submission = at(state)
    for username in ROLE_OF.values():
        answer = browse(username).get(f"/review/{submission.pk}/")
        reader = person(username)
        if not reader.may(May.SEE_RETURNS):
            assert answer.status_code == 403, username
            continue
        if not submission.organisation.path.startswith(reader.organisation.path):
            assert answer.status_code == 404, username
            continue
        shown = set(re.findall(r'data-move="(\w+)"', answer.content.decode()))
        assert shown == {one.action.value for one in moves_of(reader, submission)} - {"edit"}, username


def test_somebody_of_another_zone_or_province_finds_no_such_page(at, browse):
    key = at(State.RECEIVED).pk
    paths = [
        f"/review/{key}/",
        f"/review/{key}/cell",
        f"/submissions/{key}/compare",
        f"/submissions/{key}/receipt",
    ]
    found = {(name, path): browse(name).get(path).status_code for name in ELSEWHERE for path in paths}
    assert set(found.values()) == {404}


@pytest.mark.parametrize(("state", "action"), list(product(State, Action)))
def test_a_refusal_says_the_rule_and_who_can(state, action):
    said = why_not(state, action)
    roles = {
        role for one in TRANSITIONS if one.action == action for role in roles_for(one) if one.source == state
    }
    roles = roles or {role for one in TRANSITIONS if one.action == action for role in roles_for(one)}
    assert NAMES[state].zh in said.zh
    assert ACTIONS[action].zh in said.zh
    assert {role.zh for role in roles if role.zh not in said.zh} == set()
    assert {role.en for role in roles if role.en not in said.en} == set()


def test_only_who_fills_fills_and_only_who_reviews_decides():
    allowed = {
        (one.action, role.key)
        for role in ROLES.values()
        for state in State
        for one in moves(state, role.level, role.may)
    }
    assert {key for action, key in allowed if action in {"edit", "submit", "withdraw"}} == {
        "zone_officer",
        "enterprise_clerk",
    }
    assert {key for action, key in allowed if action in {"receive", "approve", "return", "reopen"}} == {
        "zone_reviewer", "province_reviewer", "ministry_reviewer",
    }  # fmt: skip


def test_a_zone_officer_does_not_fill_for_his_enterprises(person):
    officer, clerk = person("officer1"), person("enterprise1")
    submission = Submission(organisation=clerk.organisation, state="draft")
    assert moves_of(officer, submission) == ()
    assert {one.action for one in moves_of(clerk, submission)} == {"edit", "submit"}
