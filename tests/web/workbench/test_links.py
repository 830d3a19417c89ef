"""Every link that a first page offers leads somewhere: no page offers what its reader may not see."""

import re

import pytest

PAGES = (
    "/",
    "/tasks/",
    "/matrix/",
    "/zones/",
    "/enterprises/",
    "/rounds/",
    "/candidates/",
    "/messages/",
    "/calendar/",
)
LINK = re.compile(r'<a [^>]*href="([^"#]+)"')


@pytest.mark.parametrize(
    "username",
    ["officer1", "officer2", "reviewer1", "reviewer3", "province1", "ministry1", "leader", "auditor", "sysadmin",
     "secadmin", "expert1", "enterprise1"],
)  # fmt: skip
def test_every_link_leads_to_a_page(browse, username):
    client = browse(username)
    shown = {page: client.get(page) for page in PAGES}
    assert {
        page: answer.status_code for page, answer in shown.items() if answer.status_code not in {200, 403}
    } == {}
    offered = set()
    for page, answer in shown.items():
        if answer.status_code == 200:
            for link in LINK.findall(answer.content.decode()):
                offered.add(page + link if link.startswith("?") else link)
    enough = sorted(offered)[:60]
    answers = {link: client.get(link.replace("&amp;", "&")).status_code for link in enough}
    assert {link: status for link, status in answers.items() if status not in {200, 302}} == {}
