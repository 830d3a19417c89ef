"""Published totals: typed here from the yearbooks, kept to the unit, scaled where the order is smaller."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.synth.packages import SHARED, enterprises, of_year, package, shared

from gaoxin.synth import usual_enterprises
from gaoxin.synth.parts import fit, portion, split
from gaoxin.synth.totals import enterprises_by_year, published, totals_by_year

PUBLISHED_2023 = {
    "employees": 26_804_953,
    "revenue": 55_014_940_375,
    "gross_industrial_output": 31_925_945_666,
}
ENTERPRISES_2023, HIGHTECH_2023 = 223_573, 156_763
SUMMED = ("revenue", "employees", "gross_industrial_output", "net_profit", "taxes_paid", "exports",
          "rd_internal_expenditure", "inventions_in_force")  # fmt: skip


def total(rows, name):
    return sum((row[name] or 0 for row in rows), Decimal(0))


def value_added(row):
    parts = ("payroll", "taxes_and_surcharges", "vat_payable", "depreciation_of_year", "operating_profit")
    return sum(row[name] for name in parts)


def test_the_totals_of_2023_are_the_published_ones():
    totals = totals_by_year({2023: ENTERPRISES_2023})[2023]
    assert usual_enterprises(2023) == ENTERPRISES_2023
    assert {item: totals[item].value for item in PUBLISHED_2023} == PUBLISHED_2023
    assert totals["hightech"].value == HIGHTECH_2023


def test_a_smaller_round_keeps_the_totals_of_2023_in_proportion_to_the_unit():
    rows = of_year(2023)
    scale = Fraction(len(rows), ENTERPRISES_2023)
    assert {name: total(rows, name) for name in PUBLISHED_2023} == {
        name: round(value * scale) for name, value in PUBLISHED_2023.items()
    }
    assert sum(row["is_hightech"] for row in rows) == round(HIGHTECH_2023 * scale)


@pytest.mark.parametrize("year", [2006, 2013, 2015, 2018, 2023])
def test_every_total_of_every_year_is_the_sum_of_its_rows(year):
    totals = totals_by_year(enterprises_by_year(year, 1500, 2))
    for data_year, wanted in totals.items():
        rows = [row for row in enterprises(year) if row["year"] == data_year]
        assert len(rows) == wanted["enterprises"].value
        assert {name: total(rows, name) for name in SUMMED} == {name: wanted[name].value for name in SUMMED}
        assert sum(row["is_hightech"] for row in rows) == wanted["hightech"].value


@pytest.mark.parametrize("year", [2006, 2013, 2015, 2018, 2023])
def test_value_added_adds_up_to_its_totals(year):
    wanted = totals_by_year(enterprises_by_year(year, 1500, 2))[year]
    rows = of_year(year)
    industrial = [row for row in rows if "06" <= (row["industry_code"] or "")[:2] <= "46"]
    assert sum(map(value_added, rows)) == wanted["value_added"].value
    assert sum(map(value_added, industrial)) == wanted["industrial_value_added"].value


@pytest.mark.parametrize(
    ("year", "item", "value"),
    [
        (2013, "revenue", 20_300_000_000),  # 20.3 万亿元
        (2013, "exports", 370_000_000),  # 3700 亿美元, in thousand dollars as the forms of that year ask
        (2013, "value_added", 5_800_000_000),
        (2011, "net_profit", 767_200_000),  # 7672 亿元
        (2011, "industrial_value_added", 2_740_000_000),
        (2019, "rd_internal_expenditure", 825_900_000),  # 8259 亿元
        (2006, "employees", 5_737_000),  # 573.7 万人
        (2021, "enterprises", 182_000),
        (2024, "revenue", 55_975_504_229),
    ],
)
def test_printed_totals_are_kept_in_the_units_of_the_forms(year, item, value):
    assert totals_by_year({year: usual_enterprises(year)})[year][item].value == value


def test_inventions_in_force_a_head_are_as_printed():
    totals = totals_by_year({2019: usual_enterprises(2019)})[2019]
    assert round(10000 * totals["inventions_in_force"].value / totals["employees"].value) == 388


def test_the_year_before_is_published_too_where_it_was():
    assert enterprises_by_year(2024, usual_enterprises(2024), 2) == {2023: ENTERPRISES_2023, 2024: 230_131}


def test_figures_are_those_of_the_collection():
    if not SHARED.is_dir():
        pytest.skip("the collection of published figures is not beside the repository")
    printed = {
        row["value"] + row["unit"] for row in shared("published_statistics.csv") if "合" in row["scope"]
    }
    ours = {row.printed for rows in published().values() for row in rows.values() if row.basis == "published"}
    assert ours - printed == set()


def test_the_notes_say_what_was_scaled_and_what_was_published():
    notes = (package(2023) / "说明.md").read_text(encoding="utf-8")
    assert "企业数为全国数 223573 家的 0.67%" in notes
    assert "| 26804953 | 公布数 | 26804953人 |" in notes


ordinary = st.one_of(st.just(0.0), st.floats(1e-6, 1e6))
weights = st.lists(ordinary, min_size=1, max_size=40).filter(any).map(np.array)


@given(weights, st.integers(0, 10**12))
def test_a_total_shared_out_adds_up(weight, whole):
    shared_out = fit(weight, whole)
    assert int(shared_out.sum()) == whole
    assert (shared_out >= 0).all()
    assert (shared_out[weight == 0] == 0).all()


@given(weights, st.data())
def test_a_total_shared_out_under_limits_adds_up_and_keeps_them(weight, data):
    most = np.array(data.draw(st.lists(st.integers(0, 10**6), min_size=len(weight), max_size=len(weight))))
    whole = data.draw(st.integers(0, int(most[weight > 0].sum())))
    shared_out = fit(weight, whole, most)
    assert int(shared_out.sum()) == whole
    assert ((shared_out >= 0) & (shared_out <= most)).all()


@given(st.integers(0, 2 * 10**9), st.lists(st.floats(0, 100), min_size=2, max_size=9))
def test_parts_of_a_whole_add_up(whole, shares):
    parts = split(np.array([whole]), *(np.array([share]) for share in shares))
    assert sum(int(part[0]) for part in parts) == whole
    assert min(int(part[0]) for part in parts) >= 0


@given(st.integers(0, 2 * 10**9), st.floats(-1, 3))
def test_a_portion_lies_between_nothing_and_the_whole(whole, share):
    assert 0 <= int(portion(np.array([whole]), share)[0]) <= whole


def test_a_total_that_nobody_can_take_is_refused():
    with pytest.raises(ValueError, match="no room for 3"):
        fit(np.array([1.0, 0.0]), 3, np.array([2, 9]))
