"""The page as people get it: complete for evaluators, safe for a zone, clear where something is wrong."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from tests.diagnosis.rounds import LATEST, evaluation, folder, newcomer, run, with_values, zone_at

from gaoxin.diagnosis import diagnose, subject
from gaoxin.diagnosis.groups import quartiles, spreads
from gaoxin.diagnosis.speech import difference, number
from gaoxin.terms import Unusable


def peers():
    return [zone_at(rank) for rank in (3, 6, 9, 11, 14)]


def page_of(one, zone, audience, **asked):
    about = subject(one, zone, audience=audience, last=evaluation(LATEST - 1), peers=peers())
    return diagnose(about, **asked)


def everything(page):
    """All that a page says, in both languages and as data."""
    return json.dumps(page.as_json(), ensure_ascii=False, allow_nan=False)


def statements(page):
    return {section["section"]: section["statements"] for section in page["sections"]}


def numbers(said):
    """Every number of a page, as it is written."""
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?(?:e-?\d+)?", said))


ASKED = {"given": {"indicator/1.2": 350, "indicator/2.2": 40}, "goal": "rank=14"}


@pytest.mark.parametrize("audience", ["zone", "evaluator"])
def test_a_page_has_every_part_and_both_languages_and_no_hole(audience):
    page = page_of(evaluation(), zone_at(15), audience, **ASKED)
    names = [section.name for section in page.sections]
    distance = "dimensions" if audience == "zone" else "waterfall"
    wanted = ["standing", "what_if", "goal", "next", "strengths", "weaknesses", distance, "since", "targets"]
    kind = next(zone.park_type for zone in evaluation().snapshot.zones if zone.code == zone_at(15))
    assert names == (wanted if kind in evaluation().edition.park_types else wanted[:-1])
    for section in page.sections:
        assert section.statements
        for one in section.statements:
            assert one.text.zh.strip()
            assert one.text.en.strip()
            assert not re.search(r"\b(nan|inf|None)\b", f"{one.text.zh} {one.text.en}")
            assert not re.search(
                r"[\u4e00-\u9fff]", one.text.en.replace(evaluation().edition.park_types.get(kind, ""), "")
            ), one.text.en


def test_the_head_says_all_that_a_rank_never_stands_without():
    (head, *_) = page_of(evaluation(), zone_at(15), "evaluator").as_json()["sections"]
    facts = {key: value for one in head["statements"] for key, value in one.items()}
    assert facts["rank"] == 15
    assert {
        "n",
        "data_year",
        "edition",
        "edition_digest",
        "method_basis",
        "coverage",
        "filled",
        "soft_weight",
    } <= facts.keys()
    assert {"ranks_under_variants", "type_rank", "score", "status"} <= facts.keys()
    assert "假定" in head["statements"][0]["zh"]


@pytest.mark.parametrize("column", range(40))
def test_a_zone_never_reads_what_another_zone_alone_has(column):
    """Each indicator in turn holds extreme figures of two other zones: neither they nor what they bound may show."""
    one = evaluation()
    others = [one.cells.units.index(zone_at(rank)) for rank in (2, 27)]
    value = one.cells.value.copy()
    known = np.sort(value[one.cells.ranked & ~np.isnan(value[:, column]), column])
    top, bottom = float(known[-1] + 1.23457), float(known[0] - 0.1234567 * abs(known[0]))
    value[others[0], column], value[others[1], column] = top, bottom
    changed = with_values(one, value)
    said = numbers(everything(page_of(changed, zone_at(15), "zone", **ASKED)))
    bound = changed.climb.bounds[changed.cells.codes[column]]
    for secret in (top, bottom, abs(bound.lower), abs(bound.upper)):
        if len(number(secret)) > 3:
            assert {number(secret), repr(secret)} & said == set()


def test_a_zone_reads_no_other_zones_code_name_or_score():
    one, zone = evaluation(), zone_at(15)
    said = everything(page_of(one, zone, "zone", **ASKED))
    hidden = [unit for unit in one.cells.units if unit != zone]
    assert [unit for unit in hidden if unit in said] == []
    assert [each.name for each in one.snapshot.zones if each.code != zone and each.name in said] == []
    scores = [
        score for unit, score in zip(one.cells.units, one.climb.score.tolist(), strict=True) if unit != zone
    ]
    assert [score for score in scores if repr(score) in said or f"{score:.2f} " in said] == []


def test_a_zone_reads_neither_standards_nor_contributions_nor_steps():
    page = page_of(evaluation(), zone_at(15), "zone", **ASKED).as_json()
    keys = {name: {key for one in found for key in one} for name, found in statements(page).items()}
    secret = {"steps", "by_code", "units", "passes", "is_passed_by", "score_after", "score_gain", "effort"}
    assert set().union(*keys.values()) & (secret | {"tied_units"}) == set()
    asked = keys["what_if"] | keys["goal"] | keys["next"]
    assert asked & {"rank_before", "rank_after", "ranks_under_variants", "to"} == set()


def test_what_a_zone_reads_of_a_what_if_does_not_change_with_what_the_others_have_inside_a_band():
    """Two rounds in which another zone's maximum differs, with the same direction and bands, read the same."""
    one, zone = evaluation(), zone_at(15)
    pages = []
    for away in (1.0, 1.5):
        value = one.cells.value.copy()
        value[one.cells.units.index(zone_at(1)), one.cells.codes.index("2.2")] += away
        changed = with_values(one, value)
        pages.append(
            [
                section
                for section in page_of(changed, zone, "zone", **ASKED).sections
                if section.name in ("what_if", "goal")
            ]
        )
    assert pages[0] == pages[1]


