"""What is uncertain when nobody says otherwise: what the edition assumes or infers, and what its data allow.

The weights are law and the indicators are named by the notice: neither changed weights nor left-out
indicators are part of it. Every option that the data refuse is left out, and the result says so.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gaoxin.edition import Edition, Settings
from gaoxin.evaluation.climb import climb, rise
from gaoxin.evaluation.plan import plan
from gaoxin.robustness.given import Given
from gaoxin.robustness.readings import alternatives
from gaoxin.robustness.specification import OWN, Specification
from gaoxin.robustness.variant import column_by_column, with_method
from gaoxin.terms import Refusal

ERROR = Fraction(1, 100)
"""The relative standard deviation of a figure where the edition has no such parameter: assumed."""

PARAMETER = "relative_error"


@dataclass(frozen=True)
class Default:
    """The specification that an edition and its data give, and what was left out of it, with reasons."""

    specification: Specification
    left_out: tuple[str, ...]


def default(given: Given) -> Default:
    """Return the specification in force where nothing else is said."""
    edition = given.edition
    scales, averages = _normalisations(given), _aggregations(edition)
    refused = [*_refused(given, "standardise", scales), *_refused(given, "treat", _treatments(edition))]
    scales = tuple(one for one in scales if one.using not in dict(refused))
    for average in averages[1:]:
        refused += [
            (average.using, reason)
            for scale in scales
            for _, reason in _refused(given, "aggregate", (average,), standardise=scale)
        ][:1]
    left = dict(refused)
    error = edition.parameters.get(PARAMETER)
    relative = ERROR if error is None or error.value is None else error.value
    return Default(
        Specification(
            normalisation=scales,
            treatment=tuple(one for one in _treatments(edition) if one.using not in left),
            transform=("own", "none") if _transformed(edition) else ("own",),
            aggregation=tuple(one for one in averages if one.using not in left),
            missing=_policies(given),
            weights_reading=_weight_readings(edition),
            readings=("all",) if given.derivation is not None and alternatives(edition) else ("none",),
            error={"statistics": relative, "given": relative},
            panel=bool((given.panel > 0).any()),
        ),
        tuple(f"{name}: {reason}" for name, reason in left.items()),
    )


def _normalisations(given: Given) -> tuple[Settings, ...]:
    """Return the edition's own, z-scores and ranks, all above 0 so that every mean can take them.

    A z-score with n - 1 is at most (n - 1) / sqrt(n) (Samuelson 1968): 100 + 100 / sqrt(n) z stays above 0. A
    min-max with a lower end not above 0 begins at 1 instead, which moves no rank of an arithmetic mean.
    """
    own = given.edition.method.standardise
    spread = f"{100 / math.ceil(math.sqrt(len(given.cells.units))):.3f}"
    others = [
        _settings("minmax", lower="1", upper="100"),
        _settings("zscore", mean="100", sd=spread),
        _settings("rank"),
    ]
    if own.using == "minmax":
        options = plan(given.edition).overall.options
        lifted = options["lower"] <= 0
        return (others[0] if lifted else own, *others[1:])
    return (own, *(one for one in others if one.using != own.using))


def _treatments(edition: Edition) -> tuple[Settings, ...]:
    own = edition.method.treat
    return (own, Settings(using="winsorise") if own.using == "none" else Settings(using="none"))


def _aggregations(edition: Edition) -> tuple[Settings, ...]:
    own = edition.method.aggregate
    others = ("arithmetic", "geometric")
    return (own, *(Settings(using=one) for one in others if own.using != one))


def _transformed(edition: Edition) -> bool:
    return any(one.transform.using != "none" or one.scale is not None for one in edition.indicators)


def _policies(given: Given) -> tuple[str, ...]:
    """Return the policies on what is missing: one where nothing is."""
    method = plan(column_by_column(given.edition))
    gaps = np.isnan(rise(method, given.cells).imputed) & ~given.cells.structural
    own = given.edition.method.missing.name
    return (OWN, *(one for one in ("worst", "median", "rescale") if one != own)) if gaps.any() else (OWN,)


def _weight_readings(edition: Edition) -> tuple[str, ...]:
    """Return both readings of the weights where the edition itself does not state which is meant."""
    weights = edition.method.weights
    readings = ("share_of_dimension", "as_printed")
    if weights.name not in readings or weights.basis in (None, "stated"):
        return (OWN,)
    return (OWN, *(one for one in readings if one != weights.name))


def _settings(using: str, **options: str) -> Settings:
    return Settings.model_validate({"using": using, **options})


def _refused(
    given: Given, stair: str, options: tuple[Settings, ...], **beside: Settings
) -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Yield the options of a stair that the data refuse, with the reason."""
    for option in options:
        try:
            climb(with_method(given.edition, **{stair: option}, **beside), given.cells)
        except Refusal as refusal:
            yield option.using, str(refusal.faults[0])
