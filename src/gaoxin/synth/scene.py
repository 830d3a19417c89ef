"""One year on the stage: who is present, in which zone, with which totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gaoxin.synth.draws import Draws, stream
from gaoxin.synth.industries import DIVISION, KIND_OF, NAMES, habit
from gaoxin.synth.parts import Flags, Floats, Integers
from gaoxin.synth.places import Zones
from gaoxin.synth.register import Register


@dataclass(frozen=True)
class Scene:
    """A data year; all arrays follow the order of the file (zone, then code)."""

    year: int
    zones: Zones
    register: Register
    totals: Mapping[str, int]

    @cached_property
    def ids(self) -> Integers:
        """Numbers in the register."""
        return self.register.present(self.year)

    @cached_property
    def draws(self) -> Draws:
        """Named chance for those present."""
        return Draws(self.register.seed, self.year, self.ids, self.register.ever)

    @cached_property
    def zone(self) -> Integers:
        """Number of the zone of each enterprise."""
        return self.register.zone_in[self.year][self.ids]

    @cached_property
    def industry(self) -> Integers:
        """Number of the industry of each enterprise."""
        return self.register.industry[self.ids]

    @cached_property
    def certified_in(self) -> Integers:
        """Year of the high-tech certificate in force, 0 for none."""
        return self.register.certified_in[self.year][self.ids]

    @cached_property
    def entered(self) -> Flags:
        """Who is new this year."""
        return self.register.entered(self.year)[self.ids]

    @property
    def hightech(self) -> Flags:
        """Who is a certified high-tech enterprise."""
        return self.certified_in > 0

    @cached_property
    def industry_known(self) -> Flags:
        """Who gives an industry code (0.3 % do not)."""
        return ~self.draws.habit("industry blank", 0.003)

    @cached_property
    def industrial(self) -> Flags:
        """Who is an industrial enterprise by its own code (divisions 06 to 46)."""
        division = DIVISION[self.industry]
        return self.industry_known & (division >= 6) & (division <= 46)

    @cached_property
    def foreign(self) -> Flags:
        """Who is controlled from Hong Kong, Macao, Taiwan or abroad."""
        return self.draws.habit("foreign", np.clip(0.08 + 0.05 * self.here("openness"), 0.01, 0.4))

    @cached_property
    def started(self) -> Flags:
        """Who has business at all (0.5 % have no revenue yet)."""
        return ~self.draws.habit("no revenue", 0.005)

    def kind(self, *names: str) -> Flags:
        """Who is of one of these kinds."""
        return np.isin(KIND_OF[self.industry], [NAMES.index(name) for name in names])

    def habit(self, name: str) -> Floats:
        """Return one habit of each enterprise's kind."""
        return habit(name, self.industry)

    def here(self, quality: str) -> Floats:
        """Return a latent quality of each enterprise's zone."""
        return np.asarray(getattr(self.zones, quality)[self.zone].astype(np.float64))

    def climate(self, name: str, spread: float) -> Floats:
        """Lognormal factor of each enterprise's zone this year, around 1."""
        of_zone = stream(self.register.seed, "climate " + name, self.year).standard_normal(len(self.zones))
        return np.asarray(np.exp(spread * of_zone)[self.zone])

    @property
    def none(self) -> Integers:
        """Nought for everyone."""
        return np.zeros(len(self.ids), np.int64)
