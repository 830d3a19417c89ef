"""The page of a local result: both places of every zone that may be seen, and the file behind it."""

from typing import Any

from gaoxin.terms import Text, decimal_text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.dashboards import figures, marks
from gaoxin_web.dashboards.edition_page import name_of
from gaoxin_web.rounds import edition_sights as sights
from gaoxin_web.rounds.edition_sights import LocalSight, Place
from gaoxin_web.rounds.queries import job_of
from gaoxin_web.rounds.rules import FEWEST

WIDTH = 220


def page(person: Person, view: LocalSight) -> dict[str, Any]:
    """Return both places of the zones that may be seen, and what the owner may do."""
    made, found = view.made, sights.places(view)
    manifest, edition = view.kept.manifest, made.version.edition
    count = found[0].n if found else 0
    return {
        "view": view, "made": made, "version": made.version, "edition": edition, "name": name_of(edition),
        "round": made.run.freeze.round, "rows": [_row(one, count) for one in found], "count": count,
        "ticks": marks.ticks(count, WIDTH) if count > 1 else [], "told": sights.told(made),
        "few": bool(found) and not view.held and count - 1 < FEWEST, "fewest": FEWEST,
        "mine": edition.organisation_id == person.organisation_id and person.may(May.WEIGH),
        "synthetic": bool(manifest.get("synthetic")), "digest": made.result[:12],
        "edition_digest": made.edition_digest[7:15],
        "replay": job_of("local-replay", "local_run", made.pk) if view.held else None,
    }  # fmt: skip


def _row(one: Place, count: int) -> dict[str, Any]:
    drawn: dict[str, Any] = {}
    if one.rank is not None and count > 1:
        drawn = marks.whisker(one.rank, one.interval, count, WIDTH)
        if one.order is not None:
            drawn["before"] = marks.along(one.order, 1, count, WIDTH)
    look, words = figures.STATUS[one.status]
    return {
        "unit": one.unit, "name": figures.short(str(Text(one.name, one.name_en or one.name))), "mark": drawn,
        "national": figures.ordinal(one.national), "national_n": one.national_n, "order": figures.ordinal(one.order),
        "rank": figures.ordinal(one.rank), "framed": figures.ordinal(one.framed), "moved": figures.movement(one.rank, one.order),
        "by_weights": figures.movement(one.rank, one.framed),
        "score": figures.fixed(one.score, 2, figures.SHUT), "interval": _interval(one), "look": look, "words": words,
    }  # fmt: skip


def _interval(one: Place) -> str:
    return figures.SHUT if one.interval is None else figures.between(one.interval[0], one.interval[2])


def rows(view: LocalSight) -> list[list[Any]]:
    """Return the table as the rows of a file; what is not shown is empty."""
    head = [Text("编号", "code"), Text("高新区", "zone"), Text("全国位次", "national rank"), Text("全国参评", "ranked nationally"),
            Text("所辖园区内的国家版位次", "place by the national edition within the owner's zones"),
            Text("所辖园区内标准化的国家版位次", "place by the national weights, standardised within the owner's zones"),
            Text("地方版位次", "local rank"), Text("所辖参评", "ranked locally"), Text("地方版得分", "local score"),
            Text("区间下", "interval low"), Text("区间上", "interval high"), Text("状态", "status")]  # fmt: skip
    return [[str(one) for one in head], *(_cells(one) for one in sights.places(view))]


def _cells(one: Place) -> list[Any]:
    low, _, high = one.interval or (None, None, None)
    values = [
        one.national,
        one.national_n if one.national is not None else None,
        one.order,
        one.framed,
        one.rank,
        one.n,
        one.score,
        low,
        high,
    ]
    name = str(Text(one.name, one.name_en or one.name))
    return [one.unit, name, *("" if value is None else decimal_text(value) for value in values), one.status]
