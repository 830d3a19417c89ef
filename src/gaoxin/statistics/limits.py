"""From where on a correlation or a column is flagged; every limit is written into the manifest."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of flags; defaults as the JRC's COIN tool and COINr use them.

    Pearson's r of at least ``high`` says that two parts measure the same, at most ``negative`` that they work
    against each other, below ``weak`` that they hardly share anything. A column is flagged when less than
    ``available`` of its units have a value, less than ``nonzero`` of those are not 0, less than ``unique`` of
    them differ, or when |skewness| >= ``skew`` and kurtosis >= ``kurt``.
    """

    high: float = 0.92
    weak: float = 0.3
    negative: float = -0.4
    available: float = 0.65
    nonzero: float = 0.5
    unique: float = 0.5
    skew: float = 2.0
    kurt: float = 3.5
