"""What the organiser's page of a panel shows: progress, agreement, severity, queries, divided opinion, meetings."""

from functools import lru_cache
from typing import Any

from django.db.models import Max
from django.utils import timezone

from gaoxin.panels.tables import Table, panel_tables
from gaoxin.terms import Text
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.panels.expert_page import labels_of
from gaoxin_web.panels.expert_queries import marks_of, newest_consensus, progress
from gaoxin_web.panels.models import Judgement, MarkQuery, Panel
from gaoxin_web.panels.rulebooks import rubrics_of_round, zones_of
from gaoxin_web.panels.rules import METHODS

MEASURES = {
    "alpha": Text("Krippendorff α", "Krippendorff's alpha"),
    "ICC(1,1)": Text("组内相关 ICC(1,1)", "ICC(1,1)"),
    "ICC(2,1)": Text("组内相关 ICC(2,1)", "ICC(2,1)"),
    "ICC(2,k)": Text("组内相关 ICC(2,k)", "ICC(2,k)"),
    "reliability_mean": Text("均值信度", "reliability of the mean"),
    "reliability_many_facet": Text("校正宽严后的信度", "reliability corrected for severity"),
}
FIRST = 400
"""Rows of scores that the page shows; the number of all is said."""


def panel(found: Panel) -> dict[str, Any]:
    """Return the organiser's page of a panel."""
    rows, tables = progress(found), tables_of(found)
    names = {code: zone.name for code, (_, zone) in zones_of(found.round).items()}
    scores = [one | {"name": names.get(one["unit"], "")} for one in _rows(tables.get("scores.csv", {}))]
    owed = sum(one["asked"] - one["submitted"] for one in rows)
    return {
        "panel": found, "labels": labels_of(found.round), "experts": rows, "names": names, "owed": owed,
        "asked": sum(one["asked"] for one in rows), "submitted": sum(one["submitted"] for one in rows),
        "agreement": [_agreed(one) for one in _rows(tables.get("agreement.csv", {}))],
        "severity": [_mild(one) for one in _rows(tables.get("severity.csv", {}))],
        "queries": _queries(found, tables), "asked_queries": _asked(found), "scores": scores[:FIRST],
        "number": len(scores), "divided": [one for one in scores if one["divided"] == "yes"],
        "meetings": [one | {"name": names.get(one["unit"], "")} for one in _rows(tables.get("meetings.csv", {}))],
        "dossiers": list(found.dossiers.select_related("zone__organisation")), "methods": METHODS,
        "recused": list(found.assignments.exclude(recused_at=None).select_related("expert__person", "dossier__zone")),
        "over": found.closes_at <= timezone.now(), "rules": rubrics_of_round(found.round).panel, "short": _short(found),
    }  # fmt: skip


def tables_of(found: Panel) -> dict[str, Table]:
    """Return the engine's tables over the submitted marks and meetings; worked out once for the same marks."""
    done = found.assignments.exclude(submitted_at=None).count()
    agreed = max((one.pk for one in newest_consensus(found)), default=0)
    newest = Judgement.objects.filter(assignment__panel=found).aggregate(last=Max("pk"))["last"] or 0
    return _tables(found.pk, done, newest, agreed)


@lru_cache(maxsize=8)
def _tables(key: int, done: int, newest: int, agreed: int) -> dict[str, Table]:  # noqa: ARG001 - they say that nothing changed
    found = Panel.objects.select_related("round").defer("round__edition_text").get(pk=key)
    return panel_tables(
        "expert", marks_of(found), edition_of(found.round), rubrics_of_round(found.round).panel
    )


def _rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]


def _agreed(one: dict[str, Any]) -> dict[str, Any]:
    low, high = one["lower"], one["upper"]
    return one | {
        "word": MEASURES.get(one["measure"], one["measure"]),
        "value": _two(one["value"]), "span": "—" if low is None or high is None else f"{_two(low)}–{_two(high)}",
    }  # fmt: skip


def _mild(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"mildness": f"{one['mildness']:+.1f}".replace("-", "−"), "error": _two(one["error"])}


def _two(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}".replace("-", "−")


def _queries(found: Panel, tables: dict[str, Table]) -> list[dict[str, Any]]:
    """Return the outlying marks that nobody was asked about yet."""
    rows = _rows(tables.get("queries.csv", {}))
    asked = set(
        MarkQuery.objects.filter(judgement__assignment__panel=found).values_list("judgement_id", flat=True)
    )
    return [
        one | {"judgement": int(one["place"]), "away": f"{one['errors_away']:+.1f}".replace("-", "−")}
        for one in rows
        if int(one["place"]) not in asked
    ]


def outlying(found: Panel, judgement: int) -> tuple[float, float] | None:
    """Return what the others lead one to expect of a mark and how many errors it is away; None when it is no outlier."""
    rows = _rows(tables_of(found).get("queries.csv", {}))
    return next(
        ((one["expected"], one["errors_away"]) for one in rows if one["place"] == str(judgement)), None
    )


def _asked(found: Panel) -> list[dict[str, Any]]:
    rows = MarkQuery.objects.filter(judgement__assignment__panel=found).select_related(
        "judgement__assignment__expert__person", "judgement__assignment__dossier__zone", "reply", "person"
    )
    return [
        {"query": one, "assignment": one.judgement.assignment, "score": one.judgement.score,
         "expected": f"{one.expected:.1f}", "reply": getattr(one, "reply", None)}
        for one in rows
    ]  # fmt: skip


def _short(found: Panel) -> list[tuple[str, str, int]]:
    """Return the cells with fewer experts than the panel asks for: word, indicator, how many are lacking."""
    there: dict[tuple[int, str], int] = {}
    for dossier, indicator in found.assignments.filter(recused_at=None).values_list(
        "dossier_id", "indicator"
    ):
        there[dossier, indicator] = there.get((dossier, indicator), 0) + 1
    codes = [one.indicator for one in rubrics_of_round(found.round).rubrics]
    return [
        (dossier.word, code, found.each - there.get((dossier.pk, code), 0))
        for dossier in found.dossiers.all()
        for code in codes
        if there.get((dossier.pk, code), 0) < found.each
    ]
