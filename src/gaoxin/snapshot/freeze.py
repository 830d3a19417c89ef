"""Freezing a package: enterprise rows are summed, committee cells and panel marks stand beside them."""

from collections.abc import Iterator

from gaoxin.edition import Edition
from gaoxin.edition.figures import Figures
from gaoxin.micro.aggregate import aggregate
from gaoxin.panels.combine import combine
from gaoxin.returns import Package, Zone
from gaoxin.snapshot.snapshot import Figure, Snapshot

Entry = tuple[tuple[str, str, int], Figure]


ENTERPRISES = "enterprises"


def freeze(package: Package, figures: Figures) -> Snapshot:
    """Return the snapshot of a package: every figure that any formula or reading of the edition needs."""
    present = tuple(zone for zone in package.zones if zone.participation != "excused")
    sums = dict(_enterprises(package, figures))
    before = {zone for _, zone, year in sums if year == package.year - 1}
    return Snapshot(
        year=package.year,
        zones=present,
        excused=tuple(zone for zone in package.zones if zone.participation == "excused"),
        first_round=frozenset(zone.code for zone in present if _first_round(zone, package.year, before)),
        figures={**sums, **dict(_committee(package, figures)), **dict(_panels(package, figures.edition))},
        files=package.files,
        ignored=package.ignored,
        normalised=len(package.notes),
        synthetic=package.synthetic,
        default_zone=package.default_zone,
    )


def _first_round(zone: Zone, year: int, before: set[str]) -> bool:
    """Whether a zone has no rows of the year before and is national since the data year or later."""
    return zone.code not in before and zone.national_since is not None and zone.national_since >= year


def _enterprises(package: Package, figures: Figures) -> Iterator[Entry]:
    if package.rows is None:
        return
    for key, measured in aggregate(package.rows, figures).items():
        yield key, Figure(measured.value, measured.rows, measured.filled, ENTERPRISES)


def _committee(package: Package, figures: Figures) -> Iterator[Entry]:
    for (zone, year), cells in package.committee.items():
        for name in figures.edition.zone_fields:
            value = cells.get(name)
            yield (f"zone.{name}", zone, year), Figure(value, 1, int(value is not None), "zone_returns")


def _panels(package: Package, edition: Edition) -> Iterator[Entry]:
    """Yield the score of the marks of each panel, indicator and zone, by the method that the edition names.

    A score without enough marks, or withheld, stands there with its rows and without a value.
    """
    for panel, method in (("survey", edition.method.survey), ("expert", edition.method.expert)):
        for (code, zone), one in combine(panel, package.marks, method, edition.score_scale).items():
            filled = 0 if one.value is None else one.count
            yield (f"{panel}.{code}", zone, package.year), Figure(one.value, one.count, filled, panel)
    for held in package.withheld:
        name = f"{held.panel}.{held.indicator}"
        yield (name, held.zone, package.year), Figure(None, held.count, 0, "withheld")
