"""What to do first: what has to be reported, what lifts the zone most in a year, and the way to the next band."""

from collections.abc import Iterator, Mapping
from typing import Any

from gaoxin.diagnosis.goal import Goal, Infeasible, Move, Solution
from gaoxin.diagnosis.groups import band_of
from gaoxin.diagnosis.next_steps import next_steps
from gaoxin.diagnosis.seeking import seek
from gaoxin.report import words
from gaoxin.report.about import About
from gaoxin.report.document import Block, Heading, Paragraph, Words
from gaoxin.terms import Text

_SIZES = (Text("小幅", "a little"), Text("中等幅度", "moderately"), Text("大幅", "strongly"))
_HOW = {"worst": Text("最差值", "the worst value"), "median": Text("中位数", "the median")}


def advice(about: About) -> Iterator[Block]:
    """Yield the section: gaps in the data first, then single levers, then the least effort to the next band."""
    yield Heading(1, (about.word("工作建议", "Suggested priorities"),), "advice")
    facts = [one.facts for one in next_steps(about.subject).statements if "code" in one.facts]
    unreported = [one for one in facts if "filled" in one and one["code"] not in about.without_year]
    levers = [one for one in facts if "filled" not in one]
    if unreported:
        yield Heading(2, (about.word("先补报数据", "Report first what is missing"),), "unreported")
        for one in unreported:
            yield Paragraph(missing(about, one), "item")
    yield Heading(2, (about.word("一年内作用最大的指标", "What a year's effort lifts most"),), "levers")
    if not levers:
        yield Paragraph(about.say("没有可用的抓手。", "There is no lever to pull."))
        return
    yield Paragraph(_limits(about))
    for one in levers:
        yield Paragraph(lever(about, one), "item")
    if not about.shadow:
        yield Heading(2, (about.word("进入上一档的最省路径", "The least effort to the next band"),), "goal")
        yield from _next_band(about)


def missing(about: About, facts: Mapping[str, Any]) -> Words:
    """Say which indicator has to be reported, and how it was filled."""
    how = words.choose(about.language, _HOW, facts["filled"])
    return about.say(
        "{label}：未报，现按{how}计分，应先补报。",
        "{label}: not reported and scored with {how}; report it first.",
        label=about.label(about.material.indicators[facts["code"]]),
        how=how,
    )


def _limits(about: About) -> Words:
    if about.material.last is None:
        return about.say(
            "没有给出上年结果，假定一年可变动自身数值（或中位数）的 10%。以下逐项做到一年的上限，按对得分的影响由大到小列出。",
            "No result of the year before was given: a tenth of the own value (or the median) is assumed to be what a year allows. "
            "Each indicator alone at a year's limit, the strongest first:",
        )
    return about.say(
        "一年的上限取各园区上年到本年的实际变化中九成园区未达到的幅度。以下逐项做到上限，按对得分的影响由大到小列出。",
        "A year's limit is the change that nine of ten zones did not reach from last year to this one. "
        "Each indicator alone at its limit, the strongest first:",
    )


def lever(about: About, facts: Mapping[str, Any]) -> Words:
    """Say one lever: to an evaluator with score and rank, to a zone the way and the band."""
    one = about.material.indicators[facts["code"]]
    unit, start = one.unit, facts["from"]
    now = about.amount(one.code, start)
    if about.open:
        to = words.amount(about.language, facts["to"], unit, like=start)
        before, after = facts["rank_before"], facts["rank_after"]
        ranks: Words = ()
        if before is not None and after is not None:
            ranks = about.say(
                "，位次由第 {a} 位到第 {b} 位", ", from rank {a} to {b}", a=f"{before:g}", b=f"{after:g}"
            )
            if before == after:
                ranks = about.say("，位次仍为第 {a} 位", ", rank still {a}", a=f"{before:g}")
        return about.say(
            "{label}：由 {now}到{to}，得分 {gain} 分{ranks}。",
            "{label}: from {now} to {to}, score {gain}{ranks}.",
            label=about.label(one),
            now=now,
            to=to,
            gain=words.digits(facts["score_gain"], 2, sign=True),
            ranks=ranks,
        )
    rising = facts["direction"] > 0
    year: Words = ()
    if facts["strong_year"] is not None:
        step = words.difference(about.language, facts["strong_year"], unit, like=start)
        year = about.say("，好的年份约可变动 {step}", ", by about {step} in a strong year", step=step)
    return about.say(
        "{label}：" + ("提高" if rising else "降低") + "，现为 {now}{year}{band}。",
        "{label}: " + ("raise it" if rising else "lower it") + " from {now}{year}{band}.",
        label=about.label(one),
        now=now,
        year=year,
        band=_band(about, facts),
    )


