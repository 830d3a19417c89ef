"""Mid-term check and final evaluation: eleven narrative objectives beside the targets, and an unscored monitor.

Numbers are half of annex 1: on each objective the zone reports itself, its province gives an opinion, a site visit and
the experts conclude. Everything said stays; the newest of each part counts. What visitors and experts say is shown
below the ministry once the round is closed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from gaoxin.edition import Edition, thaw
from gaoxin.edition.schema import Objective
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import below, one
from gaoxin_web.collect.models import Participant, Submission
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, absent, forbidden
from gaoxin_web.rounds.models import Opinion

KINDS = ("midterm", "final")

PARTS: dict[str, Text] = {
    "self": Text("园区自评", "self-report"),
    "province": Text("省级意见", "opinion of the province"),
    "visit": Text("现场考察", "site visit"),
    "conclusion": Text("专家结论", "conclusion of the experts"),
}

GRADES: dict[str, Text] = {
    "attained": Text("达到", "attained"), "mostly": Text("基本达到", "mostly attained"), "not": Text("未达到", "not attained"),
}  # fmt: skip

LATER = ("visit", "conclusion")
"""Parts that zones and provinces see once the round is closed."""


def participants(person: Person) -> QuerySet[Participant]:
    """Return who takes part in mid-term and final rounds, as far as a person may see them."""
    if not (person.may(May.SEE_RETURNS) or person.may(May.EVALUATE)) or person.duty.level == Level.ENTERPRISE:
        raise forbidden()
    rows = Participant.objects.filter(below(person, "zone__organisation"), round__kind__in=KINDS)
    return rows.exclude(participation="excused").select_related("round", "zone__organisation")


def part_of(person: Person) -> tuple[str, ...]:
    """Return the parts that a person's role writes."""
    if person.duty.level == Level.ZONE and (person.may(May.FILL) or person.may(May.REVIEW)):
        return ("self",)
    if person.duty.level == Level.PROVINCE and person.may(May.REVIEW):
        return ("province",)
    return LATER if person.may(May.EVALUATE) else ()


def page(person: Person, round_: int, code: str) -> dict[str, Any]:
    """Return the assessment of a zone: each objective with what was said of it, and the unscored monitor."""
    found = one(participants(person), round_id=round_, zone__code=code)
    edition = _edition(found.round.edition_text)
    shut = found.round.closed or person.duty.level == Level.MINISTRY
    said: dict[tuple[str, str], Opinion] = {}
    for each in Opinion.objects.filter(round=found.round, zone=found.zone).select_related("person"):
        said[each.objective, each.part] = each
    objectives = _objectives(found)
    return {
        "participant": found,
        "objectives": [
            {"one": each, "said": [(part, words, said.get((each.no, part)) if shut or part not in LATER else None)
                                   for part, words in PARTS.items()]}
            for each in objectives
        ],
        "writes": [] if found.round.closed else [(part, PARTS[part]) for part in part_of(person)],
        "grades": GRADES,
        "monitor": monitor(found, edition),
    }  # fmt: skip


def progress(person: Person, found: Iterable[Participant]) -> dict[int, dict[str, Any]]:
    """Return for each participant how many objectives there are, how many each part speaks of, and what was concluded.

    ``said`` counts by part (None where the part is not shown yet), ``grades`` the newest conclusions by grade,
    ``concluded`` the grade by objective.
    """
    listed = list(found)
    newest: dict[tuple[int, int, str, str], str] = {}
    keys = {one.round_id for one in listed}
    for each in Opinion.objects.filter(round__in=keys).values_list(
        "round_id", "zone_id", "part", "objective", "grade"
    ):
        newest[each[:4]] = each[4]
    return {one.pk: _progress(person, one, newest, len(_objectives(one))) for one in listed}


def concluded(found: Iterable[Participant], said: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return for each objective of the rounds how the zones of its type were concluded on: counts by grade, and without."""
    made: dict[tuple[int, str, str], dict[str, Any]] = {}
    for zone in found:
        for each in _objectives(zone):
            types = _edition(zone.round.edition_text).park_types
            row = made.setdefault(
                (zone.round_id, each.park_type, each.no),
                {"round": zone.round, "objective": each, "type": types[each.park_type], "counts": Counter()},
            )
            row["counts"][said[zone.pk]["concluded"].get(each.no, "")] += 1
    return [row | {"counts": [row["counts"][grade] for grade in (*GRADES, "")]} for row in made.values()]


def _objectives(one: Participant) -> tuple[Objective, ...]:
    """Return the narrative objectives of a participant's park type."""
    return tuple(
        each for each in _edition(one.round.edition_text).objectives if each.park_type == one.park_type
    )


@lru_cache(maxsize=8)
def _edition(text: str) -> Edition:
    """Return the edition that a round keeps; the same text is read once."""
    return thaw(text)


def _progress(
    person: Person, one: Participant, newest: Mapping[tuple[int, int, str, str], str], count: int
) -> dict[str, Any]:
    mine = {key[2:]: grade for key, grade in newest.items() if key[:2] == (one.round_id, one.zone_id)}
    shut = one.round.closed or person.duty.level == Level.MINISTRY
    said = Counter(part for part, _ in mine)
    concluded_ = {no: grade for (part, no), grade in mine.items() if part == "conclusion" and shut}
    grades = Counter(concluded_.values())
    return {
        "concluded": concluded_,
        "objectives": count,
        "said": [said[part] if shut or part not in LATER else None for part in PARTS],
        "grades": [(words, grades[grade]) for grade, words in GRADES.items() if grades[grade]],
    }


@act
def give(actor: Actor, round_: int, code: str, objective: str, part: str, grade: str, words: str) -> Opinion:
    """Say something of an objective of a zone in the part that one's role writes."""
    person = actor.person
    if person is None:
        raise absent()
    found = one(participants(person), round_id=round_, zone__code=code)
    if part not in part_of(person):
        raise forbidden()
    if found.round.closed:
        raise Refused(409, Text("本轮已经结束。", "This round is closed."))
    if objective not in [each.no for each in _objectives(found)]:
        raise absent()
    if grade not in GRADES or len(words.strip()) < 10:
        raise Refused(
            400,
            Text(
                "请选择结论，并写明依据，至少 10 个字。",
                "Choose a grade and say why, in at least 10 characters.",
            ),
        )
    made = Opinion.objects.create(
        round=found.round,
        zone=found.zone,
        objective=objective,
        part=part,
        grade=grade,
        words=words.strip(),
        person=person,
    )
    write(
        actor,
        Tag.OPINION_GIVEN,
        f"opinion/{made.pk}",
        new={"zone": code, "objective": objective, "part": part, "grade": grade},
    )
    return made


def monitor(found: Participant, edition: Edition) -> dict[str, Any]:
    """Return water, land, pollution and income of a zone over its approved returns: watched, never scored."""
    fields = [one for one in edition.zone_fields.values() if one.monitor]
    rows = Submission.objects.filter(zone=found.zone, form__kind="committee").exclude(approved=None)
    cells: Mapping[int, Mapping[str, str]] = {
        one.round.data_year: one.approved.cells
        for one in rows.select_related("round", "approved")
        if one.approved
    }
    years = sorted(cells)
    return {
        "years": years,
        "rows": [
            (
                Text(one.label, one.label_en or one.label),
                one.unit,
                [cells[year].get(one.name, "…") for year in years],
            )
            for one in fields
        ],
    }
