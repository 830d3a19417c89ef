"""The engine reads what panels write: methods by --set, weights, meetings, withheld results, errors of draws."""

import json

import pytest
from click.testing import CliRunner
from tests.packages import YEAR, change, read, synthetic_round, table

from gaoxin.cli import gaoxin
from gaoxin.edition.method import Marking
from gaoxin.lineage import Reopened
from gaoxin.robustness.given import panel_errors, standard_errors
from gaoxin.robustness.marks import read_marks
from gaoxin.terms import Missing


def run(*words):
    return CliRunner().invoke(gaoxin, [*map(str, words)], env={"GAOXIN_LANG": "en"})


def evaluated(package, *settings):
    out = package.parent / "result"
    said = [word for one in settings for word in ("--set", one)]
    ran = run("evaluate", package, "--year", YEAR, "--out", out, *said)
    assert ran.exit_code == 0, ran.output
    return out


@pytest.fixture
def package(tmp_path):
    return synthetic_round(tmp_path / "package")


def values(result, code, zone):
    return next(row for row in read(result / "indicators.csv") if (row["unit"], row["code"]) == (zone, code))


def marks_of(package, panel, code, zone):
    rows = read(package / f"{panel}.csv")
    return [int(row["score"]) for row in rows if (row["indicator"], row["zone"]) == (code, zone)]


def test_the_plain_mean_is_what_a_csv_gives_unless_the_edition_says_otherwise(package):
    given = marks_of(package, "expert", "1.11", "Z001")
    assert float(values(evaluated(package), "1.11", "Z001")["value"]) == pytest.approx(sum(given) / 5)


def test_the_edition_may_trim_the_marks_of_experts(package):
    result = evaluated(package, "method/expert/using=trimmed")
    given = sorted(marks_of(package, "expert", "1.11", "Z001"))
    assert float(values(result, "1.11", "Z001")["value"]) == pytest.approx(sum(given[1:4]) / 3)
    survey = marks_of(package, "survey", "1.10", "Z001")
    assert float(values(result, "1.10", "Z001")["value"]) == pytest.approx(sum(survey) / len(survey))
    traced = run("trace", result, "variable/expert.1.11@Z001@2015")
    assert "trimmed(expert.score)" in traced.output
    said = json.loads((result / "manifest.json").read_text("utf-8"))["method"]
    assert said["expert"] == {"using": "trimmed", "at_least": 1}
    assert "survey" not in said
    assert run("verify", result).exit_code == 0


def test_weights_of_answers_count(package):
    change(package / "survey.csv", lambda row: row | {"weight": "3" if row["respondent"] == "R01" else "1"})
    given = marks_of(package, "survey", "1.10", "Z001")
    expected = (3 * given[0] + sum(given[1:])) / (len(given) + 2)
    assert float(values(evaluated(package), "1.10", "Z001")["value"]) == pytest.approx(expected)


def test_what_a_meeting_agreed_counts_when_the_edition_says_so_and_stands_beside_otherwise(package):
    zones = [row["zone"] for row in read(package / "zones.csv")]
    codes = ("1.11", "2.11", "3.10", "4.8")
    rows = [row | {"kind": "individual"} for row in read(package / "expert.csv")]
    rows += [
        {
            "year": YEAR,
            "zone": zone,
            "indicator": code,
            "expert": "meeting",
            "score": 40 + at,
            "kind": "consensus",
        }
        for at, zone in enumerate(zones)
        for code in codes
    ]
    plain = values(evaluated(package), "1.11", "Z001")["value"]
    table(package / "expert.csv", rows)
    assert values(evaluated(package), "1.11", "Z001")["value"] == plain
    assert values(evaluated(package, "method/expert/using=consensus"), "1.11", "Z001")["value"] == "40"


def test_too_few_marks_make_an_indicator_missing_with_that_reason_and_the_policy_decides(package):
    change(
        package / "survey.csv",
        lambda row: None if row["zone"] == "Z001" and row["respondent"] > "R07" else row,
    )
    result = evaluated(package, "method/survey/at_least=10")
    assert values(result, "1.10", "Z001")["missing_reason"] == Missing.TOO_FEW
    assert values(result, "1.10", "Z001")["value"] == ""
    statuses = {row["unit"]: row["status"] for row in read(result / "scores.csv")}
    assert statuses["Z001"] == "provisional"


def test_a_threshold_stays_when_another_method_is_chosen(package):
    settings = ("method/survey/at_least=1000", "method/survey/using=trimmed")
    ran = run("evaluate", package, "--year", YEAR, "--out", package.parent / "r",
              *(word for one in settings for word in ("--set", one)))  # fmt: skip
    assert ran.exit_code == 1
    assert "indicator/1.10" in ran.output


def withheld(package, **more):
    rows = read(package / "survey.csv")
    row = {"year": YEAR, "zone": "Z001", "indicator": "1.10", "answers": 7, "reason": "7 answers"} | more
    table(package / "withheld.csv", [row])
    return rows


def test_a_withheld_result_is_missing_as_too_few(package):
    withheld(package)
    change(
        package / "survey.csv",
        lambda row: None if (row["zone"], row["indicator"]) == ("Z001", "1.10") else row,
    )
    result = evaluated(package)
    assert values(result, "1.10", "Z001")["missing_reason"] == Missing.TOO_FEW
    assert json.loads((result / "manifest.json").read_text("utf-8"))["coverage"]["provisional"] >= 1
    assert run("verify", result).exit_code == 0


def test_a_result_that_is_withheld_and_given_is_refused(package):
    withheld(package)
    ran = run("evaluate", package, "--year", YEAR, "--out", package.parent / "r")
    assert ran.exit_code == 1
    assert "withheld.csv:2 indicator: Z001 has marks of 1.10 as well" in ran.output


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("weight", "0", "survey.csv:2 weight: weight 0; a weight is above 0"),
        ("score", "100.5", "survey.csv:2 score: score 100.5; scores run from 0–100"),
    ],
)
def test_a_weight_or_a_mark_that_cannot_be_is_refused_with_its_place(package, column, cell, said):
    first = read(package / "survey.csv")[0]
    change(package / "survey.csv", lambda row: row | {column: cell} if row == first else row)
    ran = run("evaluate", package, "--year", YEAR, "--out", package.parent / "r")
    assert ran.exit_code == 1
    assert said in ran.output


def test_the_error_of_the_chosen_method_goes_into_the_draws(package):
    opened = Reopened(evaluated(package, "method/expert/using=many_facet"))
    evaluation = opened.evaluation
    marks = read_marks(opened.folder / "snapshot/data", opened.edition, evaluation.snapshot)
    told = standard_errors(marks, expert=Marking(using="many_facet"))
    errors = panel_errors(evaluation.derivation, evaluation.cells, marks)
    at = evaluation.cells.codes.index("1.11")
    assert errors[:, at] == pytest.approx([told["expert.1.11", unit] for unit in evaluation.cells.units])
    plain = standard_errors(marks)
    assert told["expert.1.11", "Z001"] != pytest.approx(plain["expert.1.11", "Z001"])
