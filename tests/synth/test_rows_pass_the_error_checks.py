"""Every error-class relation of the forms holds in every row, written here anew in plain Python."""

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import uscc
from tests.synth.packages import enterprises, of_year

YEARS = (2006, 2013, 2015, 2018, 2023)
"""In dollars and with old codes; the last year in dollars; the demonstration; with and without new fields."""


def nought(row, *names):
    """The sum of cells, blank ones as nothing; None when all are blank."""
    cells = [row[name] for name in names]
    return None if all(cell is None for cell in cells) else sum(cell or 0 for cell in cells)


def adds_up(whole, *parts):
    return lambda row: row[whole] is None or nought(row, *parts) in (None, row[whole])


def within(part, whole):
    return lambda row: row[part] is None or row[whole] is None or row[part] <= row[whole]


def together_within(whole, *parts):
    return lambda row: row[whole] is None or (nought(row, *parts) or 0) <= row[whole]


def balance(row):
    return row["total_assets"] == row["total_liabilities"] + row["equity"]


def current_and_not(row):
    if (row["industry_code"] or "")[:2] in ("66", "67", "68", "69"):
        return True
    return adds_up("total_assets", "current_assets", "non_current_assets")(row)


def certified(row):
    if not row["is_hightech"]:
        return row["hightech_certificate_no"] is None
    latest = date(row["year"], 12, 31)
    day = row["hightech_certified_on"]
    return bool(row["hightech_certificate_no"]) and date(row["year"] - 3, 12, 31) < day <= latest


def backed(row):
    return not row["venture_capital"] or row["has_venture_capital"]


def not_negative(row):
    return all(row[name] >= 0 for name in ("employees", "gross_industrial_output", "total_assets", "revenue"))


