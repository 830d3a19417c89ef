"""Rules of review: how receipts are numbered."""

from gaoxin_web.collect.models import Form

LETTERS = {"committee": "G", "enterprises": "Q", "enterprise": "E"}
"""The letter of each kind of form in a receipt's number."""


def receipt_number(form: Form, organisation: str, revision: int, code: str) -> str:
    """Return the number of a receipt: ``LZ-2015-G-Z017-2-7F2C``, unique by form, sender and revision."""
    return f"LZ-{form.round.data_year}-{LETTERS[form.kind]}-{organisation}-{revision}-{code[:4]}"
