"""The staircase of a number as a page: each stair with its value, formula, basis, clause and address."""

import re
from typing import Any

from gaoxin.terms import Address, Text
from gaoxin_web.dashboards import figures, waterfall
from gaoxin_web.dashboards.drawing import drawn, query_of
from gaoxin_web.rounds.tracing import Shown, label, step, way
from gaoxin_web.rounds.visible import Sight, standing

STAGES = {
    "rank": Text("位次", "rank"), "score": Text("总分", "score"), "dimension": Text("维度得分", "dimension"),
    "contribution": Text("贡献", "contribution"), "standard": Text("标准化值", "standard"),
    "indicator": Text("指标值", "indicator"), "variable": Text("变量", "variable"), "cell": Text("单元格", "cells"),
    "target": Text("目标", "target"),
}  # fmt: skip


def page(sight: Sight, address: str, chosen: str) -> dict[str, Any]:
    """Return the stairs through an address, from it down; ``chosen`` is the indicator that is followed."""
    first, top = step(sight, address), Address.parse(address)
    one = standing(sight, top.unit)
    codes = [(each.code, figures.label(each)) for each in sight.kept.edition.indicators]
    chosen = chosen if chosen in dict(codes) else ""
    return {
        "address": address,
        "zone": top.unit,
        "name": str(Text(one["name"], one["name_en"] or one["name"])),
        "title": _title(first, one),
        "codes": codes,
        "chosen": chosen,
        "first": f"rank/total@{top.unit}@{sight.year}",
        "body": drawn(
            sight, "dashboards/trace_body.html", address, chosen, make=lambda: _body(sight, address, chosen)
        ),
    }


def _body(sight: Sight, address: str, chosen: str) -> dict[str, Any]:
    stairs = way(sight, address, chosen)
    return {
        "stairs": [_stair(sight, each, at, len(stairs)) for at, each in enumerate(stairs)],
        "cells": next((each.rows for each in stairs if each.rows), None),
        "waterfall": waterfall.page(sight, Address.parse(address).unit),
        "query": query_of(sight),
    }


def _title(first: Shown, one: dict[str, Any]) -> Text:
    stage = first.step.address.stage
    if stage == "rank" and first.step.value is not None:
        return Text(f"第 {first.step.value:g} 名（共 {one['n']} 个）是怎么算出来的",
                    f"How rank {first.step.value:g} of {one['n']} came about")  # fmt: skip
    words = first.step.label
    return Text(f"{words.zh}是怎么算出来的", f"How this came about: {words.en}")


def _stair(sight: Sight, shown: Shown, at: int, count: int) -> dict[str, Any]:
    one, stage = shown.step, shown.step.address.stage
    return {
        "stage": STAGES[stage],
        "label": one.label,
        "wide": 74 + round(97 * at / max(count - 1, 1)),
        "value": _value(shown),
        "unit": str(Text("格", "cells")) if stage == "cell" and shown.rows else figures.unit(one.unit),
        "formula": one.formula if stage in ("standard", "indicator", "variable", "target") else "",
        "how": _how(sight, shown),
        "note": note(shown),
        "basis": one.basis,
        "basis_words": figures.BASIS.get(one.basis, ""),
        "clause": one.clause,
        "address": str(one.address),
        "last": at == count - 1,
        "links": [(str(each), _link(sight, each)) for each in one.inputs]
        if stage not in ("rank", "contribution")
        else [],
    }


def _how(sight: Sight, shown: Shown) -> Text | str:
    """Say in a few words, with the figures that may be shown, how a stair is made of the one below."""
    address = shown.step.address
    if address.stage == "rank":
        count = int(sight.kept.ranking[address.unit]["n"])
        return Text(f"按得分在 {count} 个参评园区中排列", f"by score among {count} ranked zones")
    if address.stage == "dimension":
        many = len(shown.step.inputs)
        return Text(f"{many} 项指标的标准化值按份额加权", f"{many} standards weighted by their shares")
    if address.stage == "contribution":
        weight = next(
            row["weight"]
            for row in sight.kept.of("contributions.csv", address.unit)
            if row["code"] == address.code
        )
        standard = step(sight, str(shown.step.inputs[0]))
        return f"{weight:.4%} × {_value(standard)}"
    if address.stage == "score" and shown.closed:
        shares = "、".join(figures.share(one.weight) for one in sight.kept.edition.dimensions)
        return Text(f"四个维度按 {shares} 加权", f"the dimensions weighted {shares}")
    if address.stage == "score":
        parts = zip(sight.kept.edition.dimensions, shown.step.inputs, strict=False)
        return " + ".join(
            f"{figures.share(one.weight)} × {_value(step(sight, str(each)))}" for one, each in parts
        )
    return ""


def _link(sight: Sight, address: Address) -> str:
    """Return the words of a link to the stair below: a code, or the name of a figure."""
    if address.stage in ("contribution", "standard", "dimension"):
        return address.code
    if address.stage == "indicator":
        return f"{address.code} {figures.label(sight.kept.edition.indicator(address.code))}"
    words = label(sight, address)
    year = f" {address.year}" if address.year != sight.year else ""
    return f"{words}{year}"


def _value(shown: Shown) -> str:
    value, stage = shown.step.value, shown.step.address.stage
    if shown.closed:
        return figures.SHUT
    if stage == "cell" and shown.rows:
        return f"{shown.rows.count:,}"
    if value is None:
        return figures.NOTHING if stage in ("rank", "cell") else figures.UNKNOWN
    if isinstance(value, str):
        return value
    if stage in ("score", "dimension", "contribution", "standard"):
        return figures.fixed(float(value), 4 if stage == "contribution" else 2)
    return f"{value:g}" if stage == "rank" else figures.figure(float(value))


def note(shown: Shown) -> str:
    """Say in the reader's language what stands beside a step."""
    one, stage = shown.step, shown.step.address.stage
    if shown.closed:
        return str(shown.closed)
    if stage == "rank":
        return str(
            Text(
                "并列取小；不取整，按未舍入的得分排",
                "equals share the better rank; ranked on unrounded scores",
            )
        )
    if stage == "score":
        return str(Text("各维度按明文权重相加", "the dimensions by the weights that the notice states"))
    if stage == "variable":
        said = re.fullmatch(r"(\d+) of (\d+) cells have a value \((\w+)\)", one.note)
        return (
            str(Text(f"{said[1]} / {said[2]} 格有值", f"{said[1]} of {said[2]} cells have a value"))
            if said
            else one.note
        )
    return one.note


def as_json(sight: Sight, address: str) -> dict[str, Any]:
    """Return one step as the contract gives it, as far as it may be shown."""
    return step(sight, address).as_json()
