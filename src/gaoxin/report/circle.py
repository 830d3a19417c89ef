"""The zones a report for evaluators is about, all of them or those of a province; how their figures are named."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gaoxin.report import words
from gaoxin.report.about import About, park_type
from gaoxin.report.document import Number, Words
from gaoxin.report.material import Material, Record, Round
from gaoxin.terms import Address, Language, Text


@dataclass(frozen=True)
class Circle:
    """All zones (``province`` empty) or those of one province."""

    material: Material
    province: str
    language: Language

    @property
    def now(self) -> Round:
        """The round."""
        return self.material.now

    @property
    def last(self) -> Round | None:
        """The round of the year before, where it was given."""
        return self.material.last

    @property
    def name(self) -> str:
        """What the circle is called."""
        return self.province or self.word("全国", "the nation")

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """ranking.csv of its zones, in the order of ranks."""
        found = self.now.records.items()
        return {unit: one for unit, one in found if self.province in ("", one.at["province"])}

    @cached_property
    def ranked(self) -> Sequence[str]:
        """Its zones that have a rank, best first."""
        return [unit for unit, one in self.records.items() if one.at["rank"] is not None]

    @cached_property
    def statuses(self) -> Mapping[str, int]:
        """How many zones are ranked, provisional, in their first round."""
        return Counter(one.at["status"] for one in self.records.values())

    @cached_property
    def kinds(self) -> Sequence[str]:
        """The park types of the edition that occur among its ranked zones."""
        known = [self.records[unit].at["park_type"] for unit in self.ranked]
        return [kind for kind in self.now.evaluation.edition.park_types if kind in known]

    def of_kind(self, kind: str) -> Sequence[str]:
        """Return its ranked zones of a park type."""
        return [unit for unit in self.ranked if self.records[unit].at["park_type"] == kind]

    def say(self, zh: str, en: str, **figures: object) -> Words:
        """Fill a frame in the language of the report."""
        return words.say(self.language, Text(zh, en), **figures)

    def word(self, zh: str, en: str) -> str:
        """Return a word in the language of the report."""
        return zh if self.language == "zh" else en

    def zone(self, unit: str) -> str:
        """Return the name of a zone."""
        at = self.now.records[unit].at
        return str(at["name"]) if self.language == "zh" else str(at["name_en"] or at["name"])

    def short(self, unit: str) -> str:
        """Return the name of a zone without the words that all share."""
        return (
            self.zone(unit)
            .replace("高新技术产业开发区", "高新区")
            .replace(" High-tech Industrial Development Zone", "")
        )

    def kind(self, unit_or_kind: str) -> str:
        """Return a park type in words; a dash where there is none."""
        return park_type(self.material, unit_or_kind, self.language) or "—"

    def address(self, stage: str, code: str, unit: str) -> str:
        """Return the address of a figure of a zone."""
        return str(Address(stage, code, unit, self.now.year))

    def score(self, unit: str) -> Number:
        """Return a zone's score as a figure."""
        return words.score(self.now.records[unit].at["score"], self.address("score", "total", unit))

    def rank(self, unit: str) -> Number:
        """Return a zone's rank as a figure of a table."""
        return words.place(self.now.records[unit].at["rank"], self.address("rank", "total", unit))

    def dimension(self, unit: str, code: str) -> Number:
        """Return a zone's score of a dimension as a figure."""
        value = self.now.cell("dimensions.csv", unit, code, "score")
        return words.score(value, self.address("dimension", code, unit), 1)

    def dimensions(self) -> list[tuple[str, str]]:
        """Return id and label of the dimensions at the top."""
        found = self.now.evaluation.edition.dimensions
        return [
            (one.id, self.word(one.label or one.id, one.label_en or one.label or one.id)) for one in found
        ]

    def moved(self, unit: str) -> float | None:
        """Return the places a zone gained since the year before; None where there is nothing to compare."""
        if self.last is None or unit not in self.last.records:
            return None
        before, now = self.last.records[unit].at["rank"], self.now.records[unit].at["rank"]
        return None if before is None or now is None else float(before - now)

    def about(self, unit: str) -> About:
        """Return a zone of the circle, for evaluators."""
        return About(self.material, unit, "evaluator", self.language)


def middle(values: Sequence[Any]) -> float | None:
    """Return the median (type 7) of the values there are; None where there are none."""
    known = [float(one) for one in values if one is not None]
    return float(np.median(known)) if known else None


def movement(gained: float | None) -> str:
    """Return a movement with arrow and number, never by colour."""
    if gained is None:
        return "—"
    return "—" if gained == 0 else f"▲ {gained:g}" if gained > 0 else f"▼ {-gained:g}"
