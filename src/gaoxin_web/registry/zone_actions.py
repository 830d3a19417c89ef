"""Acts on zones: a new line of a zone's history, a new zone, self-innovation zones, candidates; each with its document."""

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, forbidden
from gaoxin_web.registry import queries
from gaoxin_web.registry.models import Candidate, Zone, ZoneYear

CHANGED = {"renamed": "name", "retyped": "park_type", "perimeter": "perimeter"}
"""What each event changes in the line of a zone."""


@act
def change_zone(
    actor: Actor, zone: Zone, *, event: str, since: int, document: str, name: str = "", name_en: str = "",
    park_type: str = "", perimeter: str = "",
) -> ZoneYear:  # fmt: skip
    """Add a line to a zone's history: upgraded, renamed, retyped or another perimeter, from a year on, by a document.

    Nothing earlier is overwritten; a line may not begin before the last one.
    """
    zone = one(queries.zones(_decider(actor)).select_for_update(of=("self",)), pk=zone.pk)
    last = zone.years.order_by("since", "id").last()
    assert last is not None, "a zone has a first line"
    if since < last.since:
        raise Refused(409, Text(f"该园区最近一次变更始于 {last.since} 年，新的变更不能更早。",
                                f"The last change of this zone began in {last.since}: a new one cannot be earlier."))  # fmt: skip
    line = {
        "name": last.name,
        "name_en": last.name_en,
        "park_type": last.park_type,
        "perimeter": last.perimeter,
    }
    told = {"name": name, "name_en": name_en, "park_type": park_type, "perimeter": perimeter}
    line |= _told(event, told, line)
    if event == "upgraded":
        _upgrade(zone, since)
    made = ZoneYear.objects.create(zone=zone, since=since, event=event, document=document, **line)
    if event == "renamed":
        Organisation.objects.filter(pk=zone.organisation_id).update(name=made.name, name_en=made.name_en)
    new = {"event": event, "since": since, "document": document, **line}
    write(actor, Tag.ZONE_CHANGED, f"zone/{zone.code}", old={"name": last.name, "park_type": last.park_type,
          "perimeter": last.perimeter}, new=new)  # fmt: skip
    return made


def _told(event: str, told: dict[str, str], line: dict[str, str]) -> dict[str, str]:
    """Return what an event changes in the line; Refused 400 when it changes nothing."""
    field = CHANGED.get(event)
    if field is None:
        return {"park_type": told["park_type"]} if event == "upgraded" and told["park_type"] else {}
    if field != "park_type" and not told[field]:
        raise Refused(400, Text("请填写变更后的内容。", "Say what it becomes."))
    if told[field] == line[field]:
        raise Refused(400, Text("变更后的内容与现在相同。", "That is what it is already."))
    return {field: told[field]} | ({"name_en": told["name_en"]} if field == "name" else {})


def _upgrade(zone: Zone, since: int) -> None:
    if zone.national_since is not None:
        raise Refused(409, Text(f"该园区 {zone.national_since} 年已为国家级。", f"It has been national since {zone.national_since}."))  # fmt: skip
    zone.national_since = since
    zone.save(update_fields=["national_since"])


@act
def add_zone(
    actor: Actor, *, code: str, name: str, name_en: str = "", province: str, city: str = "", national: bool,
    since: int, park_type: str = "", document: str,
) -> Zone:  # fmt: skip
    """Add a zone to the registry: a national one, or a park that takes part by invitation (``national`` false)."""
    _decider(actor)
    return _zone(actor, code=code, name=name, name_en=name_en, province=province, city=city, national=national,
                 since=since, park_type=park_type, document=document, event="founded")  # fmt: skip


@act
def join_self_innovation_zone(actor: Actor, zone: Zone, *, self_innovation_zone: str, document: str) -> None:
    """Say to which national self-innovation zone a zone belongs; empty for none."""
    zone = one(queries.zones(_decider(actor)), pk=zone.pk)
    old, zone.self_innovation_zone = zone.self_innovation_zone, self_innovation_zone
    zone.save(update_fields=["self_innovation_zone"])
    write(actor, Tag.ZONE_CHANGED, f"zone/{zone.code}", old={"self_innovation_zone": old},
          new={"self_innovation_zone": self_innovation_zone, "document": document})  # fmt: skip


@act
def add_candidate(
    actor: Actor, *, code: str, name: str, province: str, city: str = "", applied_in: int | None = None, note: str = "",
) -> Candidate:  # fmt: skip
    """Register a provincial zone that applies to become national; a province registers its own."""
    person = _person(actor)
    require(person, May.REGISTER)
    if person.duty.level == Level.ZONE:
        raise forbidden()
    if person.duty.level != Level.MINISTRY and person.organisation.code != province:
        raise Refused(400, Text("只能登记本省的省级高新区。", "A province registers its own zones only."))
    if Candidate.objects.filter(code=code).exists():
        raise Refused(409, Text(f"编号 {code} 已被使用。", f"The code {code} is taken."))
    made = Candidate.objects.create(
        code=code, name=name, province=province, city=city, applied_in=applied_in, note=note
    )
    write(actor, Tag.CANDIDATE_CHANGED, f"candidate/{code}", new={"name": name, "province": province, "applied_in": applied_in})  # fmt: skip
    return made


@act
def upgrade_candidate(
    actor: Actor, candidate: Candidate, *, code: str, since: int, park_type: str = "", document: str
) -> Zone:
    """Make a candidate a national zone from a year on, by the document of its approval."""
    _decider(actor)
    if candidate.zone_id:
        raise Refused(409, Text("该候选已升级。", "This candidate has been upgraded."))
    zone = _zone(actor, code=code, name=candidate.name, province=candidate.province, city=candidate.city, national=True,
                 since=since, park_type=park_type, document=document, event="upgraded")  # fmt: skip
    candidate.zone = zone
    candidate.save(update_fields=["zone"])
    write(actor, Tag.CANDIDATE_CHANGED, f"candidate/{candidate.code}", new={"zone": code, "since": since, "document": document})  # fmt: skip
    return zone


def _zone(
    actor: Actor, *, code: str, name: str, province: str, city: str, national: bool, since: int, park_type: str,
    document: str, event: str, name_en: str = "",
) -> Zone:  # fmt: skip
    above = Organisation.objects.filter(level=Level.PROVINCE, code=province).first()
    if above is None:
        raise Refused(400, Text(f"没有登记省份“{province}”。", f"No province {province!r} is registered."))
    if Organisation.objects.filter(code=code).exists():
        raise Refused(409, Text(f"编号 {code} 已被使用。", f"The code {code} is taken."))
    mine = Organisation.objects.create(
        code=code, level=Level.ZONE, name=name, name_en=name_en, parent=above, path=f"{above.path}{code}/"
    )
    zone = Zone.objects.create(
        code=code, organisation=mine, province=province, city=city, national_since=since if national else None
    )
    ZoneYear.objects.create(
        zone=zone,
        since=since,
        name=name,
        name_en=name_en,
        park_type=park_type,
        event=event,
        document=document,
    )
    write(
        actor,
        Tag.ZONE_CHANGED,
        f"zone/{code}",
        new={"event": event, "since": since, "name": name, "document": document},
    )
    return zone


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise forbidden()
    return actor.person


def _decider(actor: Actor) -> Person:
    """Return somebody who may change what zones are: the ministry reviewer."""
    require(_person(actor), May.OPEN_ROUND)
    return _person(actor)
