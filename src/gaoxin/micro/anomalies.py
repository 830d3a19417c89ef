"""What stands out among enterprise rows: copies, twins, odd ratios, moves between zones, dates.

Every function takes rows of ``rows`` for a data year, asks one statement and returns records with the place
of a cell. Amounts leave as doubles: what is asked here is shape, not sums.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.micro.keys import link
from gaoxin.micro.rows import Rows
from gaoxin.micro.sql import identifier


@dataclass(frozen=True, slots=True)
class Standing:
    """An enterprise that stands out: zone, credit code, value found, what is usual, the cell's place."""

    zone: str
    code: str
    value: str
    usual: str
    place: str


@dataclass(frozen=True)
class Ratios:
    """One ratio over the whole round: how many enterprises of each zone were judged, and those far out."""

    judged: Mapping[str, int]
    thin: int
    far: tuple[Standing, ...]


def amounts(
    rows: Rows, names: Sequence[str], year: int
) -> tuple[NDArray[np.object_], dict[str, NDArray[np.float64]]]:
    """Return the zone of every row of the year and the wanted fields as columns, nan where blank."""
    chosen = [name for name in names if name in rows.columns]
    cells = "".join(f", {identifier(name)}::DOUBLE AS c{at}" for at, name in enumerate(chosen))
    query = f"SELECT zone{cells} FROM {rows.relation} WHERE year = {int(year)} AND zone IS NOT NULL"
    fetched = rows.connection.execute(query).fetchnumpy()
    columns = {
        name: np.ma.filled(fetched[f"c{at}"].astype(np.float64), np.nan) for at, name in enumerate(chosen)
    }
    return np.asarray(fetched["zone"], dtype=object), columns


def pairs(rows: Rows, year: int) -> dict[str, int]:
    """Return how many enterprises of each zone have rows of both years there."""
    query = f"SELECT now.zone, count(*) FROM {_both(rows, year)} GROUP BY ALL"
    return dict(rows.connection.execute(query).fetchall())


def copies(rows: Rows, names: Sequence[str], year: int, least: int) -> list[Standing]:
    """Return the enterprises whose every one of these cells equals last year's, ``least`` not zero."""
    chosen = [identifier(name) for name in names if name in rows.columns]
    if not chosen:
        return []
    same = " AND ".join(f"now.{one} IS NOT DISTINCT FROM before.{one}" for one in chosen)
    told = " + ".join(f"(coalesce(now.{one}, 0) <> 0)::INTEGER" for one in chosen)
    query = (
        f"SELECT now.zone, now.credit_code, {told} AS told, now._source, now._line FROM {_both(rows, year)} "
        f"WHERE {same} AND {told} >= {int(least)} ORDER BY ALL"
    )
    found = rows.connection.execute(query).fetchall()
    return [
        Standing(zone, code, str(told), "", _place(rows, source, line))
        for zone, code, told, source, line in found
    ]


def twins(rows: Rows, names: Sequence[str], year: int) -> list[Standing]:
    """Return the enterprises that share all of these cells, above zero, with another of their zone."""
    if not set(names) <= rows.columns:
        return []
    key = ", ".join(map(identifier, names))
    above = " AND ".join(f"{identifier(name)} > 0" for name in names)
    shown = " || ' / ' || ".join(f"{identifier(name)}::DOUBLE::VARCHAR" for name in names)
    query = (
        f"SELECT zone, credit_code, {shown}, count(*) OVER same AS many, _source, _line FROM {rows.relation} "
        f"WHERE year = {int(year)} AND zone IS NOT NULL AND {above} "
        f"WINDOW same AS (PARTITION BY zone, {key}) QUALIFY many > 1 ORDER BY ALL"
    )
    found = rows.connection.execute(query).fetchall()
    return [
        Standing(zone, code or "", value, str(many), _place(rows, source, line, names[0]))
        for zone, code, value, many, source, line in found
    ]


