"""Acts on the register of enterprises: entry, exit, move, another name, two rows found to be one.

A zone changes its own register until the round's last day for it; the province and the ministry after that as well. A
move needs somebody who sees both zones. Zones themselves and candidates: ``registry.zone_actions``.
"""

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, forbidden
from gaoxin_web.registry import queries
from gaoxin_web.registry.models import Enterprise, Stay, Zone
from gaoxin_web.registry.rules import code_fault, too_late


@act
def enter(actor: Actor, zone: Zone, *, credit_code: str, name: str, since: int, reason: str) -> Stay:
    """Enter an enterprise into a zone's register from a data year on; a new code makes a new row."""
    zone = _changeable(actor, zone, since)
    code = credit_code.strip().upper()
    fault = code_fault(code, since)
    if fault:
        raise Refused(
            400, Text(f"{fault.zh}。请核对营业执照上的代码。", f"{fault.en}. Check it on the licence.")
        )
    Enterprise.objects.get_or_create(credit_code=code, defaults={"name": name.strip()})
    found = Enterprise.objects.select_for_update().get(credit_code=code)
    _refuse_double(found)
    _refuse_overlap(found, zone, since)
    made = Stay.objects.create(enterprise=found, zone=zone, since=since, entry="entry", reason=reason)
    _note(actor, found, new={"zone": zone.code, "since": since, "entry": "entry", "reason": reason})
    return made


@act
def enter_many(actor: Actor, zone: Zone, *, year: int, names: Mapping[str, str], reason: str) -> int:
    """Enter the new enterprises of a zone's table (code -> name) from a data year on, in one act; return how many.

    Only codes that ``compare_register`` calls new are taken; Refused 409 names the others, and nothing is entered.
    """
    zone = _changeable(actor, zone, year)
    found = queries.compare_register(zone, year, names.keys())
    if len(found.new) != len(names):
        others = "、".join(sorted(set(names) - set(found.new))[:5])
        raise Refused(409, Text(f"这些代码已在册：{others}。请重新比对。",
                                f"These codes are registered already: {others}. Compare anew."))  # fmt: skip
    Enterprise.objects.bulk_create(
        (Enterprise(credit_code=code, name=names[code] or code) for code in found.new),
        batch_size=2_000, ignore_conflicts=True,
    )  # fmt: skip
    ids = dict(Enterprise.objects.filter(credit_code__in=found.new).values_list("credit_code", "pk"))
    Stay.objects.bulk_create(
        (Stay(enterprise_id=ids[code], zone=zone, since=year, entry="entry", reason=reason) for code in found.new),
        batch_size=2_000,
    )  # fmt: skip
    write(actor, Tag.ENTERPRISE_CHANGED, f"zone/{zone.code}", new={"entered": list(found.new), "since": year, "reason": reason})  # fmt: skip
    return len(found.new)


@act
def leave(actor: Actor, stay: Stay, *, until: int, leaving: str, reason: str) -> None:
    """End a stay with its last data year in the zone, and why: exit or closed."""
    _changeable(actor, stay.zone, until + 1)
    stay = _held(stay)
    _end(stay, until, leaving, reason)
    _note(
        actor,
        stay.enterprise,
        new={"zone": stay.zone.code, "until": until, "leaving": leaving, "reason": reason},
    )


@act
def leave_many(actor: Actor, zone: Zone, *, year: int, codes: Collection[str], reason: str) -> int:
    """End the stays of enterprises that are not in a zone's table of a data year any more; return how many."""
    zone = _changeable(actor, zone, year)
    here = queries.registered(year).filter(zone=zone, enterprise__credit_code__in=codes, since__lt=year)
    gone = sorted(here.values_list("enterprise__credit_code", flat=True))
    here.update(until=year - 1, leaving="exit", reason=reason)
    write(
        actor,
        Tag.ENTERPRISE_CHANGED,
        f"zone/{zone.code}",
        new={"left": gone, "until": year - 1, "reason": reason},
    )
    return len(gone)


@act
def follow(
    actor: Actor, zone: Zone, *, year: int, names: Mapping[str, str], gone: Collection[str], reason: str
) -> tuple[int, int]:
    """Let the register follow a zone's table: enter the new ones and end the stays of those gone, both or neither."""
    entered = enter_many(actor, zone, year=year, names=names, reason=reason) if names else 0
    left = leave_many(actor, zone, year=year, codes=gone, reason=reason) if gone else 0
    return entered, left


@act
def move(actor: Actor, stay: Stay, *, zone: Zone, since: int, reason: str) -> Stay:
    """Move an enterprise to another zone from a data year on; only somebody who sees both zones can."""
    person = _changer(actor)
    _changeable(actor, stay.zone, since)
    zone = one(queries.zones(person), pk=zone.pk)
    if zone.pk == stay.zone_id:
        raise Refused(400, Text("迁入园区与现园区相同。", "The enterprise is in that zone already."))
    stay = _held(stay)
    _end(stay, since - 1, "move", reason)
    _refuse_overlap(stay.enterprise, zone, since)
    made = Stay.objects.create(
        enterprise=stay.enterprise, zone=zone, since=since, entry="move", reason=reason
    )
    _note(actor, stay.enterprise, old={"zone": stay.zone.code}, new={"zone": zone.code, "since": since, "reason": reason})  # fmt: skip
    return made


@act
def rename(actor: Actor, enterprise: Enterprise, *, name: str, reason: str) -> None:
    """Give an enterprise another name."""
    _seen(actor, enterprise)
    old, enterprise.name = enterprise.name, name.strip()
    enterprise.save(update_fields=["name"])
    _note(actor, enterprise, old={"name": old}, new={"name": enterprise.name, "reason": reason})


