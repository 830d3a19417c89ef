"""A small demonstration home for the tests of the web: eight zones, every state, one account a role.

SQLite by default; GAOXIN_TEST_DATABASE_URL names a PostgreSQL server for the same suite. Tests run in transactions
that are rolled back; what needs real commits (threads, kills, browsers) starts a server on a home of its own
(``served``).
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="gaoxin-web-tests-"))
os.environ["GAOXIN_HOME"] = str(_HOME)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # a browser runs a loop of its own beside the tests
os.environ["DJANGO_SETTINGS_MODULE"] = "gaoxin_web.settings"
if os.environ.get("GAOXIN_TEST_DATABASE_URL"):
    os.environ["GAOXIN_DATABASE_URL"] = os.environ["GAOXIN_TEST_DATABASE_URL"]

import django

django.setup()
del os.environ[
    "DJANGO_SETTINGS_MODULE"
]  # or a worker would read its settings, and our home, before it makes its own

from django.conf import settings

settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # nobody attacks a test; scrypt is slow

ZONES, ENTERPRISES = (24, 1_500) if os.environ.get("GAOXIN_SCREENSHOTS") else (8, 240)
"""The size of the small demonstration; pictures for the docs are taken of a larger one."""


def pytest_sessionfinish() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: "pytest.FixtureRequest"
) -> Iterator[None]:
    """Make the test database once and fill it with the small demonstration round."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from gaoxin_web.demo.fill import fill

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        if connection.vendor == "postgresql":
            connection.settings_dict["TEST"]["NAME"] = (
                f"gaoxin_test_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
            )
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        fill(_HOME, zones=ZONES, enterprises=ENTERPRISES)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        teardown_databases(made, verbosity=0)


UNTOLD = {"session", "failure", "visit", "token", "job", "message", "keptresult", "kept", "entry"}
"""Tables whose rows are no acts: who is here, who guessed, how far a job is, what was told to whom."""


@pytest.fixture(autouse=True)
def told(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold every request of every test against the journal: nothing that people own changes without a line there."""
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    from django.core.signals import request_finished, request_started
    from django.db import connection

    request.getfixturevalue("db")
    written: set[str] = set()
    untold: list[set[str]] = []

    saved: dict[str, set[str]] = {}

    def watch(execute, sql, params, many, context):
        point = re.match(r'(ROLLBACK TO )?SAVEPOINT "?(\w+)', sql)
        if point and point[1]:
            written.clear()
            written.update(saved.get(point[2], set()))  # what was rolled back was not written
        elif point:
            saved[point[2]] = set(written)
        found = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(?:gaoxin_web|django)_(\w+)"', sql)
        if found:
            written.add(found[1])
        return execute(sql, params, many, context)

    def begin(**_: object) -> None:
        written.clear()

    def end(**_: object) -> None:
        if "entry" not in written and written - UNTOLD:
            untold.append(written - UNTOLD)

    request_started.connect(begin)
    request_finished.connect(end)
    with connection.execute_wrapper(watch):
        yield
    request_started.disconnect(begin)
    request_finished.disconnect(end)
    assert untold == []


@pytest.fixture
def accounts(db: None) -> dict[str, dict[str, str]]:
    """The accounts of the small demonstration by user name."""
    return {one["username"]: one for one in json.loads((_HOME / "demo.json").read_text())}


@pytest.fixture
def person(db: None) -> Callable[[str], object]:
    """Return a person by user name: officer1 and reviewer1 of the first zone, officer2, province1, ministry1 …"""
    from gaoxin_web.accounts.models import Person

    return lambda username: Person.objects.select_related("organisation").get(username=username)


@pytest.fixture
def browse(person: Callable[[str], object]) -> Callable[[str], object]:
    """Return a test client whose session belongs to a person; no password is asked."""
    from django.test import Client, RequestFactory

    from gaoxin_web.accounts.sessions import begin

    def logged_in(username: str) -> Client:
        client = Client(raise_request_exception=False)
        request = RequestFactory().get("/")
        request.session = client.session
        begin(request, person(username))  # type: ignore[arg-type]
        request.session.save()
        client.cookies["sessionid"] = request.session.session_key
        return client

    return logged_in


@dataclass(frozen=True)
class Served:
    """A real server on a home of its own."""

    home: Path
    address: str
    accounts: dict[str, dict[str, str]]
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def filled_home() -> Iterator[Path]:
    """A home filled once with the small demonstration; copy it, do not change it."""
    yield from home_filled()


def home_filled(*more: str) -> Iterator[Path]:
    """Fill a home with the small demonstration, with more words for its command; remove it afterwards."""
    if os.environ.get("GAOXIN_TEST_DATABASE_URL"):
        pytest.skip("a served home keeps its data in SQLite: its tests run in the suite on SQLite")
    home = Path(tempfile.mkdtemp(prefix="gaoxin-home-"))
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    subprocess.run(
        [sys.executable, "-m", "gaoxin_web.demo", str(home), str(ZONES), str(ENTERPRISES), *more],
        check=True, env=environment, capture_output=True,
    )  # fmt: skip
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def served(filled_home: Path, tmp_path: Path) -> Iterator[Served]:
    """A real server with its job runner on a copy of the filled home; ended when the test is."""
    home = tmp_path / "home"
    shutil.copytree(filled_home, home)
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gaoxin", "serve", "--home", str(home), "--port", str(port)],
        env=environment, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + "/healthz")
        accounts = {one["username"]: one for one in json.loads((home / "demo.json").read_text())}
        yield Served(home, address, accounts, process)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(address: str, seconds: float = 120) -> None:
    """Wait until an address answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            assert time.monotonic() < end, f"{address} does not answer"
            time.sleep(0.1)


CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def browser() -> Iterator[object]:
    """A real browser (the system's Chromium); skipped with the reason where there is none, a failure in CI."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI installs chromium, and it is not there")
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture
def sign_in(browser: object, served: Served) -> Callable[..., object]:
    """Open a browser context on the real server and log in as a person; returns the page."""

    def signed(username: str, **context: object) -> object:
        wanted = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"} | context
        page = browser.new_context(**wanted).new_page()  # type: ignore[attr-defined]
        page.goto(served.address + "/login")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", served.accounts[username]["password"])
        page.click("main form button")
        page.wait_for_url(served.address + "/")
        return page

    return signed
