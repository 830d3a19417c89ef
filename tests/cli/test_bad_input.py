"""Bad input: a message that names the place and the way out, the exit code of the contract, nothing half-written."""

import pytest
from click.testing import CliRunner
from tests.packages import YEAR, change, read, rewrite_enterprises, synthetic_round, table

from gaoxin.cli import gaoxin


def run(*words):
    return CliRunner().invoke(gaoxin, list(map(str, words)))


def lines(path, test):
    """The line (the header is 1) of the first record that passes a test."""
    return next(at for at, row in enumerate(read(path), 2) if test(row))


def no_zones(package):
    (package / "zones.csv").unlink()
    return 2, ["zones.csv"]


def no_enterprises(package):
    (package / "enterprises.parquet").unlink()
    return 2, ["enterprises"]


def another_year(package):
    rewrite_enterprises(package, "SELECT * REPLACE (year - 5 AS year) FROM rows")
    return 2, [str(YEAR)]


def text_for_a_number(package):
    change(
        package / "zone_returns.csv",
        lambda row: row | ({"national_incubators": "三个"} if row["zone"] == "Z003" else {}),
    )
    line = lines(package / "zone_returns.csv", lambda row: row["zone"] == "Z003")
    return 1, [f"zone_returns.csv:{line} national_incubators", "三个"]


@pytest.mark.parametrize("word", ["nan", "inf", "-Infinity", "NaN"])
def test_not_a_number_is_refused_in_a_mark(tmp_path, word):
    package = synthetic_round(tmp_path / "p")
    rows = read(package / "survey.csv")
    table(package / "survey.csv", [rows[0] | {"score": word}, *rows[1:]])
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out")
    assert ran.exit_code == 1
    assert "survey.csv:2 score" in ran.output
    assert word in ran.output


def not_a_number(package):
    rewrite_enterprises(
        package,
        "SELECT * REPLACE (CASE WHEN zone = 'Z001' THEN 'nan'::DOUBLE ELSE revenue::DOUBLE END AS revenue) FROM rows",
    )
    return 1, ["enterprises.parquet:", "revenue"]


def infinity(package):
    rewrite_enterprises(
        package,
        "SELECT * REPLACE (CASE WHEN zone = 'Z001' THEN 'inf'::DOUBLE ELSE revenue::DOUBLE END AS revenue) FROM rows",
    )
    return 1, ["enterprises.parquet:", "revenue"]


def a_stranger(package):
    change(package / "survey.csv", lambda row: row | ({"zone": "Z099"} if row["zone"] == "Z004" else {}))
    line = lines(package / "survey.csv", lambda row: row["zone"] == "Z099")
    return 1, [f"survey.csv:{line} zone", "Z099", "zones.csv"]


def a_stranger_among_enterprises(package):
    rewrite_enterprises(
        package, "SELECT * REPLACE (CASE WHEN zone = 'Z004' THEN 'Z099' ELSE zone END AS zone) FROM rows"
    )
    return 1, ["enterprises.parquet:", "Z099"]


def a_mark_of_101(package):
    rows = read(package / "expert.csv")
    table(package / "expert.csv", [rows[0], rows[1] | {"score": "101"}, *rows[2:]])
    return 1, ["expert.csv:3 score", "101", "100"]


def a_mark_for_a_statistic(package):
    rows = read(package / "survey.csv")
    table(package / "survey.csv", [rows[0] | {"indicator": "1.1"}, *rows[1:]])
    return 1, ["survey.csv:2 indicator", "1.1"]


def a_mark_for_no_indicator(package):
    rows = read(package / "survey.csv")
    table(package / "survey.csv", [rows[0] | {"indicator": "9.9"}, *rows[1:]])
    return 1, ["survey.csv:2 indicator", "9.9"]


def the_same_mark_twice(package):
    rows = read(package / "survey.csv")
    table(package / "survey.csv", [*rows, rows[0]])
    return 1, [f"survey.csv:{len(rows) + 2}"]


def the_same_enterprise_twice(package):
    rewrite_enterprises(package, f"FROM rows UNION ALL (FROM rows WHERE year = {YEAR} LIMIT 1)")
    return 1, ["enterprises.parquet:"]


def the_same_zone_twice(package):
    rows = read(package / "zones.csv")
    table(package / "zones.csv", [*rows, rows[0]])
    return 1, [f"zones.csv:{len(rows) + 2}"]


def no_data_for_an_indicator(package):
    change(package / "survey.csv", lambda row: None if row["indicator"] == "2.10" else row)
    return 1, ["2.10"]


