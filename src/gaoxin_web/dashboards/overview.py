"""Six to eight figures for leaders, then provinces and types: of the zones that a person may see, and no others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from gaoxin.report import charts
from gaoxin.terms import Text
from gaoxin_web.dashboards import figures, tiles
from gaoxin_web.dashboards.years_page import sparks
from gaoxin_web.rounds.rules import FEWEST
from gaoxin_web.rounds.visible import Sight, ranking, targets
from gaoxin_web.rounds.years import of_many, sums

KEYS = (
    ("enterprises", Text("入统企业", "enterprises"), 1.0, Text("家", "")),
    ("revenue", Text("营业收入", "revenue"), 100_000.0, Text("亿元", "100 m yuan")),
    ("employees", Text("从业人员", "employees"), 10_000.0, Text("万人", "10,000")),
)
"""Sums over the zones: the variable, its name, by what it is divided, its unit."""

ENDS = 10
"""Zones that are named at each end of the ranking."""


def page(sight: Sight) -> dict[str, Any]:
    """Return the overview of the zones that a person may see."""
    rows = ranking(sight)
    ranked = [one for one in rows if one["status"] != "shadow"]
    return {
        "heads": [*_counts(sight, rows), *(_sums(sight) if sight.sees("indicators") else []), *_met(sight)],
        "ends": _ends(rows),
        "provinces": (provinces := _groups(rows, "province", {})),
        "map": tiles.page(provinces, sum(one["rank"] is not None for one in rows)),
        "types": _groups(
            rows,
            "park_type",
            {
                kind: figures.park_type(sight.kept.edition, kind)
                for kind in {one["park_type"] for one in rows}
            },
        ),
        "movers": _movers(rows),
        "small": sparks(of_many(sight)),
        "chart": _histogram(ranked) if sight.open else None,
        "alerts": [one for one in rows if one["status"] == "provisional" or one["filled"]][:20],
    }


@dataclass(frozen=True)
class Head:
    """One of the figures for leaders: what it is, how much, in which unit, and how it moved since the year before."""

    name: Text
    value: str
    unit: Text
    moved: str = ""


def _counts(sight: Sight, rows: Sequence[Mapping[str, Any]]) -> list[Head]:
    first = sum(one["status"] == "shadow" for one in rows)
    last = sight.before
    moved = _signed(len(rows) - len(last.zones), "{:,.0f}") if last else ""
    provisional = sum(one["status"] == "provisional" for one in rows)
    return [
        Head(Text("参评园区", "zones"), str(len(rows)), Text(f"其中首轮试评 {first}", f"{first} in their first round"), moved),
        Head(Text("暂定（有数未报）", "provisional"), str(provisional), Text("个", "zones")),
    ]  # fmt: skip


def _sums(sight: Sight) -> list[Head]:
    found, last = [], sight.before
    for name, words, by, unit in KEYS:
        now, before = _sum(sight, name), _sum(last, name) if last else None
        if now is not None:
            moved = _signed(100 * (now / before - 1), "{:.1f}%") if before else ""
            found.append(Head(words, f"{now / by:,.0f}", unit, moved))
    return found


def _sum(sight: Sight, name: str) -> float | None:
    there = sums(sight.kept)
    values = [there[code, name] for code in sight.zones if (code, name) in there]
    return sum(values) if values else None


def _met(sight: Sight) -> list[Head]:
    now, last = _verdicts(sight), sight.before
    if not now:
        return []
    before = _verdicts(last) if last else []
    met = sum(one == "met" for one in now)
    moved = (
        _signed(100 * (met / len(now) - _share(before)), "{:.1f}", Text(" 个百分点", " points"))
        if before
        else ""
    )
    return [Head(Text("附1 目标已达到", "targets met"), f"{met} / {len(now)}", Text("项", ""), moved)]


def _verdicts(sight: Sight) -> list[str]:
    return [row["verdict"] for code in sight.zones for row in targets(sight, code)]


def _share(verdicts: Sequence[str]) -> float:
    return sum(one == "met" for one in verdicts) / len(verdicts)


def _signed(away: float, form: str, unit: Text | None = None) -> str:
    """Return a difference to the year before by arrow and number, never by colour."""
    said = form.format(abs(away)) + ("" if unit is None else str(unit))
    arrow = "▲" if away > 0 else "▼" if away < 0 else ""
    return f"{arrow} {said}" if arrow else figures.NOTHING


def _ends(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Text, list[dict[str, Any]]]]:
    """Return the first and the last ten of those that have a rank, with interval and movement; all where they are few."""
    ranked = [one for one in rows if one["rank"] is not None]
    if len(ranked) <= 2 * ENDS:
        return [(Text("位次", "Ranks"), [_end(one) for one in ranked])] if ranked else []
    return [
        (Text(f"位次最前 {ENDS} 个", f"The first {ENDS}"), [_end(one) for one in ranked[:ENDS]]),
        (Text(f"位次最后 {ENDS} 个", f"The last {ENDS}"), [_end(one) for one in ranked[-ENDS:]]),
    ]


def _end(one: Mapping[str, Any]) -> dict[str, Any]:
    interval = one["interval"]
    return {
        "unit": one["unit"], "name": figures.short(str(Text(one["name"], one["name_en"] or one["name"]))),
        "rank": figures.ordinal(one["rank"]),
        "interval": f"{interval[0]:g}–{interval[2]:g}" if interval else figures.NOTHING,
        "moved": figures.movement(one["rank"], one["before"][0] if one["before"] else None),
    }  # fmt: skip


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
