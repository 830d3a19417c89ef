"""What the index was made of: availability.csv, description.csv and treatment.csv."""

from collections.abc import Iterator

from gaoxin.evaluation.result import Table
from gaoxin.statistics.availability import audit, availability, describe, outlying
from gaoxin.statistics.limits import Limits
from gaoxin.statistics.parts import Parts
from gaoxin.statistics.table import Row, table

_AVAILABLE = ("unit", "group", "asked", "available", "zero", "share")
_COUNTS = ("available", "nonzero", "unique", "same")
_DESCRIPTION = (
    *("code", "label", "label_en", "units", *_COUNTS, *(f"share_{name}" for name in _COUNTS)),
    *("minimum", "maximum", "mean", "median", "sd", "skewness", "kurtosis", "flags"),
)
_TREATMENT = (
    *("code", "using", "winsorised", "curve", "curve_from", "curve_to", "curve_power"),
    *("skewness", "kurtosis", "failed", "skewness_after", "kurtosis_after", "failed_after"),
)


def tables(parts: Parts, limits: Limits) -> dict[str, Table]:
    """Return the three tables; availability of all units, the rest of the ranked ones."""
    return {
        "availability.csv": table(_AVAILABLE, _availability(parts)),
        "description.csv": table(_DESCRIPTION, _description(parts, limits)),
        "treatment.csv": table(_TREATMENT, _treatment(parts, limits)),
    }


def _availability(parts: Parts) -> Iterator[Row]:
    cells = parts.climb.cells
    groups = [(name, parts.places(name)) for name in parts.nodes]
    for row in sorted(range(len(cells.units)), key=cells.units.__getitem__):
        for name, places in groups:
            found = availability(cells.value[row, places])
            share = found.available / found.asked
            yield {"unit": cells.units[row], "group": name, **found._asdict(), "share": share}


def _description(parts: Parts, limits: Limits) -> Iterator[Row]:
    for one, column in zip(parts.climb.plan.indicators, parts.cells.value.T, strict=True):
        found = describe(column, limits)
        whole = {name: len(column) if name == "available" else found.available for name in _COUNTS}
        shares = {f"share_{name}": getattr(found, name) / whole[name] for name in _COUNTS if whole[name]}
        labels = {"code": one.code, "label": one.label, "label_en": one.label_en, "units": len(column)}
        yield {**labels, **shares, **found._asdict()}


def _treatment(parts: Parts, limits: Limits) -> Iterator[Row]:
    """Yield what treatment found and did, on the declared scale of each indicator."""
    climb, ranked = parts.climb, parts.climb.cells.ranked
    for place, (code, choice) in enumerate(zip(climb.cells.codes, climb.plan.treatments, strict=True)):
        curve = climb.bounds[code].log
        found = audit(climb.transformed[ranked, place], climb.treated[ranked, place], bent=curve is not None)
        yield {
            "code": code,
            "using": choice.name,
            **dict(
                zip(("curve_from", "curve_to", "curve", "curve_power"), curve or (None,) * 4, strict=True)
            ),
            **found._asdict(),
            "failed": _answer(outlying(found.skewness, found.kurtosis, limits)),
            "failed_after": _answer(outlying(found.skewness_after, found.kurtosis_after, limits)),
        }


def _answer(holds: bool) -> str:
    return "yes" if holds else "no"
