"""Editions with one choice of method changed: what an option of a specification means for the climb."""

from gaoxin.edition import Edition, Settings
from gaoxin.evaluation.variants import raw


def with_method(edition: Edition, **stairs: Settings) -> Edition:
    """Return the edition with these stairs of its method."""
    return edition.model_copy(update={"method": edition.method.model_copy(update=stairs)})


def untransformed(edition: Edition) -> Edition:
    """Return the edition without the transforms that its indicators declare."""
    return with_method(raw(edition), treat=edition.method.treat)


def column_by_column(edition: Edition) -> Edition:
    """Return the edition with the stairs above the standards made plain: gaps open, arithmetic means.

    What comes before them treats every indicator for itself, so that columns can be computed once and
    combined.
    """
    plain = {"missing": "rescale", "weights": "share_of_dimension", "aggregate": "arithmetic"}
    return with_method(edition, **{stair: Settings(using=name) for stair, name in plain.items()})
