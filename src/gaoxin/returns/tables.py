"""The small tables of a package: zones, committee returns, survey and expert marks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from gaoxin.edition import Edition, Field
from gaoxin.returns.cells import Value, shown
from gaoxin.returns.ledger import Ledger, Note
from gaoxin.returns.package import Mark, Withheld, Zone
from gaoxin.returns.sent import Sheet
from gaoxin.returns.small import Record, SmallTable
from gaoxin.returns.units import rates, to_yuan
from gaoxin.terms import Text, decimal_text, did_you_mean

PARTICIPATION = ("national", "invited", "excused")


def _fields(*fields: tuple[str, str, str]) -> dict[str, Field]:
    return {name: Field(name=name, type=kind, label=label) for name, kind, label in fields}


ZONES = _fields(
    ("zone", "text", "高新区代码"), ("name", "text", "高新区名称"), ("name_en", "text", "英文名称"),
    ("province", "text", "省份"), ("city", "text", "城市"), ("national_since", "integer", "升级年份"),
    ("park_type", "text", "园区类型"), ("self_innovation_zone", "text", "自主创新示范区"),
    ("participation", "text", "参评方式"),
)  # fmt: skip

_MARKED = (("year", "integer", "报告期"), ("zone", "text", "高新区代码"), ("indicator", "text", "指标"))
_KEY = ("year", "zone", "indicator")
_SCORE = ("score", "number", "得分")
PERSON = {"survey": "respondent", "expert": "expert"}
"""The column that says who gave a score, by panel."""

AGREED = ("individual", "consensus")
"""Kinds of expert marks: one person's own, or what a meeting agreed on."""

PANELS = {
    "survey": _fields(*_MARKED, ("respondent", "text", "答卷人"), _SCORE, ("weight", "number", "权数")),
    "expert": _fields(*_MARKED, ("expert", "text", "专家"), _SCORE, ("kind", "text", "方式")),
}
"""The columns of a panel's file; the last may be absent."""

WITHHELD = _fields(*_MARKED, ("answers", "integer", "份数"), ("reason", "text", "原因"))
"""The columns of withheld.csv; all but the key may be absent."""


