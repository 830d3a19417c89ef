"""A real server under many hands and under the axe: no accepted save is lost, no loser is told nothing.

GAOXIN_EDITS sets how many saves each of the twenty threads makes (100 in the full run, fewer by default), GAOXIN_KILLS
how often the server is killed (five times in the full run).
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error

import pytest
from tests.web.conftest import wait_for
from tests.web.forms.people import Visitor

THREADS, EDITS = 20, int(os.environ.get("GAOXIN_EDITS", "10"))
KILLS = int(os.environ.get("GAOXIN_KILLS", "1"))
FIELDS = ("national_rd_institutions", "national_incubators", "national_service_institutions")


def draft_of(served, username):
    """Return the submission and the revision of a person's committee form this year."""
    with sqlite3.connect(served.home / "gaoxin.sqlite3") as database:
        return database.execute(
            "SELECT s.id, s.current_id FROM gaoxin_web_submission s JOIN gaoxin_web_form f ON f.id = s.form_id "
            "JOIN gaoxin_web_round r ON r.id = s.round_id JOIN gaoxin_web_person p ON p.organisation_id = s.organisation_id "
            "WHERE f.kind = 'committee' AND r.data_year = 2015 AND p.username = ?", [username],
        ).fetchone()  # fmt: skip


def asked(served, sql, *values):
    with sqlite3.connect(served.home / "gaoxin.sqlite3") as database:
        return database.execute(sql, values).fetchall()


def edits(served, revision):
    return asked(
        served,
        "SELECT field, old, new, version FROM gaoxin_web_edit WHERE revision_id = ? ORDER BY version",
        revision,
    )


def cells(served, revision):
    import json

    return json.loads(asked(served, "SELECT cells FROM gaoxin_web_revision WHERE id = ?", revision)[0][0])


def replayed(made):
    """Return the cells after these edits; each must begin where the one before it ended."""
    now = {}
    for field, old, new, _ in made:
        assert now.get(field, "") == old
        now[field] = new
    return now


def test_twenty_threads_on_one_section_lose_no_accepted_save_and_every_loser_hears_both_values(served):
    submission, revision = draft_of(served, "officer1")
    one = Visitor(served.address, served.accounts["officer1"])
    accepted, losers, others = [], [], []

    def work(number):
        drawn, seen, fields = random.Random(number), dict.fromkeys(FIELDS, 0), list(FIELDS)
        for at in range(EDITS):
            field = drawn.choice(fields)
            value = str(1000 + number * EDITS + at)
            status, said = one.post(
                f"/submissions/{submission}/cells", {"field": field, "value": value, "seen": seen[field]}
            )
            if status == 200:
                seen[field] = said["cells"][0]["version"]
                accepted.append((field, value, seen[field]))
            elif status == 409:
                (conflict,) = said["conflicts"]
                losers.append((field, value, conflict["mine"], conflict["theirs"], conflict["who"]))
                seen[field] = conflict["version"]
            else:
                others.append((status, said))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{len(accepted) + len(losers)} saves in {time.monotonic() - began:.1f} s, {len(losers)} refused")
    made = edits(served, revision)
    assert others == []
    assert len(accepted) + len(losers) == THREADS * EDITS
    assert sorted((field, new, version) for field, _, new, version in made) == sorted(accepted)
    assert [version for *_, version in made] == list(range(1, len(made) + 1))
    assert cells(served, revision) == replayed(made)
    assert losers
    assert [one for one in losers if one[1] != one[2] or not one[3] or one[4] != "王珂"] == []
    written = {(field, new) for field, _, new, _ in made}
    assert [one for one in losers if (one[0], one[3]) not in written] == []
    saved = asked(
        served,
        "SELECT count(*) FROM gaoxin_web_entry WHERE tag = 'cell:saved' AND subject = ?",
        f"submission/{submission}",
    )
    assert saved == [(len(made),)]


def killed(served, process):
    """End a server and its children at once, without a word to them."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


@pytest.mark.parametrize("moment", range(KILLS))
def test_a_save_that_was_acknowledged_is_there_after_the_server_was_killed(served, moment):
    submission, revision = draft_of(served, "officer1")
    one = Visitor(served.address, served.accounts["officer1"])
    acknowledged, drawn = [], random.Random(moment)
    ended = threading.Event()

    def work():
        seen = 0
        while not ended.is_set():
            value = str(1000 + len(acknowledged))
            try:
                status, said = one.post(
                    f"/submissions/{submission}/cells", {"field": FIELDS[0], "value": value, "seen": seen}
                )
            except (OSError, ValueError, urllib.error.URLError):
                return
            assert status == 200, said
            seen = said["cells"][0]["version"]
            acknowledged.append((FIELDS[0], value, seen))

    worker = threading.Thread(target=work)
    worker.start()
    while len(acknowledged) < 5:
        time.sleep(0.01)
    time.sleep(drawn.uniform(0, 0.5))
    killed(served, served.process)
    ended.set()
    worker.join()
    port = served.address.rpartition(":")[2]
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    again = subprocess.Popen(
        [sys.executable, "-m", "gaoxin", "serve", "--home", str(served.home), "--port", port],
        env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(served.address + "/healthz")
        made = edits(served, revision)
        kept = [(field, new, version) for field, _, new, version in made]
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) - len(acknowledged) in (0, 1)  # one may have been stored and its answer cut off
        assert cells(served, revision) == replayed(made)
        lines = asked(
            served,
            "SELECT count(*) FROM gaoxin_web_entry WHERE tag = 'cell:saved' AND subject = ?",
            f"submission/{submission}",
        )
        assert lines == [(len(made),)]
        status, _ = Visitor(served.address, served.accounts["officer1"]).post(
            f"/submissions/{submission}/cells", {"field": FIELDS[1], "value": "7", "seen": 0}
        )
        assert status == 200
    finally:
        again.terminate()
        again.wait(20)
