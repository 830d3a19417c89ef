"""Rooms stay small: a ratchet over the sizes of files and functions, every exception named."""

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").glob("*.py")])

FILE, FUNCTION, MEDIAN = 400, 60, 10

LARGER_FILES: dict[str, int] = {}
"""Files above 400 lines: path -> lines now. The number may only fall; the entry goes when the file fits."""

LARGER_FUNCTIONS: dict[str, int] = {}
"""Functions above 60 lines: path::name -> lines now. The number may only fall."""


def lines_of_files() -> dict[str, int]:
    return {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in SOURCES}


def lines_of_functions() -> dict[str, int]:
    found = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{path.relative_to(ROOT).as_posix()}::{node.name}:{node.lineno}"
                found[name] = node.end_lineno - node.lineno + 1
    return found


def above(sizes: dict[str, int], limit: int) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if size > limit}


def test_files_are_at_most_400_lines_but_for_the_named_exceptions():
    assert above(lines_of_files(), FILE) == LARGER_FILES


def test_functions_are_at_most_60_lines_but_for_the_named_exceptions():
    large = above(lines_of_functions(), FUNCTION)
    assert {name.rpartition(":")[0]: size for name, size in large.items()} == LARGER_FUNCTIONS


def test_the_median_function_of_the_engine_is_at_most_ten_lines():
    engine = [size for name, size in lines_of_functions().items() if name.startswith("src/gaoxin/")]
    assert median(engine) <= MEDIAN
