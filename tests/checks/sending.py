"""A small package in which every check passes, to plant one fault at a time."""

from collections.abc import Mapping, Sequence
from csv import writer
from pathlib import Path

from gaoxin.edition import Edition, load
from gaoxin.returns import Package, open_package
from gaoxin.returns.check import Report, check
from gaoxin.terms import Fault, Finding

YEAR = 2015
CODE = "91110000600037341L"
"""The published example of python-stdnum; its organisation code is 600037341."""

OTHER_CODE = "91310115591693512Q"

Row = Mapping[str, object]

SOUND: Row = {
    "industry_code": "3910", "is_hightech": 1, "hightech_certified_on": "2014-06-01",
    "hightech_certificate_no": "GR1", "gross_industrial_output": 900,
    "revenue": 1000, "technology_income": 100, "product_sales_revenue": 700, "goods_sales_revenue": 150,
    "other_revenue": 50, "main_business_revenue": 900, "technology_transfer_income": 25,
    "technology_contracting_income": 25, "technology_consulting_service_income": 25,
    "commissioned_rd_income": 25, "hightech_product_revenue": 600, "imports_and_exports": 300, "exports": 200,
    "hightech_product_exports": 100, "technology_service_exports": 50, "tax_relief": 50,
    "income_tax_relief": 40, "hightech_income_tax_relief": 10, "rd_deduction_relief": 10,
    "technology_transfer_relief": 10, "vat_paid": 30, "income_tax_paid": 20, "taxes_paid": 60,
    "total_assets": 2000, "total_liabilities": 800, "equity": 1200, "current_assets": 900,
    "non_current_assets": 1100, "overseas_listing_capital": 10, "listing_capital": 20, "paid_in_capital": 500,
    "employees": 100, "returnees": 5, "foreign_residents": 3, "new_employees": 20, "new_graduates": 10,
    "new_research_graduates": 5, "postgraduates": 20, "doctors": 5, "masters": 10, "bachelors": 40,
    "associates": 20, "skilled_workers": 30, "skilled_level_1": 1, "skilled_level_2": 2, "skilled_level_3": 3,
    "skilled_level_4": 4, "skilled_level_5": 5, "rd_personnel": 30, "rd_expenditure": 360, "rd_labour": 100,
    "rd_direct_inputs": 80, "rd_depreciation": 40, "rd_amortisation": 30, "rd_design": 20, "rd_testing": 10,
    "rd_outsourced": 60, "rd_other": 20, "rd_outsourced_institutes": 10, "rd_outsourced_universities": 20,
    "rd_outsourced_enterprises": 20, "rd_outsourced_abroad": 10, "rd_own_funds": 300, "rd_government_funds": 20,
    "rd_bank_loans": 20, "rd_venture_funds": 10, "rd_other_funds": 10, "patent_applications": 10,
    "invention_applications": 5, "triadic_applications": 2, "pct_applications": 3, "patents_granted": 8,
    "inventions_granted": 4, "domestic_inventions_granted": 3, "triadic_patents_granted": 1,
    "patents_in_force": 40, "inventions_in_force": 20, "foreign_patents_in_force": 6,
    "triadic_patents_in_force": 4, "trademarks_registered": 2, "trademarks_in_force": 9,
    "foreign_trademarks_registered": 1, "foreign_trademarks_in_force": 3, "software_copyrights_new": 1,
    "software_copyrights": 5, "chip_layouts_new": 0, "chip_layouts": 1, "plant_varieties_new": 0,
    "plant_varieties": 1, "international_standards_new": 0, "international_standards": 1,
    "national_standards_new": 1, "national_standards": 2, "new_product_exports": 100,
    "new_product_revenue": 300, "rd_institution_personnel": 20, "rd_institution_doctors": 5,
    "rd_institution_masters": 5, "venture_capital": 50, "has_venture_capital": 1,
    "total_profit": 100, "operating_profit": 95, "non_operating_income": 10, "non_operating_expenses": 5,
    "net_profit": 80, "income_tax_expense": 20,
}  # fmt: skip


def key(year: int = YEAR, zone: str = "Z001", code: str = CODE) -> Row:
    """The key of a row."""
    return {"year": year, "zone": zone, "credit_code": code}


def sound(changes: Row | None = None, before: Row | None = None) -> list[Row]:
    """The rows of one enterprise in both years, changed in the data year and in the year before."""
    return [key(YEAR - 1) | SOUND | (before or {}), key() | SOUND | (changes or {})]


def send(folder: Path, rows: Sequence[Row], name: str = "enterprises.csv") -> Path:
    """Write a package of two zones with these enterprise rows as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "zones.csv").write_text(
        "zone,name,province,city,national_since,park_type\nZ001,甲,北京,北京,1991,none\nZ002,乙,江苏,南京,1991,none\n"
    )
    columns = list(dict.fromkeys(name for row in rows for name in row))
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    with target.open("w", newline="", encoding="utf-8") as file:
        lines = writer(file)
        lines.writerow(columns)
        lines.writerows([["" if row.get(one) is None else row[one] for one in columns] for row in rows])
    return folder


def edition() -> Edition:
    """The edition of the notice."""
    return load("cn-2013-388")


def opened(folder: Path, year: int = YEAR) -> tuple[Package, list[Fault]]:
    """A package with the faults of reading it."""
    faults: list[Fault] = []
    return open_package(folder, edition(), year, threads=1, faults=faults), faults


def checked(folder: Path, rows: Sequence[Row] | None = None, year: int = YEAR) -> Report:
    """The report on a package."""
    if rows is not None:
        send(folder, rows)
    package, faults = opened(folder, year)
    return check(package, edition(), year, faults)


def fired(findings: Sequence[Finding]) -> list[str]:
    """The checks that have findings, each once."""
    return sorted({one.check for one in findings})
