"""What is typed into a cell and what is stored: four nils, signs, separators, units, and faults that say what to do."""

from fractions import Fraction

import pytest

from gaoxin.edition import load
from gaoxin_web.collect.cells import plain, read_cell, value_of

EDITION = load("cn-2013-388")
FIELDS = {**EDITION.enterprise_fields, **EDITION.zone_fields}


def read(field, text, **how):
    return read_cell(FIELDS[field], text, **how)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""), ("  ", ""), ("　", ""), ("0", "0"), ("０", "0"), ("—", "—"), ("-", "—"), ("–", "—"), ("不适用", "—"),
        ("…", "…"), ("...", "…"), ("……", "…"), ("暂无数据", "…"),
    ],
)  # fmt: skip
def test_blank_zero_not_applicable_and_not_available_are_four_things(typed, stored):
    found = read("national_incubators", typed)
    assert (found.text, found.fault) == (stored, None)


def test_none_in_words_is_asked_back_for_it_can_be_zero_or_not_applicable():
    found = read("national_incubators", "无")
    assert (found.text, found.mend) == ("无", "")
    assert found.fault.remedy.zh == "没有就填 0；不适用填“—”"


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("land_area", "86.4", "86.4"), ("land_area", "８６．４", "86.4"), ("land_area", " 86.40 ", "86.4"),
        ("land_area", "86.4平方公里", "86.4"), ("land_area", "86.4 km²", "86.4"), ("land_area", "8640公顷", "86.4"),
        ("built_up_land", "18.5平方公里", "1850"), ("land_area", ".5", "0.5"), ("land_area", "+3", "3"),
        ("fiscal_science_spending", "1,284,630", "1284630"), ("fiscal_science_spending", "1 284 630", "1284630"),
        ("fiscal_science_spending", "１，２８４，６３０", "1284630"), ("fiscal_science_spending", "128463万元", "1284630"),
        ("fiscal_science_spending", "12.8463亿元", "1284630"), ("fiscal_science_spending", "1.2亿", "120000"),
        ("fiscal_science_spending", "500元", "0.5"), ("fiscal_science_spending", "¥1,200千元", "1200"),
        ("national_incubators", "9个", "9"), ("national_incubators", "9.0", "9"), ("registered_enterprises", "1.2万家", "12000"),
        ("green_coverage", "38.6%", "38.6"), ("green_coverage", "３８．６％", "38.6"), ("industrial_water_use", "1亿立方米", "10000"),
        ("energy_consumption", "1.5万吨标准煤", "15000"), ("wastewater_cod", "500千克", "0.5"),
        ("net_profit", "-5.5", "-5.5"), ("net_profit", "−5.5", "-5.5"), ("net_profit", "－５．５", "-5.5"),
        ("net_profit", "(1,234)", "-1234"), ("net_profit", "（1,234）", "-1234"),
        ("is_hightech", "是", "1"), ("is_hightech", "否", "2"), ("registered_on", "2015/6/30", "2015-06-30"),
        ("main_business", "  集成电路设计 ", "集成电路设计"),
    ],
)  # fmt: skip
def test_what_has_one_meaning_is_taken_and_converted_exactly(field, typed, stored):
    found = read(field, typed)
    assert (found.text, found.fault) == (stored, None)


def test_a_conversion_is_said_in_a_note_and_a_plain_figure_has_none():
    assert read("land_area", "8640公顷").note.zh == "“8640公顷”记为 86.4 平方公里"
    assert read("land_area", "８６．４").note.zh == "全角已转半角"
    assert read("fiscal_science_spending", "1,284,630").note is None


def test_a_bare_amount_is_in_the_unit_that_the_page_shows_and_a_written_unit_wins():
    assert read("fiscal_science_spending", "128,463", money="万元").text == "1284630"
    assert read("fiscal_science_spending", "1284630千元", money="万元").text == "1284630"
    assert read("national_incubators", "9", money="万元").text == "9"


@pytest.mark.parametrize(
    ("field", "typed", "found", "mend"),
    [
        ("land_area", "约86.4", "不是数", "86.4"),
        ("land_area", "86.4平方公里左右", "不是数", "86.4"),
        ("national_incubators", "9 (含1个在建)", "不是数", ""),
        ("land_area", "1,23", "不是数", ""),
        ("land_area", "12 34", "不是数", ""),
        ("land_area", "86.4万元", "单位“万元”不是本项的（平方公里）", ""),
        ("national_incubators", "9.5", "不是整数", ""),
        ("land_area", "3.14159", "小数多于 3 位", ""),
        ("fiscal_science_spending", "0.4元", "小数多于 3 位", ""),
        ("land_area", "-3", "小于 0", ""),
        ("land_area", "1" * 16, "超过 15 位整数", ""),
        ("land_area", "=1+1", "不是数", ""),
        ("registered_on", "去年", "不合本项的格式", ""),
        ("controlling_interest", "8", "不合本项的格式", ""),
    ],
)
def test_what_has_no_meaning_or_two_stays_as_typed_with_found_allowed_and_do(field, typed, found, mend):
    cell = read(field, typed)
    assert cell.text == typed
    assert cell.fault.found.zh == f"填报“{typed}”：{found}"
    assert cell.fault.allowed.zh
    assert cell.fault.remedy.zh == (f"改为 {mend}" if mend else cell.fault.remedy.zh)
    assert cell.mend == mend


def test_what_is_stored_reads_as_itself_again():
    for field, text in [
        ("net_profit", "-1234.5"),
        ("national_incubators", "9"),
        ("is_hightech", "2"),
        ("land_area", "—"),
    ]:
        assert read(field, text).text == text


def test_a_stored_text_is_a_value_only_where_it_is_one():
    assert value_of(FIELDS["land_area"], "86.4") == Fraction(432, 5)
    assert [value_of(FIELDS["land_area"], text) for text in ("", "—", "…", "约86")] == [None] * 4
    assert value_of(FIELDS["is_hightech"], "2") is False


def test_a_number_is_written_out_exactly():
    assert plain(Fraction(1, 1000)) == "0.001"
    with pytest.raises(ValueError, match="1/3"):
        plain(Fraction(1, 3))
