"""All zones, a file each: step by step, stopped and gone on with, kept where nothing changed, one archive."""

import json
import subprocess
import sys
import zipfile

import pytest
from tests.report.rounds import LATEST, folder, run

from gaoxin.report import Batch, Order, steps
from gaoxin.terms import Unusable


def batch(**more):
    return Batch(folder(), Order("letter", "*", "zone", **more), "pdf", earlier=(folder(LATEST - 1),))


def test_every_zone_gets_its_file_and_a_second_run_keeps_them_all(tmp_path):
    out = tmp_path / "letters"
    first = list(steps(batch(), out, processes=1))
    units = [one.unit for one in first]
    assert units == list(batch().units)
    assert [one.how for one in first] == ["made"] * len(units)
    assert [(one.done, one.total) for one in first] == [(at + 1, len(units)) for at in range(len(units))]
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [*(f"{unit}-letter.pdf" for unit in units), "batch.json"]
    )
    again = list(steps(batch(), out, processes=1))
    assert [one.how for one in again] == ["kept"] * len(units)


def test_what_was_finished_before_a_stop_is_kept_and_what_was_damaged_is_made_again(tmp_path):
    out = tmp_path / "letters"
    work = steps(batch(), out, processes=1)
    stopped = [next(work) for _ in range(4)]
    work.close()
    assert len(list(out.glob("*.pdf"))) == 4
    stopped[1].path.write_bytes(b"damaged")
    found = list(steps(batch(), out, processes=1))
    kept = [one.unit for one in found if one.how == "kept"]
    assert kept == [one.unit for one in stopped if one is not stopped[1]]
    assert len(found) == len(batch().units)


def test_another_order_keeps_nothing(tmp_path):
    out = tmp_path / "letters"
    work = steps(batch(), out, processes=1)
    next(work)
    work.close()
    found = steps(batch(state="final"), out, processes=1)
    assert next(found).how == "made"
    found.close()
    assert len(json.loads((out / "batch.json").read_text("utf-8"))["files"]) == 1


def test_an_archive_is_written_whole_at_the_end_and_is_the_same_every_time(tmp_path):
    for name in ("one.zip", "two.zip"):
        list(steps(batch(), tmp_path / name, processes=1))
    with zipfile.ZipFile(tmp_path / "one.zip") as file:
        assert file.namelist() == sorted(f"{unit}-letter.pdf" for unit in batch().units)
        assert file.testzip() is None
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.zip", "two.zip"]


def test_two_processes_make_the_same_files_as_one(tmp_path):
    alone = {one.unit: one.path.read_bytes() for one in steps(batch(), tmp_path / "one", processes=1)}
    both = {one.unit: one.path.read_bytes() for one in steps(batch(), tmp_path / "two", processes=2)}
    assert both == alone


def test_a_folder_that_holds_something_else_is_refused_untouched(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Unusable, match="已有别的内容"):
        list(steps(batch(), tmp_path, processes=1))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_order_that_no_zone_can_have_is_refused_before_anything_is_written(tmp_path):
    wrong = Batch(folder(), Order("midterm", "*", "evaluator"), "pdf")
    with pytest.raises(Unusable, match="没有针对一个园区的 midterm"):
        list(steps(wrong, tmp_path / "out", processes=1))
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_how_many_were_kept(tmp_path):
    words = (
        "report",
        folder(),
        "--all",
        "--kind",
        "letter",
        "--format",
        "docx",
        "--out",
        tmp_path / "letters",
    )
    assert "其中 0 份未变" in run(*words).output
    count = len(batch().units)
    assert f"{count} 份，其中 {count} 份未变、保留" in run(*words).output


def test_the_program_started_as_a_module_shares_the_work_too(tmp_path):
    words = [
        "report",
        folder(),
        "--all",
        "--kind",
        "letter",
        "--format",
        "docx",
        "--out",
        tmp_path / "letters",
    ]
    command = [sys.executable, "-m", "gaoxin", "--lang", "zh", *map(str, words)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)
    assert f"{len(batch().units)} 份，其中 0 份未变、保留" in done.stdout
