"""The form of weights in a real browser: sums while typing, every fault at once, no width beyond 1366 pixels."""

import pytest

pytest.importorskip("playwright")


def test_a_province_weighs_and_saves_its_edition(served, sign_in):
    page, said = sign_in("province1"), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(served.address + "/editions/derive")
    page.fill("[id='name']", "创新导向版")
    page.fill("[id='d-1']", "50")
    sums = page.locator("[data-sum]")
    assert (sums.first.inner_text(), "sum-off" in sums.first.get_attribute("class")) == ("120", True)
    page.click(".action-bar .btn-primary")
    page.wait_for_selector(".error-panel")
    assert page.locator(".error-panel li").all_inner_texts() == ["维度合计 120%，须为 100%，多 20。"]
    page.fill("[id='d-2']", "10")
    assert sums.first.inner_text() == "100"
    page.click(".action-bar .btn-primary")
    page.wait_for_url(served.address + "/editions/*/")
    assert page.locator(".state").first.inner_text() == "草案，待确认"
    page.click("text=与国家版对照")
    page.wait_for_url("**/editions/compare?*")
    assert page.locator("table.differences").first.locator("tbody tr").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert [one for one in said if "400" not in one] == []
