"""Marked cells: a place is a field of the form, or ``code/field`` in a table of enterprises."""

from collections.abc import Mapping, Sequence

from gaoxin.edition import Field
from gaoxin.micro.tables import rows
from gaoxin.terms import Text
from gaoxin_web.collect.editions import fields_of
from gaoxin_web.collect.layout import label_of
from gaoxin_web.collect.models import Submission


def place_label(fields: Mapping[str, Field], place: str) -> str:
    """Return what a place is called: the field's label, with the enterprise's code before it."""
    code, _, name = place.rpartition("/")
    label = str(label_of(fields[name])) if name in fields else name
    return f"{code} {label}".strip()


def unknown_places(submission: Submission, places: Sequence[str]) -> list[Text]:
    """Return a fault for every marked place that the form does not have."""
    fields = fields_of(submission.form)
    codes = _codes(submission, places) if submission.form.kind == "enterprises" else {""}
    return [
        Text(f"标记的位置“{place}”不在本表中；请去掉这一处。", f"The form has no place “{place}”: remove that mark.")
        for place in places
        if place.rpartition("/")[0] not in codes or place.rpartition("/")[2] not in fields
    ]  # fmt: skip


def _codes(submission: Submission, places: Sequence[str]) -> set[str]:
    """Return those of the marked credit codes that the table has."""
    table = submission.current.table if submission.current else None
    asked = sorted({place.rpartition("/")[0] for place in places} - {""})
    if table is None or not asked:
        return set()
    _, found = rows(bytes(table.parquet), ["credit_code"], only=asked, limit=len(asked))
    return {str(row["credit_code"]) for row in found}
