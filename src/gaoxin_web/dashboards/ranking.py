"""The ranking table: every zone that may be seen, its rank with its group, interval, dimensions, quality."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator

from gaoxin.terms import Text
from gaoxin_web.dashboards import figures, marks
from gaoxin_web.dashboards.drawing import drawn, query_of
from gaoxin_web.rounds.visible import Sight, ranking

Standing = Mapping[str, Any]

SIZE, PINS = 50, 5
SORTS = ("rank", "score", "name", "province", "coverage")


def page(sight: Sight, asked: Mapping[str, Any], pins: list[str]) -> dict[str, Any]:
    """Return what the page shows of the ranking: filtered, sorted and paged, the pinned ones on top."""
    edition, every, pins = sight.kept.edition, ranking(sight), pins[:PINS]
    kind, province, sort = asked.get("type", ""), asked.get("province", ""), asked.get("sort", "rank")
    found: Page[Any] = Paginator(_chosen(every, kind, province, sort), SIZE).get_page(asked.get("page"))
    count = _count(every, kind)
    types = Counter(one["park_type"] for one in every)

    def body() -> dict[str, Any]:
        most = _most(every)
        pinned = [one for one in _chosen(every, kind, province, sort) if one["unit"] in pins]
        return {
            "rows": [_row(sight, one, kind, most) for one in found],
            "pinned": [_row(sight, one, kind, most) for one in pinned],
            "pins": pins, "type": kind, "query": query_of(sight),
            "guides": "".join(f"M{x} 0V16" for x, _ in marks.ticks(count)) if count > 1 else "",
        }  # fmt: skip

    return {
        "body": drawn(
            sight, "dashboards/ranking_rows.html", kind, province, sort, found.number, *pins, make=body
        ),
        "found": found,
        "pins": pins,
        "types": [(key, figures.park_type(edition, key), types[key]) for key in edition.park_types],
        "provinces": sorted({one["province"] for one in every}),
        "type": kind, "province": province, "sort": sort,
        "group": figures.park_type(edition, kind) if kind else "",
        "count": count,
        "ticks": marks.ticks(count) if count > 1 else [],
        "dimension_names": list(figures.dimension_names(edition).items()),
        "shares": {one.id: figures.share(one.weight) for one in edition.dimensions},
    }  # fmt: skip


def rows(sight: Sight, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every row of the ranking as the page writes it, filtered and sorted."""
    every, kind = ranking(sight), asked.get("type", "")
    found = _chosen(every, kind, asked.get("province", ""), asked.get("sort", "rank"))
    return [_row(sight, one, kind, _most(every)) for one in found]


def _chosen(every: Sequence[Standing], kind: str, province: str, sort: str) -> list[Standing]:
    kept = (one for one in every if kind in ("", one["park_type"]) and province in ("", one["province"]))
    return sorted(kept, key=_order(sort, kind))


def _most(every: Sequence[Standing]) -> float:
    return max((one["score"] or 0 for one in every), default=0)


def _order(sort: str, kind: str) -> Any:
    rank = "type_rank" if kind else "rank"

    def key(one: Standing) -> tuple[Any, ...]:
        by_rank = (one[rank] is None, one[rank] or 0, one["unit"])
        if sort in ("name", "province"):
            return (one[sort], *by_rank)
        if sort in ("score", "coverage"):
            return (one[sort] is None, -(one[sort] or 0), *by_rank)
        if sort.startswith("d") and sort[1:] in one["dimensions"]:
            score, place = one["dimensions"][sort[1:]]
            return (place is None, place or 0, -(score or 0), *by_rank)
        return by_rank

    return key


def _count(every: Sequence[Standing], kind: str) -> int:
    """Return how many are ranked in the group that is shown."""
    counts = [one["type_n"] if kind else one["n"] for one in every if kind in ("", one["park_type"])]
    return max((int(one) for one in counts if one), default=0)


def _row(sight: Sight, one: Standing, kind: str, most: float) -> dict[str, Any]:
    rank, count = (one["type_rank"], one["type_n"]) if kind else (one["rank"], one["n"])
    before = one["before"][0] if one["before"] else None
    look, words = figures.quality(one["status"], one["filled"])
    return {
        **one,
        "short": figures.short(str(Text(one["name"], one["name_en"] or one["name"]))),
        "rank_words": figures.ordinal(rank),
        "count": count,
        "moved": "" if kind else figures.movement(rank, before),
        "band_words": figures.band(one["band"]),
        "type_words": figures.park_type(sight.kept.edition, one["park_type"]),
        "score_words": figures.fixed(one["score"], 2, figures.SHUT),
        "bar": marks.bar(one["score"], most),
        "whisker": marks.whisker(one["rank"], one["interval"], one["n"]) if one["rank"] and not kind else None,
        "heat": [_heat(score, place, one["n"]) for score, place in one["dimensions"].values()],
        "coverage_words": figures.fixed(None if one["coverage"] is None else 100 * one["coverage"], 1),
        "look": look, "quality": words,
    }  # fmt: skip


def _heat(score: float | None, place: float | None, count: int) -> dict[str, Any]:
    shown = (
        figures.fixed(score, 1)
        if score is not None
        else (f"#{place:g}" if place is not None else figures.SHUT)
    )
    return {"words": shown, "fifth": marks.quintile(place, count), "rank": figures.ordinal(place)}
