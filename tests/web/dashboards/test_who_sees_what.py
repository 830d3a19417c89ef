"""Nobody sees of a result what is not his: every page and file of results, for every role, with canaries in the figures.

The canaries are real figures of other zones: ranks, scores, dimension scores, indicator values, bounds; each is looked for
in full precision and as pages round it.
"""

import json
import re

import pytest

PAGES = (
    "/ranking/", "/ranking/?type=world_class", "/ranking/?sort=score", "/profile/", "/zones/{own}/profile", "/results/",
    "/trace/rank/total@{own}@2014", "/trace/rank/total@{own}@2014?indicator=1.4", "/trace/score/total@{own}@2014",
    "/trace/dimension/1@{own}@2014", "/trace/contribution/1.4@{own}@2014", "/trace/standard/1.4@{own}@2014",
    "/trace/indicator/1.4@{own}@2014", "/trace/target/1@{own}@2014", "/trace/",
    "/trace/standard/1.4@{own}@2014?format=json", "/trace/contribution/1.2@{own}@2014?format=json",
    "/trace/rank/3@{own}@2014?format=json",
    "/overview/",
    "/targets/",
    "/targets/?zone={own}",
    "/zones/{own}/suppose",
    "/years/",
    "/zones/{own}/years",
    "/zones/{own}/years?indicator=1.4",
)  # fmt: skip
FOREIGN = (
    "/zones/{foreign}/profile", "/trace/rank/total@{foreign}@2014", "/trace/indicator/1.2@{foreign}@2014",
    "/trace/cell/revenue@{foreign}@2014", "/trace/rank/total@{foreign}@2014?format=json", "/compare/?zone={own}&zone={foreign}",
    "/targets/?zone={foreign}",
    "/zones/{foreign}/suppose",
    "/zones/{foreign}/years",
    "/years/?zone={foreign}",
)  # fmt: skip
OWN = {"officer2": "Z002", "reviewer2": "Z002", "officer3": "Z003", "province1": "Z002"}


@pytest.fixture
def result(db):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.results import result_of

    return result_of(Release.objects.get(round__data_year=2014, number=1).run)


def texts(value, unit="千元"):
    """The forms in which a figure could be on a page: full precision, and rounded as pages do."""
    from gaoxin_web.dashboards import figures

    return {
        repr(value),
        f"{value:.2f}",
        f"{value:.4f}",
        figures.figure(value),
        figures.figure(value / 100_000),
    }


def canaries(result, own):
    """Figures of zones that are not one's own, and the bounds of the round, that no own figure looks like."""
    rows = [("standards.csv", "standard"), ("contributions.csv", "contribution"), ("dimensions.csv", "score"),
            ("scores.csv", "score"), ("indicators.csv", "value")]  # fmt: skip
    found, mine = set(), set()
    for table, column in rows:
        for row in result.rows(table):
            if row[column] is not None and (row["unit"] in own or row[column] != int(row[column])):
                (mine if row["unit"] in own else found).update(texts(row[column]))
    for row in result.rows("contributions.csv"):  # weights are law: nobody's figure
        mine.update(texts(100 * row["weight"]))
    for row in result.rows("targets.csv"):  # own gaps, and what they need a year until 2020
        if row["unit"] in own and row["gap"] is not None:
            mine.update(texts(row["gap"]) | texts(row["gap"] / 6))
    for row in result.rows("bounds.csv"):
        for name in ("lower", "upper"):
            if row[name] is not None and row[name] != int(row[name]):
                found.update(texts(row[name]))
    return {one for one in found - mine if len(one) >= 5}


def words(body):
    """Numbers of a page, whole: 12.34 is not found in 112.345."""
    return set(re.findall(r"−?\d[\d,]*\.?\d*", body))


@pytest.mark.parametrize("username", OWN)
@pytest.mark.parametrize("address", PAGES)
def test_no_page_shows_another_zones_figures_or_the_bounds_of_the_round(browse, result, username, address):
    own = OWN[username]
    answer = browse(username).get(address.format(own=own), follow=True)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert words(body) & canaries(result, {own}) == set()
    others = [row["name"] for row in result.ranking.values() if row["unit"] != own]
    assert [
        name for name in others if name in body or name.replace("高新技术产业开发区", "高新区") in body
    ] == []


