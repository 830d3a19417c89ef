"""The words that go with a synthetic package: what it is, which totals it keeps, what is assumed."""

from collections.abc import Mapping

from gaoxin.synth.places import Zones
from gaoxin.synth.totals import Total, in_dollars

README = "说明.md"
TITLE = "# 合成数据 · Synthetic data"
"""The first line of 说明.md, by which an earlier package is known."""
BASIS = {
    "published": "公布数",
    "interpolated": "相邻公布年份间推算（假定）",
    "held": "沿用最近公布年份的比例（假定）",
    "assumed": "假定",
}
HEAD = f"""{TITLE}

本文件夹是软件按随机数生成的演示数据，**不是任何高新区或企业的真实数据**。
高新区名称、企业名称、信用代码、证券代码和证书编号都是编造的；每个表的最后一列 `synthetic` 均为“合成”。
不得用于评价、统计或对外发布。

This folder was made up by a program for demonstration. **No zone or enterprise in it is real.** The last
column of every table, `synthetic`, says 合成. Only the totals below marked 公布数 are published figures; all
distributions, ratios and correlations are assumptions.
"""
ASSUMED = """## 假定

- 营业收入、从业人员等按对数正态分布，头部集中；各高新区规模悬殊；一个高新区的各项能力彼此相关。
- 每年约 8% 的企业退出，新增企业使总数合于上表；约 0.2% 的企业换区；首轮园区上年没有企业。
- 约六分之一的企业亏损；三个左右的高新区负债偏高；出口集中于少数企业。
- 控股情况、行业代码等有少量空白；没有研发的企业约三分之一不填 GQ-005；一成企业不填选填项。
- 能耗只由较大的工业企业填报，其中一成不报。
- 2017 年及以前少数企业仍用九位组织机构代码；2013 年及以前进出口以千美元填报。
- 强制性审核关系全部成立；同比变动、名单变动等提示照常出现。
"""


def readme(totals: Mapping[int, Mapping[str, Total]], zones: Zones, seed: int) -> str:
    """Return 说明.md: the mark, how it was made, the totals of each year and where they come from."""
    sections = [
        HEAD,
        _counts(zones, seed, max(totals)),
        _scale(totals),
        *(_year(year, totals[year]) for year in sorted(totals, reverse=True)),
        ASSUMED,
    ]
    return "\n".join(sections)


def _counts(zones: Zones, seed: int, year: int) -> str:
    first, invited = int(zones.first_round.sum()), int(zones.invited.sum())
    return (
        f"## 范围\n\n高新区 {len(zones)} 个，其中受邀参加 {invited} 个、{year} 年首轮 {first} 个；"
        f"数据年度 {year}；随机种子 {seed}。\n"
    )


def _year(year: int, totals: Mapping[str, Total]) -> str:
    lines = [f"## {year} 年合计", ""]
    lines += ["| 项目 | 写入 | 全国数 | 依据 | 印刷数 |", "|---|---:|---:|---|---|"]
    for one in totals.values():
        lines.append(
            f"| {_label(year, one)} | {one.value} | {one.national} | {BASIS[one.basis]} | {one.printed} |"
        )
    return "\n".join(lines) + "\n"


def _scale(totals: Mapping[int, Mapping[str, Total]]) -> str:
    firms = totals[max(totals)]["enterprises"]
    if firms.value == firms.national:
        return "企业数与全国数相同，各项合计不作缩放。\n"
    share = f"企业数为全国数 {firms.national} 家的 {firms.value / firms.national:.2%}，"
    return share + "各年各项合计都按这一比例缩放；企业数和高新技术企业数按各年企业数。\n"


def _label(year: int, total: Total) -> str:
    unit = {"enterprises": "家", "employees": "人", "hightech": "家", "inventions_in_force": "件"}.get(
        total.item, "千元"
    )
    if total.item == "exports" and in_dollars(year):
        unit = "千美元"
    names = {
        "inventions_in_force": "有效发明专利",
        "net_profit": "净利润",
        "rd_internal_expenditure": "R&D 经费内部支出",
    }
    return f"{names.get(total.item, total.label)}（{unit}）"
