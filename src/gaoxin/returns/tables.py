"""The three small tables of every package: zones.csv, survey.csv and expert.csv."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gaoxin.edition import Edition, Field
from gaoxin.returns.ledger import Ledger
from gaoxin.returns.package import Mark, Zone
from gaoxin.returns.sent import Sheet
from gaoxin.returns.small import Record, read_records
from gaoxin.terms import Text, decimal_text, did_you_mean

PARTICIPATION = ("national", "invited", "excused")


def _fields(*fields: tuple[str, str, str]) -> dict[str, Field]:
    return {
        name: Field.model_validate({"name": name, "type": kind, "label": label})
        for name, kind, label in fields
    }


ZONES = _fields(
    ("zone", "text", "高新区代码"), ("name", "text", "高新区名称"), ("name_en", "text", "英文名称"),
    ("province", "text", "省份"), ("city", "text", "城市"), ("national_since", "integer", "升级年份"),
    ("park_type", "text", "园区类型"), ("self_innovation_zone", "text", "自主创新示范区"),
    ("participation", "text", "参评方式"),
)  # fmt: skip

PANELS = {
    "survey": _fields(
        ("year", "integer", "报告期"), ("zone", "text", "高新区代码"), ("indicator", "text", "指标"),
        ("respondent", "text", "答卷人"), ("score", "number", "得分"),
    ),
    "expert": _fields(
        ("year", "integer", "报告期"), ("zone", "text", "高新区代码"), ("indicator", "text", "指标"),
        ("expert", "text", "专家"), ("score", "number", "得分"),
    ),
}  # fmt: skip


def read_zones(sheet: Sheet, edition: Edition, year: int, ledger: Ledger) -> dict[str, Zone]:
    """Return the zones of a package by code; repeated codes and unknown words are refused."""
    zones: dict[str, Zone] = {}
    places: dict[str, str] = {}
    types = (*edition.park_types, "none")
    for record in read_records(sheet, ZONES, ("zone",), year, ledger, need=("name",)):
        code = record.text("zone")
        if code in zones:
            ledger.refuse(f"{sheet.place} zone", record.place("zone"), *_repeated(code, places[code]))
            continue
        park_type = _one_of(record, "park_type", types, ledger)
        participation = _one_of(record, "participation", PARTICIPATION, ledger) or "national"
        texts = {
            name: record.text(name)
            for name in ("name", "name_en", "province", "city", "self_innovation_zone")
        }
        since = record.values.get("national_since")
        zones[code] = Zone(
            code,
            **texts,
            national_since=since if isinstance(since, int) else None,
            park_type=park_type,
            participation=participation,
        )
        places[code] = record.place()
    return zones


def _one_of(record: Record, name: str, words: Sequence[str], ledger: Ledger) -> str:
    word = record.text(name)
    if not word or word in words:
        return word
    listed = "、".join(words)
    found = Text(f"“{word}”", f"found {word!r}")
    ledger.refuse(
        f"{record.sheet.place} {name}", record.place(name), found,
        Text(f"应为 {listed} 之一，或留空", f"write one of {listed}, or nothing"), did_you_mean(word, words),
    )  # fmt: skip
    return ""


def _repeated(key: str, first: str) -> tuple[Text, None, Text]:
    found = Text(f"主键重复：{key} 已见于 {first}", f"repeated key: {key} stands at {first} already")
    return found, None, Text("请删去其中一行", "delete one of the two rows")


def repeats(
    ledger: Ledger, record: Record, column: str, key: tuple[object, ...], seen: dict[tuple[object, ...], str]
) -> bool:
    """Whether the key was seen before; if so it is refused."""
    if key in seen:
        text = " ".join(map(str, key))
        ledger.refuse(f"{record.sheet.place} {column}", record.place(column), *_repeated(text, seen[key]))
        return True
    seen[key] = record.place()
    return False


def knows_zone(ledger: Ledger, record: Record, zones: Mapping[str, Zone]) -> bool:
    """Whether the record's zone stands in zones.csv; if not it is refused."""
    code = record.text("zone")
    if code not in zones:
        ledger.refuse(f"{record.sheet.place} zone", record.place("zone"), *stranger(code, zones))
    return code in zones


def stranger(code: str, zones: Mapping[str, Zone]) -> tuple[Text, Text, Text | None]:
    """Return what is said of a zone that zones.csv does not have."""
    found = Text(f"zones.csv 中没有高新区“{code}”", f"no zone {code!r} in zones.csv")
    return found, Text("应为 zones.csv 中的代码", "use a code of zones.csv"), did_you_mean(code, zones)


def read_panel(
    panel: str, sheet: Sheet, edition: Edition, year: int, zones: Mapping[str, Zone], ledger: Ledger
) -> Iterator[Mark]:
    """Yield the marks of one panel for the data year; rows of other years are counted and left out."""
    fields = PANELS[panel]
    person = "respondent" if panel == "survey" else "expert"
    seen: dict[tuple[object, ...], str] = {}
    for record in read_records(sheet, fields, tuple(name for name in fields), year, ledger):
        if record.values["year"] != year:
            ledger.ignored[f"rows of other years {sheet.place}"] += 1
            continue
        key = (year, *(record.text(name) for name in ("zone", "indicator", person)))
        sound = [
            knows_zone(ledger, record, zones),
            _knows_indicator(panel, record, edition, ledger),
            _on_scale(record, edition, ledger),
        ]
        if not repeats(ledger, record, person, key, seen) and all(sound):
            score = record.values["score"]
            assert isinstance(score, Fraction)
            yield Mark(
                panel,
                record.text("zone"),
                record.text("indicator"),
                record.text(person),
                score,
                record.place("score"),
            )


def _knows_indicator(panel: str, record: Record, edition: Edition, ledger: Ledger) -> bool:
    code = record.text("indicator")
    of_panel = [one.code for one in edition.indicators if one.source == panel]
    if code in of_panel:
        return True
    other = next((one.source for one in edition.indicators if one.code == code), None)
    found = (
        Text(
            f"指标 {code} 的来源是 {other}，不是 {panel}",
            f"indicator {code} is taken from {other}, not from {panel}",
        )
        if other
        else Text(f"没有指标“{code}”", f"no indicator {code!r}")
    )
    listed = "、".join(of_panel) or "—"
    ledger.refuse(
        f"{record.sheet.place} indicator",
        record.place("indicator"),
        found,
        Text(f"应为 {listed} 之一", f"write one of {listed}"),
    )
    return False


def _on_scale(record: Record, edition: Edition, ledger: Ledger) -> bool:
    score = record.values["score"]
    low, high = edition.score_scale
    if isinstance(score, Fraction) and low <= score <= high:
        return True
    assert isinstance(score, Fraction)
    found = Text(f"得分 {decimal_text(score)}", f"score {decimal_text(score)}")
    span = f"{decimal_text(low)}–{decimal_text(high)}"
    ledger.refuse(
        f"{record.sheet.place} score",
        record.place("score"),
        found,
        Text(f"应在 {span} 之间", f"scores run from {span}"),
    )
    return False