@act
def declare_same(actor: Actor, double: Enterprise, *, kept: Enterprise, reason: str) -> None:
    """Say that two rows are one enterprise: ``kept`` stands for both, and takes over the stays of the other."""
    _seen(actor, double)
    _seen(actor, kept)
    _refuse_double(double)
    _refuse_double(kept)
    if double.pk == kept.pk:
        raise Refused(400, Text("两条记录是同一条。", "Both are the same row."))
    for stay in double.stays.all():
        _take_over(kept, stay)
    double.same_as = kept
    double.save(update_fields=["same_as"])
    _note(actor, double, new={"same_as": kept.credit_code, "reason": reason})


def _take_over(kept: Enterprise, stay: Stay) -> None:
    """Let the kept row stand in a zone for the years of another row's stay."""
    mine = _overlapping(kept, stay.since, stay.until)
    if any(one.zone_id != stay.zone_id for one in mine):
        raise Refused(409, Text("两条记录同年在不同园区：请先办理迁移或退出。",
                                "The rows are in different zones in one year: move or end one of them first."))  # fmt: skip
    first = next(iter(mine), None)
    if first is None:
        Stay.objects.create(
            enterprise=kept,
            zone_id=stay.zone_id,
            since=stay.since,
            until=stay.until,
            entry="double",
            leaving=stay.leaving,
        )
        return
    first.since = min(first.since, stay.since)
    if first.until is not None:
        first.until = None if stay.until is None else max(first.until, stay.until)
    first.save(update_fields=["since", "until"])


def _changer(actor: Actor) -> Person:
    """Return the person of an act on the register; Refused 403 when the role has no such right."""
    if actor.person is None:
        raise forbidden()
    require(actor.person, May.REGISTER)
    return actor.person


def _seen(actor: Actor, enterprise: Enterprise) -> None:
    """Refuse (404) an enterprise outside the scope, and (409) one with a stay that the person does not see."""
    person = _changer(actor)
    seen = queries.enterprise(person, enterprise.credit_code)
    if enterprise.stays.count() != len(seen.seen):  # type: ignore[attr-defined]
        raise Refused(409, Text("该企业还在其他园区登记过：由省级或部级审核员办理。",
                                "Other zones know this enterprise too: the province or the ministry reviewer does it."))  # fmt: skip


def _changeable(actor: Actor, zone: Zone, year: int) -> Zone:
    """Return a zone in scope whose register may change from a data year on."""
    person = _changer(actor)
    found = one(queries.zones(person), pk=zone.pk)
    if person.duty.level == Level.ZONE:
        today = timezone.localdate()
        rounds = found.participations.filter(round__data_year__gte=year, round__kind="annual")
        for closed, moves_until in rounds.values_list("round__closed", "round__moves_until"):
            if closed:
                raise Refused(409, Text(f"{year} 年的评价已结束；由省级或部级审核员登记。",
                                        f"The evaluation of {year} has ended; the province or the ministry reviewer registers it."))  # fmt: skip
            late = too_late(moves_until, today)
            if late:
                raise Refused(409, late)
    return found


def _held(stay: Stay) -> Stay:
    """Return a stay as it is now, with its enterprise held until this act ends: two acts on one wait for each other."""
    Enterprise.objects.select_for_update().get(pk=stay.enterprise_id)
    return Stay.objects.select_related("enterprise", "zone").get(pk=stay.pk)


def _end(stay: Stay, until: int, leaving: str, reason: str) -> None:
    """End a stay that is not ended; it lasts a data year at least."""
    if stay.until is not None:
        raise Refused(
            409, Text(f"该企业已于 {stay.until} 年后离开本园区。", f"The enterprise left after {stay.until}.")
        )
    if until < stay.since:
        raise Refused(409, Text(f"该企业 {stay.since} 年进入，最早自 {stay.since + 1} 年起离开。",
                                f"The enterprise entered in {stay.since}: it can leave from {stay.since + 1} on."))  # fmt: skip
    stay.until, stay.leaving, stay.reason = until, leaving, reason
    stay.save(update_fields=["until", "leaving", "reason"])


def _overlapping(enterprise: Enterprise, since: int, until: int | None) -> list[Stay]:
    ends = Q() if until is None else Q(since__lte=until)
    return list(enterprise.stays.filter(ends & (Q(until=None) | Q(until__gte=since))).order_by("since"))


def _refuse_overlap(enterprise: Enterprise, zone: Zone, since: int) -> None:
    """Refuse an entry while the enterprise is registered, here or in another zone."""
    there = _overlapping(enterprise, since, None)
    if any(stay.zone_id == zone.pk for stay in there):
        raise Refused(
            409,
            Text(f"该企业 {since} 年已在本园区名录中。", f"The enterprise is registered here in {since}."),
        )
    if there:
        raise Refused(409, Text(f"该企业 {since} 年已登记在其他园区；跨园区迁移由省级或部级审核员办理。",
                                f"The enterprise is registered in another zone in {since}; "
                                "the province or the ministry reviewer moves it."))  # fmt: skip


def _refuse_double(enterprise: Enterprise) -> None:
    if enterprise.same_as_id:
        code = enterprise.same_as.credit_code  # type: ignore[union-attr]
        raise Refused(
            409, Text(f"该记录已并入 {code}，请用该代码。", f"This row was joined to {code}: use that code.")
        )


def _note(actor: Actor, enterprise: Enterprise, *, old: object = None, new: object = None) -> None:
    write(actor, Tag.ENTERPRISE_CHANGED, f"enterprise/{enterprise.credit_code}", old=old, new=new)
