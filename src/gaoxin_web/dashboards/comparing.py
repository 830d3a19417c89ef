"""Zones side by side, and tables as files: only what the ranking and the profile would show."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from gaoxin.terms import Text
from gaoxin_web.dashboards import figures
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.rounds import visible
from gaoxin_web.rounds.visible import Sight

MOST = 5


def page(sight: Sight, codes: Sequence[str]) -> dict[str, Any]:
    """Return up to five zones side by side: standing, dimensions, every indicator."""
    if not 2 <= len(codes) <= MOST:
        raise Refused(400, Text(f"请选 2 至 {MOST} 个园区对比。", f"Choose 2 to {MOST} zones to compare."))
    ones = [visible.standing(sight, code) for code in dict.fromkeys(codes)]
    found = [visible.values(sight, one["unit"]) for one in ones]
    edition = sight.kept.edition
    heads = [
        (Text("位次", "rank"), [figures.ordinal(one["rank"]) for one in ones]),
        (Text("位次带", "band"), [figures.band(one["band"]) for one in ones]),
        (Text("总分", "score"), [figures.fixed(one["score"], 2, figures.SHUT) for one in ones]),
        *((Text(name, name), [_dimension(one["dimensions"][key]) for one in ones])
          for key, name in figures.dimension_names(edition).items()),
    ]  # fmt: skip
    return {
        "ones": ones,
        "heads": heads,
        "rows": [
            {"code": each.code, "name": figures.label(each), "unit": figures.unit(each.unit),
             "values": [figures.figure(one[each.code]) if each.code in one else figures.SHUT for one in found]}
            for each in edition.indicators
        ],
    }  # fmt: skip


def _dimension(pair: tuple[float | None, float | None]) -> str:
    score, rank = pair
    return f"{figures.fixed(score, 1, figures.SHUT)}（{figures.ordinal(rank)}）"


def ranking_csv(
    rows: Iterable[dict[str, Any]], dimensions: Sequence[tuple[str, str]], about: Sequence[str]
) -> bytes:
    """Return the ranking as the page shows it, as CSV with what it is on top of it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(one) for one in about])
    names = [str(one) for one in (
        Text("位次", "rank"), Text("升降", "change"), Text("位次带", "band"), Text("编号", "code"), Text("高新区", "zone"),
        Text("省份", "province"), Text("类型", "type"), Text("总分", "score"), Text("区间下", "interval low"),
        Text("区间上", "interval high"),
    )]  # fmt: skip
    last = [str(Text("覆盖率%", "coverage %")), str(Text("数据质量", "quality"))]
    writer.writerow([*names, *(name for _, name in dimensions), *last])
    for one in rows:
        low, high = (one["interval"][0], one["interval"][2]) if one["interval"] else ("", "")
        cells = [one["rank_words"], one["moved"], one["band_words"], one["unit"], one["name"], one["province"],
                 one["type_words"], one["score_words"], low, high, *(each["words"] for each in one["heat"]),
                 one["coverage_words"], str(one["quality"])]  # fmt: skip
        writer.writerow([guarded(cell) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def guarded(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
