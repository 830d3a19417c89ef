"""What moved since the year before, and why: the exact split of the score, and own indicators that rose or fell."""

from collections.abc import Iterator

import numpy as np

from gaoxin.diagnosis.marks import directions, places
from gaoxin.diagnosis.since import STEPS, Since, since
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.report import charts, words
from gaoxin.report.about import About
from gaoxin.report.document import Block, Chart, Heading, Paragraph, Words
from gaoxin.report.material import Round
from gaoxin.terms import Text

SHOWN = 3

WHO = {
    "own": Text("本园区数据的变化", "its own data"),
    "others": Text("他园数据的变化（界限移动）", "the data of others (moved bounds)"),
    "population": Text("参评范围的变化", "the population"),
    "method": Text("方法与体系的变化", "method and edition"),
}


def changes(about: About) -> Iterator[Block]:
    """Yield the section; nothing without the round of the year before, or where the zone has no rank in both."""
    last = about.material.last
    if last is None or about.before is None or about.shadow or about.before.at["rank"] is None:
        return
    yield Heading(
        1, (about.word("与上年相比的变化及原因", "What changed since the year before, and why"),), "changes"
    )
    one = since(*_rounds(last, about.now), about.unit)
    yield Paragraph(split(about, one))
    yield _chart(about, one)
    if about.open and one.by_code:
        yield Paragraph(_by_code(about, one))
    moves = _moves(about, last)
    for up in (True, False):
        found = [move for move in moves if (move[1] > 0) == up and move[1] != 0]
        found = sorted(found, key=lambda move: -abs(move[1]))[:SHOWN]
        if found:
            yield Heading(2, (about.word(*_TITLES[up]),), "risen" if up else "fallen")
            for code, _, before, after in found:
                yield Paragraph(moved(about, code, (before, after), last), "item")


def _rounds(last: Round, now: Round) -> tuple[Evaluation, Evaluation]:
    """Return both rounds, in full where a change of edition has to be evaluated on the figures of both years."""
    if last.evaluation.edition.digest == now.evaluation.edition.digest:
        return last.evaluation, now.evaluation
    return last.full, now.full


_TITLES = {
    True: ("位次上升最多的指标", "Indicators that rose most in rank"),
    False: ("位次下降最多的指标", "Indicators that fell most in rank"),
}


def split(about: About, one: Since) -> Words:
    """Say by how much the score moved and which part each step has in it."""
    parts = [
        about.say(
            "{who} {part} 分", "{who} {part}", who=WHO[step], part=words.digits(one.parts[step], 2, sign=True)
        )
        for step in STEPS
        if round(one.parts[step], 2) != 0
    ]
    year = about.now.year - 1
    return about.say(
        "综合得分由上年的 {before} 分变为 {after} 分（{away} 分）。得分是轮内相对分，按四步精确分解（沙普利值）：{parts}。",
        "The score went from {before} to {after} ({away}). Scores are relative within a round; split exactly in four steps (Shapley value): {parts}.",
        before=words.score(one.before, about.address("score", "total", year)),
        after=words.score(one.after, about.address("score", "total")),
        away=words.digits(one.after - one.before, 2, sign=True),
        parts=words.enumerated(about.language, parts, last=Text("，", " and "))
        if parts
        else about.word("各步均不足 0.01 分", "each step is below 0.01"),
    )


def moved(about: About, code: str, ranks: tuple[float, float], last: Round) -> Words:
    """Say an indicator's value then and now, the difference, and its ranks."""
    one = about.material.indicators[code]
    before, after = about.value(code, last), about.value(code)
    away = words.difference(about.language, after - before, one.unit, like=after)
    verb = about.word("增加", "up by") if after > before else about.word("减少", "down by")
    if one.unit == "%":
        verb = about.word("提高", "up by") if after > before else about.word("降低", "down by")
    change = about.word("与上年持平", "unchanged") if after == before else (f"{verb} ", *away)
    return about.say(
        "{label}：由{before}变为{after}，{change}；位次由第{was}位变为第{now}位。",
        "{label}: from {before} to {after}, {change}; {was} before, {now} now.",
        label=about.label(one),
        before=about.amount(code, before, last.year, like=after or before),
        after=about.amount(code, after),
        change=change,
        was=words.rank(about.language, ranks[0]),
        now=words.rank(about.language, ranks[1]),
    )


def _by_code(about: About, one: Since) -> Words:
    """Say to evaluators which indicators' own data added and took most."""
    own = sorted(((parts["own"], code) for code, parts in one.by_code.items()), reverse=True)
    up = [pair for pair in own[:SHOWN] if round(pair[0], 2) > 0]
    down = [pair for pair in reversed(own[-SHOWN:]) if round(pair[0], 2) < 0]

    def told(pairs: list[tuple[float, str]]) -> Words:
        names = [
            (f"{about.label(about.material.indicators[code])}（{words.digits(part, 2, sign=True)}）",)
            for part, code in pairs
        ]
        return words.enumerated(about.language, names) if names else (about.word("没有", "none"),)

    return about.say(
        "本园区数据一步中，加分最多的是 {up}；减分最多的是 {down}。",
        "Of its own data, most was added by {up}; most was taken by {down}.",
        up=told(up),
        down=told(down),
    )


def _moves(about: About, last: Round) -> list[tuple[str, float, float, float]]:
    """Return code, places gained, rank before and rank now of every indicator with a value in both years."""
    now = ranks_of(about.now)[about.record.row]
    before = ranks_of(last)[last.records[about.unit].row]
    codes = {code: at for at, code in enumerate(last.evaluation.cells.codes)}
    found = []
    for at, code in enumerate(about.now.evaluation.cells.codes):
        if code in codes and not np.isnan(now[at]) and not np.isnan(before[codes[code]]):
            was, is_now = float(before[codes[code]]), float(now[at])
            found.append((code, was - is_now, was, is_now))
    return found


def ranks_of(round_: Round) -> np.ndarray:
    """Return the rank of every ranked zone in every indicator [units, codes], counted once for the round."""
    kept = round_._kept  # noqa: SLF001 - the round keeps what is read from it often
    if ("ranks", "indicator") not in kept:
        climb = round_.evaluation.climb
        kept["ranks", "indicator"] = places(climb.cells.value * directions(climb), climb.cells.ranked)[0]
    found: np.ndarray = kept["ranks", "indicator"]
    return found


def _chart(about: About, one: Since) -> Chart:
    labels = [words.of(about.language, WHO[step]) for step in STEPS]
    values = [one.parts[step] for step in STEPS]
    title = about.word("得分变化的分解（分）", "The change of the score, split (points)")
    said = about.word("；", "; ").join(
        f"{label} {value:+.2f}" for label, value in zip(labels, values, strict=True)
    )
    return Chart("changes", title, charts.steps(labels, values), 560, 130, said)
