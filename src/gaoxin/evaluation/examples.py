"""Cases of law: the small rounds of examples.yaml, run on the same path as a real one, and what came out otherwise."""

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from gaoxin.edition import Case, Edition
from gaoxin.edition.figures import Figures
from gaoxin.edition.load import with_settings
from gaoxin.evaluation.derive import Derivation
from gaoxin.evaluation.targets import Judge
from gaoxin.returns import open_package
from gaoxin.snapshot import freeze
from gaoxin.terms import Text, exact

ZONE = "Z001"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a case expects and what came out instead."""

    case: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return the sentence of the case and the difference."""
        return str(
            Text(
                f"{self.case}：{self.what} 应为 {self.expected}，得 {self.found}",
                f"{self.case}: {self.what} should be {self.expected}, is {self.found}",
            )
        )


def differences(edition: Edition) -> Iterator[Difference]:
    """Run every case of the edition and yield what differs."""
    for case in edition.examples:
        yield from run(edition, case)


def run(edition: Edition, case: Case) -> Iterator[Difference]:
    """Run one case: its rows become a package, which is read, frozen, derived and judged."""
    chosen = with_settings(edition, case.set) if case.set else edition
    with tempfile.TemporaryDirectory() as folder:
        package = _write(Path(folder), case)
        snapshot = freeze(open_package(package, chosen, case.year), figures := Figures(chosen))
    found = dict(_outcomes(Derivation(chosen, snapshot, figures), case))
    for table, expected in case.expect.items():
        for key, wanted in expected.items():
            came = found.get(f"{table}/{key}", "—")
            if not _same(wanted, came):
                yield Difference(case.case, f"{table}/{key}", wanted, came)


def _same(wanted: str, came: str) -> bool:
    try:
        return exact(wanted) == Fraction(came)
    except ValueError:
        return wanted == came


def _outcomes(derivation: Derivation, case: Case) -> Iterator[tuple[str, str]]:
    for code in derivation.by_code:
        value = derivation.value(code, ZONE)
        yield f"indicators/{code}", "" if value.value is None else str(value.value)
        yield f"missing/{code}", value.missing or ""
    for whole, parts in Judge(derivation).targets(ZONE, case.park_type):
        yield f"targets/{case.park_type}/{whole.no}", whole.verdict
        for part in parts:
            yield f"parts/{case.park_type}/{part.no}/{part.leaf}/{part.reading}", part.verdict


def _write(folder: Path, case: Case) -> Path:
    """Write the case as a data package of one zone."""
    zone = {"zone": ZONE, "name": "例园", "province": "例省", "city": "例市", "national_since": "1991"}
    _csv(folder / "zones.csv", [zone | {"park_type": case.park_type}])
    rows = list(_enterprises(case.enterprises, case.year)) + list(_enterprises(case.previous, case.year - 1))
    _csv(folder / "enterprises.csv", rows)
    _csv(folder / "zone_returns.csv", [{"year": str(case.year), "zone": ZONE, **case.zone}])
    for panel, person in (("survey", "respondent"), ("expert", "expert")):
        marks = [
            {"year": str(case.year), "zone": ZONE, "indicator": code, person: str(at), "score": score}
            for code, scores in getattr(case, panel).items()
            for at, score in enumerate(scores)
        ]
        if marks:
            _csv(folder / f"{panel}.csv", marks)
    return folder


def _enterprises(rows: tuple[dict[str, str], ...], year: int) -> Iterator[dict[str, str]]:
    """Yield the rows of a year; ``times`` repeats one under further codes."""
    number = 0
    for row in rows:
        cells = {name: value for name, value in row.items() if name != "times"}
        for _ in range(int(row.get("times", "1"))):
            number += 1
            yield {"year": str(year), "zone": ZONE, "credit_code": f"{number:09d}", **cells}


def _csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
