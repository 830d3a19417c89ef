"""Rules of freezes and releases: the way of a release, what each level may be shown, how two runs differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from gaoxin.terms import Text

STATES: dict[str, Text] = {
    "provisional": Text("内部", "internal"),
    "notified": Text("已通知，异议期", "notified, open to objections"),
    "final": Text("最终", "final"),
}
"""The states of a release, in their order."""

LOOKS = {"provisional": "draft", "notified": "near", "final": "ok"}

PARTS: dict[str, Text] = {
    "rank": Text("位次", "rank"),
    "band": Text("位次带", "rank band"),
    "interval": Text("位次区间", "rank interval"),
    "dimension_ranks": Text("维度位次", "dimension ranks"),
    "score": Text("总分", "score"),
    "dimension_scores": Text("维度得分", "dimension scores"),
    "indicators": Text("指标值与同类四分位", "indicator values beside quartiles of peers"),
}
"""The parts of a result that a level may be shown or not."""

LEVELS: dict[str, Text] = {
    "zone": Text("园区", "zones"),
    "province": Text("省、市", "provinces and cities"),
    "ministry": Text("部级", "the ministry"),
}
"""Whom a release speaks to, beside the public list."""

USUAL: dict[str, list[str]] = {
    "zone": ["rank", "band", "interval", "dimension_ranks", "indicators"],
    "province": list(PARTS),
    "ministry": list(PARTS),
}
"""What each level sees unless the release says otherwise: zones are told ranks, not scores."""

LISTED: dict[str, Any] = {"top": 50, "lists": [], "each": 20}
"""The public list unless the release says otherwise: the first fifty by name, no single lists."""

FEWEST = 5
"""Others that a group must have before anything of it is shown to a zone."""


def clean_sees(given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the switches with known levels and parts only, in the order of PARTS; evaluators always see all."""
    return {level: [part for part in PARTS if part in given.get(level, ())] for level in LEVELS}


def clean_listed(top: int, lists: Sequence[str], each: int, dimensions: Sequence[str]) -> dict[str, Any]:
    """Return the public list as it is kept: how many, which single lists, how many of each; never below zero."""
    return {"top": max(0, top), "lists": [one for one in dimensions if one in lists], "each": max(0, each)}


def changed_revisions(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what of two freezes is not the same: year, kind and zone of each, ``how`` new, gone or changed."""
    old, new = ({_key(one): one["digest"] for one in takes["revisions"]} for takes in (before, after))
    old |= {(takes_year(before), kind, ""): one["digest"] for kind, one in before["panels"].items()}
    new |= {(takes_year(after), kind, ""): one["digest"] for kind, one in after["panels"].items()}
    return [
        {"year": key[0], "kind": key[1], "zone": key[2],
         "how": "new" if key not in old else "gone" if key not in new else "changed"}
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]  # fmt: skip


def takes_year(takes: Mapping[str, Any]) -> int:
    """Return the data year of what a freeze takes."""
    return int(takes["data_year"])


def _key(one: Mapping[str, Any]) -> tuple[int, str, str]:
    return one["year"], one["kind"], one["zone"]


def moved(
    before: Mapping[str, tuple[float | None, float]], after: Mapping[str, tuple[float | None, float]]
) -> dict[str, dict[str, Any]]:
    """Return the zones whose rank or score (unrounded) differs between two runs, with both."""
    return {
        zone: {
            "rank": [before.get(zone, (None, None))[0], after.get(zone, (None, None))[0]],
            "score": [before.get(zone, (None, None))[1], after.get(zone, (None, None))[1]],
        }
        for zone in sorted(before.keys() | after.keys())
        if before.get(zone) != after.get(zone)
    }
