"""The repository names no machine: no path of somebody's computer, no package registry, no mirror."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]

PATHS = re.compile(r"(?<![\w.~)-])/(?:home|root|Users|work|mnt|workspace)/\w")
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js.org",
    "npm" + "mirror",
    "--extra-index" + "-url",
)


@cache
def tracked() -> dict[str, str]:
    """The text files that git tracks, or would (new and not ignored)."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split("\0")  # fmt: skip
    if names == [""]:
        pytest.skip("not a git checkout: nobody says which files are tracked")
    found = {}
    for name in filter(None, names):
        try:
            found[name] = (ROOT / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in tracked().items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_tracked_file_holds_a_path_of_a_machine():
    assert lines_with(PATHS) == []


def test_no_tracked_file_names_a_package_registry():
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_tracked_file_names_the_mirror_of_this_machine():
    configured = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    host = urlsplit(configured).hostname
    if not host:
        pytest.skip("no mirror is configured here")
    assert lines_with(re.compile(re.escape(host))) == []


def test_the_locks_name_no_host_at_all():
    locks = [name for name in tracked() if name.startswith("requirements") and name.endswith(".lock")]
    assert locks == ["requirements-uv.lock", "requirements.lock"]
    assert [name for name in locks if "://" in tracked()[name]] == []
