"""Targets of annex 1: each a leaf (value operator required) or a tree of them, judged exactly and in three values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import eq, ge, gt, le, lt

from gaoxin.edition import Leaf, Target
from gaoxin.edition.figures import indicator_codes
from gaoxin.evaluation.derive import DEFAULT, IN_FORCE, Derivation, Reading, ZoneFigures
from gaoxin.formula import Aggregate, IndicatorValue, Name, evaluate, parse, walk

_OPERATORS = {">=": ge, ">": gt, "<=": le, "<": lt, "=": eq}
VERDICTS = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a target in one zone, under one reading; the verdict is met, not_met or unknown."""

    unit: str
    no: str
    reading: str
    leaf: str
    verdict: str
    value: Fraction | None
    required: Fraction | None
    gap: Fraction | None


def verdict(value: Fraction | None, operator: str, required: Fraction) -> bool | None:
    """Return whether a value meets a requirement, None where it is not known.

    以上 includes the number (>=), 超 is strict (>).
    """
    return None if value is None else bool(_OPERATORS[operator](value, required))


def gap(value: Fraction | None, operator: str, required: Fraction) -> Fraction | None:
    """Return what is lacking: max(0, required − value), the other way round for an upper limit."""
    if value is None:
        return None
    lacking = value - required if operator.startswith("<") else required - value
    return max(Fraction(0), lacking)


def all_of(verdicts: list[bool | None]) -> bool | None:
    """Return *and* over three values: one "not met" decides."""
    return False if False in verdicts else (None if None in verdicts else True)


def any_of(verdicts: list[bool | None]) -> bool | None:
    """Return *or* over three values: one "met" decides."""
    return True if True in verdicts else (None if None in verdicts else False)


class Judge:
    """The targets of one edition over one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self._readings = {(one.park_type, one.no): self.readings(one) for one in derivation.edition.targets}

    def targets(self, unit: str, park_type: str) -> Iterator[tuple[Part, list[Part]]]:
        """Yield each target of the zone's own park type with its parts under every reading."""
        for target in self.derivation.edition.targets:
            if target.park_type == park_type:
                parts = [
                    part
                    for reading in self._readings[target.park_type, target.no]
                    for part in self.parts(target, unit, reading)
                ]
                yield self.whole(target, unit), parts

    def whole(self, target: Target, unit: str) -> Part:
        """Return the verdict of a target under the readings in force."""
        if target.value:
            return next(iter(self.parts(target, unit, (DEFAULT, {}))))
        decided = VERDICTS[self.decide(target, unit, (DEFAULT, {}))]
        return Part(unit, target.no, DEFAULT, "", decided, None, None, None)

    def decide(self, leaf: Leaf, unit: str, reading: "Chosen") -> bool | None:
        """Return the verdict of a leaf or tree."""
        if leaf.all:
            return all_of([self.decide(part, unit, reading) for part in leaf.all])
        if leaf.any:
            return any_of([self.decide(part, unit, reading) for part in leaf.any])
        assert leaf.required is not None
        return verdict(self.value(leaf, unit, reading), leaf.operator, leaf.required)

    def parts(self, target: Target, unit: str, reading: "Chosen") -> Iterator[Part]:
        """Yield every leaf of a target under one reading."""
        for path, leaf in _leaves(target, ()):
            assert leaf.required is not None
            value = self.value(leaf, unit, reading)
            decided = VERDICTS[verdict(value, leaf.operator, leaf.required)]
            lacking = gap(value, leaf.operator, leaf.required)
            name = ".".join(map(str, path)) or "1"
            yield Part(unit, target.no, reading[0], name, decided, value, leaf.required, lacking)

    def value(self, leaf: Leaf, unit: str, reading: "Chosen") -> Fraction | None:
        """Return the value of a leaf in a zone under a reading; None where any figure is missing."""
        name, chosen = reading
        text = leaf.readings[name].formula if name in leaf.readings else leaf.value_in_force
        text = leaf.value if name == _named(DEFAULT, OWN) else text
        tree = self.derivation.tree(text, "", chosen.get("", IN_FORCE))
        value = evaluate(tree, _Figures(self.derivation, unit, chosen))
        return value if isinstance(value, Fraction) else None

    def readings(self, target: Target) -> list["Chosen"]:
        """Return every reading under which the target can be judged: default first, then each one alone.

        A reading is one of the target's own, of an indicator it refers to, or of a derived field behind its figures.
        """
        found: dict[str, dict[str, Reading]] = {DEFAULT: {}}
        for _, leaf in _leaves(target, ()):
            found |= {_named(name, OWN): {} for name in (DEFAULT, *leaf.readings) if name != leaf.reading}
            for code in indicator_codes(parse(leaf.value_in_force)):
                indicator = self.derivation.by_code[code]
                others = [name for name in (DEFAULT, *indicator.readings) if name != indicator.reading]
                found |= {_named(name, code): {code: Reading(formula=name)} for name in others}
            found |= self._derived(leaf)
        return list(found.items())

    def _derived(self, leaf: Leaf) -> Mapping[str, dict[str, Reading]]:
        """Return the readings of derived fields that the leaf's figures, or its indicators' figures, depend on."""
        figures, derivation = self.derivation.figures, self.derivation
        codes = indicator_codes(parse(leaf.value_in_force))
        texts = [leaf.value_in_force, *(derivation.by_code[code].formula_in_force for code in codes)]
        return {
            _named(reading, field): {"": Reading(derived=(field, reading))}
            for field, reading in figures.derived_readings()
            if any(Name(field) in walk(figures.bound(text, "zone")) for text in texts)
        }


Chosen = tuple[str, dict[str, Reading]]
"""The name of a reading, and what it changes: by indicator code, or "" for a derived field everywhere."""

OWN = "target"
"""What a reading of the target itself is of."""


def _named(reading: str, of: str) -> str:
    """Name a reading; going back to the default of something set otherwise says of what."""
    return f"{of}=default" if reading == DEFAULT else reading


def _leaves(leaf: Leaf, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Leaf]]:
    if leaf.value:
        yield path, leaf
    for at, part in enumerate((*leaf.all, *leaf.any), 1):
        yield from _leaves(part, (*path, at))


class _Figures(ZoneFigures):
    """Figures with some indicators under another reading."""

    def __init__(self, derivation: Derivation, zone: str, chosen: dict[str, Reading]) -> None:
        super().__init__(derivation, zone, chosen.get("", IN_FORCE))
        self.chosen = chosen

    def figure(self, leaf: Aggregate | Name | IndicatorValue, years_back: int) -> Fraction | None:
        """Return a figure; an indicator under its chosen reading."""
        if isinstance(leaf, IndicatorValue):
            reading = self.chosen.get(leaf.code, self.reading)
            return self.derivation.value(leaf.code, self.zone, reading).value
        return super().figure(leaf, years_back)
