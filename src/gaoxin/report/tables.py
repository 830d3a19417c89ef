"""Statistical tables: the result as numbered 附表 for a workbook, of a zone, a province or the nation."""

from collections.abc import Iterator, Mapping, Sequence

from gaoxin.diagnosis import Audience
from gaoxin.edition import Dimension, Indicator
from gaoxin.report import words
from gaoxin.report.about import BASIS, STATUS, About, dagger
from gaoxin.report.circle import Circle
from gaoxin.report.document import Block, Column, Document, Number, Row, State, Table, Words
from gaoxin.report.material import Material
from gaoxin.report.national import NATIONAL
from gaoxin.report.sections.annex import annex
from gaoxin.report.sections.medians import medians
from gaoxin.report.sections.overview import ranking
from gaoxin.report.sections.standing import dimension_table
from gaoxin.report.sections.targets import VERDICTS, target_table
from gaoxin.report.zone import facts
from gaoxin.terms import Language, Text


def of_zone(material: Material, unit: str, audience: Audience, language: Language, state: State) -> Document:
    """Return the statistical tables of a zone."""
    about = About(material, unit, audience, language)
    blocks = [dimension_table(about), *target_table(about), *annex(about)]
    title = about.word(f"{about.name}评价统计表", f"Statistical tables: {about.name}")
    return _document(
        material, unit, audience, language, state=state, title=title, blocks=blocks, said=facts(about)
    )


def of_circle(
    material: Material, unit: str, audience: Audience, language: Language, state: State
) -> Document:
    """Return the statistical tables of a province or the nation."""
    circle = Circle(material, "" if unit == NATIONAL else unit, language)
    blocks = [ranking(circle), dimensions(circle), *_values(circle), *_verdicts(circle), *medians(circle)]
    title = circle.word(
        f"{circle.name}国家高新区评价统计表",
        f"Statistical tables of the national high-tech zones: {circle.name}",
    )
    edition = circle.now.evaluation.edition
    basis = words.of(language, BASIS[edition.method.basis])
    said = {"data_year": str(circle.now.year), "edition": edition.edition, "method_basis": basis}
    return _document(material, unit, audience, language, state=state, title=title, blocks=blocks, said=said)


def _document(
    material: Material, unit: str, audience: Audience, language: Language, *, state: State,
    title: str, blocks: Sequence[Block], said: Mapping[str, str],
) -> Document:  # fmt: skip
    year = material.now.year
    tables = tuple(_as_annex(one) for one in blocks if isinstance(one, Table))
    return Document(
        kind="tables", unit=unit, language=language, audience=audience, state=state,
        synthetic=material.now.synthetic, title=title,
        subtitle=words.of(language, Text(f"{year} 年", f"data year {year}")), blocks=tables,
        facts={**said, "form": form(material, language)}, of=material.digests,
    )  # fmt: skip


def form(material: Material, language: Language) -> str:
    """Return number, issuer, approval and validity of the form, as the edition knows them."""
    said = material.now.result.manifest.get("form") or {}
    names = {"表号": "form", "制定机关": "issued by", "批准或备案文号": "approval", "有效期限": "valid"}
    if language == "zh":
        return "；".join(f"{name}：{value}" for name, value in said.items())
    return "; ".join(f"{names.get(name, name)}: {value}" for name, value in said.items())


def _as_annex(table: Table) -> Table:
    return Table(table.name, table.title, table.columns, table.rows, table.unit, table.note, annex=True)


