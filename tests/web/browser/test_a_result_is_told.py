"""In a real browser: the ministry freezes, evaluates and notifies a corrected round; a zone reads, objects, is answered."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium on this machine")

WORDS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

CORRECT = """
import sys
from pathlib import Path
from gaoxin_web.platform.home import enter
enter(Path(sys.argv[1]))
from django.utils import timezone
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.collect.rules import digest_of
from gaoxin_web.review.models import Decision
person = Person.objects.get(username="ministry1")
one = Submission.objects.get(round__data_year=2014, round__kind="annual", zone__code="Z002", form__kind="committee")
cells = {**one.approved.cells, "national_incubators": "1"}
made = Revision.objects.create(submission=one, number=2, cells=cells, sealed_at=timezone.now(), sealed_by=person,
                               digest=digest_of(cells, {}, None))
Decision.objects.create(submission=one, revision=made, action="approve", source="province_approved",
                        target="ministry_approved", person=person)
one.current = one.approved = made
one.save()
print(one.round_id)
"""
"""What a reopening that was approved again leaves behind; the reopening itself has tests of its own."""


def log_in(browser, served, username) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{served.address}/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", served.accounts[username]["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.address}/")
    return page


@pytest.fixture
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=WORDS)
        yield started
        started.close()


@pytest.fixture
def corrected_round(served) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    environment["GAOXIN_HOME"] = str(served.home)
    done = subprocess.run(
        [sys.executable, "-c", CORRECT, str(served.home)],
        check=True,
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def test_a_corrected_result_is_frozen_by_two_released_after_review_objected_to_and_answered(
    served, browser, corrected_round
):
    one, other, zone = (log_in(browser, served, name) for name in ("ministry1", "ministry2", "officer2"))
    at = f"{served.address}/evaluation/{corrected_round}/"
    one.goto(at)
    one.get_by_role("button", name="提出冻结").click()
    other.goto(at)
    other.get_by_role("button", name="确认并评价").click()
    other.locator("#state").get_by_text("完成", exact=True).first.wait_for(timeout=90_000)

    one.goto(at)
    one.get_by_role("link", name="发布…").first.click()
    one.fill("[name=reason]", "更正 Z002 的国家级孵化器数")
    one.get_by_role("button", name="建立发布").click()
    release = one.url
    assert one.get_by_text("Z002 committee 2014").is_visible()
    assert zone.goto(f"{served.address}/ranking/?release={release.rstrip('/').split('/')[-1]}").status == 404

    other.goto(release)
    other.fill("[name=words]", "不涉密，可以通知")
    other.get_by_role("button", name="签署保密审查").click()
    one.goto(release)
    one.get_by_role("button", name="通知各园区").click()

    zone.goto(f"{served.address}/profile/")
    assert zone.get_by_text("第 2 次发布").is_visible()
    zone.get_by_role("link", name="得分解释").last.click()
    stairs = zone.locator(".stair .code").all_inner_texts()
    assert [text.split("/")[0] for text in stairs] == [
        "rank", "score", "dimension", "contribution", "standard", "indicator", "variable", "cell"]  # fmt: skip
    zone.get_by_role("link", name="提出异议").click()
    zone.fill("[name=words]", "孵化器应为二十家，批文附后，请复核。")
    zone.get_by_role("button", name="提交异议").click()
    assert zone.get_by_text("等待答复").is_visible()

    one.goto(release)
    one.fill("[name=words]", "经核对批文，采纳。")
    one.get_by_role("button", name="采纳", exact=True).click()
    zone.goto(f"{served.address}/results/")
    assert zone.get_by_text("经核对批文，采纳。").is_visible()


def test_the_chart_of_the_overview_is_drawn_and_its_chinese_is_legible(served, browser):
    page = log_in(browser, served, "ministry1")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{served.address}/overview/")
    page.locator("[data-drawn=yes]").wait_for()
    same = page.evaluate(
        """() => { const draw = text => { const c = document.createElement('canvas'); c.width = c.height = 24;
        const x = c.getContext('2d'); x.font = '20px ' + getComputedStyle(document.body).fontFamily;
        x.fillText(text, 0, 20); return c.toDataURL(); };
        return draw('园') === draw('\\uFFFF') || draw('园') === draw('区'); }"""
    )
    assert (same, said) == (False, [])


def test_a_profile_prints_on_one_page(served, browser, tmp_path):
    from pypdf import PdfReader

    page = log_in(browser, served, "officer2")
    page.goto(f"{served.address}/profile/")
    page.pdf(path=tmp_path / "profile.pdf", prefer_css_page_size=True)
    assert len(PdfReader(tmp_path / "profile.pdf").pages) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/ranking/",
        "/profile/",
        "/trace/",
        "/overview/",
        "/targets/",
        "/results/",
        "/management/",
        "/evaluation/",
    ],
)
def test_pages_of_results_hold_what_accessibility_asks(served, browser, address):
    from axe_playwright_python.sync_playwright import Axe

    page = log_in(browser, served, "ministry1")
    page.goto(served.address + address)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found.response["violations"]
    ] == []
