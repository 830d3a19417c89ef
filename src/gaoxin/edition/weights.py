"""Weights as the edition states them, and as they come into force down the tree."""

from fractions import Fraction

from gaoxin.edition.schema import Dimension, Edition, Indicator


def weights_in_force(edition: Edition) -> dict[str, Fraction]:
    """Return every indicator's effective weight: the product of its shares within the parents; they sum to 1.

    ``share_of_dimension``: weight ÷ the sum of weights in the same parent. ``equal``: one over the number in
    the parent. ``as_printed``: the printed 赋权 multiplies an equal share (weight ÷ the number in the
    parent), so a dimension whose 赋权 add up to 10.9 of 11 counts a little less; brought back to a sum of 1
    at the end. An indicator that is left out has the weight 0 and is not counted among them. Weights computed from the data (pca, entropy, critic) start from ``share_of_dimension`` here.
    """
    reading = edition.method.weights.name
    found = _below(edition.dimensions, (), Fraction(1), reading)
    total = sum(found.values())
    return {code: weight / total for code, weight in found.items()}


def indicator_order(edition: Edition) -> list[str]:
    """Return the codes of the indicators in the order of the edition."""
    return [indicator.code for indicator in edition.indicators]


def _below(
    dimensions: tuple[Dimension, ...], indicators: tuple[Indicator, ...], parent: Fraction, reading: str
) -> dict[str, Fraction]:
    weights = [*(one.weight_in_force for one in indicators), *(one.weight for one in dimensions)]
    shares = [parent * share for share in _shares(weights, reading, leaves=bool(indicators))]
    found = {one.code: share for one, share in zip(indicators, shares, strict=False)}
    for dimension, share in zip(dimensions, shares[len(indicators) :], strict=True):
        found |= _below(dimension.dimensions, dimension.indicators, share, reading)
    return found


def _shares(weights: list[Fraction], reading: str, *, leaves: bool) -> list[Fraction]:
    count = sum(weight > 0 for weight in weights)
    if reading == "equal":
        return [Fraction(weight > 0, count) for weight in weights]
    if reading == "as_printed" and leaves:
        return [weight / count for weight in weights]
    total = sum(weights)
    return [weight / total for weight in weights]
