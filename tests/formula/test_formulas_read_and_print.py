"""parse and text_of are each other's inverse, and names go by field name, survey code and Chinese label."""

from collections.abc import Iterable
from fractions import Fraction
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.formula import (
    Aggregate,
    Arithmetic,
    Between,
    Call,
    Case,
    Comparison,
    FormulaFault,
    In,
    IndicatorValue,
    IsNull,
    Known,
    Logic,
    Name,
    Negative,
    Not,
    Number,
    Previous,
    Tree,
    Words,
    bind,
    kind_of,
    leaves,
    names,
    parse,
    text_of,
)
from gaoxin.formula.tree import Scope

NAMES = [
    "revenue",
    "qc05_0",
    "营业收入",
    "year",
    "select",
    "alter",
    "date",
    "R&D 经费",
    'a"b',
    "从业人员期末人数",
    "null",
]
numbers = st.builds(
    lambda whole, tail, scale: Number(Fraction(f"{whole}.{tail}"), scale),
    st.integers(0, 10**15),
    st.integers(0, 10**9),
    st.sampled_from(["", "", "万", "亿", "万亿"]),
)
cells = st.builds(Name, st.sampled_from(NAMES), st.sampled_from(["", "zone"]))
words = st.builds(
    Words,
    st.text(st.characters(codec="utf-8", exclude_characters="#@\x00", exclude_categories=["C"]), max_size=8),
)
words = words.filter(lambda one: "--" not in one.value and "/*" not in one.value)


def grown(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    function = st.sampled_from(["SUM", "COUNT", "AVG", "MIN", "MAX"])
    return st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), parts, parts),
        st.builds(Comparison, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), parts, parts),
        st.builds(Logic, st.sampled_from(["AND", "OR"]), parts, parts),
        st.builds(Not, parts),
        st.builds(Negative, parts),
        st.builds(IsNull, parts),
        st.builds(In, parts, st.lists(parts, min_size=1, max_size=3).map(tuple)),
        st.builds(Between, parts, parts, parts),
        st.builds(Previous, parts),
        st.builds(
            Case, st.lists(st.tuples(parts, parts), min_size=1, max_size=2).map(tuple), st.none() | parts
        ),
        st.builds(lambda f, a, b: Call(f, (a, b)), st.sampled_from(["COALESCE", "NULLIF"]), parts, parts),
        st.builds(lambda a: Call("ABS", (a,)), parts),
        st.builds(lambda a, n: Call("LEFT", (a, Number(Fraction(n)))), parts, st.integers(1, 4)),
        st.builds(Aggregate, function, parts, st.none() | parts),
        st.builds(lambda where: Aggregate("COUNT", None, where), st.none() | parts),
    )


leaf = st.one_of(numbers, cells, words, st.sampled_from(["1.1", "1.10"]).map(IndicatorValue))
trees = st.recursive(leaf, grown, max_leaves=12)


@given(trees)
def test_what_is_printed_reads_back_as_the_same_tree(tree: Tree) -> None:
    assert parse(text_of(tree)) == tree


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("100*sum(x) filter (where y)/count(*)", "100 * SUM(x) FILTER (WHERE y) / COUNT(*)"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("not (a and b) or c", "NOT (a AND b) OR c"),
        ("35%", "35 / 100"),
        ("x >= 1.50亿", "x >= 1.5亿"),
        ("x＞（1＋2）", "x > 1 + 2"),
        ("count(*) filter (where 营业收入 > 30亿)", "COUNT(*) FILTER (WHERE 营业收入 > 30亿)"),
        ("x is not null", "NOT x IS NULL"),
        ("'（全角）'", "'（全角）'"),
    ],
)
def test_a_formula_is_printed_in_one_way(written: str, printed: str) -> None:
    assert text_of(parse(written)) == printed


class Form:
    """A form of five cells and a committee form of one."""

    fields: ClassVar = (
        Known("revenue", "number", "千元"),
        Known("market_value", "number", "万元"),
        Known("employees", "number", "人"),
        Known("is_hightech", "truth"),
        Known("industry_code", "text"),
    )
    aliases: ClassVar = {"qc05_0": "revenue", "营业收入": "revenue", "年末市值": "market_value"}

    def lookup(self, word: str, scope: Scope) -> tuple[Known, ...]:
        if scope == "zone":
            return (Known("incubators", "number", "个"),) if word == "incubators" else ()
        if word == "出口":
            return (Known("exports", "number"), Known("new_product_exports", "number"))
        name = self.aliases.get(word.casefold(), word)
        return tuple(field for field in self.fields if field.name == name)

    def words(self, scope: Scope) -> Iterable[str]:
        return ["incubators"] if scope == "zone" else [field.name for field in self.fields]


