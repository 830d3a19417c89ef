"""Why a score moved: the largest parts one by one, the rest together, as bars that follow each other."""

from typing import Any

from gaoxin.terms import Text
from gaoxin_web.dashboards import figures, marks
from gaoxin_web.rounds.visible import Sight, change

NAMED = 4
"""Parts that are named each way; the rest stand together."""


def page(sight: Sight, code: str) -> dict[str, Any] | None:
    """Return the waterfall of a zone's score against last year's; None where there is none to show."""
    moved = change(sight, code)
    if moved is None:
        return None
    edition = sight.kept.edition
    names = {
        one.code: f"{one.code} {figures.label(one)}" for one in edition.indicators
    } | figures.dimension_names(edition)
    parts = [(names.get(key, key), value) for key, value in moved.parts if value]
    rows = [
        *_some([one for one in parts if one[1] > 0], True),
        *_some([one for one in parts if one[1] < 0], False),
    ]
    drawn = marks.steps([value for _, value in rows], 190)
    return {
        "before": figures.fixed(moved.before, 2), "after": figures.fixed(moved.after, 2),
        "difference": _signed(moved.after - moved.before), "year": sight.year,
        "rows": [
            {"name": name, "value": _signed(value), "x": start, "wide": max(length, 0.5), "down": value < 0}
            for (name, value), (start, length) in zip(rows, drawn, strict=True)
        ],
    }  # fmt: skip


def _some(parts: list[tuple[str, float]], up: bool) -> list[tuple[str, float]]:
    ordered = sorted(parts, key=lambda one: -abs(one[1]))
    rest = ordered[NAMED:]
    if len(rest) < 2:
        return ordered
    word = Text(
        f"其余{'上升' if up else '下降'} {len(rest)} 项", f"{len(rest)} others {'up' if up else 'down'}"
    )
    return [*ordered[:NAMED], (str(word), sum(value for _, value in rest))]


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
