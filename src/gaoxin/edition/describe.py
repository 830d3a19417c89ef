"""An edition as plain JSON values: what ``gaoxin edition show --format json`` prints. Numbers are numbers."""

from datetime import date
from fractions import Fraction
from typing import Any

from gaoxin.edition.method import Model, Settings
from gaoxin.edition.schema import Dimension, Edition, Field, Indicator, Leaf, Target
from gaoxin.edition.weights import weights_in_force
from gaoxin.terms import decimal_text, exact, is_exact

Json = dict[str, Any]


def describe(edition: Edition) -> Json:
    """Return the edition as JSON values: dimensions, indicators, targets, checks, tasks, fields and the rest.

    ``weight`` is as the document states it (30% is 0.3),
    ``effective_weight`` the one in force (all sum to 1). A compound target has the operator
    ``compound``, no ``required``, and its tree in ``parts``; ``requires`` writes every target in the formula
    language.
    """
    weights = weights_in_force(edition)
    return {
        "edition": edition.edition,
        "title": edition.title,
        "title_en": edition.title_en,
        "document": edition.document,
        "issued_on": plain(edition.issued_on),
        "issued_by": edition.issued_by,
        "form": edition.form,
        "digest": edition.digest,
        "method": plain(edition.method),
        "parameters": {name: plain(one) for name, one in edition.parameters.items()},
        "park_types": edition.park_types,
        "dimensions": [_dimension(one, None) for one in edition.dimensions],
        "indicators": [
            _indicator(one, owner, weights) for owner in edition.walk_dimensions() for one in owner.indicators
        ],
        "variables": [plain(one) for one in edition.variables.values()],
        "targets": [_target(one) for one in edition.targets],
        "objectives": [plain(one) for one in edition.objectives],
        "checks": [plain(one) for one in edition.checks],
        "tasks": [plain(one) for one in edition.tasks],
        "overlaps": [plain(one) for one in edition.overlaps],
        "fields": list(_fields(edition)),
    }


def _dimension(one: Dimension, parent: str | None) -> Json:
    return {
        "id": one.id,
        "label": one.label,
        "label_en": one.label_en,
        "parent": parent,
        "weight": _number(one.weight),
        "clause": one.clause,
        "indicators": [indicator.code for indicator in one.indicators],
        "dimensions": [_dimension(below, one.id) for below in one.dimensions],
    }


def _indicator(one: Indicator, owner: Dimension, weights: dict[str, Fraction]) -> Json:
    stated: Json = plain(one)
    return stated | {
        "dimension": owner.id,
        "effective_weight": _number(weights[one.code]),
        "formula": one.formula_in_force,
        "basis": one.basis_in_force,
        "scale": _number(one.log_scale) if one.transform.using == "log1p" else None,
    }


def _target(one: Target) -> Json:
    return {
        "park_type": one.park_type,
        "no": one.no,
        "label": one.label,
        "label_en": one.label_en,
        "operator": one.operator if one.value else "compound",
        "required": None if one.required is None else _number(one.required),
        "unit": one.unit,
        "requires": _requires(one),
        "value": one.value_in_force,
        "reading": one.reading,
        "readings": {name: plain(reading) for name, reading in one.readings.items()},
        "parts": [plain(part) for part in (*one.all, *one.any)],
        "clause": one.clause,
        "basis": one.basis,
        "note": one.note,
    }


def _requires(leaf: Leaf, inside: bool = False) -> str:
    """Write a condition out: ``INDICATOR('2.4') >= 35``."""
    if leaf.required is not None:
        return f"{leaf.value_in_force} {leaf.operator} {decimal_text(leaf.required)}"
    word = " AND " if leaf.all else " OR "
    text = word.join(_requires(part, inside=True) for part in (*leaf.all, *leaf.any))
    return f"({text})" if inside else text


def _fields(edition: Edition) -> list[Json]:
    tables: dict[str, dict[str, Field]] = {
        "enterprise": edition.enterprise_fields,
        "zone": edition.zone_fields,
        "derived": edition.derived_fields,
    }
    return [{"table": table, **plain(one)} for table, fields in tables.items() for one in fields.values()]


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def plain(value: Any) -> Any:
    """Return models as mappings, fractions as numbers and dates as text."""
    match value:
        case Settings():
            stated = {"basis": value.basis, "note": value.note, "using": plain(value.using)}
            return {key: one for key, one in stated.items() if one} | {
                key: _number(exact(one)) if is_exact(str(one)) else one for key, one in value.options.items()
            }
        case Model():
            return {name: plain(getattr(value, name)) for name in type(value).model_fields}
        case Fraction():
            return _number(value)
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case tuple() | list():
            return [plain(one) for one in value]
        case date():
            return value.isoformat()
    return value
