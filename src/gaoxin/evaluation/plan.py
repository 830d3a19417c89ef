"""What an edition's method means for the climb: every function found, every option and post checked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.edition import Edition, Indicator, Method, Settings
from gaoxin.edition.options import Choice, choose, choose_levels
from gaoxin.evaluation.aggregate import AGGREGATE
from gaoxin.evaluation.impute import IMPUTE, ROWS
from gaoxin.evaluation.missing import MISSING
from gaoxin.evaluation.standardise import STANDARDISE
from gaoxin.evaluation.transform import declared, outside, transform
from gaoxin.evaluation.treat import TREAT
from gaoxin.evaluation.weigh import STATED, WEIGHTS, Node, tree
from gaoxin.panels.combine import faults_of
from gaoxin.terms import Fault, Text, Unusable, did_you_mean


@dataclass(frozen=True)
class Plan:
    """The methods in force: one a stair, one a level for aggregate.

    ``treatments`` and ``standardise`` hold one an indicator; the method says ``treat`` and ``overall``.
    """

    indicators: tuple[Indicator, ...]
    impute: Choice
    treat: Choice
    treatments: tuple[Choice, ...]
    standardise: tuple[Choice, ...]
    missing: Choice
    weights: Choice
    aggregate: tuple[Choice, ...]
    ties: str
    midpoint: bool
    tree: Node
    overall: Choice
    panels: Mapping[str, dict[str, Any]]
    """How marks of survey and experts become scores, where it is not the plain mean."""

    @property
    def is_a_sum(self) -> bool:
        """Whether a score is the sum of contributions."""
        return all(one.name == "arithmetic" for one in self.aggregate)

    @property
    def in_force(self) -> dict[str, Any]:
        """Return the method as the manifest says it, every option with its value."""
        levels = [one.in_force for one in self.aggregate]
        return {
            "impute": self.impute.in_force,
            "treat": self.treat.in_force,
            "standardise": self.overall.in_force,
            "missing": self.missing.in_force,
            "weights": self.weights.in_force,
            "aggregate": levels[0] if all(one == levels[0] for one in levels) else levels,
            "rank": {"ties": self.ties},
            "constant": "midpoint" if self.midpoint else "refuse",
            **self.panels,
        }


def plan(edition: Edition) -> Plan:
    """Return the plan of the edition; Unusable with every unknown method, option, value and post at once."""
    method, faults = edition.method, list[Fault]()

    def chosen(settings: Settings, palette: Mapping[str, Callable[..., Any]], place: str) -> Choice:
        choice, wrong = choose(settings, palette, place)
        faults.extend(wrong)
        return choice or _NOTHING

    root = tree(edition)
    levels, wrong = choose_levels(method.aggregate, AGGREGATE, "method/aggregate")
    faults += wrong
    impute = chosen(method.impute, {**IMPUTE, **ROWS}, "method/impute")
    overall = chosen(method.standardise, STANDARDISE, "method/standardise")
    own = [
        overall
        if one.standardise is None
        else chosen(one.standardise, STANDARDISE, f"indicators/{one.code}/standardise")
        for one in edition.indicators
    ]
    treat = chosen(method.treat, TREAT, "method/treat")
    treatments = [
        treat if one.treat is None else chosen(one.treat, TREAT, f"indicators/{one.code}/treat")
        for one in edition.indicators
    ]
    made = Plan(
        indicators=edition.indicators,
        impute=impute,
        treat=treat,
        treatments=tuple(treatments),
        standardise=tuple(own),
        missing=chosen(method.missing, MISSING, "method/missing"),
        weights=chosen(method.weights, {**dict.fromkeys(STATED, tree), **WEIGHTS}, "method/weights"),
        aggregate=levels * (root.level + 1) if len(levels) == 1 else levels,
        ties=method.rank.ties,
        midpoint=method.constant == "midpoint",
        tree=root,
        overall=overall,
        panels=_panels(method),
    )
    faults += [*faults_of("survey", method.survey), *faults_of("expert", method.expert)]
    faults += [*_columns(impute, edition.context), *_levels(levels, root), *_posts(edition.indicators, own)]
    if faults:
        raise Unusable(faults)
    return made


def check_method(edition: Edition) -> list[Fault]:
    """Return every fault of the edition's method, for commands that report instead of computing."""
    try:
        plan(edition)
    except Unusable as refusal:
        return list(refusal.faults)
    return []


