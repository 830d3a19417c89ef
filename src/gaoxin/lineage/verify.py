"""Verifying a result: read its data again, compute everything again, compare every file byte for byte."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gaoxin.edition.figures import Figures
from gaoxin.evaluation.evaluate import evaluate
from gaoxin.evaluation.result import MANIFEST, Result, all_files, digest_of, manifest_bytes
from gaoxin.evaluation.round import SNAPSHOT, reference_of, result
from gaoxin.evaluation.score import rescore
from gaoxin.lineage.reopen import Reopened
from gaoxin.returns import open_package
from gaoxin.snapshot import freeze, store
from gaoxin.terms import Refusal, Text, digest_bytes, digest_file

Render = Callable[[Result], Mapping[str, bytes]]
"""What makes the files that are not tables (results.xlsx) from a result."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file of the folder that is not what the calculation gives."""

    file: str
    what: Text

    def __str__(self) -> str:
        """Return the file and what is the matter with it."""
        return f"{self.file}: {self.what}"


def verify(folder: Path, render: Render) -> list[Difference]:
    """Compute a result folder again from its own data and edition; return the files that differ, none when identical.

    A file differs when its bytes are not those that the manifest recorded, or not those that come out now.
    """
    reopened = Reopened(folder)
    recorded: Mapping[str, str] = reopened.manifest["files"]
    found = {one.file: one for one in _unlike(folder, recorded, recorded)}
    try:
        again = _round_again(folder, reopened) if reopened.of_round else rescore(folder)
        expected = {name: digest_of(content) for name, content in all_files(again, render(again)).items()}
        expected[MANIFEST] = digest_bytes(manifest_bytes(again, render(again)))
        found = {one.file: one for one in _unlike(folder, expected, {**recorded, **expected})} | found
    except Refusal as refusal:
        found["…"] = Difference("…", Text(f"无法重算：{refusal}", f"cannot be computed again: {refusal}"))
    return [found[name] for name in sorted(found)]


def _round_again(folder: Path, reopened: Reopened) -> Result:
    edition, data = reopened.edition, folder / SNAPSHOT / store.DATA
    kept = store.read(folder / SNAPSHOT)
    package = open_package(data, edition, kept.year, zone=kept.default_zone)
    snapshot = freeze(package, Figures(edition))
    return result(evaluate(edition, snapshot, reference_of(folder)), data)


def _unlike(folder: Path, expected: Mapping[str, str], known: Mapping[str, str]) -> Iterator[Difference]:
    for name, digest in expected.items():
        path = folder / name
        if not path.is_file():
            yield Difference(name, Text("缺少", "is missing"))
        elif digest_file(path) != digest:
            yield Difference(
                name, Text("与记录或重算结果不同", "differs from what was recorded or comes out now")
            )
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(present - known.keys() - {MANIFEST}):
        yield Difference(name, Text("不属于此结果", "does not belong to this result"))
