"""The released years as small multiples, charts, a table and a file: one specification for screen and report."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gaoxin.report import charts
from gaoxin.terms import Text
from gaoxin_web.dashboards import figures, marks
from gaoxin_web.dashboards.comparing import guarded
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.rounds import years
from gaoxin_web.rounds.sights import Sight
from gaoxin_web.rounds.years import FIGURES, Series, Years

BREAK = Text("指标体系变更", "another edition")
MOST = 5
"""Lines that one chart can bear."""

SMALL = ("rank", "targets", *(one.key for one in FIGURES))
"""The series that stand as small multiples on profile and overview."""


def sparks(found: Years) -> dict[str, Any] | None:
    """Return the small multiples of a profile or an overview; None where there is nothing over two years."""
    made = [_spark(found, one) for one in found.series if one.key in SMALL and one.known]
    return (
        {"sparks": made, "first": found.years[0], "last": found.years[-1]}
        if len(found.years) > 1 and made
        else None
    )


def zone(sight: Sight, code: str, indicator: str = "") -> dict[str, Any]:
    """Return a zone over the released years: rank, dimensions, score, an indicator, key figures."""
    codes = (
        [(one.code, figures.label(one)) for one in sight.kept.edition.indicators]
        if sight.sees("indicators")
        else []
    )
    chosen = indicator or (codes[0][0] if codes else "")
    if codes and chosen not in dict(codes):
        raise Refused(400, Text(f"没有指标 {chosen}。", f"There is no indicator {chosen}."))
    found = years.of_zone(sight, code, chosen if codes else "")
    row = sight.kept.ranking[code]
    names = dict(codes)
    drawn = [
        _chart(found, "rank", Text("位次", "Rank"), _keyed(found, "rank")),
        _chart(found, "dimension-ranks", Text("四个维度的位次", "Ranks of the dimensions"), _keyed(found, "rank/")),
        _chart(found, "score", Text("总分", "Score"), _keyed(found, "score")),
        _chart(found, "dimension-scores", Text("四个维度的得分", "Scores of the dimensions"), _keyed(found, "score/")),
        _chart(found, "indicator", Text(f"{chosen} {names.get(chosen, '')}", f"{chosen} {names.get(chosen, '')}"),
               _with_peers(found, chosen)),
    ]  # fmt: skip
    return _page(found) | {
        "zone": code, "name": str(Text(row["name"], row["name_en"] or row["name"])), "codes": codes, "chosen": chosen,
        "charts": [one for one in drawn if one],
    }  # fmt: skip


def many(sight: Sight, chosen: Sequence[str] = ()) -> dict[str, Any]:
    """Return the zones that may be seen over the released years: together, and the rank of each."""
    if len(chosen) > MOST:
        raise Refused(400, Text(f"最多选 {MOST} 个园区。", f"Choose at most {MOST} zones."))
    together, each = years.of_many(sight), years.ranks(sight)
    picked = [sight.zone(code) for code in chosen] or [one.key for one in each.series[:MOST]]
    lines = [one for one in each.series if one.key in picked and one.known]
    shares = [one for one in together.series if one.key == "targets"]
    drawn = [
        _chart(each, "ranks", Text("位次", "Rank"), lines),
        _chart(together, "targets", Text("附1 目标达到比例", "Share of targets met"), shares),
    ]
    both = Years(together.years, together.breaks, together.editions, (*together.series, *each.series))
    return _page(both) | {
        "charts": [one for one in drawn if one], "zones": [(one.key, str(one.words)) for one in each.series],
        "picked": picked,
    }  # fmt: skip


def csv_file(page: dict[str, Any], about: Sequence[str]) -> bytes:
    """Return the table of a page of years as a file, in full precision, with what it is on top of it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(one) for one in about])
    writer.writerow([str(Text("项目", "measure")), str(Text("单位", "unit")), *page["years"]])
    for one in page["found"].series:
        writer.writerow([guarded(_named(one)), str(one.unit), *_exact(one.values)])
        if any(each is not None for each in one.peers):
            peers = str(Text("（同类中位）", " (median of peers)"))
            writer.writerow([guarded(_named(one) + peers), str(one.unit), *_exact(one.peers)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _page(found: Years) -> dict[str, Any]:
    return {
        "found": found, "years": found.years, "rows": list(_rows(found)),
        "heads": [(year, found.editions.get(year, ""), year in found.breaks) for year in found.years],
        "small": sparks(found),
    }  # fmt: skip


def _rows(found: Years) -> Iterator[dict[str, Any]]:
    for one in found.series:
        if one.known:
            yield {
                "name": _named(one),
                "unit": str(one.unit),
                "values": [_said(one, each) for each in one.values],
            }
        if any(each is not None for each in one.peers):
            peers = str(Text("同类中位", "median of its peers"))
            yield {
                "name": peers,
                "unit": "",
                "values": [_said(one, each) for each in one.peers],
                "peers": True,
            }


def _named(one: Series) -> str:
    """Return the name of a measure; of a dimension with what of it is told."""
    part = one.key.partition("/")[0] if "/" in one.key else ""
    told = {"rank": Text("位次", " rank"), "score": Text("得分", " score")}.get(part)
    return str(one.words) + ("" if told is None else str(told))


def _said(one: Series, value: float | None) -> str:
    if value is None:
        return figures.NOTHING
    if one.rank:
        return figures.ordinal(value)
    if one.key.startswith("score"):
        return figures.fixed(value, 1 if "/" in one.key else 2)
    return figures.figure(value)


def _exact(values: Iterable[float | None]) -> list[str]:
    return ["" if one is None else repr(one).removesuffix(".0") for one in values]


def _keyed(found: Years, start: str) -> list[Series]:
    """Return the series of a key, or, where it ends with a stroke, of all keys that begin so."""
    return [
        one for one in found.series if one.key == start or (start.endswith("/") and one.key.startswith(start))
    ]


def _with_peers(found: Years, code: str) -> list[Series]:
    own = next((one for one in found.series if one.key == code), None)
    if own is None:
        return []
    return [
        Series(code, Text("本园区", "this zone"), own.unit, own.values),
        Series(f"{code}/peers", Text("同类中位", "median of its peers"), own.unit, own.peers),
    ]


def _chart(found: Years, name: str, title: Text, series: Sequence[Series]) -> dict[str, Any] | None:
    """Return a chart as options with its title and a sentence; None where no series has two years to join."""
    known = [one for one in series if sum(each is not None for each in one.values) > 1]
    if not known:
        return None
    pairs = [(str(one.words), one.values) for one in known]
    unit, ranks = str(known[0].unit), known[0].rank
    options = charts.lines(found.years, pairs, unit, breaks=(found.breaks, str(BREAK)), ranks=ranks)
    said = "；".join(f"{one.words} {_spoken(found, one)}" for one in known)
    cut = not ranks and min(each for one in known for each in one.values if each is not None) > 0
    return {
        "name": f"chart-{name}",
        "title": str(title),
        "options": options,
        "said": f"{title}：{said}",
        "cut": cut,
    }


def _spoken(found: Years, one: Series) -> str:
    pairs = zip(found.years, one.values, strict=True)
    return "，".join(f"{year} {_said(one, value)}" for year, value in pairs)


def _spark(found: Years, one: Series) -> dict[str, Any]:
    last = next(value for value in reversed(one.values) if value is not None)
    drawn = marks.spark(one.values, one.peers, rank=one.rank)
    broken = [
        marks.along(found.years.index(year), 0, len(found.years) - 1, marks.SPARK[0], 4)
        for year in found.breaks
    ]
    return {
        "name": str(one.words), "unit": str(one.unit), "last": _said(one, last), "breaks": broken,
        "said": f"{one.words}：{_spoken(found, one)}", **drawn,
    }  # fmt: skip
