"""Every number on a page of results is the result folder's: the pages are read, and so are the folder's own files."""

import csv
import re
from html import unescape

import pytest

UNKNOWN, NOTHING = "…", "—"


@pytest.fixture
def folder(two_years):
    """The folder of the newest result, told beside the one of the year before."""
    from gaoxin_web.rounds.actions import home
    from gaoxin_web.rounds.running import kept

    return kept(home(), two_years().run.result)


def rows(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return None if text == "" else float(text)


def table(page, heading=""):
    """The rows of the first table after a heading, each as the texts of its cells."""
    body = page.split(heading, 1)[1] if heading else page
    body = body.split("<tbody>", 1)[1].split("</tbody>")[0]
    return [[text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)]  # fmt: skip


def text(cell):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", cell)).split())


def fixed(value, places):
    return NOTHING if value is None else f"{value:.{places}f}".replace("-", "−")


def ranked(folder):
    """Two zones with every figure, the better one first."""
    found = [row["unit"] for row in rows(folder, "ranking.csv") if row["rank"] and row["status"] == "ranked"]
    known = {row["unit"] for row in rows(folder, "indicators.csv") if row["code"] == "3.2" and row["value"]}
    return [unit for unit in found if unit in known][:2]


def test_the_ranking_has_each_dimension_coverage_and_interval_of_the_folder(folder, browse, two_years):
    from gaoxin_web.rounds.models import Run
    from gaoxin_web.rounds.results import result_of

    page = browse("ministry1").get("/ranking/").content.decode()
    scores = {(row["unit"], row["code"]): number(row["score"]) for row in rows(folder, "dimensions.csv")}
    intervals = {row["unit"]: (number(row["q05"]), number(row["q95"]))
                 for row in rows(result_of(Run.objects.latest("pk")).robustness, "rank_intervals.csv")}  # fmt: skip
    shown = {}
    for row in re.findall(r'<tr class=".*?">(<td>.*?)</tr>', page.split("<tbody>")[1], re.DOTALL):
        unit = re.search(r"/zones/(Z\d+)/profile", row)[1]
        ends = re.search(r"（([\d.]+)–([\d.]+)）", row)
        heat = re.findall(r'<td class="heat[^>]*>(.*?)</td>', row)
        coverage = re.findall(r'<td class="num">(.*?)</td>', row)[-1]
        shown[unit] = (heat, coverage, tuple(map(float, ends.groups())) if ends else None)
    expected = {
        row["unit"]: (
            [fixed(scores[row["unit"], code], 1) for code in "1234"],
            fixed(None if row["coverage"] == "" else 100 * float(row["coverage"]), 1),
            intervals.get(row["unit"]) if row["rank"] else None,
        )
        for row in rows(folder, "ranking.csv")
    }
    assert shown == expected


def test_the_comparison_has_ranks_scores_and_every_indicator_of_the_folder(folder, browse):
    from gaoxin_web.dashboards.figures import figure

    one, other = ranked(folder)
    shown = {
        row[0]: row[2:]
        for row in table(browse("ministry1").get(f"/compare/?zone={one}&zone={other}").content.decode())
    }
    listed = {row["unit"]: row for row in rows(folder, "ranking.csv")}
    dimensions = {(row["unit"], row["code"]): row for row in rows(folder, "dimensions.csv")}
    assert shown["位次"] == [f"{float(listed[unit]['rank']):g}" for unit in (one, other)]
    assert shown["总分"] == [fixed(float(listed[unit]["score"]), 2) for unit in (one, other)]
    first = [dimensions[unit, "1"] for unit in (one, other)]
    assert shown["知识创造和技术创新能力"] == [
        f"{fixed(float(row['score']), 1)}（{float(row['rank']):g}）" for row in first
    ]
    values = {(row["unit"], row["code"]): number(row["value"]) for row in rows(folder, "indicators.csv")}
    codes = [code for unit, code in values if unit == one]
    by_code = {name.split(" ")[0]: cells for name, cells in shown.items() if name[0].isdigit()}
    assert by_code == {code: [figure(values[unit, code]) for unit in (one, other)] for code in codes}


def test_the_targets_of_a_zone_have_value_requirement_and_verdict_of_the_folder(folder, browse):
    from gaoxin_web.dashboards.figures import figure

    words = {"met": "达到", "not_met": "未达到", "unknown": "未知"}
    one = ranked(folder)[0]
    page = browse("ministry1").get(f"/targets/?zone={one}").content.decode()
    shown = [
        [row[0], row[2], row[3].split(" ")[0], row[5].removeprefix("● ").split(" ")[-1]]
        for row in table(page)
    ]
    mine = sorted(
        (row for row in rows(folder, "targets.csv") if row["unit"] == one), key=lambda row: int(row["no"])
    )
    expected = [
        [row["no"], figure(number(row["value"])) if row["required"] else "",
         figure(number(row["required"])) if row["required"] else "", words[row["verdict"]]]
        for row in mine
    ]  # fmt: skip
    assert sorted(shown, key=lambda row: int(row[0])) == expected


def test_the_targets_of_all_are_the_verdicts_of_the_folder_counted(folder, browse):
    kinds = {row["unit"]: row["park_type"] for row in rows(folder, "ranking.csv")}
    counted = {}
    for row in rows(folder, "targets.csv"):
        counts = counted.setdefault((kinds[row["unit"]], row["no"]), {"met": 0, "not_met": 0, "unknown": 0})
        counts[row["verdict"]] += 1
    shown = [row[3:6] for row in table(browse("ministry1").get("/targets/").content.decode())]
    expected = [
        list(map(str, counted[key].values()))
        for key in sorted(counted, key=lambda one: (one[0], int(one[1])))
    ]
    assert shown == expected


@pytest.mark.parametrize("username", ["ministry1"])
def test_each_stair_of_a_trace_is_the_figure_that_stands_in_the_folder(folder, browse, username):
    from gaoxin_web.dashboards.figures import figure

    one = ranked(folder)[0]
    page = browse(username).get(f"/trace/rank/total@{one}@2015?indicator=1.2").content.decode()
    values = [
        text(each.split("<span")[0])
        for each in re.findall(r'<div class="value">(.*?)</div>', page, re.DOTALL)
    ]
    addresses = re.findall(r'<div class="code">(\w+)/([^@]*)@', page)
    there = {
        ("rank", "total"): ("scores.csv", "rank", None), ("score", "total"): ("scores.csv", "score", None),
        ("dimension", "1"): ("dimensions.csv", "score", "1"), ("contribution", "1.2"): ("contributions.csv", "contribution", "1.2"),
        ("standard", "1.2"): ("standards.csv", "standard", "1.2"), ("indicator", "1.2"): ("indicators.csv", "value", "1.2"),
    }  # fmt: skip
    checked = []
    for address, shown in zip(addresses, values, strict=True):
        if address not in there:
            continue
        name, column, code = there[address]
        value = next(float(row[column]) for row in rows(folder, name)
                     if row["unit"] == one and row.get("code") == code)  # fmt: skip
        decimals = len(shown.partition(".")[2])
        checked.append(address)
        assert float(shown.replace(",", "")) == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-12), (
            address,
            figure(value),
        )
    assert checked == list(there)


