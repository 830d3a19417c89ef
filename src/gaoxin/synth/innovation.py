"""R&D, patents, trademarks, standards and contracts (GQ-004 and GQ-005).

Assumed: high-tech enterprises and research-minded kinds do R&D; expenditure on R&D within the enterprise
adds up to the national total, the accounting figure is a fifth or so above it; patents grow from R&D
expenditure.
"""

from collections.abc import Mapping

import numpy as np

from gaoxin.synth.parts import Columns, Flags, Floats, Integers, fit, portion, split
from gaoxin.synth.scene import Scene

COST_MEANS = {"rd_labour": 0.42, "rd_direct_inputs": 0.36, "rd_depreciation": 0.07, "rd_amortisation": 0.02,
              "rd_design": 0.02, "rd_testing": 0.03, "rd_outsourced": 0.05, "rd_other": 0.06}  # fmt: skip
"""Mean shares of the eight kinds of R&D expenditure."""
OUTSIDE_MEANS = {"rd_outsourced_institutes": 0.15, "rd_outsourced_universities": 0.2,
                 "rd_outsourced_enterprises": 0.55, "rd_outsourced_abroad": 0.1}  # fmt: skip
FUND_MEANS = {"rd_government_funds": 0.05, "rd_bank_loans": 0.01, "rd_venture_funds": 0.005,
              "rd_other_funds": 0.01, "rd_own_funds": 0.925}  # fmt: skip
PATENTS_PER_MILLION = 0.5
"""Patents applied for a million yuan of R&D, before the mix of kinds (assumed)."""


def researches(scene: Scene) -> Flags:
    """Mark those who do R&D."""
    chance = 0.12 * scene.habit("research") + 0.65 * scene.hightech + 0.04 * scene.here("innovation")
    return scene.started & scene.draws.habit("researches", np.clip(chance, 0, 0.97))


def research(scene: Scene, revenue: Integers, employees: Integers) -> Columns:
    """Return R&D expenditure by kind and by source, and the people who do it."""
    doing = researches(scene)
    if not doing.any():
        doing = scene.started
    inside = _inside(scene, revenue, employees, doing)
    spent = inside + portion(inside, scene.draws.share("accounting", 0.2, 0.6))
    costs = _shared(scene, spent, COST_MEANS)
    return {
        "rd_internal_expenditure": inside,
        "rd_expenditure": spent,
        **costs,
        **_shared(scene, costs["rd_outsourced"], OUTSIDE_MEANS),
        **_shared(scene, spent, FUND_MEANS),
        **_researchers(scene, employees, inside, doing),
    }


def _inside(scene: Scene, revenue: Integers, employees: Integers, doing: Flags) -> Integers:
    most = portion(revenue, 0.6) + employees * 150
    intensity = (
        scene.habit("research") * np.exp(0.3 * scene.here("innovation")) * np.where(scene.hightech, 1.4, 0.7)
    )
    weight = doing * revenue**0.86 * employees**0.1 * intensity * scene.draws.level("research", 1.0, 0.8, 0.1)
    return fit(weight, min(scene.totals["rd_internal_expenditure"], int(most[weight > 0].sum())), most)


def _shared(scene: Scene, whole: Integers, means: Mapping[str, float]) -> Columns:
    """Split by habit: a small part is missing altogether for many."""
    draws = scene.draws
    weights = [
        draws.level(name, mean, 0.6) * draws.habit("has " + name, np.clip(3 * mean + 0.3, 0, 1))
        for name, mean in means.items()
    ]
    weights[-1] = weights[-1] + 1e-9
    return dict(zip(means, split(whole, *weights), strict=True))


def _researchers(scene: Scene, employees: Integers, inside: Integers, doing: Flags) -> Columns:
    draws = scene.draws
    share = np.clip(0.10 * scene.habit("research"), 0.01, 0.45) * doing
    staff = draws.part("researchers", employees, share) * doing
    external = draws.count("external", 0.03 * staff) * (staff > 0) + 5 * (
        draws.uniform("many external") < 0.001
    )
    people = staff + external
    institutions = draws.count("institutions", 0.25 * doing * np.sqrt(staff / 15.0), 0.5) * doing
    inhouse = draws.part("institution staff", people, 0.7) * (institutions > 0)
    doctors, masters, _ = split(
        inhouse,
        draws.level("rd doctors", 0.04, 0.7),
        draws.level("rd masters", 0.16, 0.6),
        np.ones(len(people)),
    )
    return {
        "rd_personnel": people,
        "rd_managers": draws.part("rd managers", people, 0.08),
        "rd_personnel_fulltime": draws.part("rd fulltime", people, 0.75),
        "rd_personnel_graduates": draws.part("rd graduates", people, 0.6),
        "rd_personnel_external": external,
        "rd_full_time_equivalent": np.round(people * draws.share("rd time", 0.68, 0.4), 1),
        "rd_institutions": institutions,
        "rd_institution_personnel": inhouse,
        "rd_institution_doctors": doctors,
        "rd_institution_masters": masters,
        "rd_institution_expenditure": portion(inside, 0.7 * (institutions > 0)),
    }


