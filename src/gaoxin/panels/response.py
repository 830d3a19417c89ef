"""Who answered: response rates, margins of error, weights for those who did not answer, and stratified means."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from scipy.stats import t as t_distribution

from gaoxin.panels.marks import Column


def response_rate(answers: int, asked: int) -> float | None:
    """Return complete answers over those asked; None when nobody was asked (AAPOR RR1 with all eligible)."""
    return answers / asked if asked else None


def margin_of_error(
    answers: int, population: int | None, deviation: float = 0.5, confidence: float = 0.95
) -> float | None:
    """Return z S / sqrt(n) sqrt(1 - n / N), in the unit of the deviation (Cochran 1977).

    ``deviation`` 0.5 is the widest a share can have. ``population`` None is without correction; None where
    nobody answered.
    """
    if not answers:
        return None
    left = 1.0 if population is None else max(1 - answers / population, 0.0)
    return NormalDist().inv_cdf((1 + confidence) / 2) * deviation / sqrt(answers) * sqrt(left)


def stratum_weights(answers: Mapping[str, int], population: Mapping[str, int]) -> dict[str, float]:
    """Return the weight of an answer in each stratum: (N_h / N) / (n_h / n), mean 1 over the answers.

    This takes non-response to be by chance within a stratum. Strata without answers are represented by the
    others: N counts strata with answers only. A stratum that the population lacks has as many as answered.
    """
    known = {name: population.get(name, count) for name, count in answers.items() if count}
    total, asked = sum(known.values()), sum(answers[name] for name in known)
    return {name: (size / total) / (answers[name] / asked) if total else 1.0 for name, size in known.items()}


def design_effect(weights: Column) -> float:
    """Return n sum w² / (sum w)²: how much weighting widens the error (Kish 1965); 1 for equal weights."""
    return float(len(weights) * (weights @ weights) / weights.sum() ** 2) if len(weights) else 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of a population from answers by stratum: error with finite population correction, interval."""

    mean: float
    error: float
    lower: float
    upper: float
    count: int


def stratified_mean(
    value: Column,
    stratum: list[str],
    population: Mapping[str, int],
    confidence: float = 0.95,
    scale: tuple[float, float] = (0.0, 100.0),
) -> Estimate:
    """Return sum W_h m_h with error² = sum W_h² (1 - n_h / N_h) s_h² / n_h (Cochran 1977), W_h = N_h / N.

    A stratum with one answer has the pooled variance of the others. The interval is Student's with n - strata
    degrees of freedom, cut to the scale; it is the whole scale where nothing is known of the variance.
    """
    names = sorted(set(stratum))
    places = np.array([names.index(one) for one in stratum])
    groups = [value[places == at] for at in range(len(names))]
    counts = np.array([len(one) for one in groups])
    sizes = np.array([max(population.get(name, 0), count) for name, count in zip(names, counts, strict=True)])
    share = sizes / sizes.sum()
    many = counts > 1
    freedom = int((counts - 1).sum())
    pooled = (
        sum(float(((one - one.mean()) ** 2).sum()) for one in groups) / freedom if freedom else float("nan")
    )
    variance = np.array([one.var(ddof=1) if ok else pooled for one, ok in zip(groups, many, strict=True)])
    mean = float(share @ np.array([one.mean() for one in groups]))
    if not freedom:
        return Estimate(mean, float("nan"), *scale, len(value))
    corrected = np.array([1 - n / known if (known := population.get(name, 0)) >= n else 1.0
                          for name, n in zip(names, counts.tolist(), strict=True)])  # fmt: skip
    error = float(np.sqrt((share**2 * corrected * variance / counts).sum()))
    wide = float(t_distribution.ppf((1 + confidence) / 2, freedom)) * error
    return Estimate(mean, error, max(mean - wide, scale[0]), min(mean + wide, scale[1]), len(value))
