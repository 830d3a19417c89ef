"""What types alone cannot say: names that must exist, codes that must differ, formulas that must fit."""

from collections import Counter
from collections.abc import Iterator

from gaoxin.edition.names import FieldNames
from gaoxin.edition.schema import Dimension, Edition, Leaf
from gaoxin.edition.source import Path_
from gaoxin.formula import FormulaFault, IndicatorValue, bind, kind_of, names, parse, walk
from gaoxin.formula.bind import Kind, Level
from gaoxin.terms import Text, nearest

Inconsistency = tuple[Path_, Text]


def inconsistencies(edition: Edition) -> Iterator[Inconsistency]:
    """Yield every inconsistency with its path in the edition."""
    yield from _double_codes(edition)
    yield from _weights(edition)
    yield from _readings(edition)
    yield from _formulas(edition)
    yield from _references(edition)
    yield from _circles(edition)


def _indicators(edition: Edition) -> Iterator[tuple[Path_, Dimension, int]]:
    def below(dimensions: tuple[Dimension, ...], path: Path_) -> Iterator[tuple[Path_, Dimension, int]]:
        for at, dimension in enumerate(dimensions):
            here = (*path, "dimensions", at)
            for index in range(len(dimension.indicators)):
                yield (*here, "indicators", index), dimension, index
            yield from below(dimension.dimensions, here)

    yield from below(edition.dimensions, ())


def _double_codes(edition: Edition) -> Iterator[Inconsistency]:
    counted = Counter(indicator.code for indicator in edition.indicators)
    for path, dimension, index in _indicators(edition):
        code = dimension.indicators[index].code
        if counted[code] > 1:
            yield path, Text(f"指标代码 {code} 用了 {counted[code]} 次", f"the code {code} stands {counted[code]} times")
    ids = Counter(dimension.id for dimension in edition.walk_dimensions())
    for name, times in ids.items():
        if times > 1:
            yield ("dimensions",), Text(f"维度 {name} 用了 {times} 次", f"the dimension {name} stands {times} times")
    for at, check in enumerate(edition.checks):
        if sum(other.id == check.id for other in edition.checks) > 1:
            yield ("checks", at), Text(f"校验编号 {check.id} 重复", f"the check {check.id} stands twice")


def _weights(edition: Edition) -> Iterator[Inconsistency]:
    def below(dimensions: tuple[Dimension, ...], path: Path_) -> Iterator[Inconsistency]:
        for at, dimension in enumerate(dimensions):
            here = (*path, "dimensions", at)
            if dimension.weight <= 0:
                yield (*here, "weight"), Text("权重须大于 0", "a weight must be above 0")
            if not dimension.indicators and not dimension.dimensions:
                yield here, Text(f"维度 {dimension.id} 是空的", f"the dimension {dimension.id} is empty")
            yield from below(dimension.dimensions, here)

    yield from below(edition.dimensions, ())
    for path, dimension, index in _indicators(edition):
        if dimension.indicators[index].weight <= 0:
            yield (*path, "weight"), Text("权重须大于 0", "a weight must be above 0")


def _readings(edition: Edition) -> Iterator[Inconsistency]:
    chosen = [(path, dimension.indicators[index]) for path, dimension, index in _indicators(edition)]
    chosen += [(("derived_fields", name), field) for name, field in edition.derived_fields.items()]
    for path, one in chosen:
        if one.reading != "default" and one.reading not in one.readings:
            options = "、".join(["default", *one.readings])
            yield (*path, "reading"), Text(f"没有读法“{one.reading}”；可选 {options}", f"no reading {one.reading!r}; there are {options}")


def _formulas(edition: Edition) -> Iterator[Inconsistency]:
    known = FieldNames(edition)
    for path, text, level, kind in _written(edition):
        try:
            tree = bind(parse(text), known, level)
            found = kind_of(tree, known)
            if found != kind:
                raise FormulaFault(Text(f"结果应是{kind}，却是{found}", f"the result must be a {kind}, not a {found}"))
        except FormulaFault as fault:
            yield path, Text(f"公式 {text}：{fault.reason.zh}", f"formula {text}: {fault.reason.en}")
            continue
        for node in walk(tree):
            if isinstance(node, IndicatorValue) and node.code not in {one.code for one in edition.indicators}:
                yield path, Text(f"没有指标 {node.code}", f"there is no indicator {node.code}")


