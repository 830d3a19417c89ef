"""Planted anomalies are found, clean data gives few clues, and every output says what it is."""

import csv
import json
import shutil
from functools import cache

import pytest
from click.testing import CliRunner
from tests.integrity.rounds import opened, synthetic_copy, whole
from tests.packages import YEAR, read, rewrite_enterprises, synthetic_round

from gaoxin.cli import gaoxin
from gaoxin.edition import find
from gaoxin.edition.rulebook import read_rulebook, rulebook_beside
from gaoxin.integrity.evidence import gather
from gaoxin.integrity.rules import Rules
from gaoxin.terms import Unusable

RULES = rulebook_beside("cn-2013-388", "integrity.yaml")
ZONE = "Z001"


def gathered(round_, rules=None):
    return gather(round_.evaluation, round_.package, rules or read_rulebook(RULES, Rules))


def planted(select: str):
    folder = synthetic_copy(whole().folder)
    rewrite_enterprises(folder, select)
    return gathered(opened(folder))


def of(found, kind: str, unit: str = ZONE):
    return [one for one in found.clues if (one.unit, one.clue) == (unit, kind)]


def value(found, part: str, unit: str = ZONE):
    return next(one for one in found.evidence if (one.unit, one.part) == (unit, part))


@cache
def clean():
    return gathered(whole())


def test_clean_synthetic_data_gives_no_copies_twins_errors_or_digits_and_few_ratios():
    kinds = [one.clue for one in clean().clues]
    assert {kind: kinds.count(kind) for kind in ("copies", "twins", "errors", "first_digits", "heaping")} == {
        "copies": 0, "twins": 0, "errors": 0, "first_digits": 0, "heaping": 0,
    }  # fmt: skip
    assert kinds.count("ratios") <= 0.001 * 5 * 1200


def test_rows_copied_from_last_year_are_found_each_with_its_place():
    found = planted(
        f"WITH old AS (SELECT * FROM rows WHERE year = {YEAR - 1} AND zone = '{ZONE}' ORDER BY credit_code LIMIT 7) "
        f"SELECT * FROM rows WHERE NOT (year = {YEAR} AND credit_code IN (SELECT credit_code FROM old)) "
        f"UNION ALL SELECT * REPLACE ({YEAR} AS year) FROM old"
    )
    clues = of(found, "copies")
    assert len(clues) == 7
    assert all(one.place.startswith("enterprises.parquet:") for one in clues)
    share = value(found, "copies")
    assert share.value == 7 / share.n


NUMBERED = "(SELECT *, row_number() OVER (PARTITION BY year, zone ORDER BY credit_code) AS n FROM rows)"


def test_twins_within_a_zone_are_found_and_equal_figures_of_different_zones_are_not():
    cells = {"revenue": (123456, 98765), "employees": (77, 55), "total_assets": (222222, 44444)}
    changed = ", ".join(
        f"CASE WHEN n < 3 AND zone = '{ZONE}' THEN {twin} WHEN n = 1 THEN {same} ELSE {name} END AS {name}"
        for name, (twin, same) in cells.items()
    )
    found = planted(f"SELECT * EXCLUDE (n) REPLACE ({changed}) FROM {NUMBERED}")
    assert [one.value for one in of(found, "twins")] == ["123456.0 / 77.0 / 222222.0"] * 2
    assert [one for one in found.clues if one.clue == "twins" and one.unit != ZONE] == []


def test_ratios_a_million_times_too_large_are_found_with_the_usual_range():
    larger = f"CASE WHEN n <= 20 AND zone = '{ZONE}' THEN 1000000 * payroll ELSE payroll END AS payroll"
    found = planted(f"SELECT * EXCLUDE (n) REPLACE ({larger}) FROM {NUMBERED}")
    payroll = [one for one in of(found, "ratios") if "薪酬" in one.value or "payroll" in one.value]
    assert 3 <= len(payroll) <= 20
    assert all(" – " in one.expected and one.place.endswith(" payroll") for one in payroll)


