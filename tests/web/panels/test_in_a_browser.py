"""In a real browser: an expert scores five zones blind, a respondent answers on a phone-sized screen."""

import re

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}


def faults(page):
    """Return the rules of WCAG 2.2 A and AA that a page breaks, each with the first place."""
    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
    found = axe.Axe().run(page, options=options).response["violations"]
    return [(one["id"], one["nodes"][0]["target"]) for one in found]


def test_an_expert_scores_five_zones_blind(sign_in, served, tmp_path):
    page = sign_in("expert1")
    page.goto(served.address + "/panels/")
    assert faults(page) == []
    waiting = page.locator("tr", has_text="未评")
    words = {waiting.nth(at).locator("th").inner_text() for at in range(waiting.count())}
    assert len(words) == 5
    number = waiting.count()
    for at in range(number):
        page.locator("tr", has_text="未评").first.get_by_role("link").click()
        assert re.search(r"(Z\d{3}|开发区|省)", page.inner_text("h1")) is None
        page.fill("#score", "150" if at == 0 else str(60 + at))
        page.get_by_role("button", name="保存", exact=True).first.click()
        if at == 0:
            assert "0 到 100" in page.inner_text("main .banner-error")
            assert faults(page) == []
            page.fill("#score", "88.5")
            page.get_by_role("button", name="保存", exact=True).first.click()
            page.screenshot(path=tmp_path / "dossier.png")
        page.goto(served.address + "/panels/")
    page.get_by_role("button", name="提交全部评分").click()
    assert page.locator("tr", has_text="未评").count() == 0
    assert page.locator("tr", has_text="草稿").count() == 0
    assert "已提交" in page.inner_text("main [role=status]")


def test_a_respondent_answers_on_a_phone_sized_screen(sign_in, served, browser, tmp_path):
    organiser = sign_in("ministry1")
    organiser.goto(served.address + "/panels/")
    assert faults(organiser) == []
    organiser.get_by_role("link", name="查看问卷").click()
    assert faults(organiser) == []
    before = int(re.search(r"答卷\s+(\d+)，计入", organiser.inner_text("main")).group(1))
    with organiser.expect_download() as waited:
        organiser.get_by_role("button", name="为未答复者换新链接").click()
    link = waited.value.path().read_text("utf-8-sig").splitlines()[1].split(",")[6]
    page = browser.new_context(**PHONE).new_page()
    page.goto(link)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    choices = page.locator("label.choice")
    assert min(choices.nth(at).bounding_box()["height"] for at in range(6)) >= 44
    questions = page.locator("fieldset")
    questions.nth(0).locator("label").nth(1).tap()
    with page.expect_navigation():
        page.get_by_role("button", name="暂存").tap()
    assert "已暂存" in page.inner_text("[role=status]")
    for at in range(questions.count()):
        questions.nth(at).locator("label").nth(at % 5).tap()
    page.screenshot(path=tmp_path / "sheet.png")
    with page.expect_navigation():
        page.get_by_role("button", name="提交答卷").tap()
    assert "答卷已收到" in page.inner_text("main")
    page.goto(link)
    assert "只能提交一次" in page.inner_text("main")
    organiser.reload()
    assert int(re.search(r"答卷\s+(\d+)，计入", organiser.inner_text("main")).group(1)) == before + 1


def test_the_organisers_pages_are_accessible(sign_in, served, tmp_path):
    page = sign_in("ministry1")
    for address in ("/panels/experts/1/", "/panels/register/"):
        page.goto(served.address + address)
        assert faults(page) == []
