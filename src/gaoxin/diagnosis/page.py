"""One page for a zone: where it stands and how sure that is, what to do next, why, and what was asked."""

from collections.abc import Iterator
from pathlib import Path

from gaoxin.diagnosis.asked import plan, supposition
from gaoxin.diagnosis.changes import Given
from gaoxin.diagnosis.comparison import change, comparison
from gaoxin.diagnosis.goal import parse_goal
from gaoxin.diagnosis.next_steps import next_steps
from gaoxin.diagnosis.outcome import what_if
from gaoxin.diagnosis.profile import profile
from gaoxin.diagnosis.region import Fact, facts
from gaoxin.diagnosis.seeking import seek
from gaoxin.diagnosis.speech import amount, number
from gaoxin.diagnosis.standing import standing
from gaoxin.diagnosis.statement import Page, Section, Statement
from gaoxin.diagnosis.subject import Subject
from gaoxin.terms import Text

_VERDICTS = {
    "met": Text("● 达到", "● met"),
    "not_met": Text("▲ 未达到", "▲ not met"),
    "unknown": Text("… 未知", "… unknown"),
}


def diagnose(
    subject: Subject,
    *,
    given: Given | None = None,
    goal: str = "",
    chosen: tuple[str, ...] = (),
    context: Path | None = None,
) -> Page:
    """Return the page of a zone for its audience.

    ``given`` is a what-if, ``goal`` a goal (rank=20, band=top30, target=3) with the ``chosen`` levers,
    ``context`` a context.csv. Unusable and DataRefused as its parts say; Infeasible for a goal that a year
    does not allow.
    """
    evaluation, last, zone = subject.evaluation, subject.last, subject.unit
    asked: list[Section] = []
    if given:
        asked.append(supposition(subject, what_if(evaluation, zone, given)))
    if goal:
        wanted = parse_goal(evaluation, subject.row, goal, subject.audience)
        asked.append(
            plan(subject, seek(evaluation, zone, wanted, last=last, chosen=chosen, audience=subject.audience))
        )
    moved = change(subject)
    return Page(
        zone,
        subject.audience,
        (
            standing(subject),
            *asked,
            next_steps(subject),
            *profile(subject),
            comparison(subject),
            *([moved] if moved else []),
            *_targets(subject),
            *(_region(subject, context) if context else []),
        ),
    )


def _targets(subject: Subject) -> Iterator[Section]:
    """Yield the verdicts on the targets of the zone's park type; nothing where it has none."""
    targets = {
        one.no: one for one in subject.evaluation.edition.targets if one.park_type == subject.zone.park_type
    }
    own = [whole for whole, _ in subject.evaluation.targets if whole.unit == subject.unit]
    statements = []
    for one in own:
        target, verdict = targets[one.no], _VERDICTS[one.verdict]
        label = Text(target.label, target.label_en or target.label)
        said = Text("", "")
        if one.value is not None and one.required is not None:
            value, required = amount(float(one.value), target.unit), amount(float(one.required), target.unit)
            said = Text(
                f"：{value.zh}，要求 {target.operator} {required.zh}",
                f": {value.en}, required {target.operator} {required.en}",
            )
        facts_ = {
            "no": one.no,
            "verdict": one.verdict,
            **{name: _float(getattr(one, name)) for name in ("value", "required", "gap")},
        }
        statements.append(
            Statement(
                Text(
                    f"{verdict.zh} {one.no} {label.zh}{said.zh}", f"{verdict.en} {one.no} {label.en}{said.en}"
                ),
                facts_,
            )
        )
    if statements:
        met = sum(one.verdict == "met" for one in own)
        yield Section(
            "targets",
            Text(f"附1 目标：达到 {met}/{len(own)}", f"Targets of annex 1: {met} of {len(own)} met"),
            tuple(statements),
        )


def _region(subject: Subject, context: Path) -> Iterator[Section]:
    statements = [_fact(one) for one in facts(subject.evaluation, subject.unit, context)]
    none = Statement(Text("context.csv 中没有本园区的数", "context.csv has no figures of this zone"))
    yield Section(
        "region",
        Text("所在地区（只列事实，不评分）", "The region (facts, not scored)"),
        tuple(statements or [none]),
    )


def _fact(one: Fact) -> Statement:
    unit = "人" if one.column == "city_employees" else "千元"
    zone, city = amount(float(one.zone), unit), amount(float(one.city), unit)
    return Statement(
        Text(
            f"{one.label.zh}：{number(one.share)}%（{zone.zh} / {city.zh}）",
            f"{one.label.en}: {number(one.share)}% ({zone.en} / {city.en})",
        ),
        {"column": one.column, "city": float(one.city), "zone": float(one.zone), "share": one.share},
    )


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
