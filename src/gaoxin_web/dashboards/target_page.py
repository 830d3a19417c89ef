"""Targets and their path: verdict, gap, the speed that is needed, the pace that was kept, and where that leads."""

from typing import Any

from gaoxin.diagnosis.outlook import Outlook
from gaoxin.diagnosis.speech import amount
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.dashboards import figures, marks
from gaoxin_web.dashboards.drawing import query_of
from gaoxin_web.rounds.sights import Sight, level_of, releases, sight_of
from gaoxin_web.rounds.visible import HORIZON, standing, target_outlooks, targets

WORDS = {
    "on_track": ("ok", Text("按期可达", "on track")),
    "at_risk": ("near", Text("有风险", "at risk")),
    "off_track": ("late", Text("难以按期", "off track")),
    "missed": ("over", Text("未达到", "missed")),
    "unknown": ("idle", Text("尚不能判断", "not known yet")),
}
"""The look and words of an outlook."""


def page(sight: Sight, code: str) -> dict[str, Any]:
    """Return the targets of a zone with their path to 2020."""
    one = standing(sight, code)
    rows = [_row(each) for each in target_outlooks(sight, code)]
    return {
        "zone": code, "name": str(Text(one["name"], one["name_en"] or one["name"])),
        "type_words": figures.park_type(sight.kept.edition, one["park_type"]),
        "rows": rows, "horizon": HORIZON, "met": sum(row["met"] for row in rows),
        **many(sight),
    }  # fmt: skip


def until(person: Person, code: str, year: int) -> dict[str, Any] | None:
    """Return the targets of a zone as the newest result up to a year shows them to a person; None where none does."""
    if level_of(person) is None or not (known := releases(person)):
        return None
    newest = sight_of(person, known[0].pk)
    for sight in (newest, *newest.earlier):
        if sight.year <= year and code in sight.own and code in sight.kept.ranking:
            return page(sight, code) | {"year": sight.year, "query": query_of(sight)}
    return None


def many(sight: Sight) -> dict[str, Any]:
    """Return the zones that the page can turn to."""
    names = sight.kept.ranking
    return {"zones": [(unit, figures.short(names[unit]["name"])) for unit in sight.zones]}


def _row(one: Outlook) -> dict[str, Any]:
    years = sorted(one.verdicts)
    latest, value = years[-1], one.values.get(years[-1])
    look, words = WORDS[one.word]
    verdict_look, verdict = figures.VERDICTS[one.verdicts[latest]]
    unit = one.measure
    gap = max(0.0, one.required - value) if one.required is not None and value is not None else None
    return {
        "no": one.no, "name": str(Text(one.label, one.label_en or one.label)), "met": one.verdicts[latest] == "met",
        "address": f"target/{one.no}@{one.unit}@{latest}", "verdict_look": verdict_look, "verdict": verdict,
        "value": figures.figure(value) if one.required is not None else "", "unit": figures.unit(unit),
        "required": figures.figure(one.required) if one.required is not None else "",
        "gap": str(amount(gap, unit)) if gap else "", "needed": str(amount(one.needed, unit)) if one.needed else "",
        "pace": str(amount(one.pace, unit)) if one.pace is not None else "", "reached": one.reached or "",
        "band": f"{one.early}–{one.late}" if one.early and one.late and one.early != one.late else "",
        "look": look, "words": words,
        "bar": marks.bar(value / one.required if value is not None and one.required else None, 1.6, 120),
        "tick": marks.bar(1, 1.6, 120),
        "path": [(year, figures.figure(one.values.get(year))) for year in years if year in one.values],
    }  # fmt: skip


def national(sight: Sight) -> list[dict[str, Any]]:
    """Return, for the zones that may be seen, how many meet each target of each park type."""
    counted: dict[tuple[str, str], dict[str, int]] = {}
    labels: dict[tuple[str, str], str] = {}
    for code in sight.zones:
        kind = sight.kept.ranking[code]["park_type"]
        for row in targets(sight, code):
            words = counted.setdefault((kind, row["no"]), dict.fromkeys(figures.VERDICTS, 0))
            words[row["verdict"]] += 1
    for each in sight.kept.edition.targets:
        labels[each.park_type, each.no] = str(Text(each.label, each.label_en or each.label))
    return [
        {"type": figures.park_type(sight.kept.edition, kind), "no": no, "name": labels[kind, no], **counted[kind, no],
         "all": sum(counted[kind, no].values()),
         "bar": marks.bar(counted[kind, no]["met"] / sum(counted[kind, no].values()), 1, 120)}
        for kind, no in sorted(counted, key=lambda one: (one[0], int(one[1])))
    ]  # fmt: skip
