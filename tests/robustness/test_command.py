"""The command: what it writes, what it refuses, and that anybody can repeat it."""

import json
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from tests.packages import YEAR, change, synthetic_round

from gaoxin.cli import gaoxin
from gaoxin.edition import load
from gaoxin.edition.figures import Figures
from gaoxin.evaluation.evaluate import evaluate
from gaoxin.evaluation.result import read_table
from gaoxin.lineage import Reopened
from gaoxin.returns import open_package
from gaoxin.robustness import Design, Specification, Study, given
from gaoxin.robustness.marks import read_marks
from gaoxin.snapshot import freeze
from gaoxin.terms import digest_file

EDITION = """
schema: 1
edition: small
method: {standardise: minmax, missing: worst, constant: midpoint}
dimensions:
  - id: A
    indicators: [{code: a1}, {code: a2, direction: lower}]
  - id: B
    indicators: [{code: b1}, {code: b2}]
"""
ROWS = [("U1", 1, 5, 3, ""), ("U2", 4, 2, 8, 1), ("U3", 9, 3, 1, 4), ("U4", 2, 8, 2, 2), ("U5", 7, 1, 9, 6)]


def gaoxin_(*words):
    return CliRunner().invoke(gaoxin, [*map(str, words)], env={"GAOXIN_LANG": "en"})


def scored(home, rows=ROWS, edition=EDITION):
    (home / "edition.yaml").write_text(edition, "utf-8")
    lines = ["unit,a1,a2,b1,b2", *(",".join(map(str, row)) for row in rows)]
    (home / "values.csv").write_text("\n".join(lines) + "\n", "utf-8")
    ran = gaoxin_("score", home / "edition.yaml", home / "values.csv", "--out", home / "result")
    assert ran.exit_code == 0, ran.output
    return home / "result"


@pytest.fixture
def result(tmp_path):
    return scored(tmp_path)


def robust(result, *words, draws=200, sobol=50, out="out"):
    place = result.parent / out
    return place, gaoxin_("robustness", result, "--draws", draws, "--sobol", sobol, "--out", place, *words)


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def round_(tmp_path_factory):
    home = tmp_path_factory.mktemp("round")
    package = synthetic_round(home / "data")
    ran = gaoxin_("evaluate", package, "--year", YEAR, "--out", home / "result")
    assert ran.exit_code == 0, ran.output
    return home / "result"


def test_the_tables_are_those_of_the_contract(result):
    out, ran = robust(result, "--keep-draws", "--by-unit")
    assert ran.exit_code == 0, ran.output
    heads = {path.name: path.read_text("utf-8").partition("\n")[0] for path in out.glob("*.csv")}
    assert heads == {
        "rank_intervals.csv": "unit,rank,median,q05,q95,mean,share_top10,share_1_2,share_3_3,share_4_4,share_5_5",
        "weights_scenario.csv": "unit,rank,median,q05,q95,mean,share_top10,share_1_2,share_3_3,share_4_4,share_5_5",
        "ties.csv": "group,unit,rank",
        "pairs.csv": "ahead,behind,probability",
        "frequency.csv": "unit,rank,share",
        "convergence.csv": "draws,width,largest",
        "sensitivity.csv": "factor,S1,S1_conf,ST,ST_conf",
        "sensitivity_by_unit.csv": "unit,factor,S1,S1_conf,ST,ST_conf",
        "draws.csv": "draw,seed,normalisation,treatment,aggregation,missing,data",
    }
    table = read_table(out / "rank_intervals.csv")
    assert table["unit"] == [row[0] for row in ROWS]
    assert table["rank"] == read_table(result / "scores.csv")["rank"]
    for name in ("median", "mean"):
        assert all(
            low <= one <= high for low, one, high in zip(table["q05"], table[name], table["q95"], strict=True)
        )
    assert not any(b"nan" in content for name, content in files_of(out).items() if name.endswith(".csv"))


