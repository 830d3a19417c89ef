"""Names and kinds: labels and survey codes become field names, 30亿 becomes the field's unit, kinds must fit."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

from gaoxin.formula import tree as t
from gaoxin.formula.parse import FormulaFault
from gaoxin.formula.text import text_of
from gaoxin.terms import Text, did_you_mean

Kind = Literal["number", "truth", "text", "date"]
Level = Literal["row", "zone"]


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for: the field's own name, its kind and its unit."""

    name: str
    kind: Kind
    unit: str = ""


class Names(Protocol):
    """The names that formulas may use; an edition's fields are one."""

    def lookup(self, word: str, scope: t.Scope) -> tuple[Known, ...]:
        """Return what the word stands for: nothing, one field, or several where a label is ambiguous."""

    def words(self, scope: t.Scope) -> Iterable[str]:
        """Return the names of a scope, for the nearest guess."""


_YUAN = {"元": 1, "千元": 10**3, "万元": 10**4, "亿元": 10**8}
_SCALE = {"万": 10**4, "亿": 10**8, "万亿": 10**12}


def bind(tree: t.Tree, known: Names, level: Level) -> t.Tree:
    """Return the tree over field names, with numbers in the fields' units; FormulaFault when something does not fit.

    ``level`` is "row" for a formula over one enterprise and "zone" for one over a zone's figures.
    """
    binder = _Binder(known, level)
    bound = t.rebuild(tree, binder.node)
    binder.no_scale_left(bound)
    binder.at_level(bound, inside=level == "row")
    binder.kind(bound)
    return bound


def kind_of(tree: t.Tree, known: Names) -> Kind:
    """Return the kind of a bound formula."""
    return _Binder(known, "zone").kind(tree)


