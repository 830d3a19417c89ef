"""What was asked: the outcome of a what-if and the plan of a goal, as the audience may see them."""

from collections.abc import Iterator

import numpy as np

from gaoxin.diagnosis.goal import Move, Solution
from gaoxin.diagnosis.groups import band_of, band_text
from gaoxin.diagnosis.next_steps import band_facts
from gaoxin.diagnosis.outcome import Outcome
from gaoxin.diagnosis.speech import amount, difference, points
from gaoxin.diagnosis.standing import interval_statement
from gaoxin.diagnosis.statement import Section, Statement
from gaoxin.diagnosis.subject import Subject, name_of
from gaoxin.diagnosis.supposed_interval import supposed_interval
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.variants import VARIANTS
from gaoxin.terms import Refusal, Text, decimal_text

_SIZES = (Text("小幅", "a little"), Text("中等幅度", "moderately"), Text("大幅", "strongly"))
_WAY = {1: Text("上升", "rises"), 0: Text("不变", "stays"), -1: Text("下降", "falls")}


def supposition(subject: Subject, outcome: Outcome) -> Section:
    """Return what a what-if leads to: score, rank and who is passed; for a zone direction and band."""
    given = {f"indicator/{code}": value for code, value in outcome.changes.indicators.items()}
    given |= {f"variable/{name}@{year}": value for (name, year), value in outcome.changes.figures.items()}
    said = ", ".join(f"{path} = {decimal_text(value)}" for path, value in given.items())
    first = Statement(
        Text(f"假设 {said}", f"suppose {said}"),
        {"changes": {path: decimal_text(value) for path, value in given.items()}},
    )
    rest = (*_values(subject, outcome), *_led_to(subject, outcome))
    return Section("what_if", Text("如果……", "What if"), (first, *rest))


def _values(subject: Subject, outcome: Outcome) -> Iterator[Statement]:
    for code, (before, after) in outcome.values.items():
        one = subject.evaluation.edition.indicator(code)
        name = name_of(one)
        shown = [
            Text("未报", "missing") if value is None else amount(value, one.unit) for value in (before, after)
        ]
        away = Text("", "")
        if before is not None and after is not None:
            moved = difference(after - before, one.unit)
            away = Text(f"（{moved.zh}）", f" ({moved.en})")
        yield Statement(
            Text(
                f"{name.zh}：{shown[0].zh} → {shown[1].zh}{away.zh}",
                f"{name.en}: {shown[0].en} → {shown[1].en}{away.en}",
            ),
            {"code": code, "before": before, "after": after},
            level=1,
        )


def _led_to(subject: Subject, outcome: Outcome) -> Iterator[Statement]:
    if not subject.open:
        yield _closed(outcome)
        return
    before, after = outcome.before, outcome.after
    gain = points(after.score - before.score)
    ranks = Text("首轮试评，没有位次", "in its first round, no rank")
    if before.rank is not None and after.rank is not None:
        ranks = Text(
            f"位次 {before.rank:g} → {after.rank:g}（{after.count} 个）",
            f"rank {before.rank:g} → {after.rank:g} of {after.count}",
        )
    yield Statement(
        Text(
            f"得分 {before.score:.2f} → {after.score:.2f}（{gain.zh}），{ranks.zh}",
            f"score {before.score:.2f} → {after.score:.2f} ({gain.en}), {ranks.en}",
        ),
        {
            "score_before": before.score,
            "score_after": after.score,
            "rank_before": before.rank,
            "rank_after": after.rank,
            "n": after.count,
        },
    )
    interval = supposed_interval(subject.evaluation, outcome, subject.marks)
    if interval is not None:
        yield interval_statement(subject, interval)
    for word, units in (
        (Text("超过", "passes"), outcome.passed),
        (Text("被超过", "is passed by"), outcome.passed_by),
    ):
        if units:
            yield Statement(
                Text(f"{word.zh} {'、'.join(units)}", f"{word.en} {', '.join(units)}"),
                {word.en.replace(" ", "_"): list(units)},
            )
    if after.rank is not None:
        yield _variants(subject, outcome)


def _variants(subject: Subject, outcome: Outcome) -> Statement:
    """Say the rank that the same supposition leads to under the main variants of method."""
    ranks: dict[str, float | None] = {}
    for name, change in VARIANTS.items():
        try:
            ranks[name] = float(
                climb(change(subject.evaluation.edition), outcome.again.cells).rank[subject.row]
            )
        except Refusal:
            ranks[name] = None
    said = "/".join("—" if rank is None or np.isnan(rank) else f"{rank:g}" for rank in ranks.values())
    return Statement(
        Text(
            f"换一种方法（原始/标准分/几何）的位次：{said}",
            f"rank under other methods (raw/z/geometric): {said}",
        ),
        {"ranks_under_variants": ranks},
    )


