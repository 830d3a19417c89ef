"""The commands from a sample to a ranking: all 40 indicators, the eight soft ones from panels."""

import json

import pytest
from click.testing import CliRunner
from tests.packages import YEAR, change, read, synthetic_round, table

from gaoxin.cli import gaoxin
from gaoxin.panels.rehearsal import mildness, worth

SURVEY, EXPERT = ("1.10", "2.10", "3.9", "4.7"), ("1.11", "2.11", "3.10", "4.8")


def run(*words, language="en"):
    return CliRunner().invoke(gaoxin, [*map(str, words)], env={"GAOXIN_LANG": language})


def done(*words):
    ran = run(*words)
    assert ran.exit_code == 0, ran.output
    return ran.output


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A round whose panels were rehearsed: data, sample, rehearsal, survey, assignment, result, marks."""
    home = tmp_path_factory.mktemp("panels")
    package = synthetic_round(home / "data", zones=12, enterprises=2400)
    about = ("--data", package, "--year", YEAR)
    done("panels", "sample", package, "--year", YEAR, "--seed", "2016", "--out", home / "sample")
    done(
        "panels",
        "rehearse",
        *about,
        "--sample",
        home / "sample",
        "--experts",
        30,
        "--out",
        home / "rehearsal",
    )
    answers, experts = home / "rehearsal/answers.csv", home / "rehearsal/experts.csv"
    done("panels", "survey", answers, *about, "--sample", home / "sample", "--out", home / "survey")
    done("panels", "assign", experts, *about, "--out", home / "assignment")
    for path in (home / "survey/survey.csv", home / "survey/withheld.csv", home / "rehearsal/expert.csv"):
        (package / path.name).write_bytes(path.read_bytes())
    done(
        "evaluate",
        package,
        "--year",
        YEAR,
        "--out",
        home / "result",
        "--set",
        "method/expert/using=many_facet",
    )
    done("panels", "marks", home / "result", "--experts", experts, "--out", home / "marks")
    return home


def test_the_round_has_all_forty_indicators_and_the_soft_ones_come_from_panels(home):
    found = {}
    for row in read(home / "result/indicators.csv"):
        found.setdefault(row["code"], []).append(row["value"] != "" or row["missing_reason"] == "too_few")
    assert len(found) == 40
    assert [code for code in (*SURVEY, *EXPERT) if not all(found[code])] == []
    assert done("verify", home / "result").startswith("identical")


def test_scores_corrected_for_severity_are_near_the_true_ones(home):
    rows = [row for row in read(home / "marks/scores.csv") if row["panel"] == "expert"]
    inside = [
        abs(float(row["in_force"]) - worth("1", row["indicator"], row["unit"]))
        <= 2 * float(row["error"]) + 0.5
        for row in rows
    ]
    assert len(rows) == 48
    assert sum(inside) / 48 > 0.85


def test_severity_of_the_rehearsed_experts_is_found_within_its_error(home):
    rows = read(home / "marks/severity.csv")
    true = {row["person"]: mildness("1", row["person"]) for row in rows}
    middle = sum(true.values()) / len(true)
    inside = [
        abs(float(row["mildness"]) - (true[row["person"]] - middle)) <= 2 * float(row["error"]) + 0.5
        for row in rows
    ]
    assert sum(inside) / len(inside) > 0.8


def test_what_was_drawn_is_what_can_be_drawn_again(home):
    done("panels", "sample", home / "data", "--year", YEAR, "--seed", "2016", "--out", home / "again")
    assert (home / "again/sample.csv").read_bytes() == (home / "sample/sample.csv").read_bytes()


def test_every_table_says_that_it_is_synthetic(home):
    for folder in ("sample", "rehearsal", "survey", "assignment", "marks"):
        assert json.loads((home / folder / "manifest.json").read_text("utf-8"))["synthetic"] is True
        for path in (home / folder).glob("*.csv"):
            assert {row["synthetic"] for row in read(path)} <= {"合成"}


def test_a_withheld_zone_says_why(home):
    change_to_few = home / "few.csv"
    rows = [
        row
        for row in read(home / "rehearsal/answers.csv")
        if row["zone"] != "Z002" or row["respondent"] < "R010"
    ]
    table(change_to_few, rows)
    done("panels", "survey", change_to_few, "--data", home / "data", "--year", YEAR, "--out", home / "fewer")
    held = [row for row in read(home / "fewer/withheld.csv") if row["zone"] == "Z002"]
    assert [row["indicator"] for row in held] == list(SURVEY)
    assert {row["zone"] for row in read(home / "fewer/survey.csv")}.isdisjoint({"Z002"})


def test_marks_on_zones_to_avoid_are_refused_with_their_places(home):
    experts = home / "avoiding.csv"
    experts.write_bytes((home / "rehearsal/experts.csv").read_bytes())
    first = read(home / "data/expert.csv")[0]
    change(experts, lambda row: row | {"avoid": first["zone"]} if row["expert"] == first["expert"] else row)
    ran = run("panels", "marks", home / "result", "--experts", experts, "--out", home / "refused")
    assert ran.exit_code == 1
    assert f"expert.csv:2 score: {first['expert']} has to avoid {first['zone']}: declared" in ran.output
    assert not (home / "refused").exists()


def test_an_assignment_that_cannot_be_made_says_what_is_lacking(home):
    ran = run("panels", "assign", home / "rehearsal/experts.csv", "--data", home / "data", "--year", YEAR,
              "--each", 31, "--out", home / "refused")  # fmt: skip
    assert ran.exit_code == 1
    assert "indicator 1.11 needs 31 experts" in ran.output
    assert not (home / "refused").exists()


def test_marks_of_a_data_package_are_read_without_evaluating(home):
    said = run(
        "panels", "marks", home / "data", "--year", YEAR, "--out", home / "before", language="zh"
    ).output
    assert "合成演示数据" in said
    assert run("panels", "marks", home / "data", "--out", home / "before").exit_code == 2


def test_a_register_of_ones_own_is_sampled_by_its_strata(home):
    register = home / "register.csv"
    table(
        register, [{"enterprise": f"C{at:03d}", "zone": "Z001", "stratum": "AB"[at % 2]} for at in range(300)]
    )
    words = ("panels", "sample", register, "--year", YEAR, "--out", home / "own")
    assert run(*words).exit_code == 2
    done(*words, "--data", home / "data")
    rows = read(home / "own/frame.csv")
    assert [(row["stratum"], row["population"], row["asked"]) for row in rows] == [
        ("A", "150", "38"),
        ("B", "150", "38"),
    ]


def test_another_folder_is_never_overwritten(home):
    ran = run("panels", "marks", home / "result", "--out", home / "data")
    assert ran.exit_code == 2
    assert (home / "data/zones.csv").exists()
