"""``gaoxin score`` from the command line: what it writes, what it refuses, and with which exit code."""

import csv

import pytest
from click.testing import CliRunner

from gaoxin.cli import gaoxin

EDITION = """\
schema: 1
edition: my-index
title: 小指数
method: {standardise: {using: minmax, lower: 0, upper: 100}, treat: winsorise}
dimensions:
  - id: A
    weight: 30%
    indicators:
      - {code: "1.1", weight: 1.0, direction: higher}
      - {code: "1.10", weight: 3, direction: lower}
    dimensions:
      - {id: AA, weight: 4, indicators: [{code: "1.2", transform: log1p, scale: 10}]}
  - {id: B, weight: 70%, indicators: [{code: "2.1"}]}
"""
VALUES = 'unit,1.1,1.10,1.2,2.1\na,1,2,0,３\nb,"1,234",5,90,6\nc,7,8.5,990,9\n'


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("GAOXIN_LANG", "en")

    def called(*options, values=VALUES, edition=EDITION):
        (tmp_path / "e.yaml").write_text(edition, "utf-8")
        (tmp_path / "v.csv").write_text(values, "utf-8")
        paths = [str(tmp_path / name) for name in ("e.yaml", "v.csv")]
        return CliRunner().invoke(gaoxin, ["score", *paths, "--out", str(tmp_path / "out"), *options])

    return called


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_of_values_becomes_a_result_folder_and_a_ranking(run, tmp_path):
    done = run()
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "manifest.json", "indicators.csv", "standards.csv", "contributions.csv", "dimensions.csv",
        "scores.csv", "bounds.csv", "touched.csv", "filled.csv", "results.xlsx", "edition.json", "snapshot",
    }  # fmt: skip
    dimensions = rows(tmp_path / "out/dimensions.csv")
    assert [(row["unit"], row["code"]) for row in dimensions][:3] == [
        ("a", "A"), ("a", "AA"), ("a", "B"),
    ]  # fmt: skip
    weights = [float(row["weight"]) for row in rows(tmp_path / "out/contributions.csv")[:4]]
    assert weights == pytest.approx([0.3 / 8, 0.9 / 8, 0.15, 0.7])
    scores = {row["unit"]: float(row["score"]) for row in rows(tmp_path / "out/scores.csv")}
    assert scores["a"] == pytest.approx(100 * 0.9 / 8)
    assert (tmp_path / "out/snapshot/values.csv").read_text("utf-8") == VALUES


def test_two_runs_give_the_same_bytes_and_verify_says_identical(run, tmp_path):
    run()
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.*")}
    run()
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.*")} == first
    assert CliRunner().invoke(gaoxin, ["verify", str(tmp_path / "out")]).exit_code == 0


def test_a_value_set_by_path_is_in_force_and_in_the_manifest(run, tmp_path):
    assert run("--set", "method/aggregate=geometric", "--set", "method/standardise/lower=1").exit_code == 0
    assert not (tmp_path / "out/contributions.csv").exists()
    assert '"using": "geometric"' in (tmp_path / "out/manifest.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ((["--set", "method/standardise/uper=1"], {}), 2, "did you mean 'upper'?"),
        ((["--set", "method/treat/using=winsor"], {}), 2, "did you mean 'winsorise'?"),
        (([], {"values": VALUES.replace("８", "").replace("8.5", "n/a")}), 1, "v.csv:4 1.10"),
        (([], {"values": VALUES.replace("8.5", "")}), 1, "indicator/1.10@c"),
        (([], {"values": VALUES.replace("c,", "a,")}), 1, "v.csv:4 unit"),
        (([], {"values": VALUES.replace("2.1", "2.2")}), 2, "did you mean '2.1'?"),
        (([], {"values": "unit,1.1,1.10,1.2,2.1\na,1,2,0,3\nb,1,5,90,6\n"}), 1, "indicator/1.1"),
        (([], {"values": VALUES.replace(",0,", ",-1,")}), 1, "indicator/1.2@a"),
    ],
)
def test_what_is_refused_says_where_and_writes_nothing(run, tmp_path, asked, code, words):
    options, change = asked
    done = run(*options, **change)
    assert (done.exit_code, words in done.stderr) == (code, True), done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.yaml", "v.csv"]


def test_a_folder_with_something_else_is_refused_before_the_work(run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.docx").write_text("mine")
    assert run().exit_code == 2
    assert (tmp_path / "out/thesis.docx").read_text() == "mine"
