"""Rehearsal: made-up answers, experts and marks, to try a survey or a panel before anyone real is asked.

Everything is synthetic and says so. Assumed: zones differ in worth by indicator (spread 10), respondents and
experts are a little mild or strict throughout (spreads 8 and 5), chance adds 12 and 5; small enterprises answer
less often; a few answers are too quick, a few repeat an enterprise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gaoxin.edition.questionnaires import Question, Questionnaire, Questionnaires
from gaoxin.edition.rubrics import Rubrics
from gaoxin.panels.answers import Answer
from gaoxin.panels.assignment import Pair
from gaoxin.panels.experts import Expert
from gaoxin.panels.sampling import Listed, lot
from gaoxin.returns import Mark, Zone

CENTRE, WORTH = 70.0, 10.0
ANSWERING: Mapping[str, float] = {"micro": 0.45, "small": 0.55, "medium": 0.65, "large": 0.75}
"""How likely an enterprise of a size is to answer; others by one half."""


@dataclass(frozen=True)
class _Chance:
    """Standard normal numbers by name: the same seed and name, the same number."""

    seed: str

    def __call__(self, *names: str) -> float:
        one, other = (max(lot(f"{self.seed} {at}", " ".join(names)), 1e-12) for at in "ab")
        return float(np.sqrt(-2 * np.log(one)) * np.cos(2 * np.pi * other))  # Box and Muller (1958)


def worth(seed: str, indicator: str, zone: str) -> float:
    """Return what a zone is truly worth in the rehearsal, between 0 and 100."""
    chance = _Chance(seed)
    value = CENTRE + WORTH * (0.7 * chance("zone", zone) + 0.7 * chance("worth", indicator, zone))
    return float(np.clip(value, 0, 100))


def answers(
    asked: Iterable[Listed], book: Questionnaires, questionnaire: Questionnaire, seed: str = "1"
) -> list[Answer]:
    """Return answers of those asked who answer; respondents are numbered within their zone."""
    chance, found, number = _Chance(seed), list[Answer](), dict[str, int]()
    for one in asked:
        if lot(f"{seed} answers", one.code) > ANSWERING.get(one.stratum, 0.5):
            continue
        number[one.zone] = number.get(one.zone, 0) + 1
        habit = 8 * chance("habit", one.code)
        ticked = {
            question.id: _ticked(chance, question, book, one, habit) for question in questionnaire.questions
        }
        quick = lot(f"{seed} quick", one.code) < 0.02
        seconds = 20.0 if quick else round(float(240 * np.exp(0.4 * chance("seconds", one.code))))
        name = f"R{number[one.zone]:03d}"
        found.append(Answer(one.zone, name, ticked, one.code, one.stratum, float(seconds)))
    return found


def _ticked(chance: _Chance, question: Question, book: Questionnaires, one: Listed, habit: float) -> str:
    levels = book.levels(question)
    unsure = [level.value for level in levels if level.score is None]
    if unsure and lot(f"{chance.seed} unsure", f"{one.code} {question.id}") < 0.05:
        return unsure[0]
    value = worth(chance.seed, question.indicator, one.zone) + habit + 12 * chance(question.id, one.code)
    scored = [(level.score, level.value) for level in levels if level.score is not None]
    return min(scored, key=lambda level: abs(float(level[0]) - value))[1]


def experts(zones: Sequence[Zone], rubrics: Rubrics, number: int, seed: str = "1") -> list[Expert]:
    """Return experts spread over the provinces of the zones, of two fields each; one in five declares a zone."""
    provinces, fields = sorted({one.province for one in zones if one.province}), list(rubrics.fields)
    found = []
    for at in range(number):
        code = f"P{at + 1:03d}"
        place = provinces[at % len(provinces)] if provinces else ""
        own = (fields[at % len(fields)], fields[int(lot(seed, code) * len(fields))]) if fields else ()
        declared = (zones[int(lot(seed, f"avoid {code}") * len(zones))].code,) if at % 5 == 4 else ()
        name, organisation = f"合成专家{at + 1:03d}", f"合成研究院{at % 7 + 1}"
        found.append(Expert(code, name, tuple(dict.fromkeys(own)), organisation, place, (), declared))
    return found


def marks(pairs: Iterable[Pair], seed: str = "1") -> list[Mark]:
    """Return the marks that the experts of an assignment give, whole numbers between 0 and 100."""
    chance, found = _Chance(seed), list[Mark]()
    for expert, (indicator, zone) in pairs:
        value = worth(seed, indicator, zone) + mildness(seed, expert) + 5 * chance(expert, indicator, zone)
        score = Fraction(int(np.clip(round(value), 0, 100)))
        found.append(Mark("expert", zone, indicator, expert, score, f"{zone} {indicator} {expert}"))
    return found


def mildness(seed: str, expert: str) -> float:
    """Return how much more than others an expert gives in the rehearsal."""
    return 5 * _Chance(seed)("mild", expert)
