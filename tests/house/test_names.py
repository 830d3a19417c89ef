"""Words: every module and every public thing of the engine says what it is; no name is empty."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGINE = sorted((ROOT / "src/gaoxin").rglob("*.py"))
OTHERS = sorted(
    [*(ROOT / "tools").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
)

EMPTY_WORDS = {"utils", "util", "helpers", "helper", "base", "core", "manager", "managers", "common", "misc"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def public(tree: ast.Module | ast.ClassDef) -> Iterator[tuple[str, ast.AST]]:
    """Yield the public functions and classes with the public methods of public classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", inner) for name, inner in public(node))


@pytest.mark.parametrize("path", [*ENGINE, *OTHERS], ids=name_of)
def test_a_module_has_a_docstring(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_a_public_thing_of_the_engine_has_a_docstring(path):
    silent = [
        name for name, node in public(ast.parse(path.read_text("utf-8"))) if not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_an_engine_module_is_named_after_something(path):
    assert set(path.relative_to(ROOT / "src/gaoxin").with_suffix("").parts) & EMPTY_WORDS == set()
