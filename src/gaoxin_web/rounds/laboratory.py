"""The edition laboratory: what a draft or local edition would have done in every frozen year, as one kept folder.

Each year is evaluated by its own edition and by the version, over the same figures: nationally for evaluators, else
over the owner's zones alone. All numbers are the engine's: ranks of ``gaoxin evaluate``, intervals of ``gaoxin
robustness``, importance and matching weights of ``gaoxin statistics``, influence of ``gaoxin integrity``.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from gaoxin.edition import Edition, thaw
from gaoxin.edition.figures import Figures
from gaoxin.evaluation.evaluate import Evaluation, evaluate
from gaoxin.evaluation.result import MANIFEST, Table, render, write_folder
from gaoxin.returns import Mark, Package, open_package
from gaoxin.snapshot import freeze
from gaoxin.terms import Refusal, Text, digest_bytes
from gaoxin_web.accounts.models import Person
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.rounds import laboratory_tables as making
from gaoxin_web.rounds.actions import home
from gaoxin_web.rounds.contents import settings_of
from gaoxin_web.rounds.edition_actions import cut, enough, own_codes
from gaoxin_web.rounds.models import ClueFolder, LocalVersion, Run
from gaoxin_web.rounds.package import write_package
from gaoxin_web.rounds.results import result_of
from gaoxin_web.rounds.running import Tell, keep, kept
from gaoxin_web.rounds.visible import TOLD, releases

SCHEMA = "gaoxin-laboratory/1"
FAMILY = SCHEMA.partition("/")[0]

STEPS = (
    Text("评价", "evaluating"), Text("位次区间", "rank intervals"), Text("重要性", "importance"),
    Text("企业影响", "influence of enterprises"),
)  # fmt: skip


@dataclass(frozen=True)
class Year:
    """One frozen year by its own edition (``base``) and by the version (``local``), over the same figures.

    ``package`` is None where influence of enterprises is not looked at: that is for evaluators alone.
    """

    base: Evaluation
    local: Evaluation
    marks: Sequence[Mark]
    package: Package | None
    clues: Path | None

    @property
    def year(self) -> int:
        """The data year."""
        return self.base.snapshot.year


def keep_laboratory(person: Person, version: LocalVersion, national: bool, tell: Tell) -> tuple[str, float]:
    """Replay a version over all frozen years; return the digest of the kept folder and the seconds it took.

    A year that the engine refuses is left out and the manifest says why; Refused 409 where no year is left.
    """
    began, runs = monotonic(), frozen_years(person, national)
    tables: dict[str, list[Table]] = {}
    about: dict[str, Any] = {"years": [], "left_out": []}
    for at, run in enumerate(runs):
        try:
            with tempfile.TemporaryDirectory(prefix="gaoxin-laboratory-") as place:
                one = _national(version, run) if national else _own(version, run, Path(place))
                for name, table in _year(one, tell, at * len(STEPS), len(runs) * len(STEPS)):
                    tables.setdefault(name, []).append(table)
                about["years"].append(_of(one, run))
        except (Refusal, Refused) as refusal:
            said = refusal.said if isinstance(refusal, Refused) else Text(str(refusal), str(refusal))
            about["left_out"].append({"year": run.freeze.takes["data_year"], "zh": said.zh, "en": said.en})
    if not about["years"]:
        why = (
            about["left_out"][0]
            if about["left_out"]
            else {"zh": "没有已冻结的年度。", "en": "No year is frozen."}
        )
        raise Refused(409, Text(why["zh"], why["en"]))
    return _keep(version, national, tables, about), monotonic() - began


def frozen_years(person: Person, national: bool) -> list[Run]:
    """Return the newest result of every data year: of all runs for evaluators, of releases that were told for others."""
    if national:
        rows = Run.objects.filter(freeze__round__kind="annual").select_related("freeze__round").order_by("id")
        found = {each.freeze.round.data_year: each for each in rows}
    else:
        told = [each for each in reversed(releases(person)) if each.state in TOLD]
        found = {each.round.data_year: each.run for each in told}
    return [found[year] for year in sorted(found)]


def _national(version: LocalVersion, run: Run) -> Year:
    there = result_of(run)
    clues = ClueFolder.objects.filter(run=run).first()
    return Year(
        there.evaluation, evaluate(_local(version, run), there.evaluation.snapshot), there.marks, there.reopened.package,
        kept(home(), clues.folder) if clues else None,
    )  # fmt: skip


def _own(version: LocalVersion, run: Run, place: Path) -> Year:
    """Return a year over the owner's zones alone: the package is cut before anything is read."""
    takes = cut(run.freeze.takes, own_codes(version.edition.organisation))
    enough(takes)
    base, local = thaw(run.freeze.round.edition_text, settings_of(takes)), _local(version, run)
    write_package(takes, base, place)
    package = open_package(place, base, takes["data_year"])
    snapshot = freeze(package, Figures(base))
    return Year(evaluate(base, snapshot), evaluate(local, snapshot), package.marks, None, None)


