"""The frame of every page fits 1366 × 768: for every role, in both languages, bar and strip are one line each."""

import pytest

PEOPLE = ("ministry1", "leader", "province1", "reviewer1", "officer1", "enterprise1", "expert1", "auditor", "sysadmin", "secadmin")  # fmt: skip


def heights(page):
    script = "[...document.querySelectorAll('.shell-bar, .shell-context')].map(one => one.offsetHeight)"
    return (*page.evaluate(script), page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("code", ["zh", "en"])
def test_bar_and_strip_are_one_line_for_every_role(sign_in, served, code):
    found = {}
    for username in PEOPLE:
        page = sign_in(username)
        page.context.add_cookies([{"name": "gaoxin_lang", "value": code, "url": served.address}])
        page.reload()
        found[username] = heights(page)
        page.context.close()
    assert found == dict.fromkeys(PEOPLE, (44, 34, 1366))