def test_the_manifest_says_how_to_repeat_it_and_what_it_is_about(result):
    out, _ = robust(result, "--seed", 7)
    said = json.loads((out / "manifest.json").read_text("utf-8"))
    made = json.loads((result / "manifest.json").read_text("utf-8"))
    assert (said["schema"], said["seed"], said["draws"], said["sobol"]) == ("gaoxin-robustness/1", 7, 200, 50)
    assert said["source"]["result_digest"] == made["result_digest"]
    assert said["error_basis"] == "assumed"
    assert said["files"] == {path.name: digest_file(path) for path in out.glob("*.csv")}
    assert str(result.parent) not in (out / "manifest.json").read_text("utf-8")


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(result):
    made = [
        files_of(robust(result, "--seed", seed, out=f"out{place}")[0]) for place, seed in enumerate((1, 1, 2))
    ]
    assert made[0] == made[1]
    assert made[0]["rank_intervals.csv"] != made[2]["rank_intervals.csv"]


def test_weights_are_a_scenario_and_never_part_of_the_interval(result):
    plain, _ = robust(result, "--set", "weights/using=none", out="plain")
    wild, _ = robust(result, "--set", "weights/concentration=0.5", out="wild")
    mild, _ = robust(result, "--set", "weights/using=share", "--set", "weights/by=1%", out="mild")
    intervals = [(one / "rank_intervals.csv").read_bytes() for one in (plain, wild, mild)]
    assert intervals[0] == intervals[1] == intervals[2]
    assert not (plain / "weights_scenario.csv").exists()
    width = [_width(read_table(one / "weights_scenario.csv")) for one in (wild, mild)]
    assert width[0] > width[1]


def _width(table):
    return sum(high - low for low, high in zip(table["q05"], table["q95"], strict=True))


def test_an_index_without_uncertainty_has_its_rank_for_an_interval(result):
    out, ran = robust(result, "--set", "otherwise=own")
    assert ran.exit_code == 0, ran.output
    table = read_table(out / "rank_intervals.csv")
    assert table["q05"] == table["q95"] == table["median"] == table["mean"] == table["rank"]
    assert (out / "sensitivity.csv").read_text("utf-8") == "factor,S1,S1_conf,ST,ST_conf\n"


def test_every_draw_that_was_kept_can_be_computed_again(result):
    out, _ = robust(result, "--keep-draws")
    kept = read_table(out / "draws.csv")
    ran = gaoxin_("robustness", result, "--replay", 13)
    said = dict(line.split("\t") for line in ran.stdout.splitlines())
    assert {name: said[name] for name in kept if name in said} == {
        name: column[13] for name, column in kept.items() if name not in ("draw", "seed")
    }
    assert sorted(name for name in said if name not in kept) == [row[0] for row in ROWS]


def test_a_file_of_uncertainties_is_read_and_set_comes_after_it(result):
    path = result.parent / "robustness.yaml"
    path.write_text("otherwise: own\nnormalisation: [own, rank]\nbands: [1, 3]\nerror: {a1: 5%}\n", "utf-8")
    out, ran = robust(result, "--spec", path, "--set", "error/a2=1%", "--set", "normalisation=own")
    assert ran.exit_code == 0, ran.output
    said = json.loads((out / "manifest.json").read_text("utf-8"))
    assert said["factors"] == {"data": []}
    assert said["specification"]["error"] == {"a1": "0.05", "a2": "0.01"}
    assert {"share_1_1", "share_2_3", "share_4_5"} <= set(read_table(out / "rank_intervals.csv"))


