"""What to do next: report what is missing, then what lifts the score most in a strong year."""

from collections.abc import Iterator

from gaoxin.diagnosis.changes import Changes
from gaoxin.diagnosis.groups import band_of, band_text
from gaoxin.diagnosis.levers import Lever, levers
from gaoxin.diagnosis.limits import limits
from gaoxin.diagnosis.outcome import Outcome, suppose
from gaoxin.diagnosis.speech import amount, difference, points, rough
from gaoxin.diagnosis.statement import Section, Statement
from gaoxin.diagnosis.subject import Subject, name_of
from gaoxin.terms import Text

SHOWN = 5

MANY = 10
"""Zones from which a zone may see the 90 % quantile of yearly changes; of fewer it is nearly the largest."""


def next_steps(subject: Subject) -> Section:
    """Return what lifts the zone: unreported indicators first, then the strongest levers, one at a time."""
    return Section(
        "next", Text("下一步做什么", "What to do next"), (*_unreported(subject), *_levers(subject))
    )


def _unreported(subject: Subject) -> Iterator[Statement]:
    names = {one.code: one for one in subject.evaluation.edition.indicators}
    for one in subject.evaluation.climb.filled:
        if one.unit == subject.unit and one.how != "structural":
            said = name_of(names[one.code])
            yield Statement(
                Text(
                    f"先补报 {said.zh}：未报，现按“{one.how}”填补",
                    f"first report {said.en}: it is missing and was filled ({one.how})",
                ),
                {"code": one.code, "filled": one.how},
            )


def _levers(subject: Subject) -> Iterator[Statement]:
    evaluation, row = subject.evaluation, subject.row
    pulled = levers(evaluation, row, limits(evaluation, row, subject.last))
    found = [
        (one, suppose(evaluation, row, Changes({one.code: one.at(1.0)}, {})))
        for one in pulled
        if one.effort(float(one.at(1.0))) > 0
    ]
    best = sorted(found, key=lambda pair: pair[0].place)
    best = sorted(best, key=lambda pair: -round(pair[1].after.score, 9))[:SHOWN]
    if not best:
        yield Statement(Text("没有可用的抓手", "there is no lever to pull"))
        return
    zones = max(one.limit.zones for one in pulled)
    basis = Text(
        f"按 {zones} 个园区上年到本年的实际变化，取九成园区未达到的幅度为一年的上限"
        if zones
        else "没有上年结果：假定一年可变动自身数值（或中位数）的 10%",
        f"limits: what nine of ten zones did not reach last year ({zones} zones)"
        if zones
        else "no result of the year before: a tenth of the own value (or the median) a year is assumed",
    )
    yield Statement(
        Text(
            f"逐项做到一年上限，对得分的影响由大到小。{basis.zh}",
            f"Each alone, at a year's limit, the strongest first; {basis.en}",
        )
    )
    for one, outcome in best:
        yield _open(one, outcome) if subject.open else _closed(one, outcome)


def _open(one: Lever, outcome: Outcome) -> Statement:
    name, unit, to = name_of(one.indicator), one.indicator.unit, float(one.at(1.0))
    away, before, after = difference(to - one.start, unit), amount(one.start, unit), amount(to, unit)
    gain = points(outcome.after.score - outcome.before.score)
    ranks = _ranks(outcome)
    return Statement(
        Text(
            f"{name.zh}：{before.zh} → {after.zh}（{away.zh}），得分 {gain.zh}{ranks.zh}",
            f"{name.en}: {before.en} → {after.en} ({away.en}), score {gain.en}{ranks.en}",
        ),
        {
            "code": one.code,
            "from": one.start,
            "to": to,
            "basis": one.limit.basis,
            "score_gain": outcome.after.score - outcome.before.score,
            "rank_before": outcome.before.rank,
            "rank_after": outcome.after.rank,
        },
        level=1,
    )  # fmt: skip


def _closed(one: Lever, outcome: Outcome) -> Statement:
    """Say which way, and in which band: numbers that would give away the others' bounds stay out."""
    name, unit = name_of(one.indicator), one.indicator.unit
    step = rough(one.moved(1.0) - one.start) if one.limit.zones == 0 or one.limit.zones >= MANY else None
    do = Text("降低", "lower") if one.sign < 0 else Text("提高", "raise")
    bands = _bands(outcome)
    now = amount(one.start, unit)
    year = Text("", "") if step is None else difference(step, unit)
    strong = (
        Text(f"，好的年份约 {year.zh}", f", about {year.en} in a strong year") if step is not None else year
    )
    return Statement(
        Text(
            f"{name.zh}：{do.zh}（现为 {now.zh}{strong.zh}）{bands.zh}",
            f"{name.en}: {do.en} (now {now.en}{strong.en}){bands.en}",
        ),
        {
            "code": one.code,
            "from": one.start,
            "direction": one.sign,
            "strong_year": step,
            **band_facts(outcome),
        },
        level=1,
    )


def band_facts(outcome: Outcome) -> dict[str, object]:
    """Return all that a zone may know of an outcome: which way the score goes, and the bands of the ranks."""
    places = {"band_before": outcome.before, "band_after": outcome.after}
    bands = {
        name: None if one.rank is None else list(band_of(one.rank, one.count)) for name, one in places.items()
    }
    return {"score_direction": outcome.direction, **bands}


def _bands(outcome: Outcome) -> Text:
    if outcome.after.rank is None or outcome.before.rank is None:
        return Text("", "")
    before, after = (
        band_of(outcome.before.rank, outcome.before.count),
        band_of(outcome.after.rank, outcome.after.count),
    )
    if before == after:
        return Text("，位次带不变", ", the rank band stays")
    return Text(f"，位次带到{band_text(after).zh}", f", to {band_text(after).en}")


def _ranks(outcome: Outcome) -> Text:
    before, after = outcome.before.rank, outcome.after.rank
    if before is None or after is None:
        return Text("", "")
    if before == after:
        return Text(f"，位次仍为 {after:g}", f", rank still {after:g}")
    return Text(f"，位次 {before:g} → {after:g}", f", rank {before:g} → {after:g}")
