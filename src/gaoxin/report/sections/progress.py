"""The targets of annex 1 over many zones: how many are met, by type and by target, and where they are going."""

from collections.abc import Iterator, Sequence

from gaoxin.diagnosis.outlook import Outlook, summary
from gaoxin.report import charts, words
from gaoxin.report.circle import Circle
from gaoxin.report.document import Block, Chart, Column, Heading, Paragraph, Row, Span, Table, Words
from gaoxin.report.material import HORIZON
from gaoxin.report.sections.targets import OUTLOOKS


def progress(circle: Circle) -> Iterator[Block]:
    """Yield the section: the state of the year by park type, the outlook, and each target by type."""
    found = own(circle)
    if not found:
        return
    yield Heading(1, (circle.word("目标完成情况", "Targets"),), "targets")
    yield Paragraph(state(circle, found))
    yield _chart(circle, found)
    if circle.material.earlier and circle.now.year < HORIZON:
        yield Paragraph(_outlook(circle, found))
    yield from by_target(circle, found)


def own(circle: Circle) -> list[Outlook]:
    """Return the targets of the circle's zones."""
    return [one for one in circle.material.outlooks.values() if one.unit in circle.records]


def latest(one: Outlook) -> str:
    """Return the verdict of the latest year."""
    return list(one.verdicts.values())[-1]


def state(circle: Circle, found: Sequence[Outlook]) -> Words:
    """Say how many of the verdicts are met, and which type is farthest."""
    met = sum(latest(one) == "met" for one in found)
    kinds = [
        (kind, count)
        for kind, count in summary(found, tuple(circle.now.evaluation.edition.park_types))
        if count["zones"]
    ]
    told = [
        circle.say("{kind}{zones}个园区共{targets}项，达到{met}项（{share}）", "{kind}: {met} of {targets} in {zones} zones ({share})",
                   kind=circle.kind(kind), zones=str(count["zones"]), targets=f"{count['targets']:,}", met=f"{count['met']:,}",
                   share=words.share(count["met"] / count["targets"]))
        for kind, count in kinds
    ]  # fmt: skip
    return circle.say(
        "按各园区所属类型的要求逐项判定，共{n}项次，达到{met}项次，占{share}。其中，{told}。",
        "Judged by what annex 1 asks of each park type, {met} of {n} verdicts are met ({share}): {told}.",
        n=f"{len(found):,}",
        met=f"{met:,}",
        share=words.share(met / len(found)),
        told=_semicolons(circle, told),
    )


def _semicolons(circle: Circle, parts: Sequence[Words]) -> Words:
    found: list[Span] = []
    for at, one in enumerate(parts):
        found += [circle.word("；", "; ") if at else "", *one]
    return words.merged(found)


def _chart(circle: Circle, found: Sequence[Outlook]) -> Chart:
    kinds = [
        kind
        for kind in circle.now.evaluation.edition.park_types
        if any(one.park_type == kind for one in found)
    ]
    parts = [
        (
            circle.word(zh, en),
            [sum(latest(one) == verdict and one.park_type == kind for one in found) for kind in kinds],
        )
        for verdict, zh, en in (
            ("met", "达到", "met"),
            ("not_met", "未达到", "not met"),
            ("unknown", "未知", "unknown"),
        )
    ]
    labels = [circle.kind(kind) for kind in kinds]
    title = circle.word("目标判定的项次，按园区类型", "Verdicts by park type")
    said = circle.word("；", "; ").join(
        f"{label} {' / '.join(str(values[at]) for _, values in parts)}" for at, label in enumerate(labels)
    )
    return Chart("verdicts", title, charts.stacked(labels, parts), 580, 60 + 36 * len(kinds), said)


def _outlook(circle: Circle, found: Sequence[Outlook]) -> Words:
    counts = {word: sum(one.word == word for one in found) for word in OUTLOOKS}
    told = [
        circle.say("{word}{n}项次", "{n} {word}", word=words.of(circle.language, text), n=f"{counts[word]:,}")
        for word, text in OUTLOOKS.items()
        if counts[word]
    ]
    return circle.say(
        "按{first}年至{year}年的实际速度推算到 {horizon} 年，{told}。推算只说明照现有速度会怎样，不是预测。",
        "Carried on to {horizon} at the pace of {first} to {year}: {told}. This says where the present pace leads; it is no forecast.",
        first=str(circle.material.earlier[0].year),
        year=str(circle.now.year),
        horizon=str(HORIZON),
        told=words.enumerated(circle.language, told),
    )


