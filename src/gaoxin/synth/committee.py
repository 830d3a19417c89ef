"""The committee form: counts and amounts of each zone, from its size and its qualities.

Assumed: institutions and money grow with size and innovation. Where there are twenty zones or more, one
gives no figure for science spending and another none for innovation service institutions.
"""

import numpy as np

from gaoxin.synth.draws import stream
from gaoxin.synth.parts import Column, Columns, Floats, blank
from gaoxin.synth.places import Zones
from gaoxin.synth.scene import Scene


def committee(scene: Scene, table: Columns) -> Columns:
    """Return zone_returns of the year, one row a zone with enterprises that year."""
    zones, level = scene.zones, _Levels(scene)
    firms = np.bincount(scene.zone, minlength=len(zones)).astype(np.float64)
    relative = firms / firms.sum() * len(zones)
    money = _zone_sum(scene, table["revenue"])
    columns: Columns = {
        "year": np.full(len(zones), scene.year, np.int64),
        "zone": zones.code,
        "fiscal_science_spending": np.floor(level("science", 0.0022 * money, 0.5, 0.25)),
        "national_rd_institutions": np.floor(level("institutions", 5 * relative**0.75, 0.4, 0.55)),
        "national_incubators": np.floor(level("incubators", 2.4 * relative**0.6, 0.35, 0.35)),
        "national_service_institutions": np.floor(level("services", 3 * relative**0.6, 0.45, 0.35)),
        "national_innovation_service_institutions": np.floor(level("helpers", 7 * relative**0.6, 0.45, 0.4)),
        "eu_us_jp_trademarks_registered": np.floor(
            level("trademarks", 0.55 * _zone_sum(scene, table["foreign_trademarks_registered"]), 0.15)
        ),
        "registered_enterprises": np.floor(level("registered", 9 * firms, 0.5)) + firms,
        "new_investment": np.floor(level("investment", 0.05 * money + 50_000, 0.4)),
    }
    columns |= _clusters(zones, relative) | _surroundings(scene, level, relative, money)
    present = np.unique(scene.zone)
    return {name: column[present] for name, column in _with_gaps(scene, columns).items()}


class _Levels:
    """Lognormal figures of zones, each by a name of its own: a lasting part, and a small one of the year."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def __call__(self, name: str, mean: Floats | float, spread: float, innovation: float = 0.0) -> Floats:
        seed, size = self._scene.register.seed, len(self._scene.zones)
        lasting = stream(seed, "committee " + name).standard_normal(size)
        year = stream(seed, "committee " + name, self._scene.year).standard_normal(size)
        return np.asarray(
            mean * np.exp(innovation * self._scene.zones.innovation + spread * lasting + 0.05 * year)
        )


def _clusters(zones: Zones, relative: Floats) -> Columns:
    """Return the numbers of clusters: of world, national and regional weight."""
    standing = zones.quality + 0.4 * np.log(relative + 0.01)
    marks = {
        "international_clusters": 1.9,
        "leading_national_clusters": 1.2,
        "important_national_clusters": 0.3,
    }
    return {name: np.clip(np.floor(1.6 * (standing - mark) + 1), 0, 6) for name, mark in marks.items()}


def _surroundings(scene: Scene, level: _Levels, relative: Floats, money: Floats) -> Columns:
    """Return land, water, emissions, green and income: watched, not scored."""
    zones = scene.zones
    land = np.round(level("land", 28 * relative**0.3, 0.5), 2)
    cleaner = np.exp(-0.2 * zones.innovation)
    return {
        "land_area": land,
        "industrial_water_use": np.round(level("water", money / 60_000 * cleaner, 0.6), 2),
        "wastewater_cod": np.round(level("wastewater", money / 300_000 * cleaner, 0.6), 1),
        "sulphur_dioxide": np.round(
            level("sulphur", money / 400_000 * np.exp(-0.25 * zones.service), 0.9), 1
        ),
        "built_up_land": np.round(100 * land * np.clip(level("built", 0.55, 0.2), 0.1, 0.95), 1),
        "green_coverage": np.round(np.clip(level("green", 36.0, 0.12), 15, 60), 1),
        "resident_income": np.floor(level("income", 32_000 * np.exp(0.2 * zones.quality), 0.08)),
    }


def _zone_sum(scene: Scene, column: Column) -> Floats:
    filled = np.ma.filled(np.ma.asarray(column), 0).astype(np.float64)
    return np.asarray(np.bincount(scene.zone, weights=filled, minlength=len(scene.zones)), np.float64)


def _with_gaps(scene: Scene, columns: Columns) -> Columns:
    """Blank one scored figure in one zone and one target figure in another, never in a zone's first round."""
    old = np.flatnonzero(~scene.zones.first_round & ~scene.zones.invited)
    if len(old) < 20:
        return columns
    chosen = stream(scene.register.seed, "gaps").permutation(old)[:2]
    gaps = dict(
        zip(("fiscal_science_spending", "national_innovation_service_institutions"), chosen, strict=True)
    )
    cells = np.arange(len(scene.zones))
    return columns | {name: blank(columns[name], cells == at) for name, at in gaps.items()}
