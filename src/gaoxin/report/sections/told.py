"""What a letter says of a result: each sentence, table and chart only where its part of the result is shown."""

from collections.abc import Iterator

from gaoxin.diagnosis.groups import band_of
from gaoxin.diagnosis.marks import Mark
from gaoxin.report import words
from gaoxin.report.about import About
from gaoxin.report.document import Block, Column, Heading, Paragraph, Row, Span, Table, Words
from gaoxin.report.sections.profile import told
from gaoxin.report.sections.standing import (
    complete,
    dimension_chart,
    interval,
    interval_chart,
    moved,
    variants,
)
from gaoxin.report.shown import Shown

NAMED = 3
"""Strong and weak points that a letter names."""


def place(about: About, shown: Shown) -> Words:
    """Say where the zone stands: rank and rank in its type, band, score, as far as they are shown."""
    phrases = [one for one in _phrases(about, shown) if one]
    comma = about.word("，", ", ")
    spans: list[Span] = []
    for at, one in enumerate(phrases):
        spans += [comma if at else "", *one]
    return about.say(
        "在 {round} 年评价（数据年度 {year} 年）中，{name}{place}。",
        "In the evaluation of {round} (data year {year}) {name} {place}.",
        round=str(about.now.year + 1),
        year=str(about.now.year),
        name=about.name,
        place=words.merged(spans),
    )


def _phrases(about: About, shown: Shown) -> Iterator[Words]:
    at = about.record.at
    many = f"{at['n']:g}"
    if about.shadow:
        yield about.say("为首轮试评，不参加排名", "was in its first round and is not ranked")
    elif "rank" in shown.now:
        yield about.say(
            "居全部 {n} 个参评园区第 {rank} 位", "ranked {rank} of all {n} ranked zones",
            n=many, rank=about.rank(at["rank"]),
        )  # fmt: skip
        yield _typed(about)
    elif "band" not in shown.now:
        yield about.say("为 {n} 个参评园区之一", "was one of {n} ranked zones", n=many)
    if not about.shadow and "band" in shown.now:
        yield _banded(about, at["rank"], many if "rank" not in shown.now else "")
    if "score" in shown.now:
        score = words.score(at["score"], about.address("score", "total"))
        yield about.say("综合得分 {score} 分", "score {score}", score=score)


def _typed(about: About) -> Words:
    """Say the rank in its type, where it may be said."""
    at = about.record.at
    if not about.typed:
        return ()
    return about.say(
        "居{type} {many} 个参评园区第 {rank} 位", "{rank} of the {many} ranked {type}",
        type=about.park_type, many=f"{at['type_n']:g}", rank=words.rank(about.language, at["type_rank"]),
    )  # fmt: skip


def _banded(about: About, rank: float, of: str) -> Words:
    low, high = map(str, band_of(rank, int(about.record.at["n"])))
    if of:
        return about.say(
            "在全部 {n} 个参评园区中属第 {low}–{high} 位一档", "stood among ranks {low} to {high} of all {n} ranked zones",
            n=of, low=low, high=high,
        )  # fmt: skip
    return about.say("属第 {low}–{high} 位一档", "in the band of ranks {low} to {high}", low=low, high=high)


def moves(about: About, shown: Shown) -> Iterator[Words]:
    """Say how the rank moved since the year before, or the band where ranks are not shown in both years."""
    if about.shadow:
        return
    if shown.both("rank"):
        yield moved(about)
    elif shown.both("band") and about.ranked_before is not None and about.before is not None:
        then, now = about.before.at, about.record.at
        low, high = band_of(then["rank"], int(then["n"]))
        same = (low, high) == band_of(now["rank"], int(now["n"]))
        yield about.say(
            "上年属第 {low}–{high} 位一档，{same}。", "The year before it stood among ranks {low} to {high}: {same}.",
            low=str(low), high=str(high),
            same=about.word("与本年相同" if same else "与本年不同", "the same band" if same else "another band"),
        )  # fmt: skip


