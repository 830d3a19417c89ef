"""The commands of the README, the tutorials and the how-tos run, in order, on a small synthetic round.

A block ```console holds commands after ``$``; what they print is compared in ```console exact only. A command
ends with exit code 0 unless ``# exit N`` follows it. A block ```yaml NAME (or csv) is a file of that name.
Setting up (make, git, cd) is left out: CI does that.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gaoxin.synth import make

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    "README.zh-CN.md",
    *(
        f"docs/{room}/{path.name}"
        for room in ("tutorials", "how-to")
        for path in sorted((ROOT / "docs" / room).glob("*.md"))
        if "```console" in path.read_text("utf-8")
    ),
]
"""Every page that says what to type; how-tos of web pages are walked by the tests in a browser."""
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<word>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
SET_UP = ("make", "git", "cd", "export")


@dataclass(frozen=True)
class Command:
    """A command of a page, the exit code it should have, and what it should print where that is compared."""

    line: str
    exit_code: int
    printed: str | None


def commands(body: str, *, exact: bool) -> Iterator[Command]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        line, _, printed = part.partition("\n")
        said = re.search(r"\s+# (?:exit (\d)|.*)$", line)
        code = int(said[1]) if said and said[1] else 0
        yield Command(line[: said.start()] if said else line, code, printed if exact else None)


def run(line: str, folder: Path, language: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GAOXIN_LANG": language,
    }
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Path:
    """A folder in which a small demonstration round lies where ``make demo`` puts the large one."""
    folder = tmp_path_factory.mktemp("demonstration")
    make(folder / "out/demo-data", year=2015, zones=12, enterprises=600)
    line = "gaoxin evaluate out/demo-data --edition cn-2013-388 --year 2015 --out out/demo"
    done = run(line, folder, "en")
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def folder(demonstration, tmp_path) -> Path:
    """A copy of the demonstration to work in, with environment and sources where a checkout has them."""
    copy = tmp_path / "gaoxin"
    shutil.copytree(demonstration, copy)
    (copy / ".venv").mkdir()
    (copy / ".venv/bin").symlink_to(Path(sys.executable).parent)
    (copy / "src").symlink_to(ROOT / "src")
    return copy


def with_zones_of(folder: Path, line: str) -> str:
    """Return the command with zones that only the large round has replaced by one of the small round."""
    rows = (folder / "out/demo/scores.csv").read_text("utf-8").splitlines()[1:]
    zones = [row.partition(",")[0] for row in rows]
    return re.sub(r"\bZ\d{3}\b", lambda zone: zone[0] if zone[0] in zones else zones[0], line)


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_do_what_it_says(page, folder):
    language = "zh" if "zh-CN" in page else "en"
    ran = 0
    for block in BLOCK.finditer((ROOT / page).read_text("utf-8")):
        if block["kind"] != "console":
            if block["word"]:
                (folder / block["word"]).write_text(block["body"], "utf-8")
            continue
        for command in commands(block["body"], exact=block["word"] == "exact"):
            if command.line.split()[0] in SET_UP:
                continue
            done = run(with_zones_of(folder, command.line), folder, language)
            assert done.returncode == command.exit_code, f"{command.line}\n{done.stderr}"
            assert command.printed in (None, done.stdout)
            ran += 1
    assert ran > 0
