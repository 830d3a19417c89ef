"""The page of what-if and goals: what may be supposed, which goals there are, and what a form says."""

from collections.abc import Sequence
from typing import Any

from gaoxin.diagnosis.groups import band_text, bands
from gaoxin.terms import Text
from gaoxin_web.dashboards import figures
from gaoxin_web.rounds.visible import Sight, standing, target_outlooks, values

SLOTS = (0, 1, 2)


def page(sight: Sight, code: str) -> dict[str, Any]:
    """Return the choices of the page for a zone."""
    one = standing(sight, code)
    figures_of = values(sight, code)
    named = [(f"band=top{high}", str(band_text((low, high)))) for low, high in bands(one["n"])[:-1]]
    aims = [(f"target={each.no}", f"{each.no} {Text(each.label, each.label_en or each.label)}")
            for each in target_outlooks(sight, code) if each.required is not None]  # fmt: skip
    return {
        "zone": code,
        "name": str(Text(one["name"], one["name_en"] or one["name"])),
        "codes": [
            (each.code, figures.label(each), figures.figure(figures_of[each.code]))
            for each in sight.kept.edition.indicators
            if each.code in figures_of
        ],
        "goals": [*named, *aims],
        "slots": SLOTS,
        "sections": [],
    }


def given(what: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    """Return the supposed figures of a form; lines without a value are left out."""
    pairs = zip(what, values, strict=False)
    return {path.strip(): value.strip() for path, value in pairs if path.strip() and value.strip()}
