"""Which result a page speaks of: the release or run that was asked for, or the newest one the person may know of."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level
from gaoxin_web.accounts.scope import below
from gaoxin_web.dashboards.drawing import query_of
from gaoxin_web.dashboards.figures import dimension_names, ordinal
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.rounds.corrections import moved_ranks
from gaoxin_web.rounds.models import Objection, Release
from gaoxin_web.rounds.public import lists
from gaoxin_web.rounds.results import result_of
from gaoxin_web.rounds.rules import LOOKS, STATES
from gaoxin_web.rounds.visible import Sight, releases, sight_of, sight_of_run


def chosen(person: Person, asked: Mapping[str, str], year: int | None = None) -> Sight:
    """Return the view that the address asks for: ``?run=`` for evaluators, ``?release=``, else the newest (of a year)."""
    if asked.get("run"):
        return sight_of_run(person, _key(asked["run"]))
    if asked.get("release"):
        return sight_of(person, _key(asked["release"]))
    if asked.get("year"):
        return sight_of(person, year=_key(asked["year"]))
    return sight_of(person, near=year)


def _key(text: str) -> int:
    if not text.isdecimal() or len(text) > 12:
        raise absent()
    return int(text)


def strip(sight: Sight) -> dict[str, Any]:
    """Return what the strip on top of a page of results says, and the query that keeps to this result."""
    round_, release = sight.run.freeze.round, sight.release
    manifest = sight.kept.manifest
    return {
        "sight": sight,
        "round": round_,
        "release": release,
        "release_words": _release_words(sight),
        "release_look": LOOKS[release.state] if release else "draft",
        "digest": sight.run.result[:12],
        "edition": f"{manifest['edition']} {str(manifest['edition_digest'])[7:15]}",
        "basis": sight.kept.edition.method.basis,
        "query": query_of(sight),
    }


def _release_words(sight: Sight) -> Text:
    release = sight.release
    if release is None:
        return Text("未发布，仅评价人员可见", "not released, evaluators only")
    state = STATES[release.state]
    return Text(f"第 {release.number} 次发布（{state.zh}）", f"release {release.number} ({state.en})")


def refuse_many(codes: list[str], most: int) -> None:
    """Refuse more zones than a page compares."""
    if len(codes) > most:
        raise Refused(400, Text(f"最多选 {most} 个园区。", f"At most {most} zones."))


def words_of(release: Release) -> dict[str, Any]:
    """Return the look and words of a release's state."""
    return {"look": LOOKS[release.state], "words": STATES[release.state]}


def objecting(person: Person) -> dict[str, Any]:
    """Return what a zone may object to now, and its objections with their answers."""
    if person.duty.level != Level.ZONE:
        return {"open_release": None, "objections": []}
    known = releases(person)
    now = timezone.now()
    window = next(
        (one for one in known if one.state == "notified" and (one.objections_until or now) > now), None
    )
    mine = Objection.objects.filter(below(person, "zone__organisation"), release__in=known)
    return {
        "open_release": window,
        "objections": list(mine.select_related("person", "release", "answer__person")),
    }


def corrected(person: Person, known: list[Release]) -> dict[int, str]:
    """Return in words what each correction changed in the ranks of a person's own zones."""
    found = moved_ranks(person, known)
    return {key: _moves(moved, named=person.duty.level != Level.ZONE) for key, moved in found.items()}


def _moves(moved: Mapping[str, tuple[Any, Any]], *, named: bool) -> str:
    said = [
        f"{zone} " * named + f"{ordinal(before)} → {ordinal(now)}" for zone, (before, now) in moved.items()
    ]
    return "；".join(said) if said else str(Text("位次没有变动", "no rank moved"))


def year_in(address: str) -> int | None:
    """Return the year that an address names."""
    _, _, year = address.rpartition("@")
    return int(year) if len(year) == 4 and year.isdecimal() else None


def about(said: dict[str, Any]) -> list[str]:
    """Return what a file says of itself: round, release, digests, method, and that data are made up where they are."""
    manifest = said["sight"].kept.manifest
    made_up = str(Text("合成演示数据", "synthetic data")) if manifest.get("synthetic") else ""
    basis = str(Text("方法：假定", "method: assumed")) if said["basis"] == "assumed" else ""
    title = str(Text(said["round"].title, said["round"].title_en))
    return [title, str(said["release_words"]), said["digest"], said["edition"], basis, made_up]


def named_lists(release: Release) -> list[tuple[str, list[tuple[int, str, str]]]]:
    """Return the public lists of a release under their names."""
    names = dimension_names(result_of(release.run).edition)
    total = str(Text("总榜", "overall"))
    return [(names.get(key, total), rows) for key, rows in lists(release)]
