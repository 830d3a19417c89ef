"""The register of experts, and avoidance (回避): who may not mark which zone, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gaoxin.edition.rubrics import Avoidance, Rubrics
from gaoxin.panels.reading import fields_of, listed, read_table, refuse
from gaoxin.returns import Mark, Zone
from gaoxin.returns.ledger import Ledger
from gaoxin.returns.small import Record
from gaoxin.terms import Fault, Text

EVERY: tuple[Avoidance, ...] = ("province", "organisation", "declared")

REGISTER = fields_of(
    ("expert", "text", "专家"), ("name", "text", "姓名"), ("fields", "text", "领域"),
    ("organisation", "text", "单位"), ("province", "text", "省份"), ("avoid", "text", "回避园区"),
    ("employer_zone", "text", "单位所在园区"), ("most", "integer", "最多评分数"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expert:
    """One expert: fields of knowledge, organisation, province, and the zones to avoid.

    ``employer_zones`` are the zones in which or for which his organisation works; ``avoid`` those that he
    declared; ``most`` how many marks may be asked of him, None for the panel's limit.
    """

    code: str
    name: str = ""
    fields: tuple[str, ...] = ()
    organisation: str = ""
    province: str = ""
    employer_zones: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    most: int | None = None


def avoidance(expert: Expert, zone: Zone, rules: Iterable[Avoidance] = EVERY) -> Text | None:
    """Return in words why an expert may not mark a zone; None when he may.

    ``province``: the zone lies in his province. ``organisation``: his organisation works in the zone, or bears
    its name. ``declared``: he declared it. An expert whose province is not known avoids none by province.
    """
    chosen = set(rules)
    if "declared" in chosen and zone.code in expert.avoid:
        return Text("本人申报回避", "declared")
    if "organisation" in chosen and (
        zone.code in expert.employer_zones or (zone.name and zone.name in expert.organisation)
    ):
        return Text(
            f"单位回避（{expert.organisation or zone.code}）",
            f"own employer ({expert.organisation or zone.code})",
        )
    if "province" in chosen and expert.province and _place(expert.province) == _place(zone.province):
        return Text(f"本省回避（{zone.province}）", f"own province ({zone.province})")
    return None


def _place(province: str) -> str:
    """Return a province without what people leave away: 江苏 and 江苏省 are one."""
    for ending in ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"):
        if province.endswith(ending) and len(province) > len(ending) + 1:
            return province.removesuffix(ending)
    return province


def read_experts(path: Path, zones: Mapping[str, Zone], rubrics: Rubrics | None = None) -> tuple[Expert, ...]:
    """Return the register from CSV or a workbook; every fault at once as file:line column.

    Columns: expert (a code of its own), and where known name, fields, organisation, province, employer_zone,
    avoid, most. Cells with several words part them by ; or 、. Zones and fields that nobody knows and repeated
    experts are refused (DataRefused).
    """
    ledger, found = Ledger(), dict[str, Expert]()
    places: dict[str, str] = {}
    for record in read_table(path, REGISTER, ("expert",), 0, ledger):
        code = record.text("expert")
        first = places.setdefault(code, record.place())
        if first != record.place():
            refuse(
                ledger, record, "expert", Text(f"{code} 已见于 {first}", f"{code} stands at {first} already")
            )
        elif all([*_sound(ledger, record, zones, rubrics)]):
            found[code] = _expert(record)
    ledger.settle()
    return tuple(found.values())


def _sound(
    ledger: Ledger, record: Record, zones: Mapping[str, Zone], rubrics: Rubrics | None
) -> Iterator[bool]:
    """Yield for every cell with several words whether all of them are known."""
    for name in ("avoid", "employer_zone"):
        yield _all(ledger, record, name, zones, Text("高新区", "zone"))
    if rubrics is not None:
        yield _all(ledger, record, "fields", rubrics.fields, Text("领域", "field of knowledge"))


def _all(ledger: Ledger, record: Record, name: str, names: Iterable[str], what: Text) -> bool:
    known_names = list(names)
    unknown = [word for word in listed(record.text(name)) if word not in known_names]
    for word in unknown:
        found = Text(f"没有{what.zh}“{word}”", f"no {what.en} {word!r}")
        refuse(
            ledger, record, name, found, allowed=Text("、".join(known_names[:8]), ", ".join(known_names[:8]))
        )
    return not unknown


def _expert(record: Record) -> Expert:
    most = record.values.get("most")
    return Expert(
        code=record.text("expert"),
        name=record.text("name"),
        fields=listed(record.text("fields")),
        organisation=record.text("organisation"),
        province=record.text("province"),
        employer_zones=listed(record.text("employer_zone")),
        avoid=listed(record.text("avoid")),
        most=most if isinstance(most, int) else None,
    )


def avoided(
    marks: Iterable[Mark],
    experts: Iterable[Expert],
    zones: Mapping[str, Zone],
    rules: Iterable[Avoidance] = EVERY,
) -> list[Fault]:
    """Return a fault for every expert mark on a zone to avoid, and for experts the register lacks.

    Marks that a meeting agreed on name no expert and are passed over.
    """
    register = {one.code: one for one in experts}
    chosen, found = tuple(rules), []
    for mark in marks:
        if mark.panel != "expert" or mark.agreed:
            continue
        expert = register.get(mark.person)
        if expert is None:
            what = Text(f"名册里没有专家“{mark.person}”", f"no expert {mark.person!r} in the register")
            found.append(Fault(mark.place, what))
            continue
        reason = avoidance(expert, zones[mark.zone], chosen)
        if reason is not None:
            what = Text(
                f"{mark.person} 须回避 {mark.zone}：{reason.zh}",
                f"{mark.person} has to avoid {mark.zone}: {reason.en}",
            )
            remedy = Text("删去这一分，另派专家", "leave the mark out and assign somebody else")
            found.append(Fault(mark.place, what, remedy=remedy))
    return found
