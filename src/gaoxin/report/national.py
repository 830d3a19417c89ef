"""Reports on many zones, for evaluators: the annual report of the nation and of a province, mid-term and final."""

from collections.abc import Callable, Iterator

from gaoxin.diagnosis import Audience
from gaoxin.report import words
from gaoxin.report.about import BASIS
from gaoxin.report.circle import Circle
from gaoxin.report.document import Block, Document, Heading, PageBreak, Paragraph, State
from gaoxin.report.material import HORIZON, Material
from gaoxin.report.sections.groups import by_province, by_type, members
from gaoxin.report.sections.medians import medians
from gaoxin.report.sections.method import method
from gaoxin.report.sections.overview import overview, ranking
from gaoxin.report.sections.profile import sentence, told
from gaoxin.report.sections.progress import own, progress, series
from gaoxin.report.sections.standing import moved, place
from gaoxin.terms import Language, Text

NAMED = 20
"""How many zones are named in a sentence."""

NATIONAL = "national"
"""The unit of a report on all zones."""


def annual(material: Material, unit: str, audience: Audience, language: Language, state: State) -> Document:
    """Return the annual report of the nation or, for a province, of its zones."""
    circle = _circle(material, unit, language)
    title = Text(
        f"国家高新区 {material.now.year + 1} 年评价报告",
        f"National high-tech zones: evaluation of {material.now.year + 1}",
    )
    if circle.province:
        title = Text(
            f"{unit}国家高新区 {material.now.year + 1} 年评价报告",
            f"High-tech zones of {unit}: evaluation of {material.now.year + 1}",
        )
    return _document("diagnosis", circle, audience, state, title=title, blocks=_annual)


def midterm(material: Material, unit: str, audience: Audience, language: Language, state: State) -> Document:
    """Return the mid-term report (2016): progress to the targets, and where the pace leads."""
    circle = _circle(material, unit, language)
    title = Text(
        f"国家高新区目标中期评估报告（{material.now.year + 1} 年）",
        f"Mid-term review of the targets ({material.now.year + 1})",
    )
    return _document("midterm", circle, audience, state, title=title, blocks=_review)


def final(material: Material, unit: str, audience: Audience, language: Language, state: State) -> Document:
    """Return the final report (2021): what was reached of the targets."""
    circle = _circle(material, unit, language)
    title = Text(
        f"国家高新区目标总结评估报告（{material.now.year + 1} 年）",
        f"Final review of the targets ({material.now.year + 1})",
    )
    return _document("final", circle, audience, state, title=title, blocks=_review)


def _circle(material: Material, unit: str, language: Language) -> Circle:
    return Circle(material, "" if unit == NATIONAL else unit, language)


def _document(
    kind: str,
    circle: Circle,
    audience: Audience,
    state: State,
    *,
    title: Text,
    blocks: Callable[[Circle], Iterator[Block]],
) -> Document:
    material, year = circle.material, circle.now.year
    edition = circle.now.evaluation.edition
    return Document(
        kind=kind,
        unit=circle.province or NATIONAL,
        language=circle.language,
        audience=audience,
        state=state,
        synthetic=circle.now.synthetic,
        title=circle.word(*title),
        subtitle=circle.word(f"数据年度 {year} 年", f"data year {year}"),
        blocks=tuple(blocks(circle)),
        facts={
            "province": circle.province or "—",
            "zones": str(len(circle.records)),
            "ranked": str(len(circle.ranked)),
            "data_year": str(year),
            "evaluation_year": str(year + 1),
            "edition": edition.edition,
            "method_basis": circle.word(*BASIS[edition.method.basis]),
        },
        of=material.digests,
    )


def _annual(circle: Circle) -> Iterator[Block]:
    yield from overview(circle)
    if circle.province:
        yield from members(circle)
        yield from progress(circle)
        yield from _zones(circle)
    else:
        yield from by_type(circle)
        yield from by_province(circle)
        yield from progress(circle)
    yield from method(circle.material, circle.language, of_zone=False)
    yield from _annex(circle)


def _zones(circle: Circle) -> Iterator[Block]:
    """Yield a paragraph or two on each zone of a province: its place, its clearest strengths and weaknesses."""
    yield Heading(1, (circle.word("各园区情况", "Zone by zone"),), "zones")
    for unit in circle.records:
        about = circle.about(unit)
        yield Heading(2, (circle.zone(unit),), f"zone_{unit}")
        yield Paragraph((*place(about), *(() if about.shadow else moved(about))))
        for kind in ("strength", "weakness"):
            for mark in told(about, kind)[:2]:
                yield Paragraph(sentence(about, mark, kind), "item")


def _review(circle: Circle) -> Iterator[Block]:
    yield Heading(1, (circle.word("评估范围", "Scope"),), "scope")
    years = [one.year for one in (*circle.material.earlier, circle.now)]
    yield Paragraph(
        circle.say(
            "本报告依据数据年度{years}年的评价结果，按通知附1对三类园区的要求，评估到 {horizon} 年的目标{done}。",
            "This report rests on the results of data years {years} and reviews the targets that annex 1 of the notice sets for {horizon}{done}.",
            years="、".join(map(str, years)) if circle.language == "zh" else ", ".join(map(str, years)),
            horizon=str(HORIZON),
            done=circle.word("完成情况", "")
            if circle.now.year >= HORIZON
            else circle.word("的进展和走势", ": how far they are and where the pace leads"),
        )
    )
    if circle.now.year < HORIZON and len(years) < 2:
        yield Paragraph(
            circle.say(
                "只有一个年度的结果，不能说明速度和走势；给出往年结果（--previous）后列出。",
                "With one year only, neither pace nor outlook can be said; they come with earlier results (--previous).",
            )
        )
    yield from progress(circle)
    yield from series(circle)
    yield from _complete(circle)
    yield from by_type(circle)
    yield from method(circle.material, circle.language, of_zone=False)
    yield PageBreak()
    yield Heading(1, (circle.word("附表", "Annexed tables"),), "annex")
    yield from medians(circle)


def _complete(circle: Circle) -> Iterator[Paragraph]:
    """Say which zones meet all their targets, and which meet none."""
    verdicts: dict[str, list[str]] = {}
    for one in own(circle):
        verdicts.setdefault(one.unit, []).append(list(one.verdicts.values())[-1])
    everything = [unit for unit in circle.records if unit in verdicts and set(verdicts[unit]) == {"met"}]
    nothing = [unit for unit in circle.records if unit in verdicts and "met" not in verdicts[unit]]
    names = words.enumerated(circle.language, [(circle.short(unit),) for unit in everything[:NAMED]])
    every = circle.say("没有园区达到全部目标", "No zone meets all of its targets")
    if everything:
        every = circle.say(
            "达到全部目标的有{n}（{names}{more}）", "{n} all of their targets ({names}{more})",
            n=words.counted(circle.language, len(everything), Text("个园区", "zones meet"), "zone meets"),
            names=names, more=circle.word("等", " and others") if len(everything) > NAMED else "",
        )  # fmt: skip
    none = words.counted(circle.language, len(nothing), Text("个园区", "zones meet"), "zone meets")
    yield Paragraph(
        circle.say("{every}；{none}一项也未达到。", "{every}; {none} none.", every=every, none=none)
    )


def _annex(circle: Circle) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(1, (circle.word("附表", "Annexed tables"),), "annex")
    yield ranking(circle)
    yield from medians(circle)
