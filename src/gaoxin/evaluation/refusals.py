"""What the climb refuses, each by name and all at once: the way out stands in the message."""

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition.options import Choice
from gaoxin.evaluation.cells import Bounds, Cells, Column, Mask, Matrix
from gaoxin.evaluation.plan import Plan
from gaoxin.evaluation.standardise import ORDINAL
from gaoxin.evaluation.transform import declared
from gaoxin.evaluation.weigh import Node
from gaoxin.terms import Address, DataRefused, Fault, Missing, Text, Unusable, did_you_mean

LARGEST = 1e100
"""Values from here on are refused: their squares would overflow."""


def unfit(method: Plan, cells: Cells, reference: Bounds | None) -> None:
    """Refuse what does not fit the edition (Unusable), values too large, and rounds without ranked units."""
    codes = tuple(one.code for one in method.indicators)
    if cells.codes != codes:
        raise ValueError(f"cells hold {cells.codes}, the edition {codes}")
    by = method.impute.options.get("by")
    if by is not None and by not in cells.groups:
        found = Text(f"数据里没有“{by}”这一列", f"the data has no column {by!r}")
        raise Unusable(Fault("method/impute/by", found))
    if reference is not None:
        _raise(
            Unusable,
            [
                fault
                for one, choice in zip(codes, method.standardise, strict=True)
                for fault in _frozen(one, choice, reference)
            ],
        )
    if not cells.ranked.any():
        raise DataRefused(Fault("round", Text("没有可以排名的单位", "there is no unit to rank")))
    large = np.argwhere(np.abs(cells.value) >= LARGEST).tolist()
    found = Text("数值过大，超出计算范围", "is too large to be computed with")
    _raise(DataRefused, [Fault(_cell(cells, row, place), found) for row, place in large])


def _frozen(code: str, choice: Choice, reference: Bounds) -> list[Fault]:
    if choice.name in ORDINAL:
        found = Text(f"{choice.name} 没有可以固定的界限", f"{choice.name} has no bounds to freeze")
        return [Fault(f"indicator/{code}", found)]
    if code not in reference:
        return [Fault(f"indicator/{code}", Text("基期没有这个指标", "the base year lacks this indicator"))]
    if reference[code].using != choice.name:
        used = reference[code].using
        found = Text(
            f"基期用 {used}，现在用 {choice.name}", f"the base year used {used}, this one {choice.name}"
        )
        return [Fault(f"indicator/{code}", found)]
    return []


def unreported(method: Plan, cells: Cells, imputed: Matrix) -> None:
    """Refuse an indicator that no ranked unit has, and under ``fail`` every missing cell."""
    gaps = np.isnan(imputed)
    nobody: Mask = np.all(gaps[cells.ranked], axis=0)
    faults = [
        Fault(
            f"indicator/{one.code} {one.label}".strip(),
            Text("没有一个参评单位有这个指标的值", "no ranked unit has a value of this indicator"),
            remedy=Text("补报数据，或从体系中去掉它", "report it, or take it out of the edition"),
        )
        for one, empty in zip(method.indicators, nobody, strict=True)
        if empty
    ]
    if method.missing.name == "fail":
        for row, place in np.argwhere(gaps & ~cells.structural & ~nobody).tolist():
            reason = cells.reason[row, place] or Missing.UNREPORTED
            found = Text(f"缺值（{reason.value}）", f"is missing ({reason.value})")
            remedy = Text(
                "补报，或写 method/missing: rescale、worst、median",
                "report it, or set method/missing to rescale, worst or median",
            )
            faults.append(Fault(_cell(cells, row, place), found, remedy=remedy))
    _raise(DataRefused, faults)


def transform(method: Plan, cells: Cells, values: Matrix, outside: NDArray[np.bool_]) -> None:
    """Refuse the logarithm of a value that has none."""
    faults = []
    for row, place in np.argwhere(outside).tolist():
        one, value = method.indicators[place], values[row, place]
        zero = Text("对数须大于 0", "a logarithm needs a value above 0")
        negative = Text("log1p 须不小于 0", "log1p needs a value of 0 or more")
        using = declared(one)[0]
        remedy = Text("transform 改用 log1p 或 none", "set transform to log1p or none")
        faults.append(
            Fault(
                _cell(cells, row, place),
                Text(f"值为 {value:g}", f"is {value:g}"),
                zero if using == "log" else negative,
                remedy,
            )
        )
    _raise(DataRefused, faults)


def treatment(method: Plan, cells: Cells, values: Matrix, frozen: Bounds | None) -> None:
    """Refuse log_gii of a column whose greatest value is not above 1: the curve would fall."""
    if frozen is not None:
        return
    faults = []
    for one, choice, column in zip(method.indicators, method.treatments, values[cells.ranked].T, strict=True):
        known = column[~np.isnan(column)]
        if choice.name == "log_gii" and known.max() <= 1 and known.min() < known.max():
            found = Text(
                f"最大值 {known.max():g} 不大于 1", f"the greatest value is {known.max():g}, not above 1"
            )
            faults.append(
                Fault(f"indicator/{one.code}", found, remedy=Text("treat 改用 log_ct", "set treat to log_ct"))
            )
    _raise(DataRefused, faults)


