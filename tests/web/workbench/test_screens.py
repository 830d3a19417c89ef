"""The first pages in a real browser: no rule of accessibility is broken, nothing overflows 1366, no policy is hurt."""

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SCREEN = {"width": 1366, "height": 768}
PAGES = {
    "officer2": ("/", "/tasks/", "/enterprises/", "/messages/"),
    "ministry1": ("/", "/matrix/", "/zones/", "/zones/new", "/candidates/", "/rounds/", "/rounds/3/", "/rounds/3/extend",
                  "/rounds/new", "/calendar/", "/enterprises/enter"),
}  # fmt: skip


def broken(page):
    """Return the rules of accessibility that a page breaks, with the elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize("username", PAGES)
def test_the_first_pages_are_whole(served, sign_in, username):
    page, said = sign_in(username, viewport=SCREEN), []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    faults = {}
    for address in PAGES[username]:
        page.goto(served.address + address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found = broken(page)
        if found or wide > SCREEN["width"]:
            faults[address] = (wide, found)
    assert (faults, said) == ({}, [])


def test_one_box_chooses_every_zone_with_something_to_fill_and_they_are_reminded(served, sign_in):
    page = sign_in("ministry1", viewport=SCREEN)
    page.goto(f"{served.address}/matrix/")
    page.check("#choose-all")
    chosen = page.locator('input[name="zone"]:checked')
    assert chosen.count() == page.locator('input[name="zone"]:not([data-unfinished="0"])').count()
    assert chosen.count() > 0
    page.click(".action-bar .btn-primary")
    page.wait_for_selector(".banner >> text=已催报")
    officer = sign_in("officer2", viewport=SCREEN)
    officer.goto(f"{served.address}/messages/")
    assert "催报：管委会表" in officer.inner_text("main")
