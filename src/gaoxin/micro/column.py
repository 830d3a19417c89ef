"""One field of the enterprises of a zone and year, cell by cell, each with its place in the sender's file."""

from gaoxin.micro.rows import Rows
from gaoxin.micro.sql import identifier, words

Cell = tuple[str, str, str]
"""Credit code, value as text ("" where blank), place."""


def column(rows: Rows, name: str, zone: str, year: int) -> list[Cell]:
    """Return the cells of a field, largest first; blank ones last. A field that the rows lack has no cells."""
    if name not in rows.columns:
        return []
    lines = sorted({part.headings[name].line for part in rows.parts if name in part.headings})
    at = f"coalesce({', '.join(map(identifier, lines))})"
    query = (
        f"SELECT credit_code, {identifier(name)}::VARCHAR, _source, {at} FROM {rows.relation} "
        f"WHERE zone = {words(zone)} AND year = {int(year)} ORDER BY {identifier(name)} DESC NULLS LAST, credit_code"
    )
    found = rows.fetch(query)
    return [(code, value or "", rows.place(source, name, line)) for code, value, source, line in found]