def by_target(circle: Circle, found: Sequence[Outlook]) -> Iterator[Table]:
    """Yield a table for each park type: every target with how many zones meet it, year by year where known."""
    years = sorted({year for one in found for year in one.verdicts})[-4:]
    for kind in circle.now.evaluation.edition.park_types:
        inside = [one for one in found if one.park_type == kind]
        if not inside:
            continue
        numbers = sorted({one.no for one in inside}, key=int)
        rows = tuple(
            Row(_target(circle, no, [one for one in inside if one.no == no], years)) for no in numbers
        )
        columns = (
            Column(circle.word("序号", "No."), 0.07, "center"),
            Column(circle.word("目标", "Target"), 0.4, "left"),
            Column(circle.word("园区数", "Zones"), 0.1),
            *(Column(circle.word(f"{year} 达到", f"met {year}"), 0.1) for year in years),
            *(
                [Column(circle.word("可达/有风险/达不到", "on track/at risk/off"), 0.2)]
                if len(years) > 1
                else []
            ),
        )
        title = circle.word(f"各项目标的达到情况：{circle.kind(kind)}", f"Targets met: {circle.kind(kind)}")
        note = circle.word(
            "按数据年度列出达到该目标的园区数。", "How many zones meet the target, by data year."
        )
        yield Table(f"targets_{kind}", title, columns, rows, circle.word("个", "zones"), note)


def _target(circle: Circle, no: str, inside: Sequence[Outlook], years: Sequence[int]) -> tuple[Words, ...]:
    first = inside[0]
    counts = [sum(one.word == word for one in inside) for word in ("on_track", "at_risk", "off_track")]
    return (
        (no,),
        (circle.word(first.label, first.label_en),),
        (str(len(inside)),),
        *((str(sum(one.verdicts.get(year) == "met" for one in inside)),) for year in years),
        *([("/".join(map(str, counts)),)] if len(years) > 1 else []),
    )


def series(circle: Circle) -> Iterator[Chart | Paragraph]:
    """Yield the share of targets met by type over the years."""
    found = own(circle)
    years = sorted({year for one in found for year in one.verdicts})
    if len(years) < 2:
        return
    kinds = [
        kind
        for kind in circle.now.evaluation.edition.park_types
        if any(one.park_type == kind for one in found)
    ]
    drawn = []
    for kind in kinds:
        inside = [one for one in found if one.park_type == kind]
        shares = [_share(inside, year) for year in years]
        drawn.append((circle.kind(kind), shares))
    told = [
        circle.say(
            "{kind}由{a}变为{b}",
            "{kind}: {a} to {b}",
            kind=kind,
            a=_per_cent(shares[0]),
            b=_per_cent(shares[-1]),
        )
        for kind, shares in drawn
    ]
    yield Paragraph(
        circle.say(
            "{first}年至{last}年，目标达到的比例：{told}。",
            "From {first} to {last} the share of targets that are met: {told}.",
            first=str(years[0]), last=str(years[-1]), told=words.enumerated(circle.language, told),
        )
    )  # fmt: skip
    option = charts.lines(years, drawn, "%")
    title = circle.word("目标达到的比例（%），按园区类型", "Share of targets met (per cent), by park type")
    said = circle.word("；", "; ").join(
        f"{kind} {_per_cent(shares[0])}→{_per_cent(shares[-1])}" for kind, shares in drawn
    )
    yield Chart("series", title, option, 580, 220, said)


def _share(inside: Sequence[Outlook], year: int) -> float | None:
    known = [one.verdicts[year] for one in inside if year in one.verdicts]
    return round(100 * known.count("met") / len(known), 1) if known else None


def _per_cent(value: float | None) -> str:
    return "—" if value is None else f"{words.digits(value, 1)}%"
