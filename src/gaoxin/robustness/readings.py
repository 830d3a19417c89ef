"""Named readings of an edition: every indicator derived exactly once under each combination of its own."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition import Edition
from gaoxin.edition.figures import formulas_of
from gaoxin.evaluation.cells import Cells, Column
from gaoxin.evaluation.derive import DEFAULT, Derivation, Reading
from gaoxin.robustness.given import Given
from gaoxin.terms import Missing

DERIVED = "derived_fields"
"""The choice of how derived fields are read: one of them in another reading at a time."""

Alternatives = Mapping[str, tuple[str, ...]]
"""Indicator code (or ``derived_fields``) -> its readings, the one in force first."""


def alternatives(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Return everything that the edition lets be read in more than one way."""
    found = {
        one.code: _in_force_first(one.reading, (DEFAULT, *one.readings))
        for one in edition.indicators
        if one.readings
    }
    fields = [
        f"{name}={reading}"
        for name, field in edition.derived_fields.items()
        for reading in _in_force_first(field.reading, (DEFAULT, *field.readings))[1:]
        if field.readings
    ]
    return found | ({DERIVED: ("in force", *fields)} if fields else {})


def _in_force_first(in_force: str, names: Iterable[str]) -> tuple[str, ...]:
    return (in_force, *(one for one in names if one != in_force))


@dataclass(frozen=True)
class Slots:
    """The values of every indicator under each combination of its readings, a slot a combination.

    ``of`` names for every code the choices that concern it, slowest first; the slot is the number they make.
    """

    given: Given
    varying: Alternatives

    @cached_property
    def of(self) -> Mapping[str, tuple[str, ...]]:
        """The choices that concern each indicator."""
        return {code: self._concerning(code) for code in self.given.cells.codes}

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """How many slots each indicator has [codes]."""
        return np.array(
            [math.prod(len(self.varying[name]) for name in self.of[code]) for code in self.given.cells.codes]
        )

    @cached_property
    def cells(self) -> tuple[Cells, ...]:
        """The cells of every slot; an indicator with fewer slots repeats its last."""
        return tuple(self._cells(slot) for slot in range(int(self.sizes.max())))

    def numbers(self, chosen: Mapping[str, NDArray[np.intp]], draws: int) -> NDArray[np.intp]:
        """Return the slot of every indicator [draws x codes] from the options chosen of each reading."""
        found = np.zeros((draws, len(self.sizes)), np.intp)
        for place, names in enumerate(self.of.values()):
            for name in names:
                found[:, place] = found[:, place] * len(self.varying[name]) + chosen[name]
        return found

    def _concerning(self, code: str) -> tuple[str, ...]:
        own = (code,) if code in self.varying else ()
        return (*own, DERIVED) if DERIVED in self.varying and self._reads_derived(code) else own

    def _reads_derived(self, code: str) -> bool:
        derivation = self._derivation
        texts = list(formulas_of(derivation.by_code[code]))
        readings = [_reading("", option) for option in self.varying[DERIVED][1:]]
        return any(
            derivation.tree(text, code, reading) != derivation.tree(text, code)
            for text in texts
            for reading in readings
        )

    def _cells(self, slot: int) -> Cells:
        cells = self.given.cells
        if slot == 0:
            return cells
        value, reason = cells.value.copy(), cells.reason.copy()
        for place, code in enumerate(cells.codes):
            if self.sizes[place] > 1:
                value[:, place], reason[:, place] = self._column(code, min(slot, int(self.sizes[place]) - 1))
        return Cells(cells.units, cells.codes, value, reason, cells.shadow, cells.groups)

    def _column(self, code: str, slot: int) -> tuple[Column, NDArray[np.object_]]:
        names = self.of[code]
        options = list(product(*(self.varying[name] for name in names)))[slot]
        chosen = dict(zip(names, options, strict=True))
        own = chosen.get(code, "")
        formula = "" if own in ("", self.varying.get(code, ("",))[0]) else own
        reading = _reading(formula, chosen.get(DERIVED, ""))
        found = [self._derivation.value(code, unit, reading) for unit in self.given.cells.units]
        value = np.array([np.nan if one.value is None else float(one.value) for one in found])
        reasons: list[Missing | None] = [one.missing for one in found]
        return value, np.array(reasons, dtype=object)

    @property
    def _derivation(self) -> Derivation:
        if self.given.derivation is None:
            raise TypeError("ready values have no readings")
        return self.given.derivation


def _reading(formula: str, derived: str) -> Reading:
    field, _, reading = derived.partition("=")
    return Reading(formula, (field, reading) if reading else None)
