"""A round ends in a real browser: frozen by two, evaluated, told, objected to, corrected, told again, and computed again."""

import json
import re

import pytest
from playwright.sync_api import expect
from tests.web.conftest import home_filled

from gaoxin.terms import digest_file

YEAR, FIGURE = 2014, "national_incubators"


@pytest.fixture(scope="module")
def filled_home():
    """Last year's round is approved and waits to be frozen."""
    yield from home_filled("waiting")


def test_a_result_is_frozen_told_objected_to_corrected_and_told_again(way):
    at = round_of(way)
    frozen_and_evaluated(way, at)
    figures_not_reported_are_waived(way, at)
    first = told(way, at, "", "第 1 次发布")
    kept = digests(way)
    zone_sees_itself_alone_and_follows_its_rank_down(way)
    objected_and_upheld(way, first)
    reopened_by_two_and_mended(way)
    frozen_and_evaluated(way, at)
    second = told(way, at, "采纳异议，更正国家级孵化器数", "第 2 次发布")
    difference_is_shown(way, second)
    first_result_is_computed_again(way, at, kept)


def own(way):
    """The zone of the officer who objects."""
    return way.served.accounts["officer2"]["zone"]


def foreign(way):
    """Another zone."""
    return way.served.accounts["officer3"]["zone"]


def round_of(way):
    page = way.go("ministry1", "/evaluation/")
    page.get_by_role("link", name=f"{YEAR} 年度评价").click()
    way.picture("ministry1", "25-to-be-frozen")
    return page.url


def frozen_and_evaluated(way, at):
    page = way.go("ministry1", at)
    page.get_by_role("button", name="提出冻结").click()
    assert page.get_by_role("button", name="确认并评价").count() == 0
    page = way.go("ministry2", at)
    page.get_by_role("button", name="确认并评价").click()
    done = page.locator("#state tbody tr").first.get_by_text("完成", exact=True)
    done.wait_for(timeout=60_000)


def figures_not_reported_are_waived(way, at):
    page = way.go("ministry1", at)
    while page.get_by_role("button", name="准予免报").count():
        page.locator("input[name=reason]").first.fill("省级核实后准予免报")
        page.get_by_role("button", name="准予免报").first.click()
        page.wait_for_load_state()
    way.picture("ministry1", "26-evaluated")


def told(way, at, reason, said):
    """One makes the release, another signs the secrecy review, the zones are told; return the page of the release."""
    page = way.go("ministry1", at)
    page.get_by_role("link", name="发布…").first.click()
    if reason:
        page.fill("[name=reason]", reason)
    page.get_by_role("button", name="建立发布").click()
    release = page.url
    page = way.go("ministry2", release)
    page.fill("[name=words]", "不涉密，可以通知")
    page.get_by_role("button", name="签署保密审查").click()
    unknown = way.as_("officer2").goto(f"{way.served.address}/ranking/?release={key_of(release)}").status
    page = way.go("ministry1", release)
    page.get_by_role("button", name="通知各园区").click()
    way.go("officer2", "/profile/").get_by_text(said).first.wait_for()
    assert unknown == 404
    return release


def key_of(release):
    return release.rstrip("/").split("/")[-1]


def zone_sees_itself_alone_and_follows_its_rank_down(way):
    page = way.go("officer2", "/ranking/")
    assert page.locator("a[href*='/profile']").evaluate_all(
        "all => [...new Set(all.map(one => one.pathname).filter(path => path.startsWith('/zones/')))]"
    ) == [f"/zones/{own(way)}/profile"]
    refused = [
        f"/zones/{foreign(way)}/profile",
        f"/trace/rank/total@{foreign(way)}@{YEAR}",
        f"/compare/?zone={own(way)}&zone={foreign(way)}",
    ]
    assert [page.goto(way.served.address + one).status for one in refused] == [404] * 3
    page = way.go("officer2", "/profile/")
    way.picture("officer2", "27-profile-zone")
    page.get_by_role("link", name="得分解释").last.click()
    page.select_option("#indicator", "1.2")
    page.get_by_role("button", name="沿此指标看").click()
    stairs = page.locator(".stair .code").all_inner_texts()
    assert [text.split("/")[0] for text in stairs] == [
        "rank", "score", "dimension", "contribution", "standard", "indicator", "variable", "cell"]  # fmt: skip
    assert "附2 1.2" in page.locator(".staircase").inner_text()
    assert page.get_by_text("合成企业").count() > 1
    way.picture("officer2", "28-trace-zone")


