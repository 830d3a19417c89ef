"""How the system runs: what the night found is shown to system and audit administrators, and to nobody else."""

from importlib import import_module

import pytest
from django.utils import timezone

from gaoxin_web.dashboards import running
from gaoxin_web.dashboards.duties import duties
from gaoxin_web.platform import jobs
from gaoxin_web.platform.actor import SYSTEM
from gaoxin_web.platform.jobs import ask_daily
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Entry, Job
from gaoxin_web.platform.runner import step
from gaoxin_web.review.verification import verify_approved


def calendar():
    from gaoxin_web.collect.round_queries import working_calendar

    return working_calendar()


@act
def found_wrong():
    new = {"revisions": 3, "tables": 1, "first": "revision/7", "wrong": "digest"}
    write(SYSTEM, Tag.VERIFIED, "revision/7", new=new, succeeded=False)


def listed(person):
    return [str(one.what) for one in duties(person, timezone.now(), calendar())]


def test_every_kind_of_job_has_words():
    for room in ("accounts", "collect", "review", "panels", "rounds"):
        import_module(f"gaoxin_web.{room}.jobs")
    assert set(jobs.KINDS) == set(running.KINDS)


def test_the_runner_verifies_what_is_approved_once_a_day(db):
    import_module("gaoxin_web.review.jobs")
    for _ in range(2):
        ask_daily()
    asked = Job.objects.get(kind="verify-approved")
    Job.objects.exclude(pk=asked.pk).filter(state="queued").update(state="cancelled")
    assert step("runner")
    asked.refresh_from_db()
    line = Entry.objects.order_by("-number").first()
    assert (asked.state, asked.result["first"]) == ("done", "")
    assert (line.tag, line.person, line.succeeded) == ("approved:verified", "system", True)


@pytest.mark.parametrize("username", ["auditor", "sysadmin"])
def test_a_mismatch_is_the_first_duty_until_a_night_holds_again(person, username):
    who = person(username)
    found_wrong()
    assert listed(who)[0] == "封存数据与摘要不符：revision/7"
    verify_approved(SYSTEM)
    assert "封存数据与摘要不符：revision/7" not in listed(who)


@pytest.mark.parametrize("username", ["auditor", "sysadmin"])
def test_the_page_names_what_does_not_hold_and_why(browse, username):
    found_wrong()
    body = browse(username).get("/running").content.decode()
    assert ("revision/7" in body, "单元格、备注或企业表与摘要不符" in body) == (True, True)


def test_a_missed_night_is_said(person):
    shown = running.running(person("auditor"), timezone.now())
    assert (shown.outcome, shown.missed) == (None, True)
    verify_approved(SYSTEM)
    now = timezone.now()
    assert not running.running(person("auditor"), now).missed
    assert running.running(person("auditor"), now + running.STALE * 1.01).missed


def test_failed_jobs_are_listed_with_their_reason(person):
    Job.objects.create(kind="export", state="failed", error="磁盘已满", ended_at=timezone.now())
    (run,) = running.running(person("sysadmin"), timezone.now()).failed
    assert (str(run.words), run.look, run.job.error) == ("导出", "over", "磁盘已满")


@pytest.mark.parametrize("username", ["officer1", "province1", "ministry1", "expert1", "secadmin"])
def test_nobody_else_sees_it(browse, username):
    assert browse(username).get("/running").status_code == 403