@pytest.mark.parametrize("word", ["revenue", "qc05_0", "QC05_0", "Qc05_0", "营业收入"])
def test_field_name_survey_code_and_label_are_the_same_field(word: str) -> None:
    assert bind(parse(f"SUM({word})"), Form(), "zone") == Aggregate("SUM", Name("revenue"))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("SUM(revenue) > 30亿", 3_000_000),
        ("30亿 < SUM(revenue)", 3_000_000),
        ("SUM(market_value) > 30亿", 300_000),
        ("SUM(employees) > 30亿", 3_000_000_000),
        ("SUM(revenue) > 1000亿", 100_000_000),
        ("SUM(revenue) > 1万亿", 1_000_000_000),
        ("SUM(employees) > 1.5万", 15_000),
        ("SUM(revenue) FILTER (WHERE employees > 0) > 1万", 10),
    ],
)
def test_an_amount_in_yuan_is_compared_in_the_unit_of_the_field(written: str, number: int) -> None:
    tree = bind(parse(written), Form(), "zone")
    assert Number(Fraction(number)) in {tree.left, tree.right}  # type: ignore[union-attr]


def test_an_amount_in_yuan_inside_a_condition_is_converted_too() -> None:
    tree = bind(parse("COUNT(*) FILTER (WHERE revenue BETWEEN 1亿 AND 30亿)"), Form(), "zone")
    assert text_of(tree) == "COUNT(*) FILTER (WHERE revenue BETWEEN 100000 AND 3000000)"


@pytest.mark.parametrize(
    ("written", "level", "says"),
    [
        ("SUM(revenu)", "zone", "did you mean 'revenue'?"),
        ("zone.incubator", "zone", "did you mean 'incubators'?"),
        ("SUM(出口)", "zone", "names several fields: exports、new_product_exports"),
        ("revenue", "zone", "write SUM(revenue)"),
        ("SUM(revenue / employees)", "zone", "divide sums, not cells"),
        ("SUM(SUM(revenue))", "zone", "an aggregate cannot stand in a row's formula"),
        ("SUM(revenue)", "row", "an aggregate cannot stand in a row's formula"),
        ("PREVIOUS(SUM(PREVIOUS(revenue)))", "zone", "there are two years only"),
        ("PREVIOUS(PREVIOUS(SUM(revenue)))", "zone", "there are two years only"),
        ("SUM(is_hightech)", "zone", "a number is needed here"),
        ("SUM(revenue) + industry_code", "zone", "write SUM(industry_code)"),
        ("revenue = 'x'", "row", "a number is needed here"),
        ("is_hightech = 1", "row", "a truth is needed here"),
        ("revenue AND is_hightech", "row", "a truth is needed here"),
        ("30亿", "zone", "must be compared with a field"),
        ("SUM(revenue) * 30亿", "zone", "must be compared with a field"),
        ("revenue + market_value > 30亿", "row", "is not clear"),
        ("CASE WHEN is_hightech THEN revenue ELSE industry_code END", "row", "a number is needed here"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_way_out(
    written: str, level: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAOXIN_LANG", "en")
    with pytest.raises(FormulaFault) as refused:
        bind(parse(written), Form(), level)  # type: ignore[arg-type]
    assert says in str(refused.value)


def test_a_formula_knows_the_kind_of_its_result() -> None:
    assert kind_of(bind(parse("SUM(revenue) > 1"), Form(), "zone"), Form()) == "truth"
    assert kind_of(bind(parse("LEFT(industry_code, 2)"), Form(), "row"), Form()) == "text"
    assert kind_of(bind(parse("COUNT(*)"), Form(), "zone"), Form()) == "number"


def test_a_formula_says_which_figures_of_which_year_it_uses() -> None:
    tree = parse("100 * (SUM(employees) / PREVIOUS(SUM(employees)) - zone.incubators)")
    assert [(text_of(one.node), one.years_back) for one in leaves(tree)] == [
        ("SUM(employees)", 0),
        ("SUM(employees)", 1),
        ("zone.incubators", 0),
    ]
    assert list(names(tree)) == [Name("employees"), Name("incubators", "zone")]
