"""The letter of result to a zone: ranks, dimensions, changes, strong and weak points; the interval in an annex."""

from collections.abc import Iterator
from dataclasses import replace

from gaoxin.diagnosis import Audience
from gaoxin.diagnosis.marks import Mark
from gaoxin.report import words
from gaoxin.report.about import About
from gaoxin.report.document import Block, Document, Heading, PageBreak, Paragraph, State, Words
from gaoxin.report.material import Material
from gaoxin.report.sections.profile import told
from gaoxin.report.sections.standing import (
    complete,
    dimension_chart,
    dimension_table,
    interval,
    moved,
    place,
    variants,
)
from gaoxin.report.zone import facts
from gaoxin.terms import Language

SHOWN = 3


def letter(material: Material, unit: str, audience: Audience, language: Language, state: State) -> Document:
    """Return the letter of result to a zone."""
    about = About(material, unit, audience, language)
    year = about.now.year + 1
    return Document(
        kind="letter",
        unit=unit,
        language=language,
        audience=audience,
        state=state,
        synthetic=material.now.synthetic,
        title=about.word(f"关于 {year} 年国家高新区评价结果的函", f"Result of the evaluation of {year}"),
        subtitle="",
        blocks=tuple(_blocks(about)),
        facts=facts(about),
        of=material.digests,
    )


def issued(document: Document, organ: str, number: str) -> Document:
    """Return a letter with the organ that issues it, at the head and where it signs; any other document as it is."""
    if not organ:
        return replace(document, number=number)
    signed = tuple(
        Paragraph((organ,), "closing") if block == _organ(document.language) else block
        for block in document.blocks
    )
    return replace(document, organ=organ, number=number, blocks=signed)


def _organ(language: Language) -> Paragraph:
    return Paragraph(("（发文机关）" if language == "zh" else "(issuing authority)",), "closing")


def _blocks(about: About) -> Iterator[Block]:
    yield Paragraph(
        (about.word(f"{about.name}管理委员会：", f"To the management committee of {about.name}:"),), "address"
    )
    yield Paragraph(
        about.say(
            "根据{document}，现将{year}年（数据年度{data}年）评价结果函告如下。",
            "Under {document}, the result of the evaluation of {year} (data year {data}) is as follows.",
            document=f"《{about.now.evaluation.edition.title}》（{about.now.evaluation.edition.document}）"
            if about.language == "zh"
            else about.now.evaluation.edition.document,
            year=str(about.now.year + 1),
            data=str(about.now.year),
        )
    )
    yield Heading(1, (about.word("评价结果", "Result"),), "result")
    yield Paragraph(place(about))
    if not about.shadow:
        yield Paragraph(moved(about))
    yield Heading(1, (about.word("四个维度", "Dimensions"),), "dimensions")
    yield dimension_table(about)
    if not about.shadow:
        yield Heading(1, (about.word("优势与短板", "Strong and weak points"),), "points")
        yield Paragraph(points(about))
    yield Paragraph(
        about.say(
            "得分和位次的算法、数据来源及每个数的追溯办法见诊断报告。如有异议，请按规定的程序和期限提出。",
            "How score and rank came about, and how every figure is traced, stands in the diagnostic report. Objections are raised by the procedure and within the time that are set.",
        )
    )
    yield _organ(about.language)
    yield Paragraph((about.word("    年  月  日", "date"),), "closing")
    yield PageBreak()
    yield Heading(0, (about.word("附件：位次的可靠程度", "Annex: how sure the rank is"),), "sure")
    if about.subject.interval is not None:
        yield Paragraph(interval(about))
    elif not about.shadow:
        yield Paragraph(about.say("未计算位次区间。", "No interval of the rank was computed."))
    if not about.shadow:
        yield Paragraph(variants(about))
    yield Paragraph(complete(about))
    yield dimension_chart(about)


def points(about: About) -> Words:
    """Say strong and weak points with their ranks in one paragraph."""

    def listed(marks: list[Mark]) -> Words:
        names = [
            about.say(
                "{name}（第{rank}位）",
                "{name} ({rank})",
                name=about.name_of(about.material.indicators[one.code]),
                rank=words.rank(about.language, one.rank),
            )
            for one in marks[:SHOWN]
        ]
        return (
            words.enumerated(about.language, names)
            if names
            else (about.word("按规则没有", "none by the rule"),)
        )

    return about.say(
        "表现较好的指标：{strong}。需要关注的指标：{weak}。",
        "Strong points: {strong}. Points to look at: {weak}.",
        strong=listed(told(about, "strength")),
        weak=listed(told(about, "weakness")),
    )
