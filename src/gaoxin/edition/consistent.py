"""What types alone cannot say: names that must exist, codes that must differ, formulas that must fit."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from gaoxin.edition.names import FieldNames
from gaoxin.edition.schema import Dimension, Edition, Field, Indicator, Leaf
from gaoxin.edition.source import Path_
from gaoxin.formula import (
    Aggregate,
    FormulaFault,
    IndicatorValue,
    Name,
    Previous,
    Tree,
    bind,
    kind_of,
    names,
    parse,
    text_of,
    walk,
)  # fmt: skip
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


def _dimensions(edition: Edition) -> Iterator[tuple[Path_, Dimension]]:
    def below(dimensions: tuple[Dimension, ...], path: Path_) -> Iterator[tuple[Path_, Dimension]]:
        for at, dimension in enumerate(dimensions):
            here = (*path, "dimensions", at)
            yield here, dimension
            yield from below(dimension.dimensions, here)

    yield from below(edition.dimensions, ())


def _indicators(edition: Edition) -> Iterator[tuple[Path_, Indicator]]:
    for path, dimension in _dimensions(edition):
        yield from (((*path, "indicators", at), one) for at, one in enumerate(dimension.indicators))


def _double_codes(edition: Edition) -> Iterator[Inconsistency]:
    checks = [(("checks", at), one.id) for at, one in enumerate(edition.checks)]
    checks += [(("zone_checks", at), one.id) for at, one in enumerate(edition.zone_checks)]
    targets = [(("targets", at), f"{one.park_type}/{one.no}") for at, one in enumerate(edition.targets)]
    yield from _doubles("指标代码", "code", [(path, one.code) for path, one in _indicators(edition)])
    yield from _doubles("维度", "dimension", [(path, one.id) for path, one in _dimensions(edition)])
    yield from _doubles("校验编号", "check", checks)
    yield from _doubles("目标", "target", targets)


def _doubles(zh: str, en: str, named: Sequence[tuple[Path_, str]]) -> Iterator[Inconsistency]:
    counted = Counter(name for _, name in named)
    for path, name in named:
        times = counted[name]
        if times > 1:
            yield path, Text(f"{zh} {name} 用了 {times} 次", f"the {en} {name} stands {times} times")


def _weights(edition: Edition) -> Iterator[Inconsistency]:
    weights = [(path, one.weight) for path, one in _dimensions(edition)]
    weights += [(path, one.weight) for path, one in _indicators(edition)]
    for path, weight in weights:
        if weight <= 0:
            yield (*path, "weight"), Text("权重须大于 0", "a weight must be above 0")
    for path, dimension in _dimensions(edition):
        if not dimension.indicators and not dimension.dimensions:
            yield path, Text(f"维度 {dimension.id} 是空的", f"the dimension {dimension.id} is empty")
        elif not dimension.dimensions and all(one.left_out for one in dimension.indicators):
            zh, en = (
                f"维度 {dimension.id} 的指标全部不计分",
                f"every indicator of the dimension {dimension.id} is left out",
            )
            yield path, Text(zh, en)


def _readings(edition: Edition) -> Iterator[Inconsistency]:
    chosen: list[tuple[Path_, Indicator | Field | Leaf]] = list(_indicators(edition))
    chosen += [(("derived_fields", name), field) for name, field in edition.derived_fields.items()]
    chosen += [
        (path, leaf)
        for at, target in enumerate(edition.targets)
        for path, leaf in _leaves(("targets", at), target)
    ]
    for path, one in chosen:
        if one.reading != "default" and one.reading not in one.readings:
            options = "、".join(["default", *one.readings])
            en = f"no reading {one.reading!r}; there are {options}"
            yield (*path, "reading"), Text(f"没有读法“{one.reading}”；可选 {options}", en)


def _formulas(edition: Edition) -> Iterator[Inconsistency]:
    known, codes = FieldNames(edition), {one.code for one in edition.indicators}
    bound: list[tuple[Path_, Tree]] = []
    for path, text, level, kind in _written(edition):
        try:
            tree = bind(parse(text), known, level)
            found = kind_of(tree, known)
        except FormulaFault as fault:
            yield path, Text(f"公式 {text}：{fault.reason.zh}", f"formula {text}: {fault.reason.en}")
            continue
        if found != kind:
            yield path, Text(f"结果应是{kind}，却是{found}", f"the result must be a {kind}, not a {found}")
        if path[0] == "derived_fields" and any(isinstance(node, Previous) for node in walk(tree)):
            yield path, Text("派生字段只用当年的格子", "a derived field reads cells of its own year only")
        bound.append((path, tree))
        for node in walk(tree):
            if isinstance(node, IndicatorValue) and node.code not in codes:
                yield path, _unknown("indicator", node.code, sorted(codes))
    if edition.variables:
        yield from _unnamed(edition, bound)


def _unnamed(edition: Edition, bound: list[tuple[Path_, Tree]]) -> Iterator[Inconsistency]:
    """Refuse aggregates over enterprises without a name, and names that do not stand for one aggregate."""
    declared: dict[Tree, str] = {}
    for path, tree in bound:
        if path[0] != "variables":
            continue
        name = str(path[1])
        if not isinstance(tree, Aggregate):
            yield path, Text("变量须是一个汇总数，如 SUM(x)", "a variable is one aggregate, like SUM(x)")
        elif _plain_sum(tree) or tree in declared:
            other = declared.get(tree) or names(tree).popitem()[0].name
            yield (
                path,
                Text(
                    f"{text_of(tree)} 已有名称 {other}", f"{text_of(tree)} goes by the name {other} already"
                ),
            )
        elif name in edition.enterprise_fields | edition.derived_fields:
            yield path, Text(f"{name} 是 SUM({name}) 的名称", f"{name} is the name of SUM({name})")
        declared.setdefault(tree, name)
    for path, tree in bound:
        for node in walk(tree):
            if (
                isinstance(node, Aggregate)
                and not _plain_sum(node)
                and not _panel(node)
                and node not in declared
            ):
                declared[node] = _proposal(node)
                text = f"{_proposal(node)}: {{label: …, unit: …, formula: {text_of(node)}}}"
                yield (
                    path,
                    Text(
                        f"汇总数还没有名称，请在 variables 里加：{text}",
                        f"the aggregate has no name; add to variables: {text}",
                    ),
                )


def _plain_sum(tree: Aggregate) -> bool:
    """Whether it is SUM(field), which goes by the field's name."""
    return (
        tree.function == "SUM"
        and tree.where is None
        and isinstance(tree.argument, Name)
        and not tree.argument.scope
    )


