"""Real requests at once on a real server: one version, nothing after approval, the server's clock decides.

GAOXIN_RACE_ROUNDS=200 fights so many rounds of approval against an edit in flight; without it a few.
"""

import json
import os
import re
import sqlite3
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from http.cookiejar import CookieJar

ROUNDS = int(os.environ.get("GAOXIN_RACE_ROUNDS", "6"))
SIGNED = {"head": "周正", "statistician": "吴越", "filler": "王珂", "stated": "1"}


class Visitor:
    """A person with a session on the real server."""

    def __init__(self, served, username):
        self.address = served.address
        self.cookies = CookieJar()
        self.opened = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        page = self.get("/login")
        self.csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        self.post("/login", {"username": username, "password": served.accounts[username]["password"]})
        self.csrf = re.search(r'data-csrf="(\w+)"', self.get("/review/check")).group(1)

    def get(self, path):
        return self.opened.open(self.address + path, timeout=60).read().decode()

    def post(self, path, sent):
        """Post a form as a page's script does; return status and answer."""
        body = urllib.parse.urlencode({**sent, "csrfmiddlewaretoken": self.csrf}, doseq=True).encode()
        return self.ask(path, body, "application/x-www-form-urlencoded")

    def json(self, path, sent):
        return self.ask(path, json.dumps(sent).encode(), "application/json")

    def ask(self, path, body, kind):
        headers = {
            "Content-Type": kind,
            "Accept": "application/json",
            "X-CSRFToken": getattr(self, "csrf", ""),
        }
        request = urllib.request.Request(self.address + path, body, headers, method="POST")
        try:
            with self.opened.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


def at_once(*works):
    """Do several things at the same moment; return what each gave."""
    start, found = threading.Barrier(len(works)), [None] * len(works)

    def run(at, work):
        start.wait()
        found[at] = work()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def asked(served, sql, *values):
    with sqlite3.connect(f"file:{served.home / 'gaoxin.sqlite3'}?mode=ro", uri=True) as connection:
        return connection.execute(sql, values).fetchall()


def prepared(served, username):
    """Give a person's committee draft usable cells, straight into the database; return its key."""
    zone = served.accounts[username]["zone"]
    database = sqlite3.connect(served.home / "gaoxin.sqlite3", timeout=20)
    with database:
        key, current, form = database.execute(
            "SELECT s.id, s.current_id, s.form_id FROM gaoxin_web_submission s JOIN gaoxin_web_organisation o ON o.id = s.organisation_id "
            "JOIN gaoxin_web_form f ON f.id = s.form_id JOIN gaoxin_web_round r ON r.id = f.round_id "
            "WHERE o.code = ? AND f.kind = 'committee' AND r.closed = 0", [zone],
        ).fetchone()  # fmt: skip
        database.execute(
            "UPDATE gaoxin_web_revision SET cells = (SELECT a.cells FROM gaoxin_web_submission s JOIN gaoxin_web_revision a "
            "ON a.id = s.approved_id WHERE s.form_id = ? LIMIT 1) WHERE id = ?", [form, current],
        )  # fmt: skip
    database.close()
    return key


def test_two_submits_at_once_make_one_version(served):
    key = prepared(served, "officer1")
    officers = [Visitor(served, "officer1") for _ in range(4)]
    found = at_once(*(lambda one=one: one.post(f"/submissions/{key}/submit", SIGNED)[0] for one in officers))
    assert Counter(found) == {200: 1, 409: 3}
    assert asked(served, "SELECT count(*) FROM gaoxin_web_revision WHERE submission_id = ?", key) == [(1,)]
    assert asked(
        served,
        "SELECT count(*) FROM gaoxin_web_receipt r JOIN gaoxin_web_revision v ON v.id = r.revision_id WHERE v.submission_id = ?",
        key,
    ) == [(1,)]
    assert asked(
        served,
        "SELECT count(*) FROM gaoxin_web_entry WHERE tag = 'submission:submitted' AND subject = ?",
        f"submission/{key}",
    ) == [(1,)]


