"""All parts as one relation: units of today, years in force, and what only all rows together can show."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from gaoxin.micro.intake import KEY
from gaoxin.micro.rows import Rows, by_zone, repeated_keys, rows_of_zone, union
from gaoxin.returns.ledger import KEYS, Note
from gaoxin.returns.parts import Reader, repeats_key
from gaoxin.returns.tables import stranger
from gaoxin.returns.units import rates
from gaoxin.terms import Text

ALL, WANTED = "enterprises_of_all_years", "enterprises"
"""The views: every row that was sent, and the rows of the data year and the year before."""


@dataclass
class Counts:
    """How many rows there are: by file and by year; of zones that zones.csv lacks; of other years by file."""

    files: dict[str, int]
    years: dict[int, int] = field(default_factory=dict)
    strangers: dict[str, int] = field(default_factory=dict)
    other_years: dict[str, int] = field(default_factory=dict)


def look_at_rows(reader: Reader) -> dict[str, int]:
    """Make the views, judge years, zones and keys; return the rows of each file."""
    columns = _columns(reader)
    everything = union(reader.parts, dict.fromkeys(columns, str))
    reader.connection.execute(f"CREATE VIEW {ALL} AS {everything}")
    counts = _count(reader)
    wanted = f"year IN {reader.years}" if counts.other_years else "year IS NOT NULL"
    reader.connection.execute(f"CREATE VIEW {WANTED} AS {union(reader.parts, columns, wanted)}")
    for file, rows in counts.other_years.items():
        reader.ledger.ignored[f"rows of other years {file}"] += rows
    _judge_counts(reader, counts)
    _judge_keys(reader)
    return counts.files


def _count(reader: Reader) -> Counts:
    counts = Counts({part.file: 0 for part in reader.parts})
    for source, year, zone, rows in by_zone(reader.connection, ALL):
        file = reader.parts[source].file
        counts.files[file] += rows
        counts.years[year] = counts.years.get(year, 0) + rows
        if year not in reader.years:
            counts.other_years[file] = counts.other_years.get(file, 0) + rows
        elif reader.zones and zone not in reader.zones:
            counts.strangers[zone] = counts.strangers.get(zone, 0) + rows
    return counts


def _judge_counts(reader: Reader, counts: Counts) -> None:
    """Say which files are empty, whether the data year has no row, and which zones are unknown."""
    ledger = reader.ledger
    empty = [file for file, rows in counts.files.items() if not rows]
    if not ledger.refused:  # a refused key cell hides its row
        for file in empty:
            ledger.stop(file, Text("只有表头，没有数据", "there is a header and nothing below it"))
        if reader.year not in counts.years and len(empty) < len(counts.files):
            years = "、".join(map(str, sorted(counts.years)))
            found = Text(f"没有 {reader.year} 年的行", f"no row of the data year {reader.year}")
            remedy = Text(f"现有年份：{years}；请核对 --year", f"years found: {years}; look at --year")
            ledger.stop("、".join(sorted(counts.files)), found, None, remedy)
    for zone, rows in counts.strangers.items():
        places = rows_of_zone(reader.connection, WANTED, zone, ledger.shown)
        for source, line in places:
            place = reader.parts[source].place("zone", line)
            ledger.refuse(f"zone {zone}", place, *stranger(zone, reader.zones))
        ledger.refuse_more(f"zone {zone}", rows - len(places))


def _judge_keys(reader: Reader) -> None:
    """Refuse keys that stand in more than one row."""
    total, repeated = repeated_keys(reader.connection, WANTED)
    for year, zone, code, places in repeated:
        *others, last = [reader.parts[source].place("credit_code", line) for source, line in places]
        reader.ledger.refuse(KEYS, last, *repeats_key(f"{year} {zone} {code}", "、".join(others[:5])))
    reader.ledger.refuse_more(KEYS, total - len(repeated))


def _columns(reader: Reader) -> dict[str, Callable[[str], str]]:
    """Return what each field is made of: units turned into today's, years not in force left blank."""
    names = dict.fromkeys([*KEY, *(name for part in reader.parts for name in part.headings)])
    return {name: _column(reader, name) for name in names}


def _column(reader: Reader, name: str) -> Callable[[str], str]:
    one = reader.fields[name]
    by_year = rates(one, reader.edition, reader.years)
    in_force = ", ".join(str(year) for year in reader.years if one.valid_in(year))
    if by_year:
        _note_rates(reader, name, by_year)

    def expression(column: str) -> str:
        cases = "".join(
            f"WHEN year = {year} THEN {_in_yuan(column, rate)} " for year, rate in by_year.items()
        )
        today = f"CASE {cases}ELSE {column} END" if cases else column
        return today if "," in in_force else f"CASE WHEN year = {in_force} THEN {today} END"

    return expression


def _note_rates(reader: Reader, name: str, by_year: dict[int, Fraction]) -> None:
    said = "、".join(f"{year}: {float(rate)}" for year, rate in by_year.items())
    for part in reader.parts:
        if name in part.headings:
            place = part.column(name)
            reader.ledger.note(place, Note(place, "千美元", f"千元（{said}）", "unit"))


def _in_yuan(column: str, rate: Fraction) -> str:
    """Return the SQL of an amount in 千元, exact and rounded half even to three places."""
    scaled = rate * 10**6
    assert scaled.denominator == 1, "rates have six decimals at most"
    literal = f"{scaled.numerator // 10**6}.{scaled.numerator % 10**6:06d}"
    return f"round_even({column}::DECIMAL(28,3) * {literal}::DECIMAL(10,6), 3)::DECIMAL(18,3)"


def rows_of(reader: Reader) -> Rows:
    """Return the wanted rows with their columns and parts."""
    columns = frozenset(name for part in reader.parts for name in part.headings) | set(KEY)
    count = reader.connection.execute(f"SELECT count(*) FROM {WANTED}").fetchone()
    return Rows(reader.connection, WANTED, columns, tuple(reader.parts), int(count[0]) if count else 0)