@pytest.mark.parametrize("username", OWN)
@pytest.mark.parametrize("address", FOREIGN)
def test_what_is_another_zones_is_not_there(browse, username, address):
    own = OWN[username]
    answer = browse(username).get(address.format(own=own, foreign="Z005"))
    assert answer.status_code == 404


@pytest.mark.parametrize("username", ["expert1", "enterprise1", "sysadmin", "secadmin"])
@pytest.mark.parametrize(
    "address", ["/ranking/", "/profile/", "/zones/Z002/profile", "/trace/rank/total@Z002@2014"]
)
def test_roles_without_results_see_none(browse, username, address):
    assert browse(username).get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/ranking/", "/zones/Z002/profile", "/trace/rank/total@Z002@2014", "/evaluation/"]
)
def test_somebody_not_logged_in_is_led_to_the_log_in(client, db, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("username", ["officer2", "province1", "leader", "auditor", "expert1"])
def test_the_pages_of_evaluation_are_for_evaluators(browse, username, result, db):
    from gaoxin_web.collect.models import Round

    key = Round.objects.get(data_year=2014).pk
    client = browse(username)
    assert [client.get(one).status_code for one in ("/evaluation/", f"/evaluation/{key}/")] == [403, 403]


def test_a_zone_is_told_its_rank_and_not_its_score(browse, result):
    page = browse("officer2").get("/zones/Z002/profile").content.decode()
    assert f"{result.ranking['Z002']['score']:.2f}" not in page
    assert re.search(r"第\s*1\s*<span class=\"small\">/ 7</span>", page)


def test_a_province_sees_the_scores_of_its_zones(browse, result):
    page = browse("province1").get("/zones/Z002/profile").content.decode()
    assert f"{result.ranking['Z002']['score']:.2f}" in page


def test_every_rank_and_score_of_the_ranking_equals_the_result(browse, result):
    page = browse("ministry1").get("/ranking/").content.decode()
    shown = re.findall(
        r'<td class="rank">(.*?)</td>.*?/zones/(Z\d+)/profile.*?aria-label="([\d.]+)"', page, re.DOTALL
    )
    expected = [(f"{row['rank']:g}", unit, f"{row['score']:.2f}") for unit, row in result.ranking.items()]
    assert shown == expected


def test_every_indicator_of_a_profile_equals_the_result(browse, result):
    from gaoxin_web.dashboards import figures

    page = browse("ministry1").get("/zones/Z003/profile").content.decode()
    shown = dict(re.findall(r"indicator/([\d.]+)@Z003@2014\?[^>]*><b>(.*?)</b>", page))
    units = {one.code: figures.large(one.unit)[1] for one in result.edition.indicators}
    expected = {row["code"]: figures.UNKNOWN if row["value"] is None else figures.figure(row["value"] / units[row["code"]])
                for row in result.of("indicators.csv", "Z003")}  # fmt: skip
    assert shown == expected


def test_the_trace_of_a_zone_goes_down_to_its_enterprises_without_a_bound(browse, result):
    page = browse("officer2").get("/trace/rank/total@Z002@2014?indicator=1.2").content.decode()
    stairs = re.findall(r'<div class="code">(.*?)</div>', page)
    assert [one.split("/")[0] for one in stairs] == [
        "rank", "score", "dimension", "contribution", "standard", "indicator", "variable", "cell"]  # fmt: skip
    assert "minmax" not in page
    assert "合成企业" in page


def test_a_program_gets_the_step_as_the_contract_says(browse):
    answer = browse("officer2").get("/trace/indicator/1.4@Z002@2014", headers={"Accept": "application/json"})
    said = json.loads(answer.content)
    assert {"address", "value", "unit", "formula", "clause", "basis", "inputs"} <= said.keys()
    assert (said["address"], said["value"]) == ("indicator/1.4@Z002@2014", 8)


def test_what_is_no_address_is_said_so(browse):
    assert browse("officer2").get("/trace/nonsense").status_code == 400
    assert browse("officer2").get("/trace/indicator/9.9@Z002@2014").status_code == 404


def test_a_run_that_was_not_released_is_for_evaluators_alone(browse, result, db):
    from gaoxin_web.rounds.models import Run

    key = Run.objects.first().pk
    asked = {
        name: browse(name).get(f"/ranking/?run={key}").status_code
        for name in ("ministry1", "leader", "officer2")
    }
    assert asked == {"ministry1": 200, "leader": 404, "officer2": 404}


def test_a_provisional_release_is_invisible(browse, db):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.rules import USUAL

    first = Release.objects.get(number=1)
    Release.objects.create(
        round=first.round, number=2, run=first.run, sees=USUAL, listed={}, made_by=first.made_by
    )
    key = Release.objects.get(number=2).pk
    asked = {
        name: browse(name).get(f"/ranking/?release={key}").status_code
        for name in ("ministry1", "leader", "officer2")
    }
    assert asked == {"ministry1": 200, "leader": 404, "officer2": 404}


def test_an_export_stands_in_the_journal(browse, db):
    from gaoxin_web.platform.models import Entry

    answer = browse("province1").post("/ranking/table.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (answer.status_code, len(lines), lines[0].split(",")[-1]) == (200, 3, "合成演示数据")
    assert Entry.objects.order_by("-number").first().tag == "data:exported"


def test_a_zone_gets_direction_and_band_for_a_supposed_figure_and_no_score(browse, result):
    answer = browse("officer3").post("/zones/Z003/suppose", {"what": ["indicator/1.4"], "value": ["9"]})
    body = answer.content.decode()
    assert "得分上升，位次带" in body
    assert words(body) & canaries(result, {"Z003"}) == set()
    assert [name for name in ("Z002", "Z004", "Z005", "Z006", "Z007", "Z008") if name in body] == []


def test_evaluators_get_score_rank_and_who_is_passed(browse):
    body = (
        browse("ministry1")
        .post("/zones/Z003/suppose", {"what": ["indicator/1.4"], "value": ["9"]})
        .content.decode()
    )
    assert re.search(r"得分 [\d.]+ → [\d.]+", body)


def test_the_questions_of_a_zone_are_limited_and_each_stands_in_the_journal(browse, monkeypatch):
    from gaoxin_web.platform.models import Entry
    from gaoxin_web.rounds import supposing

    monkeypatch.setattr(supposing, "LIMIT", 1)
    client, asked = browse("officer3"), {"what": ["indicator/1.4"], "value": ["9"]}
    assert [client.post("/zones/Z003/suppose", asked).status_code for _ in range(2)] == [200, 429]
    assert Entry.objects.filter(tag="result:supposed", organisation="Z003").count() == 1


def test_what_cannot_be_supposed_is_said(browse):
    answer = browse("officer3").post("/zones/Z003/suppose", {"what": ["indicator/1.4"], "value": ["many"]})
    assert answer.status_code == 400


WEIGHTS = {"weight_1": "40", "weight_2": "20", "weight_3": "20", "weight_4": "20"}


def test_a_province_sees_both_ranks_of_its_own_zones_under_its_own_weights(browse, result):
    body = browse("province1").post("/scenarios/", WEIGHTS).content.decode()
    assert re.search(r"<td class=\"num\">1</td>\s*<td class=\"num\">1</td>", body)
    assert words(body) & canaries(result, {"Z002"}) == set()
    assert [
        row["name"] for unit, row in result.ranking.items() if unit != "Z002" and row["name"] in body
    ] == []


def test_weights_of_a_scenario_add_up_and_leave_no_dimension_out(browse):
    client = browse("province1")
    for wrong in ({**WEIGHTS, "weight_1": "41"}, {**WEIGHTS, "weight_1": "55", "weight_2": "5"}):
        assert client.post("/scenarios/", wrong).status_code == 400


def test_evaluators_try_a_method_and_see_how_alike_the_orders_are(browse):
    sent = {**WEIGHTS, "weight_1": "30", "weight_2": "30", "method/standardise/using": "zscore"}
    body = browse("ministry1").post("/scenarios/", sent).content.decode()
    assert "method/standardise/using=zscore" in body
    assert re.search(r"等级相关 (0\.\d{3}|1\.000)", body)


def test_a_zone_has_no_scenarios(browse):
    assert browse("officer2").get("/scenarios/").status_code == 404
