"""A walk through the table of states by everybody at random: nothing approved, nothing sealed ever changes.

GAOXIN_WALK_STEPS=10000 walks so many steps; without it a few hundred.
"""

import os
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gaoxin_web.accounts.models import Person
from gaoxin_web.collect import actions as filling
from gaoxin_web.collect.models import Revision, Submission, Table
from gaoxin_web.collect.rules import digest_of
from gaoxin_web.collect.states import Action, State, moves_of
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import first_bad
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import actions, reopening
from gaoxin_web.review.models import Decision, Receipt
from gaoxin_web.review.queries import receivers

SIGNED = {"head": "周正", "statistician": "吴越", "filler": "王珂"}
PEOPLE = [
    "officer1",
    "reviewer1",
    "province1",
    "ministry1",
    "ministry2",
    "officer2",
    "reviewer2",
    "province2",
    "leader",
    "auditor",
]
STEPS = int(os.environ.get("GAOXIN_WALK_STEPS", "200"))
A_WALK = 40


class Walk(RuleBasedStateMachine):
    """Everybody tries everything on one submission; what he may not do is refused, what is sealed stays."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        officer = Person.objects.get(username="officer1")
        submission = Submission.objects.get(
            organisation=officer.organisation, form__kind="committee", round__closed=False
        )
        other = Submission.objects.filter(form=submission.form).exclude(approved=None).first()
        Revision.objects.filter(pk=submission.current_id).update(cells=other.approved.cells)
        self.key, self.sealed, self.approved = submission.pk, {}, []

    def teardown(self) -> None:
        assert first_bad() is None
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def now(self) -> Submission:
        rows = Submission.objects.select_related(
            "organisation", "form__round", "zone__organisation", "current"
        )
        return rows.defer("form__round__edition_text").get(pk=self.key)

    def tried(self, username: str, action: Action, work) -> None:
        """Do an act; it happens only if the table has the move, and then it leads where the table says."""
        before = self.now()
        person = Person.objects.select_related("organisation").get(username=username)
        table = {one.target.value for one in moves_of(person, before) if one.action == action}
        try:
            work(Actor(person), before)
        except Refused as refusal:
            status = refusal.status
        else:
            status = 200
        after, stays = self.now().state, action in {Action.EDIT, Action.REOPEN}
        assert status in {200, 400, 403, 404, 409}
        if status != 200:
            assert after == before.state
        else:
            assert table, (username, action, before.state)
            assert after in table or (stays and after == before.state)

    @rule(username=st.sampled_from(PEOPLE))
    def submit(self, username):
        self.tried(
            username,
            Action.SUBMIT,
            lambda actor, _: actions.submit(actor, self.key, signatories=SIGNED, stated=True),
        )

    @rule(username=st.sampled_from(PEOPLE))
    def withdraw(self, username):
        self.tried(username, Action.WITHDRAW, lambda actor, _: actions.withdraw(actor, self.key))

    @rule(username=st.sampled_from(["reviewer1", *PEOPLE]))
    def receive(self, username):
        self.tried(username, Action.RECEIVE, lambda actor, _: actions.receive(actor, self.key))

    @rule(username=st.sampled_from(PEOPLE))
    def approve(self, username):
        self.tried(username, Action.APPROVE, lambda actor, _: actions.approve(actor, self.key))

    @rule()
    def onward(self):
        """Whoever has the turn takes it, so that walks come to the end often enough."""
        turn = {"draft": "officer1", "returned": "officer1", "submitted": "reviewer1", "received": "reviewer1",
                "zone_approved": "province1", "province_approved": "ministry1"}.get(self.now().state)  # fmt: skip
        step = {"draft": self.submit, "returned": self.submit, "submitted": self.receive}.get(
            self.now().state, self.approve
        )
        if turn:
            step(turn)

    @rule(
        username=st.sampled_from(PEOPLE),
        level=st.sampled_from([State.RETURNED, State.RECEIVED, State.ZONE_APPROVED]),
    )
    def send_back(self, username, level):
        def work(actor, before):
            whom = receivers(before, level).first()
            actions.send_back(actor, self.key, target=level, addressee=whom.pk, reason="请核对口径并说明",
                              deadline=timezone.now() + timedelta(days=1))  # fmt: skip

        self.tried(username, Action.RETURN, work)

    @rule(
        asker=st.sampled_from(["ministry1", "ministry2", *PEOPLE]),
        settler=st.sampled_from(PEOPLE),
        confirmed=st.booleans(),
    )
    def reopen(self, asker, settler, confirmed):
        self.tried(
            asker,
            Action.REOPEN,
            lambda actor, _: reopening.ask_reopening(actor, self.key, reason="核查发现口径有误"),
        )
        wish = self.now().reopenings.filter(settled_at=None).first()
        if wish is not None:
            same = wish.asked_by.username == settler

            def work(actor, _):
                reopening.settle_reopening(actor, wish.pk, confirmed=confirmed)
                assert not same

            self.tried(settler, Action.REOPEN, work)

    @rule(username=st.sampled_from(["officer1", *PEOPLE]), value=st.integers(0, 99))
    def edit(self, username, value):
        self.tried(
            username,
            Action.EDIT,
            lambda actor, _: filling.save_cell(actor, self.key, "national_incubators", str(value), 10**6),
        )

    @rule(data=st.data())
    def tamper(self, data):
        """Change something sealed by SQL: the database refuses."""
        if not self.sealed:
            return
        key = data.draw(st.sampled_from(sorted(self.sealed)))
        work = data.draw(st.sampled_from(["cells", "digest", "delete", "receipt", "decision", "approved"]))
        rows, rest = Revision.objects.filter(pk=key), Revision.objects.exclude(submission_id=self.key)
        change = {
            "cells": lambda: rows.update(cells={"national_incubators": "1"}),
            "digest": lambda: rows.update(digest="", sealed_at=None),
            "delete": lambda: rows._raw_delete("default"),
            "receipt": lambda: Receipt.objects.filter(revision_id=key).update(on_time=False),
            "decision": lambda: Decision.objects.filter(revision_id=key).update(reason="x"),
            "approved": lambda: Submission.objects.filter(pk=self.key).update(
                approved=rest.filter(sealed_at=None).first()
            ),
        }[work]
        with pytest.raises(DatabaseError, match="guarded"), transaction.atomic():
            change()

    @invariant()
    def nothing_sealed_changes(self):
        found = {}
        for one in (
            Revision.objects.filter(submission_id=self.key).exclude(sealed_at=None).select_related("table")
        ):
            assert one.digest == digest_of(one.cells, one.notes, one.table.digest if one.table else None)
            found[one.pk] = one.digest
        assert self.sealed.items() <= found.items()
        self.sealed = found

    @invariant()
    def what_was_approved_stays_until_another_is(self):
        submission = self.now()
        if submission.approved_id is not None and submission.approved_id not in self.approved:
            self.approved.append(submission.approved_id)
        assert submission.approved_id == (self.approved[-1] if self.approved else None)
        assert submission.state != State.MINISTRY_APPROVED or submission.approved_id == submission.current_id


def test_a_random_walk_never_changes_what_is_sealed_or_approved(db):
    assert Table.objects.exists()
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=max(1, STEPS // A_WALK), stateful_step_count=A_WALK, deadline=None, database=None, derandomize=STEPS <= 1000,
            suppress_health_check=list(HealthCheck), print_blob=False,
        ),
    )  # fmt: skip
