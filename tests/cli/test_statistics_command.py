"""``gaoxin statistics`` and ``gaoxin weights`` as somebody types them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli import gaoxin

EDITION = """\
schema: 1
edition: small
method: {standardise: minmax}
dimensions:
  - {id: A, indicators: [{code: a}, {code: b}]}
  - {id: B, indicators: [{code: c}]}
overlaps: [{codes: [a, c], label: 同, label_en: same}]
"""
VALUES = "unit,a,b,c\nx,1,2,3\ny,4,2,1\nz,5,9,2\nw,7,1,8\n"


def run(*words: object):
    return CliRunner().invoke(gaoxin, ["--lang", "en", *map(str, words)])


@pytest.fixture
def result(tmp_path) -> Path:
    (tmp_path / "e.yaml").write_text(EDITION, "utf-8")
    (tmp_path / "v.csv").write_text(VALUES, "utf-8")
    done = run("score", tmp_path / "e.yaml", tmp_path / "v.csv", "--out", tmp_path / "result")
    assert done.exit_code == 0, done.output
    return tmp_path / "result"


def test_a_result_folder_becomes_a_folder_of_statistics(result, tmp_path):
    done = run("statistics", result, "--out", tmp_path / "study", "--high", "0.5")
    assert (done.exit_code, done.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "study").iterdir()) == [
        "availability.csv",
        "components.csv",
        "consistency.csv",
        "correlations.csv",
        "description.csv",
        "importance.csv",
        "items.csv",
        "loadings.csv",
        "manifest.json",
        "matching.csv",
        "overlaps.csv",
        "treatment.csv",
        "without_part.csv",
        "without_part_ranks.csv",
        "without_unit.csv",
    ]
    first = {path.name: path.read_bytes() for path in (tmp_path / "study").iterdir()}
    assert run("statistics", result, "--out", tmp_path / "study", "--high", "0.5").exit_code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "study").iterdir()} == first


def test_another_folder_is_not_overwritten_and_a_result_neither(result, tmp_path):
    before = {path.name for path in result.rglob("*")}
    assert run("statistics", result, "--out", result).exit_code == 2
    assert {path.name for path in result.rglob("*")} == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("mine", "utf-8")
    assert run("statistics", result, "--out", tmp_path / "other").exit_code == 2


def test_two_units_are_too_few_and_nothing_is_written(tmp_path):
    (tmp_path / "e.yaml").write_text(EDITION, "utf-8")
    (tmp_path / "v.csv").write_text("unit,a,b,c\nx,1,2,3\ny,4,1,1\n", "utf-8")
    assert run("score", tmp_path / "e.yaml", tmp_path / "v.csv", "--out", tmp_path / "result").exit_code == 0
    done = run("statistics", tmp_path / "result", "--out", tmp_path / "study")
    assert (done.exit_code, (tmp_path / "study").exists()) == (1, False)
    assert done.stderr == "round: only 2 units are ranked; statistics need 3 or more\n"


def test_comparisons_become_weights_and_say_how_consistent_they_are(tmp_path):
    (tmp_path / "c.csv").write_text(",a,b,c\na,1,2,4\nb,,1,2\nc,,,1\n", "utf-8")
    done = run("weights", tmp_path / "c.csv", "--by", "comparisons", "--format", "csv")
    lines = [line.split(",") for line in done.stdout.splitlines()]
    assert [name for name, _ in lines] == ["name", "a", "b", "c"]
    assert [float(weight) for _, weight in lines[1:]] == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert done.stderr == "CI 0.0000, CR 0.0000: consistent\n"


def test_contradicting_comparisons_are_said_to_be_so(tmp_path):
    (tmp_path / "c.csv").write_text(",a,b,c\na,1,9,1/9\nb,,1,9\nc,,,1\n", "utf-8")
    done = run("weights", tmp_path / "c.csv", "--by", "comparisons")
    assert done.exit_code == 0
    assert "look at the comparisons again" in " ".join(done.stdout.split())


def test_budgets_become_their_mean_with_its_dispersion(tmp_path):
    (tmp_path / "b.csv").write_text("expert,a,b\nx,30,70\ny,1,1\n", "utf-8")
    done = run("weights", tmp_path / "b.csv", "--by", "budgets", "--format", "csv")
    assert done.stdout.splitlines()[:2] == ["name,weight,sd", "a,0.4,0.14142135623730953"]


@pytest.mark.parametrize(
    ("text", "by", "code", "message"),
    [
        (",a,b\na,1,x\nb,,1\n", "comparisons", 1, "t.csv:2 b: is 'x'"),
        (",a,b\na,1,2\nb,2,1\n", "comparisons", 1, "t.csv:2 b: is not one over its opposite, 2"),
        (
            ",a,b\na,1,\nb,,1\n",
            "comparisons",
            1,
            "t.csv:2 b: neither this comparison nor its opposite is given",
        ),
        (",a,b\na,2,2\nb,,1\n", "comparisons", 1, "t.csv:2 a: is 2; the diagonal is 1"),
        (",a,b\na,1,-2\nb,,1\n", "comparisons", 1, "t.csv:2 b: is -2; must be above 0"),
        (
            ",a,b\nb,1,2\na,,1\n",
            "comparisons",
            2,
            "t.csv:2: the first column and the header name different things",
        ),
        (",a\na,1\n", "comparisons", 2, "t.csv:1: the header must hold two or more different names"),
        ("expert,a,b\nx,0,0\n", "budgets", 1, "t.csv:2: the points add up to 0"),
        ("expert,a,b\nx,,1\ny,-1,2\n", "budgets", 1, "t.csv:3 a: is negative"),
        ("expert,a,b\nx,1\n", "budgets", 2, "t.csv:2: has 2 cells, the header 3"),
    ],
)
def test_tables_of_experts_are_refused_with_their_cell(tmp_path, text, by, code, message):
    (tmp_path / "t.csv").write_text(text, "utf-8")
    done = run("weights", tmp_path / "t.csv", "--by", by)
    assert done.exit_code == code
    assert any(line.startswith(message) for line in done.stderr.splitlines()), done.stderr
