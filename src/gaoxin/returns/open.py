"""Opening a data package: find its files, read them all, say everything that is wrong at once."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from gaoxin.edition import Edition
from gaoxin.micro.connect import connect, guard
from gaoxin.returns.committee import Committee, read_committee
from gaoxin.returns.enterprises import Reader, read_enterprises
from gaoxin.returns.ledger import EVERY, SHOWN, Ledger
from gaoxin.returns.package import Mark, Package, PackageFile, Zone
from gaoxin.returns.sent import KINDS, Sent, Sheet, read_csv, read_workbook
from gaoxin.returns.tables import read_panel, read_zones
from gaoxin.terms import Fault, Text, Unusable, digest_file

ROLES = ("zones", "enterprises", "zone_returns", "survey", "expert", "other")
_CSV_ONLY = ("zones", "survey", "expert")


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

    ``zone`` stands for the zone column that a workbook lacks. Unusable (exit code 2) for a missing or unreadable file,
    header or key column and when no row is of the data year; DataRefused (exit code 1) for cells of the wrong type,
    repeated keys, zones that zones.csv lacks and marks off their scale; ``strict`` refuses unknown columns too. Every
    fault is reported at once. Temporary files live as long as ``Package.rows``. A list of ``faults`` takes what would
    be refused with exit code 1: such cells are blank in the package, and ``rows`` is None when no row can be read.
    """
    found = find_files(folder)
    home = Path(tempfile.mkdtemp(prefix="gaoxin-"))
    try:
        with ThreadPoolExecutor(2) as pool:
            digests = {
                sent.name: pool.submit(digest_file, sent.path) for files in found.values() for sent in files
            }
            package = _read(
                folder, found, edition, year, zone, home, digests, faults, strict=strict, threads=threads
            )
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
        raise Unusable(
            [
                Fault(str(folder), Text(f"缺少 {_NAMES[role]}", f"{_NAMES[role]} is missing"), _LAYOUT)
                for role in absent
            ]
        )
    return found


_NAMES = {"zones": "zones.csv", "enterprises": "enterprises.csv | .xlsx | .parquet"}
_LAYOUT = Text(
    "数据包是一个文件夹：zones.csv、enterprises.*（或文件夹 enterprises/）、zone_returns.*、survey.csv、expert.csv",
    "a data package is a folder with zones.csv, enterprises.* (or a folder enterprises/), zone_returns.*, survey.csv, expert.csv",
)


def _role(parts: tuple[str, ...]) -> str:
    """Return the role of a file by its path in the package."""
    stem, ending = Path(parts[0]).stem.lower(), Path(parts[-1]).suffix.lower()
    if stem not in ROLES or len(parts) > 1 and stem in _CSV_ONLY:
        return "other"
    return stem if ending in (KINDS[:1] if stem in _CSV_ONLY else KINDS) else "other"


def _read(
    folder: Path, found: Mapping[str, list[Sent]], edition: Edition, year: int, zone: str | None, home: Path,
    digests: Mapping[str, "Future[str]"], faults: list[Fault] | None, *, strict: bool, threads: int | None,
) -> Package:  # fmt: skip
    ledger, counts = Ledger(shown=SHOWN if faults is None else EVERY), dict[str, int]()
    zones: dict[str, Zone] = {}
    for sheet in _sheets(found["zones"], home, ledger, counts):
        zones |= read_zones(sheet, edition, year, ledger)
    committee, marks = Committee(), list[Mark]()
    for sheet in _sheets(found["zone_returns"], home, ledger, counts):
        read_committee(sheet, edition, year, zones, zone, ledger, committee)
    for panel in ("survey", "expert"):
        for sheet in _sheets(found[panel], home, ledger, counts):
            marks += read_panel(panel, sheet, edition, year, zones, ledger)
    reader = Reader(connect(home, threads), edition, year, zones, zone, home, ledger)
    rows, of_files = read_enterprises(reader, found["enterprises"])
    if strict:
        _refuse_unknown(ledger)
    ledger.settle(faults)
    guard(reader.connection, [folder, home])
    return Package(
        folder, year, tuple(zones.values()), rows, committee.figures, committee.places, tuple(marks),
        tuple(_files(found, counts | of_files, digests)), tuple(ledger.notes.values()), dict(ledger.ignored),
        ledger.synthetic,
    )  # fmt: skip


def _sheets(files: list[Sent], home: Path, ledger: Ledger, counts: dict[str, int]) -> Iterator[Sheet]:
    """Yield the tables of small files; what cannot be read goes to the ledger."""
    for sent in files:
        try:
            sheets = _OPEN[sent.kind](sent, home)
            counts[sent.name] = sum(max(sum(1 for _ in sheet.records()) - 1, 0) for sheet in sheets)
        except Unusable as error:
            ledger.unusable += error.faults
            continue
        yield from sheets


def _one_csv(sent: Sent, home: Path) -> list[Sheet]:
    return [read_csv(sent, home)]


_OPEN: Mapping[str, Callable[[Sent, Path], list[Sheet]]] = {".csv": _one_csv, ".xlsx": read_workbook}


def _refuse_unknown(ledger: Ledger) -> None:
    for what in ledger.ignored:
        kind, _, place = what.partition(" ")
        if kind == "column":
            ledger.refuse(
                place,
                place,
                Text("没有这个字段", "no such field"),
                None,
                Text("请改正列名或删去该列", "correct the header or delete the column"),
            )


def _files(
    found: Mapping[str, list[Sent]], counts: Mapping[str, int], digests: Mapping[str, "Future[str]"]
) -> Iterator[PackageFile]:
    for role, files in found.items():
        for sent in files:
            yield PackageFile(sent.name, role, counts.get(sent.name, 0), digests[sent.name].result())
