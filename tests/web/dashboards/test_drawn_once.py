"""What is drawn once and kept is never shown to another view: not of another level, zone, language, release or switch."""

import re

import pytest

from gaoxin_web.dashboards.drawing import PARTS

from .test_who_sees_what import canaries, words

PAGES = (
    "/ranking/", "/ranking/?sort=score", "/zones/Z002/profile", "/zones/Z003/profile", "/trace/rank/total@Z002@2014",
    "/trace/standard/1.4@Z002@2014", "/trace/indicator/1.4@Z003@2014?indicator=1.2",
)  # fmt: skip
PEOPLE = ("ministry1", "leader", "province1", "province2", "officer2", "reviewer2", "officer3")


@pytest.fixture(autouse=True)
def nothing_drawn():
    PARTS.forget()


def said(client, address):
    """The main part of a page, without the tokens of its forms; the status of a refusal."""
    answer = client.get(address)
    if answer.status_code != 200:
        return answer.status_code
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", main)


def told(**switches):
    """Release the same result once more with other switches; return the release."""
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.rules import USUAL

    first = Release.objects.get(round__data_year=2014, number=1)
    return Release.objects.create(
        round=first.round, number=2, run=first.run, state="notified", sees=USUAL | switches, listed={},
        made_by=first.made_by,
    )  # fmt: skip


@pytest.mark.parametrize("first", ["ministry1", "leader", "province1", "officer3"])
def test_whoever_looked_before_a_page_says_the_same(browse, first):
    clients = {name: browse(name) for name in (first, *PEOPLE)}
    alone = {}
    for name in PEOPLE:
        PARTS.forget()
        alone[name] = [said(clients[name], one) for one in PAGES]
    PARTS.forget()
    after = {name: [said(client, one) for one in PAGES] for name, client in clients.items()}
    assert after == alone


def test_after_evaluators_and_the_ministry_looked_no_zone_sees_a_figure_of_another(browse, db):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.results import result_of

    result = result_of(Release.objects.get(round__data_year=2014, number=1).run)
    for name in ("ministry1", "leader", "province2"):
        assert [said(browse(name), one) for one in PAGES] != []
    own = {"officer2": "Z002", "officer3": "Z003", "province1": "Z002"}
    for name, zone in own.items():
        pages = [said(browse(name), one) for one in PAGES]
        shown = set().union(*(words(one) for one in pages if one != 404))
        assert (len(shown) > 20, shown & canaries(result, {zone})) == (True, set())


def test_views_that_may_see_the_same_have_one_key_and_no_others(person, db):
    from gaoxin_web.rounds.sights import sight_of

    keys = {name: sight_of(person(name)).key for name in PEOPLE}
    alike = {(one, other) for one in PEOPLE for other in PEOPLE if one < other and keys[one] == keys[other]}
    assert alike == {("officer2", "reviewer2")}


def test_two_of_one_zone_share_what_was_drawn(browse):
    first = said(browse("officer2"), "/zones/Z002/profile")
    number = len(PARTS)
    assert (said(browse("reviewer2"), "/zones/Z002/profile"), len(PARTS)) == (first, number)


def test_a_release_with_other_switches_shows_at_once_what_it_shows(browse):
    client = browse("officer2")
    before = said(client, "/zones/Z002/profile")
    told(zone=["band"])
    after = said(client, "/zones/Z002/profile")
    assert ("本次发布不向本级显示指标" in before, "本次发布不向本级显示指标" in after) == (False, True)
    assert said(client, "/ranking/").count('<td class="rank">—</td>') == 1


def test_a_page_is_kept_in_each_language_by_itself(browse):
    client = browse("officer2")
    chinese = said(client, "/zones/Z002/profile")
    client.cookies["gaoxin_lang"] = "en"
    english = said(client, "/zones/Z002/profile")
    client.cookies["gaoxin_lang"] = "zh"
    assert (said(client, "/zones/Z002/profile") == chinese, "四个维度" in english) == (True, False)


def test_links_of_a_page_keep_to_the_release_that_is_looked_at(browse):
    client, page = browse("ministry1"), "/zones/Z002/profile"
    pages = [said(client, page), said(client, f"{page}?release={told().pk}")]
    found = [set(re.findall(r"[?&](?:amp;)?(release=\d+|run=\d+)", page)) for page in pages]
    assert [len(one) for one in found] == [1, 1]
    assert found[0] != found[1]
