"""Whom to ask: sample sizes, allocation to strata, and a sample that anyone can draw again.

Every enterprise of a register has a number between 0 and 1 that follows from the seed and its own code alone
(permanent random numbers, Ohlsson 1995). The lowest numbers of a stratum are its sample, the next ones its
reserve: the order of the register, or who else stands in it, changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from statistics import NormalDist
from typing import Literal

from gaoxin.edition.questionnaires import Sample

Allocation = Literal["proportional", "neyman"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One enterprise of the register: its code, its zone and its stratum within the zone."""

    code: str
    zone: str
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One enterprise to ask: ``order`` counts within its zone and stratum; those beyond the quota are reserve."""

    code: str
    zone: str
    stratum: str
    order: int
    reserve: bool


def sample_size(population: int, margin: float, confidence: float = 0.95, share: float = 0.5) -> int:
    """Return how many answers give a share that margin of error: n0 / (1 + (n0 - 1) / N), n0 = z² p q / e².

    Cochran (1977), with the correction for a finite population of ``population``; never more than it.
    """
    plain = NormalDist().inv_cdf((1 + confidence) / 2) ** 2 * share * (1 - share) / margin**2
    return min(population, ceil(plain / (1 + (plain - 1) / population))) if population else 0


def allocate(
    sizes: Mapping[str, int],
    total: int,
    allocation: Allocation = "proportional",
    deviations: Mapping[str, float] | None = None,
    least: int = 0,
) -> dict[str, int]:
    """Return the quota of every stratum: n N_h / N, or n N_h S_h / sum N S (Neyman 1934).

    Shares are rounded by largest remainders, so quotas add up to ``total``; none is above its stratum or below
    ``least`` (or the whole stratum, where that is smaller), even when the total must grow for it.
    ``deviations`` are the standard deviations S_h that Neyman's allocation needs; a stratum without one has 1.
    """
    quotas = {name: min(size, least) for name, size in sizes.items()}
    weight = {
        name: size * ((deviations or {}).get(name, 1.0) if allocation == "neyman" else 1.0)
        for name, size in sizes.items()
    }
    want = min(total, sum(sizes.values()))
    fixed: dict[str, int] = {}
    while True:
        free = {name: one for name, one in weight.items() if name not in fixed and one > 0}
        left = want - sum(fixed.values())
        shares = _largest_remainders(free, max(left, 0))
        beyond = {name: sizes[name] for name, one in shares.items() if one > sizes[name]}
        beyond = beyond or {name: quotas[name] for name, one in shares.items() if one < quotas[name]}
        if not beyond:
            return {name: fixed.get(name, shares.get(name, quotas[name])) for name in sizes}
        fixed |= beyond


def _largest_remainders(weights: Mapping[str, float], total: int) -> dict[str, int]:
    """Share out a total by weights: whole parts first, then one each to the largest remainders."""
    whole = sum(weights.values())
    if not whole:
        return {}
    exact = {name: total * weight / whole for name, weight in weights.items()}
    found = {name: int(one) for name, one in exact.items()}
    order = sorted(exact, key=lambda name: (found[name] - exact[name], name))
    for name in order[: total - sum(found.values())]:
        found[name] += 1
    return found


def lot(seed: str, code: str) -> float:
    """Return the number of an enterprise between 0 and 1: SHA-256 of seed and code."""
    return int.from_bytes(sha256(f"{seed}\n{code}".encode()).digest()[:8], "big") / 2**64


def draw(
    register: Iterable[Listed], quotas: Mapping[tuple[str, str], int], seed: str, spare: float = 0.5
) -> list[Drawn]:
    """Return the sample by zone, stratum and order: the quota of each (zone, stratum), then its reserve.

    ``spare`` is the reserve as a share of the quota, rounded up; the same seed gives the same sample. Reserve
    is asked in its order when someone of the stratum is out.
    """
    strata: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in register:
        strata[one.zone, one.stratum].append(one.code)
    found = []
    for (zone, stratum), codes in sorted(strata.items()):
        quota = quotas.get((zone, stratum), 0)
        ordered = sorted(set(codes), key=lambda code: (lot(seed, code), code))
        for order, code in enumerate(ordered[: quota + ceil(spare * quota)], 1):
            found.append(Drawn(code, zone, stratum, order, order > quota))
    return found


def quotas_by_zone(register: Iterable[Listed], sample: Sample) -> dict[tuple[str, str], int]:
    """Return the quotas of all (zone, stratum) so that every zone reaches the margin, given the response expected."""
    sizes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in set(register):
        sizes[one.zone][one.stratum] += 1
    deviations = {name: float(one) for name, one in sample.deviations.items()}
    found = {}
    for zone, strata in sorted(sizes.items()):
        size = strata.total()
        answers = sample_size(size, float(sample.margin), float(sample.confidence))
        asked = min(size, ceil(answers / sample.expected_response))
        given = allocate(strata, asked, sample.allocation, deviations, sample.least)
        found.update({(zone, stratum): quota for stratum, quota in given.items()})
    return found