def _band(about: About, facts: Mapping[str, Any]) -> Words:
    before, after = facts.get("band_before"), facts.get("band_after")
    if before is None or after is None:
        return ()
    if before == after:
        return about.say("，单独做到时位次档不变", "; alone it leaves the rank band as it is")
    return about.say(
        "，单独做到时进入第 {a}–{b} 位一档",
        "; alone it leads to ranks {a} to {b}",
        a=str(after[0]),
        b=str(after[1]),
    )


def _next_band(about: About) -> Iterator[Block]:
    rank, n = about.record.at["rank"], int(about.record.at["n"])
    own = band_of(rank, n)
    if own[0] == 1:
        yield Paragraph(
            about.say(
                "已在第 {a}–{b} 位的最前一档，以保持优势、补齐短板为主。",
                "It is in the first band already (ranks {a} to {b}): keep the strengths and mend the weaknesses.",
                a=str(own[0]),
                b=str(own[1]),
            )
        )
        return
    goal = Goal(f"rank={own[0] - 1}", rank=own[0] - 1)
    last = about.material.last
    try:
        found = seek(
            about.now.evaluation,
            about.unit,
            goal,
            last=None if last is None else last.evaluation,
            audience=about.audience,
        )
    except Infeasible:
        yield Paragraph(
            about.say(
                "在一年做得到的范围内，用尽全部抓手也到不了第 {goal} 位以内；宜以上列指标分年推进。",
                "Within what a year allows, all levers together do not lead to rank {goal}; the indicators above are work for several years.",
                goal=str(goal.rank),
            )
        )
        return
    yield from plan(about, found)


def plan(about: About, found: Solution) -> Iterator[Block]:
    """Say the plan of least effort, everybody ranked anew: to a zone which way and how strongly."""
    assumed: Words = ()
    if found.basis == "assumed":
        assumed = about.say("（一年的上限为假定）", " (a year's limits are assumed)")
    count = words.counted(about.language, len(found.moves), Text("项指标", "indicators"))
    yield Paragraph(
        about.say(
            "在其他园区不变的前提下，进入第 {goal} 位以内最省的做法是同时变动 {count}{assumed}：",
            "If the others stand still, the least effort that leads to rank {goal} or better moves {count}{assumed}:",
            goal=str(found.goal.rank),
            count=count,
            assumed=assumed,
        )
    )
    for one in found.moves:
        yield Paragraph(_move(about, one), "item")
    yield Paragraph(
        about.say(
            "方案经重新排名核实，只说明做到多少就够，不说明措施是否可行。",
            "The plan was checked by ranking everybody anew; it says what would be enough, not that the measure exists.",
        )
    )


def _move(about: About, one: Move) -> Words:
    rising = float(one.after) > one.before
    now = words.amount(about.language, one.before, one.unit)
    label = words.of(about.language, one.label)
    if not about.open:
        size = _SIZES[min(int(3 * one.effort), 2)]
        return about.say(
            "{label}：{size}" + ("提高" if rising else "降低") + "（现为 {now}）。",
            "{label}: " + ("raise" if rising else "lower") + " it {size} (now {now}).",
            label=label, size=size, now=now,
        )  # fmt: skip
    to = words.amount(about.language, float(one.after), one.unit, like=one.before)
    return about.say(
        "{label}：由 {now}到{to}，用力为好年份的 {effort}。",
        "{label}: from {now} to {to}, an effort of {effort} of a strong year.",
        label=label, now=now, to=to, effort=f"{one.effort:.0%}",
    )  # fmt: skip
