"""Cells as people write them: what is read, what is noted, what is refused; SQL and Python read alike."""

from datetime import date
from fractions import Fraction
from functools import cache

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.micro.cells import (
    CREDIT_CODE,
    DATE,
    INTEGER,
    KEY,
    TEXT,
    TRUTH,
    CellRule,
    cell_sql,
    codes,
    digits,
    number,
)  # fmt: skip
from gaoxin.returns.cells import KINDS, Cell, CellRefused, read_cell

NUMBER, PERCENT, INDUSTRY = number(), number(percent=True), digits(4)
CLOSED, OPEN = codes(("1", "2", "9"), open_list=False), codes(("0", "1"), open_list=True)
RULES = {
    "number": NUMBER, "percent": PERCENT, "integer": INTEGER, "truth": TRUTH, "date": DATE, "text": TEXT, "key": KEY,
    "credit": CREDIT_CODE, "digits": INDUSTRY, "closed": CLOSED, "open": OPEN,
}  # fmt: skip

READ = [
    (NUMBER, "12", Cell(Fraction(12))),
    (NUMBER, "12.345", Cell(Fraction("12.345"))),
    (NUMBER, "12.34500", Cell(Fraction("12.345"))),
    (NUMBER, "", Cell(None)),
    (NUMBER, "  ", Cell(None, ("blanks",))),
    (NUMBER, "—", Cell(None, ("missing",))),
    (NUMBER, "……", Cell(None, ("missing",))),
    (NUMBER, "－", Cell(None, ("missing",))),
    (NUMBER, "/", Cell(None, ("missing",))),
    (NUMBER, "１，２３４．５", Cell(Fraction("1234.5"), ("width", "separators"))),
    (NUMBER, "1,234,567.89", Cell(Fraction("1234567.89"), ("separators",))),
    (NUMBER, "−5", Cell(Fraction(-5), ("width",))),
    (NUMBER, "+5", Cell(Fraction(5), ("plus",))),
    (NUMBER, "\u00a07\u3000", Cell(Fraction(7), ("width", "blanks"))),
    (PERCENT, "12.5%", Cell(Fraction("12.5"), ("percent",))),
    (PERCENT, "12.5 ％", Cell(Fraction("12.5"), ("width", "percent"))),
    (PERCENT, "12.5", Cell(Fraction("12.5"))),
    (INTEGER, "12.0", Cell(12)),
    (INTEGER, "1,200", Cell(1200, ("separators",))),
    (TRUTH, "1", Cell(True)),
    (TRUTH, "是", Cell(True)),
    (TRUTH, "TRUE", Cell(True)),
    (TRUTH, "true", Cell(True)),
    (TRUTH, "2", Cell(False)),
    (TRUTH, "2.0", Cell(False)),
    (TRUTH, "否", Cell(False)),
    (TRUTH, "false", Cell(False)),
    (TRUTH, "", Cell(None)),
    (DATE, "2015-03-01", Cell(date(2015, 3, 1))),
    (DATE, "2015/3/1", Cell(date(2015, 3, 1))),
    (DATE, "20150301", Cell(date(2015, 3, 1))),
    (DATE, "2015年3月1日", Cell(date(2015, 3, 1))),
    (DATE, "201503", Cell(date(2015, 3, 1), ("first_of_month",))),
    (DATE, "2015-03", Cell(date(2015, 3, 1), ("first_of_month",))),
    (DATE, "2015-03-01 00:00:00", Cell(date(2015, 3, 1))),
    (DATE, "2015-03-01T10:30:00", Cell(date(2015, 3, 1), ("time",))),
    (DATE, "无", Cell(None, ("missing",))),
    (TEXT, " 无锡某厂 ", Cell("无锡某厂", ("blanks",))),
    (TEXT, "某公司（北京）", Cell("某公司（北京）")),
    (TEXT, "无", Cell(None, ("missing",))),
    (CREDIT_CODE, "91110108ma01abcd2x", Cell("91110108MA01ABCD2X", ("case",))),
    (CREDIT_CODE, "９１110108MA01ABCD2X", Cell("91110108MA01ABCD2X", ("width",))),
    (CREDIT_CODE, "12345678-9", Cell("123456789", ("dashes",))),
    (CREDIT_CODE, "9111 0108 MA01 ABCD2X", Cell("91110108MA01ABCD2X", ("dashes",))),
    (CLOSED, "01", Cell("1", ("code",))),
    (CLOSED, "1.0", Cell("1", ("code",))),
    (CLOSED, "９", Cell("9", ("width",))),
    (OPEN, "7", Cell("7")),
    (INDUSTRY, "3911", Cell("3911")),
    (INDUSTRY, "C3911", Cell("3911", ("code",))),
    (INDUSTRY, "111", Cell("0111", ("code",))),
    (INDUSTRY, "111.0", Cell("0111", ("code",))),
]  # fmt: skip

