"""Parts in pairs and against the score: correlations.csv, importance.csv and overlaps.csv."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from gaoxin.edition import Edition
from gaoxin.evaluation.result import Table
from gaoxin.statistics.correlation import KINDS, together, undefined
from gaoxin.statistics.importance import Importance, importances
from gaoxin.statistics.limits import Limits
from gaoxin.statistics.parts import Parts
from gaoxin.statistics.table import Row, table

_COEFFICIENTS = tuple(name for kind in KINDS for name in (kind, f"{kind}_p"))
_PAIR = ("left", "right", "relation", "n", *_COEFFICIENTS, "flag", "reason")
_IMPORTANCE = (
    *("part", "label", "label_en", "weight", "correlation", "correlation_ratio", "effective"),
    *("effective_by_weight", "reason"),
)
_OVERLAP = (
    *("overlap", "label", "label_en", "weight", "effective", "left", "right", "pearson", "pearson_p"),
    *("pair_weight", "pair_effective", "reason"),
)


def tables(edition: Edition, parts: Parts, limits: Limits) -> dict[str, Table]:
    """Return the three tables; pairs in the order of the parts, importance without the total."""
    found, pairs = importances(parts), list(_pairs(parts, limits))
    return {
        "correlations.csv": table(_PAIR, pairs),
        "importance.csv": table(_IMPORTANCE, _importance(edition, found)),
        "overlaps.csv": table(_OVERLAP, _overlaps(edition, found, pairs)),
    }


def flag(value: float, relation: str, limits: Limits) -> str | None:
    """Return what a correlation says of two parts: high, negative, weak or nothing.

    Weak and negative ones matter between siblings and upwards, high ones everywhere.
    """
    if value >= limits.high:
        return "high"
    if relation == "other":
        return None
    return "negative" if value <= limits.negative else "weak" if value < limits.weak else None


def _pairs(parts: Parts, limits: Limits) -> Iterator[Row]:
    for left, right in combinations(parts.columns, 2):
        x, y = together(parts.columns[left], parts.columns[right])
        relation, reason = _relation(parts, left, right), undefined(x, y)
        row = {"left": left, "right": right, "relation": relation, "n": len(x), "reason": reason or None}
        if not reason:
            found = {kind: function(x, y) for kind, function in KINDS.items()}
            row |= {name: value for kind, one in found.items() for name, value in _named(kind, one)}
            row["flag"] = flag(found["pearson"].value, relation, limits)
        yield row


def _named(kind: str, found: tuple[float, float]) -> Iterable[tuple[str, float]]:
    return zip((kind, f"{kind}_p"), found, strict=True)


def _relation(parts: Parts, left: str, right: str) -> str:
    """Return siblings (parts of the same group), ancestor (one is made of the other), or other."""
    if right in parts.above(left) or left in parts.above(right):
        return "ancestor"
    return "siblings" if parts.parents.get(left) == parts.parents.get(right) else "other"


def _importance(edition: Edition, found: Mapping[str, Importance]) -> Iterator[Row]:
    labels = {f"indicator/{one.code}": (one.label, one.label_en) for one in edition.indicators}
    labels |= {f"dimension/{one.id}": (one.label, one.label_en) for one in edition.walk_dimensions()}
    for part, one in found.items():
        yield {
            "part": part,
            "label": labels[part][0],
            "label_en": labels[part][1],
            "weight": one.weight,
            "correlation": one.correlation,
            "correlation_ratio": one.ratio,
            "effective": one.share,
            "effective_by_weight": None if one.share is None or one.weight == 0 else one.share / one.weight,
            "reason": one.reason or None,
        }


def _overlaps(edition: Edition, found: Mapping[str, Importance], pairs: Sequence[Row]) -> Iterator[Row]:
    """Yield every pair of every overlap that the edition names, with what both and all of it count for."""
    by_pair, places = {(one["left"], one["right"]): one for one in pairs}, list(found)
    for number, overlap in enumerate(edition.overlaps, start=1):
        names = sorted((f"indicator/{code}" for code in overlap.codes), key=places.index)
        for pair in combinations(names, 2):
            row = by_pair[pair]
            yield {
                "overlap": number,
                "label": overlap.label,
                "label_en": overlap.label_en,
                **_joint("", names, found),
                **{name: row.get(name) for name in ("left", "right", "pearson", "pearson_p", "reason")},
                **_joint("pair_", pair, found),
            }


def _joint(prefix: str, names: Sequence[str], found: Mapping[str, Importance]) -> Row:
    ones = [found[name] for name in names]
    shares = [one.share for one in ones if one.share is not None]
    effective = sum(shares) if len(shares) == len(ones) else None
    return {f"{prefix}weight": sum(one.weight for one in ones), f"{prefix}effective": effective}
