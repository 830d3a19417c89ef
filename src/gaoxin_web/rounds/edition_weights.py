"""Rules of a local weighting: per cent by dimension and indicator beside the national ones, checked all at once.

Dimensions add up to 100 %, the indicators of each dimension too. An indicator is dropped by name only: its weight is
0 and it is marked as left out. What is the same as the national weight changes nothing of the edition.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gaoxin.edition import Dimension, Edition
from gaoxin.terms import Text, decimal_text

WHOLE = 10_000
"""100 % in hundredths of a per cent, in which weights are typed and kept."""

_PER_CENT = re.compile(r"([0-9]{1,3})(?:[.．]([0-9]{1,2}))?%?")

NAME = Text(
    "名称须为 4 至 60 个字，不以括号或花括号开头。",
    "A name has 4 to 60 characters and begins with no bracket.",
)


@dataclass(frozen=True)
class Weights:
    """Hundredths of a per cent by dimension and, within each, by indicator; and who is left out."""

    dimensions: Mapping[str, int]
    indicators: Mapping[str, int]
    left_out: frozenset[str]

    def as_json(self) -> dict[str, Any]:
        """Return them as a version keeps them."""
        return {"dimensions": dict(self.dimensions), "indicators": dict(self.indicators),
                "left_out": sorted(self.left_out)}  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Weights":
        """Return weights that a version keeps."""
        return cls(kept["dimensions"], kept["indicators"], frozenset(kept["left_out"]))


@dataclass(frozen=True)
class Fault:
    """What is wrong with a form, and at which field."""

    field: str
    said: Text


def national(edition: Edition) -> Weights:
    """Return the weights of an edition, rounded so that every sum is 100 % to the hundredth."""
    indicators: dict[str, int] = {}
    for one in edition.walk_dimensions():
        indicators |= _rounded({each.code: each.weight_in_force for each in one.indicators})
    out = frozenset(one.code for one in edition.indicators if one.left_out)
    return Weights(_rounded({one.id: one.weight for one in edition.dimensions}), indicators, out)


def _rounded(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Round shares to hundredths of a per cent; the largest remainders are rounded up, so that nothing is lost."""
    total = sum(weights.values(), Fraction(0)) or Fraction(1)
    exactly = {key: WHOLE * weight / total for key, weight in weights.items()}
    found = {key: int(value) for key, value in exactly.items()}
    order = sorted(found, key=lambda key: found[key] - exactly[key])
    for key in order[: WHOLE - sum(found.values()) if sum(weights.values()) else 0]:
        found[key] += 1
    return found


def shown(hundredths: int) -> str:
    """Write hundredths of a per cent as people type them.

    >>> shown(2500), shown(909), shown(10)
    ('25', '9.09', '0.1')
    """
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def read(edition: Edition, sent: Mapping[str, str], left_out: Iterable[str]) -> tuple[Weights, list[Fault]]:
    """Return the weights of a form (``d-ID``, ``i-CODE``) with every fault of it at once; unread fields count as 0."""
    faults: list[Fault] = []
    dimensions = {one.id: _number(f"d-{one.id}", sent, faults) for one in edition.dimensions}
    indicators = {one.code: _number(f"i-{one.code}", sent, faults) for one in edition.indicators}
    out = frozenset(code for code in left_out if code in indicators)
    made = Weights(dimensions, indicators, out)
    unread = {one.field for one in faults}
    faults += _dropped(edition, made, unread)
    faults += _sums(edition, made, unread)
    return made, faults


def _number(field: str, sent: Mapping[str, str], faults: list[Fault]) -> int:
    text = sent.get(field, "").strip()
    found = _PER_CENT.fullmatch(text)
    value = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0") or 0) if found else -1
    if 0 <= value <= WHOLE:
        return value
    what, found = field.partition("-")[2], text[:20]
    said = Text(f"{what} 填报“{found}”，须为 0 至 100 的数，最多两位小数。",
                f"{what} is {found!r}: write a number from 0 to 100 with at most two decimals.")  # fmt: skip
    faults.append(Fault(field, said))
    return 0


def _dropped(edition: Edition, made: Weights, unread: set[str]) -> Iterable[Fault]:
    for one in edition.dimensions:
        if made.dimensions[one.id] == 0 and f"d-{one.id}" not in unread:
            said = Text(f"维度 {one.id} 须大于 0：维度不能整个去掉。",
                        f"Dimension {one.id} needs more than 0: no dimension is dropped whole.")  # fmt: skip
            yield Fault(f"d-{one.id}", said)
    for code, weight in made.indicators.items():
        field = f"i-{code}"
        if field not in unread and weight and code in made.left_out:
            said = Text(f"{code} 标为不计分，权重须为 0。", f"{code} is marked as left out: its weight is 0.")
            yield Fault(field, said)
        if field not in unread and not weight and code not in made.left_out:
            said = Text(
                f"{code} 为 0：要去掉这个指标，请勾选“不计分”。",
                f"{code} is 0: to drop it, mark it as left out.",
            )
            yield Fault(field, said)


def _sums(edition: Edition, made: Weights, unread: set[str]) -> Iterable[Fault]:
    groups: list[tuple[str, Text, Sequence[tuple[str, int]]]] = [
        ("d", Text("维度", "The dimensions"), [(f"d-{key}", value) for key, value in made.dimensions.items()])
    ]
    groups += [
        (f"s-{one.id}", Text(f"维度 {one.id} 的指标", f"The indicators of dimension {one.id}"),
         [(f"i-{each.code}", made.indicators[each.code]) for each in one.indicators])
        for one in edition.walk_dimensions() if one.indicators
    ]  # fmt: skip
    for field, what, parts in groups:
        total = sum(value for _, value in parts)
        if total != WHOLE and unread.isdisjoint(name for name, _ in parts):
            off = shown(abs(WHOLE - total))
            zh = f"{what.zh}合计 {shown(total)}%，须为 100%，{'少' if total < WHOLE else '多'} {off}。"
            en = f"{what.en} add up to {shown(total)}%, not 100%: {off} too {'little' if total < WHOLE else 'much'}."
            yield Fault(field, Text(zh, en))


def settings(edition: Edition, made: Weights) -> dict[str, str]:
    """Return what the weights change of an edition, by path; a dimension with its national weights is not touched.

    Weights of indicators are written as the notice writes them, 1 being an equal share of those that count, so that
    every reading of printed weights gives the same shares.
    """
    usual, found = national(edition), dict[str, str]()
    if dict(made.dimensions) != dict(usual.dimensions):
        found |= {f"dimensions/{key}/weight": f"{shown(value)}%" for key, value in made.dimensions.items()}
    for one in edition.walk_dimensions():
        found |= _within(one, made, usual)
    return found


def _within(one: Dimension, made: Weights, usual: Weights) -> dict[str, str]:
    codes = [each.code for each in one.indicators]
    if all(made.indicators[code] == usual.indicators[code] for code in codes):
        return {}
    counted = [code for code in codes if code not in made.left_out]
    found = {f"indicators/{code}/left_out": "true" for code in codes if code in made.left_out}
    found |= {f"indicators/{code}/left_out": "false" for code in counted if code in usual.left_out}
    return found | {
        f"indicators/{code}/weight": decimal_text(Fraction(made.indicators[code] * len(counted), WHOLE))
        for code in counted
    }


def good_name(name: str) -> bool:
    """Whether a local edition may be called so."""
    return 4 <= len(name) <= 60 and name[0] not in "[{" and name.isprintable()
