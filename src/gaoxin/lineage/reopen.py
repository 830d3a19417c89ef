"""A result folder opened again: its edition and its snapshot are enough to have every stair back in memory."""

from functools import cached_property
from pathlib import Path

from gaoxin.edition import Edition, read_frozen
from gaoxin.evaluation.climb import Climb, climb
from gaoxin.evaluation.evaluate import Evaluation, evaluate
from gaoxin.evaluation.result import read_manifest
from gaoxin.evaluation.round import SNAPSHOT, reference_of
from gaoxin.evaluation.score import EDITION, VALUES
from gaoxin.evaluation.values import read_values
from gaoxin.lineage.sources import Sources
from gaoxin.lineage.stairs import Stairs
from gaoxin.lineage.step import Step
from gaoxin.returns import Package, open_package
from gaoxin.snapshot import store
from gaoxin.terms import Address, Fault, Text, Unusable


class Reopened:
    """A result folder of ``evaluate`` or ``score``; nothing beside it is needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)

    @property
    def of_round(self) -> bool:
        """Whether the result came from returns (``evaluate``), not from ready values (``score``)."""
        return self.manifest.get("kind") == "evaluate"

    @cached_property
    def edition(self) -> Edition:
        """The edition in force, settings included."""
        return read_frozen(self.folder / EDITION)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The evaluation, computed again from the frozen figures."""
        return evaluate(self.edition, store.read(self.folder / SNAPSHOT), reference_of(self.folder))

    @cached_property
    def climb(self) -> Climb:
        """The float half of the staircase."""
        if self.of_round:
            return self.evaluation.climb
        return climb(self.edition, read_values(self.folder / VALUES, self.edition).cells)

    @cached_property
    def package(self) -> Package:
        """The data the snapshot was taken from, read again."""
        data = self.folder / SNAPSHOT / store.DATA
        snapshot = self.evaluation.snapshot
        return open_package(data, self.edition, snapshot.year, zone=snapshot.default_zone)

    @cached_property
    def stairs(self) -> Stairs:
        """The upper steps."""
        return Stairs(self.edition, self.climb, self.evaluation.snapshot.year if self.of_round else None)

    @cached_property
    def sources(self) -> Sources:
        """The lower steps."""
        return Sources(self.evaluation, lambda: self.package)

    def step(self, address: Address) -> Step:
        """Return the step at an address; Unusable when the result has none."""
        self._known_year(address)
        if address.stage in ("rank", "score", "dimension", "contribution", "standard"):
            return self.stairs.step(address)
        if self.of_round:
            return self.sources.step(address)
        if address.stage == "indicator":
            return self.stairs.given(address)
        raise Unusable(
            Fault(
                str(address),
                Text(
                    "此结果由给定数值算出，没有更下一级",
                    "this result was made of given values and has no such stage",
                ),
            )
        )

    def _known_year(self, address: Address) -> None:
        year = self.evaluation.snapshot.year if self.of_round else None
        years = {year} if year is None or address.stage not in ("variable", "cell") else {year, year - 1}
        if address.year not in years:
            allowed = "、".join(f"@{one}" if one else "无年份 no year" for one in sorted(years, key=str))
            raise Unusable(
                Fault(
                    str(address),
                    Text("年份不在此结果中", "this result has another year"),
                    Text(allowed, allowed),
                )
            )