Written = tuple[Path_, str, Level, Kind]


def _written(edition: Edition) -> Iterator[Written]:
    """Yield every formula of the edition with its path, level and the kind it must have."""
    for path, dimension, index in _indicators(edition):
        one = dimension.indicators[index]
        if one.formula:
            yield (*path, "formula"), one.formula, "zone", "number"
        for name, reading in one.readings.items():
            yield (*path, "readings", name, "formula"), reading.formula, "zone", "number"
        for at, case in enumerate(one.when_undefined):
            yield (*path, "when_undefined", at, "when"), case.when, "zone", "truth"
        if one.min_coverage:
            yield (*path, "min_coverage", "share"), one.min_coverage.share, "zone", "number"
    for name, variable in edition.variables.items():
        yield ("variables", name, "formula"), variable.formula, "zone", "number"
    yield from _row_formulas(edition)
    for at, target in enumerate(edition.targets):
        yield from _of_leaf(("targets", at), target)


def _row_formulas(edition: Edition) -> Iterator[Written]:
    for name, field in edition.derived_fields.items():
        kind: Kind = "truth" if field.type == "bool" else "number"
        yield ("derived_fields", name, "formula"), field.formula, "row", kind
        for reading, other in field.readings.items():
            yield ("derived_fields", name, "readings", reading, "formula"), other.formula, "row", kind
    for at, check in enumerate(edition.checks):
        if check.where:
            yield ("checks", at, "where"), check.where, "row", "truth"
        for index, rule in enumerate(check.rules):
            yield ("checks", at, "rules", index), rule.rule, "row", "truth"


def _of_leaf(path: Path_, leaf: Leaf) -> Iterator[Written]:
    if leaf.value:
        yield (*path, "value"), leaf.value, "zone", "number"
    for name, reading in leaf.readings.items():
        yield (*path, "readings", name, "formula"), reading.formula, "zone", "number"
    for branch in ("all", "any"):
        for at, part in enumerate(getattr(leaf, branch)):
            yield from _of_leaf((*path, branch, at), part)


def _references(edition: Edition) -> Iterator[Inconsistency]:
    codes = {one.code for one in edition.indicators}
    for at, target in enumerate(edition.targets):
        if target.park_type not in edition.park_types:
            yield ("targets", at, "park_type"), _unknown("park_type", target.park_type, list(edition.park_types))
    for at, task in enumerate(edition.tasks):
        for code in task.indicators:
            if code not in codes:
                yield ("tasks", at, "indicators"), _unknown("indicator", code, sorted(codes))
    for at, check in enumerate(edition.checks):
        for name in check.fields:
            if name not in edition.enterprise_fields:
                yield ("checks", at, "fields"), _unknown("field", name, list(edition.enterprise_fields))


def _unknown(what: str, word: str, known: list[str]) -> Text:
    guess = nearest(word, known)
    zh = f"，是否指“{guess}”" if guess else ""
    return Text(f"{what} “{word}”不存在{zh}", f"unknown {what} {word!r}" + (f"; did you mean {guess!r}?" if guess else ""))


def _circles(edition: Edition) -> Iterator[Inconsistency]:
    """Refuse derived fields that need each other."""
    needs: dict[str, set[str]] = {}
    for name, field in edition.derived_fields.items():
        try:
            used = {one.name for text in _formulas_of(field) for one in names(parse(text))}
        except FormulaFault:
            continue  # said already
        needs[name] = used & edition.derived_fields.keys()
    for name in needs:
        reached, frontier = set(), set(needs[name])
        while frontier:
            reached |= frontier
            frontier = {far for near in frontier for far in needs.get(near, ())} - reached
        if name in reached:
            yield ("derived_fields", name), Text(f"派生字段 {name} 用到了自己", f"the derived field {name} needs itself")


def _formulas_of(field: object) -> list[str]:
    return [field.formula, *(reading.formula for reading in field.readings.values())]  # type: ignore[attr-defined]
