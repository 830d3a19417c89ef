"""Marks of survey respondents and experts, 0 to 100, around a latent quality of the zone.

Assumed: some thirty respondents a zone who differ much (spread 11), five experts who see more alike
(spread 5); every person is a little strict or mild throughout.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gaoxin.synth.draws import stream
from gaoxin.synth.parts import Columns, Floats, Integers
from gaoxin.synth.scene import Scene


@dataclass(frozen=True)
class Panel:
    """Who marks which indicators; each indicator reflects one quality of the zone most."""

    who: str
    letter: str
    indicators: Mapping[str, str]
    centre: float
    lift: float
    spread: float


SURVEY = Panel(
    "respondent",
    "R",
    {"1.10": "governance", "2.10": "service", "3.9": "openness", "4.7": "innovation"},
    72,
    6.5,
    11,
)
EXPERT = Panel(
    "expert",
    "E",
    {"1.11": "quality", "2.11": "innovation", "3.10": "openness", "4.8": "governance"},
    74,
    7.5,
    5,
)


def survey(scene: Scene) -> Columns:
    """Return year, zone, indicator, respondent, score: 24 to 36 respondents a zone."""
    zones = np.unique(scene.zone)
    number = stream(scene.register.seed, "respondents", scene.year).integers(24, 37, len(zones))
    habit = stream(scene.register.seed, "respondent habit", scene.year).standard_normal(int(number.sum()))
    return _marks(scene, SURVEY, np.repeat(zones, number), _numbered(number), habit)


def expert(scene: Scene) -> Columns:
    """Return year, zone, indicator, expert, score: the same five experts everywhere."""
    zones = np.unique(scene.zone)
    person = _numbered(np.full(len(zones), 5))
    habit = stream(scene.register.seed, "expert habit", scene.year).standard_normal(5)
    return _marks(scene, EXPERT, np.repeat(zones, 5), person, habit[person - 1])


def _numbered(number: Integers) -> Integers:
    return np.concatenate([np.arange(1, one + 1) for one in number])


def _marks(scene: Scene, panel: Panel, zone: Integers, person: Integers, habit: Floats) -> Columns:
    """Return the marks by zone, indicator and person; ``habit`` is how mild each person is."""
    chance = stream(scene.register.seed, panel.who, scene.year)
    marks = []
    for quality in panel.indicators.values():
        seen = 0.7 * getattr(scene.zones, quality) + 0.5 * scene.zones.quality
        doubt = panel.spread * (0.35 * habit + chance.standard_normal(len(zone)))
        marks.append(panel.centre + panel.lift * seen[zone] + doubt)
    size = len(panel.indicators)
    order = np.argsort(np.tile(zone, size), kind="stable")
    names = np.array([f"{panel.letter}{at:02d}" for at in range(int(person.max()) + 1)], dtype=object)
    columns = {
        "year": np.full(len(order), scene.year, np.int64),
        "zone": np.tile(scene.zones.code[zone], size),
        "indicator": np.repeat(np.array(list(panel.indicators), dtype=object), len(zone)),
        panel.who: np.tile(names[person], size),
        "score": np.clip(np.rint(np.concatenate(marks)), 0, 100).astype(np.int64),
    }
    return {name: column[order] for name, column in columns.items()}
