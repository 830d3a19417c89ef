"""The engine over a full national year: 2 × 223,573 enterprises in 178 zones, all fields, Parquet."""

import math
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from benchmarks.timing import paired, process, say
from gaoxin.edition import load
from gaoxin.edition.figures import Figures
from gaoxin.formula import names
from gaoxin.micro import aggregate as micro
from gaoxin.returns import check, open_package
from gaoxin.synth import make

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "build" / "bench"
BY_HAND = (HERE / "aggregate_by_hand.sql").read_text("utf-8")
YEAR, ZONES, NATIONAL = 2023, 178, 223_573
GAOXIN = [str(Path(sys.executable).parent / "gaoxin")]
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)


@cache
def package(enterprises: int = NATIONAL) -> Path:
    """Return a synthetic package of that size, made once."""
    folder = DATA / f"{YEAR}-{enterprises}"
    if not folder.is_dir():
        print(f"# making {enterprises:,} enterprises × 2 years", flush=True)
        make(folder, year=YEAR, zones=ZONES, enterprises=enterprises)
    return folder


@cache
def figures() -> Figures:
    """Return the figures of the edition."""
    return Figures(load("cn-2013-388"))


@contextmanager
def by_hand(folder: Path) -> Iterator[object]:
    """Yield the hand-written SQL over the same file, ready to run."""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        file = folder / "enterprises.parquet"
        yield lambda: connection.execute(BY_HAND, {"file": str(file), "year": YEAR}).fetchall()


def start() -> None:
    """Time ``gaoxin --help`` as a whole process."""
    seconds = [process([*GAOXIN, "--help"])[0] for _ in range(9)]
    say("start", statistics.median(seconds), 0.4, 1)


def aggregate() -> None:
    """Time all figures of the edition, with coverage, against one hand-written statement that gives the same."""
    folder = package()
    rows = open_package(folder, figures().edition, YEAR).rows
    with by_hand(folder) as limit:
        ours, theirs, ratio = paired(lambda: micro.aggregate(rows, figures()), limit)
    with tempfile.TemporaryDirectory() as out:
        words = ["aggregate", str(folder), "--year", str(YEAR), "--out", f"{out}/figures"]
        _, memory = process([*GAOXIN, *words])
    say("aggregate", ours, theirs, 1.5, ratio, memory)


def evaluate() -> None:
    """Time ``gaoxin evaluate`` as a whole process, less the start-up of the program, against the same statement."""
    folder = package()
    with tempfile.TemporaryDirectory() as out, by_hand(folder) as limit:
        words = [*GAOXIN, "evaluate", str(folder), "--year", str(YEAR), "--out", f"{out}/result"]
        runs = []
        for _ in range(6):
            whole, memory = process(words)
            empty, _ = process([sys.executable, "-c", STARTED])
            _, theirs, _ = paired(limit, limit, rounds=1)
            runs.append((whole - empty, theirs, memory))
    ours, theirs = (statistics.median(column) for column in list(zip(*runs[1:], strict=True))[:2])
    ratio = statistics.median(one / other for one, other, _ in runs[1:])
    say("evaluate", ours, theirs, 3, ratio, max(memory for *_, memory in runs))


STARTED = "import gaoxin.cli.show, gaoxin.returns, gaoxin.report.workbook, gaoxin.evaluation.round, duckdb, xlsxwriter"
"""What a process has to load before it can begin."""


def checks() -> None:
    """Time all checks of the edition over the national rows against reading their columns once."""
    opened = open_package(package(), figures().edition, YEAR)
    ours, theirs, ratio = paired(
        lambda: check(opened, figures().edition, YEAR),
        lambda: _read_once(opened.rows),
        rounds=5,
    )
    say("checks", ours, theirs, 5, ratio)


def _read_once(rows) -> None:
    asked = [name for name in sorted(rows.columns) if name in _columns_of_checks()]
    read = ", ".join(f"max(hash({name}))" for name in asked)
    rows.connection.execute(f"SELECT {read} FROM {rows.relation} WHERE year = {YEAR}").fetchall()


@cache
def _columns_of_checks() -> set[str]:
    edition = figures().edition
    rules = [rule.rule for check in edition.checks for rule in check.rules]
    wheres = [check.where for check in edition.checks if check.where]
    used = {name.name for text in (*rules, *wheres) for name in names(figures().bound(text, "row"))}
    return (
        used | {name for check in edition.checks for name in check.fields} | {"year", "zone", "credit_code"}
    )


def linear() -> None:
    """Print the cost of aggregation from 10 k to 1 M enterprises and the exponent of its growth."""
    series = []
    for size in SIZES:
        rows = open_package(package(size), figures().edition, YEAR).rows
        ours, _, _ = paired(lambda rows=rows: micro.aggregate(rows, figures()), lambda: None, rounds=3)
        series.append((size, ours))
        print(f"# linear {size:>9,} enterprises × 2 years {ours:.3f} s", flush=True)
    say("linear", series[-1][1], series[0][1], 1, _exponent(series))


def _exponent(series: list[tuple[int, float]]) -> float:
    """Return the slope of log seconds over log size by least squares: 1 is linear."""
    points = [(math.log(size), math.log(seconds)) for size, seconds in series]
    return statistics.linear_regression(*zip(*points, strict=True)).slope
