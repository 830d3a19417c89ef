"""Committee returns: one record a zone and year, figures in the units of the edition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gaoxin.edition import Edition
from gaoxin.returns.cells import Value
from gaoxin.returns.ledger import Ledger, Note
from gaoxin.returns.package import Zone
from gaoxin.returns.sent import Sheet
from gaoxin.returns.small import Record, read_records
from gaoxin.returns.tables import knows_zone, repeats
from gaoxin.returns.units import rates, to_yuan


@dataclass
class Committee:
    """Figures by (zone, year) and field, and the place of each return."""

    figures: dict[tuple[str, int], dict[str, Fraction]] = field(default_factory=dict)
    places: dict[tuple[str, int], str] = field(default_factory=dict)
    seen: dict[tuple[object, ...], str] = field(default_factory=dict)


def read_committee(
    sheet: Sheet,
    edition: Edition,
    year: int,
    zones: Mapping[str, Zone],
    zone: str | None,
    ledger: Ledger,
    into: Committee,
) -> None:
    """Read one table of committee returns into ``into``; repeated keys over all tables are refused."""
    defaults: dict[str, Value] = {"year": year} | ({"zone": zone} if zone else {}) if sheet.numbered else {}
    for record in read_records(sheet, edition.zone_fields, ("year", "zone"), year, ledger, defaults=defaults):
        at = record.values["year"]
        assert isinstance(at, int)
        code = record.text("zone")
        known = knows_zone(ledger, record, zones)
        if not repeats(ledger, record, "zone", (at, code), into.seen) and known:
            into.figures[code, at] = dict(_figures(record, edition, at, ledger))
            into.places[code, at] = record.place()


def _figures(record: Record, edition: Edition, year: int, ledger: Ledger) -> Iterator[tuple[str, Fraction]]:
    for name, value in record.values.items():
        one = edition.zone_fields[name]
        if name in ("year", "zone") or not isinstance(value, int | Fraction):
            continue
        column = f"{record.sheet.place} {record.header.written.get(name, name)}"
        if not one.valid_in(year):
            ledger.note(column, Note(record.place(name), str(value), "", "not_in_force"))
            continue
        figure = Fraction(value)
        for rate in rates(one, edition, (year,)).values():
            figure = to_yuan(figure, rate)
            ledger.note(column, Note(record.place(name), str(value), str(float(figure)), "unit"))
        yield name, figure