def reference(method: Plan, cells: Cells, directed: Matrix, frozen: Bounds | None) -> None:
    """Refuse a reference unit that is not ranked, has no value, or is no better than the worst."""
    if frozen is not None:
        return
    for place, choice in enumerate(method.standardise):
        unit = choice.options.get("unit")
        if unit is None:
            continue
        ranked = [one for one, taking_part in zip(cells.units, cells.ranked, strict=True) if taking_part]
        if unit not in ranked:
            found = Text(f"没有参评单位“{unit}”", f"there is no ranked unit {unit!r}")
            raise Unusable(Fault("method/standardise/unit", found, remedy=did_you_mean(unit, ranked)))
        value, column = directed[cells.units.index(unit), place], directed[cells.ranked, place]
        if not value > np.nanmin(column):
            found = Text("参照单位缺值，或就是最差值", "the reference unit has no value, or the worst")
            remedy = Text("另选参照单位，或改用 minmax", "choose another unit, or use minmax")
            raise DataRefused(Fault(_cell(cells, cells.units.index(unit), place), found, remedy=remedy))


def constant(method: Plan, bounds: Bounds) -> None:
    """Refuse columns in which ranked units are equal, unless midpoint is said; and x / max without max."""
    faults = []
    for one, choice in zip(method.indicators, method.standardise, strict=True):
        bound, place = bounds[one.code], f"indicator/{one.code} {one.label}".strip()
        if bound.constant and not method.midpoint:
            found = Text("所有参评单位的值相同，无法区分", "all ranked units have the same value")
            remedy = Text(
                "写 method/constant: midpoint，或去掉这个指标",
                "set method/constant to midpoint, or drop the indicator",
            )
            faults.append(Fault(place, found, remedy=remedy))
        elif choice.name == "fraction_of_max" and not bound.constant and bound.upper <= 0:
            found = Text(
                f"最大值 {bound.upper:g} 不大于 0", f"the greatest value is {bound.upper:g}, not above 0"
            )
            faults.append(Fault(place, found, remedy=Text("改用 minmax", "use minmax")))
    _raise(DataRefused, faults)


def weights(method: Plan, cells: Cells, standards: Matrix) -> None:
    """Refuse weights by entropy or Gini from negative standards, and by MEREC from those not above 0."""
    using = method.weights.name
    if using not in ("entropy", "gini", "merec"):
        return
    improper = standards <= 0 if using == "merec" else standards < 0
    words = ("须大于 0", "values above 0") if using == "merec" else ("须不小于 0", "0 or more")
    faults = [
        Fault(
            _cell(cells, row, place),
            Text(
                f"标准分为 {standards[row, place]:g}，{using} {words[0]}",
                f"the standard is {standards[row, place]:g}; {using} needs {words[1]}",
            ),
            remedy=Text("standardise 用 minmax，lower: 1", "standardise by minmax with lower: 1"),
        )
        for row, place in np.argwhere(improper & cells.ranked[:, None]).tolist()
    ]
    _raise(DataRefused, faults)


def not_positive(
    choice: Choice, node: Node, cells: Cells, improper: NDArray[np.bool_], parts: Matrix
) -> list[Fault]:
    """Return what a mean of positive values cannot take, of the ranked units."""
    names = [f"indicator/{cells.codes[place]}" for place in node.columns]
    names += [f"dimension/{child.id}" for child in node.children]
    return [
        Fault(
            f"{names[part]}@{cells.units[row]}",
            Text(
                f"为 {parts[row, part]:g}，{choice.name} 只能取正值",
                f"is {parts[row, part]:g}; {choice.name} takes values above 0 only",
            ),
            remedy=Text(
                "standardise 写 lower: 1，或改用 arithmetic",
                "give standardise lower: 1, or aggregate by arithmetic",
            ),
        )
        for row, part in np.argwhere(improper & cells.ranked[:, None]).tolist()
    ]


def empty(cells: Cells, total: Column) -> None:
    """Refuse units of which nothing is known."""
    found = Text("没有任何指标的值，无法评分", "has no value of any indicator and cannot be scored")
    _raise(
        DataRefused,
        [Fault(f"score/total@{cells.units[row]}", found) for row in np.flatnonzero(np.isnan(total)).tolist()],
    )


def overflow(cells: Cells, directed: Matrix, standards: Matrix) -> None:
    """Refuse values so far outside the bounds that their standard is no number any more."""
    found = Text("离界限太远，超出计算范围", "is too far outside the bounds to be computed with")
    lost = np.argwhere(~np.isnan(directed) & ~np.isfinite(standards)).tolist()
    _raise(DataRefused, [Fault(_cell(cells, row, place), found) for row, place in lost])


def _cell(cells: Cells, row: int, place: int) -> str:
    return str(Address("indicator", cells.codes[place], cells.units[row]))


def _raise(kind: type[DataRefused] | type[Unusable], faults: list[Fault]) -> None:
    if faults:
        raise kind(faults)
