"""The zone a report is about, in one language and for one audience; how its figures are named and printed."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from gaoxin.diagnosis import Audience, Subject, subject
from gaoxin.diagnosis.groups import FEWEST, Group, quartiles
from gaoxin.diagnosis.marks import Mark, marks
from gaoxin.edition import Indicator
from gaoxin.report import words
from gaoxin.report.document import Number, Words
from gaoxin.report.material import Material, Record, Round
from gaoxin.terms import Address, Language, Text

STATUS = {
    "ranked": Text("参评", "ranked"),
    "provisional": Text("暂定", "provisional"),
    "shadow": Text("首轮试评", "in its first round"),
}
BASIS = {
    "stated": Text("明文", "stated"),
    "inferred": Text("推定", "inferred"),
    "assumed": Text("假定", "assumed"),
}
PARK_TYPES_EN = {
    "world_class": "world-class parks",
    "innovative": "innovative parks",
    "featured": "innovative featured parks",
}


@dataclass(frozen=True)
class About:
    """One zone of the material."""

    material: Material
    unit: str
    audience: Audience
    language: Language

    def say(self, zh: str, en: str, **figures: object) -> Words:
        """Fill a frame in the language of the report."""
        return words.say(self.language, Text(zh, en), **figures)

    def word(self, zh: str, en: str) -> str:
        """Return a word in the language of the report."""
        return zh if self.language == "zh" else en

    def address(self, stage: str, code: str, year: int | None = None) -> str:
        """Return the address of a figure of the zone."""
        return str(Address(stage, code, self.unit, year or self.now.year))

    @property
    def now(self) -> Round:
        """The round."""
        return self.material.now

    @property
    def open(self) -> bool:
        """Whether other zones' figures may be shown."""
        return self.audience == "evaluator"

    @cached_property
    def record(self) -> Record:
        """Its row of ranking.csv."""
        return self.now.records[self.unit]

    @cached_property
    def before(self) -> Record | None:
        """Its row of ranking.csv of the year before."""
        last = self.material.last
        return None if last is None else last.records.get(self.unit)

    @cached_property
    def ranked_before(self) -> Round | None:
        """The round of the year before, where the zone had a rank in it."""
        return self.material.last if self.before is not None and self.before.at["rank"] is not None else None

    @property
    def shadow(self) -> bool:
        """Whether it is in its first round: a score, no rank."""
        return bool(self.record.at["status"] == "shadow")

    @property
    def typed(self) -> bool:
        """Whether its rank among its park type may be said: with few others it would tell a zone theirs."""
        at = self.record.at
        return at["type_rank"] is not None and (self.open or at["type_n"] - 1 >= FEWEST)

    @property
    def name(self) -> str:
        """Its name."""
        at = self.record.at
        return str(at["name"]) if self.language == "zh" else str(at["name_en"] or at["name"])

    @cached_property
    def subject(self) -> Subject:
        """The subject of its diagnosis."""
        last = self.material.last
        found = subject(
            self.now.evaluation,
            self.unit,
            audience=self.audience,
            last=None if last is None else last.evaluation,
        )
        return replace(found, interval=self.material.intervals.get(self.unit))

    @cached_property
    def group(self) -> Group:
        """The group it is compared with: its park type where that is large enough for the audience, else all."""
        return self.subject.groups[0] if self.subject.groups else self.subject.whole

    @property
    def group_name(self) -> str:
        """What that group is called in a sentence."""
        if self.group.name == "round":
            return self.word("全部参评园区", "all ranked zones")
        return self.word("同类型园区", "zones of its type")

    @property
    def park_type(self) -> str:
        """Its park type in words; empty where it has none."""
        return park_type(self.material, self.record.at["park_type"], self.language)

    def spread(self, column: np.ndarray) -> tuple[float, float, float] | None:
        """Return the quartiles of the group in a column [units]; to a zone of the others alone, in two digits."""
        members = self.group.members.copy()
        if not self.open:
            members[self.subject.row] = False
        return quartiles(np.asarray(column[members]), self.audience)

    @cached_property
    def without_year(self) -> list[str]:
        """The indicators that have no value because a zone in its first round has no year before."""
        return [
            row["code"]
            for row in self.now.rows("indicators.csv", self.unit)
            if row["missing_reason"] == "first_round"
        ]

    @cached_property
    def marks(self) -> dict[str, Mark]:
        """Its strengths and weaknesses by code."""
        one = self.subject
        found = marks(self.now.evaluation.climb, one.row, one.whole, one.groups)
        return {mark.code: mark for mark in found}

    def value(self, code: str, round_: Round | None = None) -> Any:
        """Return an indicator's value of a round; None where it is missing."""
        return (round_ or self.now).cell("indicators.csv", self.unit, code, "value")

    def label(self, one: Indicator) -> str:
        """Return code and name of an indicator; marks of panels carry a dagger."""
        return f"{one.code} {self.name_of(one)}{dagger(one)}"

    def name_of(self, one: Indicator) -> str:
        """Return the name of an indicator."""
        return self.word(one.label, one.label_en or one.label)

    def amount(self, code: str, value: float, year: int | None = None, like: float | None = None) -> Words:
        """Return an indicator's value with its unit and its address."""
        unit = self.material.indicators[code].unit
        return words.amount(self.language, value, unit, self.address("indicator", code, year), like=like)

    def rank(self, value: float, code: str = "total", year: int | None = None) -> Number:
        """Return a rank as a figure: of the total, or of a dimension."""
        stage = "rank" if code == "total" else "dimension"
        return words.rank(self.language, value, self.address(stage, code, year))

    def place(self, value: float, code: str = "total", year: int | None = None) -> Number:
        """Return a rank as a figure of a table."""
        stage = "rank" if code == "total" else "dimension"
        return words.place(value, self.address(stage, code, year))


def dagger(one: Indicator) -> str:
    """Return the sign of indicators that are marks of a survey or of experts."""
    return {"survey": " †", "expert": " ‡"}.get(one.source, "")


def park_type(material: Material, kind: str, language: Language) -> str:
    """Return a park type in words; empty where there is none."""
    label = material.now.evaluation.edition.park_types.get(kind)
    if label is None:
        return ""
    return label if language == "zh" else PARK_TYPES_EN.get(kind, kind.replace("_", " "))
