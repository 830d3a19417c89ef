"""Two editions side by side in words: what differs, in which part, of which thing, by which clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaoxin.edition import Difference, Edition, compare, weights_in_force
from gaoxin.terms import Text, decimal_text, exact, is_exact

PARTS: dict[str, Text] = {
    "indicators": Text("指标", "Indicators"),
    "weights": Text("权重", "Weights"),
    "directions": Text("方向", "Directions"),
    "formulas": Text("公式与口径", "Formulas and readings"),
    "method": Text("方法", "Method"),
    "targets": Text("目标", "Targets"),
    "rest": Text("表式、检查与其他", "Forms, checks and the rest"),
}
"""The parts under which differences are shown, in their order."""

_ASPECTS: dict[str, Text] = {
    "weight": Text("权重", "weight"), "left_out": Text("不计分", "left out"), "direction": Text("方向", "direction"),
    "formula": Text("公式", "formula"), "reading": Text("读法", "reading"), "readings": Text("可选读法", "readings"),
    "label": Text("名称", "name"), "label_en": Text("英文名称", "English name"), "unit": Text("单位", "unit"),
    "source": Text("来源", "source"), "clause": Text("条款", "clause"), "basis": Text("依据", "basis"),
    "note": Text("说明", "note"), "dimension": Text("所属维度", "dimension"), "required": Text("要求", "required"),
    "operator": Text("比较", "comparison"), "value": Text("取值", "value"), "using": Text("方法", "method"),
    "transform": Text("变换", "transform"), "cap": Text("上限", "cap"), "min_coverage": Text("最低覆盖", "least coverage"),
    "when_undefined": Text("无定义时", "where undefined"), "treat": Text("异常值", "outliers"),
    "standardise": Text("标准化", "standardisation"), "title": Text("标题", "title"), "title_en": Text("英文标题", "English title"),
    "ties": Text("并列", "ties"),
}  # fmt: skip

_FORMULAS = {
    "formula",
    "reading",
    "readings",
    "cap",
    "min_coverage",
    "when_undefined",
    "transform",
    "scale",
    "source",
}

_VALUES: dict[str, Text] = {
    "True": Text("是", "yes"), "False": Text("否", "no"), "higher": Text("越高越好", "higher is better"),
    "lower": Text("越低越好", "lower is better"), "stated": Text("明文", "stated"), "inferred": Text("推定", "inferred"),
    "assumed": Text("假定", "assumed"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One difference in words: of what, which aspect, before and after, and the clause that asks for it."""

    part: str
    thing: Text
    aspect: Text
    old: str
    new: str
    kind: str
    clause: str
    path: str


@dataclass(frozen=True)
class Weight:
    """One indicator or dimension by both editions: effective weights (None: not there), and whether they differ."""

    code: str
    name: Text
    clause: str
    dimension: bool
    first: float | None
    second: float | None

    @property
    def differs(self) -> bool:
        """Whether the effective weight is another one."""
        return self.first is None or self.second is None or abs(self.first - self.second) > 1e-12


def lines(first: Edition, second: Edition) -> list[Line]:
    """Return every difference in words, part by part."""
    known = _Known(first, second)
    order = list(PARTS)
    found = [known.line(one) for one in compare(first, second)]
    return sorted(found, key=lambda one: order.index(one.part))


def weights(first: Edition, second: Edition) -> list[Weight]:
    """Return the effective weights of all dimensions and indicators by both editions, in the order of the first."""
    sides = [_effective(one) for one in (first, second)]
    return [
        Weight(key[1], sides[0].get(key, sides[1].get(key))[0], sides[0].get(key, sides[1].get(key))[1],  # type: ignore[index]
               key[0] == "d", *(side[key][2] if key in side else None for side in sides))
        for key in dict.fromkeys([*sides[0], *sides[1]])
    ]  # fmt: skip


