"""National demonstration data: invented zones and enterprises, published totals, always marked synthetic.

Everything here is assumed, not found: distributions, correlations and ratios are chosen so that a round
looks and weighs like a real one. Only the totals in ``published.csv`` are facts.
"""

from gaoxin.synth.notes import README
from gaoxin.synth.package import make
from gaoxin.synth.places import MOST_ZONES
from gaoxin.synth.tables import MARK, MARK_COLUMN
from gaoxin.synth.totals import FIRST_YEAR, LAST_YEAR, usual_enterprises

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MARK",
    "MARK_COLUMN",
    "MOST_ZONES",
    "README",
    "make",
    "usual_enterprises",
]
