"""A backup holds everything, damage is found before anything is written, and restoring needs an empty home."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


def gaoxin(*words: object) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "gaoxin", "--lang", "en", *map(str, words)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def rows(home: Path) -> dict[str, int]:
    database = sqlite3.connect(home / "gaoxin.sqlite3")
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counted = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    database.close()
    return counted


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "home"
    shutil.copytree(filled_home, copied)
    return copied


def test_a_restored_home_has_the_rows_and_files_of_the_one_that_was_backed_up(home, tmp_path):
    assert gaoxin("backup", tmp_path / "b.tar.gz", "--home", home).returncode == 0
    assert gaoxin("restore", tmp_path / "b.tar.gz", "--home", tmp_path / "new").returncode == 0
    assert rows(tmp_path / "new") == rows(home)
    assert (tmp_path / "new" / "secret.key").read_text() == (home / "secret.key").read_text()


def test_a_flipped_bit_and_a_cut_end_are_found_and_nothing_is_written(home, tmp_path):
    whole = tmp_path / "b.tar.gz"
    gaoxin("backup", whole, "--home", home)
    content = bytearray(whole.read_bytes())
    (tmp_path / "cut.tar.gz").write_bytes(content[: len(content) // 2])
    content[len(content) // 2] ^= 1
    (tmp_path / "flipped.tar.gz").write_bytes(content)
    for damaged in ("cut.tar.gz", "flipped.tar.gz"):
        ended = gaoxin("restore", tmp_path / damaged, "--home", tmp_path / "new")
        assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
        assert not (tmp_path / "new" / "gaoxin.sqlite3").exists()


def test_a_home_in_use_is_not_restored_into(home, tmp_path):
    gaoxin("backup", tmp_path / "b.tar.gz", "--home", home)
    before = (home / "gaoxin.sqlite3").read_bytes()
    ended = gaoxin("restore", tmp_path / "b.tar.gz", "--home", home)
    assert (
        ended.returncode,
        ended.stderr.strip().endswith("restore into a new folder (and an empty database)"),
    ) == (2, True)
    assert (home / "gaoxin.sqlite3").read_bytes() == before


def test_an_existing_file_is_not_overwritten_by_a_backup(home, tmp_path):
    (tmp_path / "b.tar.gz").write_text("mine")
    assert gaoxin("backup", tmp_path / "b.tar.gz", "--home", home).returncode == 2
    assert (tmp_path / "b.tar.gz").read_text() == "mine"
