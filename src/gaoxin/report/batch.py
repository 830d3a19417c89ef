"""All zones as a file each: step by step, so that a job can show how far it is, be stopped, and go on later.

A step is one finished file. What is finished stays: ``batch.json`` beside the files holds the digest of each, and a
later run of the same order keeps every file that is still what it was. Two processes share the work; each reads the
folders once.
"""

import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal, NamedTuple

from gaoxin.evaluation.result import read_manifest, read_table
from gaoxin.report.kinds import Form, Order, chosen
from gaoxin.report.material import Material, gather
from gaoxin.report.writers import render
from gaoxin.terms import Fault, Text, Unusable, digest_bytes, digest_file, digest_json

MANIFEST = "batch.json"
SCHEMA = "gaoxin-reports/1"
_MADE = (1980, 1, 1, 0, 0, 0)


class Step(NamedTuple):
    """One finished file: the zone, its path, whether it was made now or kept, and how far the batch is."""

    unit: str
    path: Path
    how: Literal["made", "kept"]
    done: int
    total: int


@dataclass(frozen=True)
class Batch:
    """An order for every zone of a result (its ``unit`` is not read), in a format, with what may stand beside."""

    folder: Path
    order: Order
    form: Form
    earlier: tuple[Path, ...] = ()
    robustness: Path | None = None
    integrity: Path | None = None
    template: Path | None = None

    @cached_property
    def units(self) -> Sequence[str]:
        """The zones in the order of ranks."""
        return tuple(read_table(self.folder / "ranking.csv")["unit"])

    @cached_property
    def digest(self) -> str:
        """The digest of all that decides what the files say."""
        folders = [self.folder, *self.earlier, *(one for one in (self.robustness, self.integrity) if one)]
        manifests = [digest_file(one / "manifest.json") for one in folders]
        template = "" if self.template is None else digest_file(self.template)
        said = [
            self.order.kind,
            self.order.audience,
            self.order.language,
            self.order.state,
            self.order.organ,
            self.order.number,
            self.form,
            *sorted(self.order.shown.now),
        ]
        return digest_json([SCHEMA, *said, *manifests, template])

    def name(self, unit: str) -> str:
        """Return the file name of a zone."""
        return f"{_plain(unit)}-{self.order.kind}.{self.form}"

    def material(self) -> Material:
        """Read what the reports are made of."""
        return gather(self.folder, earlier=self.earlier, robustness=self.robustness, integrity=self.integrity)

    def checked(self) -> None:
        """Refuse, before long work, an order that no zone can have."""
        read_manifest(self.folder)
        if not (self.folder / "ranking.csv").is_file():
            self.material()
        chosen(self.order.kind, "zone", self.order.audience, self.form)


def steps(batch: Batch, out: Path, processes: int | None = None) -> Iterator[Step]:
    """Make every report of a batch into the folder ``out`` (or the archive ``out``, if it ends in .zip).

    Yields a step a file, in the order in which they are finished. Closing the generator stops the work and leaves
    what is finished. Unusable when ``out`` holds something else; a fault of one report ends the batch.
    """
    batch.checked()
    archive = out if out.suffix.lower() == ".zip" else None
    folder = out.with_name(f".{out.name}.parts") if archive else out
    kept = _prepare(folder, batch)
    total, done = len(batch.units), 0
    for unit, name in [(one, batch.name(one)) for one in batch.units]:
        if name in kept:
            done += 1
            yield Step(unit, folder / name, "kept", done, total)
    for unit, digest in _made(
        batch, folder, [one for one in batch.units if batch.name(one) not in kept], processes
    ):
        kept[batch.name(unit)] = digest
        _say(folder, batch, kept)
        done += 1
        yield Step(unit, folder / batch.name(unit), "made", done, total)
    if archive:
        _pack(folder, archive, sorted(kept))
        shutil.rmtree(folder)


def put(content: bytes, path: Path) -> None:
    """Write a file whole or not at all; Unusable where that is not possible."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        found = Text(f"写不进去：{error.strerror}", f"cannot be written: {error.strerror}")
        raise Unusable(Fault(str(path), found)) from None


# Work


_MATERIAL: dict[Batch, Material] = {}
"""What a worker has read; one batch at a time."""


def _made(
    batch: Batch, folder: Path, units: Sequence[str], processes: int | None
) -> Iterator[tuple[str, str]]:
    """Yield unit and digest of every file as it is finished."""
    count = min(processes or os.cpu_count() or 1, len(units))
    if count <= 1:
        for unit in units:
            yield unit, _one(batch, folder, unit)
        return
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    try:
        waiting: dict[Future[str], str] = {pool.submit(_one, batch, folder, unit): unit for unit in units}
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for one in finished:
                yield waiting.pop(one), one.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _one(batch: Batch, folder: Path, unit: str) -> str:
    """Make one file and return its digest."""
    if batch not in _MATERIAL:
        _MATERIAL.clear()
        _MATERIAL[batch] = batch.material()
    content = render(_MATERIAL[batch], replace(batch.order, unit=unit), batch.form, batch.template)
    put(content, folder / batch.name(unit))
    return digest_bytes(content)


# The folder


def _prepare(folder: Path, batch: Batch) -> dict[str, str]:
    """Return the finished files of an earlier run of the same batch; of another batch nothing is kept."""
    said = _read(folder / MANIFEST)
    if folder.exists() and any(folder.iterdir()) and said.get("schema") != SCHEMA:
        found = Text("已有别的内容", "holds something else already")
        raise Unusable(Fault(str(folder), found, remedy=Text("换一个 --out 目录", "choose another --out")))
    files: Mapping[str, str] = said.get("files", {})
    if said.get("batch") == batch.digest:
        whole = {name: kept for name, kept in files.items() if _is(folder / name, kept)}
    else:
        whole = {}
    for name in files:
        if name not in whole:
            (folder / name).unlink(missing_ok=True)
    _say(folder, batch, whole)
    return whole


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and digest_file(path) == digest


def _read(path: Path) -> Mapping[str, Any]:
    try:
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _say(folder: Path, batch: Batch, files: Mapping[str, str]) -> None:
    said = {"schema": SCHEMA, "batch": batch.digest, "files": dict(sorted(files.items()))}
    put((json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode(), folder / MANIFEST)


def _pack(folder: Path, archive: Path, names: Sequence[str]) -> None:
    """Put the finished files into one archive, whole or not at all; what is packed already is stored as it is."""
    beside = archive.with_name(f".{archive.name}.new")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as file:
        for name in names:
            file.writestr(zipfile.ZipInfo(name, _MADE), (folder / name).read_bytes())
    beside.replace(archive)


def _plain(unit: str) -> str:
    """Return a unit's code as part of a file name."""
    return "".join(one if one.isalnum() or one in "-_" else "_" for one in unit)
