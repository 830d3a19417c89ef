"""Which enterprises stand in which zone in which year, and what they are: industry, code, certificate.

Assumed: each year 8 % leave (rather small ones) and as many enter as the totals ask; 0.2 % move to another
zone; a zone has the industries of its character and one kind that it favours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gaoxin.synth.codes import credit_codes
from gaoxin.synth.draws import stream
from gaoxin.synth.industries import INDUSTRIES, IS_SERVICE, KIND_OF, KINDS, NAMES, WEIGHT
from gaoxin.synth.parts import Column, Flags, Floats, Integers, fit
from gaoxin.synth.places import Zones

LEAVING = 0.08
MOVING = 0.002
ABSENT = -1


@dataclass(frozen=True)
class Register:
    """All enterprises that ever exist; ``zone_in[year]`` is ABSENT where one is not listed that year."""

    seed: int
    zone_in: dict[int, Integers]
    industry: Integers
    code: Column
    certified_in: dict[int, Integers]  # year of the certificate in force, 0 for none

    @property
    def ever(self) -> int:
        """How many enterprises there ever are."""
        return len(self.industry)

    @property
    def first_year(self) -> int:
        """The first data year."""
        return min(self.zone_in)

    def present(self, year: int) -> Integers:
        """Return the enterprises of a year in the order of the file: zone, then code."""
        zone = self.zone_in[year]
        listed = np.flatnonzero(zone != ABSENT)
        return listed[np.lexsort((self.code[listed], zone[listed]))]

    def entered(self, year: int) -> Flags:
        """Whether each enterprise is new in that year; in the first data year none is."""
        if year == self.first_year:
            return np.zeros(self.ever, bool)
        return np.asarray((self.zone_in[year] != ABSENT) & (self.zone_in[year - 1] == ABSENT))


def enrol(zones: Zones, counts: Mapping[int, int], hightech: Mapping[int, int], seed: int) -> Register:
    """Fill the register for all years."""
    zone_in = _listed(zones, counts, seed)
    birth_zone = np.max(np.stack(list(zone_in.values())), axis=0)
    industry = _industries(zones, birth_zone, seed)
    return Register(
        seed=seed,
        zone_in=zone_in,
        industry=industry,
        code=credit_codes(zones.division[birth_zone], birth_zone, seed),
        certified_in=_certified(zones, zone_in, industry, hightech, seed),
    )


def _listed(zones: Zones, counts: Mapping[int, int], seed: int) -> dict[int, Integers]:
    years = sorted(counts)
    leaving = {year: round(LEAVING * counts[year - 1]) for year in years[1:]}
    entering = {year: counts[year] - counts[year - 1] + leaving[year] for year in years[1:]}
    zone = np.full(counts[years[0]] + sum(entering.values()), ABSENT, np.int64)
    new = zones.first_round if len(years) > 1 else np.zeros(len(zones), bool)
    zone[: counts[years[0]]] = np.repeat(
        np.arange(len(zones)), _at_least_one(np.where(new, 0, zones.size), counts[years[0]])
    )
    listed = {years[0]: zone}
    begin = counts[years[0]]
    for year in years[1:]:
        zone = listed[year - 1].copy()
        chance = stream(seed, "register", year)
        size = stream(seed, "size").standard_normal(len(zone))
        _leave(zone, size, leaving[year], chance)
        _move(zone, zones, new, chance)
        end = begin + entering[year]
        zone[begin:end] = _entries(
            zones, new if year == years[-1] else None, entering[year], counts[year], chance
        )
        listed[year] = zone
        begin = end
    return listed


def _at_least_one(weights: Floats, total: int) -> Integers:
    some = (weights > 0).astype(np.int64)
    return some + fit(weights, total - int(some.sum()))


def _guarded(zone: Integers) -> Flags:
    """Mark the first enterprise of each zone, which stays, so that no zone falls empty."""
    guarded = np.zeros(len(zone), bool)
    guarded[np.unique(zone, return_index=True)[1]] = True
    return np.asarray(guarded | (zone == ABSENT))


def _leave(zone: Integers, size: Floats, number: int, chance: np.random.Generator) -> None:
    wish = chance.standard_normal(len(zone)) - 0.6 * size
    wish[_guarded(zone)] = -np.inf
    leavers = np.argsort(-wish, kind="stable")[:number]
    zone[leavers[np.isfinite(wish[leavers])]] = ABSENT


def _move(zone: Integers, zones: Zones, new: Flags, chance: np.random.Generator) -> None:
    movers = np.flatnonzero((chance.random(len(zone)) < MOVING) & ~_guarded(zone))
    weights = np.where(new, 0, zones.size)
    zone[movers] = chance.choice(len(zones), len(movers), p=weights / weights.sum())


def _entries(
    zones: Zones, new: Flags | None, number: int, whole: int, chance: np.random.Generator
) -> Integers:
    """Return zones of those who enter: all of the zones in their first round, the rest by size and growth."""
    old = np.where(zones.first_round, 0, zones.size) * np.exp(
        0.35 * zones.growth + 0.15 * chance.standard_normal(len(zones))
    )
    each = np.zeros(len(zones), np.int64)
    if new is not None and new.any():
        share = zones.size[new].sum() / zones.size.sum()
        firsts = min(number, max(int(new.sum()), round(share * whole)))
        each[new] = _at_least_one(zones.size[new], firsts)
    each += fit(old, number - int(each.sum()))
    return np.repeat(np.arange(len(zones)), each)


def _industries(zones: Zones, zone: Integers, seed: int) -> Integers:
    chance = stream(seed, "industries")
    favoured = chance.integers(0, len(KINDS), len(zones))
    favoured[favoured == NAMES.index("finance")] = NAMES.index("electronics")
    mix = WEIGHT * np.exp(np.outer(zones.service, np.where(IS_SERVICE, 0.45, -0.25)))
    mix = mix * np.where(KIND_OF[None, :] == favoured[:, None], 2.5, 1.0)
    steps = np.cumsum(mix, axis=1) / mix.sum(axis=1, keepdims=True)
    steps[:, -1] = 1.0
    ladder = (steps + np.arange(len(zones))[:, None]).ravel()
    found = np.searchsorted(ladder, zone + chance.random(len(zone)), side="right")
    return np.asarray(np.minimum(found - zone * len(INDUSTRIES), len(INDUSTRIES) - 1), np.int64)


def _certified(
    zones: Zones, zone_in: Mapping[int, Integers], industry: Integers, hightech: Mapping[int, int], seed: int
) -> dict[int, Integers]:
    """Return the year of the certificate in force: the best by standing have one, renewed each third year."""
    research = np.array([kind.research for kind in KINDS.values()])[KIND_OF[industry]]
    habit = stream(seed, "certified").standard_normal(len(industry))
    size = stream(seed, "size").standard_normal(len(industry))
    phase = stream(seed, "certificate phase").integers(0, 3, len(industry))
    certified: dict[int, Integers] = {}
    held = np.zeros(len(industry), np.int64)
    for year, zone in sorted(zone_in.items()):
        standing = 0.8 * habit + 0.8 * np.log(research) + 0.3 * size + 0.3 * zones.innovation[zone]
        if certified:
            standing -= 1.0 * (zone_in[year - 1] == ABSENT)
        standing[zone == ABSENT] = -np.inf
        chosen = np.zeros(len(industry), bool)
        chosen[np.argsort(-standing, kind="stable")[: hightech[year]]] = True
        first = year - phase if not certified else np.full(len(industry), year)
        held = np.where(chosen, np.where(held == 0, first, np.where(year - held >= 3, year, held)), 0)
        certified[year] = held
    return certified