def test_the_waterfall_goes_from_last_years_score_to_this_years_by_parts_that_sum_to_the_difference(
    folder, browse
):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.results import result_of

    one = ranked(folder)[0]
    then = result_of(Release.objects.get(round__data_year=2014, number=1).run).folder
    page = browse("ministry1").get(f"/trace/rank/total@{one}@2015").content.decode()
    before, after = (
        next(float(row["score"]) for row in rows(each, "scores.csv") if row["unit"] == one)
        for each in (then, folder)
    )
    said = re.search(r"总分为什么变了</h2><span class=\"small\">([\d.]+) → ([\d.]+)（(\S+)）", page).groups()
    assert said == (f"{before:.2f}", f"{after:.2f}", f"{after - before:+.2f}".replace("-", "−"))
    parts = [float(row[-1].split(" ")[-1].replace("−", "-")) for row in table(page, "总分为什么变了")]
    assert sum(parts) == pytest.approx(after - before, abs=0.005 * (len(parts) + 1))


def test_the_overview_counts_and_sums_the_folder(folder, browse):
    page = browse("ministry1").get("/overview/").content.decode()
    listed = rows(folder, "ranking.csv")
    with (folder / "snapshot" / "variables.csv").open(encoding="utf-8") as file:
        figures = [row for row in csv.DictReader(file) if row["year"] == "2015" and row["value"]]
    units = {row["unit"] for row in listed}

    def total(name, by):
        return f"{sum(float(row['value']) for row in figures if row['variable'] == name and row['zone'] in units) / by:,.0f}"

    verdicts = [row["verdict"] for row in rows(folder, "targets.csv")]
    expected = [
        str(len(listed)), str(sum(row["status"] == "provisional" for row in listed)), total("enterprises", 1),
        total("revenue", 100_000), total("employees", 10_000), f"{verdicts.count('met')} / {len(verdicts)}",
    ]  # fmt: skip
    assert re.findall(r'<p class="headline">(.*?)</p>', page) == expected
    assert 6 <= len(expected) <= 8


