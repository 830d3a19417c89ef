"""The reference of security names a test for every check, and every test it names exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/security.md"
CHECKS = {*range(1, 7), *range(8, 21), 23, *range(25, 33), 34, 35, 40}


def rows():
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    return {
        int(cells[0]): cells
        for cells in ([one.strip() for one in line.strip("| ").split(" | ")] for line in lines)
    }


def named():
    return [(number, *re.match(r"([\w/]+\.py)(?:::(\w+))?$", each).groups()) for number, cells in rows().items()
            for each in re.findall(r"`([^`]+)`", cells[3])]  # fmt: skip


def test_every_check_stands_in_the_table_with_what_holds_and_a_test():
    assert set(rows()) == CHECKS
    assert {number for number, *_ in named()} == CHECKS
    assert [number for number, cells in rows().items() if len(cells) != 4 or not all(cells)] == []


def test_every_test_it_names_exists():
    missing = []
    for number, file, function in named():
        path = ROOT / "tests/web" / file
        if not path.is_file() or (function and f"def {function}(" not in path.read_text("utf-8")):
            missing.append((number, file, function))
    assert missing == []
