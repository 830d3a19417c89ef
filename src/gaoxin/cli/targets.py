"""``gaoxin targets``: the verdicts on annex 1, and where they are going over the years."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.terms import Fault, Text, Unusable

if TYPE_CHECKING:
    from gaoxin.diagnosis.outlook import Outlook
    from gaoxin.edition import Edition
    from gaoxin.evaluation.result import Result, Table

_VERDICTS = {
    "met": Text("● 达到", "● met"),
    "not_met": Text("▲ 未达到", "▲ not met"),
    "unknown": Text("… 未知", "… unknown"),
}
_OUTLOOKS = {
    "on_track": Text("● 可达", "● on track"),
    "at_risk": Text("▲ 有风险", "▲ at risk"),
    "off_track": Text("■ 达不到", "■ off track"),
    "missed": Text("■ 未达到", "■ missed"),
    "unknown": Text("… 未知", "… unknown"),
}

_OTHERS = [("其他读法 other readings", "left")]


@click.command(short_help="verdicts on targets")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@click.argument("earlier", type=options.FOLDER, metavar="[DIR_EARLIER]...", nargs=-1)
@click.option("--zone", default=None, help="只看一个园区 / one zone only")
@click.option(
    "--horizon",
    type=click.IntRange(2000, 2100),
    default=2020,
    show_default=True,
    help="目标的数据年度 / data year by which targets are due",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def targets(folder: Path, earlier: tuple[Path, ...], zone: str | None, horizon: int, form: str) -> None:
    """列出目标判定：达到、未达到、未知，附差距和因读法而变的判定；给出往年结果时另列走势。

    List the verdict on each target: met, not met or unknown, the gap, the speed that is needed, and verdicts
    that change with the reading. With results of earlier data years: pace, projected year and outlook.
    """
    from gaoxin.diagnosis.outlook import outlooks, round_of
    from gaoxin.lineage.stairs import known

    results = sorted(map(_read, (folder, *earlier)), key=lambda one: int(one.manifest["data_year"]))
    edition = _one_edition(results)
    latest = results[-1]
    if zone is not None:
        known(zone, dict.fromkeys(latest.tables["scores.csv"]["unit"]), "园区 zone")
    found = list(outlooks(edition, [round_of(one) for one in results], horizon))
    own = [one for one in found if zone in (None, one.unit)]
    if form == "json":
        said = _as_json(edition, found, own, results, horizon)
        click.echo(json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False))
        return
    _print(own, latest, horizon, series=len(results) > 1)
    if zone is None:
        _print_summary(edition, found, horizon)


def _read(folder: Path) -> "Result":
    from gaoxin.evaluation.result import read_result

    result = read_result(folder)
    if "targets.csv" not in result.tables:
        found = Text("此结果没有目标（由 score 生成）", "this result has no targets (made by score)")
        raise Unusable(Fault(str(folder), found))
    return result


def _one_edition(results: Sequence["Result"]) -> "Edition":
    """Return the edition of the latest result; Unusable where another judges otherwise or a year is repeated."""
    from gaoxin.edition import read_frozen
    from gaoxin.evaluation.score import EDITION

    *others, latest = [read_frozen(one.folder / EDITION) for one in results if one.folder is not None]
    rules = [(one.targets, [each.formula_in_force for each in one.indicators]) for one in (*others, latest)]
    years = [int(one.manifest["data_year"]) for one in results]
    faults = []
    for result, rule, year in zip(results, rules, years, strict=True):
        place = str(result.folder)
        if rule != rules[-1]:
            found = Text("目标或指标口径与最近一年不同", "has other targets or formulas than the latest year")
            faults.append(
                Fault(place, found, remedy=Text("用同一体系重新评价", "evaluate it under the same edition"))
            )
        if years.count(year) > 1:
            faults.append(Fault(place, Text(f"数据年度 {year} 重复", f"data year {year} stands twice")))
    if faults:
        raise Unusable(faults)
    return latest


def _print(own: Sequence["Outlook"], latest: "Result", horizon: int, *, series: bool) -> None:
    """Print a line a target: what was judged, then the outlook, or without a series the other readings."""
    from gaoxin.cli.show import table

    whole, parts = latest.tables["targets.csv"], latest.tables["target_parts.csv"]
    columns = (whole[name] for name in ("unit", "no", "verdict", "value", "required", "gap"))
    judged = {(unit, no): (verdict, *rest) for unit, no, verdict, *rest in zip(*columns, strict=True)}
    heads = [("园区 zone", "left"), ("序号 no", "right"), ("目标 target", "left"), ("判定 verdict", "left")]
    heads += [
        ("实绩 value", "right"),
        ("要求 required", "right"),
        ("差距 gap", "right"),
        ("每年须 needed", "right"),
    ]
    heads += (
        [("现速 pace", "right"), ("预计 reached", "right"), ("走势 outlook", "left")] if series else _OTHERS
    )
    rows = []
    for one in own:
        verdict, value, required, gap = judged[one.unit, one.no]
        row = [one.unit, one.no, str(Text(one.label, one.label_en)), str(_VERDICTS[verdict])]
        row += [*map(_number, (value, required, gap)), _speed(one.needed or None, one.measure)]
        outlook = [_speed(one.pace, one.measure), _reached(one), str(_OUTLOOKS[one.word])]
        rows.append([*row, *(outlook if series else [_others(parts, one.unit, one.no, verdict)])])
    year = int(latest.manifest["data_year"])
    title = Text(
        f"附1 目标判定：{year + 1} 年评价（数据年度 {year}），到数据年度 {horizon}",
        f"Targets of annex 1: evaluation of {year + 1} (data year {year}), due in data year {horizon}",
    )
    table(str(title), heads, rows)


def _print_summary(edition: "Edition", found: Sequence["Outlook"], horizon: int) -> None:
    from gaoxin.cli.show import table
    from gaoxin.diagnosis.outlook import summary

    heads = [
        ("类型 park type", "left"),
        ("园区 zones", "right"),
        ("达到 met", "right"),
        ("未达到 not met", "right"),
    ]
    heads += [("未知 unknown", "right"), *((str(text), "right") for text in _OUTLOOKS.values())]
    rows = []
    for kind, counts in summary(found, tuple(edition.park_types)):
        label = str(Text(edition.park_types[kind], kind.replace("_", " ")))
        row = [label, str(counts["zones"]), f"{counts['met']}/{counts['targets']}", str(counts["not_met"])]
        rows.append([*row, str(counts["unknown"]), *(str(counts[f"outlook_{word}"]) for word in _OUTLOOKS)])
    table(
        str(Text(f"按园区类型（走势到 {horizon} 年）", f"By park type (outlook to {horizon})")), heads, rows
    )


def _as_json(
    edition: "Edition",
    found: Sequence["Outlook"],
    own: Sequence["Outlook"],
    results: Sequence["Result"],
    horizon: int,
) -> dict[str, object]:
    from gaoxin.diagnosis.outlook import summary

    return {
        "data_years": [int(one.manifest["data_year"]) for one in results],
        "horizon": horizon,
        "targets": [one.as_json() for one in own],
        "summary": {kind: dict(counts) for kind, counts in summary(found, tuple(edition.park_types))},
    }


def _others(parts: "Table", unit: str, no: str, verdict: str) -> str:
    """Return the readings under which a simple target gets another verdict."""
    columns = (parts[name] for name in ("unit", "no", "leaf", "reading", "verdict"))
    rows = [row[3:] for row in zip(*columns, strict=True) if row[:3] == (unit, no, "1")]
    return ", ".join(f"{reading}: {said}" for reading, said in rows if said != verdict)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.4g}"


def _speed(value: float | None, unit: str) -> str:
    from gaoxin.diagnosis.speech import difference

    return "—" if value is None else str(difference(value, unit))


def _reached(one: "Outlook") -> str:
    """Return the year in which it is reached at the pace, with the band of the fastest and slowest year."""
    if one.early == one.late:
        return "—" if one.reached is None else str(one.reached)
    early, late = ("…" if year is None else str(year) for year in (one.early, one.late))
    return f"{one.reached or '—'} ({early}–{late})"
