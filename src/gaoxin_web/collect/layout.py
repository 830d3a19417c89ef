"""The layout of a form, grown from the edition: sections and rows in its order, with codes, units and definitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gaoxin.edition import Edition, Field, Section
from gaoxin.terms import Text
from gaoxin_web.collect.cells import allowed
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.models import Form

KEYS = frozenset({"year", "zone"})
"""Cells that the submission itself knows."""

KNOWN = frozenset({"credit_code"})
"""Cells of an enterprise's form that the register knows: shown, not typed."""

COUNT = "rows"
"""The name of the row that shows how many enterprises there are."""

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a form: its number, its field, and whether it is filled by the system (then it is locked).

    A layout is grown once, so that a row is equal to itself alone.
    """

    number: int
    field: Field
    automatic: bool = False

    @cached_property
    def name(self) -> str:
        """The field's name, which is the place of the cell."""
        return self.field.name

    @cached_property
    def label(self) -> Text:
        """What the row is called."""
        return label_of(self.field)

    @property
    def allowed(self) -> Text:
        """Return what the cell may hold."""
        return allowed(self.field)

    @property
    def definition(self) -> tuple[tuple[Text, str], ...]:
        """Return what the edition says about the cell, as pairs of a heading and its words."""
        said = (
            (Text("说明", "Note"), self.field.note),
            (Text("依据", "Clause"), self.field.clause),
            (Text("用于指标", "Used by"), self.field.used_by),
        )
        return tuple((heading, words) for heading, words in said if words)


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a form with its rows; its key is also that of its version."""

    key: str
    label: Text
    rows: tuple[Row, ...]

    @property
    def short(self) -> Text:
        """Return the title without what stands in brackets, for tabs."""
        return Text(self.label.zh.partition("（")[0], self.label.en.partition(" (")[0])

    @property
    def automatic(self) -> bool:
        """Whether the whole section is filled by the system."""
        return all(row.automatic for row in self.rows)


@dataclass(frozen=True)
class Layout:
    """A whole form."""

    parts: tuple[Part, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every row in its order."""
        return tuple(row for part in self.parts for row in part.rows)

    @cached_property
    def cells(self) -> Mapping[str, Row]:
        """The rows that people fill, by name."""
        return {row.name: row for row in self.rows if not row.automatic}

    @cached_property
    def places(self) -> Mapping[str, tuple[Part, Row]]:
        """Every row with its section, by name."""
        return {row.name: (part, row) for part in self.parts for row in part.rows}

    def section_of(self, name: str) -> str:
        """Return the key of the section in which a cell stands."""
        return self.places[name][0].key


def layout_of(form: Form) -> Layout:
    """Return the layout of a form of a round."""
    return _layout(edition_of(form.round), form.kind, form.round.data_year)


def label_of(field: Field) -> Text:
    """Return what a field is called; in English by its name where the edition has no English label."""
    spelled = field.name.replace("_", " ").capitalize().replace("Rd ", "R&D ").replace(" rd ", " R&D ")
    return Text(field.label or field.name, field.label_en or spelled)


def _layout(edition: Edition, kind: str, year: int) -> Layout:
    if (edition.digest, kind, year) not in _GROWN:
        sections, fields = _sections(edition, kind), _fields(edition, kind, year)
        _GROWN[edition.digest, kind, year] = Layout(tuple(_numbered(edition, sections, fields)))
    return _GROWN[edition.digest, kind, year]


_GROWN: dict[tuple[str, str, int], Layout] = {}


def _fields(edition: Edition, kind: str, year: int) -> list[Field]:
    fields = edition.zone_fields if kind == "committee" else edition.enterprise_fields
    return [field for name, field in fields.items() if name not in KEYS and field.valid_in(year)]


def _sections(edition: Edition, kind: str) -> dict[str, Section]:
    """Return the sections of a form; fields of an edition that names none stand in one section without a name."""
    return dict(edition.zone_sections if kind == "committee" else edition.enterprise_sections)


def _numbered(edition: Edition, sections: dict[str, Section], fields: list[Field]) -> list[Part]:
    parts: list[Part] = []
    number = 0
    loose = [field for field in fields if _key(field) not in sections]
    if loose:
        sections = {**sections, "": Section(label="其他", label_en="Others")}
    for key, section in sections.items():
        mine = [field for field in fields if (_key(field) if _key(field) in sections else "") == key]
        rows = [(field, field.name in KNOWN) for field in mine] + [
            (field, True) for field in _sums(edition, section)
        ]
        if rows:
            made = tuple(Row(number + at, field, automatic) for at, (field, automatic) in enumerate(rows, 1))
            number += len(rows)
            parts.append(Part(key or "others", _titled(len(parts), section), made))
    return parts


def _key(field: Field) -> str:
    return field.section or field.form


def _titled(at: int, section: Section) -> Text:
    numeral = NUMERALS[at] if at < len(NUMERALS) else str(at + 1)
    return Text(f"{numeral}、{section.label}", f"{at + 1}. {section.label_en or section.label}")


def _sums(edition: Edition, section: Section) -> list[Field]:
    """Return the automatic rows of a section: how many enterprises, and the sums it names."""
    if not section.sums:
        return []
    counted = next((one for one in edition.variables.values() if one.formula == "COUNT(*)"), None)
    label, label_en = (counted.label, counted.label_en) if counted else ("企业数", "Enterprises")
    count = Field(name=COUNT, label=label, label_en=label_en, unit="家", type="integer")
    return [count, *(edition.enterprise_fields[name] for name in section.sums)]


@lru_cache(maxsize=4096)
def grouped(text: str) -> str:
    """Write a stored number with thousands separators and the true minus sign; other texts as they are."""
    body = text.removeprefix("-")
    whole, point, part = body.partition(".")
    if not (whole.isascii() and whole.isdigit()) or (point and not part.isdigit()):
        return text
    return ("−" if text != body else "") + f"{int(whole):,}" + point + part