def test_the_overview_moves_are_those_between_the_two_folders(folder, browse):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.results import result_of

    then = result_of(Release.objects.get(round__data_year=2014, number=1).run).folder
    before, now = (
        {row["unit"]: number(row["rank"]) for row in rows(each, "scores.csv")} for each in (then, folder)
    )
    page = browse("ministry1").get("/overview/").content.decode()
    shown = {(row[1], row[2]) for row in table(page, "位次变动最大")}
    both = [unit for unit, rank in now.items() if rank and before.get(unit) and before[unit] != rank]
    assert shown == {(f"{before[unit]:g}", f"{now[unit]:g}") for unit in both}
    ends = [(row[0], row[3]) for row in table(page, "区间为 90%")]
    assert [rank for rank, _ in ends] == [f"{rank:g}" for rank in sorted(filter(None, now.values()))]
    provinces = {row[0]: row[1:3] for row in table(page, "按省份")}
    listed = rows(folder, "ranking.csv")
    for name, (count, best) in provinces.items():
        mine = [row for row in listed if row["province"] == name]
        ranks = [float(row["rank"]) for row in mine if row["rank"]]
        assert (count, best) == (str(len(mine)), f"{min(ranks):g}" if ranks else NOTHING)
    tiles = [words for words in re.findall(r'class="tile-words"[^>]*>(.*?)<', page) if words]
    assert sorted(tiles) == sorted(f"{count} · {best}" for count, best in provinces.values())


def test_management_and_clues_show_the_rows_of_their_folders(folder, browse, person):
    from gaoxin_web.platform.actor import Actor
    from gaoxin_web.rounds.actions import home
    from gaoxin_web.rounds.management import find_clues
    from gaoxin_web.rounds.models import Run
    from gaoxin_web.rounds.running import kept

    made = kept(home(), find_clues(Actor(person("ministry1")), Run.objects.latest("pk")).folder)
    page = browse("ministry1").get("/integrity/").content.decode()
    found = rows(made, "clues.csv")
    assert [row[:2] for row in table(page)] == [[row["unit"], row["credit_code"]] for row in found[:200]]
    lowest = sorted(
        (float(row["value"]), row["unit"])
        for row in rows(made, "zones.csv")
        if row["part"] == "proposal" and row["value"]
    )
    assert table(page, "建议分最低") == [[unit, f"{value:.1f}"] for value, unit in lowest[:30]]


def test_a_scenario_stands_beside_the_ranks_and_scores_of_the_folder(folder, browse):
    weights = {"weight_1": "40", "weight_2": "20", "weight_3": "20", "weight_4": "20"}
    page = browse("ministry1").post("/scenarios/", weights).content.decode()
    scores = {
        (f"{float(row['rank']):g}", fixed(float(row["score"]), 2))
        for row in rows(folder, "scores.csv")
        if row["rank"]
    }
    shown = table(page, "2015</h2>")
    assert {(row[1], row[4]) for row in shown if row[1] != NOTHING} == scores


def test_the_public_lists_name_the_zones_in_the_order_of_the_folder(client, db):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.results import result_of

    listed = rows(result_of(Release.objects.get(round__data_year=2014, number=1).run).folder, "ranking.csv")
    shown = table(client.get("/public/").content.decode())
    assert [(row[0], row[1]) for row in shown] == [
        (f"{float(row['rank']):g}", row["name"]) for row in listed if row["rank"] and float(row["rank"]) <= 50
    ]
