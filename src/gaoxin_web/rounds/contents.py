"""What a freeze takes: the approved revisions of two years, the panels' marks, the participants; and who is missing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gaoxin.terms import digest_json
from gaoxin_web.collect.models import Participant, Round, Submission
from gaoxin_web.panels.models import PanelFile
from gaoxin_web.registry.models import ZoneYear

KINDS = ("committee", "enterprises", "enterprise")
PANELS = ("survey", "expert")
ZONE_COLUMNS = (
    "zone", "name", "province", "city", "national_since", "park_type", "name_en", "self_innovation_zone",
    "participation",
)  # fmt: skip

Takes = dict[str, Any]
"""``data_year``, ``zones`` (rows of ZONE_COLUMNS), ``revisions`` ({year, kind, zone, ids, digest}), ``panels`` by kind."""


def contents(round_: Round) -> Takes:
    """Return what a freeze of the round would take now, as JSON; the same database gives the same text."""
    named = names(round_.data_year)
    zones = [_zone_row(one, named.get(one.zone_id)) for one in _participants(round_)]
    present = {row["zone"] for row in zones if row["participation"] != "excused"}
    rounds = [round_, *([before] if (before := round_before(round_)) else [])]
    return {
        "data_year": round_.data_year,
        "synthetic": round_.synthetic,
        "edition": round_.edition_digest,
        "zones": zones,
        "revisions": [one for each in rounds for one in _revisions(each) if one["zone"] in present],
        "panels": {
            kind: {"id": file.pk, "digest": file.digest, "settings": file.settings}
            for kind, file in panel_marks(round_).items()
        },
    }


def digest_of(takes: Takes) -> str:
    """Return the digest of what a freeze takes: over the digests of its parts, not over row numbers of a database."""
    parts = [[one["year"], one["kind"], one["zone"], one["digest"]] for one in takes["revisions"]]
    panels = {kind: [one["digest"], one.get("settings", {})] for kind, one in takes["panels"].items()}
    return digest_json([takes["data_year"], takes["edition"], takes["zones"], parts, panels])


def settings_of(takes: Takes) -> dict[str, str]:
    """Return the settings of the edition's method that the panels of a freeze bring with them, by path."""
    return {
        path: value for one in takes["panels"].values() for path, value in one.get("settings", {}).items()
    }


def round_before(round_: Round) -> Round | None:
    """Return the closed annual round of the data year before, whose approved returns give last year's figures."""
    return Round.objects.filter(data_year=round_.data_year - 1, closed=True, kind="annual").first()


def panel_marks(round_: Round) -> Mapping[str, PanelFile]:
    """Return the newest file of marks of each panel for a round; a panel that has not met is absent."""
    found: dict[str, PanelFile] = {}
    for one in PanelFile.objects.filter(round=round_).order_by("id").defer("content"):
        found[one.kind] = one
    return found


def completeness(takes: Takes) -> dict[str, Any]:
    """Return who is missing: for every zone that takes part the parts that are not there, the panels that did not meet.

    ``zones`` holds ``{zone, name, missing: [kind@year, …]}`` of zones that lack something; a zone's returns of the year
    before are not missing when it was national only since the data year.
    """
    year = takes["data_year"]
    there = {(one["zone"], one["kind"], one["year"]) for one in takes["revisions"]}
    rows = [row for row in takes["zones"] if row["participation"] != "excused"]
    lacking = [
        {"zone": row["zone"], "name": row["name"], "missing": list(_missing(row, year, there))}
        for row in rows
    ]
    return {
        "zones": [one for one in lacking if one["missing"]],
        "taking_part": len(rows),
        "complete": sum(not one["missing"] for one in lacking),
        "excused": [row["zone"] for row in takes["zones"] if row["participation"] == "excused"],
        "panels": {kind: kind in takes["panels"] for kind in PANELS},
        "revisions": sum(len(one["ids"]) for one in takes["revisions"]),
    }


def _missing(row: Mapping[str, str], year: int, there: set[tuple[str, str, int]]) -> Iterator[str]:
    zone = row["zone"]
    new = bool(row["national_since"]) and int(row["national_since"]) >= year
    for of in (year, *(() if new else (year - 1,))):
        if (zone, "committee", of) not in there:
            yield f"committee@{of}"
        if (zone, "enterprises", of) not in there and (zone, "enterprise", of) not in there:
            yield f"enterprises@{of}"


def _participants(round_: Round) -> Iterable[Participant]:
    return Participant.objects.filter(round=round_).select_related("zone").order_by("zone__code")


def _zone_row(one: Participant, now: ZoneYear | None) -> dict[str, str]:
    zone = one.zone
    values = (
        zone.code, now.name if now else zone.code, zone.province, zone.city,
        "" if zone.national_since is None else str(zone.national_since), one.park_type, now.name_en if now else "",
        zone.self_innovation_zone, one.participation,
    )  # fmt: skip
    return dict(zip(ZONE_COLUMNS, values, strict=True))


def names(year: int) -> Mapping[int, ZoneYear]:
    """Return what each zone is called and is in a year: its last line up to that year, else its first."""
    found: dict[int, ZoneYear] = {}
    for line in ZoneYear.objects.order_by("since", "id"):
        if line.since <= year or line.zone_id not in found:
            found[line.zone_id] = line
    return found


def _revisions(round_: Round) -> Iterator[dict[str, Any]]:
    """Yield the approved revisions of a round by kind and zone; those of single enterprises together."""
    rows = (
        Submission.objects.filter(round=round_)
        .exclude(approved=None)
        .order_by("form__kind", "zone__code", "id")
    )
    together: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for kind, zone, key, digest in rows.values_list(
        "form__kind", "zone__code", "approved_id", "approved__digest"
    ):
        together.setdefault((kind, zone), []).append((key, digest))
    for (kind, zone), found in together.items():
        digests = [digest for _, digest in found]
        yield {
            "year": round_.data_year, "kind": kind, "zone": zone, "ids": [key for key, _ in found],
            "digest": digests[0] if len(digests) == 1 else digest_json(digests),
        }  # fmt: skip
