"""Kinds of enterprise and the industries they stand in (GB/T 4754). The figures are assumed."""

from typing import NamedTuple

import numpy as np

from gaoxin.synth.parts import Floats, Integers


class Kind(NamedTuple):
    """Habits of one kind of enterprise; money ratios are to revenue."""

    size: float  # employees, logarithm against the average
    output: float  # revenue per employee, logarithm
    technology: float  # shares of revenue: technology, products, goods, other
    products: float
    goods: float
    other: float
    exporting: float  # share of enterprises that export
    research: float  # R&D intensity against the average
    energy: float  # tonnes of standard coal per 10,000 yuan of revenue
    assets: float  # total assets to revenue
    margin: float  # profit weight
    bachelors: float  # shares of employees
    postgraduates: float


KINDS = {
    "energy": Kind(0.6, 0.5, 0.01, 0.90, 0.05, 0.04, 0.02, 0.3, 0.50, 2.0, 0.06, 0.18, 0.02),
    "materials": Kind(0.5, 0.4, 0.01, 0.92, 0.04, 0.03, 0.18, 0.7, 0.32, 1.1, 0.045, 0.15, 0.015),
    "consumer": Kind(0.3, 0.0, 0.005, 0.92, 0.05, 0.025, 0.20, 0.4, 0.08, 0.9, 0.05, 0.14, 0.01),
    "pharmacy": Kind(0.3, -0.1, 0.04, 0.90, 0.04, 0.02, 0.15, 1.6, 0.06, 1.5, 0.12, 0.30, 0.05),
    "machinery": Kind(0.3, -0.1, 0.03, 0.90, 0.04, 0.03, 0.28, 1.2, 0.04, 1.2, 0.06, 0.24, 0.03),
    "vehicles": Kind(0.8, 0.35, 0.02, 0.92, 0.04, 0.02, 0.20, 1.0, 0.04, 1.0, 0.06, 0.22, 0.03),
    "electronics": Kind(0.6, 0.1, 0.03, 0.90, 0.05, 0.02, 0.40, 1.6, 0.03, 1.1, 0.055, 0.28, 0.05),
    "software": Kind(-0.1, -0.6, 0.72, 0.14, 0.06, 0.08, 0.08, 2.6, 0.005, 1.3, 0.12, 0.52, 0.10),
    "research": Kind(-0.3, -0.5, 0.60, 0.12, 0.08, 0.20, 0.06, 2.0, 0.01, 1.6, 0.08, 0.50, 0.16),
    "trade": Kind(-0.6, 1.2, 0.02, 0.03, 0.90, 0.05, 0.10, 0.15, 0.005, 0.7, 0.02, 0.35, 0.03),
    "finance": Kind(0.0, 0.7, 0.02, 0.0, 0.0, 0.98, 0.0, 0.1, 0.003, 4.0, 0.25, 0.55, 0.18),
    "building": Kind(0.7, 0.2, 0.10, 0.20, 0.10, 0.60, 0.03, 0.5, 0.02, 1.2, 0.035, 0.30, 0.03),
    "services": Kind(0.0, -0.4, 0.12, 0.08, 0.15, 0.65, 0.05, 0.3, 0.01, 1.5, 0.06, 0.35, 0.04),
}


class Industry(NamedTuple):
    """One class of GB/T 4754 with its share of enterprises (weights, not shares of one)."""

    code: str
    label: str
    kind: str
    weight: float


