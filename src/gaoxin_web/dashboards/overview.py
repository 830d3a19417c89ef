"""Six to eight figures for leaders, then provinces and types: of the zones that a person may see, and no others."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from gaoxin.report import charts
from gaoxin.terms import Text
from gaoxin_web.dashboards import figures
from gaoxin_web.rounds.rules import FEWEST
from gaoxin_web.rounds.visible import Sight, ranking, targets

KEYS = (
    ("enterprises", Text("入统企业", "enterprises"), 1.0, Text("家", "")),
    ("revenue", Text("营业收入", "revenue"), 100_000.0, Text("亿元", "100 m yuan")),
    ("employees", Text("从业人员", "employees"), 10_000.0, Text("万人", "10,000")),
)
"""Sums over the zones: the variable, its name, by what it is divided, its unit."""


def page(sight: Sight) -> dict[str, Any]:
    """Return the overview of the zones that a person may see."""
    rows = ranking(sight)
    ranked = [one for one in rows if one["status"] != "shadow"]
    return {
        "heads": [*_counts(rows), *_sums(sight), *_met(sight)],
        "provinces": _groups(rows, "province", {}),
        "types": _groups(
            rows,
            "park_type",
            {
                kind: figures.park_type(sight.kept.edition, kind)
                for kind in {one["park_type"] for one in rows}
            },
        ),
        "movers": _movers(rows),
        "chart": _histogram(ranked) if sight.open else None,
        "alerts": [one for one in rows if one["status"] == "provisional" or one["filled"]][:20],
    }


def _counts(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Text, str, Text]]:
    first = sum(one["status"] == "shadow" for one in rows)
    return [
        (Text("参评园区", "zones"), str(len(rows)), Text(f"其中首轮试评 {first}", f"{first} in their first round")),
        (Text("暂定（有数未报）", "provisional"), str(sum(one["status"] == "provisional" for one in rows)), Text("个", "zones")),
    ]  # fmt: skip


def _sums(sight: Sight) -> list[tuple[Text, str, Text]]:
    found, totals = [], sight.kept.totals
    for name, words, by, unit in KEYS:
        values = [totals[code, name] for code in sight.zones if (code, name) in totals]
        if values:
            found.append((words, f"{sum(values) / by:,.0f}", unit))
    return found


def _met(sight: Sight) -> list[tuple[Text, str, Text]]:
    verdicts = [row["verdict"] for code in sight.zones for row in targets(sight, code)]
    if not verdicts:
        return []
    met = sum(one == "met" for one in verdicts)
    return [(Text("附1 目标已达到", "targets met"), f"{met} / {len(verdicts)}", Text("项", ""))]


def _groups(rows: Sequence[Mapping[str, Any]], key: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return for each province or type how many zones there are, the best rank and the median score."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in rows:
        found.setdefault(one[key], []).append(one)
    made = []
    for name, ones in found.items():
        scores = [one["score"] for one in ones if one["score"] is not None and one["rank"] is not None]
        ranks = [one["rank"] for one in ones if one["rank"] is not None]
        made.append({
            "key": name, "name": names.get(name, name), "count": len(ones),
            "best": figures.ordinal(min(ranks)) if ranks else figures.NOTHING,
            "top30": sum(rank <= 30 for rank in ranks),
            "median": figures.fixed(median(scores), 1) if scores else figures.SHUT,
        })  # fmt: skip
    return sorted(made, key=lambda one: (-one["count"], one["name"]))


def _movers(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    both = [one for one in rows if one["rank"] is not None and one["before"] and one["before"][0] is not None]
    moved = sorted(both, key=lambda one: (-abs(one["before"][0] - one["rank"]), one["unit"]))[:10]
    return [{"unit": one["unit"], "name": figures.short(one["name"]), "before": figures.ordinal(one["before"][0]),
             "now": figures.ordinal(one["rank"]), "moved": figures.movement(one["rank"], one["before"][0])}
            for one in moved if one["before"][0] != one["rank"]]  # fmt: skip


def _histogram(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    scores = [one["score"] for one in rows if one["score"] is not None]
    if len(scores) < FEWEST:
        return None
    edges = list(range(0, 101, 10))
    counts = [
        sum(low <= one < low + 10 or (low == 90 and one == 100) for one in scores) for low in edges[:-1]
    ]
    words = (str(Text("综合得分", "score")), str(Text("园区数", "zones")))
    pairs = list(zip([f"{low}–{low + 10}" for low in edges[:-1]], counts, strict=True))
    said = Text("园区按综合得分的分布", "zones by score")
    return {"options": charts.histogram(edges, counts, words), "rows": pairs, "heads": words, "said": said}
