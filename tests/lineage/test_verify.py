"""A result computed again: identical, or the files that differ by name."""

import shutil

import pytest
from click.testing import CliRunner
from tests.packages import YEAR, change, synthetic_round

from gaoxin.cli import gaoxin


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = tmp_path_factory.mktemp("verify")
    package = synthetic_round(home / "p")
    words = [
        "evaluate",
        str(package),
        "--year",
        str(YEAR),
        "--out",
        str(home / "out"),
        "--set",
        "indicators/1.9/reading=total_profit",
    ]
    ran = CliRunner().invoke(gaoxin, words)
    assert ran.exit_code == 0, ran.output
    shutil.rmtree(package)  # a result needs nothing beside it
    return home / "out"


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "out")


def verify(folder):
    return CliRunner().invoke(gaoxin, ["verify", str(folder)])


def test_a_fresh_result_is_identical(folder):
    ran = verify(folder)
    assert (ran.exit_code, "identical" in ran.output) == (0, True)


@pytest.mark.parametrize(
    "name",
    [
        "scores.csv",
        "ranking.csv",
        "targets.csv",
        "results.xlsx",
        "edition.json",
        "snapshot/variables.csv",
        "manifest.json",
    ],
)
def test_a_byte_changed_in_any_file_is_found_by_name(folder, name):
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content.replace(b"5", b"6", 1) if name != "results.xlsx" else content + b"\0")
    ran = verify(folder)
    assert ran.exit_code != 0
    assert name in ran.output


def test_a_changed_return_is_found_even_when_the_tables_still_say_the_same(folder):
    change(
        folder / "snapshot" / "data" / "survey.csv", lambda row: row | {"respondent": row["respondent"] + "x"}
    )
    ran = verify(folder)
    assert (ran.exit_code, "snapshot/data/survey.csv" in ran.output) == (1, True)


def test_a_file_that_is_missing_or_does_not_belong_is_found(folder):
    (folder / "standards.csv").unlink()
    (folder / "extra.csv").write_text("x\n")
    ran = verify(folder)
    assert ran.exit_code == 1
    assert "standards.csv" in ran.output
    assert "extra.csv" in ran.output


def test_a_folder_that_is_no_result_is_unusable(tmp_path):
    ran = verify(tmp_path)
    assert ran.exit_code == 2