def _effective(edition: Edition) -> dict[tuple[str, str], tuple[Text, str, float]]:
    shares = weights_in_force(edition)
    found = dict[tuple[str, str], tuple[Text, str, float]]()
    for one in edition.walk_dimensions():
        below = [each.code for part in _below(one) for each in part.indicators]
        name = Text(one.label or one.id, one.label_en or one.label or one.id)
        found["d", one.id] = name, one.clause, float(sum(shares[code] for code in below))
        for each in one.indicators:
            name = Text(each.label or each.code, each.label_en or each.label or each.code)
            found["i", each.code] = name, each.clause, float(shares[each.code])
    return found


def _below(one: object) -> Iterator[object]:
    yield one
    for each in one.dimensions:  # type: ignore[attr-defined]
        yield from _below(each)


class _Known:
    """The names and clauses of things in both editions, by the beginning of their path."""

    def __init__(self, first: Edition, second: Edition) -> None:
        self.names: dict[str, tuple[Text, str]] = {}
        for edition in (second, first):
            self.names |= dict(_things(edition))

    def line(self, one: Difference) -> Line:
        """Return a difference in words."""
        words = one.path.split("/")
        size = 3 if words[0] in ("targets", "objectives") else 2
        thing, clause = self.names.get("/".join(words[:size]), (Text(one.path, one.path), ""))
        aspect = next((_ASPECTS[word] for word in words[size - 1 :] if word in _ASPECTS), None)
        if words[0] == "method":
            thing, aspect = _method(words)
        if len(words) == 1:
            thing, aspect = Text("体系", "the edition"), _ASPECTS.get(words[0])
        shown = aspect or Text("/".join(words[size:]), "/".join(words[size:]))
        values = [
            _value(text, share=words[0] == "dimensions" and words[-1] == "weight")
            for text in (one.old, one.new)
        ]
        return Line(_part(words), thing, shown, *values, one.kind, clause, one.path)


def _things(edition: Edition) -> Iterator[tuple[str, tuple[Text, str]]]:
    for one in edition.walk_dimensions():
        yield f"dimensions/{one.id}", (_named(one.id, one.label, one.label_en), one.clause)
    for each in edition.indicators:
        yield f"indicators/{each.code}", (_named(each.code, each.label, each.label_en), each.clause)
    for target in edition.targets:
        kind = edition.park_types.get(target.park_type, target.park_type)
        label = f"{kind} {target.no} {target.label}"
        name = Text(
            label, f"{target.park_type.replace('_', ' ')} {target.no} {target.label_en or target.label}"
        )
        yield f"targets/{target.park_type}/{target.no}", (name, target.clause)


def _named(code: str, label: str, label_en: str) -> Text:
    return Text(f"{code} {label}", f"{code} {label_en or label}")


def _method(words: list[str]) -> tuple[Text, Text | None]:
    stair = words[1] if len(words) > 1 else "method"
    names: Mapping[str, Text] = {
        "impute": Text("插补", "imputing"), "treat": Text("异常值", "outliers"), "missing": Text("缺失", "missing"),
        "standardise": Text("标准化", "standardisation"), "weights": Text("权重的读法", "how weights are read"),
        "aggregate": Text("合成", "aggregation"), "rank": Text("排名", "ranks"), "expert": Text("专家评分", "expert marks"),
        "survey": Text("问卷", "survey"), "constant": Text("各区相同", "constant columns"),
        "basis": Text("方法", "method"), "note": Text("方法", "method"),
    }  # fmt: skip
    return names.get(stair, Text(stair, stair)), _ASPECTS.get(words[-1])


def _part(words: list[str]) -> str:
    last = {*words[2:]}
    if words[0] in ("indicators", "dimensions"):
        if len(words) <= 2:
            return "indicators"
        if last & {"weight", "left_out"}:
            return "weights"
        return "directions" if "direction" in last else "formulas" if last & _FORMULAS else "indicators"
    return {"method": "method", "targets": "targets"}.get(words[0], "rest")


def _value(text: str, *, share: bool) -> str:
    if share and is_exact(text):
        return f"{decimal_text(100 * exact(text))}%"
    return str(_VALUES.get(text, text))
