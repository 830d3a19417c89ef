"""The desk in a real browser: keys, marks, the return dialog; no rule of accessibility is broken, nothing overflows."""

import sqlite3
from unicodedata import normalize

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def keys_in(served, state, kind="committee", username="province1"):
    """Return the submissions of the open round in a state, within somebody's scope."""
    with sqlite3.connect(f"file:{served.home / 'gaoxin.sqlite3'}?mode=ro", uri=True) as connection:
        found = connection.execute(
            "SELECT s.id FROM gaoxin_web_submission s JOIN gaoxin_web_form f ON f.id = s.form_id JOIN gaoxin_web_round r ON r.id = f.round_id "
            "JOIN gaoxin_web_organisation o ON o.id = s.organisation_id JOIN gaoxin_web_person p ON p.username = ? "
            "JOIN gaoxin_web_organisation q ON q.id = p.organisation_id "
            "WHERE r.closed = 0 AND s.state = ? AND f.kind = ? AND o.path LIKE q.path || '%' ORDER BY o.path", [username, state, kind],
        )  # fmt: skip
        return [row[0] for row in found]


def watched(page):
    """Collect what the browser complains of: broken policies, errors of scripts."""
    said = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def broken(page):
    """Return the rules of accessibility that a page breaks, with the elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def test_a_reviewer_marks_cells_and_returns_them_by_keys(served, sign_in):
    page = sign_in("province2", viewport={"width": 1366, "height": 768})
    said = watched(page)
    key = keys_in(served, "zone_approved", username="province2")[0]
    page.goto(f"{served.address}/review/{key}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.click("a[data-select] >> nth=2")
    page.wait_for_selector("tr.is-selected:nth-of-type(1), tr.is-selected")
    label = page.inner_text("tr.is-selected a[data-select]")
    page.wait_for_function(
        "label => document.querySelector('#detail .detail-head b').innerText === label", arg=label
    )
    page.keyboard.press("x")
    assert page.inner_text("[data-count]") == "1"
    page.keyboard.press("r")
    assert page.inner_text("dialog[open] .marked li span") == label
    page.fill("dialog[open] [name=said]", "请附批文")
    page.fill("dialog[open] [name=reason]", "请核对口径并说明")
    page.keyboard.press("x")
    assert page.inner_text("[data-count]") == "1", "letters typed into a field are no keys"
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector(".banner >> text=请核对口径并说明")
    assert page.inner_text(".station.back b") == "填报"
    assert said == []


def test_keys_can_be_switched_off_and_stay_so(served, sign_in):
    page = sign_in("province2")
    key = keys_in(served, "zone_approved", username="province2")[0]
    page.goto(f"{served.address}/review/{key}/")
    page.uncheck("#keys")
    page.keyboard.press("r")
    assert page.query_selector("dialog[open]") is None
    page.reload()
    page.keyboard.press("r")
    assert page.query_selector("dialog[open]") is None
    page.check("#keys")
    page.keyboard.press("r")
    assert page.query_selector("dialog[open]") is not None


def test_j_and_p_go_through_the_queue(served, sign_in):
    page = sign_in("province2")
    first = keys_in(served, "zone_approved", username="province2")[0]
    page.goto(f"{served.address}/review/{first}/")
    page.keyboard.press("p")
    page.wait_for_selector("[role=status] >> text=已通过")
    assert first not in keys_in(served, "zone_approved", username="province2")


@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_no_page_of_review_breaks_a_rule_of_accessibility(served, sign_in, theme):
    page = sign_in("ministry1", contrast="more" if theme == "contrast" else None)
    said = watched(page)
    form = keys_in(served, "ministry_approved", username="ministry1")[0]
    table = keys_in(served, "ministry_approved", "enterprises", username="ministry1")[0]
    found = {}
    for path in ("/review/?state=", f"/review/{form}/", f"/review/{form}/?tab=findings", f"/review/{form}/?tab=history", f"/review/{table}/rows",
                 f"/submissions/{form}/compare", f"/submissions/{form}/receipt", "/review/check"):  # fmt: skip
        page.goto(served.address + path)
        found[path] = broken(page)
    page.goto(f"{served.address}/review/{table}/rows")
    page.click("tbody th a >> nth=0")
    page.wait_for_selector("h2.after")
    found["row"] = broken(page)
    assert {path: rules for path, rules in found.items() if rules} == {}
    assert said == []


def test_the_return_dialog_is_accessible_and_esc_closes_it(served, sign_in):
    page = sign_in("province2")
    page.goto(f"{served.address}/review/{keys_in(served, 'zone_approved', username='province2')[0]}/")
    page.keyboard.press("r")
    assert broken(page) == []
    page.keyboard.press("Escape")
    assert page.query_selector("dialog[open]") is None


def test_at_four_hundred_per_cent_there_is_one_column(served, sign_in):
    page = sign_in("province2", viewport={"width": 342, "height": 600})
    page.goto(f"{served.address}/review/{keys_in(served, 'zone_approved', username='province2')[0]}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 342


def test_a_receipt_prints_on_one_page(served, sign_in, tmp_path):
    from pypdf import PdfReader

    page = sign_in("ministry1")
    key = keys_in(served, "ministry_approved", username="ministry1")[0]
    page.goto(f"{served.address}/submissions/{key}/receipt")
    page.pdf(path=tmp_path / "receipt.pdf", format="A4", prefer_css_page_size=True)
    read = PdfReader(tmp_path / "receipt.pdf")
    words = normalize("NFKC", read.pages[0].extract_text())
    assert len(read.pages) == 1
    assert "校验码" in words
    assert "合成演示数据" in words
