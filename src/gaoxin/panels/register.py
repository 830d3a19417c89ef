"""The enterprise register to sample from: a table, or the enterprises of a data package by size; and samples kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from gaoxin.micro.column import column
from gaoxin.panels.reading import fields_of, known, read_table, refuse
from gaoxin.panels.sampling import Drawn, Listed
from gaoxin.panels.survey import Frame
from gaoxin.returns import Package, Zone
from gaoxin.returns.ledger import Ledger
from gaoxin.terms import Text

REGISTER = fields_of(
    ("enterprise", "text", "企业代码"), ("zone", "text", "高新区代码"), ("stratum", "text", "层")
)
FRAME = fields_of(
    ("zone", "text", "高新区代码"), ("stratum", "text", "层"), ("population", "integer", "总数"),
    ("asked", "integer", "样本数"), ("reserve", "integer", "备用数"),
)  # fmt: skip
ZONE = Text("高新区", "zone")

SIZES = ((20, "micro"), (300, "small"), (1000, "medium"))
"""Below how many employees an enterprise is of a size; the limits of industry (统计上大中小微型企业划分办法 2011), assumed for all."""


def size_of(employees: str) -> str:
    """Return the size of an enterprise by its number of employees: micro, small, medium, large or unknown.

    >>> size_of("19"), size_of("20"), size_of("1000"), size_of("")
    ('micro', 'small', 'large', 'unknown')
    """
    if not employees:
        return "unknown"
    return next((name for limit, name in SIZES if Fraction(employees) < limit), "large")


def register_of(package: Package) -> list[Listed]:
    """Return the enterprises of a package's data year, by zone, with their size as stratum."""
    rows = package.rows
    zones = (one.code for one in package.zones if one.participation != "excused")
    return [
        Listed(code, zone, size_of(employees))
        for zone in zones
        for code, employees, _ in ([] if rows is None else column(rows, "employees", zone, package.year))
    ]


def read_register(path: Path, zones: Mapping[str, Zone]) -> list[Listed]:
    """Return a register from CSV or a workbook: enterprise, zone and, where wanted, stratum.

    Zones that nobody knows and enterprises that stand twice are refused, all at once (DataRefused).
    """
    ledger, seen, found = Ledger(), dict[str, str](), list[Listed]()
    for record in read_table(path, REGISTER, ("enterprise", "zone"), 0, ledger):
        code = record.text("enterprise")
        first = seen.setdefault(code, record.place())
        there = known(ledger, record, "zone", zones, ZONE)
        if first != record.place():
            refuse(
                ledger,
                record,
                "enterprise",
                Text(f"{code} 已见于 {first}", f"{code} stands at {first} already"),
            )
        elif there:
            found.append(Listed(code, record.text("zone"), record.text("stratum")))
    ledger.settle()
    return found


def sample_tables(register: Iterable[Listed], drawn: Iterable[Drawn]) -> dict[str, dict[str, list[object]]]:
    """Return sample.csv, whom to ask in which order, and frame.csv, the population and quotas by stratum."""
    sample, population = list(drawn), Counter((one.zone, one.stratum) for one in set(register))
    asked = Counter((one.zone, one.stratum) for one in sample if not one.reserve)
    spare = Counter((one.zone, one.stratum) for one in sample if one.reserve)
    strata = sorted(population)
    return {
        "sample.csv": {
            "enterprise": [one.code for one in sample],
            "zone": [one.zone for one in sample],
            "stratum": [one.stratum for one in sample],
            "order": [one.order for one in sample],
            "reserve": ["yes" if one.reserve else "no" for one in sample],
        },
        "frame.csv": {
            "zone": [zone for zone, _ in strata],
            "stratum": [stratum for _, stratum in strata],
            "population": [population[one] for one in strata],
            "asked": [asked[one] for one in strata],
            "reserve": [spare[one] for one in strata],
        },
    }


def read_frame(path: Path, zones: Mapping[str, Zone]) -> Frame:
    """Return the frame of a sample (frame.csv): how many there are and how many were asked, by zone and stratum."""
    ledger, population, asked = Ledger(), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for record in read_table(path, FRAME, ("zone", "population"), 0, ledger):
        if known(ledger, record, "zone", zones, ZONE):
            key = (record.text("zone"), record.text("stratum"))
            population[key] += int(record.text("population"))
            asked[key] += int(record.text("asked") or 0)
    ledger.settle()
    return Frame(population, asked)


def read_sample(path: Path, zones: Mapping[str, Zone]) -> list[Listed]:
    """Return whom a sample (sample.csv) asks, the reserve left out."""
    fields = {**REGISTER, **fields_of(("order", "integer", "顺序"), ("reserve", "text", "备用"))}
    ledger = Ledger()
    records = read_table(path, fields, ("enterprise", "zone"), 0, ledger)
    found = [
        Listed(record.text("enterprise"), record.text("zone"), record.text("stratum"))
        for record in records
        if known(ledger, record, "zone", zones, ZONE) and record.text("reserve") != "yes"
    ]
    ledger.settle()
    return found
