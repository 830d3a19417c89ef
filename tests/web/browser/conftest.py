"""The people of a way through the screens, each with a browser of his own, and the pictures taken of their pages.

The pictures go to ``docs/screens`` when GAOXIN_SCREENSHOTS is set (``make screens``), else nowhere.
"""

import os
import sqlite3
from pathlib import Path

import pytest

PICTURES = Path(__file__).resolve().parents[3] / "docs" / "screens"

SUBMISSION = """
SELECT s.id FROM gaoxin_web_submission s JOIN gaoxin_web_form f ON f.id = s.form_id
JOIN gaoxin_web_round r ON r.id = s.round_id JOIN gaoxin_web_person p ON p.organisation_id = s.organisation_id
WHERE r.data_year = ? AND f.kind = 'committee' AND p.username = ?
"""


class Way:
    """Who goes the way, what they see, and what the database then holds."""

    def __init__(self, served, sign_in, folder):
        self.served, self.sign_in, self.folder, self.open = served, sign_in, folder, {}

    def as_(self, username):
        if username not in self.open:
            self.open[username] = self.sign_in(username, accept_downloads=True)
        return self.open[username]

    def go(self, username, path):
        page = self.as_(username)
        page.goto(path if path.startswith("http") else self.served.address + path)
        return page

    def picture(self, username, name):
        if os.environ.get("GAOXIN_SCREENSHOTS"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.as_(username).screenshot(path=str(PICTURES / f"{name}.png"))

    def one(self, words, *values):
        with sqlite3.connect(f"file:{self.served.home / 'gaoxin.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute(words, values).fetchone()[0]

    def submission(self, username, year=2015):
        """The committee return of somebody's zone."""
        return self.one(SUBMISSION, year, username)

    def submit(self, username, picture=""):
        """Say who answers for the figures of the form that is open, and send it."""
        page = self.as_(username)
        page.click("button[data-move=submit]")
        page.fill("[name=head]", "周敏")
        page.fill("[name=statistician]", "王珂")
        page.check("[name=stated]")
        if picture:
            self.picture(username, picture)
        page.click("dialog[open] .btn-primary")
        page.wait_for_load_state()

    def approve(self, username, number, *, receive=False):
        page = self.go(username, f"/review/{number}/")
        if receive:
            page.click("form[data-move=receive] button")
            page.wait_for_load_state()
            page = self.go(username, f"/review/{number}/")
        page.click("form[data-move=approve] button")
        page.wait_for_load_state()


@pytest.fixture
def way(served, sign_in, tmp_path):
    return Way(served, sign_in, tmp_path)
