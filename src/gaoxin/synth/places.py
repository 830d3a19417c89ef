"""Invented zones in real provinces, with the latent qualities from which their figures grow.

Assumed: about as many zones a province as the register has; sizes lognormal (the largest some hundred times
the smallest); qualities that share one common factor, so that a good zone is good in many respects.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gaoxin.synth.draws import stream
from gaoxin.synth.parts import Column, Flags, Floats, Integers, fit


class Province(NamedTuple):
    """A province: division code, zones in the register, level (assumed), demonstration zone and its year."""

    name: str
    code: int
    zones: int
    level: float
    demonstration: str = ""
    since: int = 9999


PROVINCES = (
    Province("北京市", 11, 1, 1.2, "中关村", 2009),
    Province("天津市", 12, 1, 0.5, "天津", 2015),
    Province("河北省", 13, 5, -0.1),
    Province("山西省", 14, 2, -0.4),
    Province("内蒙古自治区", 15, 3, -0.5),
    Province("辽宁省", 21, 8, -0.2, "沈大", 2016),
    Province("吉林省", 22, 5, -0.3, "长春", 2022),
    Province("黑龙江省", 23, 3, -0.4, "哈大齐", 2022),
    Province("上海市", 31, 2, 1.1, "上海张江", 2011),
    Province("江苏省", 32, 17, 0.6, "苏南", 2014),
    Province("浙江省", 33, 8, 0.6, "杭州", 2015),
    Province("安徽省", 34, 8, 0.1, "合芜蚌", 2016),
    Province("福建省", 35, 7, 0.2, "福厦泉", 2016),
    Province("江西省", 36, 9, -0.1, "鄱阳湖", 2019),
    Province("山东省", 37, 13, 0.2, "山东半岛", 2016),
    Province("河南省", 41, 8, 0.0, "郑洛新", 2016),
    Province("湖北省", 42, 12, 0.2, "武汉东湖", 2009),
    Province("湖南省", 43, 8, 0.1, "长株潭", 2014),
    Province("广东省", 44, 14, 0.7, "珠三角", 2015),
    Province("广西壮族自治区", 45, 4, -0.3),
    Province("海南省", 46, 1, -0.3),
    Province("重庆市", 50, 4, 0.1, "重庆", 2016),
    Province("四川省", 51, 8, 0.1, "成都", 2015),
    Province("贵州省", 52, 3, -0.3),
    Province("云南省", 53, 3, -0.4),
    Province("西藏自治区", 54, 1, -0.8),
    Province("陕西省", 61, 7, 0.2, "西安", 2015),
    Province("甘肃省", 62, 2, -0.5, "兰白", 2018),
    Province("青海省", 63, 1, -0.6),
    Province("宁夏回族自治区", 64, 2, -0.5),
    Province("新疆维吾尔自治区", 65, 3, -0.5, "乌昌石", 2018),
)
INVITED_IN = next(at for at, province in enumerate(PROVINCES) if province.name == "江苏省")

FIRST = dict(
    zip(
        "青澄霁砚琅岫蘅汐栖翎筠昭霖璟黛苍梧槐棠芷鹭弦墨绛皎煦朔渺溯暮",
        re.findall(
            r"\w+",
            "qing cheng ji yan lang xiu heng xi qi ling yun zhao lin jing dai cang wu huai tang zhi "
            "lu xian mo jiang jiao xu shuo miao su mu",
        ),
        strict=True,
    )
)
SECOND = dict(
    zip(
        "岚泽原洲屏渡浦湾岭川溪野谷屿汀峦",
        re.findall(r"\w+", "lan ze yuan zhou ping du pu wan ling chuan xi ye gu yu ting luan"),
        strict=True,
    )
)
REAL = frozenset({"青川", "青浦", "青原", "青溪", "青岭", "青洲", "苍溪", "苍岭", "墨溪", "棠溪", "梧川"})
"""Pairs that are, or sound like, real places."""
STEMS = tuple(one + two for one in FIRST for two in SECOND if one + two not in REAL)
MOST_ZONES = len(STEMS)
UPGRADED = (1988, *[1991] * 26, *[1992] * 25, 1997, 2007, *[2009] * 2, *[2010] * 27, *[2011] * 5,
            *[2012] * 17, *[2013] * 9, 2014, *[2015] * 31, *[2017] * 10, *[2018] * 12,
            *[2022] * 4)  # fmt: skip
"""Years in which zones became national, as often as the register has them."""
TYPES = (("world_class", 10), ("innovative", 30), ("featured", 50), ("", 4))
"""Park types by standing, for each 147 zones; the rest has none; an empty cell is unknown."""


@dataclass(frozen=True)
class Zones:
    """The zones: columns of zones.csv and latent qualities, in the order of their codes."""

    code: Column
    name: Column
    name_en: Column
    city: Column
    province: Integers
    national_since: Integers  # 0 for the invited park
    park_type: Column
    demonstration: Column
    invited: Flags
    first_round: Flags
    size: Floats
    quality: Floats
    innovation: Floats
    openness: Floats
    service: Floats
    growth: Floats
    governance: Floats
    weak: Flags  # much debt

    def __len__(self) -> int:
        """How many there are."""
        return len(self.code)

    @property
    def division(self) -> Integers:
        """The division code of the province."""
        return np.array([province.code for province in PROVINCES])[self.province]


def found(count: int, *, year: int, years: int, seed: int) -> Zones:
    """Make zones: one invited park, the others national, a few of them in their first round in ``year``."""
    chance = stream(seed, "places")
    province, invited = _provinces(count, chance)
    level = np.array([one.level for one in PROVINCES])[province]
    common = 0.75 * chance.standard_normal(count) + 0.8 * level + 1.0 * invited
    common = (common - common.mean()) / (common.std() or 1.0)

    def quality(share: float) -> Floats:
        return np.asarray(share * common + np.sqrt(1 - share**2) * chance.standard_normal(count))

    size = np.exp(1.15 * quality(0.6))
    order = np.argsort(-(common + 0.35 * np.log(size)), kind="stable")
    first_round = _first_round(order, invited)
    stems = [STEMS[at] for at in chance.permutation(MOST_ZONES)[:count]]
    return Zones(
        code=_texts([f"Z{at + 1:03d}" for at in range(count)]),
        name=_texts(
            [
                stem + ("工业园区" if guest else "高新技术产业开发区")
                for stem, guest in zip(stems, invited, strict=True)
            ]
        ),
        name_en=_texts([_english(stem, bool(guest)) for stem, guest in zip(stems, invited, strict=True)]),
        city=_texts([stem + "市" for stem in stems]),
        province=province,
        national_since=np.where(
            invited, 0, np.where(first_round, year, _upgraded(order, year - years, chance))
        ),
        park_type=_park_types(order, first_round, chance),
        demonstration=_texts(_demonstration(province, year, chance)),
        invited=invited,
        first_round=first_round,
        size=np.where(first_round, 0.4 * size, size),
        quality=common,
        innovation=quality(0.75),
        openness=quality(0.6),
        service=quality(0.45),
        growth=quality(0.3),
        governance=quality(0.7),
        weak=_weak(first_round, chance),
    )


def _texts(values: list[str]) -> Column:
    return np.array(values, dtype=object)


def _english(stem: str, guest: bool) -> str:
    name = (FIRST[stem[0]] + SECOND[stem[1]]).capitalize()
    return f"{name} Industrial Park" if guest else f"{name} High-tech Industrial Development Zone"


def _provinces(count: int, chance: np.random.Generator) -> tuple[Integers, Flags]:
    weights = np.array([province.zones for province in PROVINCES]) * chance.uniform(0.9, 1.1, len(PROVINCES))
    each = fit(weights, count - 1)
    each[INVITED_IN] += 1
    province = np.repeat(np.arange(len(PROVINCES)), each)
    invited = np.zeros(count, bool)
    invited[np.flatnonzero(province == INVITED_IN)[-1]] = True
    return province, invited


def _first_round(order: Integers, invited: Flags) -> Flags:
    """Choose some of the lower half: four of 147, one of five."""
    count = len(order)
    lower = [at for at in order[count // 2 :] if not invited[at]]
    wanted = 0 if count < 5 else max(1, round(count * 4 / 147))
    first = np.zeros(count, bool)
    first[lower[:: max(1, len(lower) // max(1, wanted))][:wanted]] = True
    return first


def _upgraded(order: Integers, until: int, chance: np.random.Generator) -> Integers:
    """Draw the years in which zones became national: those of better standing rather earlier."""
    past = [one for one in UPGRADED if one <= until] or [until]
    blurred = np.argsort(np.arange(len(order)) + 12 * chance.standard_normal(len(order)), kind="stable")
    since = np.zeros(len(order), np.int64)
    since[order[blurred]] = np.sort(chance.choice(past, len(order)))
    return since


def _park_types(order: Integers, first_round: Flags, chance: np.random.Generator) -> Column:
    standing = [at for at in order if not first_round[at]]
    types = np.full(len(order), "none", dtype=object)
    begin = 0
    for name, of_147 in TYPES:
        end = begin + round(len(order) * of_147 / 147)
        chosen = standing[begin:end] if name else chance.permutation(standing[begin:])[: end - begin]
        types[chosen] = name
        begin = end
    return types


def _demonstration(province: Integers, year: int, chance: np.random.Generator) -> list[str]:
    inside = chance.random(len(province)) < 0.7
    rows = zip([PROVINCES[at] for at in province], inside, strict=True)
    return [one.demonstration if one.since <= year and member else "" for one, member in rows]


def _weak(first_round: Flags, chance: np.random.Generator) -> Flags:
    old = np.flatnonzero(~first_round)
    weak = np.zeros(len(first_round), bool)
    weak[chance.permutation(old)[: round(len(old) * 3 / 147)]] = True
    return weak