def test_a_zone_is_told_direction_and_band_and_an_evaluator_score_and_rank():
    zone_page = page_of(evaluation(), zone_at(15), "zone", **ASKED).as_json()
    (said,) = [
        one
        for section in zone_page["sections"]
        if section["section"] == "what_if"
        for one in section["statements"]
        if "score_direction" in one
    ]
    assert (said["score_direction"], said["band_before"]) == (1, [11, 29])
    page = page_of(evaluation(), zone_at(15), "evaluator", **ASKED).as_json()
    (open_,) = [
        one
        for section in page["sections"]
        if section["section"] == "what_if"
        for one in section["statements"]
        if "rank_after" in one
    ]
    assert open_["rank_before"] == 15


def test_quartiles_for_a_zone_need_five_and_are_rounded():
    values = np.array([1.2345, 2.3456, 3.4567, 4.5678, 5.6789])
    assert quartiles(values, "zone") == (2.3, 3.5, 4.6)
    assert quartiles(values[:4], "zone") is None
    assert quartiles(values, "evaluator") == (2.3456, 3.4567, 4.5678)
    assert quartiles(np.array([1.0, np.nan, 2.0, 3.0, 4.0, np.nan]), "zone") is None


def test_the_quartiles_of_all_columns_at_once_are_those_of_each_column():
    dice = np.random.default_rng(1)
    for count in (0, 1, 4, 5, 6, 7, 143, 178):
        values = dice.normal(size=(count, 40)) * 10.0 ** dice.integers(-3, 6, size=40)
        values[dice.random(values.shape) < 0.2] = np.nan
        for audience in ("zone", "evaluator"):
            assert spreads(values, audience) == [quartiles(column, audience) for column in values.T]


def test_a_zone_with_too_few_of_its_type_sees_no_quartiles_of_its_type():
    one, zone = evaluation(), zone_at(15)
    kinds = list(one.cells.groups["park_type"])
    row = one.cells.units.index(zone)
    same = [at for at in range(len(kinds)) if kinds[at] == kinds[row] and at != row]
    for at in same[4:]:
        kinds[at] = "none"
    few = replace(one, cells=replace(one.cells, groups={**one.cells.groups, "park_type": tuple(kinds)}))
    said = diagnose(subject(few, zone, audience="zone")).as_json()
    quarters = [
        one["quartiles"]
        for section in said["sections"]
        for one in section["statements"]
        if "quartiles" in one
    ]
    assert quarters
    assert all("park_type" not in found for found in quarters)


def test_fewer_than_five_peers_are_refused_for_a_zone_and_the_zone_itself_is_none():
    with pytest.raises(Unusable):
        subject(evaluation(), zone_at(15), audience="zone", peers=[*peers()[:4], zone_at(15)])
    subject(evaluation(), zone_at(15), audience="zone", peers=peers())
    subject(evaluation(), zone_at(15), audience="evaluator", peers=peers()[:2])


def test_a_zone_in_its_first_round_gets_its_page_without_a_rank():
    text = run("diagnose", folder(), newcomer(), "--set", "indicator/2.2=50").output
    assert "首轮试评" in text
    assert "不判优势与短板" in text
    assert "nan" not in text.lower()
    assert "首轮试评" in run("diagnose", folder(), newcomer(), "--goal", "rank=3", code=2).output


def test_a_zone_without_last_year_is_told_so():
    assert "没有上年结果" in run("diagnose", folder(), zone_at(15)).output


def test_differences_of_rates_are_percentage_points():
    assert (difference(1.5, "%").zh, difference(-0.25, "%").en) == (
        "+1.5 个百分点",
        "-0.25 percentage points",
    )
    text = run("diagnose", folder(), zone_at(15), "--set", "indicator/2.2=50").output
    assert re.search(r"2\.2 .*→ 50%（[+-][\d.]+ 个百分点）", text)