REFUSED = [
    *((NUMBER, text) for text in ("abc", "nan", "NaN", "inf", "-Infinity", "1e3", "1_000", "0x10", "1,23", "12.3456", "12.5%",
                                  "1 234", "无", "--5", "5-", "(5)", "#REF!", "TRUE", "2015-01-01", "1000000000000000", "一百")),
    *((INTEGER, text) for text in ("12.5", "9223372036854775808", "十", "12人")),
    *((TRUTH, text) for text in ("0", "3", "√", "Y", "无")),
    *((DATE, text) for text in ("2015-02-30", "2015-13-01", "2015", "42005", "1815-03-01", "3/1/2015", "2015-3/1")),
    *((TEXT, text) for text in ("#REF!", " #N/A ", "#NOVALUE!")),
    *((CREDIT_CODE, text) for text in ("1.10108123456789E+17",)),
    *((CLOSED, text) for text in ("3", "国有", "#VALUE!")),
    *((INDUSTRY, text) for text in ("39111", "C", "ABCD", "39-11")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "cell"), READ, ids=[text for _, text, _ in READ])
def test_a_cell_is_read_and_what_was_done_is_named(rule: CellRule, text: str, cell: Cell) -> None:
    assert read_cell(text, rule) == cell
    assert set(cell.kinds) <= KINDS.keys()


@pytest.mark.parametrize(("rule", "text"), REFUSED, ids=[text for _, text in REFUSED])
def test_anything_else_is_refused(rule: CellRule, text: str) -> None:
    with pytest.raises(CellRefused):
        read_cell(text, rule)


@cache
def engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def by_sql(name: str, texts: list[str]) -> list[tuple[object, bool, bool]]:
    """The value, whether the cell is noted or looked at again, and whether it is refused, as columns read it."""
    sql = cell_sql(RULES[name], "x")
    odd = f"x IS NOT NULL AND ({sql.plain} IS NOT TRUE OR ({sql.value}) IS NULL)"
    query = f"SELECT {sql.value}, {odd}, ({sql.value}) IS NULL AND {sql.refused} FROM (SELECT unnest(?::VARCHAR[]) AS x)"
    return engine().execute(query, [texts]).fetchall()


def same(name: str, text: str, found: tuple[object, bool, bool]) -> bool:
    value, odd, refused = found
    try:
        cell = read_cell(text, RULES[name])
    except CellRefused:
        return value is None and refused and odd
    shown = Fraction(value) if isinstance(cell.value, Fraction) else value  # type: ignore[arg-type]
    return shown == cell.value and not (refused and text) and (odd or not cell.kinds)


AWKWARD = st.one_of(
    st.text(alphabet="0123456789０１９.．,，%％-－−—…/年月日 :T　\t\u00a0+eE_#无是否CcXx", max_size=14),
    st.text(max_size=8).filter(lambda text: "\x00" not in text),
    st.sampled_from([text for _, text, _ in READ] + [text for _, text in REFUSED]),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.dates().map(str),
    st.integers().map(lambda whole: f"{whole:,}"),
)


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(AWKWARD, min_size=1, max_size=30))
def test_columns_and_single_cells_are_read_alike(name: str, texts: list[str]) -> None:
    found = by_sql(name, texts)
    assert [text for text, one in zip(texts, found, strict=True) if not same(name, text, one)] == []


def test_a_number_written_in_any_way_is_the_same_number() -> None:
    ways = ["1234567.5", "1,234,567.5", "１２３４５６７．５", " 1234567.5 ", "+1234567.5", "1234567.500"]
    assert {read_cell(way, NUMBER).value for way in ways} == {Fraction("1234567.5")}
