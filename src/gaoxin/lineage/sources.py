"""The lower steps: indicator, variable and cell, and the target beside them, read off an evaluation's sources."""

from collections.abc import Callable
from fractions import Fraction

from gaoxin.edition import Indicator, Leaf
from gaoxin.edition.figures import indicator_codes
from gaoxin.edition.method import Marking
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.targets import Part
from gaoxin.formula import Name, Tree, leaves, names, parse, text_of
from gaoxin.lineage.stairs import known
from gaoxin.lineage.step import Step
from gaoxin.micro.column import column
from gaoxin.returns import Package
from gaoxin.terms import Address, Fault, Text, Unusable, did_you_mean


class Sources:
    """The lower steps of one evaluation; ``package`` opens the data it was taken from when cells are asked for."""

    def __init__(self, evaluation: Evaluation, package: Callable[[], Package]) -> None:
        self.evaluation, self.package = evaluation, package
        self.derivation, self.snapshot = evaluation.derivation, evaluation.snapshot
        self.figures = evaluation.derivation.figures

    def step(self, address: Address) -> Step:
        """Return the step at the address of a lower stair or a target."""
        known(address.unit, [zone.code for zone in self.snapshot.zones], "园区 zone")
        found: Step = getattr(self, f"_{address.stage}")(address)
        return found

    def _indicator(self, address: Address) -> Step:
        known(address.code, self.derivation.by_code, "指标 indicator")
        indicator = self.derivation.by_code[address.code]
        value = self.evaluation.values[address.unit, address.code]
        text = indicator.formula_in_force
        tree = self.derivation.tree(text, indicator.code)
        return Step(
            address=address,
            label=_label(indicator),
            value=None if value.value is None else float(value.value),
            unit=indicator.unit,
            formula=text,
            clause=indicator.clause,
            basis=indicator.basis_in_force,
            inputs=self._inputs(tree, address),
            note="; ".join(word for word in (value.missing or "", value.note, _reading(indicator)) if word),
        )

    def _inputs(self, tree: Tree, address: Address) -> tuple[Address, ...]:
        year = address.year or self.snapshot.year
        found = [
            Address("variable", _figure_name(leaf.node), address.unit, year - leaf.years_back)
            if isinstance(leaf.node, Name)
            else Address("indicator", leaf.node.code, address.unit, year)  # type: ignore[union-attr]
            for leaf in leaves(tree)
        ]
        return tuple(dict.fromkeys(found))

    def _variable(self, address: Address) -> Step:
        year = address.year or self.snapshot.year
        figure = self.snapshot.figures.get((address.code, address.unit, year))
        if figure is None and address.code not in self._variables():
            raise _unknown(address.code, self._variables())
        return Step(
            address=address,
            label=self._variable_label(address.code),
            value=None if figure is None or figure.value is None else _plain(figure.value),
            unit=self._variable_unit(address.code),
            formula=self._variable_formula(address.code),
            inputs=self._cells_behind(address),
            note="no rows of this year"
            if figure is None
            else f"{figure.filled} of {figure.rows} cells have a value ({figure.source})",
        )

    def _variables(self) -> list[str]:
        return sorted({name for name, _, _ in self.snapshot.figures} | set(self.figures.needed))

    def _variable_label(self, code: str) -> Text:
        edition, (scope, _, name) = self.evaluation.edition, code.partition(".")
        if scope in ("survey", "expert") and name:
            return Text("评分平均", "mean of the marks") if self._plain_mean(scope) else _SCORE_OF_MARKS
        if scope == "zone" and name:
            return Text(edition.zone_fields[name].label, edition.zone_fields[name].label_en or name)
        plain = code.partition("[")[0]
        if plain in edition.variables:
            return Text(edition.variables[plain].label, edition.variables[plain].label_en or plain)
        field = (edition.enterprise_fields | edition.derived_fields).get(plain)
        return Text(field.label, field.label_en or plain) if field else Text(code, code)

    def _variable_unit(self, code: str) -> str:
        scope, _, name = code.partition(".")
        if scope in ("survey", "expert") and name:
            return "分"
        if scope == "zone" and name:
            return self.evaluation.edition.zone_fields[name].unit
        aggregate = self.figures.needed.get(code)
        return (
            "" if aggregate is None else self.figures.figure(self.figures.needed[code.partition("[")[0]]).unit
        )

    def _variable_formula(self, code: str) -> str:
        scope, _, name = code.partition(".")
        if name and scope in ("survey", "expert"):
            return f"AVG({scope}.score)" if self._plain_mean(scope) else self._marking(scope)
        return (
            code
            if name and scope == "zone"
            else text_of(self.figures.needed[code])
            if code in self.figures.needed
            else ""
        )

    def _plain_mean(self, panel: str) -> bool:
        return self._method(panel).using == "mean"

    def _method(self, panel: str) -> Marking:
        method = self.evaluation.edition.method
        return method.survey if panel == "survey" else method.expert

    def _marking(self, panel: str) -> str:
        """Return how marks became a score: ``trimmed(expert.score, trim: 20%)``."""
        method = self._method(panel)
        options = "".join(f", {name}: {value}" for name, value in method.options.items())
        return f"{method.name}({panel}.score{options})"

    def _cells_behind(self, address: Address) -> tuple[Address, ...]:
        if address.code not in self.figures.needed:
            return (Address("cell", address.code, address.unit, address.year),)
        aggregate, year = self.figures.needed[address.code], address.year or self.snapshot.year
        used = [
            leaf
            for part in (aggregate.argument, aggregate.where)
            if part is not None
            for leaf in leaves(part)
        ]
        cells = [
            Address("cell", one.node.name, address.unit, year - one.years_back)
            for one in used
            if isinstance(one.node, Name)
        ]
        return tuple(dict.fromkeys(cells))

    def _cell(self, address: Address) -> Step:
        scope, _, name = address.code.partition(".")
        if name:
            return self._sent(address, scope, name)
        plain, _, reading = address.code.partition("[")
        edition = self.evaluation.edition
        if plain in edition.derived_fields:
            return self._derived(address, plain, reading.rstrip("]"))
        known(plain, edition.enterprise_fields, "字段 field")
        field, package = edition.enterprise_fields[plain], self.package()
        year = address.year or self.snapshot.year
        cells = [] if package.rows is None else column(package.rows, plain, address.unit, year)
        filled = sum(value != "" for _, value, _ in cells)
        return Step(
            address=address,
            label=Text(field.label, field.label_en or field.name),
            value=None,
            unit=field.unit,
            formula=f"{field.form} {field.code}".strip(),
            note=f"{filled} of {len(cells)} cells have a value",
            cells=tuple(cells),
        )

    def _derived(self, address: Address, name: str, reading: str) -> Step:
        field = self.evaluation.edition.derived_fields[name]
        tree = self.figures.derived_tree(name, reading)
        return Step(
            address=address,
            label=Text(field.label, field.label_en or name),
            value=None,
            unit=field.unit,
            formula=text_of(tree),
            basis=field.basis,
            inputs=tuple(Address("cell", one.name, address.unit, address.year) for one in names(tree)),
            note="computed in every row from the cells below",
        )

    def _sent(self, address: Address, scope: str, name: str) -> Step:
        """Return a committee cell, or the marks of a panel."""
        package, year = self.package(), address.year or self.snapshot.year
        if scope == "zone":
            known(name, self.evaluation.edition.zone_fields, "字段 field")
            value = package.committee.get((address.unit, year), {}).get(name)
            place = package.committee_places.get((address.unit, year), "")
            field = self.evaluation.edition.zone_fields[name]
            shown = None if value is None else _plain(value)
            return Step(
                address,
                Text(field.label, field.label_en or name),
                shown,
                field.unit,
                clause=field.clause,
                note=place,
            )
        marks = [
            mark
            for mark in package.marks
            if (mark.panel, mark.indicator, mark.zone) == (scope, name, address.unit)
        ]
        cells = tuple((mark.person, str(_plain(mark.score)), mark.place) for mark in marks)
        return Step(address, Text("评分", "marks"), None, "分", note=f"{len(cells)} marks", cells=cells)

    def _target(self, address: Address) -> Step:
        zone = next(zone for zone in self.snapshot.zones if zone.code == address.unit)
        own = {one.no: one for one in self.evaluation.edition.targets if one.park_type == zone.park_type}
        known(address.code, own, "目标 target")
        target = own[address.code]
        whole, parts = next(
            one for one in self.evaluation.targets if (one[0].unit, one[0].no) == (address.unit, address.code)
        )
        return Step(
            address=address,
            label=Text(target.label, target.label_en or target.label),
            value=whole.verdict,
            formula=written(target),
            clause=target.clause,
            basis=target.basis,
            inputs=tuple(
                dict.fromkeys(one for leaf in _flat(target) for one in self._leaf_inputs(leaf, address))
            ),
            note="; ".join(map(_said, parts)),
        )

    def _leaf_inputs(self, leaf: Leaf, address: Address) -> tuple[Address, ...]:
        codes = indicator_codes(parse(leaf.value_in_force))
        year = address.year or self.snapshot.year
        if codes:
            return tuple(Address("indicator", code, address.unit, year) for code in codes)
        return self._inputs(self.derivation.tree(leaf.value_in_force), address)


