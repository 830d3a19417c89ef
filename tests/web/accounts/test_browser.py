"""In a real browser: nothing typed is lost when the session ends; the pages of people meet WCAG 2.2 AA and the policy."""

import json
import shutil
import sqlite3
import subprocess
import sys

import pyotp
import pytest
from tests.web.conftest import Served, free_port, wait_for

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def in_earnest(filled_home, tmp_path):
    """A real server on a home that is no demonstration; officer1 has a second factor with the secret above."""
    import os

    home, port = tmp_path / "home", free_port()
    shutil.copytree(filled_home, home)
    accounts = {one["username"]: one for one in json.loads((home / "demo.json").read_text())}
    (home / "demo.json").unlink()
    script = (
        "import sys; from pathlib import Path; from gaoxin_web.platform.home import enter; enter(Path(sys.argv[1]))\n"
        "from gaoxin_web.accounts.models import Person; from gaoxin_web.accounts.sealing import seal\n"
        "Person.objects.filter(username='officer1').update(factor_secret=seal(sys.argv[2]))\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    subprocess.run(
        [sys.executable, "-c", script, str(home), SECRET], check=True, env=environment, capture_output=True
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "gaoxin", "serve", "--home", str(home), "--port", str(port)], env=environment,
        start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + "/healthz")
        yield Served(home, address, accounts, process)
    finally:
        process.terminate()
        process.wait(20)


def end_every_session(home) -> None:
    """What thirty idle minutes do on the server."""
    with sqlite3.connect(home / "gaoxin.sqlite3", timeout=20) as database:
        database.execute("DELETE FROM django_session")
    database.close()


def unused_code(home) -> str:
    """A code that the server has not taken yet: the codes taken so far are forgotten."""
    with sqlite3.connect(home / "gaoxin.sqlite3", timeout=20) as database:
        database.execute("UPDATE gaoxin_web_person SET factor_step = 0")
    database.close()
    return pyotp.TOTP(SECRET).now()


def test_one_logs_in_again_on_the_page_with_second_factor_and_goes_on_where_one_was(browser, in_earnest):
    page = browser.new_context(locale="zh-CN").new_page()
    password = in_earnest.accounts["officer1"]["password"]
    page.goto(in_earnest.address + "/login?next=/account")
    page.fill("input[name=username]", "officer1")
    page.fill("input[name=password]", password)
    page.click("main form button")
    page.clock.install()
    page.fill("main input[name=code]", unused_code(in_earnest.home))
    page.click("main form button")
    page.wait_for_url(in_earnest.address + "/account")

    page.fill("input[name=email]", "wangke@zone.example")
    end_every_session(in_earnest.home)
    page.clock.fast_forward("31:00")
    page.wait_for_selector("dialog#again[open]")
    assert page.input_value("#again input[name=username]") == "officer1"

    page.fill("#again input[name=password]", "wrong")
    page.click("#again button")
    page.wait_for_selector("#again-said:not(:empty)")
    assert page.text_content("#again-said") == "账号或密码不对。"
    page.fill("#again input[name=password]", password)
    page.click("#again button")
    page.wait_for_selector("#again input[name=code]", state="visible")
    page.fill("#again input[name=code]", unused_code(in_earnest.home))
    page.click("#again button")
    page.wait_for_selector("dialog#again", state="hidden")

    assert page.input_value("input[name=email]") == "wangke@zone.example"
    page.click("form[action='/account/profile'] button")
    page.wait_for_selector("text=联系方式已保存")
    assert page.input_value("input[name=email]") == "wangke@zone.example"


def test_what_a_script_sends_after_the_end_is_sent_again_after_log_in(served, sign_in):
    page = sign_in("officer1")
    page.goto(served.address + "/account")
    end_every_session(served.home)
    script = (
        "async () => { const { send } = await import('/static/gaoxin/page.js');"
        " window.sent = send('/session', 'POST', {}); }"
    )
    page.evaluate(script)
    page.wait_for_selector("dialog#again[open]")
    page.fill("#again input[name=password]", served.accounts["officer1"]["password"])
    page.click("#again button")
    assert page.evaluate("window.sent.then((one) => [one.status, one.said.alive])") == [200, True]


def test_a_warning_stands_before_the_end_and_staying_takes_it_away(served, sign_in):
    page = sign_in("officer1")
    page.clock.install()
    page.goto(served.address + "/account")
    with sqlite3.connect(served.home / "gaoxin.sqlite3", timeout=20) as database:
        key = database.execute("SELECT key FROM gaoxin_web_visit").fetchone()[0]
    database.close()
    script = (
        "import sys; from pathlib import Path; from gaoxin_web.platform.home import enter; enter(Path(sys.argv[1]))\n"
        "from gaoxin_web.accounts.sessions import SEEN, stored\n"
        "kept = stored(sys.argv[2]); kept[SEEN] -= 29 * 60; kept.save()\n"
    )
    subprocess.run([sys.executable, "-c", script, str(served.home), key], check=True, capture_output=True)
    assert not page.is_visible("#idle-warning")
    page.clock.fast_forward("29:00")
    page.wait_for_selector("#idle-warning", state="visible")
    page.click("#stay")
    page.wait_for_selector("#idle-warning", state="hidden")


PAGES = [
    ("sysadmin", ["/people", "/people?organisation=EXPERTS", "/people/2", "/account", "/account/factor"]),
    ("secadmin", ["/people", "/people/2"]),
    ("auditor", ["/journal?check=1", "/journal?tag=nonsense"]),
    ("reviewer1", ["/people"]),
]


@pytest.mark.parametrize(("who", "addresses"), PAGES, ids=[who for who, _ in PAGES])
def test_the_pages_meet_wcag_and_the_content_policy_in_both_themes(served, sign_in, who, addresses):
    from axe_playwright_python.sync_playwright import Axe

    page = sign_in(who)
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: said.append(str(one)))
    for theme in ("light", "contrast"):
        page.context.add_cookies([{"name": "gaoxin_theme", "value": theme, "url": served.address}])
        for address in addresses:
            page.goto(served.address + address)
            found = (
                Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response
            )
            broken = [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]]
            assert (address, theme, broken) == (address, theme, [])
    assert [one for one in said if "400 (Bad Request)" not in one] == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1366


def test_log_in_and_its_steps_meet_wcag(served, browser):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(served.address + "/login")
    for _ in range(5):
        page.fill("input[name=username]", "nobody")
        page.fill("input[name=password]", "wrong")
        page.click("main form button")
        page.wait_for_selector("main .banner-error")
    assert page.is_visible("input[name=answer]")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
