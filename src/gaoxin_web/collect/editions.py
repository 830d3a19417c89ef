"""The edition of a round, as it was frozen when the round was opened; read once, kept by its digest."""

from gaoxin.edition import Edition, Field, thaw
from gaoxin_web.collect.models import Form, Round

_READ: dict[str, Edition] = {}


def edition_of(made: Round) -> Edition:
    """Return the edition of a round; rounds with the same digest share one."""
    if made.edition_digest not in _READ:
        _READ[made.edition_digest] = thaw(made.edition_text)
    return _READ[made.edition_digest]


def fields_of(form: Form) -> dict[str, Field]:
    """Return the fields of a form by name, without the keys of a row (year and zone)."""
    edition = edition_of(form.round)
    fields = edition.zone_fields if form.kind == "committee" else edition.enterprise_fields
    return {name: field for name, field in fields.items() if name not in {"year", "zone"}}