def posts(indicator: Indicator) -> dict[str, float]:
    """Return the goalposts and target of an indicator on its declared scale (not yet directed)."""
    raw = {"lower": indicator.lower, "upper": indicator.upper, "target": indicator.target}
    given = {name: float(value) for name, value in raw.items() if value is not None}
    return {name: float(transform(np.array([value]), indicator)[0]) for name, value in given.items()}


_NOTHING = Choice("none", {}, lambda: None)


def _panels(method: Method) -> dict[str, dict[str, Any]]:
    chosen = {"survey": method.survey, "expert": method.expert}
    return {
        panel: {"using": one.using, "at_least": one.at_least, **one.options}
        for panel, one in chosen.items()
        if one.using != "mean" or one.at_least > 1
    }


def _columns(impute: Choice, context: tuple[str, ...]) -> Iterable[Fault]:
    by = impute.options.get("by")
    if isinstance(by, str) and by not in context:
        found = Text(f"“{by}”不在 context 里", f"{by!r} is not among the context columns")
        allowed = Text(f"context：{'、'.join(context) or '空'}", f"context: {', '.join(context) or 'empty'}")
        yield Fault("method/impute/by", found, allowed, did_you_mean(by, context))


def _levels(levels: tuple[Choice, ...], root: Node) -> Iterable[Fault]:
    if len(levels) not in (0, 1, root.level + 1):
        found = Text(f"写了 {len(levels)} 级", f"names {len(levels)} levels")
        allowed = Text(
            f"体系有 {root.level + 1} 级，从最低一级写起",
            f"the edition has {root.level + 1}, the lowest first",
        )
        yield Fault("method/aggregate/using", found, allowed)


def _posts(indicators: tuple[Indicator, ...], methods: list[Choice]) -> Iterable[Fault]:
    for one, method in zip(indicators, methods, strict=True):
        place = f"indicators/{one.code}"
        if declared(one)[1] <= 0:
            yield Fault(
                f"{place}/scale", Text("log1p 的 scale 须大于 0", "the scale of log1p must be above 0")
            )
            continue
        needed = _NEEDED.get(method.name, ())
        lacking = [name for name in needed if getattr(one, name) is None]
        if lacking:
            words = "、".join(lacking)
            yield Fault(
                f"{place}/{lacking[0]}",
                Text(f"{method.name} 要写 {words}", f"{method.name} needs {', '.join(lacking)}"),
            )
        if method.name == "fraction_of_max" and one.direction == "lower":
            found = Text(
                "fraction_of_max 不能用于越低越好的指标",
                "fraction_of_max cannot take an indicator where lower is better",
            )
            yield Fault(f"{place}/direction", found, remedy=Text("改用 minmax", "use minmax"))
        if needed and not lacking:
            yield from _values_of_posts(one, needed, place)


_NEEDED = {"goalposts": ("lower", "upper"), "distance_to_target": ("target",)}


def _values_of_posts(one: Indicator, needed: tuple[str, ...], place: str) -> Iterable[Fault]:
    raw = np.array([float(getattr(one, name)) for name in needed])
    if outside(raw, one).any():
        using = declared(one)[0]
        yield Fault(
            f"{place}/{needed[0]}",
            Text(f"{using} 没有值：{raw.tolist()}", f"{using} has no value for {raw.tolist()}"),
        )
    elif len(raw) == 2 and raw[0] >= raw[1]:
        yield Fault(f"{place}/lower", Text("lower 须小于 upper", "lower must be below upper"))
