"""A specification over one result: every option resolved and checked, and the factors of a draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from gaoxin.edition import Edition, Settings
from gaoxin.edition.options import Choice
from gaoxin.evaluation.missing import MISSING
from gaoxin.evaluation.plan import Plan, plan
from gaoxin.evaluation.weigh import STATED, WEIGHTS, Node, tree
from gaoxin.robustness.errors import Errors, errors
from gaoxin.robustness.given import Given
from gaoxin.robustness.library import Library
from gaoxin.robustness.readings import Alternatives, Slots, alternatives
from gaoxin.robustness.shares import without
from gaoxin.robustness.specification import OWN, Specification
from gaoxin.robustness.variant import untransformed, with_method
from gaoxin.terms import Fault, Refusal, Text, Unusable, did_you_mean

CHOICES = (
    "normalisation",
    "treatment",
    "transform",
    "aggregation",
    "missing",
    "weights_reading",
    "leave_out",
)
"""The choices of method in the order of draws.csv; readings, data and panel follow."""

STAIRS = {"normalisation": "standardise", "treatment": "treat", "aggregation": "aggregate"}


@dataclass(frozen=True)
class Factor:
    """One thing that draws differ in: ``options`` to choose from, or, with none, a numbered stream of errors.

    ``group`` is what sensitivity names; ``own`` the option that the edition itself takes, -1 where none is.
    """

    name: str
    group: str
    options: tuple[str, ...] = ()
    own: int = -1

    def said(self, number: int) -> str:
        """Return an option's label, or the number of the stream."""
        return self.options[number] if self.options else str(number)


