"""Zones and enterprises."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gaoxin_web.api.schemas import Listed, ZoneOut, ZoneWhole
from gaoxin_web.api.service import page_of, reader
from gaoxin_web.registry import queries
from gaoxin_web.registry.models import Zone

router = Router(tags=["registry"])


@router.get("/zones", response=list[ZoneOut])
def zones(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the zones in scope."""
    return [_zone(one) for one in queries.zones(reader(request)).select_related("organisation")]


@router.get("/zones/{zone}", response=ZoneWhole)
def zone(request: HttpRequest, zone: str) -> dict[str, Any]:
    """Return one zone with its history."""
    found = queries.zone(reader(request), zone)
    years = found.years.values("since", "name", "park_type", "perimeter", "event", "document")
    return _zone(found) | {"years": list(years)}


@router.get("/enterprises", response=Listed)
def enterprises(
    request: HttpRequest, year: int, q: str = "", zone: str = "", page: int = 1
) -> dict[str, Any]:
    """Return the enterprises registered in zones in scope in a data year, fifty a page."""
    count, rows = page_of(queries.stays(reader(request), year, words=q, zone=zone), page)
    return {"count": count, "page": page, "rows": [_stay(one.enterprise, one) for one in rows]}


@router.get("/enterprises/{enterprise}", response=list[dict[str, Any]])
def enterprise(request: HttpRequest, enterprise: str) -> list[dict[str, Any]]:
    """Return the stays of an enterprise in zones in scope."""
    found = queries.enterprise(reader(request), enterprise)
    return [_stay(found, one) for one in found.seen]  # type: ignore[attr-defined]


def _zone(zone: Zone) -> dict[str, Any]:
    return {
        "zone": zone.code, "name": zone.organisation.name, "name_en": zone.organisation.name_en,
        "province": zone.province, "city": zone.city, "national_since": zone.national_since,
        "self_innovation_zone": zone.self_innovation_zone,
    }  # fmt: skip


def _stay(enterprise: Any, stay: Any) -> dict[str, Any]:
    return {
        "enterprise": enterprise.credit_code, "name": enterprise.name, "zone": stay.zone.code, "since": stay.since,
        "until": stay.until,
    }  # fmt: skip
