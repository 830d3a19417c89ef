"""The names that formulas may use: field names, survey codes in any case, Chinese labels."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from gaoxin.edition.schema import Edition, Field
from gaoxin.formula import Known
from gaoxin.formula.bind import Kind
from gaoxin.formula.tree import Scope

_KINDS: dict[str, Kind] = {
    "number": "number",
    "integer": "number",
    "text": "text",
    "bool": "truth",
    "date": "date",
}
_PANEL = {"score": Field(name="score", type="number", unit="分")}


class FieldNames:
    """The fields of an edition by every name they go by."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, Field]]:
        edition = self.edition
        return {
            "": edition.enterprise_fields | edition.derived_fields,
            "zone": edition.zone_fields,
            "survey": _PANEL,
            "expert": _PANEL,
        }

    @cached_property
    def _index(self) -> Mapping[str, Mapping[str, tuple[Known, ...]]]:
        return {scope: _index(fields) for scope, fields in self._rows.items()}

    def lookup(self, word: str, scope: Scope) -> tuple[Known, ...]:
        """Return the fields that the word stands for."""
        index = self._index[scope]
        return index.get(word) or index.get(word.casefold()) or ()

    def words(self, scope: Scope) -> Iterable[str]:
        """Return the words of a scope."""
        return self._index[scope]


def _index(fields: Mapping[str, Field]) -> dict[str, tuple[Known, ...]]:
    index: dict[str, tuple[Known, ...]] = {}
    for name, field in fields.items():
        known = Known(name, _KINDS[field.type], field.unit)
        for word in (field.label, field.code.casefold()):
            if word and word not in fields:
                index[word] = (*index.get(word, ()), known)
        index[name] = (known,)
    return index
