"""kill -9 of the job runner during imports: no half state, the job is taken up again or failed, the user sees it."""

import os
import random
import re
import signal
import sqlite3
import time
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
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


class Client:
    """A browser as far as these tests need one: cookies, forms, files."""

    def __init__(self, served: Served, username: str) -> None:
        self.address = served.address
        self.opener = build_opener(HTTPCookieProcessor())
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/login"))[1]
        self.post("/login", token, username=username, password=served.accounts[username]["password"])

    def get(self, path: str) -> str:
        return self.opener.open(self.address + path, timeout=60).read().decode()

    def post(self, path: str, token: str, **data: object) -> str:
        body = encode_multipart(BOUNDARY, data | {"csrfmiddlewaretoken": token})
        head = {"Content-Type": MULTIPART_CONTENT, "Referer": self.address}
        return self.opener.open(Request(self.address + path, body, head), timeout=60).read().decode()


def ask(served: Served, query: str, *values: object) -> list[tuple]:
    with sqlite3.connect(served.home / "gaoxin.sqlite3", timeout=30) as database:
        return database.execute(query, values).fetchall()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the runner in /proc")
def test_a_runner_killed_during_imports_leaves_no_half_state(served):
    client = Client(served, "officer1")
    zone = served.accounts["officer1"]["zone"]
    [(held,)] = ask(served, "SELECT s.id FROM gaoxin_web_submission s JOIN gaoxin_web_form f ON f.id = s.form_id "
                    "JOIN gaoxin_web_round r ON r.id = s.round_id JOIN gaoxin_web_organisation o ON o.id = s.organisation_id "
                    "WHERE o.code = ? AND NOT r.closed AND f.kind = 'enterprises'", zone)  # fmt: skip
    moments = random.Random(388)
    for at in range(KILLS):
        token = re.search(r'data-csrf="(\w+)"', client.get(f"/submissions/{held}/uploads"))[1]
        rows = "\n".join(f"{91110000600037341 + line}L,甲{line},{at}" for line in range(300))
        file = SimpleUploadedFile(f"{at}.csv", f"qa03,qa04,qc05_0\n{rows}".encode())
        assert f"{at}.csv" in client.post(f"/submissions/{held}/uploads", token, file=file)
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
        assert "csv" in client.get(f"/uploads/{upload}")
