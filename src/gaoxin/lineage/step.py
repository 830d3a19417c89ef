"""One step of a number's way: what it is, how it came about, what it was made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from gaoxin.terms import Address, Text


@dataclass(frozen=True)
class Step:
    """A number at its address.

    ``value`` is None where it is missing (``note`` says why); ``formula`` says how it was made of ``inputs``;
    ``clause`` and ``basis`` say what asks for it; ``cells`` are the cells of a column (key, value, place).
    """

    address: Address
    label: Text
    value: float | int | str | None
    unit: str = ""
    formula: str = ""
    clause: str = ""
    basis: str = ""
    inputs: tuple[Address, ...] = ()
    note: str = ""
    cells: tuple[tuple[str, str, str], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the step as the contract gives it: address, value, unit, formula, clause, basis, inputs, and the rest."""
        said: dict[str, Any] = {
            "address": str(self.address),
            "label": self.label.zh,
            "label_en": self.label.en,
            "value": self.value,
            "unit": self.unit,
            "formula": self.formula,
            "clause": self.clause,
            "basis": self.basis,
            "inputs": [str(one) for one in self.inputs],
        }
        if self.note:
            said["note"] = self.note
        if self.cells:
            said["cells"] = [{"key": key, "value": value, "place": place} for key, value, place in self.cells]
        return said


class Tracer(Protocol):
    """Whatever can say how the number at an address came about."""

    def step(self, address: Address) -> Step:
        """Return the step at an address; Unusable when there is none."""


def walk(
    tracer: Tracer, address: Address, deepest: str = "variable", depth: int = 0
) -> Iterator[tuple[int, Step]]:
    """Yield a step and everything below it, down to the stage ``deepest``, each with its depth."""
    step = tracer.step(address)
    yield depth, step
    for below in () if address.stage == deepest else step.inputs:
        yield from walk(tracer, below, deepest, depth + 1)
