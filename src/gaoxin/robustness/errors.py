"""Errors of the data: values drawn around what was reported, panel means around what the panel said."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition import Edition
from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.robustness.given import Given
from gaoxin.robustness.scores import Block
from gaoxin.robustness.specification import Specification
from gaoxin.robustness.streams import Purpose, Stream
from gaoxin.terms import Fault, Text, Unusable, did_you_mean

SOURCES = ("statistics", "given", "survey", "expert")


@dataclass(frozen=True)
class Errors:
    """Which columns are drawn, those with relative errors first, then those with panel errors.

    A figure x with relative error r becomes x exp(s z - s²/2), s² = ln(1 + r²), z standard normal: mean x,
    relative standard deviation r, its sign kept and zero left zero. A panel mean becomes mean + error z
    within the scale of the marks. ``sigma`` is s of the first columns, ``spread`` [panel columns x units] the
    standard errors.
    """

    columns: NDArray[np.intp]
    sigma: Column
    spread: Matrix
    scale: tuple[float, float]

    @property
    def data(self) -> int:
        """How many columns have relative errors."""
        return len(self.sigma)

    @property
    def panel(self) -> int:
        """How many columns have panel errors."""
        return len(self.spread)

    def values(self, seed: int, data: NDArray[np.intp], panel: NDArray[np.intp], base: Block) -> Block:
        """Return the columns as drawn [draws x columns x units] by numbered streams around their values.

        ``base`` [draws or 1 x columns x units] are the values in raw units, nan where missing.
        """
        drawn: Block = np.empty((len(data), len(self.columns), base.shape[2]))
        streams = Stream(seed, Purpose.DATA), Stream(seed, Purpose.PANEL)
        figures, means = drawn[:, : self.data], drawn[:, self.data :]
        for draw, (one, other) in enumerate(zip(data.tolist(), panel.tolist(), strict=True)):
            if self.data:
                streams[0].at(one).standard_normal(out=figures[draw])
            if self.panel:
                streams[1].at(other).standard_normal(out=means[draw])
        figures *= self.sigma[:, None]
        np.exp(figures, out=figures)
        figures *= base[:, : self.data] * np.exp(-(self.sigma**2) / 2)[:, None]
        means *= self.spread
        means += base[:, self.data :]
        np.clip(means, *self.scale, out=means)
        return drawn


def errors(given: Given, specification: Specification, values: Block) -> Errors:
    """Return the errors that a specification asks for; ``values`` [slots x codes x units] are the raw values.

    A column in which all units are equal tells nobody apart and gets no error: min-max over noise alone
    would.
    """
    edition, cells = given.edition, given.cells
    relative = relative_errors(edition, specification)
    varied = ~_constant(values)
    panel = np.flatnonzero((given.panel > 0).any(axis=0) & varied & specification.panel)
    data = np.setdiff1d(np.flatnonzero((relative > 0) & varied), panel)
    low, high = edition.score_scale
    return Errors(
        columns=np.concatenate([data, panel]),
        sigma=np.sqrt(np.log1p(relative[data] ** 2)),
        spread=np.ascontiguousarray(given.panel.T[panel]).reshape(len(panel), len(cells.units)),
        scale=(float(low), float(high)),
    )


def relative_errors(edition: Edition, specification: Specification) -> Column:
    """Return the relative standard deviation of every indicator; Unusable for a word that names none."""
    said = specification.error
    known = ["all", *SOURCES, *(one.code for one in edition.indicators)]
    faults = [
        Fault(
            f"error/{word}",
            Text("没有这个指标或来源", "no such indicator or source"),
            remedy=did_you_mean(word, known),
        )
        for word in said
        if word not in known
    ]
    if faults:
        raise Unusable(faults)
    return np.array(
        [
            float(said.get(one.code, said.get(one.source, said.get("all", Fraction(0)))))
            for one in edition.indicators
        ]
    )


def _constant(values: Block) -> NDArray[np.bool_]:
    """Return whether an indicator has one value for all units under any reading [codes]."""
    low = np.fmin.reduce(values, axis=2)
    high = np.fmax.reduce(values, axis=2)
    equal: NDArray[np.bool_] = (low == high).any(axis=0)
    return equal
