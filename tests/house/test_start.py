"""Help is quick because nothing heavy is imported for it; what is imported is counted, not timed."""

import subprocess
import sys

HEAVY = {"duckdb", "numpy", "pydantic", "python_calamine", "rich", "sqlglot", "xlsxwriter", "yaml"}


def modules_after(*words: str) -> set[str]:
    script = f"""
import sys
from gaoxin.cli import gaoxin
gaoxin({list(words)!r}, standalone_mode=False)
print("loaded:", *sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_help_imports_no_heavy_library():
    assert modules_after("--help") & HEAVY == set()


def test_help_of_a_command_imports_no_heavy_library():
    assert modules_after("evaluate", "--help") & HEAVY == set()


def test_listing_editions_needs_neither_duckdb_nor_numpy():
    assert modules_after("edition", "list") & {"duckdb", "numpy", "xlsxwriter"} == set()
