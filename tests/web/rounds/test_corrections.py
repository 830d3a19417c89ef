"""After a correction each reads what it did to the ranks of his own zones, where both releases show ranks to his level."""

import re

import pytest

MOVED = {
    "Z002": {"rank": [1.0, 2.0], "score": [70.25, 69.75]},
    "Z003": {"rank": [2.0, 1.0], "score": [69.5, 70.5]},
    "Z005": {"rank": [5.0, 5.0], "score": [51.125, 51.625]},
}


@pytest.fixture
def correct(first, person):
    """Notify a second release with a difference, that shows zones these parts."""
    from gaoxin_web.rounds.models import Release

    def made(zone=("rank", "band"), number=2):
        return Release.objects.create(
            round=first.round, number=number, run=first.run, state="notified", sees={**first.sees, "zone": list(zone)},
            listed={}, difference={"run": 1, "revisions": [], "moved": MOVED}, reason="更正 Z003 的数", made_by=first.made_by,
        )  # fmt: skip

    return made


def said(client):
    """What the list of releases says of each correction, the newest first."""
    body = client.get("/results/").content.decode().split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)]
    return [(row[1], row[5]) for row in rows]


def test_a_zone_reads_its_own_rank_before_and_now_and_nothing_of_others(browse, correct):
    correct()
    assert said(browse("officer2")) == [("2", "1 → 2"), ("1", "—")]
    page = browse("officer2").get("/results/").content.decode()
    assert [word for word in ("Z003", "2 → 1", "70.25", "更正") if word in page] == []


def test_a_province_reads_its_zones_by_name_and_evaluators_their_own_level(browse, correct):
    correct()
    assert said(browse("province1")) == [("2", "Z002 1 → 2"), ("1", "—")]
    assert said(browse("ministry1"))[0] == ("2", "Z002 1 → 2；Z003 2 → 1")


def test_nothing_is_said_where_one_of_the_two_releases_shows_no_rank(browse, correct):
    correct(zone=("band",))
    assert said(browse("officer2"))[0] == ("2", "—")
    correct(number=3)
    assert said(browse("officer2"))[0] == ("3", "—")
    correct(number=4)
    assert said(browse("officer2"))[0] == ("4", "1 → 2")
