"""Rooms stay small: a ratchet over the sizes of files and functions, every exception named."""

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").glob("*.py")])
SOURCES = [path for path in SOURCES if path.parent.name != "migrations"]  # Django writes those

FILE, FUNCTION, MEDIAN = 400, 60, 10

LARGER_FILES: dict[str, int] = {}
"""Files above the limit: path -> lines. The number may only fall; the entry goes when the file fits."""

LARGER_FUNCTIONS: dict[str, int] = {}
"""Functions above the limit: path::name -> lines. The number may only fall; the entry goes when it fits."""

Sizes = list[tuple[str, int]]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_of_files() -> Sizes:
    return [(name_of(path), len(path.read_text("utf-8").splitlines())) for path in SOURCES]


def lines_of_functions() -> Sizes:
    return [
        (f"{name_of(path)}::{node.name}", node.end_lineno - node.lineno + 1)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def above(sizes: Sizes, limit: int, excused: dict[str, int]) -> Sizes:
    return [(name, size) for name, size in sizes if size > max(limit, excused.get(name, 0))]


def test_no_file_is_longer_than_400_lines_or_than_its_named_exception():
    assert above(lines_of_files(), FILE, LARGER_FILES) == []


def test_no_function_is_longer_than_60_lines_or_than_its_named_exception():
    assert above(lines_of_functions(), FUNCTION, LARGER_FUNCTIONS) == []


def test_every_named_exception_is_still_one():
    large = dict(above(lines_of_files(), FILE, {}) + above(lines_of_functions(), FUNCTION, {}))
    assert [name for name in (*LARGER_FILES, *LARGER_FUNCTIONS) if name not in large] == []


def test_the_median_function_of_the_engine_is_at_most_ten_lines():
    engine = [size for name, size in lines_of_functions() if name.startswith("src/gaoxin/")]
    assert median(engine) <= MEDIAN
