"""``gaoxin targets``: the verdicts on annex 1."""

from pathlib import Path

import click

from gaoxin.cli import options


@click.command(short_help="verdicts on targets")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@click.option("--zone", default=None, help="只看一个园区 / one zone only")
def targets(folder: Path, zone: str | None) -> None:
    """列出每个园区的目标判定：达到、未达到、未知，附差距和因读法而变的判定。

    List the verdict on each target: met, not met or unknown, the gap, and verdicts that change with the reading.
    """
    from gaoxin.cli.show import table
    from gaoxin.evaluation.result import read_result
    from gaoxin.lineage.stairs import known
    from gaoxin.terms import Fault, Text, Unusable

    tables = read_result(folder).tables
    if "targets.csv" not in tables:
        raise Unusable(Fault(str(folder), Text("此结果没有目标（由 score 生成）", "this result has no targets (made by score)")))
    if zone is not None:
        known(zone, dict.fromkeys(tables["scores.csv"]["unit"]), "园区 zone")
    whole, parts = tables["targets.csv"], tables["target_parts.csv"]
    words = {"met": Text("● 达到", "● met"), "not_met": Text("▲ 未达到", "▲ not met"), "unknown": Text("… 未知", "… unknown")}
    rows = []
    for unit, no, label, verdict, value, required, gap in zip(*list(whole.values())[:7], strict=True):
        if zone in (None, unit):
            others = _others(parts, unit, no, verdict)
            rows.append([unit, no, label, str(words[verdict]), *map(_number, (value, required, gap)), others])
    heads = [
        ("园区 zone", "left"), ("序号 no", "right"), ("目标 target", "left"), ("判定 verdict", "left"), ("实绩 value", "right"),
        ("要求 required", "right"), ("差距 gap", "right"), ("其他读法 other readings", "left"),
    ]  # fmt: skip
    table(str(Text("附1 目标判定", "Targets of annex 1")), heads, rows)


def _others(parts: object, unit: str, no: str, verdict: str) -> str:
    """Return the readings under which a simple target gets another verdict."""
    columns = zip(*(parts[name] for name in ("unit", "no", "reading", "leaf", "verdict")), strict=True)  # type: ignore[index]
    other = [f"{reading}: {said}" for one, number, reading, leaf, said in columns if (one, number, leaf) == (unit, no, "1") and said != verdict]
    return ", ".join(other)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.4g}"
