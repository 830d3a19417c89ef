"""Strengths and weaknesses in sentences: the figure, its rank, and how far it is from its group."""

from collections.abc import Iterator

from gaoxin.diagnosis.marks import ALWAYS, Kind, Mark
from gaoxin.report import charts, words
from gaoxin.report.about import About
from gaoxin.report.document import Block, Chart, Heading, Paragraph, Words
from gaoxin.terms import Language, Text

SHOWN = 5
"""How many strengths and weaknesses are said in sentences; the rest carry their mark in the annexed table."""


def profile(about: About) -> Iterator[Block]:
    """Yield strengths, weaknesses and the percentile ranks of all indicators."""
    yield Heading(1, (about.word("优势与短板", "Strengths and weaknesses"),), "profile")
    if about.shadow:
        yield Paragraph(
            about.say(
                "首轮试评园区不与他园比较，不判优势与短板。",
                "A zone in its first round is outside all groups: no strengths or weaknesses are said.",
            )
        )
        return
    for kind, title in (("strength", Text("优势", "Strengths")), ("weakness", Text("短板", "Weaknesses"))):
        yield Heading(2, (words.of(about.language, title),), kind)
        yield from _list(about, kind)  # type: ignore[arg-type]
    yield _chart(about)


def told(about: About, kind: Kind) -> list[Mark]:
    """Return the strengths or weaknesses, the clearest first."""
    found = [one for one in about.marks.values() if kind in one.against.values()]
    return sorted(found, key=lambda one: one.percentile, reverse=kind == "strength")


def sentence(about: About, mark: Mark, kind: Kind) -> Words:
    """Say an indicator's value, its rank, how far it is from the middle of its group, and why it is named."""
    one = about.material.indicators[mark.code]
    column = about.now.evaluation.cells.value[:, about.now.evaluation.cells.codes.index(mark.code)]
    spread = about.spread(column)
    near: Words = ()
    if spread is not None:
        near = compared(
            about.language, mark.value, spread[1], one.unit, about.group_name, rough=not about.open
        )
    reasons = [(words.of(about.language, one),) for one in why(mark, kind)]
    return about.say(
        "{name}为{value}，居有数的{n}个园区第{rank}位{near}；{reasons}。",
        "{name}: {value}, {rank} of {n} zones with a value{near}; {reasons}.",
        name=f"{mark.code} {about.name_of(one)}",
        value=about.amount(mark.code, mark.value),
        n=str(mark.count),
        rank=words.rank(about.language, mark.rank),
        near=near,
        reasons=words.enumerated(about.language, reasons, last=Text("，", " and ")),
    )


def why(mark: Mark, kind: Kind) -> list[Text]:
    """Return the rules by which an indicator is a strength or a weakness."""
    found = []
    if mark.against.get("round") == kind:
        if kind == "strength" and mark.rank <= ALWAYS:
            found.append(Text("居全部园区前三位", "among the first three of all zones"))
        elif kind == "strength":
            found.append(
                Text("在本园区各项指标中百分位居前", "among the highest of its own percentile ranks")
            )
        else:
            found.append(Text("在本园区各项指标中百分位居后", "among the lowest of its own percentile ranks"))
    for group, name in (
        ("park_type", Text("同类型园区", "its type")),
        ("peers", Text("对比园区", "its peers")),
    ):
        if mark.against.get(group) == kind:
            better = Text(
                f"优于{name.zh}均值一个标准差以上",
                f"better than the mean of {name.en} by a standard deviation or more",
            )
            worse = Text(
                f"劣于{name.zh}均值一个标准差以上",
                f"worse than the mean of {name.en} by a standard deviation or more",
            )
            found.append(better if kind == "strength" else worse)
    return found


def compared(
    language: Language, own: float, middle: float, unit: str, group: str, *, rough: bool = False
) -> Words:
    """Say how an own figure stands to the median of a group: 百分点 for rates, times or per cent for the rest.

    >>> from gaoxin.report.document import plain
    >>> plain(compared("zh", 24.8, 29.0, "%", "同类型园区")), plain(compared("zh", 73.0, 22.0, "个", "同类型园区"))
    ('，低于同类型园区中位数（29.0%）4.2 个百分点', '，是同类型园区中位数（22 个）的 3.3 倍')
    >>> plain(compared("en", 180.0, 200.0, "千元/人", "zones of its type"))
    ', 10.0% below the median of zones of its type (200.0 thousand yuan per person)'
    """
    said = words.amount(language, middle, unit, like=own, rough=rough)
    if rough:
        said = words.merged([words.of(language, Text("约 ", "about ")), *said])
    if words.digits(own, 6) == words.digits(middle, 6):
        return words.say(
            language, Text("，与{group}中位数相同", ", equal to the median of {group}"), group=group
        )
    if unit in ("%", "分") or own <= 0 or middle <= 0:
        away = words.difference(language, own - middle, unit, like=own)
        return words.say(
            language,
            Text("，高于{group}中位数（{median}）{away}", ", {away} above the median of {group} ({median})")
            if own > middle
            else Text("，低于{group}中位数（{median}）{away}", ", {away} below the median of {group} ({median})"),
            group=group, median=said, away=away,
        )  # fmt: skip
    ratio = own / middle
    if ratio >= 1.5:
        return words.say(
            language,
            Text("，是{group}中位数（{median}）的 {times}", ", {times} the median of {group} ({median})"),
            group=group, median=said, times=words.times(language, ratio),
        )  # fmt: skip
    return words.say(
        language,
        Text("，比{group}中位数（{median}）高 {away}%", ", {away}% above the median of {group} ({median})")
        if ratio > 1
        else Text("，比{group}中位数（{median}）低 {away}%", ", {away}% below the median of {group} ({median})"),
        group=group, median=said, away=words.digits(abs(ratio - 1) * 100, 1),
    )  # fmt: skip


def _list(about: About, kind: Kind) -> Iterator[Block]:
    found = told(about, kind)
    if not found:
        yield Paragraph(about.say("按规则没有。", "None by the rule."))
        return
    word = {"strength": Text("优势", "strengths"), "weakness": Text("短板", "weaknesses")}[kind]
    yield Paragraph(
        about.say(
            "按规则判定的{kind}共 {n} 项{rest}：",
            "By the rule there are {n} {kind}{rest}:",
            kind=word,
            n=str(len(found)),
            rest=about.say("，列出最突出的 {k} 项", ", of which the clearest {k} follow", k=str(SHOWN))
            if len(found) > SHOWN
            else (),
        )
    )
    for one in found[:SHOWN]:
        yield Paragraph(sentence(about, one, kind), "item")


def _chart(about: About) -> Chart:
    codes = list(about.material.indicators)
    found = [about.marks.get(code) for code in codes]
    signs = []
    for mark in found:
        kinds = set() if mark is None else set(mark.against.values())
        signs.append("▲" if kinds == {"strength"} else "▼" if kinds == {"weakness"} else "")
    shares = [None if one is None else one.percentile for one in found]
    option = charts.percentiles(codes, shares, signs, about.word("中间", "middle"))
    title = about.word(
        "40 项指标的百分位（100 为最前）".replace("40", str(len(codes))),
        f"Percentile ranks of the {len(codes)} indicators (100 is best)",
    )
    said = about.word(
        "每项指标在有数园区中的百分位；▲ 优势，▼ 短板",
        "percentile rank of each indicator; ▲ strength, ▼ weakness",
    )
    return Chart("percentiles", title, option, 590, 210, said)
