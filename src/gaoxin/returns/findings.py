"""Findings in words: what stands in the cells, with the figures, the difference and the tolerance."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gaoxin.edition import Edition, Field
from gaoxin.formula import Arithmetic, Comparison, Name, Negative, Number, Previous, Tree, walk
from gaoxin.micro.checks import Broken, Question, Value
from gaoxin.micro.rows import Part, Rows
from gaoxin.returns.credit_code import wrong_with
from gaoxin.terms import Finding, Text, decimal_text

CATEGORIES = ("强制性", "准强制性", "核实性", "提示性")
"""The four classes of checks, the heaviest first."""

PLACES_SHOWN = 3
"""How many other rows with the same key a finding names; the rest are counted."""

Cell = tuple[str, int, str]
"""Sheet, line and header of a cell."""


def finding(question: Question, row: Broken, words: "Words") -> Finding:
    """Return the finding for a row that breaks a condition, in the language of the user."""
    check, part = question.check, words.rows.parts[row.source]
    cells = cells_of(question.cells, row, part)
    sheet, line, _ = cells[0] if cells else ("", _line_of(part, row.lines["_line"]), "")
    message = Text(check.message, check.message_en or check.message)
    fix = Text(check.fix, check.fix_en or check.fix)
    return Finding(
        check.id, check.severity, check.category, part.file, sheet, line, _columns(cells), row.zone, row.code,
        str(words.found(question, row)), str(message), str(fix), cells,
    )  # fmt: skip


def cells_of(fields: tuple[str, ...], row: Broken, part: Part) -> tuple[Cell, ...]:
    """Return the cells of these fields in a row; fields that the file lacks have none."""
    found: dict[Cell, None] = {}
    for name in fields:
        heading = part.headings.get(name)
        line = None if heading is None else row.lines.get(heading.line)
        if heading is not None and line is not None:
            found[heading.sheet, _line_of(part, line), heading.header] = None
    return tuple(found)


def _line_of(part: Part, line: int | None) -> int:
    return part.line_of(line) if line is not None else 0


def _columns(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return the headers; those of another sheet or line than the first with their place."""
    return tuple(
        header if (sheet, line) == cells[0][:2] else f"{f'[{sheet}]' if sheet else ''}:{line} {header}"
        for sheet, line, header in cells
    )


