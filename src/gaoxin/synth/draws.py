"""Chance with names: every draw has a stream of its own, so that a new column never disturbs the others.

A stream is PCG64 on SeedSequence [seed, name, year]. What lasts (an enterprise's habits) is drawn without
the year over all enterprises that ever exist; what is fresh is drawn for the year.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from gaoxin.synth.parts import Flags, Floats, Integers


def stream(seed: int, name: str, year: int = 0) -> np.random.Generator:
    """Return the generator of that name."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(name.encode()), year])))


def logistic(value: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    return np.asarray(1.0 / (1.0 + np.exp(-value)))


@dataclass(frozen=True)
class Draws:
    """The draws of one year for the enterprises present, given by their numbers in the register."""

    seed: int
    year: int
    ids: Integers
    ever: int

    def lasting(self, name: str) -> Floats:
        """Draw standard normal habits that do not change over the years."""
        return stream(self.seed, name).standard_normal(self.ever)[self.ids]

    def fresh(self, name: str) -> Floats:
        """Draw standard normal numbers, new each year."""
        return stream(self.seed, name, self.year).standard_normal(len(self.ids))

    def normal(self, name: str, change: float = 0.15) -> Floats:
        """Draw standard normal numbers; ``change`` is the size of the year's part beside the habit."""
        return np.asarray((self.lasting(name) + change * self.fresh(name)) / np.sqrt(1 + change**2))

    def level(self, name: str, mean: Floats | float, spread: float, change: float = 0.15) -> Floats:
        """Lognormal with that mean."""
        return np.asarray(mean * np.exp(spread * self.normal(name, change) - spread**2 / 2))

    def share(self, name: str, centre: Floats | float, spread: float = 0.5, change: float = 0.15) -> Floats:
        """Between 0 and 1 around a centre (logistic normal)."""
        middle = np.clip(centre, 1e-6, 1 - 1e-6)
        return logistic(np.log(middle / (1 - middle)) + spread * self.normal(name, change))

    def steady(self, name: str) -> Floats:
        """Uniform on 0 to 1, the same every year."""
        return stream(self.seed, name).random(self.ever)[self.ids]

    def uniform(self, name: str) -> Floats:
        """Uniform on 0 to 1, new each year."""
        return stream(self.seed, name, self.year).random(len(self.ids))

    def habit(self, name: str, chance: Floats | float) -> Flags:
        """Whether an enterprise does something; the same every year while the chance stays."""
        return np.asarray(self.steady(name) < chance)

    def count(self, name: str, mean: Floats | float, spread: float = 1.0) -> Integers:
        """Whole numbers of about that mean, most of them small (lognormal, rounded by chance)."""
        return np.floor(self.level(name, mean, spread, 0.2) + self.uniform(name + "'")).astype(np.int64)

    def part(self, name: str, whole: Integers, share: Floats | float, spread: float = 0.5) -> Integers:
        """Take a share of each count, rounded by chance, never above the whole."""
        some = np.floor(whole * self.share(name, share, spread) + self.uniform(name + "'"))
        return np.minimum(some, whole).astype(np.int64)
