"""A formula is data from a stranger: everything the language does not know is refused, and quietly."""

import logging

import pytest

from gaoxin.formula import FormulaFault, parse

REFUSED = {
    "queries": [
        "SELECT 1", "(SELECT 1)", "SUM((SELECT 1))", "x IN (SELECT y FROM t)", "EXISTS (SELECT 1)",
        "x = ANY(SELECT 1)", "VALUES (1)", "TABLE x", "FROM 'x.csv'", "WITH a AS (SELECT 1) SELECT 1",
        "SELECT x FROM t WHERE 1=1",
    ],
    "statements": [
        "COPY t TO 'x'", "ATTACH 'x.db'", "INSTALL httpfs", "LOAD httpfs", "PRAGMA version", "SET x = 1",
        "SHOW TABLES", "EXPORT DATABASE 'x'", "DROP TABLE x", "x; DROP TABLE y", "x;", ";x", "CALL f()",
    ],
    "files and surroundings": [
        "read_csv('/etc/passwd')", "read_text('/etc/passwd')", "read_parquet('s3://x')", "getenv('HOME')",
        "now()", "CURRENT_DATE", "random()", "current_user", "glob('*')",
    ],
    "casts and types": [
        "CAST(x AS INTEGER)", "x::INTEGER", "TRY_CAST(x AS INT)", "DATE '2015-01-01'", "INTERVAL 1 DAY",
        "X'00'", "EXTRACT(year FROM x)", "x COLLATE nocase", "x AT TIME ZONE 'UTC'",
    ],
    "windows and lambdas": [
        "SUM(x) OVER ()", "SUM(x) OVER (PARTITION BY y)", "list_transform([1], y -> y)", "x -> y",
        "lambda y: y", "SUM(x ORDER BY y)", "SUM(x) WITHIN GROUP (ORDER BY x)",
        "SUM(x) FILTER (WHERE y) FILTER (WHERE z)",
    ],
    "placeholders and comments": [
        "?", "$1", ":name", "@x", "x -- c", "x /* c */", "x # c", "$$a$$",
    ],
    "stars": [
        "*", "SUM(*)", "COUNT(*) + *", "COUNT(x.*)", "* EXCLUDE (a)", "COUNT(* EXCLUDE (a))", "COLUMNS(*)",
        "COLUMNS('a')", "COUNT(DISTINCT *)",
    ],
    "structures": [
        "[1, 2]", "{'a': 1}", "x[1]", "x[1:2]", "a.b.c", "other.x", "x.__class__", "(x, y)", "x, y",
        "x AS y", "UNNEST([1])", "struct_extract(x, 'a')",
    ],
    "functions that are not ours": [
        "sqrt(x)", "pow(9, 9)", "repeat('a', 1000000)", "__import__('os')", "os.system('x')", "TRIM(x)",
        "FIRST(x)", "SUM(DISTINCT x)", "COUNT(DISTINCT x)", "AVG(DISTINCT x)", "COUNT(a, b)", "MAX(a, b)",
        "SUM()", "SUM(x, y)", "GROUPING(x)", "QUANTILE_CONT(x, 0.5)",
    ],
    "operators that are not ours": [
        "9**9**9", "9 ^ 9 ^ 9", "x % 2", "x // 2", "x & 1", "x << 1", "~x", "x || y", "x LIKE '%'",
        "x ~ 'a'", "x ? 1 : 2", "x IS TRUE", "x IS DISTINCT FROM y", "x SIMILAR TO 'a'",
    ],
    "numbers out of bounds": [
        "1e400", "1e9", "0x10", "1" + "0" * 40, "NaN()", "0." + "1" * 40,
    ],
    "half formulas": [
        "", "  ", "x NOT", "(x", "x)", "1) + (2", "'abc", '"x', "NOT", "AND", "a AND", "x BETWEEN 1",
        "x IN ()", "x IN y", "CASE x WHEN 1 THEN 2 END", "PREVIOUS()", "PREVIOUS(a, b)", "INDICATOR(x)",
        "INDICATOR(1.1)", "YEAR_END(x)", "30万亿亿", "NULL", "x = NULL", "TRUE",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", [text for texts in REFUSED.values() for text in texts])
def test_a_hostile_formula_is_refused_with_a_message(text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(FormulaFault) as refused:
        parse(text)
    assert refused.value.reason.zh
    assert refused.value.reason.en
    assert len(str(refused.value)) < 600
    assert caplog.records == []


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1900 + "1" + ")" * 1900,
        "NOT " * 900 + "x",
        "- " * 1900 + "1",
        "1" + " + 1" * 900,
        "CASE WHEN x THEN " * 150 + "1" + " END" * 150,
        "PREVIOUS(" * 300 + "x" + ")" * 300,
        "ABS(" * 700 + "x" + ")" * 700,
    ],
    ids=["brackets", "not", "minus", "plus", "case", "previous", "calls"],
)
def test_deep_nesting_is_refused_not_followed(text: str) -> None:
    with pytest.raises(FormulaFault, match="60"):
        parse(text)


def test_a_megabyte_is_refused_before_it_is_read() -> None:
    with pytest.raises(FormulaFault, match="4000"):
        parse("1+" * 500_000 + "1")