def test_every_reading_is_derived_exactly(round_):
    opened = Reopened(round_)
    evaluation = opened.evaluation
    marks = read_marks(round_ / "snapshot/data", opened.edition, evaluation.snapshot)
    about = given(opened.edition, evaluation.climb, evaluation.derivation, marks)
    made = Study(Design(about, Specification.model_validate({"otherwise": "own", "readings": "all"})), 1)
    names = [factor.name for factor in made.factors]
    for paths in (
        {"indicators/1.2/reading": "accounting"},
        {"indicators/2.2/reading": "no_trade", "indicators/4.1/reading": "fixed_scope"},
        {"derived_fields/value_added/reading": "production", "indicators/1.2/reading": "revenue"},
    ):
        draw = np.zeros((1, len(names)), np.int64)
        for path, option in paths.items():
            _, name, _ = path.split("/")
            derived = name == "value_added"
            place = names.index("reading derived_fields" if derived else f"reading {name}")
            draw[0, place] = made.factors[place].options.index(f"{name}={option}" if derived else option)
        changed = load("cn-2013-388", paths)
        package = open_package(round_ / "snapshot/data", changed, YEAR)
        climbed = evaluate(changed, freeze(package, Figures(changed))).climb
        assert (made.places(draw)[0] / 2).tolist() == climbed.rank[climbed.cells.ranked].tolist()


def test_panel_marks_give_errors_to_the_indicators_of_panels_only(round_):
    opened = Reopened(round_)
    evaluation = opened.evaluation
    marks = read_marks(round_ / "snapshot/data", opened.edition, evaluation.snapshot)
    about = given(opened.edition, evaluation.climb, evaluation.derivation, marks)
    sources = np.array([one.source in ("survey", "expert") for one in opened.edition.indicators])
    assert (about.panel[:, sources] > 0).all()
    assert (about.panel[:, ~sources] == 0).all()
    one = [
        float(mark.score) for mark in marks if (mark.zone, mark.indicator) == (about.cells.units[0], "1.10")
    ]
    expected = np.std(one, ddof=1) / len(one) ** 0.5
    assert about.panel[0, about.cells.codes.index("1.10")] == pytest.approx(expected)


def test_a_round_has_intervals_from_data_panels_and_method(round_):
    out, ran = robust(round_, draws=100, sobol=20)
    assert ran.exit_code == 0, ran.output
    table = read_table(out / "rank_intervals.csv")
    ranked = [unit for unit, rank in zip(*_two(round_), strict=True) if rank is not None]
    assert table["unit"] == ranked
    groups = set(read_table(out / "sensitivity.csv")["factor"])
    assert {"normalisation", "aggregation", "weights_reading", "readings", "data", "panel"} <= groups
    assert json.loads((out / "manifest.json").read_text("utf-8"))["source"]["synthetic"] is True


def _two(folder):
    scores = read_table(folder / "scores.csv")
    return scores["unit"], scores["rank"]


