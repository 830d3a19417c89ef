"""Who an enterprise is (QA and GQ-001): codes, names, dates, standing.

Assumed: 1.6 % listed and 2 % on the new third board, rather large ones; up to data year 2017 a small share
still gives its nine-digit organisation code. Security codes begin with SYN and belong to nobody.
"""

from collections.abc import Sequence

import numpy as np

from gaoxin.synth.codes import certificates, organisation_codes
from gaoxin.synth.industries import INDUSTRIES
from gaoxin.synth.parts import Column, Columns, Flags, Integers, blank
from gaoxin.synth.scene import Scene

OLD_CODES = {2014: 0.06, 2015: 0.04, 2016: 0.025, 2017: 0.01}
"""Share of nine-digit codes by data year; 0.08 before 2014, none after 2017."""
OWNERS = ("1", "2", "3", "9")
FIELDS = {"electronics": "01", "software": "01", "pharmacy": "02", "vehicles": "03", "materials": "04",
          "research": "05", "energy": "06", "services": "07", "machinery": "08"}  # fmt: skip
LISTINGS = ("0", "1", "2", "3", "9")


def identity(scene: Scene) -> Columns:
    """Return the columns of QA and GQ-001."""
    listing = _listing(scene)
    listed = listing > 0
    birth = _birth_year(scene)
    return {
        "year": np.full(len(scene.ids), scene.year, np.int64),
        "zone": scene.zones.code[scene.zone],
        "credit_code": _credit_code(scene),
        "enterprise_name": _texts([f"合成企业{number:07d}" for number in (scene.ids + 1).tolist()]),
        "division_code": _texts(
            [f"{code}99{number % 100:02d}" for number, code in enumerate(scene.zones.division)]
        )[scene.zone],
        "main_business": _texts([one.label for one in INDUSTRIES])[scene.industry],
        "industry_code": blank(
            _texts([one.code for one in INDUSTRIES])[scene.industry], ~scene.industry_known
        ),
        "registered_on": _date(birth, scene.draws.steady("birthday")),
        "registration_type": _pick(
            scene, "registration", ("159", "173", "160", "110", "190"), (55, 30, 10, 2, 3)
        ),
        "admitted_to_zone_on": blank(
            _date(birth + 1, scene.draws.steady("admission")), scene.draws.habit("no admission", 0.25)
        ),
        "is_hightech": scene.hightech,
        **_certificate(scene),
        "incubator_relation": _pick(scene, "incubator", ("0", "1", "2"), (82, 10, 8)),
        "listing_status": blank(
            _texts(list(LISTINGS))[listing], scene.draws.habit("listing blank", 0.004) & ~listed
        ),
        "stock_code": _some(listed, [f"SYN{number % 1000000:06d}" for number in scene.ids[listed].tolist()]),
        "listed_on": blank(
            _date(np.minimum(birth + 6, scene.year), scene.draws.steady("listing day") * 0.9), ~listed
        ),
        "technology_field": _field(scene),
        "controlling_interest": _control(scene),
    }


def _texts(values: Sequence[str]) -> Column:
    return np.array(values, dtype=object)


def _some(where: Flags, values: Sequence[str]) -> Column:
    """Give texts to those marked, in their order; blank for the others."""
    column = np.full(len(where), None, dtype=object)
    column[where] = values
    return blank(column, ~where)


def _credit_code(scene: Scene) -> Column:
    share = OLD_CODES.get(scene.year, 0.08 if scene.year < 2014 else 0.0)
    return organisation_codes(scene.register.code[scene.ids], scene.draws.habit("old code", share))


def _birth_year(scene: Scene) -> Integers:
    """Return the year of registration: a year or more before the first return, on average ten years."""
    first = scene.register.first_year
    entry = np.full(scene.register.ever, first)
    for year in sorted(scene.register.zone_in):
        entry[scene.register.entered(year)] = year
    age = np.floor(9 * -np.log(1 - scene.draws.steady("age")))
    newcomer = entry[scene.ids] > first
    age = np.where(newcomer, np.floor(age / 4), np.minimum(age + 2, 30))
    return np.asarray(entry[scene.ids] - 1 - age, dtype=np.int64)


def _date(year: Integers, through: Column) -> Column:
    """Return days since 1970 as dates: the share ``through`` of the year."""
    start = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return np.asarray(start + np.floor(through * 365).astype(np.int64))


def _certificate(scene: Scene) -> Columns:
    """Date and number; one in a thousand corrects the date under the old number."""
    through = (scene.draws.steady("certificate day") + 0.37 * scene.certified_in) % 1
    corrected = scene.draws.uniform("certificate corrected") < 0.001
    day = _date(
        np.where(scene.hightech, scene.certified_in, 1990), np.where(corrected, 0.5 * through, through)
    )
    number = certificates(scene.ids[scene.hightech], scene.certified_in[scene.hightech])
    return {
        "hightech_certified_on": blank(day, ~scene.hightech),
        "hightech_certificate_no": _some(scene.hightech, number),
    }


def _listing(scene: Scene) -> Integers:
    """Return the number in LISTINGS: the large and the innovative are listed first."""
    standing = (
        scene.draws.lasting("size") + 0.8 * scene.draws.lasting("listing") + 0.15 * scene.here("innovation")
    )
    listed = standing > 2.85
    board = 1 + np.digitize(scene.draws.steady("board"), (0.5, 0.88))
    third_board = ~listed & scene.draws.habit("third board", np.where(standing > 0.8, 0.07, 0.004))
    return np.where(listed, board, np.where(third_board, 4, 0)).astype(np.int64)


def _pick(
    scene: Scene, name: str, codes: Sequence[str], weights: Sequence[float], empty: float = 0.01
) -> Column:
    steps = np.cumsum(weights) / np.sum(weights)
    chosen = np.searchsorted(steps[:-1], scene.draws.steady(name), side="right")
    return blank(_texts(codes)[chosen], scene.draws.habit(name + " blank", empty))


def _field(scene: Scene) -> Column:
    """Return the field of the high-tech catalogue, 01 electronics to 08 traditional industries, or none."""
    column = _texts([FIELDS.get(one.kind, "") for one in INDUSTRIES])[scene.industry]
    return blank(column, _is_empty(column) | scene.draws.habit("field blank", 0.05))


def _is_empty(column: Column) -> Flags:
    return np.asarray(column == "", dtype=bool)


def _control(scene: Scene) -> Column:
    """Return the holding type; 2 % blank."""
    home = _texts(OWNERS)[np.searchsorted((0.09, 0.11, 0.95), scene.draws.steady("owner"), side="right")]
    abroad = np.where(scene.draws.steady("owner abroad") < 0.45, "4", "5").astype(object)
    return blank(np.where(scene.foreign, abroad, home), scene.draws.habit("control blank", 0.02))
