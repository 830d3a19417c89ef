"""The upper stairs: rank, score, dimension, contribution and standard, read off a climb."""

from collections.abc import Iterable, Iterator

import numpy as np

from gaoxin.edition import Edition
from gaoxin.evaluation.climb import Climb
from gaoxin.evaluation.transform import declared
from gaoxin.evaluation.weigh import Node
from gaoxin.lineage.step import Step
from gaoxin.terms import Address, Fault, Text, Unusable, did_you_mean

TOTAL = "total"


class Stairs:
    """The steps of one climb; ``year`` is the data year, None in results of ``score``."""

    def __init__(self, edition: Edition, climb: Climb, year: int | None = None) -> None:
        self.edition, self.climb, self.year = edition, climb, year
        self.units = {unit: row for row, unit in enumerate(climb.cells.units)}
        self.columns = {code: column for column, code in enumerate(climb.cells.codes)}
        self.labels = {one.id: one for one in edition.walk_dimensions()}
        self.nodes = {node.id: node for node in _nodes(climb.tree)}

    def step(self, address: Address) -> Step:
        """Return the step at the address of an upper stair."""
        row = known(address.unit, self.units, "园区 zone")
        if address.stage in ("rank", "score", "dimension"):
            known(address.code, [TOTAL, *self.labels], "维度 dimension")
        else:
            known(address.code, self.columns, "指标 indicator")
        found: Step = getattr(self, f"_{address.stage}")(address, row)
        return found

    def at(self, stage: str, code: str, unit: str) -> Address:
        """Return the address of another stair of the same year."""
        return Address(stage, code, unit, self.year)

    def _rank(self, address: Address, row: int) -> Step:
        ranks = self.climb.rank if address.code == TOTAL else self.climb.dimension_ranks[address.code]
        taking_part = int(np.count_nonzero(~np.isnan(ranks)))
        below = "score" if address.code == TOTAL else "dimension"
        return Step(
            address=address,
            label=Text("位次", "rank"),
            value=_whole(ranks[row]),
            formula=f"1 + count(score > this) among {taking_part} ranked; ties: {self.climb.plan.ties}",
            basis=self.edition.method.basis,
            inputs=(self.at(below, address.code, address.unit),),
            note=f"{self.climb.status[row]}; n = {taking_part}",
        )

    def _score(self, address: Address, row: int) -> Step:
        if address.code != TOTAL:
            return self._dimension(address, row)
        parts, formula = self._parts(self.climb.tree, address.unit)
        return Step(
            address=address,
            label=Text("综合得分", "total score"),
            value=_number(self.climb.score[row]),
            unit="分",
            formula=formula,
            clause=self.edition.document,
            basis=self.edition.method.basis,
            inputs=parts,
            note=str(self.climb.status[row]),
        )

    def _dimension(self, address: Address, row: int) -> Step:
        dimension = self.labels[address.code]
        parts, formula = self._parts(self.nodes[address.code], address.unit)
        return Step(
            address=address,
            label=Text(
                dimension.label or dimension.id, dimension.label_en or dimension.label or dimension.id
            ),
            value=_number(self.climb.dimensions[address.code][row]),
            unit="分",
            formula=formula,
            clause=dimension.clause,
            basis=self.edition.method.basis,
            inputs=parts,
        )

    def _parts(self, node: Node, unit: str) -> tuple[tuple[Address, ...], str]:
        """Return what a node is made of, and how: shares of the edition, before any rescaling for this unit."""
        stage = "contribution" if self.climb.contributions is not None else "standard"
        codes = [self.climb.cells.codes[column] for column in node.columns]
        parts = [self.at(stage, code, unit) for code in codes] + [
            self.at("dimension", one.id, unit) for one in node.children
        ]
        names = [f"standard/{code}" for code in codes] + [f"dimension/{one.id}" for one in node.children]
        terms = [f"{share:.4%} × {name}" for share, name in zip(node.shares.tolist(), names, strict=True)]
        using = self.climb.plan.aggregate[min(node.level, len(self.climb.plan.aggregate) - 1)].name
        return tuple(parts), f"{using}: " + " + ".join(terms)

    def _contribution(self, address: Address, row: int) -> Step:
        column = self.columns[address.code]
        weight = float(self.climb.weights[row, column])
        made = None if self.climb.contributions is None else _number(self.climb.contributions[row, column])
        return Step(
            address=address,
            label=Text("得分贡献", "contribution"),
            value=made,
            unit="分",
            formula=f"{weight:.6%} × standard/{address.code}",
            clause=self.edition.indicator(address.code).clause,
            basis=self.edition.method.weights.basis or self.edition.method.basis,
            inputs=(self.at("standard", address.code, address.unit),),
        )

    def _standard(self, address: Address, row: int) -> Step:
        column = self.columns[address.code]
        how = [one.how for one in self.climb.filled if (one.unit, one.code) == (address.unit, address.code)]
        moved = [one for one in self.climb.touched if (one.unit, one.code) == (address.unit, address.code)]
        notes = [f"filled: {one}" for one in how] + [
            f"winsorised: {one.before!r} → {one.after!r}" for one in moved
        ]
        return Step(
            address=address,
            label=Text("标准化值", "standard"),
            value=_number(self.climb.standards[row, column]),
            formula=self._yardstick(column),
            basis=self.edition.method.basis,
            inputs=(self.at("indicator", address.code, address.unit),),
            note="; ".join(notes),
        )

    def given(self, address: Address) -> Step:
        """Return the step of an indicator whose value came in ready (results of ``score``)."""
        row, column = (
            known(address.unit, self.units, "单位 unit"),
            known(address.code, self.columns, "指标 indicator"),
        )
        indicator, reason = self.climb.plan.indicators[column], self.climb.cells.reason[row, column]
        return Step(
            address=address,
            label=Text(
                indicator.label or indicator.code, indicator.label_en or indicator.label or indicator.code
            ),
            value=_number(self.climb.cells.value[row, column]),
            unit=indicator.unit,
            clause=indicator.clause,
            basis=indicator.basis,
            note=f"given in values.csv; {reason or ''}".rstrip("; "),
        )

    def _yardstick(self, column: int) -> str:
        """Say how a value of this indicator becomes a standard, with the bounds of the round."""
        one, choice = self.climb.plan.indicators[column], self.climb.plan.standardise[column]
        bound = self.climb.bounds[one.code]
        using, scale_ = declared(one)
        inner = {"none": "x", "log": "log(x)"}.get(using, f"log(1 + x / {scale_:g})")
        inner = f"-{inner}" if one.direction == "lower" else inner
        if bound.constant:
            return f"t = {inner}; constant column: midpoint"
        options = ", ".join(f"{name} {value}" for name, value in choice.in_force.items() if name != "using")
        scale = (
            f"min {bound.lower!r}, max {bound.upper!r}"
            if bound.mean is None
            else f"mean {bound.mean!r}, sd {bound.sd!r}"
        )
        return f"{choice.name}({options}) of t = {inner}; {scale}"


def known(word: str, words: Iterable[str], what: str) -> int:
    """Return the place of a name; Unusable, with the nearest one, when nobody knows it."""
    options = list(words)
    if word not in options:
        zh, _, en = what.partition(" ")
        raise Unusable(
            Fault(
                word,
                Text(f"结果里没有这个{zh}", f"no such {en} in this result"),
                remedy=did_you_mean(word, options),
            )
        )
    return options.index(word)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> float | int | None:
    return None if np.isnan(value) else (int(value) if value == int(value) else float(value))
