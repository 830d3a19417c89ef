"""Answers to a questionnaire: read with every fault at once, scored by indicator, flagged where they look odd."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from gaoxin.edition.questionnaires import Flag, Question, Questionnaire, Questionnaires
from gaoxin.panels.reading import fields_of, known, read_table, refuse
from gaoxin.returns import Zone
from gaoxin.returns.ledger import Ledger
from gaoxin.returns.small import Record
from gaoxin.terms import Text

KEYS = ("year", "zone", "respondent")
HEAD = fields_of(
    ("year", "integer", "报告期"), ("zone", "text", "高新区代码"), ("respondent", "text", "答卷人"),
    ("enterprise", "text", "企业代码"), ("stratum", "text", "层"), ("seconds", "number", "用时（秒）"),
)  # fmt: skip
ZONE = Text("高新区", "zone")
THOUSAND = 1000
"""Scores of answers are rounded to three decimals, as survey.csv takes them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer sheet: who, where, what was ticked by question (questions left open are absent).

    ``enterprise`` and ``stratum`` are empty and ``seconds`` None where they are not known.
    """

    zone: str
    respondent: str
    ticked: Mapping[str, str]
    enterprise: str = ""
    stratum: str = ""
    seconds: float | None = None
    place: str = ""


@dataclass(frozen=True)
class Answers:
    """Answers with what was flagged of them, by place in ``sheets``; ``synthetic`` when their file says so."""

    sheets: tuple[Answer, ...]
    flags: Mapping[int, tuple[Flag, ...]] = field(default_factory=dict)
    synthetic: bool = False

    def counted(self, questionnaire: Questionnaire) -> tuple[Answer, ...]:
        """Return the answers that count: those without a flag that the questionnaire leaves out."""
        out = set(questionnaire.leave_out)
        return tuple(one for at, one in enumerate(self.sheets) if not out & set(self.flags.get(at, ())))


def read_answers(
    path: Path, book: Questionnaires, questionnaire: Questionnaire, zones: Mapping[str, Zone], year: int
) -> Answers:
    """Return the answers of a data year from CSV or a workbook; every fault at once as file:line column.

    One row an answer: year, zone, respondent, and where known enterprise, stratum, seconds; then a column a
    question, holding the value of a level, or nothing. Refused (DataRefused): a level that is none of the
    scale, a zone that nobody knows, a respondent who stands twice. Unusable: a question without a column.
    """
    ledger, seen, found = Ledger(), dict[tuple[str, str], str](), list[Answer]()
    asked = {one.id: one for one in questionnaire.questions}
    fields = {**HEAD, **fields_of(*((name, "text", one.label) for name, one in asked.items()))}
    for record in read_table(path, fields, KEYS, year, ledger):
        if record.values["year"] != year:
            continue
        absent = [name for name in asked if name not in record.header.columns]
        for name in absent if not found and not seen else ():
            ledger.stop(path.name, Text(f"缺少“{name}”列", f"the column {name!r} is missing"))
        sound = [known(ledger, record, "zone", zones, ZONE), _new(ledger, record, seen)]
        sound += [_ticked(ledger, record, one, book) for one in asked.values()]
        if all(sound):
            found.append(_answer(record, asked))
    ledger.settle()
    return replace(flagged(found, questionnaire), synthetic=ledger.synthetic)


def _new(ledger: Ledger, record: Record, seen: dict[tuple[str, str], str]) -> bool:
    key = (record.text("zone"), record.text("respondent"))
    first = seen.setdefault(key, record.place())
    if first == record.place():
        return True
    found = Text(f"{key[1]} 已见于 {first}", f"{key[1]} stands at {first} already")
    refuse(ledger, record, "respondent", found, remedy=Text("请删去其中一行", "delete one of the two rows"))
    return False


def _ticked(ledger: Ledger, record: Record, question: Question, book: Questionnaires) -> bool:
    word, levels = record.text(question.id), [one.value for one in book.levels(question)]
    if not word or word in levels:
        return True
    allowed = Text(f"应为 {'、'.join(levels)} 之一，或留空", f"write one of {', '.join(levels)}, or nothing")
    refuse(ledger, record, question.id, Text(f"“{word}”", f"found {word!r}"), allowed=allowed)
    return False


def _answer(record: Record, asked: Iterable[str]) -> Answer:
    seconds = record.values.get("seconds")
    return Answer(
        zone=record.text("zone"),
        respondent=record.text("respondent"),
        ticked={name: word for name in asked if (word := record.text(name))},
        enterprise=record.text("enterprise"),
        stratum=record.text("stratum"),
        seconds=None if seconds is None else float(seconds),  # type: ignore[arg-type]  # the field is a number
        place=record.place(),
    )


def flagged(answers: Iterable[Answer], questionnaire: Questionnaire) -> Answers:
    """Return the answers with their flags; flags are clues and nothing is deleted.

    ``duplicate``: the enterprise answered before; ``same_answers``: a zone's answer repeats another of it in
    every question (four questions or more, not all one level); ``straight``: four or more questions, all one
    level; ``speeding``: quicker than ``fastest`` seconds.
    """
    sheets = tuple(answers)
    flags: dict[int, list[Flag]] = defaultdict(list)
    enterprises, patterns = set[str](), set[tuple[str, tuple[tuple[str, str], ...]]]()
    for at, one in enumerate(sheets):
        pattern = (one.zone, tuple(sorted(one.ticked.items())))
        straight = len(one.ticked) > 3 and len(set(one.ticked.values())) == 1
        if one.enterprise and one.enterprise in enterprises:
            flags[at].append("duplicate")
        if pattern in patterns and len(one.ticked) > 3 and not straight:
            flags[at].append("same_answers")
        if straight:
            flags[at].append("straight")
        if one.seconds is not None and one.seconds < questionnaire.fastest:
            flags[at].append("speeding")
        enterprises.add(one.enterprise)
        patterns.add(pattern)
    return Answers(sheets, {at: tuple(found) for at, found in flags.items()})


def score(answer: Answer, book: Questionnaires, questionnaire: Questionnaire) -> dict[str, Fraction]:
    """Return the score of an answer by indicator: the weighted mean of the levels ticked, on the score scale.

    An indicator is there when the questions answered with an opinion cover at least ``answered`` of its weight.
    Rounded to three decimals.
    """
    told: dict[str, list[tuple[Fraction, Fraction]]] = defaultdict(list)
    whole: dict[str, Fraction] = defaultdict(Fraction)
    for one in questionnaire.questions:
        whole[one.indicator] += one.weight
        level = next((each for each in book.levels(one) if each.value == answer.ticked.get(one.id)), None)
        if level is not None and level.score is not None:
            told[one.indicator].append((one.weight, level.score))
    found = {}
    for indicator, parts in told.items():
        covered = sum(weight for weight, _ in parts)
        if covered >= questionnaire.answered * whole[indicator]:
            mean = sum(weight * points for weight, points in parts) / covered
            found[indicator] = Fraction(round(mean * THOUSAND), THOUSAND)
    return found