def test_an_edit_in_flight_is_in_the_sealed_revision_or_refused_and_nothing_moves_after_approval(served):
    key = prepared(served, "officer1")
    people = {name: Visitor(served, name) for name in ("officer1", "reviewer1", "province1", "ministry1")}
    editor = Visitor(served, "officer1")
    officer, reviewer, province = people["officer1"], people["reviewer1"], people["province1"]
    to = asked(served, "SELECT id FROM gaoxin_web_person WHERE username = 'officer1'")[0][0]
    for at in range(ROUNDS):
        value = str(at + 1_001)  # no figure that the form begins with
        edit = {"cells": [{"field": "national_incubators", "value": value, "seen": 10**6}]}
        sealed, edited = at_once(
            lambda: officer.post(f"/submissions/{key}/submit", SIGNED)[0],
            lambda: editor.json(f"/submissions/{key}/cells", edit)[0],  # noqa: B023
        )
        assert (sealed, edited) in {(200, 200), (200, 409)}
        cells, digest = asked(
            served,
            "SELECT cells, digest FROM gaoxin_web_revision WHERE submission_id = ? ORDER BY number DESC LIMIT 1",
            key,
        )[0]
        assert (json.loads(cells)["national_incubators"] == value) is (edited == 200)
        assert reviewer.post(f"/submissions/{key}/receive", {})[0] == 200
        approved, late = at_once(
            lambda: reviewer.post(f"/submissions/{key}/approve", {})[0],
            lambda: editor.json(f"/submissions/{key}/cells", edit)[0],  # noqa: B023
        )
        assert (approved, late) == (200, 409)
        after = asked(
            served,
            "SELECT cells, digest FROM gaoxin_web_revision WHERE submission_id = ? ORDER BY number DESC LIMIT 1",
            key,
        )[0]
        assert after == (cells, digest)
        if at < ROUNDS - 1:
            back = {"to": f"returned/{to}", "reason": "请核对口径并说明", "deadline": "2099-01-01T17:30"}
            assert province.post(f"/submissions/{key}/return", back)[0] == 200
    assert province.post(f"/submissions/{key}/approve", {})[0] == 200
    assert people["ministry1"].post(f"/submissions/{key}/approve", {})[0] == 200
    assert asked(served, "SELECT approved_id = current_id FROM gaoxin_web_submission WHERE id = ?", key) == [
        (1,)
    ]


def test_of_an_approval_and_a_return_at_once_one_wins(served):
    key = prepared(served, "officer1")
    officer, one, other = (Visitor(served, name) for name in ("officer1", "reviewer1", "reviewer1"))
    to = asked(served, "SELECT id FROM gaoxin_web_person WHERE username = 'officer1'")[0][0]
    assert officer.post(f"/submissions/{key}/submit", SIGNED)[0] == 200
    assert one.post(f"/submissions/{key}/receive", {})[0] == 200
    back = {"to": f"returned/{to}", "reason": "请核对口径并说明", "deadline": "2099-01-01T17:30"}
    found = at_once(
        lambda: one.post(f"/submissions/{key}/approve", {})[0],
        lambda: other.post(f"/submissions/{key}/return", back)[0],
    )
    assert sorted(found) == [200, 409]
    moves = asked(
        served,
        "SELECT count(*) FROM gaoxin_web_decision WHERE submission_id = ? AND source = 'received'",
        key,
    )
    assert moves == [(1,)]


def test_two_confirmations_at_once_reopen_once(served):
    key = asked(served, "SELECT s.id FROM gaoxin_web_submission s JOIN gaoxin_web_form f ON f.id = s.form_id JOIN gaoxin_web_round r "
                "ON r.id = f.round_id WHERE s.state = 'ministry_approved' AND r.closed = 0 AND f.kind = 'committee'")[0][0]  # fmt: skip
    asker, settlers = Visitor(served, "ministry1"), [Visitor(served, "ministry2") for _ in range(3)]
    assert asker.post(f"/submissions/{key}/reopen", {"reason": "核查发现口径有误"})[0] == 200
    wish = asked(served, "SELECT id FROM gaoxin_web_reopening WHERE submission_id = ?", key)[0][0]
    settle = f"/review/reopenings/{wish}/settle"
    found = at_once(*(lambda one=one: one.post(settle, {"outcome": "confirm"})[0] for one in settlers))
    assert Counter(found) == {200: 1, 409: 2}
    assert asked(served, "SELECT count(*) FROM gaoxin_web_revision WHERE submission_id = ?", key) == [(2,)]


def test_edits_across_the_second_of_the_deadline_follow_the_servers_clock(served):
    key = prepared(served, "officer1")
    officer = Visitor(served, "officer1")
    database = sqlite3.connect(served.home / "gaoxin.sqlite3", timeout=20)
    with database:
        database.execute(
            "UPDATE gaoxin_web_form SET closes_at = datetime('now', '+2 seconds') WHERE id = (SELECT form_id FROM gaoxin_web_submission WHERE id = ?)",
            [key],
        )
    closes = asked(
        served,
        "SELECT f.closes_at FROM gaoxin_web_form f JOIN gaoxin_web_submission s ON s.form_id = f.id WHERE s.id = ?",
        key,
    )[0][0]
    statuses = []
    for at in range(500):
        edit = {"cells": [{"field": "national_incubators", "value": str(at), "seen": 10**6}]}
        statuses.append(officer.json(f"/submissions/{key}/cells", edit)[0])
        if statuses.count(409) == 3:
            break
    database.close()
    assert statuses == [200] * (len(statuses) - 3) + [409] * 3
    last = asked(
        served,
        "SELECT max(e.at) FROM gaoxin_web_edit e JOIN gaoxin_web_revision v ON v.id = e.revision_id WHERE v.submission_id = ?",
        key,
    )[0][0]
    assert last is not None
    assert last[:19] <= closes[:19]
    status, said = officer.post(f"/submissions/{key}/submit", SIGNED)
    assert (status, json.loads(said)["on_time"]) == (200, False)