def patents(scene: Scene, spent: Integers) -> Columns:
    """Patents applied for, granted and in force; each part is within its whole."""
    draws = scene.draws
    mean = PATENTS_PER_MILLION * (spent / 1000) ** 0.8 * np.exp(0.2 * scene.here("innovation"))
    applied = draws.count("applied", mean, 1.1)
    granted = draws.count("granted", 0.6 * mean, 1.1)
    inventions = np.clip(
        0.28 + 0.05 * scene.here("innovation") + 0.1 * scene.kind("software", "research"), 0.05, 0.7
    )
    abroad = np.clip(0.012 * np.exp(0.6 * scene.here("openness") + 0.4 * scene.here("innovation")), 0, 0.2)
    invented = draws.part("inventions granted", granted, inventions)
    kept = _kept(scene, invented, mean)
    in_force = kept + draws.count("other patents", 2.2 * mean, 1.0) + granted - invented
    foreign = draws.part("foreign patents", in_force, 1.4 * abroad, 0.8)
    return {
        "patent_applications": applied,
        "invention_applications": draws.part("invention applications", applied, 1.3 * inventions),
        "triadic_applications": draws.part("triadic applications", applied, abroad, 0.8),
        "pct_applications": draws.part("pct", applied, 1.5 * abroad, 0.8),
        "patents_granted": granted,
        "inventions_granted": invented,
        "domestic_inventions_granted": draws.part("domestic", invented, 0.96),
        "triadic_patents_granted": draws.part("triadic granted", granted, abroad, 0.8),
        "patents_in_force": in_force,
        "inventions_in_force": kept,
        "foreign_patents_in_force": foreign,
        "triadic_patents_in_force": draws.part("triadic", foreign, 0.7),
        "foreign_inventions_in_force": np.minimum(draws.part("foreign inventions", foreign, 0.8), kept),
    }


def _kept(scene: Scene, invented: Integers, mean: Floats) -> Integers:
    """Inventions in force: about five years of grants, adding up to the total."""
    weight = (invented + 0.3 * mean) * scene.draws.level("kept", 1.0, 0.5)
    return fit(weight, scene.totals["inventions_in_force"] if weight.any() else 0)


def marks(scene: Scene, spent: Integers, revenue: Integers) -> Columns:
    """Trademarks, copyrights, layouts, varieties, standards: the new ones within those held."""
    draws = scene.draws
    size = np.sqrt(revenue / 250_000)
    abroad = np.clip(0.05 * np.exp(0.6 * scene.here("openness")), 0, 0.4)
    trademarks = draws.count("trademarks", 2.2 * size, 1.3)
    foreign = draws.part("foreign trademarks", trademarks, abroad, 0.8)
    registered = draws.part("new trademarks", trademarks, 0.14)
    held = {
        "software_copyrights": (
            draws.count("copyrights", np.where(scene.kind("software"), 9, 1.2) * size**0.5, 1.2),
            0.25,
        ),
        "chip_layouts": (
            draws.count("layouts", np.where(scene.kind("electronics"), 0.15, 0.002) * size, 1.0),
            0.2,
        ),
        "plant_varieties": (
            draws.count("varieties", np.where(scene.kind("consumer", "research"), 0.01, 0.0) * size, 1.0),
            0.15,
        ),
        "international_standards": (
            draws.count("world standards", 0.02 * size * np.exp(0.4 * scene.here("innovation")), 1.0),
            0.1,
        ),
        "national_standards": (draws.count("standards", 0.35 * size * (spent > 0), 1.2), 0.15),
    }
    new = {name + "_new": draws.part("new " + name, whole, share) for name, (whole, share) in held.items()}
    return {
        "trademarks_in_force": trademarks,
        "trademarks_registered": registered,
        "foreign_trademarks_in_force": foreign,
        "foreign_trademarks_registered": draws.part("new foreign trademarks", foreign, 0.18),
        **{name: whole for name, (whole, _) in held.items()},
        **new,
    }


def exchange(scene: Scene, spent: Integers, revenue: Integers, technology: Integers) -> Columns:
    """Papers, licences, technology contracts, bodies abroad and spending on technology."""
    draws = scene.draws
    contracts = draws.count("contracts", 0.4 * np.sqrt(technology / 8000), 1.0) * (technology > 0)
    licensed = draws.count("licensed", 0.02 * (spent > 0), 1.0)
    bodies = 0.05 * np.sqrt(revenue / 250_000) * np.exp(0.5 * scene.here("openness"))
    renews = draws.habit("renews", 0.15) & scene.industrial
    return {
        "papers": draws.count("papers", 0.25 * np.sqrt(spent / 10_000), 1.2),
        "patents_licensed": licensed,
        "patent_income": np.floor(licensed * draws.level("licence", 800, 1.2)).astype(np.int64),
        "technology_contracts": contracts,
        "technology_contract_value": portion(
            technology, (contracts > 0) * draws.share("contracted", 0.45, 0.8)
        ),
        "overseas_marketing_bodies": draws.count("marketing abroad", bodies, 1.0),
        "overseas_rd_bodies": draws.count("rd abroad", 0.25 * bodies, 1.0),
        "overseas_production_bases": draws.count("bases abroad", 0.15 * bodies, 1.0),
        "overseas_branches_new": draws.count("branches abroad", 0.15 * bodies, 1.0),
        "technical_renovation_spending": portion(revenue, renews * draws.share("renovation", 0.02, 0.8)),
        "domestic_technology_purchase": portion(revenue, draws.habit("buys technology", 0.03) * 0.003),
        "foreign_technology_import": portion(revenue, draws.habit("buys foreign technology", 0.01) * 0.004),
        "technology_absorption_spending": portion(revenue, draws.habit("absorbs", 0.01) * 0.001),
    }
