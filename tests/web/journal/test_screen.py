"""The journal's screen, for the auditor alone: filters, pages, export without formulas, the state of the chain."""

import csv
import io

import pytest
from django.db import DatabaseError, connection, transaction

from gaoxin_web.accounts import actions
from gaoxin_web.accounts.actions.journal import plain
from gaoxin_web.platform.actor import SYSTEM, Actor
from gaoxin_web.platform.journal import Tag, act, first_bad, write
from gaoxin_web.platform.models import Entry


def say(person, subject="message/1", **more):
    act(lambda: write(Actor(person, "10.0.0.1"), Tag.MESSAGE_READ, subject, **more))()


def numbers(answer) -> list[int]:
    return [row.number for row, _ in answer.context["rows"]]


@pytest.mark.parametrize(
    "who", ["officer1", "reviewer1", "province1", "ministry1", "leader", "sysadmin", "secadmin", "expert1"]
)
def test_nobody_but_the_auditor_reads_it(browse, who):
    client = browse(who)
    assert (client.get("/journal").status_code, client.post("/journal/export").status_code) == (403, 403)


def test_filters_find_what_was_asked(browse, person):
    say(person("officer1"))
    say(person("officer2"), "form/12", new={"a": 1})
    client, last = browse("auditor"), Entry.objects.count()
    code = person("officer2").organisation.code
    assert numbers(client.get("/journal?person=officer1")) == [last - 1]
    assert numbers(client.get(f"/journal?organisation={code}&tag=message:read")) == [last]
    assert numbers(client.get("/journal?subject=form/12")) == [last]
    assert numbers(client.get("/journal?since=2999-01-01")) == []
    assert numbers(client.get("/journal?until=1999-01-01")) == []
    assert numbers(client.get("/journal?refused=1")) == list(
        Entry.objects.filter(succeeded=False).order_by("-number").values_list("number", flat=True)
    )


def test_a_filter_that_is_none_is_said_with_all_its_faults(browse):
    answer = browse("auditor").get("/journal?tag=nonsense&since=yesterday")
    assert (answer.status_code, answer.context["wrong"].said.zh) == (
        400, "没有“nonsense”这种记录；“yesterday”不是日期，请写成 2026-03-31。",
    )  # fmt: skip


def test_it_comes_in_pages_with_the_newest_first(browse, person):
    for at in range(105):
        say(person("officer1"), f"message/{at}")
    client, last = browse("auditor"), Entry.objects.count()
    first = numbers(client.get("/journal"))
    assert (len(first), first[0], first[-1]) == (100, last, last - 99)
    assert numbers(client.get("/journal?page=2"))[0] == last - 100


def test_the_export_holds_every_column_and_stands_in_the_journal(browse, person):
    say(person("officer1"), new={"word": "一"})
    answer = browse("auditor").post("/journal/export", {"person": "officer1"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    kept = Entry.objects.get(tag="message:read")
    assert [(row["number"], row["person"], row["new"], row["hash"]) for row in rows] == [
        (str(kept.number), "officer1", '{"word": "一"}', kept.hash)
    ]
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, line.person, '"person": "officer1"' in line.new) == ("data:exported", "auditor", True)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_export_is_a_formula(browse, person, begin):
    say(person("officer1"), f"{begin}cmd|'/c calc'!A0")
    answer = browse("auditor").post("/journal/export", {"person": "officer1"})
    rows = list(
        csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline=""))
    )
    assert rows[0]["subject"] == f"'{begin}cmd|'/c calc'!A0"
    assert (plain("abc"), plain("-1"), plain(5)) == ("abc", "'-1", "5")


def test_the_state_of_the_chain_is_said_when_asked(browse):
    client = browse("auditor")
    assert client.get("/journal").context["state"] is None
    answer = client.get("/journal?check=1")
    assert answer.context["state"].bad is None
    assert f"{Entry.objects.count():,} 条全部相符" in answer.content.decode()


def test_update_and_delete_are_refused_by_the_database(db, person):
    say(person("officer1"))
    for change in (lambda rows: rows.update(new="{}"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="guarded: entry"), transaction.atomic():
            change(Entry.objects.filter(tag="message:read"))
    assert first_bad() is None


def test_an_act_whose_line_cannot_be_written_does_not_happen(db, person, browse):
    """The journal's table refuses every new line, as a full disk would: nothing is changed."""
    officer = person("officer1")
    client = browse("reviewer1")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON gaoxin_web_entry BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        else:
            cursor.execute("ALTER TABLE gaoxin_web_entry ADD CONSTRAINT no_room CHECK (number < 0) NOT VALID")
    answer = client.post(f"/people/{officer.pk}/disable", {"reason": "离职"})
    assert answer.status_code == 500
    after = person("officer1")
    assert (after.is_active, after.session_stamp) == (True, officer.session_stamp)
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.change_profile(Actor(officer), email="a@b.example", phone="")
    assert person("officer1").email == ""


def test_writes_outside_role_or_scope_stand_in_it_and_reads_do_not(browse, person):
    client = browse("officer1")
    lines = Entry.objects.count()
    assert client.get("/journal").status_code == 403
    assert Entry.objects.count() == lines
    assert client.post("/journal/export").status_code == 403
    assert client.post(f"/account/sessions/{10**6}/end").status_code == 404
    kept = Entry.objects.filter(tag="access:refused").order_by("number")
    assert [(line.person, line.succeeded, line.new) for line in kept] == [
        ("officer1", False, '{"method": "POST", "path": "/journal/export", "status": 403}'),
        ("officer1", False, '{"method": "POST", "path": "/account/sessions/1000000/end", "status": 404}'),
    ]


def test_a_write_without_token_is_refused_in_words_and_stands_in_it(browse, person):
    from django.test import Client

    inside = browse("officer1")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["sessionid"] = inside.cookies["sessionid"].value
    answer = strict.post("/account/profile", {"email": "a@b.example"})
    assert (answer.status_code, "不是从本系统的页面发出的" in answer.content.decode()) == (403, True)
    assert person("officer1").email == ""
    assert Entry.objects.filter(tag="access:refused", person="officer1").count() == 1


def test_line_breaks_in_what_was_typed_stay_one_line_of_the_journal(db, person):
    from gaoxin_web.accounts.models import Person

    actions.disable(Actor(person("reviewer1"), "10.0.0.1"), person("officer1").pk, "离职\r\nFAKE LINE")
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, "\n" in line.new, Person.objects.get(username="officer1").is_active) == (
        "person:disabled",
        False,
        False,
    )


def test_daily_jobs_are_asked_once_a_day(db):
    from gaoxin_web.accounts import jobs  # noqa: F401 - registers its kinds
    from gaoxin_web.platform.jobs import DAILY, ask_daily
    from gaoxin_web.platform.models import Job

    ask_daily()
    ask_daily()
    assert sorted(Job.objects.filter(kind__in=DAILY).values_list("kind", flat=True)) == sorted(DAILY)
    assert SYSTEM.name == "system"
