"""The letter of result to a zone: ranks, changes, strong and weak points; the interval in an annex, and no score.

That is the letter as practice knows it. An order may let it say more or less: what is not among its parts stands
nowhere in it, neither in a sentence nor in the figures that the file carries.
"""

from collections.abc import Iterator
from dataclasses import replace

from gaoxin.diagnosis import Audience
from gaoxin.report.about import About
from gaoxin.report.document import Block, Document, Heading, PageBreak, Paragraph, State
from gaoxin.report.material import Material
from gaoxin.report.sections.told import annex, dimensions, moves, place, points
from gaoxin.report.shown import USUAL, Shown
from gaoxin.report.zone import facts
from gaoxin.terms import Language

_NEEDS = {"score": "score", "rank": "rank", "type_rank": "rank", "type_n": "rank"}
"""The part of a result that a fact of a template belongs to."""


def letter(
    material: Material,
    unit: str,
    audience: Audience,
    language: Language,
    state: State,
    *,
    shown: Shown = USUAL,
) -> Document:
    """Return the letter of result to a zone, saying these parts of the result and no others."""
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
        blocks=tuple(_blocks(about, shown)),
        facts=_facts(about, shown),
        of=material.digests,
    )


def _facts(about: About, shown: Shown) -> dict[str, str]:
    """Return what a template may name; a dash stands for what the letter does not say."""
    return {
        name: "—" if name in _NEEDS and _NEEDS[name] not in shown.now else value
        for name, value in facts(about).items()
    }


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


def _blocks(about: About, shown: Shown) -> Iterator[Block]:
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
    yield Paragraph(place(about, shown))
    yield from (Paragraph(one) for one in moves(about, shown) if one)
    yield from dimensions(about, shown)
    yield from points(about, shown)
    yield Paragraph(
        about.say(
            "结果的算法、数据来源和每个数的由来，可在评价系统中逐级查到填报的数据和所依据的条文。如有异议，请按规定的程序和期限提出。",
            "The evaluation system shows how each figure came about, stair by stair, down to what was reported and to the clause. Objections are raised by the procedure and within the time that are set.",
        )
    )
    yield _organ(about.language)
    yield Paragraph((about.word("    年  月  日", "date"),), "closing")
    yield PageBreak()
    yield from annex(about, shown)
