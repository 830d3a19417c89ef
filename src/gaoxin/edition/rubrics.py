"""Rubrics of an edition (rubrics.yaml) as types: what experts see of a zone, anchored levels, rules of the panel."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import Field as Described

from gaoxin.edition.method import Exact
from gaoxin.edition.rulebook import Rulebook, Ruled, read_rulebook, rulebook_beside
from gaoxin.edition.schema import Edition
from gaoxin.edition.source import Path_
from gaoxin.terms import Text

FILE = "rubrics.yaml"

Avoidance = Literal["province", "organisation", "declared"]
"""回避: an expert marks no zone of his own province, of his own organisation's place, or that he declared."""


class Named(Ruled):
    """A name in both languages."""

    label: str
    label_en: str


class Anchor(Ruled):
    """One anchored level of a rubric: from which to which score, and what a zone is like there."""

    lower: Exact = Described(description="Lowest score of the level, included")
    upper: Exact = Described(
        description="Highest score; the lower end of the level above, or the top of the scale"
    )
    label: str
    label_en: str
    anchor: str = Described(description="What a zone of this level is like")
    anchor_en: str = Described(description="The same in English")


class Rubric(Ruled):
    """How one indicator is judged."""

    indicator: str = Described(description="The expert indicator")
    question: str = Described(description="What the expert judges")
    question_en: str = Described(description="The same in English")
    fields: tuple[str, ...] = Described(default=(), description="Fields of knowledge that suit, of `fields`")
    shows: tuple[str, ...] = Described(
        default=(), description="Indicators whose values stand in the blind dossier"
    )
    material: tuple[str, ...] = Described(default=(), description="What the zone hands in")
    material_en: tuple[str, ...] = Described(default=(), description="The same in English")
    integrity: bool = Described(default=False, description="Whether the dossier holds the clues to verify")
    levels: tuple[Anchor, ...] = Described(min_length=1, description="From end to end of the score scale")

    def level(self, score: Fraction) -> Anchor:
        """Return the level that a score falls in; a score at a boundary belongs to the upper level."""
        return max((one for one in self.levels if one.lower <= score <= one.upper), key=lambda one: one.lower)


class PanelRules(Ruled):
    """How experts are set to work."""

    experts: int = Described(default=5, ge=1, description="Fewest experts for each zone and indicator")
    most: int = Described(default=200, ge=1, description="Most marks asked of one expert")
    avoid: tuple[Avoidance, ...] = Described(
        default=("province", "organisation", "declared"), description="What an expert has to avoid"
    )
    query: Exact = Described(
        default=Fraction(3), gt=0, description="A mark so many standard errors away is asked about"
    )
    dissent: Exact = Described(
        default=Fraction(20), gt=0, description="Opinion is divided when two camps stand so many points apart"
    )


class Rubrics(Rulebook):
    """The rubrics of an edition; they move no score by themselves and are not in its digest."""

    panel: PanelRules = Described(default=PanelRules(), description="How experts are set to work")
    fields: dict[str, Named] = Described(default={}, description="Fields of knowledge of experts")
    rubrics: tuple[Rubric, ...] = Described(min_length=1, description="One for each expert indicator")

    def find(self, indicator: str) -> Rubric:
        """Return the rubric of an indicator; KeyError when there is none."""
        for one in self.rubrics:
            if one.indicator == indicator:
                return one
        raise KeyError(indicator)

    def misfits(self, edition: Edition | None) -> Iterator[tuple[Path_, Text]]:
        """Yield names that do not exist, doubles, and levels that leave the scale or a gap, with their path."""
        counted = Counter(one.indicator for one in self.rubrics)
        for at, one in enumerate(self.rubrics):
            path: Path_ = ("rubrics", at)
            if counted[one.indicator] > 1:
                yield (
                    path,
                    Text(f"指标 {one.indicator} 写了不止一次", f"the indicator {one.indicator} stands twice"),
                )
            yield from (
                ((*path, "fields", place), Text(f"没有领域“{name}”", f"there is no field {name!r}"))
                for place, name in enumerate(one.fields)
                if name not in self.fields
            )
            yield from _indicators(path, one, edition)
            yield from _levels(path, one, edition)


def rubrics_of(edition: Edition, path: Path | None = None) -> Rubrics:
    """Return the rubrics of an edition: those in the file, else those that come with the edition.

    Unusable with every fault as file:line, or where the edition comes without any.
    """
    return read_rulebook(path or rulebook_beside(edition.edition, FILE), Rubrics, edition)


def _indicators(path: Path_, one: Rubric, edition: Edition | None) -> Iterator[tuple[Path_, Text]]:
    if edition is None:
        return
    sources = {each.code: each.source for each in edition.indicators}
    if sources.get(one.indicator) != "expert":
        listed = [code for code, source in sources.items() if source == "expert"]
        yield (
            (*path, "indicator"),
            Text(
                f"“{one.indicator}”不是专家评价指标，应为 {'、'.join(listed)} 之一",
                f"{one.indicator!r} is no indicator of experts; write one of {', '.join(listed)}",
            ),
        )
    for place, code in enumerate(one.shows):
        if code not in sources:
            yield (*path, "shows", place), Text(f"没有指标“{code}”", f"no indicator {code!r}")


def _levels(path: Path_, one: Rubric, edition: Edition | None) -> Iterator[tuple[Path_, Text]]:
    """Yield where the levels do not cover the scale from end to end."""
    low, high = (Fraction(0), Fraction(100)) if edition is None else edition.score_scale
    order = sorted(range(len(one.levels)), key=lambda at: one.levels[at].lower)
    ends = [low, *(one.levels[at].upper for at in order)]
    for at, end in zip(order, ends, strict=False):
        if one.levels[at].lower != end:
            found = Text(f"应从 {end} 开始，各档须首尾相接", f"should begin at {end}: levels join end to end")
            yield (*path, "levels", at, "lower"), found
    if ends[-1] != high:
        found = Text(f"最高一档应到 {high}", f"the highest level should end at {high}")
        yield (*path, "levels", order[-1], "upper"), found
