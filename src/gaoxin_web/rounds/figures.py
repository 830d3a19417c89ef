"""Figures of zones for the dossiers of experts: those of the newest evaluation, of this round or the one before."""

from gaoxin.terms import Text
from gaoxin_web.collect.models import Round
from gaoxin_web.panels.dossiers import Figures, brings_figures
from gaoxin_web.rounds.contents import round_before
from gaoxin_web.rounds.models import Run
from gaoxin_web.rounds.results import result_of


@brings_figures
def figures(round_: Round) -> Figures:
    """Return the values of the newest run of the round, else of the round before, and say which."""
    for one in (round_, round_before(round_)):
        run = Run.objects.filter(freeze__round=one).first() if one else None
        if one is not None and run is not None:
            rows = result_of(run).rows("indicators.csv")
            values = {
                (row["unit"], row["code"]): float(row["value"])
                for row in rows
                if row["value"] not in ("", None)
            }
            return Figures(
                Text(f"{one.data_year} 年度评价的数值", f"figures of the evaluation of {one.data_year}"),
                values,
            )
    return Figures()