INDUSTRIES = tuple(
    Industry(*row)
    for row in (
        ("0610", "烟煤和无烟煤开采洗选", "energy", 0.1),
        ("0710", "石油开采", "energy", 0.1),
        ("1495", "食品及饲料添加剂制造", "consumer", 1.2),
        ("1810", "机织服装制造", "consumer", 1.0),
        ("2231", "纸和纸板容器制造", "consumer", 0.8),
        ("2438", "珠宝首饰及有关物品制造", "consumer", 0.3),
        ("2614", "有机化学原料制造", "materials", 1.5),
        ("2641", "涂料制造", "materials", 1.2),
        ("2669", "其他专用化学产品制造", "materials", 1.5),
        ("2710", "化学药品原料药制造", "pharmacy", 1.0),
        ("2720", "化学药品制剂制造", "pharmacy", 1.1),
        ("2740", "中成药生产", "pharmacy", 0.8),
        ("2929", "塑料零件及其他塑料制品制造", "materials", 1.6),
        ("3042", "特种玻璃制造", "materials", 0.6),
        ("3140", "钢压延加工", "materials", 0.5),
        ("3252", "铝压延加工", "materials", 0.5),
        ("3311", "金属结构制造", "machinery", 1.6),
        ("3421", "金属切削机床制造", "machinery", 1.2),
        ("3484", "机械零部件加工", "machinery", 3.0),
        ("3562", "半导体器件专用设备制造", "machinery", 1.2),
        ("3599", "其他专用设备制造", "machinery", 2.6),
        ("3660", "汽车零部件及配件制造", "vehicles", 2.2),
        ("3710", "铁路运输设备制造", "vehicles", 0.4),
        ("3741", "飞机制造", "vehicles", 0.2),
        ("3823", "配电开关控制设备制造", "machinery", 2.2),
        ("3825", "光伏设备及元器件制造", "electronics", 0.8),
        ("3841", "锂离子电池制造", "electronics", 0.6),
        ("3911", "计算机整机制造", "electronics", 0.3),
        ("3921", "通信系统设备制造", "electronics", 1.4),
        ("3962", "光电子器件制造", "electronics", 1.2),
        ("3990", "其他电子设备制造", "electronics", 2.4),
        ("4011", "工业自动控制系统装置制造", "machinery", 2.0),
        ("4028", "电子测量仪器制造", "machinery", 1.2),
        ("4412", "热电联产", "energy", 0.3),
        ("4620", "污水处理及其再生利用", "energy", 0.4),
        ("4790", "其他房屋建筑业", "building", 1.6),
        ("4910", "电气安装", "building", 1.6),
        ("5169", "医药及医疗器材批发", "trade", 1.4),
        ("5177", "通讯及广播电视设备批发", "trade", 1.6),
        ("5179", "其他机械设备及电子产品批发", "trade", 3.0),
        ("5299", "其他未列明零售业", "trade", 1.0),
        ("5810", "装卸搬运", "services", 0.6),
        ("6319", "其他电信服务", "services", 0.8),
        ("6420", "互联网信息服务", "software", 3.0),
        ("6510", "软件开发", "software", 12.0),
        ("6520", "信息系统集成服务", "software", 6.0),
        ("6540", "数据处理和存储服务", "software", 1.6),
        ("6740", "资本投资服务", "finance", 0.8),
        ("6920", "控股公司服务", "finance", 0.3),
        ("7010", "房地产开发经营", "building", 1.0),
        ("7212", "投资与资产管理", "services", 1.2),
        ("7299", "其他未列明商务服务业", "services", 3.0),
        ("7320", "工程和技术研究和试验发展", "research", 2.4),
        ("7340", "医学研究和试验发展", "research", 1.2),
        ("7450", "质检技术服务", "research", 1.0),
        ("7482", "工程勘察设计", "research", 1.8),
        ("7519", "其他技术推广服务", "research", 4.0),
        ("7721", "水污染治理", "services", 0.8),
        ("8710", "电影和影视节目制作", "services", 0.6),
    )
)
"""Codes that GB/T 4754—2011 and —2017 share or nearly share."""

NAMES = tuple(KINDS)
KIND_OF = np.array([NAMES.index(industry.kind) for industry in INDUSTRIES])
DIVISION = np.array([int(industry.code[:2]) for industry in INDUSTRIES])
WEIGHT = np.array([industry.weight for industry in INDUSTRIES])
IS_SERVICE = (DIVISION >= 51) & (DIVISION <= 97)


def habit(name: str, industry: Integers) -> Floats:
    """Return one habit (a field of Kind) for each enterprise, by the number of its industry."""
    table = np.array([getattr(kind, name) for kind in KINDS.values()], dtype=np.float64)
    return np.asarray(table[KIND_OF[industry]])