def _closed(outcome: Outcome) -> Statement:
    way = _WAY[outcome.direction]
    if outcome.before.rank is None or outcome.after.rank is None:
        return Statement(
            Text(f"得分{way.zh}；首轮试评，没有位次", f"the score {way.en}; in its first round, no rank"),
            band_facts(outcome),
        )
    before, after = (
        band_text(band_of(one.rank, one.count))
        for one in (outcome.before, outcome.after)
        if one.rank is not None
    )
    return Statement(
        Text(
            f"得分{way.zh}，位次带 {before.zh} → {after.zh}", f"the score {way.en}, {before.en} → {after.en}"
        ),
        band_facts(outcome),
    )


def plan(subject: Subject, solution: Solution) -> Section:
    """Return the plan of a goal: for evaluators in full, for a zone what to move which way, and the band."""
    title = Text(f"目标 {solution.goal.written}", f"Goal {solution.goal.written}")
    read = _as_band(solution) if solution.goal.rank and not subject.open else ()
    if solution.outcome is None:
        done = Statement(Text("已经达到", "reached already"), {"reached": True, "moves": []})
        return Section("goal", title, (*read, done))
    basis = Text("一年的上限取自各园区的实际变化", "a year's limits are what zones really achieved")
    if solution.basis == "assumed":
        basis = Text("一年的上限为假定（10%）：没有足够的上年数据", "a year's limits are assumed (10 %)")
    moves = [_open_move(one) if subject.open else _closed_move(one) for one in solution.moves]
    if solution.goal.target and not subject.open:
        moves = [_own_move(one) for one in solution.moves]
    first = Statement(basis, {"basis": solution.basis})
    return Section("goal", title, (*read, first, *moves, *_reached(subject, solution)))


def _as_band(solution: Solution) -> tuple[Statement, ...]:
    rank = solution.goal.rank
    said = Text(f"按位次带读：到第 {rank} 名以内", f"read as a rank band: rank {rank} or better")
    return (Statement(said, {"rank": rank}),)


def _own_move(one: Move) -> Statement:
    """Say a move between the zone's own figure and what the law requires."""
    before, after = amount(one.before, one.unit), amount(float(one.after), one.unit)
    away = difference(float(one.after) - one.before, one.unit)
    said = Text(
        f"{one.label.zh}：{before.zh} → {after.zh}（{away.zh}）",
        f"{one.label.en}: {before.en} → {after.en} ({away.en})",
    )
    return Statement(said, {"path": one.path, "before": one.before, "after": float(one.after)}, level=1)


def _open_move(one: Move) -> Statement:
    own = _own_move(one)
    said = Text(f"{own.text.zh}，用力 {one.effort:.0%}", f"{own.text.en}, effort {one.effort:.0%}")
    return Statement(said, {**own.facts, "effort": one.effort}, level=1)


def _closed_move(one: Move) -> Statement:
    """Say which way and how strongly, in thirds: the exact value would give away what the others have."""
    up, now = float(one.after) > one.before, amount(one.before, one.unit)
    do = Text("提高", "raise") if up else Text("降低", "lower")
    size = _SIZES[min(int(3 * one.effort), 2)]
    said = Text(
        f"{one.label.zh}：{size.zh}{do.zh}（现为 {now.zh}）",
        f"{one.label.en}: {do.en} {size.en} (now {now.en})",
    )
    return Statement(
        said, {"path": one.path, "direction": 1 if up else -1, "before": one.before, "size": size.en}, level=1
    )


def _reached(subject: Subject, solution: Solution) -> Iterator[Statement]:
    assert solution.outcome is not None
    if not subject.open:
        yield _closed(solution.outcome)
        return
    best = (
        Text("解为最优", "the plan is the optimum")
        if solution.optimal
        else Text(
            "界限随之移动，此为核实可行的最省方案",
            "bounds moved with the plan: the cheapest that held when everybody was ranked anew",
        )
    )
    yield Statement(
        Text(
            f"总用力 {solution.effort:.2f} 个好年份；{best.zh}",
            f"total effort {solution.effort:.2f} strong years; {best.en}",
        ),
        {"effort": solution.effort, "optimal": solution.optimal},
    )
    yield from _led_to(subject, solution.outcome)