def objected_and_upheld(way, release):
    page = way.as_("officer2")
    page.get_by_role("link", name="提出异议").click()
    page.fill("[name=words]", "国家级孵化器少计一家，批文附后，请复核。")
    page.get_by_role("button", name="提交异议").click()
    assert page.get_by_text("等待答复").is_visible()
    way.picture("officer2", "29-objection")
    page = way.go("ministry1", release)
    page.fill("[name=words]", "经核对批文，采纳，退回更正。")
    page.get_by_role("button", name="采纳", exact=True).click()
    page = way.go("officer2", "/results/")
    assert page.get_by_text("经核对批文，采纳，退回更正。").is_visible()


def reopened_by_two_and_mended(way):
    """One of the ministry asks, another confirms; the officer mends the cell, and it is approved at every station."""
    number = way.submission("officer2", YEAR)
    page = way.go("ministry1", f"/review/{number}/")
    page.get_by_role("button", name="申请重新开启…").click()
    page.fill("#reopen-reason", "采纳异议：核对国家级孵化器数")
    page.get_by_role("button", name="申请", exact=True).click()
    assert page.get_by_text("您已申请重新开启").is_visible()
    page = way.go("ministry2", "/review/")
    page.get_by_role("link", name="去办理").click()
    way.picture("ministry2", "30-reopening")
    page.get_by_role("button", name="确认重新开启").click()
    page = way.go("officer2", "/")
    assert "退回" in page.inner_text("table.todo tbody tr:first-child")
    mended(way, number)
    way.approve("reviewer2", number, receive=True)
    for username in (province(way), "ministry1"):
        way.approve(username, number)
    assert way.one("SELECT state FROM gaoxin_web_submission WHERE id = ?", number) == "ministry_approved"


def mended(way, number):
    page = way.go("officer2", f"/submissions/{number}/form")
    box = page.locator(f"tr[data-field={FIGURE}] input.value")
    box.fill(str(int(box.input_value() or 0) + 1))
    box.press("Enter")
    page.wait_for_function("() => /已保存|saved/.test(document.querySelector('#saving-words').innerText)")
    explained(page)
    way.submit("officer2")


def explained(page):
    """Say why, wherever a check asks for it."""
    page.keyboard.press("F9")
    page.wait_for_timeout(500)
    asked = page.locator(".finding:has(details.explaining)")
    for item in [asked.nth(at) for at in range(asked.count())]:
        item.locator("summary").click()
        item.locator("textarea").fill("上年有一家机构迁出本园区，已核实。")
        item.locator("textarea").press("Tab")
        expect(item).to_have_class(re.compile("is-explained"))


def province(way):
    """The reviewer of the province of the zone."""
    return way.one(
        "SELECT p.username FROM gaoxin_web_person p JOIN gaoxin_web_organisation o ON o.parent_id = p.organisation_id "
        "WHERE o.code = ? AND p.role = 'province_reviewer'", own(way),
    )  # fmt: skip


def difference_is_shown(way, release):
    """The ministry sees what changed and who moved, the zone what its own rank did."""
    page = way.go("ministry1", release)
    block = page.locator(".block", has_text="与上次发布的差异")
    name = way.one("SELECT name FROM gaoxin_web_organisation WHERE code = ?", own(way))
    assert block.locator("p").first.inner_text() == f"变动的数据：{name} 管委会表 {YEAR}"
    kept = json.loads(way.one("SELECT difference FROM gaoxin_web_release WHERE number = 2"))["moved"]
    assert block.locator("td.code").all_inner_texts() == sorted(kept) != []
    way.picture("ministry1", "31-second-release")
    page = way.go("officer2", "/results/")
    before, now = kept.get(own(way), {"rank": (1, 1)})["rank"]
    moved = "位次没有变动" if before == now else f"{before:g} → {now:g}"
    assert moved in page.locator("table").first.inner_text()


def first_result_is_computed_again(way, at, kept):
    page = way.go("ministry1", at)
    row = page.locator("tr", has=page.get_by_role("button", name="重算核对")).last
    row.get_by_role("button", name="重算核对").click()
    same = page.locator("tr", has_text="逐字节相同")
    same.wait_for(timeout=60_000)
    way.picture("ministry1", "32-computed-again")
    first = way.one("SELECT result FROM gaoxin_web_run ORDER BY id LIMIT 1")
    assert same.locator("td.code").inner_text() == first[:12]
    assert {name: digest for name, digest in digests(way).items() if name in kept} == kept
    folder = way.served.home / "results" / first
    assert digest_file(folder / "manifest.json") == f"sha256:{first}"
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    assert {name: digest_file(folder / name) for name in listed} == listed


def digests(way):
    """The digest of every file of every kept result."""
    home = way.served.home / "results"
    return {str(one.relative_to(home)): digest_file(one) for one in home.rglob("*") if one.is_file()}
