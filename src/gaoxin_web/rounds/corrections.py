"""What a later release changed for the zones of a person: their own ranks before and now, never another zone's."""

from collections.abc import Mapping
from typing import Any

from gaoxin_web.accounts.models import Person
from gaoxin_web.rounds.models import Release
from gaoxin_web.rounds.sights import level_of, own_zones, parts_of


def moved_ranks(person: Person, known: list[Release]) -> dict[int, dict[str, tuple[Any, Any]]]:
    """Return for each correction that a person may know of the ranks of his zones that moved, before and now.

    A correction is left out where either of the two releases does not show ranks to his level: nothing can be said of it.
    """
    level, own = level_of(person) or "", own_zones(person)
    shown = {(one.round_id, one.number) for one in known if "rank" in parts_of(one, level)}
    told = [one for one in known if {(one.round_id, one.number), (one.round_id, one.number - 1)} <= shown]
    differences = Release.objects.filter(pk__in=[one.pk for one in told]).values_list("pk", "difference")
    return {key: _moved(found.get("moved", {}), own) for key, found in differences}


def _moved(moved: Mapping[str, Any], own: frozenset[str]) -> dict[str, tuple[Any, Any]]:
    pairs = {zone: tuple(one["rank"]) for zone, one in moved.items() if zone in own}
    return {zone: pair for zone, pair in pairs.items() if pair[0] != pair[1]}
