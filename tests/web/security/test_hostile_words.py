"""Words that attack — as SQL, as script, as odd Unicode — are words: shown as they are, asked as they are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.security.world import pages

SQL = (
    "' OR 1=1 --",
    "1; DROP TABLE gaoxin_web_person",
    "%' UNION SELECT password FROM gaoxin_web_person --",
    "zz\\'",
    "é\u0000",
)
SCRIPT = "<script>alert(1)</script><img src=x>"
ODD = "\u202eeman\u200b\u0008 😀 =cmd|' /C calc'!A0"

ASKED = ("q", "words", "find", "state", "kind", "zone", "province", "year", "page", "tag", "person", "subject", "since",
         "until", "organisation", "sort", "order", "type", "form", "pin", "release", "status")  # fmt: skip
"""The words that any page may be asked with in its address."""


def without_parameters():
    left = {"logout", "oidc", "oidc-back", "login-step"}
    return [route for route in pages() if not route.parameters and route.name not in left]


@pytest.mark.parametrize("payload", SQL)
def test_no_filter_carries_what_it_was_given_into_a_statement(browse, settings, payload):
    settings.DEMO = True
    client = browse("ministry1")
    given = dict.fromkeys(ASKED, payload)
    failed, carried = [], []
    for route in without_parameters():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(route.filled({}), given)
        if answer.status_code >= 500:
            failed.append(route.name)
        # SQLite's log puts parameters into the text of a statement, quoted: what is not quoted was carried in
        carried += [
            route.name
            for one in asked
            if payload in (one["sql"] or "").replace(payload.replace("'", "''"), "")
        ]
    assert (failed, carried) == ([], [])


def test_names_and_comments_are_shown_as_text(browse, person, settings):
    from gaoxin_web.collect.models import Comment, Submission

    settings.DEMO = True
    mine = person("officer1")
    for one in (mine, mine.organisation):
        one.name = SCRIPT + ODD
        one.save()
    submission = Submission.objects.get(
        round__closed=False, form__kind="committee", organisation=mine.organisation
    )
    Comment.objects.create(
        submission=submission, place="national_incubators", words=SCRIPT + ODD, person=mine
    )
    shown = 0
    for username in ("officer1", "province1", "ministry1", "sysadmin"):
        client = browse(username)
        for path in [route.filled({}) for route in without_parameters()] + [
            f"/submissions/{submission.pk}/form", f"/submissions/{submission.pk}/print", f"/review/{submission.pk}/"
        ]:  # fmt: skip
            text = client.get(path).content.decode("utf-8", "replace")
            assert ("<script>alert" in text, "<img src=x" in text) == (False, False), (username, path)
            shown += "&lt;script&gt;alert" in text
    assert shown >= 4


def test_every_post_without_the_token_of_a_page_is_refused(db):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    values = {"address": "x", "field": "x", "code": "en", "theme": "light", "zone": "Z001"}
    answered = {
        route.name: client.post(
            route.filled({name: values.get(name, 1) for name in ("enterprise", *route.parameters)})
        ).status_code
        for route in pages()
    }
    assert {name: status for name, status in answered.items() if status not in {403, 405}} == {}


def test_every_answer_carries_the_headers_and_no_version(browse, settings):
    settings.DEMO = True
    client, wrong = browse("officer1"), []
    for route in without_parameters():
        answer = client.get(route.filled({}))
        policy = answer.headers.get("Content-Security-Policy", "")
        good = (
            "no-store" in answer.headers.get("Cache-Control", "")
            and answer.headers.get("X-Content-Type-Options") == "nosniff"
            and "frame-ancestors 'none'" in policy
            and "unsafe" not in policy
            and "Server" not in answer.headers
        )
        wrong += [] if good else [(route.name, dict(answer.headers))]
    assert wrong == []


def test_trace_is_refused(client, db):
    assert client.trace("/").status_code == 405


def test_no_word_runs_in_a_browser(served, sign_in):
    page = sign_in("officer1")
    said = []
    page.on("dialog", lambda one: (said.append(one.message), one.dismiss()))
    page.on("console", lambda one: said.append(one.text) if "Content Security Policy" in one.text else None)
    page.goto(served.address + "/enterprises/?words=" + SCRIPT)
    page.goto(served.address + "/tasks/")
    page.click("table a >> nth=0")
    page.wait_for_load_state()
    box = page.locator("tr input").first
    box.fill(SCRIPT)
    box.press("Enter")
    page.wait_for_timeout(800)
    page.reload()
    page.wait_for_timeout(300)
    assert said == []
