"""All enterprise columns of a year, in the order in which they depend on each other, and the blank cells.

Assumed blanks: a third of those without R&D leave the whole form GQ-005 empty; one enterprise in ten leaves
out the optional cells; nothing that an error-class check needs is left out in part.
"""

import numpy as np

from gaoxin.synth import balance, innovation
from gaoxin.synth.identity import identity
from gaoxin.synth.parts import Columns, blank
from gaoxin.synth.people import people
from gaoxin.synth.profit import profit, value_added
from gaoxin.synth.sales import sales, trade
from gaoxin.synth.scene import Scene

OPTIONAL = ("foreign_experts", "employees_average", "managers", "professionals", "patents_licensed",
            "patent_income", "papers", "overseas_branches_new", "technical_renovation_spending",
            "domestic_technology_purchase", "foreign_technology_import", "technology_absorption_spending",
            "capitalised_development", "accumulated_depreciation", "rd_institution_expenditure",
            "market_value")  # fmt: skip


def enterprises(scene: Scene) -> Columns:
    """Return every enterprise column of the year."""
    table = identity(scene) | people(scene)
    employees = table["employees"]
    table |= sales(scene, employees)
    revenue = table["revenue"]
    table |= trade(scene, revenue, table["new_product_revenue"])
    research = innovation.research(scene, revenue, employees)
    spent = research["rd_expenditure"]
    research |= innovation.patents(scene, spent) | innovation.marks(scene, spent, revenue)
    research |= innovation.exchange(scene, spent, revenue, table["technology_income"])
    research |= {
        name: table.pop(name) for name in ("new_product_output", "new_product_revenue", "new_product_exports")
    }
    table |= profit(scene, table | research)
    table |= value_added(scene, table)
    table |= balance.balance(scene, table)
    table |= balance.listing(scene, table, np.isin(table["listing_status"].data, ("1", "2", "3")))
    table |= balance.investment(scene, table)
    return _with_blanks(scene, table, research)


def _with_blanks(scene: Scene, table: Columns, research: Columns) -> Columns:
    inside = {name: research.pop(name) for name in ("rd_internal_expenditure", "rd_full_time_equivalent")}
    silent = (
        (research["rd_expenditure"] == 0)
        & (research["inventions_in_force"] == 0)
        & scene.draws.habit("no research form", 0.33)
    )
    whole = table | inside | {name: blank(column, silent) for name, column in research.items()}
    lazy = scene.draws.habit("leaves out", 0.1)
    optional = {
        name: blank(whole[name], lazy & scene.draws.habit("leaves out " + name, 0.6)) for name in OPTIONAL
    }
    return whole | optional
