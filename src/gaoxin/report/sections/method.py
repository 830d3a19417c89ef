"""How the figures came about: edition, method, what is assumed, and how the report can be checked."""

from collections.abc import Iterator
from typing import Any

from gaoxin.report import words
from gaoxin.report.document import Block, Heading, Paragraph, Words
from gaoxin.report.material import Material
from gaoxin.terms import Language, Text

_TREAT = {
    "none": Text("不处理极端值", "Extreme values are not treated"),
    "winsorise": Text(
        "偏度和峰度超限的指标做缩尾处理", "Columns that fail on skewness and kurtosis are winsorised"
    ),
    "winsorise_then_log": Text(
        "极端值先缩尾、仍超限再取对数", "Extreme values are winsorised, then logged where that is not enough"
    ),
}
_STANDARDISE = {
    "minmax": Text("极差标准化", "min–max standardisation"),
    "zscore": Text("标准分", "z-scores"),
    "efficacy": Text("功效系数法", "efficacy coefficients"),
    "rank": Text("名次法", "ranks"),
    "borda": Text("波达计数", "Borda counts"),
    "percentile_rank": Text("百分位", "percentile ranks"),
}
_AGGREGATE = {
    "arithmetic": Text("加权算术平均", "weighted arithmetic means"),
    "geometric": Text("加权几何平均", "weighted geometric means"),
    "harmonic": Text("加权调和平均", "weighted harmonic means"),
    "power": Text("加权幂平均", "weighted power means"),
    "copeland": Text("科普兰两两比较", "Copeland's pairwise comparison"),
}


def method(material: Material, language: Language, *, of_zone: bool) -> Iterator[Block]:
    """Yield the section in some paragraphs."""
    yield Heading(1, (words.of(language, Text("方法说明", "Notes on method")),), "method")
    for frame in (
        _edition(material, language),
        _steps(material, language),
        _reading(language, of_zone=of_zone),
    ):
        yield Paragraph(frame)
    if material.now.synthetic:
        frame = Text(
            "本报告由合成演示数据生成，园区名称均为虚构，不得作为任何判断的依据。",
            "This report was made of synthetic demonstration data; the zones are invented and nothing may be concluded from it.",
        )
        yield Paragraph(words.say(language, frame))


def _edition(material: Material, language: Language) -> Words:
    edition, manifest = material.now.evaluation.edition, material.now.result.manifest
    title = Text(edition.title, edition.title_en or edition.title)
    return words.say(
        language,
        Text(
            "指标体系为{document}《{title}》（{edition}，摘要 {digest}），数据年度 {year} 年；结果摘要 {result}。"
            "从总分到单元格的每个数都有地址，可用 gaoxin trace 追溯，用 gaoxin verify 重算核对。",
            "The indicator system is {document}, {title} ({edition}, digest {digest}), data year {year}; result digest {result}. "
            "Every figure from the total down to the cell has an address: gaoxin trace opens it, gaoxin verify computes it again.",
        ),
        document=edition.document, title=title, edition=edition.edition, digest=edition.digest[7:15],
        year=str(material.now.year), result=str(manifest["result_digest"])[7:15],
    )  # fmt: skip


def _steps(material: Material, language: Language) -> Words:
    said: dict[str, Any] = dict(material.now.result.manifest["method"])
    basis = Text("由通知明文规定", "stated by the notice")
    if said["basis"] != "stated":
        basis = Text(
            "通知没有规定，为本系统假定，可以更换" if said["basis"] == "assumed" else "由通知推定",
            "not given by the notice; it is assumed here and can be replaced"
            if said["basis"] == "assumed"
            else "inferred from the notice",
        )
    return words.say(
        language,
        Text(
            "标准化方法{basis}：{treat}，{standardise}到 0–100 分，按体系所定权重{aggregate}；位次按未舍入的得分排列，舍入只用于显示，差值由未舍入的数算出。",
            "The way of standardising is {basis}. {treat}; {standardise} to 0–100; {aggregate} with the weights of the edition. "
            "Ranks follow unrounded scores; rounding is for display only, and differences are those of unrounded figures.",
        ),
        basis=basis,
        treat=_word(_TREAT, said["treat"]),
        standardise=_word(_STANDARDISE, said["standardise"]),
        aggregate=_word(_AGGREGATE, said["aggregate"]),
    )


def _word(table: dict[str, Text], said: Any) -> Text:
    using = said["using"]
    names = using if isinstance(using, list) else [using]
    found = [table.get(name, Text(name, name)) for name in names]
    return Text("、".join(one.zh for one in found), ", ".join(one.en for one in found))


def _reading(language: Language, *, of_zone: bool) -> Words:
    own = Text(
        "与他园的比较只用至少五个园区的四分位数，取两位有效数字，不列他园的位次、得分和最大最小值。",
        "Comparisons use quartiles of groups of at least five other zones, to two digits; no other zone's rank, score, minimum or maximum is shown.",
    )
    frame = Text(
        "“—”为不适用，“…”为暂无数据，“0”为零；† 为问卷指标，‡ 为专家评分指标；比率之差用百分点。",
        "“—” means not applicable, “…” not available, “0” zero; † marks surveys and ‡ experts; differences of rates are percentage points.",
    )
    said = words.say(language, frame)
    return words.merged(
        [*said, *(() if not of_zone else ("" if language == "zh" else " ", words.of(language, own)))]
    )