def test_heaps_and_last_digits_that_were_planted_are_found_in_their_zone_alone():
    folder = synthetic_round(synthetic_copy(whole().folder).parent / "large", 12, 6000)
    heaped = f"CASE WHEN zone = '{ZONE}' THEN round(revenue / 100) * 100 ELSE revenue END AS revenue"
    rewrite_enterprises(folder, f"SELECT * REPLACE ({heaped}) FROM rows")
    found = gathered(opened(folder))
    assert [one.value.partition(":")[0] for one in of(found, "heaping")] == ["revenue ×10"]
    assert [one.value.partition(":")[0] for one in of(found, "last_digits")] == ["revenue"]
    assert {one.unit for one in found.clues if one.clue == "heaping"} == {ZONE}


def test_an_enterprise_that_moved_is_told_with_the_zone_it_came_from():
    found = planted(
        f"SELECT * REPLACE (CASE WHEN year = {YEAR} AND credit_code = (SELECT min(credit_code) FROM rows WHERE zone = 'Z003' "
        f"AND year = {YEAR - 1} AND credit_code IN (SELECT credit_code FROM rows WHERE year = {YEAR} AND zone = 'Z003')) "
        "THEN 'Z001' ELSE zone END AS zone) FROM rows"
    )
    before = {part: value(clean(), part).value for part in ("came", "moved_in", "left", "moved_out")}
    assert value(found, "moved_in").value == before["moved_in"] + 1
    assert value(found, "came").value == before["came"]
    assert value(found, "moved_out", "Z003").value == value(clean(), "moved_out", "Z003").value + 1
    assert "Z003" in [one.value for one in of(found, "moved")]


def test_broken_sums_are_errors_of_their_zone():
    found = planted(
        f"SELECT * REPLACE (CASE WHEN zone = '{ZONE}' AND year = {YEAR} THEN revenue + 1000 ELSE revenue END AS revenue) FROM rows"
    )
    share = value(found, "errors")
    assert share.value >= 0.9
    assert all(one.value.startswith("E") for one in of(found, "errors"))


def test_small_zones_say_too_few():
    smallest = min((one for one in clean().evidence if one.part == "errors" and one.n), key=lambda one: one.n)
    said = value(clean(), "first_digits", smallest.unit)
    assert (said.value, said.n) == (None, 0)
    assert "too few" in said.note.en
    assert "太少" in said.note.zh


def test_what_a_package_cannot_tell_is_not_known():
    for part in ("timeliness", "revisions"):
        said = value(clean(), part)
        assert said.value is None
        assert "not known" in said.note.en


