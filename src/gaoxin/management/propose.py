"""Proposals: the gravest state whose rule holds, with the rules that held or could not be judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from operator import eq, ge, gt, le, lt

from gaoxin.management.rules import Condition, Management, ManagementRule, State
from gaoxin.management.years import Year, measure
from gaoxin.terms import Text

_OPERATORS = {">=": ge, ">": gt, "<=": le, "<": lt, "=": eq}


@dataclass(frozen=True)
class Judged:
    """One rule for one zone: whether it holds (None: not known), and the sentence that says why."""

    unit: str
    rule: ManagementRule
    holds: bool | None
    reason: Text


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a zone; ``state`` is None where the rules do not apply (first round)."""

    unit: str
    name: str
    state: State | None
    judged: tuple[Judged, ...]
    note: Text

    @property
    def held(self) -> list[Judged]:
        """The rules that hold."""
        return [one for one in self.judged if one.holds]


def proposals(years: tuple[Year, ...], rules: Management) -> Iterator[Proposal]:
    """Yield the proposal for every zone of the latest round, in the order of their codes.

    A rule holds when all its conditions hold in each of the latest years they ask for; a figure that is not
    known never triggers one.
    """
    latest = years[-1]
    for unit in sorted(latest.status):
        judged = tuple(
            _judged(unit, rule, years, rules) for rule in rules.management if (rule.since or 0) <= latest.year
        )
        yield _proposal(unit, latest, judged, rules)


def _proposal(unit: str, latest: Year, judged: tuple[Judged, ...], rules: Management) -> Proposal:
    if latest.status[unit] == "shadow":
        note = Text(
            "首轮试评的园区不适用动态管理规则。", "The rules do not apply to a zone in its first round."
        )
        return Proposal(unit, latest.names[unit], None, (), note)
    order = [one.id for one in rules.states]
    held = [order.index(one.rule.state) for one in judged if one.holds]
    unknown = [one.rule.id for one in judged if one.holds is None]
    note = (
        Text(
            f"数据不足，未能判定的规则：{'、'.join(unknown)}。",
            f"Not judged for want of figures: {', '.join(unknown)}.",
        )
        if unknown
        else Text("各条规则均已判定。", "Every rule was judged.")
    )
    return Proposal(unit, latest.names[unit], rules.states[max(held, default=0)], judged, note)


def _judged(unit: str, rule: ManagementRule, years: tuple[Year, ...], rules: Management) -> Judged:
    found = [_condition(unit, one, years, rules) for one in rule.when]
    truths = [holds for holds, _ in found]
    holds = False if False in truths else None if None in truths else True
    zh, en = "，并且".join(words.zh for _, words in found), ", and ".join(words.en for _, words in found)
    words = _VERDICT[holds]
    return Judged(
        unit, rule, holds, Text(f"“{rule.label}”{words.zh}：{zh}。", f"“{rule.label_en}” {words.en}: {en}.")
    )


_VERDICT = {
    True: Text("成立", "holds"),
    False: Text("不成立", "does not hold"),
    None: Text("无法判定", "cannot be judged"),
}


def _condition(
    unit: str, one: Condition, years: tuple[Year, ...], rules: Management
) -> tuple[bool | None, Text]:
    """Return whether a condition holds in each of its years, and the figures in words."""
    latest, truths, zh, en = years[-1].year, list[bool | None](), list[str](), list[str]()
    place = {year.year: at for at, year in enumerate(years)}
    for year in range(latest, latest - one.years, -1):
        value = measure(one.measure, unit, years, place[year], rules) if year in place else None
        truths.append(None if value is None else bool(_OPERATORS[one.operator](value, one.value)))
        zh.append(f" {year} 年{_shown(one, value).zh}")
        en.append(f"{_shown(one, value).en} in {year}")
    holds = False if False in truths else None if None in truths else True
    label, limit = _LABELS[one.measure], _shown(one, one.value)
    return holds, Text(
        f"{label.zh}{'，'.join(zh)}（界限 {one.operator} {limit.zh}）",
        f"{label.en} is {' and '.join(en)} (the limit is {one.operator} {limit.en})",
    )


_LABELS = {
    "rank_share": Text("位次占参评数的比例", "the rank as a share of the ranked"),
    "rank_fall": Text(
        "比上年退后位次占参评数的比例", "the fall in rank since the year before as a share of the ranked"
    ),
    "band_fall": Text("比上年退后的档数", "the fall in bands since the year before"),
    "targets_missed": Text("未达到目标的比例", "the share of targets not met"),
    "provisional": Text("暂定（1 是，0 否）", "provisional (1 yes, 0 no)"),
    "integrity": Text("核查线索建议分", "the integrity proposal"),
}
_SHARES = ("rank_share", "rank_fall", "targets_missed")


def _shown(one: Condition, value: Fraction | None) -> Text:
    if value is None:
        return Text("不知道", "not known")
    words = f"{float(100 * value):.1f}%" if one.measure in _SHARES else f"{float(value):g}"
    return Text(words, words)
