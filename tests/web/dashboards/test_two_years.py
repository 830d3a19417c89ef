"""A second released year: movement, last year's figures, the way from one score to the other, targets with a pace."""

import re

import pytest

from gaoxin.terms import digest_bytes

from .test_who_sees_what import canaries, texts, words


@pytest.fixture
def second_year(person, db):
    """The round of 2015 as far as it is approved, evaluated and notified."""
    from datetime import timedelta

    from django.utils import timezone

    from gaoxin_web.collect.models import Round
    from gaoxin_web.panels.models import PanelFile
    from gaoxin_web.platform.actor import Actor
    from gaoxin_web.rounds.actions import home, record_run
    from gaoxin_web.rounds.contents import completeness, contents, digest_of
    from gaoxin_web.rounds.models import Freeze, Release
    from gaoxin_web.rounds.rules import LISTED, USUAL
    from gaoxin_web.rounds.running import evaluate_takes

    found = Round.objects.get(data_year=2015, kind="annual")
    for one in PanelFile.objects.filter(round__data_year=2014):
        content = re.sub(rb"(?m)^2014,", b"2015,", bytes(one.content))
        PanelFile.objects.create(
            round=found, kind=one.kind, content=content, digest=digest_bytes(content), settings=one.settings
        )
    takes = contents(found)
    freeze = Freeze.objects.create(
        round=found, number=1, takes=takes, digest=digest_of(takes), report=completeness(takes),
        asked_by=person("ministry1"), settled_by=person("ministry2"), settled_at=timezone.now(), outcome="confirmed",
    )  # fmt: skip
    run = record_run(
        Actor(person("ministry1")), freeze, evaluate_takes(takes, found.edition_text, home(), draws=200)
    )
    return Release.objects.create(
        round=found, number=1, run=run, state="notified", sees=USUAL, listed=LISTED, made_by=person("ministry1"),
        notified_at=timezone.now(), objections_until=timezone.now() + timedelta(days=7),
    )  # fmt: skip


@pytest.fixture
def both(second_year):
    """Both results, and a zone that was ranked in both."""
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.results import result_of

    then = result_of(Release.objects.get(round__data_year=2014, number=1).run)
    now = result_of(second_year.run)
    unit = next(
        unit
        for unit, row in now.ranking.items()
        if row["rank"] and unit in then.ranking and then.ranking[unit]["rank"]
    )
    return then, now, unit


def test_the_parts_of_a_change_sum_to_the_difference_of_the_scores(both, person):
    from gaoxin_web.rounds.visible import change, sight_of

    then, now, unit = both
    for username in ("ministry1", "leader"):
        moved = change(sight_of(person(username)), unit)
        assert (moved.before, moved.after) == (then.ranking[unit]["score"], now.ranking[unit]["score"])
        assert sum(value for _, value in moved.parts) == pytest.approx(moved.after - moved.before, abs=1e-9)


def test_a_province_sees_the_change_by_dimension_and_a_zone_without_scores_sees_none(both, person):
    from gaoxin_web.rounds.visible import change, sight_of

    then, now, _ = both
    moved = change(sight_of(person("province1")), "Z002")
    assert [name for name, _ in moved.parts] == ["1", "2", "3", "4"]
    expected = now.ranking["Z002"]["score"] - then.ranking["Z002"]["score"]
    assert sum(value for _, value in moved.parts) == pytest.approx(expected, abs=1e-9)
    assert change(sight_of(person("officer2")), "Z002") is None


def test_the_ranking_says_how_ranks_moved(both, browse):
    from gaoxin_web.dashboards.figures import movement

    then, now, unit = both
    page = browse("ministry1").get("/ranking/").content.decode()
    shown = {
        zone: moved
        for moved, zone in re.findall(r'<td class="nowrap">([▲▼—][^<]*|)</td>.*?/zones/(Z\d+)/profile', page)
    }
    before = then.ranking[unit]["rank"]
    assert shown[unit] == movement(now.ranking[unit]["rank"], before)


def test_a_profile_shows_last_years_figures(both, browse):
    from gaoxin_web.dashboards import figures

    then, _, unit = both
    page = browse("ministry1").get(f"/zones/{unit}/profile").content.decode()
    value = next(row["value"] for row in then.of("indicators.csv", unit) if row["code"] == "1.2")
    assert f'<td class="num muted">{figures.figure(value)}</td>' in page


def test_targets_get_a_pace_from_two_years(both, browse):
    _, _, unit = both
    page = browse("ministry1").get(f"/targets/?zone={unit}").content.decode()
    assert ("按期可达" in page) or ("难以按期" in page) or ("有风险" in page) or "没有附1目标" in page


def test_an_older_year_can_still_be_read(both, browse):
    page = browse("officer2").get("/trace/rank/total@Z002@2014").content.decode()
    assert "2014 年度评价" in page
    assert browse("officer2").get("/profile/?year=2014", follow=True).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/profile/",
        "/ranking/",
        "/overview/",
        "/trace/rank/total@{own}@2015?indicator=1.2",
        "/results/",
        "/zones/{own}/suppose",
    ],
)
@pytest.mark.parametrize("username", ["officer2", "reviewer2"])
def test_two_years_together_tell_a_zone_nothing_of_others(both, browse, username, address):
    then, now, _ = both
    foreign = set.union(*(canaries(one, {"Z002"}) for one in both[:2]))
    own = {text for one in (then, now) for text in mine(one, "Z002")}
    body = browse(username).get(address.format(own="Z002"), follow=True).content.decode()
    assert words(body) & (foreign - own) == set()


def mine(result, unit):
    """The figures of a zone in the forms in which pages write them."""
    for table, column in (("indicators.csv", "value"), ("scores.csv", "score"), ("dimensions.csv", "score")):
        for row in result.of(table, unit):
            if row[column] is not None:
                yield from texts(row[column])