def _local(version: LocalVersion, run: Run) -> Edition:
    """Return the version with what the panels of a freeze bring with them."""
    return thaw(version.text, settings_of(run.freeze.takes))


def _year(one: Year, tell: Tell, done: int, total: int) -> Iterator[tuple[str, Table]]:
    tell(done, total, STEPS[0])
    yield "moves.csv", making.moves(one.base, one.local)
    yield "likeness.csv", making.likeness(one.base, one.local)
    yield "sources.csv", making.sources(one.base, one.local)
    tell(done + 1, total, STEPS[1])
    yield "stability.csv", making.stability(one.base, one.local, one.marks)
    tell(done + 2, total, STEPS[2])
    yield "importance.csv", making.importance(one.base, one.local)
    tell(done + 3, total, STEPS[3])
    if one.package is not None and one.package.rows is not None:
        yield "exposure.csv", making.exposure(one.base, one.local, one.package, one.clues)


def _of(one: Year, run: Run) -> dict[str, Any]:
    return {
        "data_year": one.year, "result": run.result, "zones": len(one.base.cells.units),
        "edition": one.base.edition.edition, "edition_digest": one.base.edition.digest,
        "local_digest": one.local.edition.digest, "synthetic": one.base.snapshot.synthetic,
        "method_basis": one.local.edition.method.basis, "clues": one.clues is not None,
    }  # fmt: skip


def _keep(
    version: LocalVersion, national: bool, tables: Mapping[str, list[Table]], about: Mapping[str, Any]
) -> str:
    files = {name: render(_stacked(parts)) for name, parts in sorted(tables.items())}
    manifest = {
        "schema": SCHEMA, "kind": "laboratory", "edition": f"{version.edition.name} v{version.number}",
        "edition_digest": version.digest, "frame": "national" if national else version.edition.organisation.code,
        "draws": making.DRAWS, "seed": making.SEED, **about,
        "files": {name: digest_bytes(content) for name, content in files.items()},
    }  # fmt: skip
    text = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    with tempfile.TemporaryDirectory(prefix="gaoxin-laboratory-") as place:
        write_folder({MANIFEST: text, **files}, Path(place) / "laboratory", FAMILY)
        return keep(Path(place) / "laboratory", home())


def _stacked(parts: Sequence[Table]) -> Table:
    """Return the tables of all years as one."""
    return {name: [cell for part in parts for cell in part[name]] for name in parts[0]}


@lru_cache(maxsize=16)
def manifest_of(folder: str) -> Mapping[str, Any]:
    """Return what a kept replay says of itself."""
    found: dict[str, Any] = json.loads((kept(home(), folder) / MANIFEST).read_text("utf-8"))
    return found


def file_of(folder: str, name: str) -> bytes | None:
    """Return a table of a kept replay as the file it is; None where it has none of this name."""
    return (kept(home(), folder) / name).read_bytes() if name in manifest_of(folder)["files"] else None
