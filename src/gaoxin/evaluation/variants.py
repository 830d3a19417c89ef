"""The main variants of method whose ranks stand beside the default: the notice gives none, so no rank stands alone."""

from collections.abc import Callable

from gaoxin.edition import Dimension, Edition, Settings
from gaoxin.edition.schema import Transform


def raw(edition: Edition) -> Edition:
    """Neither declared transforms nor treatment: the figures as they are."""
    plain = edition.model_copy(update={"dimensions": tuple(map(_untransformed, edition.dimensions))})
    return _with_method(plain, treat=Settings(using="none"))


def zscore(edition: Edition) -> Edition:
    """Standardise by mean and standard deviation instead of the range."""
    return _with_method(
        edition, standardise=Settings.model_validate({"using": "zscore", "mean": "0", "sd": "1"})
    )


def geometric(edition: Edition) -> Edition:
    """Geometric means on standards from 1 to 100: what is weak in one indicator is less easily made up by another."""
    scale = Settings.model_validate({"using": "minmax", "lower": "1", "upper": "100"})
    return _with_method(edition, standardise=scale, aggregate=Settings(using="geometric"))


VARIANTS: dict[str, Callable[[Edition], Edition]] = {"raw": raw, "zscore": zscore, "geometric": geometric}


def _with_method(edition: Edition, **stairs: Settings) -> Edition:
    return edition.model_copy(update={"method": edition.method.model_copy(update=stairs)})


def _untransformed(dimension: Dimension) -> Dimension:
    plain = {"transform": Transform(), "scale": None}
    return dimension.model_copy(
        update={
            "indicators": tuple(one.model_copy(update=plain) for one in dimension.indicators),
            "dimensions": tuple(map(_untransformed, dimension.dimensions)),
        }
    )