@dataclass(frozen=True)
class Design:
    """What is uncertain about a result; a choice with one option is in no factor."""

    given: Given
    specification: Specification

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """Every factor, in the order of the columns of a draw."""
        found = [*self._choices]
        for name, options in self.varying.items():
            found.append(Factor(f"reading {name}", "readings", options, own=0))
        found += [
            Factor(name, name)
            for name, count in (("data", self.errors.data), ("panel", self.errors.panel))
            if count
        ]
        return tuple(one for one in found if len(one.options) != 1)

    @cached_property
    def settings(self) -> Mapping[str, tuple[Settings, ...]]:
        """The options of normalisation, treatment and aggregation, the edition's own spelt out."""
        method, found = self.given.edition.method, {}
        for name, stair in STAIRS.items():
            options: tuple[Settings, ...] = getattr(self.specification, name)
            found[name] = tuple(getattr(method, stair) if one.using == OWN else one for one in options)
        return found

    @cached_property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """The options of the other choices, checked."""
        said, method = self.specification, self.given.edition.method
        missing = tuple(method.missing.name if one == OWN else one for one in said.missing)
        weights = tuple(method.weights.name if one == OWN else one for one in said.weights_reading)
        left = tuple("" if one == "none" else one for one in said.leave_out)
        left = ("", *self.given.cells.codes) if left == ("all",) else left
        _known("missing", missing, MISSING)
        _known("weights_reading", weights, (*STATED, *WEIGHTS))
        _known("leave_out", left, ("", *self.given.cells.codes))
        if any(left) and not set(weights) <= set(STATED):
            found = Text(
                "按数据算的权重不能与 leave_out 同用", "weights from the data cannot be used with leave_out"
            )
            raise Unusable(Fault("leave_out", found))
        if any(left) and len(self.given.cells.codes) < 2:
            found = Text("只有一个指标，去掉就没有了", "there is one indicator only, and none without it")
            raise Unusable(Fault("leave_out", found))
        return {
            "transform": said.transform,
            "missing": missing,
            "weights_reading": weights,
            "leave_out": left,
        }

    @cached_property
    def varying(self) -> Alternatives:
        """The readings that vary."""
        found = alternatives(self.given.edition) if self.given.derivation is not None else {}
        asked = self.specification.readings
        if asked == ("none",):
            return {}
        if asked == ("all",):
            return found
        _known("readings", asked, [*found, "all", "none"])
        return {name: options for name, options in found.items() if name in asked}

    @cached_property
    def plans(self) -> Mapping[str, tuple[Plan, ...]]:
        """The plan of every option of a stair alone; Unusable with every fault."""
        found, faults = {}, list[Fault]()
        for name, options in self.settings.items():
            made = [_try(self.given.edition, name, option, faults) for option in options]
            found[name] = tuple(one for one in made if one is not None)
        if faults:
            raise Unusable(faults)
        return found

    @cached_property
    def levels(self) -> tuple[tuple[Choice, ...], ...]:
        """The means of every option of aggregation, from the lowest level."""
        return tuple(one.aggregate for one in self.plans["aggregation"])

    @cached_property
    def trees(self) -> tuple[Node, ...]:
        """The tree of every reading of the weights with each indicator left out, weights slowest."""
        edition, found = self.given.edition, list[Node]()
        for name in self.words["weights_reading"]:
            base = name if name in STATED else "share_of_dimension"
            weighed = with_method(edition, weights=Settings(using=base))
            whole = tree(weighed)
            found += [without(weighed, whole, code) if code else whole for code in self.words["leave_out"]]
        return tuple(found)

    @cached_property
    def library(self) -> Library:
        """The standards of every variant: transform slowest, then treatment, then normalisation."""
        editions = [
            self._edition(plain, treat, standardise)
            for plain, treat, standardise in product(
                self.words["transform"], self.settings["treatment"], self.settings["normalisation"]
            )
        ]
        _ = self.plans
        return Library(editions, self.words["missing"], Slots(self.given, self.varying))

    @cached_property
    def errors(self) -> Errors:
        """The errors of the data."""
        return errors(self.given, self.specification, self.library.values)

    @property
    def fixed_is_own(self) -> bool:
        """Whether every choice with one option takes the edition's own."""
        return all(one.own == 0 for one in self._choices if len(one.options) == 1)

    @cached_property
    def _choices(self) -> tuple[Factor, ...]:
        return tuple(self._choice(name) for name in CHOICES)

    def _edition(self, transform: str, treat: Settings, standardise: Settings) -> Edition:
        made = with_method(self.given.edition, treat=treat, standardise=standardise)
        return untransformed(made) if transform == "none" else made

    def _choice(self, name: str) -> Factor:
        own = plan(self.given.edition)
        if name in STAIRS:
            in_force = [_in_force(one, name) for one in self.plans[name]]
            return Factor(
                name, name, tuple(map(_label, self.settings[name])), _place(_in_force(own, name), in_force)
            )
        options = self.words[name]
        mine = {
            "transform": OWN,
            "leave_out": "",
            "missing": own.missing.name,
            "weights_reading": own.weights.name,
        }
        return Factor(name, name, tuple(one or "none" for one in options), _place(mine[name], options))


def _in_force(one: Plan, name: str) -> object:
    return (
        [choice.in_force for choice in one.aggregate] if name == "aggregation" else one.in_force[STAIRS[name]]
    )


def _place(own: object, options: Sequence[object]) -> int:
    return options.index(own) if own in options else -1


def _label(settings: Settings) -> str:
    using = settings.using if isinstance(settings.using, str) else ", ".join(settings.using)
    return " ".join([using, *(f"{key}={value}" for key, value in settings.options.items())])


def _try(edition: Edition, name: str, option: Settings, faults: list[Fault]) -> Plan | None:
    try:
        return plan(with_method(edition, **{STAIRS[name]: option}))
    except Refusal as refusal:
        faults += [
            Fault(f"{name}: {_label(option)}", one.found, one.allowed, one.remedy) for one in refusal.faults
        ]
        return None


def _known(place: str, words: Iterable[str], known: Iterable[str]) -> None:
    allowed = [one for one in known if one]
    faults = [
        Fault(
            place,
            Text(f"没有“{word}”", f"there is no {word!r}"),
            Text(f"可写 {'、'.join(allowed)}", f"may be {', '.join(allowed)}"),
            did_you_mean(word, allowed),
        )
        for word in words
        if word and word not in allowed
    ]
    if faults:
        raise Unusable(faults)
