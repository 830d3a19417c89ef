"""The reports of one zone: the diagnostic report and the letter of result."""

from collections.abc import Iterator

from gaoxin.diagnosis import Audience
from gaoxin.report import words
from gaoxin.report.about import BASIS, STATUS, About
from gaoxin.report.document import Block, Document, State
from gaoxin.report.material import Material
from gaoxin.report.sections.advice import advice
from gaoxin.report.sections.annex import annex
from gaoxin.report.sections.changes import changes
from gaoxin.report.sections.clues import clues
from gaoxin.report.sections.method import method
from gaoxin.report.sections.profile import profile
from gaoxin.report.sections.standing import standing
from gaoxin.report.sections.targets import targets
from gaoxin.report.sections.years import years
from gaoxin.terms import Language


def diagnosis(
    material: Material, unit: str, audience: Audience, language: Language, state: State
) -> Document:
    """Return the diagnostic report of a zone for its audience."""
    about = About(material, unit, audience, language)
    return Document(
        kind="diagnosis",
        unit=unit,
        language=language,
        audience=audience,
        state=state,
        synthetic=material.now.synthetic,
        title=about.word(f"{about.name}评价诊断报告", f"Diagnostic report: {about.name}"),
        subtitle=about.word(
            f"{about.now.year + 1} 年评价（数据年度 {about.now.year} 年）",
            f"Evaluation of {about.now.year + 1} (data year {about.now.year})",
        ),
        blocks=tuple(_diagnosis(about)),
        facts=facts(about),
        of=material.digests,
    )


def _diagnosis(about: About) -> Iterator[Block]:
    for section in (standing, profile, changes, years, targets, advice, clues):
        yield from section(about)
    yield from method(about.material, about.language, of_zone=not about.open)
    yield from annex(about)


def facts(about: About) -> dict[str, str]:
    """Return what a template may name of a zone, as it is printed."""
    at, dash = about.record.at, "—"
    ranked = at["rank"] is not None
    return {
        "zone": about.name,
        "zone_code": about.unit,
        "province": str(at["province"] or dash),
        "park_type": about.park_type or dash,
        "score": words.digits(at["score"], 2),
        "rank": words.ordinal(about.language, at["rank"]) if ranked else dash,
        "n": f"{at['n']:g}",
        "type_rank": words.ordinal(about.language, at["type_rank"]) if about.typed else dash,
        "type_n": f"{at['type_n']:g}" if about.typed else dash,
        "status": words.of(about.language, STATUS[at["status"]]),
        "data_year": str(about.now.year),
        "evaluation_year": str(about.now.year + 1),
        "edition": str(at["edition"]),
        "method_basis": words.of(about.language, BASIS[at["method_basis"]]),
        "coverage": dash if at["coverage"] is None else words.share(at["coverage"]).text,
    }
