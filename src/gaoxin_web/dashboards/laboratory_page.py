"""The page of the edition laboratory: who moves, how stable, how exposed, what counts, and which weights would match."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from gaoxin.terms import Text
from gaoxin_web.dashboards import figures, marks
from gaoxin_web.dashboards.edition_page import name_of
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds.contents import names
from gaoxin_web.rounds.laboratory import file_of, manifest_of
from gaoxin_web.rounds.models import Laboratory

Row = Mapping[str, str]

WIDTH, SHOWN = 260, 30
"""The width of the axis of ranks, and how many zones that move most are drawn."""

SOURCES = {
    "enterprises": Text("企业年报", "returns of enterprises"),
    "committee": Text("管委会自报", "the zone's own committee"),
    "survey": Text("问卷", "survey"),
    "expert": Text("专家评分", "expert marks"),
    "given": Text("给定数值", "ready values"),
}

REASONS = {
    "not_a_sum": Text("得分不是加权和", "scores are no weighted sums"),
    "missing": Text("有缺失的标准分", "some standards are missing"),
    "no_solution": Text(
        "园区太少或指标相反：没有一组权重能做到", "too few zones or opposite indicators: no weights do it"
    ),
}


def page(made: Laboratory, year: int | None) -> dict[str, Any]:
    """Return one year of a kept replay with what all years say."""
    manifest = manifest_of(made.folder)
    years = [one["data_year"] for one in manifest["years"]]
    chosen = year if year in years else years[-1]
    about = next(one for one in manifest["years"] if one["data_year"] == chosen)
    named = _names(chosen)
    return {
        "made": made, "version": made.version, "edition": made.version.edition, "name": name_of(made.version.edition),
        "years": years, "year": chosen, "about": about, "draws": manifest["draws"],
        "left_out": [(one["year"], Text(one["zh"], one["en"])) for one in manifest["left_out"]],
        "files": sorted(manifest["files"]), "likeness": [_like(one) for one in _table(made, "likeness.csv")],
        **_moves(made, chosen, named), **_importance(made, chosen), **_sources(made, chosen),
        "exposure": _exposure(made, chosen, named), "clues": about["clues"],
    }  # fmt: skip


def _names(year: int) -> Mapping[str, str]:
    called = names(year)
    return {zone.code: str(Text(one.name, one.name_en or one.name)) for zone in Zone.objects.all()
            if (one := called.get(zone.pk)) is not None}  # fmt: skip


def _table(made: Laboratory, name: str, year: int | None = None) -> list[dict[str, str]]:
    content = file_of(made.folder, name)
    rows = list(csv.DictReader(io.StringIO((content or b"").decode())))
    return [one for one in rows if year is None or one["year"] == str(year)]


def _number(text: str) -> float | None:
    return float(text) if text else None


def _like(one: Row) -> dict[str, str]:
    return {
        "year": one["year"], "zones": one["zones"], "alike": figures.fixed(_number(one["spearman"]), 3),
        "moved": one["moved"], "mean": figures.fixed(_number(one["mean_move"]), 1), "most": one["largest_move"],
        "reversals": one["reversals"],
    }  # fmt: skip


def _moves(made: Laboratory, year: int, named: Mapping[str, str]) -> dict[str, Any]:
    """Return the zones that move most, each drawn from its rank by its own edition to that by this one."""
    rows = _table(made, "moves.csv", year)
    sure = {one["unit"]: one for one in _table(made, "stability.csv", year)}
    ranked = [one for one in rows if one["rank"] and one["base_rank"]]
    count = len(ranked)
    order = sorted(ranked, key=lambda one: (-abs(float(one["change"])), float(one["rank"]), one["unit"]))
    return {
        "moves": [_move(one, sure.get(one["unit"]), named, count) for one in order[:SHOWN]], "many": count,
        "ticks": marks.ticks(count, WIDTH) if count > 1 else [], "wide": _widths(list(sure.values())),
    }  # fmt: skip


def _move(one: Row, sure: Row | None, named: Mapping[str, str], count: int) -> dict[str, Any]:
    before, after = float(one["base_rank"]), float(one["rank"])
    interval = None if sure is None else (float(sure["q05"]), float(sure["median"]), float(sure["q95"]))
    mark = marks.whisker(after, interval, count, WIDTH) | {"before": marks.along(before, 1, count, WIDTH)}
    return {
        "unit": one["unit"], "name": figures.short(named.get(one["unit"], one["unit"])), "before": f"{before:g}",
        "after": f"{after:g}", "moved": figures.movement(after, before), "mark": mark,
        "interval": figures.between(interval[0], interval[2]) if interval else figures.NOTHING,
        "base_interval": figures.between(float(sure["base_q05"]), float(sure["base_q95"])) if sure else figures.NOTHING,
        "sure": sure is not None and not float(sure["base_q05"]) <= after <= float(sure["base_q95"]),
    }  # fmt: skip


def _widths(rows: Sequence[Row]) -> dict[str, str] | None:
    """Return the mean width of the rank intervals by both editions."""
    if not rows:
        return None
    means = [sum(float(one[name]) for one in rows) / len(rows) for name in ("base_width", "width")]
    return {"base": f"{means[0]:.1f}", "own": f"{means[1]:.1f}"}


def _importance(made: Laboratory, year: int) -> dict[str, Any]:
    rows = _table(made, "importance.csv", year)
    most = max((float(one[name] or 0) for one in rows for name in ("weight", "effective", "matching")
                if one["part"].startswith("indicator/")), default=0.0)  # fmt: skip
    reason = next((one["reason"] for one in rows if one["reason"]), "")
    drawn = [_part(one, most) for one in rows]
    return {
        "dimensions": [one for one in drawn if one["dimension"]],
        "indicators": [one for one in drawn if not one["dimension"]],
        "matching_reason": REASONS.get(reason, Text(reason, reason)) if reason else None,
    }  # fmt: skip


def _part(one: Row, most: float) -> dict[str, Any]:
    kind, _, code = one["part"].partition("/")
    weight, effective, wanted = (_number(one[name]) for name in ("weight", "effective", "matching"))
    return {
        "code": code, "name": str(Text(one["label"], one["label_en"] or one["label"])), "dimension": kind == "dimension",
        "base": _share(one["base_weight"]), "base_effective": _share(one["base_effective"]), "weight": _share(one["weight"]),
        "effective": _share(one["effective"]), "matching": _share(one["matching"]),
        "ratio": figures.fixed(effective / weight if weight and effective is not None else None, 2),
        "bars": [marks.bar(max(value or 0, 0), most, 120) for value in (weight, effective, wanted)],
    }  # fmt: skip


def _share(text: str) -> str:
    value = _number(text)
    return figures.NOTHING if value is None else f"{100 * value:.2f}".replace("-", "−")


def _sources(made: Laboratory, year: int) -> dict[str, Any]:
    rows = _table(made, "sources.csv", year)
    return {
        "sources": [
            {"words": SOURCES[one["source"]], "indicators": one["indicators"], "base": _share(one["base_weight"]),
             "weight": _share(one["weight"]), "bar": marks.bar(float(one["weight"]), 1, 160)}
            for one in rows
        ]
    }  # fmt: skip


def _exposure(made: Laboratory, year: int, named: Mapping[str, str]) -> dict[str, Any] | None:
    """Return how far single enterprises move their zones, the largest first; None where it was not looked at."""
    rows = _table(made, "exposure.csv", year)
    if not rows:
        return None
    rows.sort(key=lambda one: (-abs(float(one["effect"] or 0)), one["unit"]))
    means = [
        sum(abs(float(one[name] or 0)) for one in rows) / len(rows) for name in ("base_effect", "effect")
    ]
    return {
        "base": f"{means[0]:.2f}", "own": f"{means[1]:.2f}",
        "rows": [
            {"unit": one["unit"], "name": figures.short(named.get(one["unit"], one["unit"])),
             "base": figures.fixed(_number(one["base_effect"]), 2), "effect": figures.fixed(_number(one["effect"]), 2),
             "places": figures.fixed(_number(one["rank_effect"]), 0), "enterprises": one["enterprises"],
             "clues": one["clues"] or figures.NOTHING}
            for one in rows[:SHOWN]
        ],
    }  # fmt: skip