def _panel(tree: Aggregate) -> bool:
    return any(name.scope in ("survey", "expert") for name in names(tree))


def _proposal(tree: Aggregate) -> str:
    """Return a name made of the function and the fields: ``count_is_hightech_revenue``."""
    return "_".join([tree.function.lower(), *dict.fromkeys(name.name for name in names(tree))])


Written = tuple[Path_, str, Level, Kind]


def _written(edition: Edition) -> Iterator[Written]:
    """Yield every formula of the edition with its path, level and the kind it must have."""
    for path, one in _indicators(edition):
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
    for at, one in enumerate(edition.zone_checks):
        if one.rule:
            yield ("zone_checks", at, "rule"), one.rule, "zone", "truth"


def _of_leaf(path: Path_, target: Leaf) -> Iterator[Written]:
    for here, leaf in _leaves(path, target):
        if leaf.value:
            yield (*here, "value"), leaf.value, "zone", "number"
        for name, reading in leaf.readings.items():
            yield (*here, "readings", name, "formula"), reading.formula, "zone", "number"


def _leaves(path: Path_, leaf: Leaf) -> Iterator[tuple[Path_, Leaf]]:
    """Yield a condition and everything below it, with its path."""
    yield path, leaf
    for branch in ("all", "any"):
        for at, part in enumerate(getattr(leaf, branch)):
            yield from _leaves((*path, branch, at), part)


def _references(edition: Edition) -> Iterator[Inconsistency]:
    """Yield every name that should stand in another table and does not."""
    for path, what, words, known in _named(edition):
        for word in words:
            if word not in known:
                yield path, _unknown(what, word, sorted(known))


def _named(edition: Edition) -> Iterator[tuple[Path_, str, Iterable[str], Collection[str]]]:
    """Yield where names of another table stand: the path, what they name, the names, and those there are."""
    codes = {one.code for one in edition.indicators}
    for at, target in enumerate(edition.targets):
        yield ("targets", at, "park_type"), "park_type", (target.park_type,), edition.park_types
    for at, task in enumerate(edition.tasks):
        yield ("tasks", at, "indicators"), "indicator", task.indicators, codes
    for at, overlap in enumerate(edition.overlaps):
        yield ("overlaps", at, "codes"), "indicator", overlap.codes, codes
    for at, check in enumerate(edition.checks):
        yield ("checks", at, "fields"), "field", check.fields, edition.enterprise_fields
    for at, one in enumerate(edition.zone_checks):
        yield ("zone_checks", at, "fields"), "field", one.fields, edition.zone_fields
    for name, field in edition.zone_fields.items():
        yield (
            ("zone_fields", name, "section"),
            "section",
            filter(None, [field.section]),
            edition.zone_sections,
        )
    for name, section in edition.zone_sections.items():
        yield ("zone_sections", name, "sums"), "field", section.sums, edition.enterprise_fields


def _unknown(what: str, word: str, known: list[str]) -> Text:
    guess = nearest(word, known)
    zh = f"，是否指“{guess}”" if guess else ""
    return Text(
        f"{what} “{word}”不存在{zh}",
        f"unknown {what} {word!r}" + (f"; did you mean {guess!r}?" if guess else ""),
    )


def _circles(edition: Edition) -> Iterator[Inconsistency]:
    """Refuse derived fields that need each other."""
    needs: dict[str, set[str]] = {}
    for name, field in edition.derived_fields.items():
        try:
            used = {one.name for text in _formulas_of(field) for one in names(parse(text))}
        except FormulaFault:
            continue  # said already
        needs[name] = used & edition.derived_fields.keys()
    for name, first in needs.items():
        reached, frontier = set(), first
        while frontier:
            reached |= frontier
            frontier = {far for near in frontier for far in needs.get(near, ())} - reached
        if name in reached:
            yield (
                ("derived_fields", name),
                Text(f"派生字段 {name} 用到了自己", f"the derived field {name} needs itself"),
            )


def _formulas_of(field: object) -> list[str]:
    return [field.formula, *(reading.formula for reading in field.readings.values())]  # type: ignore[attr-defined]
