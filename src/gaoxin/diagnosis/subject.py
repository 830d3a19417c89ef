"""The zone that is spoken of: its round, its place in it, its groups, and what stands beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gaoxin.diagnosis.groups import Audience, Group, park_type_of, peers_of, round_of, row_of
from gaoxin.diagnosis.interval import Interval, read_interval
from gaoxin.diagnosis.since import year_before
from gaoxin.edition import Indicator
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.returns import Mark, Zone
from gaoxin.terms import Text


@dataclass(frozen=True)
class Subject:
    """One zone in one round, for one audience; ``last`` is the round of the year before, or None."""

    evaluation: Evaluation
    row: int
    audience: Audience
    last: Evaluation | None = None
    peers: tuple[str, ...] = ()
    interval: Interval | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def unit(self) -> str:
        """The code of the zone."""
        return self.evaluation.cells.units[self.row]

    @property
    def open(self) -> bool:
        """Whether other zones' figures may be shown."""
        return self.audience == "evaluator"

    @property
    def shadow(self) -> bool:
        """Whether the zone is in its first round: it has a score and no rank."""
        return bool(self.evaluation.cells.shadow[self.row])

    @cached_property
    def zone(self) -> Zone:
        """The zone itself."""
        return next(one for one in self.evaluation.snapshot.zones if one.code == self.unit)

    @cached_property
    def whole(self) -> Group:
        """All ranked zones."""
        return round_of(self.evaluation, self.row)

    @cached_property
    def groups(self) -> list[Group]:
        """The park type and the chosen peers, where they are large enough for the audience."""
        found = [park_type_of(self.evaluation, self.row)]
        found += [peers_of(self.evaluation, self.row, self.peers, self.audience)] if self.peers else []
        return [one for one in found if one is not None and one.shown_to(self.audience)]


def subject(
    evaluation: Evaluation,
    zone: str,
    *,
    audience: Audience = "evaluator",
    last: Evaluation | None = None,
    peers: Sequence[str] = (),
    robustness: Path | None = None,
    marks: Sequence[Mark] = (),
) -> Subject:
    """Return the subject of a page; Unusable for unknown zones, too few peers, foreign folders.

    ``marks`` are the panel marks of the round: they say how sure a supposed rank is.
    """
    row = row_of(evaluation, zone)
    if last is not None:
        year_before(last, evaluation)
    found = Subject(
        evaluation,
        row,
        audience,
        last,
        tuple(peers),
        None if robustness is None else read_interval(robustness, evaluation, row),
        tuple(marks),
    )
    if peers:
        peers_of(evaluation, row, peers, audience)
    return found


def name_of(one: Indicator) -> Text:
    """Return code and name of an indicator; survey and expert marks carry a dagger."""
    dagger = " †" if one.source in ("survey", "expert") else ""
    return Text(f"{one.code} {one.label}{dagger}", f"{one.code} {one.label_en or one.label}{dagger}")
