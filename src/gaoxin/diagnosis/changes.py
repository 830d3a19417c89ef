"""What somebody supposes: indicators and figures of one zone set to other values, checked before use."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gaoxin.diagnosis.speech import COUNTED
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.terms import Fault, Text, Unusable, decimal_text, did_you_mean, exact, is_exact

Given = Mapping[str, Fraction | float | str]
"""Changes as they are written: ``indicator/1.2`` or ``variable/employees[@YEAR]`` -> value in its unit."""

_FORM = Text("写成 indicator/代码 或 variable/变量[@年份]", "write indicator/CODE or variable/NAME[@YEAR]")


@dataclass(frozen=True)
class Changes:
    """Supposed values of one zone: indicators by code, figures by (name, year)."""

    indicators: Mapping[str, Fraction]
    figures: Mapping[tuple[str, int], Fraction]


def parse_changes(evaluation: Evaluation, zone: str, given: Given) -> Changes:
    """Return the changes; Unusable with every unknown name, wrong number and value out of range at once."""
    indicators, figures, faults = dict[str, Fraction](), dict[tuple[str, int], Fraction](), list[Fault]()
    for path, written in given.items():
        value, (stage, _, name) = _number(written), path.strip().partition("/")
        wrong = [
            fault
            for fault in (*_place(evaluation, zone, path, stage, name), *_value(path, written, value))
            if fault
        ]
        if wrong or value is None:
            faults += wrong
        elif stage == "indicator":
            faults += _indicator(evaluation, path, name, value)
            indicators[name] = value
        else:
            faults += _figure(evaluation, path, name.partition("@")[0], value)
            figures[_named(evaluation, name)] = value
    if not given:
        faults.append(Fault("--set", Text("没有写任何改动", "names no change"), _FORM))
    if faults:
        raise Unusable(faults)
    return Changes(indicators, figures)


def unit_of(evaluation: Evaluation, figure: str) -> str:
    """Return the unit of a figure; "" where the edition names none."""
    edition, (scope, _, name) = evaluation.edition, figure.partition(".")
    if name and scope in ("survey", "expert"):
        return "分"
    if name and scope == "zone":
        return edition.zone_fields[name].unit
    if figure in edition.variables:
        return edition.variables[figure].unit
    field = (edition.enterprise_fields | edition.derived_fields).get(figure.partition("[")[0])
    return field.unit if field else ""


def _number(written: Fraction | float | str) -> Fraction | None:
    if isinstance(written, Fraction):
        return written
    word = unicodedata.normalize("NFKC", str(written)).replace(",", "").strip()
    return exact(word) if is_exact(word) and not word.endswith("%") else None


def _named(evaluation: Evaluation, name: str) -> tuple[str, int]:
    figure, _, year = name.partition("@")
    return figure, int(year) if year else evaluation.snapshot.year


def _place(evaluation: Evaluation, zone: str, path: str, stage: str, name: str) -> Iterator[Fault]:
    if stage not in ("indicator", "variable"):
        found = Text(f"没有“{stage}”这一级可改", f"{stage!r} is no stage that can be set")
        yield Fault(path, found, _FORM, did_you_mean(stage, ("indicator", "variable")))
    elif stage == "indicator" and name not in evaluation.cells.codes:
        yield Fault(
            path, Text("没有这个指标", "no such indicator"), remedy=did_you_mean(name, evaluation.cells.codes)
        )
    elif stage == "variable":
        figure, at, year = name.partition("@")
        now = evaluation.snapshot.year
        figures = evaluation.snapshot.figures
        if (figure, zone, now) not in figures and figure not in (known := {key[0] for key in figures}):
            yield Fault(path, Text("没有这个变量", "no such variable"), remedy=did_you_mean(figure, known))
        elif at and year not in (str(now), str(now - 1)):
            yield Fault(
                path,
                Text(f"没有 {year} 年", f"no year {year}"),
                Text(f"{now} 或 {now - 1}", f"{now} or {now - 1}"),
            )


def _value(path: str, written: object, value: Fraction | None) -> Iterator[Fault]:
    if value is None:
        found = Text(f"“{written}”不是数", f"{str(written)!r} is no number")
        yield Fault(
            path, found, Text("写该指标单位的数，百分比写 35 而不是 35%", "write it in its unit: 35, not 35%")
        )
    elif abs(value) >= 10**15:
        yield Fault(path, Text("数值过大", "is too large"))


def _indicator(evaluation: Evaluation, path: str, code: str, value: Fraction) -> Iterator[Fault]:
    one = evaluation.edition.indicator(code)
    low, high = evaluation.edition.score_scale
    if one.source in ("survey", "expert") and not low <= value <= high:
        yield _outside(path, value, f"{decimal_text(low)}–{decimal_text(high)}")
    elif one.cap is not None and value > one.cap:
        yield _outside(path, value, f"≤ {decimal_text(one.cap)}")
    else:
        yield from _counted(path, one.unit, value)


def _figure(evaluation: Evaluation, path: str, figure: str, value: Fraction) -> Iterator[Fault]:
    low, high = evaluation.edition.score_scale
    scope, _, name = figure.partition(".")
    if scope in ("survey", "expert") and name and not low <= value <= high:
        yield _outside(path, value, f"{decimal_text(low)}–{decimal_text(high)}")
    elif scope == "zone" and value < 0 and not evaluation.edition.zone_fields[name].negative:
        yield _outside(path, value, "≥ 0")
    else:
        yield from _counted(path, unit_of(evaluation, figure), value)


def _counted(path: str, unit: str, value: Fraction) -> Iterator[Fault]:
    if unit in COUNTED and (value < 0 or value.denominator != 1):
        found = Text(f"写了 {decimal_text(value)}", f"is {decimal_text(value)}")
        yield Fault(
            path, found, Text(f"单位为{unit}，须是不小于 0 的整数", "is counted: a whole number of 0 or more")
        )


def _outside(path: str, value: Fraction, allowed: str) -> Fault:
    found = Text(f"{decimal_text(value)} 超出范围", f"{decimal_text(value)} is out of range")
    return Fault(path, found, Text(f"应为 {allowed}", f"may be {allowed}"))
