"""Enterprise rows to figures: exact, with coverage, the same on any number of threads."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.packages import YEAR, synthetic_round, write

from gaoxin.edition import load
from gaoxin.edition.figures import Figures
from gaoxin.micro.aggregate import Measured, aggregate, compares_years
from gaoxin.returns import open_package
from gaoxin.terms import DataRefused

FIGURES = Figures(load("cn-2013-388"))


def figures_of(package, threads=None):
    return aggregate(open_package(package, FIGURES.edition, YEAR, threads=threads).rows, FIGURES)


def test_a_sum_counts_the_rows_it_asks_and_the_rows_that_have_a_value(tmp_path):
    package = write(tmp_path / "p", [{"employees": 3}, {"employees": ""}, {"employees": 4}])
    assert figures_of(package)["employees", "Z1", YEAR] == Measured(Fraction(7), 3, 2)


def test_a_sum_whose_cells_are_all_blank_is_missing_not_zero(tmp_path):
    package = write(tmp_path / "p", [{"employees": "", "revenue": 1}, {"employees": "", "revenue": 2}])
    assert figures_of(package)["employees", "Z1", YEAR] == Measured(None, 2, 0)


def test_a_sum_over_no_rows_is_zero(tmp_path):
    package = write(tmp_path / "p", [{"industry_code": "6510", "gross_industrial_output": 5}])
    assert figures_of(package)["industrial_output", "Z1", YEAR] == Measured(Fraction(0), 0, 0)


def test_rows_whose_class_is_unknown_are_asked_but_count_nothing(tmp_path):
    rows = [
        {"controlling_interest": "1", "employees": 10},
        {"controlling_interest": "5", "employees": 100},
        {"controlling_interest": "", "employees": 1000},
    ]
    found = figures_of(write(tmp_path / "p", rows))
    assert found["domestic_employees", "Z1", YEAR] == Measured(Fraction(10), 2, 1)


def test_a_count_whose_condition_nobody_answered_is_missing(tmp_path):
    found = figures_of(write(tmp_path / "p", [{"is_hightech": "", "employees": 1}]))
    assert found["hightech_enterprises", "Z1", YEAR] == Measured(None, 1, 0)
    assert found["enterprises", "Z1", YEAR] == Measured(Fraction(1), 1, 1)


def test_a_column_that_the_package_lacks_is_missing_everywhere(tmp_path):
    found = figures_of(write(tmp_path / "p", [{"employees": 1}]))
    assert found["revenue", "Z1", YEAR] == Measured(None, 1, 0)


def test_value_added_of_a_row_is_unknown_when_any_part_of_it_is(tmp_path):
    parts = ("payroll", "taxes_and_surcharges", "vat_payable", "depreciation_of_year", "operating_profit")
    rows = [dict.fromkeys(parts, 1), {**dict.fromkeys(parts, 1), "payroll": ""}]
    assert figures_of(write(tmp_path / "p", rows))["value_added", "Z1", YEAR] == Measured(Fraction(5), 2, 1)


def test_every_reading_of_a_derived_field_has_figures_of_its_own(tmp_path):
    parts = ("payroll", "taxes_and_surcharges", "vat_payable", "depreciation_of_year", "operating_profit")
    row = {
        **dict.fromkeys(parts, 10),
        "investment_income": 3,
        "fair_value_gain": 1,
        "asset_impairment_loss": 2,
    }
    found = figures_of(write(tmp_path / "p", [row]))
    assert found["value_added", "Z1", YEAR].value == 50
    assert found["value_added[production]", "Z1", YEAR].value == 50 - 3 - 1 + 2


def test_every_figure_that_any_formula_needs_comes_out_for_both_years(tmp_path):
    package = write(tmp_path / "p", [{"employees": 1}, {"employees": 1, "year": YEAR - 1}])
    found = figures_of(package)
    of_stayers = {name for name, one in FIGURES.needed.items() if compares_years(one)}
    assert of_stayers == {"employees_of_stayers", "employees_of_stayers_before"}
    expected = {(name, year) for name in FIGURES.needed for year in (YEAR, YEAR - 1)}
    assert {(name, year) for name, _, year in found} == expected - {(name, YEAR - 1) for name in of_stayers}


def test_an_enterprise_that_changes_from_nine_digits_to_eighteen_is_the_same(tmp_path):
    rows = [
        {"credit_code": "91110108MA01ABCD1X", "employees": 12},
        {"credit_code": "MA01ABCD1", "employees": 10, "year": YEAR - 1},
    ]
    found = figures_of(write(tmp_path / "p", rows))
    assert found["employees_of_stayers", "Z1", YEAR] == Measured(Fraction(12), 1, 1)


def test_figures_of_the_same_enterprises_count_those_of_both_years_only(tmp_path):
    rows = [
        {"credit_code": "1", "employees": 12},
        {"credit_code": "2", "employees": 5},
        {"credit_code": "1", "employees": 10, "year": YEAR - 1},
        {"credit_code": "3", "employees": 7, "year": YEAR - 1},
        {"credit_code": "2", "employees": 9, "year": YEAR - 1, "zone": "Z2"},
    ]
    found = figures_of(write(tmp_path / "p", rows, zones=[{"zone": "Z1"}, {"zone": "Z2"}]))
    assert found["employees_of_stayers", "Z1", YEAR] == Measured(Fraction(12), 1, 1)
    assert found["employees_of_stayers_before", "Z1", YEAR] == Measured(Fraction(10), 2, 1)


cells = st.one_of(st.none(), st.integers(-(10**12), 10**12))
enterprise = st.fixed_dictionaries(
    {
        "revenue": cells,
        "exports": cells,
        "employees": st.one_of(st.none(), st.integers(0, 10**7)),
        "is_hightech": st.sampled_from(["1", "2", ""]),
        "zone": st.sampled_from(["Z1", "Z2"]),
    }
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(enterprise, min_size=1, max_size=20))
def test_sums_equal_those_of_python_fractions(rows, tmp_path_factory):
    package = write(
        tmp_path_factory.mktemp("rows") / "p",
        [{name: "" if value is None else value for name, value in row.items()} for row in rows],
        zones=[{"zone": "Z1"}, {"zone": "Z2"}],
    )
    found = figures_of(package)
    for zone in {row["zone"] for row in rows}:
        inside = [row for row in rows if row["zone"] == zone]
        known = [row["revenue"] for row in inside if row["revenue"] is not None]
        hightech = [
            row["exports"] for row in inside if row["is_hightech"] == "1" and row["exports"] is not None
        ]
        asked = sum(row["is_hightech"] != "2" for row in inside)
        assert found["revenue", zone, YEAR] == Measured(
            Fraction(sum(known)) if known else None, len(inside), len(known)
        )
        expected = Fraction(sum(hightech)) if hightech or not asked else None
        assert found["hightech_exports", zone, YEAR] == Measured(expected, asked, len(hightech))


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_number_of_threads_changes_nothing(threads, tmp_path):
    package = synthetic_round(tmp_path / "p", zones=5, enterprises=3000)
    assert figures_of(package, threads) == figures_of(package, 3)


def test_figures_too_large_to_be_added_are_refused_in_words_never_wrapped(tmp_path):
    row = {"bachelors": 9 * 10**18, "postgraduates": 9 * 10**18}
    with pytest.raises(DataRefused, match=r"enterprises\.csv"):
        figures_of(write(tmp_path / "p", [row]))


def test_the_largest_amounts_a_cell_may_hold_add_up_exactly(tmp_path):
    parts = ("payroll", "taxes_and_surcharges", "vat_payable", "depreciation_of_year", "operating_profit")
    found = figures_of(write(tmp_path / "p", [dict.fromkeys(parts, 10**15 - 1)] * 3))
    assert found["value_added", "Z1", YEAR].value == 15 * (10**15 - 1)