@dataclass
class Tables:
    """Reads small tables and gathers what they say; keys that repeat, in any file of a kind, are refused.

    ``zone`` stands for the zone column that a workbook lacks.
    """

    edition: Edition
    year: int
    zone: str | None
    ledger: Ledger
    zones: dict[str, Zone] = field(default_factory=dict)
    figures: dict[tuple[str, int], dict[str, Fraction]] = field(default_factory=dict)
    places: dict[tuple[str, int], str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    _seen: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def read(self, role: str, sheet: Sheet) -> None:
        """Read one table of a role: zones (first), zone_returns, survey, expert, withheld (last)."""
        if role == "zones":
            self._read_zones(sheet)
        elif role == "zone_returns":
            self._read_committee(sheet)
        elif role == "withheld":
            self._read_withheld(sheet)
        else:
            self._read_panel(role, sheet)

    def _read_zones(self, sheet: Sheet) -> None:
        table = SmallTable(sheet, ZONES, ("zone",), self.year, self.ledger, need=("name",))
        for record in table.records():
            if self._is_new("zones", record, "zone", record.text("zone")):
                self.zones[record.text("zone")] = self._zone(record)

    def _zone(self, record: Record) -> Zone:
        since = record.values.get("national_since")
        return Zone(
            code=record.text("zone"),
            **{name: record.text(name) for name in ("name", "name_en", "province", "city")},
            national_since=since if isinstance(since, int) else None,
            park_type=self._one_of(record, "park_type", (*self.edition.park_types, "none")),
            self_innovation_zone=record.text("self_innovation_zone"),
            participation=self._one_of(record, "participation", PARTICIPATION) or "national",
        )

    def _read_committee(self, sheet: Sheet) -> None:
        defaults: dict[str, Value] = {}
        if sheet.numbered:
            defaults = {"year": self.year} | ({"zone": self.zone} if self.zone else {})
        fields = self.edition.zone_fields
        table = SmallTable(sheet, fields, ("year", "zone"), self.year, self.ledger, defaults=defaults)
        for record in table.records():
            zone, year = record.text("zone"), int(record.text("year"))
            known = self._is_known(record)
            if self._is_new("zone_returns", record, "zone", f"{year} {zone}") and known:
                self.figures[zone, year] = dict(self._figures(record, year))
                self.places[zone, year] = record.place()

    def _figures(self, record: Record, year: int) -> Iterator[tuple[str, Fraction]]:
        """Yield the figures of a return in the units of the edition."""
        for name, value in record.values.items():
            if name in ("year", "zone") or not isinstance(value, int | Fraction):
                continue
            one, figure = self.edition.zone_fields[name], Fraction(value)
            if not one.valid_in(year):
                self._note(record, name, "not_in_force", value, None)
                continue
            for rate in rates(one, self.edition, (year,)).values():
                figure = to_yuan(figure, rate)
                self._note(record, name, "unit", value, figure)
            yield name, figure

    def _note(self, record: Record, name: str, kind: str, found: Value, became: Value) -> None:
        column = f"{record.sheet.place} {record.header.written.get(name, name)}"
        self.ledger.note(column, Note(record.place(name), shown(found), shown(became), kind))

    def _read_panel(self, panel: str, sheet: Sheet) -> None:
        fields, person = PANELS[panel], PERSON[panel]
        for record in self._of_year(sheet, fields, (*_KEY, person, "score")):
            key = " ".join(record.text(name) for name in (*_KEY, person))
            sound = [self._is_known(record), self._is_of_panel((panel,), record), self._is_on_scale(record)]
            sound += [self._is_a_weight(record), self._is_a_kind(record)]
            if self._is_new(panel, record, person, key) and all(sound):
                self.marks.append(_mark(panel, person, record))

    def _of_year(self, sheet: Sheet, fields: Mapping[str, Field], keys: Sequence[str]) -> Iterator[Record]:
        """Yield the records of the data year; the others are counted."""
        for record in SmallTable(sheet, fields, keys, self.year, self.ledger).records():
            if record.values["year"] == self.year:
                yield record
            else:
                self.ledger.ignored[f"rows of other years {sheet.place}"] += 1

    def _read_withheld(self, sheet: Sheet) -> None:
        marked = {(one.zone, one.indicator) for one in self.marks}
        for record in self._of_year(sheet, WITHHELD, _KEY):
            zone, code = record.text("zone"), record.text("indicator")
            sound = [self._is_known(record), self._is_of_panel(tuple(PANELS), record)]
            if (zone, code) in marked:
                found = Text(f"{zone} 的 {code} 另有评分", f"{zone} has marks of {code} as well")
                self._refuse(record, "indicator", found, None, Text("二者留一", "keep one of the two"))
            elif self._is_new("withheld", record, "zone", f"{zone} {code}") and all(sound):
                count = record.values.get("answers")
                answers = count if isinstance(count, int) else 0
                panel, reason = self._sources[code], record.text("reason")
                self.withheld.append(Withheld(panel, zone, code, answers, reason, record.place()))

    def _is_new(self, role: str, record: Record, column: str, key: str) -> bool:
        """Whether no record of the role had the key before; a repeated one is refused."""
        first = self._seen[role].setdefault(key, record.place())
        if first == record.place():
            return True
        found = Text(f"主键重复：{key} 已见于 {first}", f"repeated key: {key} stands at {first} already")
        remedy = Text("请删去其中一行", "delete one of the two rows")
        self._refuse(record, column, found, None, remedy)
        return False

    def _is_known(self, record: Record) -> bool:
        """Whether the record's zone stands in zones.csv (where that could be read)."""
        code = record.text("zone")
        if self.zones and code not in self.zones:
            self._refuse(record, "zone", *stranger(code, self.zones))
        return code in self.zones

    @cached_property
    def _sources(self) -> Mapping[str, str]:
        return {one.code: one.source for one in self.edition.indicators}

    def _is_of_panel(self, panels: tuple[str, ...], record: Record) -> bool:
        code, panel = record.text("indicator"), " / ".join(panels)
        source = self._sources.get(code)
        if source in panels:
            return True
        found = Text(f"没有指标“{code}”", f"no indicator {code!r}")
        if source:
            found = Text(
                f"指标 {code} 的来源是 {source}，不是 {panel}",
                f"indicator {code} is taken from {source}, not from {panel}",
            )
        listed = "、".join(one for one, its in self._sources.items() if its in panels) or "—"
        self._refuse(record, "indicator", found, Text(f"应为 {listed} 之一", f"write one of {listed}"))
        return False

    def _is_on_scale(self, record: Record) -> bool:
        low, high = self.edition.score_scale
        score = record.values["score"]
        assert isinstance(score, Fraction)
        if low <= score <= high:
            return True
        span = f"{decimal_text(low)}–{decimal_text(high)}"
        found = Text(f"得分 {decimal_text(score)}", f"score {decimal_text(score)}")
        self._refuse(record, "score", found, Text(f"应在 {span} 之间", f"scores run from {span}"))
        return False

    def _is_a_weight(self, record: Record) -> bool:
        weight = record.values.get("weight")
        if not isinstance(weight, Fraction) or weight > 0:
            return True
        found = Text(f"权数 {decimal_text(weight)}", f"weight {decimal_text(weight)}")
        self._refuse(record, "weight", found, Text("权数须大于 0", "a weight is above 0"))
        return False

    def _is_a_kind(self, record: Record) -> bool:
        word = record.text("kind")
        return self._one_of(record, "kind", AGREED) == word

    def _one_of(self, record: Record, name: str, words: Sequence[str]) -> str:
        word = record.text(name)
        if not word or word in words:
            return word
        listed = "、".join(words)
        allowed = Text(f"应为 {listed} 之一，或留空", f"write one of {listed}, or nothing")
        self._refuse(record, name, Text(f"“{word}”", f"found {word!r}"), allowed, did_you_mean(word, words))
        return ""

    def _refuse(
        self, record: Record, name: str, found: Text, allowed: Text | None, remedy: Text | None = None
    ) -> None:
        column = f"{record.sheet.place} {record.header.written.get(name, name)}"
        self.ledger.refuse(column, record.place(name), found, allowed, remedy)


def _mark(panel: str, person: str, record: Record) -> Mark:
    zone, indicator, who = (record.text(name) for name in ("zone", "indicator", person))
    score, weight = record.values["score"], record.values.get("weight")
    assert isinstance(score, Fraction)
    counts = weight if isinstance(weight, Fraction) else Fraction(1)
    agreed = record.text("kind") == AGREED[1]
    return Mark(panel, zone, indicator, who, score, record.place("score"), counts, agreed)


def stranger(code: str, zones: Mapping[str, Zone]) -> tuple[Text, Text, Text | None]:
    """Return what is said of a zone that zones.csv does not have."""
    found = Text(f"zones.csv 中没有高新区“{code}”", f"no zone {code!r} in zones.csv")
    return found, Text("应为 zones.csv 中的代码", "use a code of zones.csv"), did_you_mean(code, zones)
