"""People (GQ-003): lognormal numbers that add up to the total, and parts that never exceed the whole.

Assumed: spread 1.35 of the logarithm (the mean is two and a half times the median); 4 % of enterprises
change by leaps.
"""

import numpy as np

from gaoxin.synth.parts import Columns, Floats, Integers, fit, split
from gaoxin.synth.scene import Scene

SPREAD = 1.35


def people(scene: Scene) -> Columns:
    """Return the columns of GQ-003."""
    employees = _employees(scene)
    return {
        "employees": employees,
        "employees_average": np.maximum(
            1, np.rint(employees * np.exp(0.04 * scene.draws.fresh("average"))).astype(np.int64)
        ),
        **_education(scene, employees),
        **_from_abroad(scene, employees),
        **_newcomers(scene, employees),
        **_skills(scene, employees),
    }


def _employees(scene: Scene) -> Integers:
    """Share out the total, one at least for everyone."""
    draws = scene.draws
    leap = np.where(draws.uniform("leap") < 0.03, 0.7, 0.0) * draws.fresh("leap size")
    weight = np.exp(
        SPREAD * draws.normal("size", 0.05)
        + leap
        + scene.habit("size")
        + 0.12 * scene.here("quality")
        - 0.5 * scene.entered
    )
    return 1 + fit(weight * scene.climate("employees", 0.04), scene.totals["employees"] - len(scene.ids))


def _education(scene: Scene, employees: Integers) -> Columns:
    """Postgraduates, bachelors, associates and the rest; doctors and masters within the postgraduates."""
    lift = np.exp(0.35 * scene.here("innovation"))
    graduates = _odds(scene, "bachelors", 0.45) * lift
    postgraduates = 1.7 * _odds(scene, "postgraduates", 0.8) * lift**1.5
    associates = scene.draws.level("associates", 0.38, 0.4)
    one, two, three, _ = split(employees, postgraduates, graduates, associates, np.ones(len(employees)))
    doctors, masters, _ = split(
        one, scene.draws.level("doctors", 0.09, 0.8), np.ones(len(one)), np.full(len(one), 0.06)
    )
    return {
        "postgraduates": one,
        "doctors": doctors,
        "masters": masters,
        "bachelors": two,
        "associates": three,
    }


def _odds(scene: Scene, name: str, spread: float) -> Floats:
    share = scene.habit(name)
    return scene.draws.level(name, share / (1 - share), spread)


def _from_abroad(scene: Scene, employees: Integers) -> Columns:
    draws = scene.draws
    lift = np.exp(0.7 * scene.here("openness") + 0.4 * scene.here("innovation"))
    returnees = draws.part(
        "returnees", employees, np.clip(0.02 * scene.habit("postgraduates") / 0.04 * lift * 0.15, 0, 0.3), 0.9
    )
    residents = draws.part(
        "residents", employees, np.clip(np.where(scene.foreign, 0.006, 0.0006) * lift, 0, 0.2), 0.9
    )
    return {
        "returnees": returnees,
        "foreign_residents": residents,
        "foreign_experts": draws.part("experts", residents, 0.25),
    }


def _newcomers(scene: Scene, employees: Integers) -> Columns:
    draws = scene.draws
    new = draws.part("new employees", employees, np.where(scene.entered, 0.35, 0.13), 0.7)
    graduates = draws.part("graduates", new, np.clip(0.15 + 0.6 * scene.habit("bachelors"), 0, 0.7))
    research = draws.part("research graduates", graduates, np.clip(0.15 * scene.habit("research"), 0, 0.7))
    return {"new_employees": new, "new_graduates": graduates, "new_research_graduates": research}


def _skills(scene: Scene, employees: Integers) -> Columns:
    draws = scene.draws
    skilled = draws.part("skilled", employees, np.where(scene.industrial, 0.3, 0.06), 0.6)
    levels = split(skilled, *(np.full(len(skilled), weight) for weight in (1.0, 3.0, 10.0, 18.0, 28.0, 40.0)))
    return {
        "skilled_workers": skilled,
        **{f"skilled_level_{at}": level for at, level in enumerate(levels[:5], start=1)},
        "managers": draws.part("managers", employees, 0.09),
        "professionals": draws.part(
            "professionals", employees, np.clip(0.7 * scene.habit("bachelors") + 0.05, 0, 0.8)
        ),
    }
