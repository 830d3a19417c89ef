"""Figures of years in which the forms asked for another unit: US dollars into yuan, exactly."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from gaoxin.edition import Edition, Field
from gaoxin.terms import Fault, Text, Unusable

RATE = "usd_cny"
"""The edition's parameter: yuan for one US dollar, by year."""


def rates(field: Field, edition: Edition, years: tuple[int, ...]) -> dict[int, Fraction]:
    """Return by what a field's figures of those years are multiplied; years whose unit is today's are absent.

    ``unit_until`` names the last year of an older unit; 千美元 is the one that is known. Unusable when the
    edition has no rate for a year.
    """
    return {year: rate for year in years for rate in _rate(field, edition, year)}


def _rate(field: Field, edition: Edition, year: int) -> Iterator[Fraction]:
    older = [until for until, unit in field.unit_until.items() if unit == "千美元" and year <= int(until)]
    if not older:
        return
    parameter = edition.parameters.get(RATE)
    rate = parameter.by_year.get(str(year), parameter.value) if parameter else None
    if rate is None:
        found = Text(
            f"{year} 年的{field.label}以千美元填报，但缺少汇率",
            f"{field.name} of {year} is in US dollars and there is no rate",
        )
        remedy = Text(f"请补充 parameters/{RATE}/by_year/{year}", f"give parameters/{RATE}/by_year/{year}")
        raise Unusable(Fault(edition.edition, found, remedy=remedy))
    yield rate


def to_yuan(value: Fraction, rate: Fraction) -> Fraction:
    """Return the amount in 千元, rounded half even to three places."""
    product = value * rate
    exact = (
        Decimal(product.numerator) / Decimal(product.denominator)
        if product.denominator > 1
        else Decimal(product.numerator)
    )
    return Fraction(exact.quantize(Decimal("0.001"), ROUND_HALF_EVEN))
