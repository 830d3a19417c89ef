"""Synthetic rounds of three data years for diagnosis: result folders, made once a process."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from click.testing import CliRunner, Result

from gaoxin.cli import gaoxin
from gaoxin.evaluation.cells import Cells
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.lineage import Reopened
from gaoxin.synth import make

LATEST = 2015


@cache
def package() -> Path:
    folder = Path(mkdtemp(prefix="gaoxin-diagnosis-")) / "package"
    make(folder, year=LATEST, zones=30, enterprises=1500, years=4)
    return folder


@cache
def folder(year: int = LATEST) -> Path:
    out = package().parent / str(year)
    run("evaluate", package(), "--year", year, "--out", out)
    return out


@cache
def evaluation(year: int = LATEST) -> Evaluation:
    return Reopened(folder(year)).evaluation


def run(*words: object, code: int = 0) -> Result:
    """Runs the program in Chinese and expects an exit code; a traceback is never expected."""
    done = CliRunner().invoke(gaoxin, ["--lang", "zh", *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.output
    return done


def zone_at(rank: int, year: int = LATEST) -> str:
    """The zone of a rank."""
    one = evaluation(year)
    return one.cells.units[one.climb.rank.tolist().index(rank)]


def newcomer() -> str:
    """A zone in its first round."""
    return min(evaluation().snapshot.first_round)


def with_values(one: Evaluation, value: np.ndarray) -> Evaluation:
    """The same round with other indicator values."""
    reason = np.where(np.isnan(value), one.cells.reason, None)
    cells: Cells = replace(one.cells, value=value, reason=reason)
    return replace(one, cells=cells, climb=climb(one.edition, cells))