class _Binder:
    def __init__(self, known: Names, level: Level) -> None:
        self.known, self.level = known, level

    def node(self, node: t.Tree) -> t.Tree:
        match node:
            case t.Name(word, scope):
                return t.Name(self.field(word, scope).name, scope)
            case t.Comparison(operator, left, right):
                return t.Comparison(operator, self.in_unit(left, right), self.in_unit(right, left))
            case t.Between(operand, low, high):
                return t.Between(operand, self.in_unit(low, operand), self.in_unit(high, operand))
        return node

    def field(self, word: str, scope: t.Scope) -> Known:
        found = self.known.lookup(word, scope)
        if len(found) == 1:
            return found[0]
        shown = f"{scope}.{word}" if scope else word
        if found:
            options = "、".join(known.name for known in found)
            raise FormulaFault(
                Text(f"“{shown}”有多个字段同名：{options}", f"{shown!r} names several fields: {options}")
            )
        guess = did_you_mean(word, self.known.words(scope)) or Text("", "")
        raise FormulaFault(
            Text(
                f"没有字段“{shown}”" + (f"，{guess.zh}" if guess.zh else ""),
                f"no field {shown!r}; {guess.en}".rstrip("; "),
            )
        )

    def in_unit(self, side: t.Tree, other: t.Tree) -> t.Tree:
        """Return 30亿 as a plain number in the unit of the figure it is compared with."""
        if not isinstance(side, t.Number) or not side.scale:
            return side
        units = {self.field(name.name, name.scope).unit for name in _amounts(other)}
        factors = {_YUAN.get(unit, 1) for unit in units} or {1}
        if len(factors) > 1:
            raise FormulaFault(
                Text(f"{side.scale}的单位不明：{units}", f"the unit of …{side.scale} is not clear: {units}")
            )
        return t.Number(side.value * _SCALE[side.scale] / factors.pop())

    def no_scale_left(self, tree: t.Tree) -> None:
        for node in t.walk(tree):
            if isinstance(node, t.Number) and node.scale:
                raise FormulaFault(
                    Text(
                        f"带“{node.scale}”的数只能与字段比较",
                        f"a number with {node.scale} must be compared with a field",
                    )
                )

    def at_level(self, tree: t.Tree, *, inside: bool) -> None:
        """Refuse a row's cell outside an aggregate, an aggregate inside one, and division of cells."""
        match tree:
            case t.Aggregate(argument=argument, where=where):
                if inside:
                    raise FormulaFault(
                        Text("汇总函数里不能再汇总", "an aggregate cannot stand in a row's formula")
                    )
                for part in (argument, where):
                    if part is not None:
                        self.at_level(part, inside=True)
            case t.Name(name, "") if not inside:
                raise FormulaFault(
                    Text(f"{name} 是企业填报的字段，请写 SUM({name})", f"{name} is a cell; write SUM({name})")
                )
            case t.Name(name, "survey" | "expert" as panel) if not inside:
                raise FormulaFault(Text(f"请写 AVG({panel}.{name})", f"write AVG({panel}.{name})"))
            case t.Previous(operand) if any(isinstance(node, t.Previous) for node in t.walk(operand)):
                raise FormulaFault(
                    Text("只有本年和上年两年", "there are two years only: this one and the one before")
                )
            case t.Arithmetic("/") if inside and self.level == "zone":
                raise FormulaFault(
                    Text("汇总函数里不能相除：请先汇总再相除", "divide sums, not cells: SUM(a) / SUM(b)")
                )
            case _:
                for child in t.children(tree):
                    self.at_level(child, inside=inside)

    def kind(self, tree: t.Tree) -> Kind:  # noqa: C901, PLR0912 - one case a node
        match tree:
            case t.Number() | t.IndicatorValue():
                return "number"
            case t.Words():
                return "text"
            case t.Name(name, scope):
                return self.field(name, scope).kind
            case t.Negative(operand):
                return self.expect(operand, "number")
            case t.Arithmetic(_, left, right):
                self.expect(left, "number")
                return self.expect(right, "number")
            case t.Logic(_, left, right):
                self.expect(left, "truth")
                return self.expect(right, "truth")
            case t.Not(operand):
                return self.expect(operand, "truth")
            case t.Comparison(_, left, right):
                self.expect(right, self.kind(left))
                return "truth"
            case t.Between(operand, low, high):
                self.expect(low, self.kind(operand))
                self.expect(high, self.kind(operand))
                return "truth"
            case t.In(operand, options):
                for option in options:
                    self.expect(option, self.kind(operand))
                return "truth"
            case t.IsNull(operand):
                self.kind(operand)
                return "truth"
            case t.Previous(operand):
                return self.kind(operand)
            case t.Case() | t.Call() | t.Aggregate():
                return self.kind_of_call(tree)
        raise AssertionError(tree)

    def kind_of_call(self, tree: t.Case | t.Call | t.Aggregate) -> Kind:  # noqa: C901 - one case a function
        match tree:
            case t.Aggregate(function, argument, where):
                if where is not None:
                    self.expect(where, "truth")
                if argument is not None:
                    self.kind(argument) if function == "COUNT" else self.expect(argument, "number")
                return "number"
            case t.Case(branches, otherwise):
                kind = self.kind(branches[0][1])
                for condition, value in branches:
                    self.expect(condition, "truth")
                    self.expect(value, kind)
                return kind if otherwise is None else self.expect(otherwise, kind)
            case t.Call("LEFT", (operand, t.Number())):
                return self.expect(operand, "text")
            case t.Call("YEAR_END", _):
                return "date"
            case t.Call("ABS", (operand,)):
                return self.expect(operand, "number")
            case t.Call("COALESCE" | "NULLIF", (first, *rest)) if rest:
                for part in rest:
                    self.expect(part, self.kind(first))
                return self.kind(first)
        raise FormulaFault(Text(f"{tree.function} 的参数不对", f"wrong arguments for {tree.function}"))

    def expect(self, tree: t.Tree, kind: Kind) -> Kind:
        found = self.kind(tree)
        if found != kind:
            text = text_of(tree)
            raise FormulaFault(
                Text(
                    f"{text} 是{_ZH[found]}，此处要{_ZH[kind]}",
                    f"{text} is a {found}; a {kind} is needed here",
                )
            )
        return found


_ZH: dict[Kind, str] = {"number": "数", "truth": "真假", "text": "文字", "date": "日期"}


def _amounts(tree: t.Tree) -> Iterable[t.Name]:
    """Yield the fields whose unit the value of the tree has: what is counted or filtered on does not matter."""
    match tree:
        case t.Aggregate("COUNT"):
            return
        case t.Aggregate(argument=argument) if argument is not None:
            yield from _amounts(argument)
        case t.Name():
            yield tree
        case _:
            for child in t.children(tree):
                yield from _amounts(child)


__all__ = ["Fraction", "Kind", "Known", "Level", "Names", "bind", "kind_of"]
