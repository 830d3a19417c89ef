"""The words all floors share."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.terms import (
    Address,
    Fault,
    Text,
    Unusable,
    canonical_json,
    decimal_text,
    did_you_mean,
    digest_file,
    digest_json,
    digest_text,
    exact,
    is_exact,
    nearest,
)


def test_an_address_reads_back_as_it_is_written() -> None:
    for text in (
        "rank/total@Z017@2015",
        "indicator/1.10@Z017@2015",
        "variable/employees@Z017@2014",
        "score/total@FIN",
    ):
        assert str(Address.parse(text)) == text
    assert Address.parse("indicator/1.10@Z017@2015") == Address("indicator", "1.10", "Z017", 2015)


@pytest.mark.parametrize(
    "text", ["", "rank", "rank/total", "rank@Z017@2015", "ranks/total@Z017@2015", "rank/total@Z017@15"]
)
def test_what_is_no_address_is_refused_with_the_form_of_one(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAOXIN_LANG", "en")
    with pytest.raises(Unusable, match="rank/total@Z017@2015"):
        Address.parse(text)


def test_an_unknown_stage_gets_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAOXIN_LANG", "en")
    with pytest.raises(Unusable, match="did you mean 'indicator'"):
        Address.parse("indikator/1.1@Z017@2015")


def test_a_fault_says_where_what_allowed_and_what_to_do_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault = Fault(
        "a.csv:3 revenue", Text("是“x”", "is 'x'"), Text("应为数", "a number"), Text("改正", "correct it")
    )
    monkeypatch.setenv("GAOXIN_LANG", "zh")
    assert str(fault) == "a.csv:3 revenue: 是“x”；应为数；改正"
    monkeypatch.setenv("GAOXIN_LANG", "en")
    assert str(fault) == "a.csv:3 revenue: is 'x'; a number; correct it"


@pytest.mark.parametrize(
    ("text", "value"),
    [("35%", Fraction(7, 20)), ("0.1", Fraction(1, 10)), (" 1e3 ", Fraction(1000)), ("-2", Fraction(-2))],
)
def test_numbers_are_read_without_loss(text: str, value: Fraction) -> None:
    assert exact(text) == value


@pytest.mark.parametrize("text", ["", "nan", "inf", "1/3", "1,000", "0x1", "1e9999", "１"[:0] + "one", "%"])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    assert not is_exact(text)
    with pytest.raises(ValueError, match="is not a number"):
        exact(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3))
def test_a_written_decimal_reads_back_the_same(value: object) -> None:
    assert exact(decimal_text(Fraction(str(value)))) == Fraction(str(value))


def test_the_same_content_has_the_same_digest_whatever_the_order_of_keys(tmp_path: Path) -> None:
    assert digest_json({"a": 1, "b": "中"}) == digest_json({"b": "中", "a": 1})
    assert canonical_json({"b": "中", "a": 1}) == '{"a":1,"b":"中"}'
    (tmp_path / "x").write_bytes(b"abc")
    known = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, example 1
    assert digest_file(tmp_path / "x") == known
    assert digest_text("abc") == known


def test_the_nearest_name_is_offered_and_nothing_where_nothing_is_alike() -> None:
    assert nearest("revenu", ["exports", "revenue"]) == "revenue"
    assert did_you_mean("zzz", ["exports", "revenue"]) is None
