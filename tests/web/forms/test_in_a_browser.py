"""The form in a real browser: typing, moving, pasting, two people at once, a broken line, and who cannot see well."""

import re

import pytest
from tests.web.forms.test_under_load import asked, cells, draft_of


@pytest.fixture
def opened(sign_in, served):
    """Open the committee form of a person; returns the page with its errors gathered."""

    def open_form(username):
        page = sign_in(username)
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        submission, page.revision = draft_of(served, username)
        page.goto(f"{served.address}/submissions/{submission}/form")
        return page

    return open_form


def cell(page, name):
    return page.locator(f"tr[data-field={name}] input.value")


def wait_saved(page):
    page.wait_for_function(
        "() => /已保存 \\d/.test(document.getElementById('saving-words').textContent) && !document.querySelector('.is-pending')"
    )


def paste(page, name, text):
    cell(page, name).evaluate(
        "(input, text) => { input.focus(); const data = new DataTransfer(); data.setData('text/plain', text); "
        "input.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }", text
    )  # fmt: skip


def test_typing_moving_undoing_and_pasting_a_block(opened, served):
    page = opened("officer1")
    cell(page, "national_rd_institutions").click()
    page.keyboard.type("６１")
    page.keyboard.press("Enter")
    page.keyboard.type("9个")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("18")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    wait_saved(page)
    assert cells(served, page.revision) == {"national_rd_institutions": "61", "national_incubators": "9"}
    cell(page, "national_incubators").click()
    page.keyboard.press("Control+z")
    wait_saved(page)
    assert cells(served, page.revision) == {"national_rd_institutions": "61"}
    page.locator("#in-wan").check()
    paste(page, "fiscal_science_spending", "128,463\t按新口径\n1.2亿\n86.4平方公里\n=1+1\n")
    page.locator("#paste").wait_for(state="visible")
    assert "不是数" in page.locator("#paste tbody").inner_text()
    page.click("#paste-go")
    wait_saved(page)
    page.wait_for_function(
        "() => document.querySelector('tr[data-field=fiscal_science_spending] input.note').dataset.text === '按新口径'"
    )
    assert cells(served, page.revision) == {
        "national_rd_institutions": "61", "fiscal_science_spending": "1284630", "new_investment": "120000", "land_area": "86.4",
        "registered_enterprises": "=1+1",
    }  # fmt: skip
    assert cell(page, "fiscal_science_spending").input_value() == "128,463"
    page.locator("#in-wan").uncheck()
    assert cell(page, "fiscal_science_spending").input_value() == "1,284,630"
    page.keyboard.press("F9")
    page.wait_for_function("() => document.activeElement === document.querySelector('tr[data-field=registered_enterprises] input.value')"
                           " || document.querySelector('.finding.is-chosen')")  # fmt: skip
    assert page.wrong == []


def test_two_people_at_once_see_a_conflict_with_both_values_and_choose(opened, served):
    one, two = opened("officer1"), opened("officer1")
    cell(two, "land_area").click()
    cell(one, "land_area").click()
    one.keyboard.type("86.4")
    one.keyboard.press("Enter")
    wait_saved(one)
    two.keyboard.type("90")
    two.keyboard.press("Enter")
    two.locator("#conflicts").wait_for(state="visible")
    said = two.locator("#conflicts").inner_text()
    assert re.search(r"规划面积：您填 90，王珂 \d\d:\d\d:\d\d 填 86.4。", said)
    assert cells(served, two.revision) == {"land_area": "86.4"}
    two.get_by_role("button", name="用我的 90").click()
    wait_saved(two)
    assert cells(served, two.revision) == {"land_area": "90"}
    assert [
        new
        for (new,) in asked(
            served, "SELECT new FROM gaoxin_web_edit WHERE revision_id = ? ORDER BY id", two.revision
        )
    ] == ["86.4", "90"]


def test_what_is_typed_while_the_line_is_broken_is_kept_and_sent_when_it_is_back(opened, served):
    page = opened("officer1")
    page.context.set_offline(True)
    cell(page, "land_area").click()
    page.keyboard.type("86.4")
    page.keyboard.press("Enter")
    page.keyboard.type("8412")
    page.keyboard.press("Enter")
    page.wait_for_function("() => /连不上服务器/.test(document.getElementById('saving-words').textContent)")
    kept = page.evaluate("() => Object.values(sessionStorage).join()")
    assert "86.4" in kept
    assert cells(served, page.revision) == {}
    page.context.set_offline(False)
    wait_saved(page)
    assert cells(served, page.revision) == {"land_area": "86.4", "registered_enterprises": "8412"}
    stored = page.evaluate(
        "() => [...Object.entries(sessionStorage), ...Object.entries(localStorage)].join()"
    )
    assert "86.4" not in stored
    assert "gaoxin-form" not in stored
    assert page.wrong == []


def test_the_form_has_no_barrier_that_axe_knows_of(opened):
    from axe_playwright_python.sync_playwright import Axe

    page = opened("officer2")
    for step in ("findings", "cell"):
        page.click(f"#tab-{step}")
        cell(page, "national_incubators").click()
        page.wait_for_timeout(500)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    page.goto(page.url.replace("/form", "/print"))
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_what_was_typed_after_the_session_ended_is_saved_after_logging_in_on_the_page(opened, served):
    page = opened("officer1")
    page.context.clear_cookies(name="sessionid")
    cell(page, "land_area").click()
    page.keyboard.type("86.4")
    page.keyboard.press("Enter")
    page.locator("#again").wait_for(state="visible")
    assert cells(served, page.revision) == {}
    page.fill("#again-form input[name=password]", served.accounts["officer1"]["password"])
    page.press("#again-form input[name=password]", "Enter")
    wait_saved(page)
    assert cells(served, page.revision) == {"land_area": "86.4"}
    assert page.wrong == []
