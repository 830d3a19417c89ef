"""What a survey says, zone by zone: results with intervals, response, and what is withheld with its reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gaoxin.edition.questionnaires import Flag, Questionnaire, Questionnaires
from gaoxin.panels.answers import THOUSAND, Answer, Answers, score
from gaoxin.panels.response import (
    design_effect,
    margin_of_error,
    response_rate,
    stratified_mean,
    stratum_weights,
)  # fmt: skip
from gaoxin.panels.sampling import Listed
from gaoxin.returns import Mark
from gaoxin.terms import Text

Strata = Mapping[tuple[str, str], int]
"""How many there are by (zone, stratum)."""


@dataclass(frozen=True)
class Frame:
    """The population and who was asked, by (zone, stratum); both may be empty where nobody wrote them down."""

    population: Strata
    asked: Strata

    def in_zone(self, zone: str) -> dict[str, int]:
        """Return the population of a zone by stratum."""
        return {stratum: size for (one, stratum), size in self.population.items() if one == zone}


@dataclass(frozen=True, slots=True)
class Response:
    """How a zone answered: asked, answers, those that count, rate, margin of error of a share.

    ``asked``, ``rate`` are None where nobody wrote down who was asked; the margin is without finite population
    correction where the population is not known.
    """

    zone: str
    population: int | None
    asked: int | None
    answers: int
    counted: int
    rate: float | None
    margin: float | None
    design_effect: float


@dataclass(frozen=True, slots=True)
class ZoneResult:
    """One indicator in one zone: mean with error and interval, plain mean beside it, how many answered.

    Where answers are fewer than the questionnaire's threshold all figures are None and ``withheld`` says why:
    the indicator is missing (too_few).
    """

    zone: str
    indicator: str
    count: int
    mean: float | None
    error: float | None
    lower: float | None
    upper: float | None
    plain: float | None
    withheld: Text | None = None


@dataclass(frozen=True)
class Survey:
    """A survey worked out: results and response by zone, the marks that may be used, and zones withheld."""

    results: tuple[ZoneResult, ...]
    response: tuple[Response, ...]
    marks: tuple[Mark, ...]
    flags: Mapping[Flag, int]

    @property
    def withheld(self) -> tuple[ZoneResult, ...]:
        """The results that are withheld."""
        return tuple(one for one in self.results if one.withheld is not None)


def frame(register: Iterable[Listed], asked: Iterable[Listed] = ()) -> Frame:
    """Return the frame of a register and of the sample that was asked, each enterprise once."""
    return Frame(*(Counter((one.zone, one.stratum) for one in set(them)) for them in (register, asked)))


def work_out(
    answers: Answers,
    book: Questionnaires,
    questionnaire: Questionnaire,
    zones: Iterable[str],
    framed: Frame | None = None,
) -> Survey:
    """Return the results of every zone and indicator; marks of withheld results are left out.

    With a frame, answers are weighted within a zone by stratum for those who did not answer and errors have
    the finite population correction; without one all answers count alike.
    """
    known = framed or Frame({}, {})
    by_zone: dict[str, list[Answer]] = defaultdict(list)
    for one in answers.counted(questionnaire):
        by_zone[one.zone].append(one)
    sent = Counter(one.zone for one in answers.sheets)
    results, response, marks = list[ZoneResult](), list[Response](), list[Mark]()
    for zone in zones:
        counting, population = by_zone[zone], known.in_zone(zone)
        told: dict[str, list[tuple[Answer, Fraction]]] = {code: [] for code in questionnaire.indicators}
        for answer in counting:
            for code, points in score(answer, book, questionnaire).items():
                told[code].append((answer, points))
        for code, scored in told.items():
            found = _result(zone, code, scored, questionnaire, population)
            results.append(found)
            marks += _marks(code, scored, population) if found.withheld is None else ()
        response.append(_response(zone, counting, sent[zone], known, questionnaire))
    flags = Counter(flag for found in answers.flags.values() for flag in found)
    return Survey(tuple(results), tuple(response), tuple(marks), dict(flags))


def _result(
    zone: str,
    code: str,
    scored: list[tuple[Answer, Fraction]],
    questionnaire: Questionnaire,
    population: Mapping[str, int],
) -> ZoneResult:
    if len(scored) < questionnaire.fewest:
        why = _why(len(scored), questionnaire)
        return ZoneResult(zone, code, len(scored), None, None, None, None, None, why)
    values = np.array([float(points) for _, points in scored])
    strata = [answer.stratum if population else "" for answer, _ in scored]
    found = stratified_mean(values, strata, population, float(questionnaire.sample.confidence))
    error = None if np.isnan(found.error) else found.error
    return ZoneResult(
        zone, code, len(scored), found.mean, error, found.lower, found.upper, float(values.mean())
    )


def _marks(code: str, scored: list[tuple[Answer, Fraction]], population: Mapping[str, int]) -> Iterator[Mark]:
    """Yield the marks as survey.csv holds them: an answer counts for as many enterprises as it stands for.

    The weight is N_h / n_h of its stratum (three decimals), 1 where nobody knows the population.
    """
    answered = Counter(answer.stratum for answer, _ in scored)
    for answer, points in scored:
        there = answered[answer.stratum]
        size = max(population.get(answer.stratum, there), there) if population else there
        weight = Fraction(round(Fraction(size * THOUSAND, there)), THOUSAND)
        yield Mark("survey", answer.zone, code, answer.respondent, points, answer.place, weight)


def _why(count: int, questionnaire: Questionnaire) -> Text:
    fewest = questionnaire.fewest
    zh = f"有效答卷 {count} 份，少于 {fewest} 份（最少份数 {questionnaire.minimum}，匿名门槛 {questionnaire.anonymity}）"
    en = f"{count} answers, fewer than {fewest} (minimum {questionnaire.minimum}, anonymity threshold {questionnaire.anonymity})"
    return Text(zh, en)


def _response(
    zone: str, counting: list[Answer], sent: int, known: Frame, questionnaire: Questionnaire
) -> Response:
    strata = known.in_zone(zone)
    population = sum(strata.values()) or None
    asked = sum(size for (one, _), size in known.asked.items() if one == zone) or None
    number, confidence = len(counting), float(questionnaire.sample.confidence)
    weights = stratum_weights(Counter(one.stratum for one in counting), strata) if strata else {}
    return Response(
        zone=zone,
        population=population,
        asked=asked,
        answers=sent,
        counted=number,
        rate=None if asked is None else response_rate(min(number, asked), asked),
        margin=margin_of_error(number, population, confidence=confidence),
        design_effect=design_effect(np.array([weights.get(one.stratum, 1.0) for one in counting])),
    )