class Words:
    """The words of one edition for what is found."""

    def __init__(self, edition: Edition, year: int, rows: Rows) -> None:
        self.year, self.rows = year, rows
        self.fields: Mapping[str, Field] = edition.enterprise_fields | edition.derived_fields

    def found(self, question: Question, row: Broken) -> Text:
        """Return what was found in a row."""
        match question.topic:
            case "code":
                return wrong_with(row.code, self.year) or Text(row.code, row.code)
            case "entered" | "left":
                return self.moved(question.topic, row)
            case "repeated" | "zones":
                return self.same_key(question.topic, row)
            case "change":
                return self.change(question, row)
        return self.rule(question, row)

    def label(self, name: str) -> Text:
        """Return what a field is called."""
        one = self.fields[name]
        return Text(one.label or name, one.label_en or name)

    def moved(self, topic: str, row: Broken) -> Text:
        """Return whether an enterprise is new or gone, and the other zone where it stands there."""
        other = row.values[0]
        if topic == "entered":
            where = (
                Text(f"，上年在园区 {other}", f"; last year it stood in {other}") if other else Text("", "")
            )
            return Text(f"新增：上年本园区名单中没有{where.zh}", f"new: not in this zone last year{where.en}")
        where = Text(f"，本年在园区 {other}", f"; now it stands in {other}") if other else Text("", "")
        return Text(
            f"剔除：{self.year} 年本园区没有这家企业{where.zh}",
            f"gone: not in this zone in {self.year}{where.en}",
        )

    def same_key(self, topic: str, row: Broken) -> Text:
        """Return where else the enterprise stands in the same year."""
        line, places = row.values
        assert isinstance(places, list)
        others = [
            place
            for place in places
            if (place["zone"] == row.zone) is (topic == "repeated")
            and (place["source"], place["line"]) != (row.source, line)
        ]
        shown = [self.row_place(place["source"], place["line"]) for place in others[:PLACES_SHOWN]]
        more = (
            Text(f" 等 {len(others)} 行", f" … {len(others)} rows")
            if len(others) > len(shown)
            else Text("", "")
        )
        zh, en = "、".join(shown) + more.zh, ", ".join(shown) + more.en
        if topic == "repeated":
            return Text(f"主键重复：同一企业另见于 {zh}", f"repeated key: the same enterprise stands at {en}")
        zones = ", ".join(sorted({place["zone"] for place in others}))
        return Text(f"同年也在园区 {zones}（{zh}）", f"in the same year also in {zones} ({en})")

    def row_place(self, source: int, line: int) -> str:
        """Return the place of a row: file[sheet]:line."""
        part = self.rows.parts[source]
        sheet = part.headings["credit_code"].sheet
        return f"{part.file}{f'[{sheet}]' if sheet else ''}:{part.line_of(line)}"

    def change(self, question: Question, row: Broken) -> Text:
        """Return this year's and last year's figure and the change."""
        now, before = map(_exact, row.values)
        assert question.condition is not None
        name = question.condition.shown[0]
        label = self.said(name)
        zh, en = (
            f"{label.zh} 本年 {_number(now)}，上年 {_number(before)}",
            f"{label.en} {_number(now)}, last year {_number(before)}",
        )
        if not before:
            return Text(zh, en)
        share, limit = (
            (now - before) / abs(before),
            decimal_text((question.check.threshold or Fraction(0)) * 100),
        )
        word = Text("增加", "up") if share > 0 else Text("减少", "down")
        shown = f"{float(abs(share)) * 100:,.1f}%"
        return Text(
            f"{zh}，{word.zh} {shown}（超过 {limit}%）", f"{en}: {word.en} {shown} (more than {limit}%)"
        )

    def rule(self, question: Question, row: Broken) -> Text:
        """Return a relation with both sides, or the cells that a condition reads."""
        condition = question.condition
        assert condition is not None
        if condition.sums and isinstance(condition.holds, Comparison):
            left, right = map(_exact, row.values)
            return self.relation(condition.holds, left, right, question.check.tolerance)
        parts = [self.cell(tree, value) for tree, value in zip(condition.shown, row.values, strict=True)]
        return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))

    def cell(self, tree: Tree, value: Value) -> Text:
        """Return one cell with its label."""
        label, shown = self.said(tree), _shown(value)
        return Text(f"{label.zh} {shown.zh}", f"{label.en} {shown.en}")

    def relation(self, holds: Comparison, left: Fraction, right: Fraction, tolerance: Fraction) -> Text:
        """Return a relation that does not hold: 营业收入 1,200 ≠ 四项之和 1,150（差 50，容差 4）."""
        sides = []
        for tree, value in ((holds.left, left), (holds.right, right)):
            label = self.said(tree)
            bare = isinstance(tree, Number)
            sides.append(Text(*(_number(value) if bare else f"{word} {_number(value)}" for word in label)))
        sign = _NOT[holds.operator]
        zh, en = (f"{sides[0][at]} {sign} {sides[1][at]}" for at in (0, 1))
        if isinstance(holds.right, Number) and not tolerance:
            return Text(zh, en)
        gap = _number(abs(left - right))
        if not tolerance:
            return Text(f"{zh}（差 {gap}）", f"{en} (difference {gap})")
        slack = _number(tolerance)
        return Text(f"{zh}（差 {gap}，容差 {slack}）", f"{en} (difference {gap}, tolerance {slack})")

    def said(self, tree: Tree) -> Text:
        """Return a side of a relation in words: a label, 四项之和, or the sum written out."""
        added = _added(tree)
        if len(added) > 2:
            return Text(f"{_COUNT.get(len(added), len(added))}项之和", f"sum of {len(added)} parts")
        return self.written(tree)

    def written(self, tree: Tree) -> Text:
        """Return a side of a relation with every part by its label."""
        match tree:
            case Name(name):
                return self.label(name)
            case Previous(operand):
                inner = self.written(operand)
                return Text(f"上年{inner.zh}", f"last year's {inner.en}")
            case Number(value):
                return Text(_number(value), _number(value))
            case Negative(operand):
                inner = self.written(operand)
                return Text(f"−{inner.zh}", f"−{inner.en}")
            case Arithmetic(operator, left, right):
                one, two = self.inner(left, operator in "*/"), self.inner(right, operator != "+")
                return Text(f"{one.zh}{_SIGN[operator]}{two.zh}", f"{one.en} {operator} {two.en}")
        raise AssertionError(tree)

    def inner(self, tree: Tree, bracket: bool) -> Text:
        """Return a part of a sum, in brackets where it is itself a sum and needs them."""
        if not isinstance(tree, Arithmetic):
            return self.written(tree)
        written = self.written(tree)
        return Text(f"（{written.zh}）", f"({written.en})") if bracket else written


_NOT = {"=": "≠", "<=": ">", "<": "≥", ">=": "<", ">": "≤", "<>": "="}
_SIGN = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_COUNT = dict(enumerate("零一两三四五六七八九十"))


def _added(tree: Tree) -> tuple[Name, ...]:
    """Return the cells of a plain sum of cells; nothing for anything else."""
    nodes = list(walk(tree))
    plain = all(
        isinstance(node, Name) or (isinstance(node, Arithmetic) and node.operator == "+") for node in nodes
    )
    return tuple(node for node in nodes if isinstance(node, Name)) if plain else ()


def _exact(value: Value) -> Fraction:
    assert isinstance(value, Decimal | int)
    return Fraction(value)


def _number(value: Fraction) -> str:
    """Write a number with thousands separators and no more decimals than it has."""
    whole = f"{Decimal(value.numerator) / Decimal(value.denominator):,f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def _shown(value: Value) -> Text:
    match value:
        case None:
            return Text("空白", "blank")
        case bool():
            return Text("是", "yes") if value else Text("否", "no")
        case Decimal() | int():
            return Text(_number(Fraction(value)), _number(Fraction(value)))
        case date():
            return Text(value.isoformat(), value.isoformat())
    return Text(f"“{value}”", repr(value))
