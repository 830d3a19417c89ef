"""Where the zones are: a tile a province, as they lie on the map, with how many zones it has and its best rank.

A tile grid gives every province the same room, so that a large one does not weigh more than a small one with more zones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gaoxin.terms import Text
from gaoxin_web.dashboards import figures, marks

WIDE, HIGH, GAP = 54, 40, 4
"""A tile in SVG units, and the room between two."""

PLACES = {
    "黑龙江": ("黑", 8, 0), "新疆": ("新", 1, 1), "内蒙古": ("蒙", 6, 1), "吉林": ("吉", 8, 1), "青海": ("青", 2, 2),
    "甘肃": ("甘", 3, 2), "宁夏": ("宁", 4, 2), "山西": ("晋", 5, 2), "河北": ("冀", 6, 2), "北京": ("京", 7, 2),
    "辽宁": ("辽", 8, 2), "西藏": ("藏", 1, 3), "四川": ("川", 3, 3), "陕西": ("陕", 4, 3), "河南": ("豫", 5, 3),
    "山东": ("鲁", 6, 3), "天津": ("津", 7, 3), "重庆": ("渝", 4, 4), "湖北": ("鄂", 5, 4), "安徽": ("皖", 6, 4),
    "江苏": ("苏", 7, 4), "云南": ("滇", 2, 5), "贵州": ("黔", 3, 5), "湖南": ("湘", 4, 5), "江西": ("赣", 5, 5),
    "浙江": ("浙", 6, 5), "上海": ("沪", 7, 5), "广西": ("桂", 3, 6), "广东": ("粤", 4, 6), "福建": ("闽", 5, 6),
    "台湾": ("台", 7, 6), "海南": ("琼", 3, 7), "香港": ("港", 5, 7), "澳门": ("澳", 4, 7),
}  # fmt: skip
"""The sign of each province, its column and its row."""


def page(groups: Sequence[Mapping[str, Any]], ranked: int) -> dict[str, Any] | None:
    """Return the tiles of provinces that have zones, and the places of those that have none; None for a single province.

    The shade is the fifth of all ranks in which the best rank stands; a province that is on no tile is named below.
    """
    if len(groups) < 2:
        return None
    found = {name: one for one in groups if (name := _named(one["key"])) is not None}
    return {
        "tiles": [_tile(*place, found.get(name), ranked) for name, place in PLACES.items()],
        "others": [one["key"] for one in groups if _named(one["key"]) is None],
        "wide": 9 * (WIDE + GAP), "high": 8 * (HIGH + GAP), "tile": (WIDE, HIGH),
        "said": Text("各省园区数与最好位次", "zones by province, with the best rank"),
    }  # fmt: skip


def _named(province: str) -> str | None:
    return next((name for name in PLACES if province.startswith(name)), None)


def _tile(sign: str, column: int, row: int, one: Mapping[str, Any] | None, ranked: int) -> dict[str, Any]:
    x, y = column * (WIDE + GAP), row * (HIGH + GAP)
    made: dict[str, Any] = {
        "sign": sign,
        "x": x,
        "y": y,
        "words_x": x + WIDE / 2,
        "sign_y": y + 16,
        "words_y": y + 32,
    }
    if one is None:
        return made | {"words": "", "fifth": 0}
    best = one["best"]
    known = best != figures.NOTHING
    fifth = marks.quintile(float(best), ranked) if known and ranked else None
    return made | {"words": f"{one['count']} · {best}", "fifth": fifth or 1}