def organisation_code(text):
    """Whether nine characters are a code of GB 11714."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(alphabet.index(one) * by for one, by in zip(text[:8], weights, strict=True)) % 11
    return len(text) == 9 and text[8] == {10: "X", 11: "0"}.get(rest, str(rest))


def organisation(row):
    """The nine-digit code by which an enterprise is known in both kinds of codes."""
    return row["credit_code"] if len(row["credit_code"]) == 9 else row["credit_code"][8:17]


def code(row):
    text = row["credit_code"]
    if len(text) == 9:
        return row["year"] <= 2017 and organisation_code(text)
    return uscc.is_valid(text) and organisation_code(text[8:17])


def profit(row):
    return (
        row["total_profit"]
        == row["operating_profit"] + row["non_operating_income"] - row["non_operating_expenses"]
    )


def after_tax(row):
    return row["net_profit"] == row["total_profit"] - row["income_tax_expense"]


def every(*rules):
    return lambda row: all(rule(row) for rule in rules)


RULES = {
    "E01": adds_up(
        "revenue", "technology_income", "product_sales_revenue", "goods_sales_revenue", "other_revenue"
    ),
    "E02": within("main_business_revenue", "revenue"),
    "E03": adds_up(
        "technology_income",
        "technology_transfer_income",
        "technology_contracting_income",
        "technology_consulting_service_income",
        "commissioned_rd_income",
    ),
    "E04": within("hightech_product_revenue", "product_sales_revenue"),
    "E05": within("exports", "imports_and_exports"),
    "E06": together_within("exports", "hightech_product_exports", "technology_service_exports"),
    "E07": together_within(
        "income_tax_relief", "hightech_income_tax_relief", "rd_deduction_relief", "technology_transfer_relief"
    ),
    "E08": within("income_tax_relief", "tax_relief"),
    "E10": balance,
    "E11": current_and_not,
    "E13": every(
        within("returnees", "employees"),
        within("foreign_residents", "employees"),
        within("new_employees", "employees"),
    ),
    "E14": every(within("new_research_graduates", "new_graduates"), within("new_graduates", "new_employees")),
    "E15": together_within("postgraduates", "doctors", "masters"),
    "E16": together_within("employees", "postgraduates", "bachelors", "associates"),
    "E17": together_within("skilled_workers", *(f"skilled_level_{at}" for at in range(1, 6))),
    "E19": adds_up(
        "rd_expenditure",
        "rd_labour",
        "rd_direct_inputs",
        "rd_depreciation",
        "rd_amortisation",
        "rd_design",
        "rd_testing",
        "rd_outsourced",
        "rd_other",
    ),
    "E20": adds_up(
        "rd_outsourced",
        "rd_outsourced_institutes",
        "rd_outsourced_universities",
        "rd_outsourced_enterprises",
        "rd_outsourced_abroad",
    ),
    "E22": every(
        within("invention_applications", "patent_applications"),
        within("triadic_applications", "patent_applications"),
        within("pct_applications", "patent_applications"),
    ),
    "E23": every(
        within("inventions_granted", "patents_granted"),
        within("domestic_inventions_granted", "inventions_granted"),
        within("triadic_patents_granted", "patents_granted"),
    ),
    "E24": every(
        within("inventions_in_force", "patents_in_force"),
        within("foreign_patents_in_force", "patents_in_force"),
        within("triadic_patents_in_force", "foreign_patents_in_force"),
    ),
    "E27": every(
        within("new_product_exports", "new_product_revenue"), within("new_product_revenue", "revenue")
    ),
    "E28": together_within("rd_institution_personnel", "rd_institution_doctors", "rd_institution_masters"),
    "E29": certified,
    "E30": backed,
    "E31": not_negative,
    "E34": code,
    "E35": profit,
    "E36": after_tax,
}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("check", RULES)
def test_every_row_passes(check, year):
    assert [row["credit_code"] for row in enterprises(year) if not RULES[check](row)] == []


@pytest.mark.parametrize("year", YEARS)
def test_no_enterprise_stands_twice_in_a_year_not_even_in_two_zones(year):
    counted = Counter((row["year"], organisation(row)) for row in enterprises(year))
    assert [key for key, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("year", YEARS)
def test_costs_and_gains_add_up_to_operating_profit(year):
    """Not a check of the forms, but what the lines of an income statement mean."""
    costs = ("operating_cost", "taxes_and_surcharges", "selling_expenses", "administrative_expenses",
             "rd_expenses_booked", "financial_expenses")  # fmt: skip
    gains = ("fair_value_gain", "investment_income", "hedging_gain", "asset_disposal_gain", "other_income")
    for row in enterprises(year):
        sign = -1 if row["year"] < 2019 else 1
        impairment = sign * (nought(row, "asset_impairment_loss", "credit_impairment_loss") or 0)
        result = row["revenue"] - nought(row, *costs) + nought(row, *gains) + impairment
        assert result == row["operating_profit"]


def test_warnings_are_few_but_there():
    """One year to the next: entries, exits and large changes, as a reviewer would expect them."""
    rows = enterprises(2015, enterprises=8000)
    before, now = ({organisation(row): row for row in rows if row["year"] == year} for year in (2014, 2015))
    stayed = before.keys() & now.keys()
    changed = [
        code for code in stayed
        if abs(now[code]["revenue"] - before[code]["revenue"]) > max(10_000, before[code]["revenue"] / 2)
    ]  # fmt: skip
    moved = [code for code in stayed if now[code]["zone"] != before[code]["zone"]]
    assert 0.07 < 1 - len(stayed) / len(before) < 0.09
    assert 0.08 < 1 - len(stayed) / len(now) < 0.13
    assert 0.01 < len(changed) / len(stayed) < 0.15
    assert 0 < len(moved) / len(stayed) < 0.01


def test_some_old_codes_stand_up_to_2017_and_none_after():
    counts = {year: sum(len(row["credit_code"]) == 9 for row in of_year(year)) for year in YEARS}
    assert {year: bool(count) for year, count in counts.items()} == {year: year <= 2017 for year in YEARS}
