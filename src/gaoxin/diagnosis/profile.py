"""Strengths and weaknesses in sentences: with rank and median for evaluators, with quartiles for a zone."""

from collections.abc import Iterator

import numpy as np

from gaoxin.diagnosis.groups import Group, quartiles
from gaoxin.diagnosis.marks import Kind, Mark, marks
from gaoxin.diagnosis.speech import amount, joined, number
from gaoxin.diagnosis.statement import Section, Statement
from gaoxin.diagnosis.subject import Subject, name_of
from gaoxin.terms import Text

_AGAINST = {
    "round": Text("全部园区", "all zones"),
    "park_type": Text("同类型", "its park type"),
    "peers": Text("对比园区", "its peers"),
}
_TITLES: dict[Kind, Text] = {"strength": Text("优势", "Strengths"), "weakness": Text("短板", "Weaknesses")}
_SIGNS: dict[Kind, str] = {"strength": "▲", "weakness": "▼"}


def profile(subject: Subject) -> Iterator[Section]:
    """Yield strengths and weaknesses; for a zone in its first round one section that says why not."""
    if subject.shadow:
        said = Text(
            "首轮试评园区不与他园比较，不判优势与短板",
            "a zone in its first round is outside all groups: no strengths or weaknesses are said",
        )
        yield Section("profile", Text("优势与短板", "Strengths and weaknesses"), (Statement(said),))
        return
    found = marks(subject.evaluation.climb, subject.row, subject.whole, subject.groups)
    for kind, title in _TITLES.items():
        own = sorted(
            (one for one in found if kind in one.against.values()),
            key=lambda one: one.percentile,
            reverse=kind == "strength",
        )
        statements = [_said(subject, one, kind) for one in own] or [
            Statement(Text("按规则没有", "none by the rule"))
        ]
        yield Section(f"{kind}s" if kind == "strength" else "weaknesses", title, tuple(statements))


def _said(subject: Subject, mark: Mark, kind: Kind) -> Statement:
    one = subject.evaluation.edition.indicator(mark.code)
    name, own = name_of(one), amount(mark.value, one.unit)
    where = joined([_AGAINST[group] for group, said in mark.against.items() if said == kind])
    spread = [(group, _quartiles(subject, group, mark.code)) for group in (subject.whole, *subject.groups)]
    shown = [
        (group, three) for group, three in spread if three is not None and group.shown_to(subject.audience)
    ]
    middles = [_spread(group, three, subject.open) for group, three in shown]
    beside, sign = joined(middles), _SIGNS[kind]
    return Statement(
        Text(
            f"{sign} {name.zh}：{own.zh}，第 {mark.rank}/{mark.count}；{beside.zh}。相对{where.zh}",
            f"{sign} {name.en}: {own.en}, rank {mark.rank} of {mark.count}; {beside.en}. Against {where.en}",
        ),
        {
            "code": mark.code,
            "value": mark.value,
            "unit": one.unit,
            "rank": mark.rank,
            "n": mark.count,
            "percentile": mark.percentile,
            "against": [group for group, said in mark.against.items() if said == kind],
            "quartiles": {group.name: list(three) for group, three in shown},
        },
    )


def _quartiles(subject: Subject, group: Group, code: str) -> tuple[float, float, float] | None:
    """Return the quartiles of the group's values; to a zone of the others' alone."""
    members = group.members.copy()
    if not subject.open:
        members[subject.row] = False
    cells = subject.evaluation.cells
    return quartiles(np.asarray(cells.value[members, cells.codes.index(code)]), subject.audience)


def _spread(group: Group, three: tuple[float, float, float], open_: bool) -> Text:
    word = _AGAINST[group.name]
    if open_:
        return Text(f"{word.zh}中位 {number(three[1])}", f"median of {word.en} {number(three[1])}")
    low, middle, high = (number(one) for one in three)
    return Text(
        f"{word.zh}四分位约 {low} / {middle} / {high}",
        f"quartiles of {word.en} about {low} / {middle} / {high}",
    )
