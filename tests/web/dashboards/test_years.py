"""The released years: lines with gaps where a year is missing, editions' breaks marked, and nothing that was not released."""

import csv
import json
import re

import pytest

from gaoxin.report import charts

from .test_who_sees_what import canaries, texts, words


@pytest.fixture
def both(two_years):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.results import result_of

    now = two_years()
    return result_of(Release.objects.get(round__data_year=2014, number=1).run), result_of(now.run)


def complete(both):
    """A zone that was ranked and filed in both years."""
    there = [
        {unit for unit, row in one.ranking.items() if row["rank"] and (unit, "exports") in one.totals}
        for one in both
    ]
    return min(there[0] & there[1])


def table(page):
    """The rows of the table behind the charts: name and figures by year."""
    body = page.split('aria-label="数据表"')[1]
    rows = re.findall(r'<tr><th scope="row"[^>]*>(.*?)</th><td>.*?</td>(.*?)</tr>', body)
    return [(name, re.findall(r'<td class="num">(.*?)</td>', cells)) for name, cells in rows]


def test_every_figure_of_the_years_is_that_of_the_years_own_result(both, browse):
    from gaoxin_web.dashboards import figures

    unit = complete(both)
    page = browse("ministry1").get(f"/zones/{unit}/years?indicator=1.2").content.decode()
    shown = dict(table(page))
    ranks = [figures.ordinal(one.ranking[unit]["rank"]) for one in both]
    scores = [figures.fixed(one.ranking[unit]["score"], 2) for one in both]
    first = [figures.fixed(one.dimensions[unit, "1"]["score"], 1) for one in both]
    values = [row["value"] for one in both for row in one.of("indicators.csv", unit) if row["code"] == "1.2"]
    revenue = [figures.figure(one.totals[unit, "revenue"] / 100_000) for one in both]
    names = [
        "位次",
        "总分",
        "知识创造和技术创新能力得分",
        "1.2 企业万元销售收入中R&amp;D经费支出",
        "营业收入",
    ]
    assert [shown[name] for name in names] == [
        ranks,
        scores,
        first,
        list(map(figures.figure, values)),
        revenue,
    ]


def test_the_file_holds_the_same_in_full_precision_and_stands_in_the_journal(both, browse):
    from gaoxin_web.platform.models import Entry

    answer = browse("ministry1").post("/zones/Z003/years.csv?indicator=1.2")
    lines = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    scores = next(line for line in lines if line[0] == "总分")[2:]
    assert scores == [repr(one.ranking["Z003"]["score"]) for one in both]
    assert (lines[0][-1], lines[1][2:]) == ("合成演示数据", ["2014", "2015"])
    assert Entry.objects.order_by("-number").first().tag == "data:exported"


def test_the_year_of_another_edition_is_marked_in_chart_small_multiples_and_table(both, browse):
    page = browse("ministry1").get("/zones/Z003/years").content.decode()
    for options in map(
        json.loads, re.findall(r'<script id="chart-[\w-]+" type="application/json">(.*?)</script>', page)
    ):
        mark = options["series"][0]["markLine"]
        assert (mark["data"], mark["label"]["formatter"]) == ([{"xAxis": "2015"}], "指标体系变更")
    assert re.findall(r"‖ (\d{4})</th>", page) == ["2015"]
    assert page.count('class="mark-break"') == page.count("<figure>")


def test_a_year_without_a_release_is_a_gap_in_the_line():
    from gaoxin_web.dashboards.marks import spark

    drawn = charts.lines([2012, 2013, 2014], [("甲", [3.0, None, 2.0])], "位", ranks=True)
    assert (drawn["series"][0]["data"], drawn["series"][0]["connectNulls"]) == ([3.0, None, 2.0], False)
    assert (drawn["yAxis"]["inverse"], drawn["yAxis"]["min"]) == (True, 1)
    assert spark([3.0, None, 2.0]) == {"line": "", "beside": "", "dots": [(4.0, 4.0), (108.0, 30.0)]}


def test_years_that_nobody_released_are_gaps(both, person):
    from gaoxin_web.rounds.sights import sight_of
    from gaoxin_web.rounds.years import Span

    last = sight_of(person("ministry1"))
    span = Span({2012: last.before, 2015: last}, range(2012, 2016))
    assert span.over(lambda one: float(one.year)) == (2014.0, None, None, 2015.0)


def test_a_zone_sees_its_ranks_and_no_score_and_of_its_peers_medians_alone(both, browse):
    page = browse("officer2").get("/zones/Z002/years").content.decode()
    names = [name for name, _ in table(page)]
    assert [name for name in names if "得分" in name or name == "总分"] == []
    assert "位次" in names
    foreign = set.union(*(canaries(one, {"Z002"}) for one in both))
    own = {text for one in both for text in mine(one)}
    assert words(page) & (foreign - own) == set()


def mine(result):
    for name, column in (("indicators.csv", "value"), ("scores.csv", "score"), ("dimensions.csv", "score")):
        for row in result.of(name, "Z002"):
            if row[column] is not None:
                yield from texts(row[column])


@pytest.mark.parametrize("address", ["/zones/Z003/years", "/zones/Z005/years"])
def test_another_zones_years_are_not_there(browse, address, db):
    assert browse("officer2").get(address).status_code == 404
    assert browse("officer2").post(f"{address}.csv").status_code == 404


def test_a_year_that_is_not_notified_is_unknown_and_each_year_shows_its_own_parts(two_years, browse, person):
    from gaoxin_web.rounds.rules import USUAL
    from gaoxin_web.rounds.sights import sight_of
    from gaoxin_web.rounds.years import of_zone

    two_years(state="provisional")
    assert of_zone(sight_of(person("officer2")), "Z002").years == (2014,)
    two_years(sees={**USUAL, "zone": ["band"]})
    found = of_zone(sight_of(person("officer2")), "Z002")
    assert found.years == (2014, 2015)
    last = {one.key: one.values[1] for one in found.series}
    assert set(last.values()) == {None}
    assert "只有一个年度" in browse("officer2").get("/zones/Z002/years").content.decode()


def test_a_province_sees_its_zones_together_and_a_ministry_all(both, browse, person):
    from gaoxin_web.rounds.sights import own_zones

    own = own_zones(person("province1"))
    counts = [str(len(own & one.ranking.keys())) for one in both]
    assert dict(table(browse("province1").get("/years/").content.decode()))["参评园区"] == counts
    shown = dict(table(browse("ministry1").get("/years/").content.decode()))
    assert shown["参评园区"] == [str(len(one.ranking)) for one in both]
    total = [
        sum(one.totals[zone, "revenue"] for zone in one.ranking if (zone, "revenue") in one.totals)
        for one in both
    ]
    assert [float(text.replace(",", "")) for text in shown["营业收入"]] == pytest.approx(
        [one / 100_000 for one in total], rel=1e-3
    )


def test_profile_and_overview_show_small_multiples_once_there_are_two_years(both, browse):
    for address in (f"/zones/{complete(both)}/profile", "/overview/"):
        page = browse("ministry1").get(address).content.decode()
        assert page.count('class="mark-trend"') == 6


def test_with_one_year_there_is_no_line_and_the_figures_stand_in_the_table(browse, db):
    page = browse("officer2").get("/zones/Z002/years").content.decode()
    assert "只有一个年度" in page
    assert "mark-trend" not in browse("officer2").get("/profile/", follow=True).content.decode()
