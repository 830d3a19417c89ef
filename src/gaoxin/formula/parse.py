"""Text to tree: sqlglot reads the SQL expression, and only what stands in the table below is taken over."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from gaoxin.formula import tree as t
from gaoxin.terms import Text

LONGEST = 4000
DEEPEST = 60
LARGEST = Fraction(10) ** 30

_SCALES = {"万": "WAN", "亿": "YI", "万亿": "WANYI"}
_SCALE_OF = {word: scale for scale, word in _SCALES.items()}
_LEXEMES = re.compile(
    r"""(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")"""
    r"""|(?<![\w.])(?P<number>\d+(?:\.\d+)?)\s*(?P<scale>万亿|亿|万|%|％)(?!\w)"""
)
_FULL_WIDTH = str.maketrans("（），＋－＊／＞＜＝", "(),+-*/><=")


class FormulaFault(ValueError):
    """A formula that is refused, with the reason in both languages."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason

    def __str__(self) -> str:
        """Return the reason in the language of the user."""
        return str(self.reason)


@lru_cache(maxsize=4096)
def parse(text: str) -> t.Tree:
    """Return the tree of a formula; FormulaFault when it holds anything that the language does not know.

    >>> from gaoxin.formula.text import text_of
    >>> text_of(parse("100*sum(x) filter (where y > 30亿)/count(*)"))
    '100 * SUM(x) FILTER (WHERE y > 30亿) / COUNT(*)'
    """
    if len(text) > LONGEST:
        raise FormulaFault(
            Text(f"公式长于 {LONGEST} 个字符", f"the formula is longer than {LONGEST} characters")
        )
    try:
        return _translate(_one_expression(_prepared(text)), 0)
    except RecursionError:
        raise _too_deep() from None


def _prepared(text: str) -> str:
    """Write 30亿 and 35% as calls and full-width operators half-width, outside quotes."""

    def rewrite(found: re.Match[str]) -> str:
        if found["quoted"]:
            return found["quoted"]
        scale = found["scale"]
        return f"({found['number']} / 100)" if scale in "%％" else f"{_SCALES[scale]}({found['number']})"

    pieces, last = [], 0
    for found in _LEXEMES.finditer(text):
        pieces += [text[last : found.start()].translate(_FULL_WIDTH), rewrite(found)]
        last = found.end()
    return "".join([*pieces, text[last:].translate(_FULL_WIDTH)])


def _one_expression(text: str) -> exp.Expression:
    if not text.strip():
        raise FormulaFault(Text("公式为空", "the formula is empty"))
    if re.search(r"--|/\*|[#@]", text):
        raise FormulaFault(Text("公式中不能有注释或 @", "a formula holds no comments and no @"))
    try:
        found = sqlglot.parse(f"({text}\n)", dialect="duckdb")  # in brackets, it cannot be a statement
    except SqlglotError as error:
        where = re.sub(r"\x1b\[\d+m", "", str(error)).split("\n")[0]
        raise FormulaFault(Text(f"读不懂：{where}", f"cannot be read: {where}")) from None
    if len(found) != 1 or not isinstance(found[0], exp.Paren):
        raise FormulaFault(Text("只能是一个表达式", "write exactly one expression"))
    return found[0]


def _translate(node: exp.Expression, depth: int) -> t.Tree:
    if depth > DEEPEST:
        raise _too_deep()
    rule = _RULES.get(type(node))
    _only(node, _KEPT.get(type(node), {"this", "expression"}))
    if rule is None:
        raise _refused(node)
    return rule(node, lambda child: _translate(child, depth + 1))


def _only(node: exp.Expression, kept: set[str]) -> None:
    """Refuse arguments that the rule would lose in silence (DISTINCT, a third argument, a database name)."""
    lost = [
        key
        for key, value in node.args.items()
        if value not in (None, False, []) and key not in kept | _HARMLESS
    ]
    if lost:
        raise _refused(node)


def _too_deep() -> FormulaFault:
    return FormulaFault(Text(f"嵌套超过 {DEEPEST} 层", f"nested deeper than {DEEPEST} levels"))


def _refused(node: exp.Expression) -> FormulaFault:
    shown = node.sql(dialect="duckdb")
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    return FormulaFault(
        Text(
            f"公式中不能用 {shown}（{type(node).__name__}）；可用：{ALLOWED}",
            f"{shown} ({type(node).__name__}) is not allowed in a formula; allowed: {ALLOWED}",
        )
    )


ALLOWED = (
    "+ - * / = <> < <= > >= AND OR NOT IN BETWEEN IS NULL CASE, SUM COUNT AVG MIN MAX … FILTER (WHERE …), PREVIOUS, "
    "INDICATOR, COALESCE ABS NULLIF LEFT YEAR_END, 万 亿 %"
)

Down = Callable[[exp.Expression], t.Tree]
_HARMLESS = {"typed", "safe", "big_int", "quoted", "ignore_nulls", "coalesce"}
_KEPT: dict[type, set[str]] = {
    exp.Between: {"this", "low", "high"},
    exp.In: {"this", "expressions"},
    exp.Case: {"ifs", "default"},
    exp.If: {"this", "true", "false"},
    exp.Coalesce: {"this", "expressions"},
    exp.Anonymous: {"this", "expressions"},
    exp.Literal: {"this", "is_string"},
    exp.Column: {"this", "table"},
}


def _literal(node: exp.Expression, _: Down) -> t.Tree:
    if node.is_string:
        return t.Words(str(node.this))
    value = (
        Fraction(str(node.this))
        if re.fullmatch(r"\d{1,30}(\.\d{1,30})?|\.\d{1,30}", str(node.this))
        else None
    )
    if value is None or value > LARGEST:
        raise FormulaFault(
            Text(f"数 {node.this} 超出范围，请写成普通小数", f"write {node.this} as a plain decimal number")
        )
    return t.Number(value)


def _column(node: exp.Expression, _: Down) -> t.Tree:
    if not isinstance(node.this, exp.Identifier):
        raise _refused(node)
    scope = str(node.args["table"].this).lower() if node.args.get("table") else ""
    if scope not in ("", "zone", "survey", "expert"):
        raise FormulaFault(
            Text(
                f"“{scope}.”不是数据来源；管委会表写 zone.字段，问卷写 survey.score，专家写 expert.score",
                f"{scope!r} is no source; write zone.FIELD, survey.score or expert.score",
            )
        )
    return t.Name(str(node.this.this), scope)  # type: ignore[arg-type]  # narrowed by the test above


def _arithmetic(operator: str) -> Callable[[exp.Expression, Down], t.Tree]:
    return lambda node, down: t.Arithmetic(operator, down(node.this), down(node.expression))  # type: ignore[arg-type]


def _comparison(operator: str) -> Callable[[exp.Expression, Down], t.Tree]:
    return lambda node, down: t.Comparison(operator, down(node.this), down(node.expression))  # type: ignore[arg-type]


def _logic(operator: str) -> Callable[[exp.Expression, Down], t.Tree]:
    return lambda node, down: t.Logic(operator, down(node.this), down(node.expression))  # type: ignore[arg-type]


def _is(node: exp.Expression, down: Down) -> t.Tree:
    if not isinstance(node.expression, exp.Null):
        raise _refused(node)
    return t.IsNull(down(node.this))


def _in(node: exp.Expression, down: Down) -> t.Tree:
    if not node.expressions:
        raise _refused(node)
    return t.In(down(node.this), tuple(down(option) for option in node.expressions))


def _case(node: exp.Expression, down: Down) -> t.Tree:
    branches = tuple((down(branch.this), down(branch.args["true"])) for branch in node.args["ifs"])
    otherwise = node.args.get("default")
    return t.Case(branches, None if otherwise is None or isinstance(otherwise, exp.Null) else down(otherwise))


def _if(node: exp.Expression, down: Down) -> t.Tree:
    otherwise = node.args.get("false")
    return t.Case(
        ((down(node.this), down(node.args["true"])),), None if otherwise is None else down(otherwise)
    )


def _aggregate(function: str) -> Callable[[exp.Expression, Down], t.Tree]:
    def rule(node: exp.Expression, down: Down) -> t.Tree:
        star = isinstance(node.this, exp.Star)
        if node.this is None or (star and (function != "COUNT" or any(node.this.args.values()))):
            raise _refused(node)
        return t.Aggregate(function, None if star else down(node.this))  # type: ignore[arg-type]

    return rule


def _filter(node: exp.Expression, down: Down) -> t.Tree:
    inner = down(node.this)
    if not isinstance(inner, t.Aggregate) or not isinstance(node.expression, exp.Where):
        raise _refused(node)
    return t.Aggregate(inner.function, inner.argument, down(node.expression.this))


def _call(function: str) -> Callable[[exp.Expression, Down], t.Tree]:
    def rule(node: exp.Expression, down: Down) -> t.Tree:
        given = (
            [node.this, *node.expressions] if node.expressions else [node.this, node.args.get("expression")]
        )
        return t.Call(function, tuple(down(part) for part in given if part is not None))

    return rule


def _named_call(node: exp.Expression, down: Down) -> t.Tree:
    name, given = str(node.this).upper(), tuple(node.expressions)
    arguments = tuple(down(part) for part in given)
    match name, arguments:
        case "PREVIOUS", (operand,):
            return t.Previous(operand)
        case "INDICATOR", (t.Words(code),):
            return t.IndicatorValue(code)
        case "YEAR_END", (t.Number() | t.Negative(t.Number()),):
            return t.Call("YEAR_END", arguments)
        case (("WAN" | "YI" | "WANYI"), (t.Number(value),)):
            return t.Number(value, _SCALE_OF[name])
    raise _refused(node)


def _parenthesis(node: exp.Expression, down: Down) -> t.Tree:
    return down(node.this)


_RULES: dict[type, Callable[[exp.Expression, Down], t.Tree]] = {
    exp.Literal: _literal,
    exp.Column: _column,
    exp.Paren: _parenthesis,
    exp.Neg: lambda node, down: t.Negative(down(node.this)),
    exp.Add: _arithmetic("+"),
    exp.Sub: _arithmetic("-"),
    exp.Mul: _arithmetic("*"),
    exp.Div: _arithmetic("/"),
    exp.EQ: _comparison("="),
    exp.NEQ: _comparison("<>"),
    exp.LT: _comparison("<"),
    exp.LTE: _comparison("<="),
    exp.GT: _comparison(">"),
    exp.GTE: _comparison(">="),
    exp.And: _logic("AND"),
    exp.Or: _logic("OR"),
    exp.Not: lambda node, down: t.Not(down(node.this)),
    exp.In: _in,
    exp.Between: lambda node, down: t.Between(
        down(node.this), down(node.args["low"]), down(node.args["high"])
    ),
    exp.Is: _is,
    exp.Case: _case,
    exp.If: _if,
    exp.Filter: _filter,
    exp.Sum: _aggregate("SUM"),
    exp.Count: _aggregate("COUNT"),
    exp.Avg: _aggregate("AVG"),
    exp.Min: _aggregate("MIN"),
    exp.Max: _aggregate("MAX"),
    exp.Coalesce: _call("COALESCE"),
    exp.Abs: _call("ABS"),
    exp.Nullif: _call("NULLIF"),
    exp.Left: _call("LEFT"),
    exp.Anonymous: _named_call,
}