def an_empty_panel(package):
    (package / "survey.csv").write_text("")
    return 2, ["survey.csv"]


def no_key_column(package):
    rows = read(package / "zone_returns.csv")
    table(
        package / "zone_returns.csv",
        [{name: cell for name, cell in row.items() if name != "zone"} for row in rows],
    )
    return 2, ["zone_returns.csv", "zone"]


FAULTS = [
    no_zones, no_enterprises, another_year, text_for_a_number, not_a_number, infinity, a_stranger,
    a_stranger_among_enterprises, a_mark_of_101, a_mark_for_a_statistic, a_mark_for_no_indicator, the_same_mark_twice,
    the_same_enterprise_twice, the_same_zone_twice, no_data_for_an_indicator, an_empty_panel, no_key_column,
]  # fmt: skip


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_a_spoilt_package_is_refused_by_place_and_leaves_nothing_behind(tmp_path, spoil):
    package = synthetic_round(tmp_path / "p")
    code, says = spoil(package)
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "results" / "out")
    assert ran.exit_code == code, ran.output
    assert [word for word in says if word not in ran.output] == []
    assert not (tmp_path / "results").exists() or list((tmp_path / "results").iterdir()) == []


def test_all_faults_of_all_files_come_at_once(tmp_path):
    package = synthetic_round(tmp_path / "p")
    says = [word for spoil in (text_for_a_number, a_stranger, a_mark_of_101) for word in spoil(package)[1]]
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out")
    assert (ran.exit_code, [word for word in says if word not in ran.output]) == (1, [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--edition", "cn-2013-833"], "cn-2013-388"),
        (["--engine", "spark"], "duckdb"),
        (["--set", "method/treat/using=winsorize"], "winsorise"),
        (["--set", "method/treat/using=none", "--set", "method/treat/max=3"], "max"),
        (["--set", "method/trate/using=none"], "treat"),
        (["--set", "method/standardise/uper=1"], "upper"),
        (["--set", "indicators/1.12/weight=1"], "1.1"),
        (["--set", "indicators/1.2/reading=acounting"], "accounting"),
        (["--set", "dimensions/1/weight=minus"], "minus"),
        (["--set", "no-equals-sign"], "="),
    ],
)
def test_wrong_use_is_refused_with_the_nearest_name(tmp_path, words, says):
    package = synthetic_round(tmp_path / "p")
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out", *words)
    assert ran.exit_code == 2, ran.output
    assert says in ran.output
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_else_is_not_written_over(tmp_path):
    package = synthetic_round(tmp_path / "p")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("precious")
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out")
    assert ran.exit_code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_an_earlier_result_is_replaced_whole(tmp_path):
    package = synthetic_round(tmp_path / "p")
    assert run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out").exit_code == 0
    (tmp_path / "out" / "left-over.csv").write_text("x\n")
    assert run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out").exit_code == 0
    assert not (tmp_path / "out" / "left-over.csv").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_unknown_columns_are_ignored_and_listed_and_refused_when_strict(tmp_path):
    package = synthetic_round(tmp_path / "p")
    change(package / "zone_returns.csv", lambda row: row | {"mood": "good"})
    assert run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out").exit_code == 0
    assert "mood" in (tmp_path / "out" / "manifest.json").read_text("utf-8")
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "strict", "--strict")
    assert (ran.exit_code, "mood" in ran.output) == (1, True)


def test_rows_of_other_years_are_counted_and_change_nothing(tmp_path):
    package, other = synthetic_round(tmp_path / "p"), synthetic_round(tmp_path / "q")
    rewrite_enterprises(
        other, f"FROM rows UNION ALL (SELECT * REPLACE ({YEAR} - 4 AS year) FROM rows WHERE year = {YEAR})"
    )
    for folder in (package, other):
        assert (
            run("evaluate", folder, "--year", YEAR, "--out", tmp_path / f"out-{folder.name}").exit_code == 0
        )
    scores = [(tmp_path / f"out-{name}" / "scores.csv").read_bytes() for name in ("p", "q")]
    assert scores[0] == scores[1]


def test_a_failed_check_stops_only_a_strict_evaluation(tmp_path):
    package = synthetic_round(tmp_path / "p")
    rewrite_enterprises(package, "SELECT * REPLACE (revenue + 100 AS revenue) FROM rows")
    assert run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out").exit_code == 0
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "strict", "--strict")
    assert (ran.exit_code, "E01" in ran.output, (tmp_path / "strict").exists()) == (1, True, False)
