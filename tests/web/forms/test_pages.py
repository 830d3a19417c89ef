"""The pages of a form: for whom, with what on them, and without writing anything."""

import json
import re

import pytest

from gaoxin_web.collect import actions
from gaoxin_web.collect.models import Edit, Revision, Section
from gaoxin_web.platform.models import Entry

JSON = {"content_type": "application/json", "headers": {"accept": "application/json"}}


def form(submission, part="form"):
    return f"/submissions/{submission.pk}/{part}"


def test_the_officer_sees_every_row_with_last_year_and_the_marked_cells(browse, returned):
    page = browse("officer2").get(form(returned)).content.decode()
    assert len(re.findall(r'<tr data-field="', page)) == 23
    assert len(re.findall(r'<input type="text" class="value"', page)) == 18
    assert page.count('class="returned"') == 2
    assert "请写明名称" in page
    assert "合成演示数据" in page


def test_who_may_not_fill_sees_the_form_locked_and_why(browse, draft):
    page = browse("reviewer1").get(form(draft)).content.decode()
    assert '<input type="text" class="value"' not in page
    assert "只读：" in page


@pytest.mark.parametrize("part", ["form", "print", "findings", "changes", "cells/land_area/about"])
def test_a_form_outside_the_scope_is_not_there(browse, draft, part):
    assert browse("officer3").get(form(draft, part)).status_code == 404
    assert browse("officer2").get(form(draft, part)).status_code == 404
    assert browse("expert1").get(form(draft, part)).status_code == 403
    assert browse("officer1").get(form(draft, part)).status_code == 200


@pytest.mark.parametrize("part", ["form", "print", "findings", "changes?since=0", "cells/land_area/about"])
def test_reading_writes_nothing(browse, draft, part):
    client = browse("officer1")
    before = (Entry.objects.count(), Section.objects.count(), Edit.objects.count(), Revision.objects.count())
    client.get(form(draft, part))
    assert (
        Entry.objects.count(),
        Section.objects.count(),
        Edit.objects.count(),
        Revision.objects.count(),
    ) == before


def test_a_save_answers_what_is_stored_what_it_means_and_what_is_still_wrong(browse, draft):
    answer = browse("officer1").post(
        form(draft, "cells"), json.dumps({"field": "land_area", "value": "8640公顷", "seen": 0}), **JSON
    )
    said = answer.json()
    (cell,) = said["cells"]
    assert answer.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d:\d\d", said["at"])
    assert (cell["text"], cell["version"], cell["note"]) == ("86.4", 1, "“8640公顷”记为 86.4 平方公里")
    assert (said["verdict"], said["ready"], said["findings"]) == ("A 类 11 处改正后可提交", False, 17)


def test_a_conflict_is_answered_409_with_both_values(browse, officer, draft):
    actions.save_cell(officer, draft.pk, "land_area", "80", 0)
    answer = browse("officer1").post(
        form(draft, "cells"), json.dumps({"field": "land_area", "value": "90", "seen": 0}), **JSON
    )
    (one,) = answer.json()["conflicts"]
    assert (answer.status_code, one["mine"], one["theirs"], one["who"]) == (409, "90", "80", "王珂")


@pytest.mark.parametrize("body", ["", "[]", '{"field": 3}', '{"field": "land_area", "value": "1", "state": "approved"}',
                                  '{"field": "land_area", "value": "1", "seen": -1}', '{"money": "USD"}'])  # fmt: skip
def test_a_body_of_another_form_is_refused_in_words_and_changes_nothing(browse, draft, body):
    answer = browse("officer1").post(form(draft, "cells"), body, **JSON)
    assert (answer.status_code, bool(answer.json()["faults"])) == (400, True)
    assert Edit.objects.filter(revision=draft.current).count() == 0


def test_a_pasted_block_is_shown_before_it_is_stored(browse, draft):
    cells = [
        {"field": "land_area", "value": "86.4平方公里"},
        {"field": "national_incubators", "value": "9.5"},
    ]
    said = (
        browse("officer1")
        .post(form(draft, "cells/preview"), json.dumps({"cells": cells}), **JSON)
        .json()["cells"]
    )
    assert [(one["field"], one["text"], bool(one["note"]), bool(one["fault"])) for one in said] == [
        ("land_area", "86.4", True, False), ("national_incubators", "9.5", False, True),
    ]  # fmt: skip
    assert Edit.objects.filter(revision=draft.current).count() == 0


def test_what_people_write_is_shown_as_they_wrote_it_and_runs_nothing(browse, officer, draft):
    bad = "<img src=x onerror=alert(1)>"
    actions.comment(officer, draft.pk, "land_area", bad)
    actions.note(officer, draft.pk, "land_area", bad, "")
    actions.save_cell(officer, draft.pk, "land_area", bad, 0)
    client = browse("officer1")
    for part in ("form", "print", "findings", "cells/land_area/about"):
        answer = client.get(form(draft, part))
        body = answer.json()["panel"] if part == "findings" else answer.content.decode()
        assert "<img src=x" not in body, part
        assert "&lt;img src=x" in body, part


def test_the_paper_says_what_it_is_with_its_check_code_and_signatures(browse, draft):
    page = browse("officer1").get(form(draft, "print")).content.decode()
    assert re.search(
        r"校验码</?[^>]*>? <b>[0-9A-F]{4}-[0-9A-F]{4}</b>|校验码 <b>[0-9A-F]{4}-[0-9A-F]{4}</b>", page
    )
    for words in ("单位负责人：", "统计负责人：", "填表人：", "计量单位：", "草稿", "合成演示数据"):
        assert words in page


def test_the_check_code_changes_with_the_figures(browse, officer, draft):
    client = browse("officer1")

    def code():
        return re.search(
            r"<b>([0-9A-F]{4}-[0-9A-F]{4})</b>", client.get(form(draft, "print")).content.decode()
        )[1]

    first = code()
    actions.save_cell(officer, draft.pk, "land_area", "86.4", 0)
    assert code() != first


def test_the_english_page_is_english(browse, draft):
    client = browse("officer1")
    client.post("/language/en")
    page = client.get(form(draft)).content.decode()
    assert "National incubators" in page
    assert "国家级孵化器数" not in page


@pytest.mark.parametrize(("part", "most"), [("form", 16), ("findings", 7), ("changes", 7), ("print", 15)])
def test_a_page_asks_the_database_few_questions(browse, returned, django_assert_max_num_queries, part, most):
    client = browse("officer2")
    client.get(form(returned, part))
    with django_assert_max_num_queries(most):
        client.get(form(returned, part))


def test_a_save_asks_the_database_few_questions(browse, draft, django_assert_max_num_queries):
    client = browse("officer1")
    body = {"field": "land_area", "value": "80", "seen": 0}
    client.post(form(draft, "cells"), json.dumps(body), **JSON)
    with django_assert_max_num_queries(21):  # one more on PostgreSQL, for the lock of the journal
        assert (
            client.post(
                form(draft, "cells"), json.dumps({**body, "value": "81", "seen": 1}), **JSON
            ).status_code
            == 200
        )