def test_an_option_that_the_data_refuse_is_left_out_of_the_default_and_named(tmp_path):
    edition = EDITION.replace("standardise: minmax", "standardise: distance_to_max")
    out, ran = robust(scored(tmp_path, edition=edition))
    said = json.loads((out / "manifest.json").read_text("utf-8"))
    assert ran.exit_code == 0, ran.output
    assert [one.partition(":")[0] for one in said["left_out"]] == ["geometric"]
    assert "aggregation" not in said["factors"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--set", "normalization=own"], 2, "did you mean 'normalisation'?"),
        (["--set", "normalisation=minmaxx"], 2, "normalisation: minmaxx"),
        (["--set", "normalisation={using: minmax, lower: 5, upper: 1}"], 2, "lower must be below upper"),
        (["--set", "normalisation=[]"], 2, "names no option"),
        (["--set", "normalisation=fraction_of_max"], 2, "where lower is better"),
        (["--set", "treatment=log_gii", "--set", "missing=fail"], 1, "indicator/b2@U1: is missing"),
        (["--set", "missing=bestt"], 2, "there is no 'bestt'"),
        (["--set", "weights_reading=twice"], 2, "there is no 'twice'"),
        (["--set", "leave_out=z9"], 2, "there is no 'z9'"),
        (["--set", "readings=1.2"], 2, "there is no '1.2'"),
        (["--set", "error/zz=1%"], 2, "error/zz"),
        (["--set", "error=-1%"], 2, "must not be negative"),
        (["--set", "error=much"], 2, "error"),
        (["--set", "bands=[3, 2]"], 2, "from small to large"),
        (["--set", "weights/concentration=0"], 2, "concentration"),
        (["--set", "weights/using=votes"], 2, "weights.using"),
        (["--set", "otherwise"], 2, "no equals sign"),
        (
            ["--set", "aggregation=geometric", "--set", "normalisation=own"],
            1,
            "takes values above 0 only|cannot take",
        ),
        (["--spec", "nowhere.yaml"], 2, "no such file"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_nothing_is_written(result, words, code, said):
    out, ran = robust(result, *words)
    assert ran.exit_code == code, ran.output
    assert any(one in ran.stderr for one in said.split("|")), ran.stderr
    assert "Traceback" not in ran.stderr
    assert not out.exists()


def test_fewer_than_three_units_are_refused(tmp_path):
    _, ran = robust(scored(tmp_path, ROWS[:2]))
    assert (ran.exit_code, "has 2 ranked units" in ran.stderr) == (1, True)


def test_only_the_result_of_a_run_is_replaced(result):
    out, _ = robust(result)
    (out / "stale.csv").write_text("x", "utf-8")
    robust(result)
    assert not (out / "stale.csv").exists()
    ran = gaoxin_("robustness", result, "--draws", 10, "--sobol", 0, "--out", result)
    assert (ran.exit_code, (result / "scores.csv").exists()) == (2, True)


def test_a_folder_that_is_no_result_is_refused(tmp_path):
    (tmp_path / "other").mkdir()
    ran = gaoxin_("robustness", tmp_path / "other", "--out", tmp_path / "out")
    assert (ran.exit_code, "Traceback" in ran.stderr) == (2, False)


def test_without_a_place_to_write_nothing_is_computed(result):
    ran = gaoxin_("robustness", result)
    assert (ran.exit_code, "--out" in ran.stderr) == (2, True)


def test_a_pipe_gets_no_progress_bar(result):
    words = [
        "robustness",
        str(result),
        "--draws",
        "100",
        "--sobol",
        "10",
        "--out",
        str(result.parent / "out"),
    ]
    ran = subprocess.run([sys.executable, "-m", "gaoxin", *words], capture_output=True, text=True, check=True)
    assert ran.stderr == ""


def test_broken_yaml_is_refused_by_line(result):
    path = result.parent / "robustness.yaml"
    path.write_text("normalisation: [own\nerror: 1%\n", "utf-8")
    _, ran = robust(result, "--spec", path)
    assert (ran.exit_code, "robustness.yaml:" in ran.stderr) == (2, True)
    path.write_text("error: 1%\nmissin: worst\n", "utf-8")
    _, ran = robust(result, "--spec", path)
    assert "robustness.yaml:2: unknown key 'missin'" in ran.stderr


def test_a_panel_of_one_respondent_is_taken_with_the_spread_of_the_others(tmp_path):
    package = synthetic_round(tmp_path / "data")
    first = {}

    def one_each(row):
        return first.setdefault((row["zone"], row["indicator"]), row) if row["zone"] == "Z001" else row

    seen = set()

    def kept(row):
        key = (row["zone"], row["indicator"])
        if row["zone"] == "Z001" and key in seen:
            return None
        seen.add(key)
        return one_each(row)

    change(package / "survey.csv", kept)
    assert gaoxin_("evaluate", package, "--year", YEAR, "--out", tmp_path / "result").exit_code == 0
    opened = Reopened(tmp_path / "result")
    marks = read_marks(tmp_path / "result/snapshot/data", opened.edition, opened.evaluation.snapshot)
    about = given(opened.edition, opened.climb, opened.evaluation.derivation, marks)
    errors = about.panel[:, about.cells.codes.index("1.10")]
    assert errors[about.cells.units.index("Z001")] == errors.max() > 0