def ratios(rows: Rows, over: str, under: str, year: int, *, threshold: float, least: int) -> Ratios:
    """Return the enterprises whose log ratio is ``threshold`` robust z or more from their industry's median.

    The industry is the division (first two digits of the code) over the whole round, judged from ``least``
    enterprises on; z = 0.6745 (ln r - median) / MAD (Iglewicz and Hoaglin 1993). ``thin`` counts the
    enterprises of divisions with too few, or without any spread.
    """
    if not {over, under, "industry_code"} <= rows.columns:
        return Ratios({}, 0, ())
    top, bottom = identifier(over), identifier(under)
    logs = (
        "SELECT zone, credit_code, _source, _line, left(industry_code, 2) AS division, "
        f"ln({top}::DOUBLE / {bottom}::DOUBLE) AS ratio FROM {rows.relation} WHERE year = {int(year)} "
        f"AND zone IS NOT NULL AND industry_code IS NOT NULL AND {top} > 0 AND {bottom} > 0"
    )
    usual = "SELECT division, median(ratio) AS middle, mad(ratio) AS spread, count(*) AS many FROM logs"
    usual += " GROUP BY ALL"
    enough = f"many >= {int(least)} AND spread > 0"
    judged = f"WITH logs AS ({logs}), usual AS ({usual}) SELECT %s FROM logs JOIN usual USING (division)"
    counted = rows.connection.execute(
        judged % f"zone, count_if({enough}), count_if(NOT ({enough}))" + " GROUP BY ALL"
    ).fetchall()
    away = f"0.6745 * abs(ratio - middle) / spread > {float(threshold)}"
    columns = "zone, credit_code, exp(ratio), exp(middle), exp(spread / 0.6745), division, _source, _line"
    found = rows.connection.execute(judged % columns + f" WHERE {enough} AND {away} ORDER BY ALL").fetchall()
    return Ratios(
        {zone: many for zone, many, _ in counted},
        sum(few for *_, few in counted),
        tuple(
            Standing(
                zone,
                code or "",
                f"{value:.4g}",
                _range(middle, factor**threshold, division),
                _place(rows, source, line, over),
            )
            for zone, code, value, middle, factor, division, source, line in found
        ),
    )


def _range(middle: float, factor: float, division: str) -> str:
    return f"{division}: {middle / factor:.4g} – {middle * factor:.4g}"


def moves(rows: Rows, year: int) -> tuple[dict[str, dict[str, int]], list[Standing]]:
    """Return how many enterprises of each zone came, left, moved in or moved out; and those that moved in.

    Zones without rows in one of the years have nothing to compare and are left out.
    """
    code = link("credit_code")
    place = (
        f"SELECT zone, {code} AS id, min(credit_code) AS code, min(_source) AS source, min(_line) AS line "
        f"FROM {rows.relation}"
    )
    end = "AND zone IS NOT NULL AND credit_code IS NOT NULL GROUP BY ALL"
    now, before = (f"({place} WHERE year = {one} {end})" for one in (int(year), int(year) - 1))
    alone = f"SELECT * FROM {now} AS now ANTI JOIN {before} AS before USING (zone, id)"
    gone = f"SELECT * FROM {before} AS before ANTI JOIN {now} AS now USING (zone, id)"
    both = f"(SELECT DISTINCT zone FROM {now} SEMI JOIN {before} USING (zone))"
    came = rows.connection.execute(
        f"SELECT here.zone, code, (SELECT min(zone) FROM {before} AS there WHERE there.id = here.id), "
        f"source, line FROM ({alone}) AS here SEMI JOIN {both} USING (zone) ORDER BY ALL"
    ).fetchall()
    left = rows.connection.execute(
        f"SELECT here.zone, (SELECT min(zone) FROM {now} AS there WHERE there.id = here.id) "
        f"FROM ({gone}) AS here SEMI JOIN {both} USING (zone)"
    ).fetchall()
    compared = [zone for (zone,) in rows.connection.execute(f"FROM {both}").fetchall()]
    counts = {zone: dict.fromkeys(("came", "moved_in", "left", "moved_out"), 0) for zone in compared}
    for zone, _, other, *_ in came:
        counts[zone]["moved_in" if other else "came"] += 1
    for zone, other in left:
        counts[zone]["moved_out" if other else "left"] += 1
    moved = [
        Standing(zone, name, other, zone, _place(rows, source, line, "zone"))
        for zone, name, other, source, line in came
        if other
    ]
    return counts, moved


def dates(rows: Rows, name: str, year: int, due: str) -> dict[str, tuple[int, int]] | None:
    """Return how many rows of each zone have a date and how many of these are after ``due`` (YYYY-MM-DD).

    None where the rows have no such column.
    """
    if name not in rows.columns:
        return None
    late = f"count_if({identifier(name)} > DATE '{due}')"
    query = (
        f"SELECT zone, count({identifier(name)}), {late} FROM {rows.relation} "
        f"WHERE year = {int(year)} AND zone IS NOT NULL GROUP BY ALL"
    )
    return {zone: (many, after) for zone, many, after in rows.connection.execute(query).fetchall()}


def _both(rows: Rows, year: int) -> str:
    """Return the FROM clause of this year's rows beside those of the same enterprise and zone last year."""
    row = f"SELECT *, {link('credit_code')} AS _link FROM {rows.relation}"
    of = f"{row} WHERE credit_code IS NOT NULL AND year = "
    on = "now.zone = before.zone AND now._link = before._link"
    return f"({of}{int(year)}) AS now JOIN ({of}{int(year) - 1}) AS before ON {on}"


def _place(rows: Rows, source: int, line: int, name: str = "credit_code") -> str:
    return rows.place(source, name, line)
