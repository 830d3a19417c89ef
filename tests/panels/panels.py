"""Panels for tests: marks written by hand, and a simulated panel whose truth is known."""

from fractions import Fraction

import numpy as np

from gaoxin.returns import Mark, Zone


def mark(zone, person, score, indicator="1.11", panel="expert", *, weight=1, agreed=False):
    """A mark; where it stands is made of what it says."""
    place = f"{panel}.csv {zone} {indicator} {person}"
    return Mark(panel, zone, indicator, person, Fraction(score), place, Fraction(weight), agreed)


def marked(scores, indicator="1.11", panel="expert"):
    """Marks from {zone: {person: score}}."""
    return [
        mark(zone, person, score, indicator, panel)
        for zone, given in scores.items()
        for person, score in given.items()
    ]


def simulated(*, zones=60, experts=12, each=4, spread=10.0, severity=6.0, chance=4.0, seed=1):
    """A panel of known truth: true scores by zone, mildness by expert (adding up to 0), and the marks."""
    numbers = np.random.default_rng(seed)
    truth = 60 + spread * numbers.standard_normal(zones)
    mild = severity * numbers.standard_normal(experts)
    mild -= mild.mean()
    marks = []
    for zone in range(zones):
        for expert in sorted(numbers.choice(experts, each, replace=False).tolist()):
            score = Fraction(
                round(1000 * (truth[zone] + mild[expert] + chance * numbers.standard_normal())), 1000
            )
            marks.append(mark(f"Z{zone:03d}", f"E{expert:02d}", score))
    return truth, mild, marks


def zone(code, province="", name=""):
    return Zone(code, name or f"{code}园", province=province)
