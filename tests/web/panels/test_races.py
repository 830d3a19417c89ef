"""Two organisers who do the same at the same moment: one has done it, the other is told so in words."""

import json
import re
from collections import Counter
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.web.review.test_races import Visitor, asked, at_once

from gaoxin_web.panels.models import Survey
from gaoxin_web.platform.refusals import unstorable

ROUND = {"edition": "cn-2013-388", "kind": "midterm", "data_year": 2015, "evaluation_year": 2016, "title": "中期评价", "title_en": "Mid-term"}  # fmt: skip


def new_round(visitor, account):
    """Open a round that has neither survey nor panel yet, by the API; return its key."""
    given = {"username": account["username"], "password": account["password"]}
    token = json.loads(visitor.json("/api/v1/tokens", given)[1])["token"]
    visitor.opened.addheaders = [("Authorization", f"Bearer {token}")]
    now = timezone.localtime()
    wednesday = now + timedelta(days=28 + (2 - now.weekday()) % 7)
    dates = {"opens_at": now.isoformat(), "closes_at": wednesday.isoformat()}
    status, said = visitor.json("/api/v1/rounds", ROUND | dates)
    assert status == 201, said
    return json.loads(said)["round"]


def test_two_organisers_who_open_the_same_survey_get_one_and_a_refusal_in_words(served):
    organisers = [Visitor(served, username) for username in ("ministry1", "ministry2") * 2]
    key = new_round(organisers[0], served.accounts["ministry1"])
    closes = (timezone.localtime() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    given = {"closes_at": closes, "seed": "abc"}
    found = at_once(*(lambda one=one: one.post(f"/panels/rounds/{key}/survey", given) for one in organisers))
    assert Counter(status for status, _ in found) == {200: 1, 409: 3}
    said = {re.search(r"本轮已有问卷，或者本轮已经结束。", body) is not None for status, body in found if status == 409}  # fmt: skip
    assert said == {True}
    assert asked(served, "SELECT count(*) FROM gaoxin_web_survey WHERE round_id = ?", key) == [(1,)]
    lines = asked(served, "SELECT count(*) FROM gaoxin_web_entry WHERE tag = 'survey:opened' AND number > 1 AND subject = (SELECT 'survey/' || id FROM gaoxin_web_survey WHERE round_id = ?)", key)  # fmt: skip
    assert lines == [(1,)]


def refusal(work):
    """Return the status and the words of what the database does not take."""
    try:
        with transaction.atomic():
            work()
    except IntegrityError as error:
        refused = unstorable(error)
        return refused and (refused.status, refused.said.zh)
    return "taken"


def test_a_second_row_of_what_there_is_only_one_of_is_refused_in_words(survey):
    again = Survey(round=survey.round, questionnaire="x", seed="y", closes_at=timezone.now())
    assert refusal(again.save) == (
        409,
        "同一时刻别人已经做了同样的事，您的这一次没有生效。请刷新页面后再看。",
    )


def test_a_change_of_what_is_sealed_is_refused_in_words(db):
    from gaoxin_web.platform.models import Entry

    assert refusal(lambda: Entry.objects.filter(number=1).update(tag="x")) == (
        409,
        "已封存、已通过或已记入日志的内容不能再改，数据没有改动。",
    )


def test_any_other_fault_of_a_row_stays_a_fault(survey):
    again = Survey(round=survey.round, questionnaire=None, seed="y", closes_at=timezone.now())
    assert refusal(again.save) is None
