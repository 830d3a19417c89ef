"""The frame of the web stands: tables, guards, journal, log-in."""

import pytest
from django.db import DatabaseError, transaction

from gaoxin_web.collect.models import Revision, Round, Submission
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, first_bad, write
from gaoxin_web.platform.models import Entry


def test_the_demonstration_has_three_rounds_and_only_the_last_is_open(db):
    assert list(Round.objects.order_by("data_year").values_list("data_year", "closed")) == [
        (2013, True),
        (2014, True),
        (2015, False),
    ]


def test_a_sealed_revision_cannot_be_changed_by_sql(db):
    sealed = Revision.objects.filter(sealed_at__isnull=False).first()
    with pytest.raises(DatabaseError, match="guarded: revision"), transaction.atomic():
        Revision.objects.filter(pk=sealed.pk).update(cells={"national_incubators": "99"})
    assert Revision.objects.get(pk=sealed.pk).cells == sealed.cells


def test_an_approval_cannot_be_taken_away_by_sql(db):
    approved = Submission.objects.exclude(approved=None).first()
    with pytest.raises(DatabaseError, match="guarded: submission"), transaction.atomic():
        Submission.objects.filter(pk=approved.pk).update(approved=None)


def test_the_journal_is_chained_and_refuses_change(db, person):
    @act
    def say():
        write(Actor(person("officer1")), Tag.MESSAGE_READ, "message/1")

    say()
    say()
    assert first_bad() is None
    with pytest.raises(DatabaseError, match="guarded: entry"), transaction.atomic():
        Entry.objects.filter(number=1).update(person="nobody")
    with pytest.raises(DatabaseError, match="guarded: entry"), transaction.atomic():
        Entry.objects.filter(number=1).delete()


def test_an_act_without_a_line_in_the_journal_does_not_happen(db, person):
    @act
    def silent():
        Submission.objects.update(turned_back=True)

    with pytest.raises(AssertionError, match="wrote nothing"):
        silent()
    assert Submission.objects.filter(turned_back=True).count() == 1


def test_somebody_not_logged_in_is_led_to_the_log_in(client, db):
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/login?next=%2F")


def test_a_person_sees_his_workbench(browse):
    assert browse("officer1").get("/").status_code == 200
