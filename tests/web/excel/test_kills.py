"""kill -9 of the job runner during imports: no half state, the job is taken up again or failed, the user sees it."""

import os
import random
import re
import signal
import sqlite3
import time
from pathlib import Path

import httpx
import pytest
from tests.web.conftest import Served

from gaoxin_web.platform.guarded import family

KILLS = 5
AGAIN = 60 + 60
"""Seconds until every job has an outcome: 30 of silence, the work itself, and room for a machine that is busy."""


def runner_of(served: Served) -> int:
    """The process of the job runner."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for process in family(served.process.pid):
            if b"gaoxin_web.platform.runner" in Path(f"/proc/{process}/cmdline").read_bytes():
                return process
        time.sleep(0.2)
    raise AssertionError("no runner")


def logged_in(served: Served, username: str) -> httpx.Client:
    client = httpx.Client(base_url=served.address, timeout=60, follow_redirects=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/login").text)
    asked = {
        "csrfmiddlewaretoken": token[1],
        "username": username,
        "password": served.accounts[username]["password"],
    }
    assert client.post("/login", data=asked, headers={"Referer": served.address}).status_code == 200
    return client


def ask(served: Served, query: str, *values: object) -> list[tuple]:
    with sqlite3.connect(served.home / "gaoxin.sqlite3", timeout=30) as database:
        return database.execute(query, values).fetchall()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the runner in /proc")
def test_a_runner_killed_during_imports_leaves_no_half_state(served):
    client = logged_in(served, "officer1")
    zone = served.accounts["officer1"]["zone"]
    [(held,)] = ask(served, "SELECT s.id FROM gaoxin_web_submission s JOIN gaoxin_web_form f ON f.id = s.form_id "
                    "JOIN gaoxin_web_round r ON r.id = s.round_id JOIN gaoxin_web_organisation o ON o.id = s.organisation_id "
                    "WHERE o.code = ? AND NOT r.closed AND f.kind = 'enterprises'", zone)  # fmt: skip
    moments = random.Random(388)
    for at in range(KILLS):
        token = re.search(r'data-csrf="(\w+)"', client.get(f"/submissions/{held}/uploads").text)[1]
        rows = "\n".join(f"{91110000600037341 + line}L,甲{line},{at}" for line in range(300))
        sent = client.post(f"/submissions/{held}/uploads", files={"file": (f"{at}.csv", f"qa03,qa04,qc05_0\n{rows}".encode())},
                           headers={"X-CSRFToken": token, "Referer": served.address})  # fmt: skip
        assert sent.status_code == 200
        time.sleep(moments.uniform(0.1, 4))
        os.kill(runner_of(served), signal.SIGKILL)
    end = time.monotonic() + AGAIN
    while ask(
        served, "SELECT count(*) FROM gaoxin_web_job WHERE kind = 'import' AND state IN ('queued', 'running')"
    ) != [(0,)]:
        assert time.monotonic() < end, ask(
            served, "SELECT id, state, attempts, saying FROM gaoxin_web_job WHERE kind = 'import'"
        )
        time.sleep(1)
    outcomes = ask(
        served,
        "SELECT u.state, j.state FROM gaoxin_web_upload u JOIN gaoxin_web_job j ON j.id = u.job_id ORDER BY u.id",
    )
    assert len(outcomes) == KILLS
    assert {upload for upload, job in outcomes if job == "done"} == {"faulty"}
    assert {upload for upload, job in outcomes if job != "done"} <= {"waiting"}
    checked = ask(served, "SELECT count(*) FROM gaoxin_web_entry WHERE tag = 'upload:checked'")[0][0]
    assert checked == sum(job == "done" for _, job in outcomes)
    assert ask(
        served,
        "SELECT table_id FROM gaoxin_web_revision r JOIN gaoxin_web_submission s ON s.current_id = r.id WHERE s.id = ?",
        held,
    ) == [(None,)]
    for (upload,) in ask(served, "SELECT id FROM gaoxin_web_upload"):
        assert client.get(f"/uploads/{upload}").status_code == 200