def test_dates_are_judged_where_the_edition_has_them(tmp_path):
    local = tmp_path / "local"
    shutil.copytree(find("cn-2013-388"), local)
    fields = (local / "fields.yaml").read_text("utf-8")
    field = "enterprise_fields:\n\n  reported_on: {form: QA, code: qa99, type: date, label: 填报日期}\n"
    (local / "fields.yaml").write_text(fields.replace("enterprise_fields:\n", field, 1), "utf-8")
    folder = synthetic_copy(whole().folder)
    late = f"CASE WHEN zone = '{ZONE}' THEN DATE '{YEAR + 1}-05-01' ELSE DATE '{YEAR + 1}-04-30' END AS reported_on"
    rewrite_enterprises(folder, f"SELECT *, {late} FROM rows")
    found = gathered(opened(folder, edition_=local))
    assert (value(found, "timeliness").value, value(found, "timeliness", "Z003").value) == (0, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("integrity")
    package = synthetic_round(home / "p", 24, 1200)
    for words in (
        ["evaluate", str(package), "--year", str(YEAR), "--out", str(home / "r")],
        ["integrity", str(home / "r"), "--out", str(home / "i")],
    ):
        ran = CliRunner().invoke(gaoxin, ["--lang", "en", *words])
        assert ran.exit_code == 0, ran.output
    assert "for evaluators and auditors only" in " ".join(ran.output.split())
    return home


def test_every_table_says_that_it_holds_clues_and_none_holds_nan(folder):
    for name in ("zones.csv", "clues.csv", "influence.csv", "verification.csv"):
        rows = read(folder / "i" / name)
        assert rows
        assert {row["standing"] for row in rows} == {"核查线索，不是结论 clue, not a finding"}
        assert {cell for row in rows for cell in row.values()} & {"nan", "NaN", "inf", "-inf"} == set()


def test_the_manifest_names_audience_standing_and_rules(folder):
    said = json.loads((folder / "i/manifest.json").read_text("utf-8"))
    assert said["schema"] == "gaoxin-integrity/1"
    assert said["standing"] == "核查线索"
    assert said["audience"]["zh"] == "仅供评价人员和审计人员使用"
    assert said["rules"]["basis"] == "assumed"
    assert said["of_result"] == json.loads((folder / "r/manifest.json").read_text("utf-8"))["result_digest"]


def test_the_proposal_is_the_sum_of_the_points_over_the_parts_known(folder):
    rows = [row for row in read(folder / "i/zones.csv") if row["unit"] == ZONE]
    parts = [(float(row["points"]), float(row["of"])) for row in rows if row["points"]]
    (proposed,) = [float(row["value"]) for row in rows if row["part"] == "proposal"]
    assert proposed == pytest.approx(100 * sum(got for got, _ in parts) / sum(most for _, most in parts))
    assert 0 <= proposed <= 100


def test_influence_names_every_enterprise_of_both_years_the_largest_effect_first(folder):
    rows = read(folder / "i/influence.csv")
    kept = {(row["unit"], row["credit_code"]) for row in rows}
    assert len(kept) == len(rows) > 1200
    effects = [abs(float(row["score_effect"])) for row in rows if row["unit"] == ZONE and row["score_effect"]]
    assert effects == sorted(effects, reverse=True)


def test_verification_orders_by_effect_times_clues(folder):
    rows = [row for row in read(folder / "i/verification.csv") if row["unit"] == ZONE]
    assert [int(row["order"]) for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) <= 10
    for row in rows:
        assert float(row["priority"]) == pytest.approx(
            abs(float(row["score_effect"])) * float(row["anomaly"])
        )


def test_the_same_round_gives_the_same_bytes(folder):
    ran = CliRunner().invoke(
        gaoxin, ["--lang", "en", "integrity", str(folder / "r"), "--out", str(folder / "again")]
    )
    assert ran.exit_code == 0
    for path in (folder / "i").iterdir():
        assert path.read_bytes() == (folder / "again" / path.name).read_bytes()


def test_a_folder_of_another_kind_is_not_overwritten_and_values_have_no_enterprises(folder, tmp_path):
    ran = CliRunner().invoke(gaoxin, ["integrity", str(folder / "r"), "--out", str(folder / "r")])
    assert ran.exit_code == 2
    with (tmp_path / "values.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["unit", "a"], ["x", 1], ["y", 2]])
    (tmp_path / "e.yaml").write_text(
        "schema: 1\nedition: e\nmethod: {standardise: minmax}\ndimensions: [{id: A, indicators: [{code: a}]}]\n",
        "utf-8",
    )
    CliRunner().invoke(
        gaoxin,
        ["score", str(tmp_path / "e.yaml"), str(tmp_path / "values.csv"), "--out", str(tmp_path / "s")],
    )
    ran = CliRunner().invoke(gaoxin, ["integrity", str(tmp_path / "s"), "--out", str(tmp_path / "i")])
    assert (ran.exit_code, (tmp_path / "i").exists()) == (2, False)


def test_a_faulty_rule_set_is_refused_with_file_and_line(tmp_path):
    text = (
        RULES.read_text("utf-8")
        .replace("threshold: 5 ", "treshold: 5 ")
        .replace("weight: 25,", "weight: heavy,")
    )
    (tmp_path / "rules.yaml").write_text(text, "utf-8")
    with pytest.raises(Unusable) as refusal:
        read_rulebook(tmp_path / "rules.yaml", Rules)
    lines = text.splitlines()
    typo = next(at for at, line in enumerate(lines, 1) if "treshold" in line)
    weight = next(at for at, line in enumerate(lines, 1) if "heavy" in line)
    places = {fault.place for fault in refusal.value.faults}
    assert {f"rules.yaml:{typo}", f"rules.yaml:{weight}"} <= places
