"""Opening a data package: find its files, read them all, say everything that is wrong at once."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from gaoxin.edition import Edition
from gaoxin.micro.connect import connect, guard
from gaoxin.returns.enterprises import read_enterprises
from gaoxin.returns.ledger import EVERY, SHOWN, Ledger
from gaoxin.returns.package import Package, PackageFile
from gaoxin.returns.parts import Reader
from gaoxin.returns.sent import KINDS, Sent, Sheet, not_read, read_csv, read_workbook
from gaoxin.returns.tables import Tables
from gaoxin.terms import Fault, Text, Unusable, digest_file

SMALL = ("zones", "zone_returns", "survey", "expert", "withheld")
ROLES = ("zones", "enterprises", "zone_returns", "survey", "expert", "withheld", "other")

OTHER_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".et", ".tsv", ".dbf", ".json", ".zip", ".gz")
"""Endings of tables that are not read: passing over them in silence would lose a return."""


def open_package(
    folder: Path,
    edition: Edition,
    year: int,
    *,
    strict: bool = False,
    zone: str | None = None,
    threads: int | None = None,
    faults: list[Fault] | None = None,
) -> Package:
    """Read a data package for a data year; nothing is written beside it.

    ``zone`` stands for the zone column that a workbook lacks. Unusable (exit code 2) for a missing or
    unreadable file, header or key column and when no row is of the data year; DataRefused (exit code 1) for
    cells of the wrong type, repeated keys, zones that zones.csv lacks and marks off their scale; ``strict``
    refuses unknown columns too. Every fault is reported at once. Temporary files live as long as
    ``Package.rows``. A list of ``faults`` takes what would be refused with exit code 1: such cells are blank
    in the package, and ``rows`` is None when no row can be read.
    """
    found = find_files(folder)
    home = Path(tempfile.mkdtemp(prefix="gaoxin-"))
    try:
        opening = _Opening(found, home, Ledger(shown=SHOWN if faults is None else EVERY))
        with ThreadPoolExecutor(3) as pool:
            package = opening.read(folder, edition, year, zone=zone, threads=threads, pool=pool)
        if strict:
            _refuse_unknown(opening.ledger)
        opening.ledger.settle(faults)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    weakref.finalize(package.rows or package, shutil.rmtree, home, True)
    return package


def find_files(folder: Path) -> dict[str, list[Sent]]:
    """Return the files of a package by role; Unusable when zones.csv or the enterprises are not there."""
    if not folder.is_dir():
        raise Unusable(Fault(str(folder), Text("没有这个文件夹", "no such folder"), _LAYOUT))
    found: dict[str, list[Sent]] = {role: [] for role in ROLES}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "~$")) for part in parts):
            found[_role(parts)].append(Sent(path, "/".join(parts)))
    absent = [role for role in ("zones", "enterprises") if not found[role]]
    if absent:
        lacks = [Text(f"缺少 {_NAMES[role]}", f"{_NAMES[role]} is missing") for role in absent]
        raise Unusable([Fault(str(folder), one, _LAYOUT) for one in lacks])
    return found


_NAMES = {"zones": "zones.csv", "enterprises": "enterprises.csv | .xlsx | .parquet"}
_LAYOUT = Text(
    "数据包是一个文件夹：zones.csv、enterprises.*（或文件夹 enterprises/）、"
    "zone_returns.*、survey.csv、expert.csv",
    "a data package is a folder with zones.csv, enterprises.* (or a folder enterprises/), "
    "zone_returns.*, survey.csv, expert.csv",
)


def _role(parts: tuple[str, ...]) -> str:
    """Return the role of a file: its own name says it, or that of the folder it lies in."""
    stem, ending = Path(parts[0]).stem.lower(), Path(parts[-1]).suffix.lower()
    return stem if stem in ROLES and ending in (*KINDS, *OTHER_TABLES) else "other"


@dataclass
class _Opening:
    """One package on its way in: its files by role, the room for temporary files, what there is to say."""

    found: Mapping[str, list[Sent]]
    home: Path
    ledger: Ledger
    counts: dict[str, int] = field(default_factory=dict)

    def read(
        self,
        folder: Path,
        edition: Edition,
        year: int,
        *,
        zone: str | None,
        threads: int | None,
        pool: ThreadPoolExecutor,
    ) -> Package:
        """Read every file; what is wrong goes to the ledger."""
        sent = [one for files in self.found.values() for one in files]
        digests = {one.name: pool.submit(digest_file, one.path) for one in sent}
        tables = Tables(edition, year, zone, self.ledger)
        self._read(tables, SMALL[:1])  # the zones, which all others name
        others = pool.submit(self._read, tables, SMALL[1:])  # while DuckDB looks at the enterprises
        connection, of_rows = connect(self.home, threads), Ledger(shown=self.ledger.shown)
        reader = Reader(connection, edition, year, tables.zones, zone, self.home, of_rows)
        rows, of_files = read_enterprises(reader, self.found["enterprises"])
        others.result()
        self.ledger.take(of_rows)
        self.counts |= of_files
        guard(connection, [folder, self.home])
        return Package(
            folder=folder,
            year=year,
            zones=tuple(tables.zones.values()),
            rows=rows,
            committee=tables.figures,
            committee_places=tables.places,
            marks=tuple(tables.marks),
            withheld=tuple(tables.withheld),
            files=tuple(self._files(digests)),
            notes=tuple(self.ledger.notes.values()),
            ignored=dict(self.ledger.ignored),
            synthetic=self.ledger.synthetic,
            default_zone=zone,
        )

    def _read(self, tables: Tables, roles: Iterable[str]) -> None:
        for role in roles:
            for sheet in self._sheets(role):
                tables.read(role, sheet)

    def _sheets(self, role: str) -> Iterator[Sheet]:
        """Yield the tables of small files; what cannot be read goes to the ledger."""
        for sent in self.found[role]:
            try:
                sheets = _OPEN.get(sent.kind, not_read)(sent, self.home)
                records = (sum(1 for _ in sheet.records()) for sheet in sheets)
                self.counts[sent.name] = sum(max(count - 1, 0) for count in records)
            except Unusable as error:
                self.ledger.unusable += error.faults
            else:
                yield from sheets

    def _files(self, digests: Mapping[str, "Future[str]"]) -> Iterator[PackageFile]:
        for role, files in self.found.items():
            for sent in files:
                try:
                    digest = digests[sent.name].result()
                except OSError as error:
                    found = Text(f"读不出来：{error.strerror}", f"cannot be read: {error.strerror}")
                    self.ledger.stop(sent.name, found)
                else:
                    yield PackageFile(sent.name, role, self.counts.get(sent.name, 0), digest)


def _one_csv(sent: Sent, home: Path) -> list[Sheet]:
    return [read_csv(sent, home)]


_OPEN: Mapping[str, Callable[[Sent, Path], list[Sheet]]] = {".csv": _one_csv, ".xlsx": read_workbook}


def _refuse_unknown(ledger: Ledger) -> None:
    for what in ledger.ignored:
        kind, _, place = what.partition(" ")
        if kind == "column":
            remedy = Text("请改正列名或删去该列", "correct the header or delete the column")
            ledger.refuse(place, place, Text("没有这个字段", "no such field"), None, remedy)
