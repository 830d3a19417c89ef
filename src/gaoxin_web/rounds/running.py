"""Running a freeze through the engine: package, evaluation, rank intervals, kept by digest and never overwritten."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from gaoxin.edition import Edition, thaw
from gaoxin.edition.figures import Figures
from gaoxin.evaluation.evaluate import Evaluation, evaluate
from gaoxin.evaluation.result import MANIFEST, Result, write_folder, write_result
from gaoxin.evaluation.round import result
from gaoxin.lineage import verify
from gaoxin.report.workbook import extra
from gaoxin.returns import Package, open_package
from gaoxin.robustness import SCHEMA, Size, default, given
from gaoxin.robustness import run as draw
from gaoxin.snapshot import freeze
from gaoxin.terms import Text, digest_bytes
from gaoxin_web.rounds.contents import Takes, settings_of
from gaoxin_web.rounds.package import write_package

DRAWS, SEED = 2_000, 1
"""Draws of the rank intervals of a run, and the seed: the same run gives the same intervals."""

Tell = Callable[[int, int, Text], None]


def nothing(_done: int, _total: int, _saying: Text) -> None:
    """Tell nobody how far the work is."""


STEPS = (
    Text("写出数据包", "writing the data package"), Text("读入与汇总", "reading and summing"),
    Text("评价", "evaluating"), Text("位次区间", "rank intervals"), Text("存档", "keeping"),
)  # fmt: skip


def evaluate_takes(
    takes: Takes, edition_text: str, home: Path, tell: Tell = nothing, draws: int = DRAWS
) -> dict[str, Any]:
    """Evaluate what a freeze takes; return digests of the kept folders, counts and seconds.

    Refusals of the engine (DataRefused, Unusable) pass through; nothing is kept then.
    """
    began, edition = monotonic(), thaw(edition_text, settings_of(takes))
    with tempfile.TemporaryDirectory(prefix="gaoxin-freeze-") as place:
        work = Path(place)
        data = work / "data"
        data.mkdir()
        tell(0, 5, STEPS[0])
        counts = write_package(takes, edition, data)
        exported = monotonic() - began
        tell(1, 5, STEPS[1])
        package = open_package(data, edition, takes["data_year"])
        snapshot = freeze(package, Figures(edition))
        tell(2, 5, STEPS[2])
        evaluation = evaluate(edition, snapshot)
        made = result(evaluation, data)
        write_result(made, work / "result", extra(made))
        tell(3, 5, STEPS[3])
        write_folder(
            _intervals(evaluation, package, made, draws), work / "robustness", SCHEMA.partition("/")[0]
        )
        tell(4, 5, STEPS[4])
        kept = {name: keep(work / name, home) for name in ("result", "robustness")}
    return {**kept, "counts": counts, "export_seconds": exported, "seconds": monotonic() - began,
            "edition_digest": edition.digest}  # fmt: skip


def _intervals(evaluation: Evaluation, package: Package, made: Result, draws: int) -> dict[str, Any]:
    """Return the folder of rank intervals: 5 % to 95 % from data, panels and method, never from weights."""
    about = given(evaluation.edition, evaluation.climb, evaluation.derivation, package.marks)
    usual = default(about)
    names = ("kind", "edition", "edition_digest", "result_digest", "data_year", "synthetic", "method")
    source: Mapping[str, Any] = {name: made.manifest.get(name) for name in names}
    done = draw(about, usual.specification, SEED, Size(draws, 0), source=source, left_out=usual.left_out)
    return dict(done.files)


def keep(folder: Path, home: Path) -> str:
    """Move a folder to ``results/<digest of its manifest>`` and return the digest; what is there already stays."""
    digest = digest_bytes((folder / MANIFEST).read_bytes()).removeprefix("sha256:")
    target = kept(home, digest)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not target.exists():
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent)) / digest
        shutil.move(folder, beside)
        beside.rename(target)
        beside.parent.rmdir()
    return digest


def kept(home: Path, digest: str) -> Path:
    """Return where a folder of a digest is kept."""
    return home / "results" / digest


def replay(home: Path, digest: str) -> list[str]:
    """Compute a kept result again from its own snapshot and edition; return the files that differ, none when identical."""
    folder = kept(home, digest)
    differing = [str(one) for one in verify(folder, extra)]
    same = digest_bytes((folder / MANIFEST).read_bytes()).removeprefix("sha256:") == digest
    return differing if same else [MANIFEST, *differing]


def edition_of(text: str) -> Edition:
    """Return the edition that a round keeps as text."""
    return thaw(text)
