"""Missing is never zero: the reasons for which a figure is not there."""

from enum import StrEnum


class Missing(StrEnum):
    """Why there is no figure; the words of ``missing_reason`` in indicators.csv.

    ``UNREPORTED``: nobody filled the cells that it needs. ``LOW_COVERAGE``: too few filled them.
    ``TOO_FEW``: a panel gave fewer marks than the edition or the questionnaire asks, or they were withheld.
    ``FIRST_ROUND``: a zone in its first round has no year before. ``UNDEFINED``: the formula has no value
    here (a zero denominator, or a case that the edition names as missing). ``STRUCTURAL``: the edition names
    this case and gives it the worst standard (equity that is not positive); it does not make a result provisional.
    """

    UNREPORTED = "unreported"
    LOW_COVERAGE = "low_coverage"
    TOO_FEW = "too_few"
    FIRST_ROUND = "first_round"
    UNDEFINED = "undefined"
    STRUCTURAL = "structural"