def dimensions(circle: Circle) -> Table:
    """Return scores and ranks of every zone in every dimension."""
    rows = []
    for unit, record in circle.records.items():
        cells: list[Words] = []
        for code, _ in circle.dimensions():
            rank = circle.now.cell("dimensions.csv", unit, code, "rank")
            place = words.place(rank, circle.address("dimension", code, unit)) if rank is not None else "—"
            cells += [(circle.dimension(unit, code),), (place,)]
        status = words.of(circle.language, STATUS[record.at["status"]])
        rows.append(Row(((unit,), (circle.zone(unit),), (status,), (circle.score(unit),), *cells)))
    score, place_ = circle.word("得分", "Score"), circle.word("位次", "Rank")
    pairs = [
        Column(head, 0.07, over=f"{code} {label}")
        for code, label in circle.dimensions()
        for head in (score, place_)
    ]
    columns = (
        *_who(circle),
        Column(circle.word("状态", "Status"), 0.08, "left"),
        Column(circle.word("综合得分", "Score"), 0.08),
        *pairs,
    )
    return Table(
        "dimensions",
        circle.word("维度得分和位次", "Scores and ranks by dimension"),
        columns,
        tuple(rows),
        circle.word("分", "points"),
    )


def _who(circle: Circle) -> tuple[Column, Column]:
    return Column(circle.word("代码", "Code"), 0.06, "left"), Column(circle.word("园区", "Zone"), 0.2, "left")


def _values(circle: Circle) -> Iterator[Table]:
    """Yield a table of indicator values a dimension, every zone a row."""
    for one in circle.now.evaluation.edition.dimensions:
        found = list(_indicators(one))
        columns = (*_who(circle), *(_column(circle, each) for each in found))
        rows = tuple(
            Row(((unit,), (circle.zone(unit),), *(_value(circle, unit, each) for each in found)))
            for unit in circle.records
        )
        label = circle.word(one.label or one.id, one.label_en or one.label or one.id)
        title = circle.word(f"指标值：{one.id} {label}", f"Values: {one.id} {label}")
        yield Table(
            f"values_{one.id}",
            title,
            columns,
            rows,
            "",
            circle.word("“…”暂无数据，“—”不适用。", "… not available, — not applicable."),
        )


def _indicators(dimension: Dimension) -> Iterator[Indicator]:
    yield from dimension.indicators
    for below in dimension.dimensions:
        yield from _indicators(below)


def _column(circle: Circle, one: Indicator) -> Column:
    name = circle.word(one.label, one.label_en or one.label)
    unit = words.unit_of(circle.language, one.unit)
    return Column(f"{one.code} {name}{dagger(one)}" + (f"\n（{unit}）" if unit else ""), 0.1)


def _value(circle: Circle, unit: str, one: Indicator) -> Words:
    value = circle.now.cell("indicators.csv", unit, one.code, "value")
    if value is None:
        return (
            words.NOTHING.get(circle.now.cell("indicators.csv", unit, one.code, "missing_reason") or "", "…"),
        )
    text = "0" if value == 0 else words.digits(value, words.places(one.unit, value))
    return (Number(text, circle.address("indicator", one.code, unit), value),)


def _verdicts(circle: Circle) -> Iterator[Table]:
    """Yield a table of verdicts a park type, every zone a row and every target a column."""
    for kind in circle.now.evaluation.edition.park_types:
        targets = [one for one in circle.now.evaluation.edition.targets if one.park_type == kind]
        units = [unit for unit, record in circle.records.items() if record.at["park_type"] == kind]
        if not targets or not units:
            continue
        rows = []
        for unit in units:
            said = {row["no"]: row["verdict"] for row in circle.now.rows("targets.csv", unit)}
            met = sum(verdict == "met" for verdict in said.values())
            verdicts = [
                (words.choose(circle.language, VERDICTS, said.get(one.no, "unknown")),) for one in targets
            ]
            rows.append(Row(((unit,), (circle.zone(unit),), (str(met),), *verdicts)))
        heads = [
            Column(f"{one.no} {circle.word(one.label, one.label_en or one.label)}", 0.09, "center")
            for one in targets
        ]
        columns = (*_who(circle), Column(circle.word("达到", "Met"), 0.06), *heads)
        title = circle.word(f"目标判定：{circle.kind(kind)}", f"Verdicts on targets: {circle.kind(kind)}")
        yield Table(f"verdicts_{kind}", title, columns, tuple(rows))
