"""Rounds for tests of integrity: a synthetic round evaluated, and once more without some enterprises."""

import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.packages import YEAR, rewrite_enterprises, synthetic_round

from gaoxin.edition import load
from gaoxin.edition.figures import Figures
from gaoxin.evaluation.evaluate import Evaluation, evaluate
from gaoxin.returns import Package, open_package
from gaoxin.snapshot import freeze


@dataclass(frozen=True)
class Round:
    """A package, what was read of it, and its evaluation."""

    folder: Path
    package: Package
    evaluation: Evaluation

    def place(self, unit: str) -> tuple[float, float]:
        """Score and rank of a zone."""
        climb = self.evaluation.climb
        row = climb.cells.units.index(unit)
        return float(climb.score[row]), float(climb.rank[row])


def opened(
    folder: Path, settings: Mapping[str, str] | None = None, edition_: str | Path = "cn-2013-388"
) -> Round:
    edition = load(edition_, settings or {})
    package = open_package(folder, edition, YEAR)
    return Round(folder, package, evaluate(edition, freeze(package, Figures(edition))))


@cache
def whole(zones: int = 24, enterprises: int = 1200, **settings: str) -> Round:
    """The synthetic round as it is; settings with ``__`` for slashes and ``_`` for points within digits."""
    folder = synthetic_round(Path(mkdtemp(prefix="gaoxin-test-")) / "p", zones, enterprises)
    return opened(
        folder,
        {re.sub(r"(?<=\d)_(?=\d)", ".", key.replace("__", "/")): value for key, value in settings.items()},
    )


def without(
    folder: Path, zone: str, codes: tuple[str, ...], settings: Mapping[str, str] | None = None
) -> Round:
    """The round evaluated in full after the enterprises' rows of both years were taken out of a zone."""
    copy = synthetic_copy(folder)
    rewrite_enterprises(
        copy, f"SELECT * FROM rows WHERE NOT (zone = '{zone}' AND {LINK} IN ({linked(codes)}))"
    )
    return opened(copy, settings)


LINK = "CASE WHEN length(credit_code) = 18 THEN substr(credit_code, 9, 9) ELSE credit_code END"
"""What stays of an enterprise's code over the years."""


def linked(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code[8:17] if len(code) == 18 else code}'" for code in codes)


def synthetic_copy(folder: Path) -> Path:
    copy = Path(mkdtemp(prefix="gaoxin-test-")) / "p"
    shutil.copytree(folder, copy)
    return copy
