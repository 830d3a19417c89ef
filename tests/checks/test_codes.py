"""Check digits in columns agree with those of single codes and with python-stdnum."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from gaoxin.micro.keys import ALPHABET, ORGANISATION_ALPHABET, code_is_wrong, link
from gaoxin.returns.credit_code import credit_check, organisation_check, wrong_with

PUBLISHED = ["91110000600037341L", "91110000802100433B"]


def in_columns(codes: list[str], year: int) -> list[bool]:
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {code_is_wrong('code', year)} FROM (SELECT unnest(?) AS code)", [codes]
        ).fetchall()
    return [bool(wrong) for (wrong,) in rows]


def bodies(alphabet: str, size: int):
    return st.text(alphabet, min_size=size, max_size=size)


credit_bodies = st.tuples(bodies(ALPHABET, 2), bodies("0123456789", 6), bodies(ALPHABET, 9)).map("".join)
credit_codes = st.tuples(credit_bodies, st.sampled_from(ALPHABET)).map("".join)
anything = st.text(ORGANISATION_ALPHABET, min_size=1, max_size=20)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_right(code):
    assert wrong_with(code, 2015) is None
    assert wrong_with(code, 2022) is None
    assert wrong_with(code[8:17], 2015) is None


@given(credit_bodies)
def test_a_computed_check_character_makes_a_code_right(body):
    code = body + credit_check(body)
    assert wrong_with(code, 2015) is None
    assert code[:2].isdigit() <= uscc.is_valid(code)


@given(credit_bodies)
def test_the_check_character_is_that_of_stdnum(body):
    assert credit_check(body) == uscc.calc_check_digit(body)


@given(credit_bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(body, at, other):
    code = body + credit_check(body)
    changed = code[:at] + other + code[at + 1 :]
    assert (wrong_with(changed, 2015) is None) == (changed == code)


@given(bodies(ORGANISATION_ALPHABET, 8), st.integers(0, 7), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_an_organisation_code_is_always_found(body, at, other):
    plain = body[:at] + "0" + body[at + 1 :]
    changed = body[:at] + other + body[at + 1 :]
    assert (organisation_check(plain) == organisation_check(changed)) == (other == "0")


@settings(max_examples=30)
@given(
    st.lists(credit_codes | anything | bodies(ORGANISATION_ALPHABET, 9), min_size=1, max_size=40),
    st.sampled_from([2015, 2017, 2018]),
)
def test_columns_and_single_codes_agree(codes, year):
    sound = [
        code[:17] + credit_check(code[:17])
        for code in codes
        if len(code) == 18 and set(code) <= set(ALPHABET)
    ]
    nine = [code[:8] + organisation_check(code[:8]) for code in codes if len(code) == 9]
    every = [*codes, *sound, *nine]
    assert in_columns(every, year) == [wrong_with(code, year) is not None for code in every]


def test_columns_agree_with_stdnum():
    codes = [f"91{number * 7919 % 10**6:06d}MA{number:07d}" for number in range(2000)]
    codes = [code + uscc.calc_check_digit(code) for code in codes]
    turned = [code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 31] for code in codes]
    assert in_columns(codes + turned, 2020) == [not uscc.is_valid(code) for code in codes + turned]


def test_the_link_of_both_codes_is_the_organisation_code():
    with duckdb.connect() as connection:
        query = f"SELECT {link('code')} FROM (SELECT unnest(?) AS code)"
        assert connection.execute(query, [["91110000600037341L", "600037341", "1"]]).fetchall() == [
            ("600037341",), ("600037341",), ("1",),
        ]  # fmt: skip