def dimensions(about: About, shown: Shown) -> Iterator[Block]:
    """Yield the dimensions with ranks, those of the year before, and scores."""
    ranks, scores = "dimension_ranks" in shown.now and not about.shadow, "dimension_scores" in shown.now
    if not (ranks or scores):
        return
    yield Heading(1, (about.word("四个维度", "Dimensions"),), "dimensions")
    last = about.ranked_before if ranks and shown.both("dimension_ranks") else None
    columns = [Column(about.word("维度", "Dimension"), 0.52, "left")]
    columns += [Column(about.word("位次", "Rank"), 0.16)] if ranks else []
    columns += [Column(about.word("上年位次", "Rank before"), 0.16)] if last else []
    columns += [Column(about.word("得分", "Score"), 0.16)] if scores else []
    title = about.word("四个维度的", "The four dimensions: ") + about.word(
        "位次和得分" if ranks and scores else "位次" if ranks else "得分",
        "ranks and scores" if ranks and scores else "ranks" if ranks else "scores",
    )
    note = about.word(
        "得分为 0–100 分，不同年度的得分不可直接比较。",
        "Scores run from 0 to 100 and do not compare over years.",
    )
    rows = tuple(
        Row(tuple(_cells(about, one.id, one.label or one.id, one.label_en, ranks=ranks, before=last is not None, scores=scores)))
        for one in about.now.evaluation.edition.dimensions
    )  # fmt: skip
    yield Table("dimensions", title, tuple(columns), rows, "", note if scores else "")


def _cells(
    about: About, code: str, label: str, english: str, *, ranks: bool, before: bool, scores: bool
) -> Iterator[Words]:
    yield (f"{code} {about.word(label, english or label)}",)
    last = about.ranked_before if before else None
    for each in [*([about.now] if ranks else []), *([last] if last else [])]:
        rank = each.cell("dimensions.csv", about.unit, code, "rank")
        yield ("—",) if rank is None else (about.place(rank, code, each.year),)
    if scores:
        value = about.now.cell("dimensions.csv", about.unit, code, "score")
        yield (words.score(value, about.address("dimension", code), 1),)


def points(about: About, shown: Shown) -> Iterator[Block]:
    """Yield strong and weak points with their ranks in one paragraph."""
    if about.shadow or "indicators" not in shown.now:
        return
    yield Heading(1, (about.word("优势与短板", "Strong and weak points"),), "points")
    yield Paragraph(
        about.say(
            "表现较好的指标：{strong}。需要关注的指标：{weak}。",
            "Strong points: {strong}. Points to look at: {weak}.",
            strong=_listed(about, told(about, "strength")),
            weak=_listed(about, told(about, "weakness")),
        )
    )


def _listed(about: About, marks: list[Mark]) -> Words:
    names = [
        about.say(
            "{name}（第{rank}位）",
            "{name} ({rank})",
            name=about.name_of(about.material.indicators[one.code]),
            rank=words.rank(about.language, one.rank),
        )
        for one in marks[:NAMED]
    ]
    none = (about.word("按规则没有", "none by the rule"),)
    return words.enumerated(about.language, names) if names else none


def annex(about: About, shown: Shown) -> Iterator[Block]:
    """Yield how sure the result is: interval, ranks under other methods, completeness of the data."""
    yield Heading(0, (about.word("附件：结果的可靠程度", "Annex: how sure the result is"),), "sure")
    if not about.shadow and "interval" in shown.now:
        if about.subject.interval is None:
            yield Paragraph(about.say("未计算位次区间。", "No interval of the rank was computed."))
        else:
            yield Paragraph(interval(about, banded="band" in shown.now))
            yield from [interval_chart(about)] if "rank" in shown.now else []
    if not about.shadow and "rank" in shown.now:
        yield Paragraph(variants(about))
    yield Paragraph(complete(about))
    yield from [dimension_chart(about)] if "dimension_scores" in shown.now else []
