"""The head of the page: where the zone stands, and how sure that is. A rank never stands alone."""

from collections.abc import Iterator
from typing import Any

from gaoxin.diagnosis.groups import band_of, band_text
from gaoxin.diagnosis.interval import Interval
from gaoxin.diagnosis.statement import Section, Statement
from gaoxin.diagnosis.subject import Subject
from gaoxin.evaluation.ranking import ranking
from gaoxin.terms import Text

_BASIS = {
    "stated": Text("明文", "stated"),
    "inferred": Text("推定", "inferred"),
    "assumed": Text("假定", "assumed"),
}
_VARIANT = {
    "raw": Text("不做变换", "raw values"),
    "zscore": Text("标准分", "z-scores"),
    "geometric": Text("几何平均", "geometric means"),
}


def standing(subject: Subject) -> Section:
    """Return the head: score, rank with n, year, edition, method's basis, coverage, gaps, soft weight."""
    table = ranking(subject.evaluation)
    row = {name: column[table["unit"].index(subject.unit)] for name, column in table.items()}
    title = Text(
        f"{subject.zone.name}（{subject.unit}）",
        f"{subject.zone.name_en or subject.zone.name} ({subject.unit})",
    )
    return Section("standing", title, (*_heads(subject, row), *_sure(subject, row)))


def _heads(subject: Subject, row: dict[str, Any]) -> Iterator[Statement]:
    year, edition = subject.evaluation.snapshot.year, subject.evaluation.edition
    basis = _BASIS[edition.method.basis]
    mark = (
        Text("合成演示数据 · ", "synthetic data · ")
        if subject.evaluation.snapshot.synthetic
        else Text("", "")
    )
    kind, digest = edition.park_types.get(row["park_type"], ""), f"{edition.edition} {edition.digest[7:15]}"
    typed = Text(f" · {kind}", f" · {row['park_type'].replace('_', ' ')}") if kind else Text("", "")
    yield Statement(
        Text(
            f"{mark.zh}{year + 1} 年评价（数据年度 {year}）· {digest} · 方法：{basis.zh}{typed.zh}",
            f"{mark.en}evaluation of {year + 1} (data year {year}) · {digest} · method: {basis.en}{typed.en}",
        ),
        {
            "data_year": year,
            "edition": edition.edition,
            "edition_digest": edition.digest,
            "method_basis": edition.method.basis,
        },
    )
    if subject.shadow:
        yield Statement(
            Text(
                f"首轮试评：综合得分 {row['score']:.2f}，不参加排名",
                f"in its first round: score {row['score']:.2f}, not ranked",
            ),
            {"score": row["score"], "rank": None, "n": row["n"], "status": row["status"]},
        )
        return
    ranked = row["type_rank"] is not None
    yield Statement(
        Text(
            f"综合得分 {row['score']:.2f}，第 {row['rank']:g} 名（全部参评园区 {row['n']} 个）"
            + (f"；同类型第 {row['type_rank']:g} 名（{row['type_n']} 个）" if ranked else ""),
            f"score {row['score']:.2f}, rank {row['rank']:g} of {row['n']} ranked zones"
            + (f"; {row['type_rank']:g} of {row['type_n']} of its park type" if ranked else ""),
        ),
        {name: row[name] for name in ("score", "rank", "n", "status", "park_type", "type_rank", "type_n")},
    )


def _sure(subject: Subject, row: dict[str, Any]) -> Iterator[Statement]:
    if subject.interval is not None:
        yield interval_statement(subject, subject.interval)
        if subject.interval.tied is not None:
            yield _tied(subject, subject.interval.tied)
    elif not subject.shadow:
        yield Statement(
            Text(
                "位次区间：未计算（gaoxin robustness，再用 --robustness 给出）",
                "rank interval: not computed (gaoxin robustness, then --robustness)",
            )
        )
    ranks = {name: row[f"rank_{name}"] for name in subject.evaluation.variants}
    said = {name: "—" if rank is None else f"{rank:g}" for name, rank in ranks.items()}
    if not subject.shadow:
        yield Statement(
            Text(
                "换一种方法的位次："
                + "，".join(f"{_VARIANT[name].zh} {rank}" for name, rank in said.items()),
                "ranks under other methods: "
                + ", ".join(f"{_VARIANT[name].en} {rank}" for name, rank in said.items()),
            ),
            {"ranks_under_variants": ranks},
        )
    soft = f"{row['soft_weight']:.1%}"
    coverage = "—" if row["coverage"] is None else f"{row['coverage']:.1%}"
    yield Statement(
        Text(
            f"数据覆盖率 {coverage}，填补指标 {row['filled']} 个，调查与专家评分占权重 {soft}",
            f"coverage {coverage}, {row['filled']} indicators filled, {soft} of the weight are panels' marks",
        ),
        {name: row[name] for name in ("coverage", "filled", "soft_weight")},
    )


def interval_statement(subject: Subject, one: Interval) -> Statement:
    """Say the interval of a rank, and whether it stays in one band."""
    count = int(subject.evaluation.cells.ranked.sum())
    draws = Text(f"，{one.draws:,} 次抽样", f", {one.draws:,} draws") if one.draws else Text("", "")
    low, high = band_of(one.low, count), band_of(one.high, count)
    sure = Text(f"稳定在{band_text(low).zh}", f"surely in {band_text(low).en}")
    if low != high:
        sure = Text(
            f"跨{band_text(low).zh}到{band_text(high).zh}，不宜按单个名次下结论",
            f"from {band_text(low).en} to {band_text(high).en}: no single rank should be relied on",
        )
    return Statement(
        Text(
            f"位次区间（5%–95%{draws.zh}）：{one.low:g}–{one.high:g}，中位 {one.median:g}；{sure.zh}",
            f"rank interval (5–95 %{draws.en}): {one.low:g}–{one.high:g}, median {one.median:g}; {sure.en}",
        ),
        {"interval": {"q05": one.low, "q95": one.high, "median": one.median, "draws": one.draws or None}},
    )


def _tied(subject: Subject, tied: tuple[str, ...]) -> Statement:
    """Say how many zones do not differ from this one; to evaluators which."""
    who = f"：{'、'.join(tied)}" if subject.open and tied else ""
    english = f": {', '.join(tied)}" if subject.open and tied else ""
    facts = {"tied": len(tied)} | ({"tied_units": list(tied)} if subject.open else {})
    return Statement(
        Text(f"与 {len(tied)} 个园区无显著差异{who}", f"does not differ from {len(tied)} zones{english}"),
        facts,
    )
