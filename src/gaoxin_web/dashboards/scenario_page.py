"""The page of scenarios: what may be changed, who moves, how alike the orders are."""

from typing import Any

from gaoxin.terms import Text
from gaoxin_web.dashboards import figures
from gaoxin_web.rounds.scenarios import METHODS, Scenario
from gaoxin_web.rounds.visible import Sight

NAMES = {
    "method/treat/using": Text("异常值", "outliers"),
    "method/standardise/using": Text("标准化", "standardisation"),
    "method/weights/using": Text("指标权重", "weights of indicators"),
    "method/aggregate/using": Text("合成", "aggregation"),
}
SHOWN = 40


def page(sight: Sight, sent: dict[str, str]) -> dict[str, Any]:
    """Return the choices of the page."""
    edition = sight.kept.edition
    return {
        "dimensions": [
            (key, name, sent.get(f"weight_{key}") or f"{100 * float(one.weight):g}")
            for (key, name), one in zip(
                figures.dimension_names(edition).items(), edition.dimensions, strict=True
            )
        ],
        "methods": [
            (path, NAMES[path], [(one, one == sent.get(path)) for one in choices])
            for path, choices in METHODS.items()
        ],
        "scenarios": [],
    }


def shown(sight: Sight, found: list[Scenario]) -> list[dict[str, Any]]:
    """Return scenarios as tables: the zones that move most first for evaluators, all zones otherwise."""
    return [_table(sight, one) for one in found]


def _table(sight: Sight, one: Scenario) -> dict[str, Any]:
    names = sight.kept.ranking
    rows = sorted(one.zones, key=lambda zone: (-abs((zone.before or 0) - (zone.after or 0)), zone.unit))
    return {
        "year": one.year, "settings": [f"{path}={value}" for path, value in one.settings.items()],
        "alike": figures.fixed(one.alike, 3), "mean": figures.fixed(one.mean, 1), "most": f"{one.most:g}",
        "open": sight.open, "many": len(rows),
        "rows": [
            {"unit": zone.unit, "name": figures.short(names[zone.unit]["name"]) if zone.unit in names else zone.unit,
             "before": figures.ordinal(zone.before), "after": figures.ordinal(zone.after),
             "moved": figures.movement(zone.after, zone.before), "score_before": figures.fixed(zone.score_before, 2),
             "score_after": figures.fixed(zone.score_after, 2)}
            for zone in rows[:SHOWN]
        ],
    }  # fmt: skip
