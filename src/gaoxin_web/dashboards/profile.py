"""One zone on one page: standing, dimensions beside its group, every indicator, targets, quality of its data."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from gaoxin.diagnosis.speech import amount
from gaoxin.edition import Edition, Target
from gaoxin.terms import Text
from gaoxin_web.dashboards import figures, marks
from gaoxin_web.dashboards.drawing import drawn, query_of
from gaoxin_web.dashboards.years_page import sparks
from gaoxin_web.rounds import visible
from gaoxin_web.rounds.reporting import kinds
from gaoxin_web.rounds.visible import Measured, Sight
from gaoxin_web.rounds.years import of_zone

GROUPS = {"round": Text("全部参评园区", "all ranked zones"), "park_type": Text("同类园区", "zones of its type"),
          "peers": Text("对比园区", "peers")}  # fmt: skip


def page(sight: Sight, code: str) -> dict[str, Any]:
    """Return what the profile of a zone shows, at this person's level; its body is drawn once for all who see the same."""
    one, edition = visible.standing(sight, code), sight.kept.edition
    look, words = figures.quality(one["status"], one["filled"])
    return {
        "one": one,
        "kinds": kinds(sight),
        "trace_address": f"rank/total@{code}@{sight.year}",
        "name": str(Text(one["name"], one["name_en"] or one["name"])),
        "type_words": figures.park_type(edition, one["park_type"]),
        "look": look, "quality": words,
        "body": drawn(sight, "dashboards/profile_body.html", code, make=lambda: _body(sight, code, one)),
    }  # fmt: skip


def _body(sight: Sight, code: str, one: Mapping[str, Any]) -> dict[str, Any]:
    group, measured = visible.indicators(sight, code)
    verdicts = [_target(sight.kept.edition, row, one["park_type"]) for row in visible.targets(sight, code)]
    dimensions = list(_dimensions(sight, code, one, measured))
    return {
        "one": one, "open": sight.open, "query": query_of(sight), "demo": settings.DEMO,
        "halves": [dimensions[::2], dimensions[1::2]],
        "rank_words": figures.ordinal(one["rank"]),
        "type_rank_words": figures.ordinal(one["type_rank"]) if one["type_rank"] else "",
        "moved": figures.movement(one["rank"], one["before"][0] if one["before"] else None),
        "before_words": figures.ordinal(one["before"][0]) if one["before"] and one["before"][0] else "",
        "score_words": figures.fixed(one["score"], 2, figures.SHUT),
        "band_words": figures.band(one["band"]),
        "interval_words": _interval(one),
        "whisker": marks.whisker(one["rank"], one["interval"], one["n"], 330) if one["rank"] else None,
        "ticks": marks.ticks(one["n"], 330) if one["n"] > 1 else [],
        "group_words": GROUPS[group],
        "dimensions": dimensions,
        "strong": sum(each.sign == "▲" for each in measured),
        "weak": sum(each.sign == "▼" for each in measured),
        "targets": verdicts,
        "small": sparks(of_zone(sight, code)),
        "met": sum(each["verdict"] == "met" for each in verdicts),
        "coverage_words": figures.fixed(None if one["coverage"] is None else 100 * one["coverage"], 1),
        "variants": [(name, figures.ordinal(one["variants"].get(key))) for key, name in _VARIANTS.items()],
    }  # fmt: skip


_VARIANTS = {"raw": Text("不做变换", "raw values"), "zscore": Text("标准分", "z-scores"),
             "geometric": Text("几何平均", "geometric means")}  # fmt: skip


def _interval(one: Mapping[str, Any]) -> str:
    if one["interval"] is None:
        return ""
    low, _, high = (f"{each:g}" for each in one["interval"])
    tied = one["tied"]
    alike = (
        Text(f"，与 {tied} 个园区无显著差异", f", no significant difference from {tied} zones")
        if tied
        else Text("", "")
    )
    return str(
        Text(f"90% 位次区间：第 {low}–{high}{alike.zh}", f"90 % rank interval: {low}–{high}{alike.en}")
    )


def _dimensions(
    sight: Sight, code: str, one: Mapping[str, Any], measured: list[Measured]
) -> Iterator[dict[str, Any]]:
    """Yield each top dimension with its score, rank, the group's spread, and its indicators."""
    spread, edition = visible.dimension_spread(sight, code), sight.kept.edition
    names, climb = figures.dimension_names(edition), sight.kept.evaluation.climb
    by_code = {each.indicator.code: each for each in measured}
    for node in climb.tree.children:
        score, rank = one["dimensions"][node.id]
        quartiles = spread.get(node.id)
        codes = [climb.cells.codes[column] for column in node.columns]
        yield {
            "id": node.id, "name": names.get(node.id, node.id), "score": figures.fixed(score, 1, figures.SHUT),
            "rank": figures.ordinal(rank), "bar": marks.bar(score, 100, 142),
            "band": (marks.bar(quartiles[0], 100, 142), marks.bar(quartiles[2] - quartiles[0], 100, 142)) if quartiles else None,
            "median": marks.bar(quartiles[1], 100, 142) if quartiles else None,
            "rows": [_row(by_code[each], f"indicator/{each}@{code}@{sight.year}") for each in codes if each in by_code],
        }  # fmt: skip


def _row(one: Measured, address: str) -> dict[str, Any]:
    word, by = figures.large(one.indicator.unit)

    def said(value: float | None, nothing: str = figures.NOTHING) -> str:
        return nothing if value is None else figures.figure(value / by)

    return {
        "address": address,
        "code": one.indicator.code,
        "name": figures.label(one.indicator),
        "unit": figures.unit(word),
        "value": said(one.value, figures.UNKNOWN),
        "last": said(one.last),
        "median": said(one.quartiles[1] if one.quartiles else None),
        "strip": marks.strip(one.value, one.quartiles, one.indicator.direction == "lower", one.last),
        "rank": figures.ordinal(one.rank),
        "sign": one.sign,
    }


def _target(edition: Edition, row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    target = next(each for each in edition.targets if (each.park_type, each.no) == (kind, row["no"]))
    look, words = figures.VERDICTS[row["verdict"]]
    share = row["value"] / row["required"] if row["value"] is not None and row["required"] else None
    return {
        "no": row["no"], "name": str(Text(target.label, target.label_en or target.label)), "verdict": row["verdict"],
        "unit": figures.unit(target.unit or ""), "value": figures.figure(row["value"]) if row["required"] else "",
        "required": figures.figure(row["required"]) if row["required"] else "", "look": look, "words": words,
        "bar": marks.bar(share, 1.6, 84), "tick": marks.bar(1, 1.6, 84), "basis": _basis(target),
        "gap": str(amount(row["gap"], target.unit or "")) if row["gap"] else "",
    }  # fmt: skip


def _basis(target: Target) -> str:
    return str(figures.BASIS[target.basis])