_SCORE_OF_MARKS = Text("评分合成", "score of the marks")


def written(leaf: Leaf) -> str:
    """Return a target as one line: its leaves with and / or."""
    if leaf.value:
        assert leaf.required is not None
        return f"{leaf.value_in_force} {leaf.operator} {_plain(leaf.required)}"
    word = " AND " if leaf.all else " OR "
    return "(" + word.join(written(part) for part in (*leaf.all, *leaf.any)) + ")"


def _flat(leaf: Leaf) -> list[Leaf]:
    return [leaf] if leaf.value else [one for part in (*leaf.all, *leaf.any) for one in _flat(part)]


def _said(part: Part) -> str:
    value = "—" if part.value is None else f"{float(part.value):g}"
    return f"[{part.reading}] {part.leaf}: {part.verdict} ({value})"


def _reading(indicator: Indicator) -> str:
    return "" if indicator.reading == "default" else f"reading {indicator.reading}"


def _label(indicator: Indicator) -> Text:
    name = indicator.label or indicator.code
    return Text(name, indicator.label_en or name)


def _figure_name(name: Name) -> str:
    return f"{name.scope}.{name.name}" if name.scope else name.name


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _unknown(word: str, options: list[str]) -> Unusable:
    found = Text("结果里没有这个变量", "no such variable in this result")
    return Unusable(Fault(word, found, remedy=did_you_mean(word, options)))
