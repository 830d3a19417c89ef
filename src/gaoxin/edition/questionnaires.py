"""Questionnaires of an edition (questionnaires.yaml) as types: questions, scales, samples and thresholds."""

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
from gaoxin.terms import Text, nearest

FILE = "questionnaires.yaml"

Flag = Literal["duplicate", "same_answers", "straight", "speeding"]
"""What is flagged of an answer: the enterprise answered before; the same answers throughout as another of
the zone; one level throughout; quicker than anyone can read."""


class Level(Ruled):
    """One level that can be ticked."""

    value: str = Described(description="What stands in the answer's cell")
    label: str
    label_en: str
    score: Exact | None = Described(
        default=None, description="On the score scale; none: no opinion, counts as not answered"
    )


class Question(Ruled):
    """One question; it feeds one indicator."""

    id: str = Described(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", description="The column of the answers")
    indicator: str = Described(description="The survey indicator that it feeds")
    label: str = Described(description="The question in Chinese")
    label_en: str = Described(description="The question in English")
    scale: str = Described(description="One of `scales`")
    weight: Exact = Described(default=Fraction(1), gt=0, description="Its share within the indicator")


class Sample(Ruled):
    """How the sample is drawn from the enterprise register, zone by zone."""

    margin: Exact = Described(default=Fraction(1, 10), gt=0, lt=1, description="Of a share, in every zone")
    confidence: Exact = Described(
        default=Fraction(95, 100), gt=0, lt=1, description="Of the margin and of intervals"
    )
    allocation: Literal["proportional", "neyman"] = Described(
        default="proportional", description="How a zone's quota is shared among its strata"
    )
    least: int = Described(default=1, ge=0, description="Fewest to ask in a stratum")
    expected_response: Exact = Described(default=Fraction(1), gt=0, le=1, description="For how many to ask")
    spare: Exact = Described(default=Fraction(1, 2), ge=0, description="Reserve as a share of the quota")
    deviations: dict[str, Exact] = Described(
        default={}, description="Standard deviation by stratum, for neyman"
    )


class Questionnaire(Ruled):
    """One questionnaire: whom it asks what, and how few answers are too few."""

    id: str = Described(description="What `--questionnaire` takes")
    label: str
    label_en: str
    asked: str = Described(default="", description="Who is asked")
    asked_en: str = Described(default="", description="The same in English")
    intro: str = Described(default="", description="What stands above the questions")
    intro_en: str = Described(default="", description="The same in English")
    minimum: int = Described(
        default=1, ge=1, description="Fewest answers in a zone; with fewer the indicator is missing (too_few)"
    )
    anonymity: int = Described(default=5, ge=1, description="No result is shown of fewer answers than this")
    answered: Exact = Described(
        default=Fraction(1, 2),
        ge=0,
        le=1,
        description="Share of an indicator's weight that an answer must cover",
    )
    fastest: int = Described(default=0, ge=0, description="Seconds; a quicker answer is flagged `speeding`")
    leave_out: tuple[Flag, ...] = Described(
        default=(), description="Flagged answers that do not count; all others count and are listed"
    )
    sample: Sample = Described(default=Sample(), description="How it is drawn")
    questions: tuple[Question, ...] = Described(min_length=1, description="In the order asked")

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that it feeds, in the order of the questions."""
        return tuple(dict.fromkeys(one.indicator for one in self.questions))

    @property
    def fewest(self) -> int:
        """How many answers a zone's result needs to stand: minimum and anonymity threshold."""
        return max(self.minimum, self.anonymity)


class Questionnaires(Rulebook):
    """The questionnaires of an edition; they move no score by themselves and are not in its digest."""

    scales: dict[str, tuple[Level, ...]] = Described(min_length=1, description="Levels, the best first")
    questionnaires: tuple[Questionnaire, ...] = Described(
        min_length=1, description="One for each kind of person asked"
    )

    def find(self, name: str = "") -> Questionnaire:
        """Return the questionnaire of that id, the first without one; KeyError when there is none."""
        for one in self.questionnaires:
            if name in ("", one.id):
                return one
        raise KeyError(name)

    def levels(self, question: Question) -> tuple[Level, ...]:
        """Return the levels of a question."""
        return self.scales[question.scale]

    def misfits(self, edition: Edition | None) -> Iterator[tuple[Path_, Text]]:
        """Yield names that do not exist, doubles, and levels off the score scale, each with its path."""
        yield from _doubles((), "questionnaires", [one.id for one in self.questionnaires])
        for name, levels in self.scales.items():
            yield from _doubles(("scales",), name, [one.value for one in levels])
            if sum(one.score is not None for one in levels) < 2:
                yield (
                    ("scales", name),
                    Text("至少要有两个带分数的档", "a scale needs two levels with a score"),
                )
            yield from self._off_scale(name, edition)
        for at, one in enumerate(self.questionnaires):
            path: Path_ = ("questionnaires", at)
            yield from _doubles(path, "questions", [question.id for question in one.questions])
            for place, question in enumerate(one.questions):
                yield from self._question((*path, "questions", place), question, edition)

    def _off_scale(self, name: str, edition: Edition | None) -> Iterator[tuple[Path_, Text]]:
        low, high = (Fraction(0), Fraction(100)) if edition is None else edition.score_scale
        for at, level in enumerate(self.scales[name]):
            if level.score is not None and not low <= level.score <= high:
                found = Text(f"分数须在 {low}–{high} 之间", f"scores run from {low} to {high}")
                yield ("scales", name, at, "score"), found

    def _question(self, path: Path_, one: Question, edition: Edition | None) -> Iterator[tuple[Path_, Text]]:
        if one.scale not in self.scales:
            yield (*path, "scale"), _unknown("量表", "scale", one.scale, list(self.scales))
        if edition is not None:
            known = [each.code for each in edition.indicators if each.source == "survey"]
            if one.indicator not in known:
                yield (*path, "indicator"), _unknown("调查指标", "survey indicator", one.indicator, known)


def questionnaires_of(edition: Edition, path: Path | None = None) -> Questionnaires:
    """Return the questionnaires of an edition: those in the file, else those that come with the edition.

    Unusable with every fault as file:line, or where the edition comes without any.
    """
    return read_rulebook(path or rulebook_beside(edition.edition, FILE), Questionnaires, edition)


def _doubles(path: Path_, key: str, names: list[str]) -> Iterator[tuple[Path_, Text]]:
    counted = Counter(names)
    for at, name in enumerate(names):
        if counted[name] > 1:
            yield (
                (*path, key, at),
                Text(f"“{name}”写了 {counted[name]} 次", f"{name!r} stands {counted[name]} times"),
            )


def _unknown(zh: str, en: str, name: str, known: list[str]) -> Text:
    close = nearest(name, known)
    hint = Text(f"，是不是“{close}”？", f"; did you mean {close!r}?") if close else Text("", "")
    listed = "、".join(known)
    return Text(
        f"没有{zh}“{name}”，现有 {listed}{hint.zh}",
        f"no {en} {name!r}, there are {', '.join(known)}{hint.en}",
    )
