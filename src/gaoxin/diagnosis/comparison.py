"""How far to the others, and what moved since last year: in full, or what a zone may see of it."""

from collections.abc import Iterator, Mapping

import numpy as np

from gaoxin.diagnosis.groups import quartiles
from gaoxin.diagnosis.since import STEPS, Since, since
from gaoxin.diagnosis.speech import number, points
from gaoxin.diagnosis.statement import Section, Statement
from gaoxin.diagnosis.subject import Subject
from gaoxin.diagnosis.waterfall import Waterfall, waterfalls
from gaoxin.terms import Text

SHOWN = 5

_REFERENCES = {
    "leader": Text("第一名", "the leader"),
    "median": Text("中位", "the median"),
    "next": Text("前一名", "the next rank up"),
}
_GROUPS = {"round": "全部", "park_type": "同类型", "peers": "对比"}
_WHO = {
    "own": Text("本园区数据", "own data"),
    "others": Text("他园数据（界限移动）", "the others' data (moved bounds)"),
    "population": Text("参评范围", "the population"),
    "method": Text("方法与体系", "method and edition"),
}


def comparison(subject: Subject) -> Section:
    """Return the waterfalls for evaluators; for a zone its dimensions beside the quartiles of groups."""
    title = Text("与谁相差在哪里", "Where the distance comes from")
    if subject.open:
        found = [
            statement
            for one in waterfalls(subject.evaluation.climb, subject.row)
            for statement in _waterfall(subject, one)
        ]
        none = Statement(
            Text(
                "得分不是加权和，不能拆成贡献之差",
                "scores are no sums and cannot be split into contributions",
            )
        )
        return Section("waterfall", title, tuple(found or [none]))
    return Section("dimensions", title, tuple(_dimensions(subject)))


def _waterfall(subject: Subject, one: Waterfall) -> Iterator[Statement]:
    own = float(subject.evaluation.climb.score[subject.row])
    word = _REFERENCES[one.reference]
    worst, best = _largest(one.steps, -1), _largest(one.steps, 1)
    gap = points(own - one.score)
    yield Statement(
        Text(
            f"比{word.zh}（{'、'.join(one.units)}，{one.score:.2f} 分）{gap.zh}："
            f"失分最多 {_steps(worst)}；得分最多 {_steps(best)}",
            f"against {word.en} ({', '.join(one.units)}, {one.score:.2f}) {gap.en}: "
            f"most lost in {_steps(worst)}; most gained in {_steps(best)}",
        ),
        {
            "reference": one.reference,
            "units": list(one.units),
            "score": one.score,
            "difference": own - one.score,
            "steps": dict(one.steps),
        },
    )


def _largest(steps: Mapping[str, float], sign: int) -> list[tuple[str, float]]:
    found = sorted(steps.items(), key=lambda pair: -sign * pair[1])
    return [(code, value) for code, value in found[:SHOWN] if sign * value > 0]


def _steps(found: list[tuple[str, float]]) -> str:
    return ", ".join(f"{code} {value:+.2f}" for code, value in found) or "—"


def _dimensions(subject: Subject) -> Iterator[Statement]:
    """Yield own dimension scores beside the quartiles of the others'."""
    for one in subject.evaluation.edition.walk_dimensions():
        scores = subject.evaluation.climb.dimensions[one.id]
        own = float(scores[subject.row])
        spread = {}
        for group in (subject.whole, *subject.groups):
            members = group.members.copy()
            members[subject.row] = False
            three = quartiles(np.asarray(scores[members]), subject.audience)
            if three is not None:
                spread[group.name] = three
        spreads = {name: " / ".join(map(number, three)) for name, three in spread.items()}
        said = "；".join(f"{_GROUPS[name]}四分位约 {three}" for name, three in spreads.items())
        english = "; ".join(
            f"quartiles of {name.replace('_', ' ')} about {three}" for name, three in spreads.items()
        )
        label = Text(one.label or one.id, one.label_en or one.label or one.id)
        yield Statement(
            Text(
                f"{one.id} {label.zh}：{own:.1f} 分；{said or '他园不足五个，不显示'}",
                f"{one.id} {label.en}: {own:.1f}; {english or 'fewer than five others: not shown'}",
            ),
            {
                "dimension": one.id,
                "score": own,
                "quartiles": {name: list(three) for name, three in spread.items()},
            },
        )


def change(subject: Subject) -> Section | None:
    """Return the split of the change since last year; None without last year's result."""
    if subject.last is None:
        return None
    title = Text("比上年变在哪里", "What moved since last year")
    if subject.unit not in subject.last.cells.units:
        return Section("since", title, (Statement(Text("上年未参评", "was not in the round before")),))
    return Section(
        "since", title, tuple(_since(subject, since(subject.last, subject.evaluation, subject.unit)))
    )


def _since(subject: Subject, one: Since) -> Iterator[Statement]:
    ranks = [None if rank is None else f"{rank:g}" for rank in (one.rank_before, one.rank_after)]
    moved = (
        Text(f"，位次 {ranks[0]} → {ranks[1]}", f", rank {ranks[0]} → {ranks[1]}")
        if None not in ranks
        else Text("", "")
    )
    parts = [(_WHO[step], points(one.parts[step])) for step in STEPS]
    yield Statement(
        Text(
            f"得分 {one.before:.2f} → {one.after:.2f}（{points(one.after - one.before).zh}）{moved.zh}："
            + "，".join(f"{who.zh} {part.zh}" for who, part in parts),
            f"score {one.before:.2f} → {one.after:.2f} ({points(one.after - one.before).en}){moved.en}: "
            + ", ".join(f"{who.en} {part.en}" for who, part in parts),
        ),
        {
            "year": one.year,
            "before": one.before,
            "after": one.after,
            "rank_before": one.rank_before,
            "rank_after": one.rank_after,
            "parts": dict(one.parts),
        }
        | ({"by_code": {code: dict(parts) for code, parts in one.by_code.items()}} if subject.open else {}),
    )
    if subject.open and one.by_code:
        for step in ("own", "others"):
            steps = {code: parts[step] for code, parts in one.by_code.items()}
            down, up = _steps(_largest(steps, -1)), _steps(_largest(steps, 1))
            yield Statement(
                Text(f"{_WHO[step].zh}：降 {down}；升 {up}", f"{_WHO[step].en}: down {down}; up {up}"),
                level=1,
            )