def test_json_goes_to_a_file_whole(tmp_path):
    out = tmp_path / "page.json"
    done = run("diagnose", folder(), zone_at(15), "--format", "json", "--out", out)
    assert done.output == ""
    assert json.loads(out.read_text("utf-8"))["zone"] == zone_at(15)
    assert [path.name for path in tmp_path.iterdir()] == ["page.json"]
    run("diagnose", folder(), zone_at(15), "--out", tmp_path / "nowhere" / "page.txt", code=2)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["Z999"], 2, "没有这个园区"),
        (["{zone}", "--goal", "rank=999"], 2, "可为 1 至 29"),
        (["{zone}", "--goal", "soon"], 2, "rank=20"),
        (["{zone}", "--goal", "rank=1", "--lever", "1.2"], 1, "达不到"),
        (["{zone}", "--lever", "1.2"], 2, "--goal"),
        (["{zone}", "--set", "foo"], 2, "indicator/1.2=350"),
        (["{zone}", "--set", "indicator/9.9=1"], 2, "没有这个指标"),
        (["{zone}", "--peers", "Z001"], 2, "至少 2 个"),
        (["{zone}", "--last", "{folder}"], 2, "须是 2014"),
        (["{zone}", "--robustness", "{folder}"], 2, "rank_intervals.csv"),
        (["{zone}", "--context", "nowhere.csv"], 2, "nowhere.csv"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_else(words, code, said):
    words = [word.format(zone=zone_at(15), folder=folder()) for word in words]
    assert said in run("diagnose", folder(), *words, code=code).output


def context(path, *lines):
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_region_is_shown_as_facts(tmp_path):
    zone = zone_at(15)
    made = evaluation().snapshot.figure("value_added", zone).value
    file = context(
        tmp_path / "context.csv",
        "zone,year,city_gdp,city_rd_expenditure",
        f"{zone},{LATEST},{float(4 * made)!r},",
        "Z999,2015,1,1",
    )
    said = json.loads(run("diagnose", folder(), zone, "--context", file, "--format", "json").output)
    (region,) = [section for section in said["sections"] if section["section"] == "region"]
    (fact,) = region["statements"]
    assert (fact["column"], round(fact["share"], 6)) == ("city_gdp", 25.0)


def test_every_fault_of_the_context_is_named(tmp_path):
    zone = zone_at(15)
    wrong = context(tmp_path / "a.csv", "zone,city_gpd,city_gdp", f"{zone},1,2")
    assert "city_gdp" in run("diagnose", folder(), zone, "--context", wrong, code=2).output
    wrong = context(tmp_path / "b.csv", "zone,city_gdp,city_employees", f"{zone},-3,abc")
    output = run("diagnose", folder(), zone, "--context", wrong, code=1).output
    assert "b.csv:2 city_gdp" in output
    assert "b.csv:2 city_employees" in output


def robustness(path, one, **changed):
    path.mkdir()
    pairs = zip(one.cells.units, one.climb.rank.tolist(), one.cells.ranked.tolist(), strict=True)
    rows = [
        f"{unit},{changed.get(unit, rank):g},{rank:g},{max(1, rank - 3):g},{rank + 4:g},{rank:g},0.5"
        for unit, rank, ranked in pairs
        if ranked
    ]
    context(path / "rank_intervals.csv", "unit,rank,median,q05,q95,mean,share_top10", *rows)
    context(
        path / "pairs.csv",
        "ahead,behind,probability",
        f"{zone_at(14)},{zone_at(15)},0.6",
        f"{zone_at(2)},{zone_at(15)},0.99",
    )
    return path


def test_the_interval_says_how_sure_the_rank_is(tmp_path):
    found = robustness(tmp_path / "r", evaluation())
    text = run("diagnose", folder(), zone_at(15), "--robustness", found).output
    assert "12–19" in text
    assert f"与 1 个园区无显著差异：{zone_at(14)}" in text
    own = run("diagnose", folder(), zone_at(15), "--robustness", found, "--audience", "zone").output
    assert "与 1 个园区无显著差异" in own
    assert zone_at(14) not in own


def test_intervals_of_another_result_are_refused(tmp_path):
    found = robustness(tmp_path / "r", evaluation(), **{zone_at(3): 4})
    assert "另一个结果" in run("diagnose", folder(), zone_at(15), "--robustness", found, code=2).output


def test_scores_of_ready_values_are_no_round(tmp_path):
    context(tmp_path / "e.yaml", "schema: 1", "edition: small", "method: {standardise: minmax}", "dimensions:",
            "  - {id: A, indicators: [{code: a}]}")  # fmt: skip
    context(tmp_path / "v.csv", "unit,a", "X,1", "Y,2")
    run("score", tmp_path / "e.yaml", tmp_path / "v.csv", "--out", tmp_path / "out")
    assert "evaluate" in run("diagnose", tmp_path / "out", "X", code=2).output
