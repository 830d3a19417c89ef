"""The checks of the zone's own form as rows of a table, for the reference of forms."""

from gaoxin.edition import ZoneCheck, load
from gaoxin.terms import decimal_text

COLUMNS = ("id", "分类", "kind", "cells", "rule", "问题", "改法", "message", "fix", "basis")


def rows(name: str) -> list[tuple[str, ...]]:
    """Return a row for each check of an edition's form of the zone, the cells by their codes."""
    edition = load(name)
    return [
        (one.id, one.category, one.kind, ", ".join(edition.zone_fields[cell].code for cell in one.fields) or "all",
         _rule(one), one.message, one.fix, one.message_en, one.fix_en, one.basis)
        for one in edition.zone_checks
    ]  # fmt: skip


def _rule(one: ZoneCheck) -> str:
    if one.rule:
        return f"`{one.rule}`"
    least = ", ".join(f"{decimal_text(number)} {unit}" for unit, number in one.floor.items())
    return f"more than {decimal_text(one.threshold * 100)}% and at least {least}" if one.floor else ""
