"""Each of the 38 checks fires on the fault planted for it, alone, from just beyond its boundary."""

from dataclasses import dataclass, field

import pytest
from tests.checks.sending import CODE, OTHER_CODE, SOUND, YEAR, Row, checked, edition, fired, key, sound

from gaoxin.edition.figures import Figures
from gaoxin.micro.conditions import cells_read, conditions_of, field_of


@dataclass
class Plant:
    """What fires a check, and the nearest that does not; ``before`` are cells of last year."""

    check: str
    fires: Row
    passes: Row
    before: Row = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.check} {' '.join(self.fires)}"


NO_REVENUE: Row = {
    "technology_income": None, "product_sales_revenue": None, "goods_sales_revenue": None, "other_revenue": None,
    "main_business_revenue": None, "new_product_revenue": None,
}  # fmt: skip
SMALL_OUTPUT = {"gross_industrial_output": 20000}

PLANTS = [
    Plant("E01", {"other_revenue": 55}, {"other_revenue": 54}),
    Plant("E01", {"other_revenue": "45.999"}, {"other_revenue": 46}),
    Plant("E02", {"main_business_revenue": "1000.001"}, {"main_business_revenue": 1000}),
    Plant("E03", {"commissioned_rd_income": 30}, {"commissioned_rd_income": 29}),
    Plant("E04", {"hightech_product_revenue": 701}, {"hightech_product_revenue": 700}),
    Plant("E05", {"imports_and_exports": 199}, {"imports_and_exports": 200}),
    Plant("E06", {"technology_service_exports": 101}, {"technology_service_exports": 100}),
    Plant("E07", {"technology_transfer_relief": 21}, {"technology_transfer_relief": 20}),
    Plant("E08", {"tax_relief": 39}, {"tax_relief": 40}),
    Plant("E09", {"vat_paid": 41}, {"vat_paid": 40}),
    Plant("E10", {"equity": 1203}, {"equity": 1202}),
    Plant("E11", {"non_current_assets": 1103}, {"non_current_assets": 1102}),
    Plant("E11", {"current_assets": 0}, {"current_assets": 0, "industry_code": "6610"}),
    Plant("E11", {"current_assets": 0}, {"current_assets": 0, "industry_code": None}),
    Plant("E12", {"listing_capital": 501}, {"listing_capital": 500}),
    Plant("E12", {"overseas_listing_capital": 21}, {"overseas_listing_capital": 20}),
    Plant("E13", {"returnees": 101}, {"returnees": 100}),
    Plant("E13", {"foreign_residents": 101}, {"foreign_residents": 100}),
    Plant("E13", {"new_employees": 101}, {"new_employees": 100}),
    Plant("E14", {"new_research_graduates": 11}, {"new_research_graduates": 10}),
    Plant("E14", {"new_graduates": 21}, {"new_graduates": 20}),
    Plant("E15", {"masters": 16}, {"masters": 15}),
    Plant("E16", {"associates": 41}, {"associates": 40}),
    Plant("E17", {"skilled_workers": 14}, {"skilled_workers": 15}),
    Plant("E18", {"rd_personnel": 101}, {"rd_personnel": 100}),
    Plant("E19", {"rd_other": 29}, {"rd_other": 28}),
    Plant("E20", {"rd_outsourced_abroad": 15}, {"rd_outsourced_abroad": 14}),
    Plant("E21", {"rd_other_funds": 16}, {"rd_other_funds": 15}),
    Plant("E22", {"invention_applications": 11}, {"invention_applications": 10}),
    Plant("E22", {"triadic_applications": 11}, {"triadic_applications": 10}),
    Plant("E22", {"pct_applications": 11}, {"pct_applications": 10}),
    Plant("E23", {"inventions_granted": 9}, {"inventions_granted": 8}),
    Plant("E23", {"domestic_inventions_granted": 5}, {"domestic_inventions_granted": 4}),
    Plant("E23", {"triadic_patents_granted": 9}, {"triadic_patents_granted": 8}),
    Plant("E24", {"inventions_in_force": 41}, {"inventions_in_force": 40}),
    Plant("E24", {"foreign_patents_in_force": 41}, {"foreign_patents_in_force": 40}),
    Plant("E24", {"triadic_patents_in_force": 7}, {"triadic_patents_in_force": 6}),
    Plant("E25", {"trademarks_registered": 10}, {"trademarks_registered": 9}),
    Plant("E25", {"foreign_trademarks_registered": 4}, {"foreign_trademarks_registered": 3}),
    Plant("E25", {"foreign_trademarks_in_force": 10}, {"foreign_trademarks_in_force": 9}),
    Plant("E26", {"software_copyrights_new": 6}, {"software_copyrights_new": 5}),
    Plant("E26", {"chip_layouts_new": 2}, {"chip_layouts_new": 1}),
    Plant("E26", {"plant_varieties_new": 2}, {"plant_varieties_new": 1}),
    Plant("E26", {"international_standards_new": 2}, {"international_standards_new": 1}),
    Plant("E26", {"national_standards_new": 3}, {"national_standards_new": 2}),
    Plant("E27", {"new_product_exports": 301}, {"new_product_exports": 300}),
    Plant("E27", {"new_product_revenue": 1001}, {"new_product_revenue": 1000}),
    Plant("E28", {"rd_institution_masters": 16}, {"rd_institution_masters": 15}),
    Plant("E29", {"hightech_certificate_no": None}, {"hightech_certificate_no": None, "is_hightech": 2}),
    Plant("E29", {"hightech_certified_on": None}, {"hightech_certified_on": None, "is_hightech": None}),
    Plant(
        "E29", {"hightech_certified_on": "2012-12-31"}, {"hightech_certified_on": "2013-01-01"},
        {"hightech_certified_on": None},
    ),
    Plant(
        "E29", {"hightech_certified_on": "2016-01-01"}, {"hightech_certified_on": "2015-12-31"},
        {"hightech_certified_on": None},
    ),
    Plant("E30", {"has_venture_capital": 2}, {"has_venture_capital": 2, "venture_capital": 0}),
    Plant("E30", {"has_venture_capital": None}, {"has_venture_capital": None, "venture_capital": None}),
    Plant("E31", {"gross_industrial_output": "-0.001"}, {"gross_industrial_output": 0}),
    Plant("E32", {"gross_industrial_output": "30000.001"}, {"gross_industrial_output": 30000}, SMALL_OUTPUT),
    Plant("E32", {"gross_industrial_output": "9999.999"}, {"gross_industrial_output": 10000}, SMALL_OUTPUT),
    Plant("E32", {"gross_industrial_output": 10000}, {"gross_industrial_output": "9999.999"}, {"gross_industrial_output": 0}),
    Plant("E32", {"employees": 151}, {"employees": 150}, {"employees": 100}),
    Plant("E35", {"non_operating_income": 14}, {"non_operating_income": 13}),
    Plant("E36", {"income_tax_expense": 23}, {"income_tax_expense": 22}),
    Plant(
        "E37", {"hightech_certified_on": "2015-01-01"},
        {"hightech_certified_on": "2015-01-01", "hightech_certificate_no": "GR2"},
    ),
    Plant("E38", {"revenue": "-0.001", **NO_REVENUE}, {"revenue": 0, **NO_REVENUE}),
]  # fmt: skip


def test_the_sound_package_has_no_finding(tmp_path):
    report = checked(tmp_path, sound())
    assert report.findings == ()
    assert report.not_run == ()
    assert list(report.counts) == [f"E{number:02d}" for number in range(1, 39)]


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_a_planted_fault_fires_its_check_alone(tmp_path, plant):
    report = checked(tmp_path, sound(plant.fires, plant.before))
    assert fired(report.findings) == [plant.check]
    assert {name for name, count in report.counts.items() if count} == {plant.check}


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_the_boundary_itself_passes(tmp_path, plant):
    assert checked(tmp_path, sound(plant.passes, plant.before)).findings == ()


def test_every_check_has_a_fault_planted():
    elsewhere = {"E33", "E34"}
    assert {plant.check for plant in PLANTS} | elsewhere == {one.id for one in edition().checks}


def _skipping(missing):
    checks = {one.id: one for one in edition().checks if one.kind == "rule" and one.missing == missing}
    return [plant for plant in PLANTS if plant.check in checks and None not in plant.fires.values()]


@pytest.mark.parametrize("plant", _skipping("skip_if_any"), ids=str)
def test_a_blank_cell_silences_the_condition_that_reads_it(tmp_path, plant):
    broken = checked(tmp_path / "broken", sound(plant.fires, plant.before)).findings
    for at, name in enumerate(broken[0].columns):
        rows = sound({**plant.fires, name: None}, plant.before)
        assert [
            one.columns
            for one in checked(tmp_path / str(at), rows).findings
            if one.columns == broken[0].columns
        ] == []


def _parts(plant):
    """The whole and the parts of the sum that a plant breaks."""
    holds = next(
        iter(conditions_of(next(one for one in edition().checks if one.id == plant.check), FIGURES))
    ).holds
    whole, parts = (
        (holds.left, holds.right) if len(cells_read(holds.left)) == 1 else (holds.right, holds.left)
    )
    return field_of(cells_read(whole)[0]), [field_of(cell) for cell in cells_read(parts)]


FIGURES = Figures(edition())


@pytest.mark.parametrize("plant", _skipping("skip_if_all"), ids=str)
def test_a_sum_is_skipped_when_the_whole_or_every_part_is_blank(tmp_path, plant):
    whole, parts = _parts(plant)
    no_whole = checked(tmp_path / "whole", sound({**plant.fires, whole: None}))
    no_parts = checked(tmp_path / "parts", sound(plant.fires | dict.fromkeys(parts)))
    assert [no_whole.counts[plant.check], no_parts.counts[plant.check]] == [0, 0]


def test_a_blank_part_of_a_sum_counts_nothing(tmp_path):
    report = checked(tmp_path, sound({"other_revenue": None}))
    assert [one.found for one in report.findings] == ["营业收入 1,000 ≠ 四项之和 950（差 50，容差 4）"]
    assert (
        checked(tmp_path / "right", sound({"other_revenue": None, "goods_sales_revenue": 200})).findings == ()
    )


def test_each_broken_condition_marks_its_own_cells(tmp_path):
    report = checked(tmp_path, sound({"returnees": 101, "new_employees": 102}))
    assert [(one.check, one.columns) for one in report.findings] == [
        ("E13", ("returnees", "employees")),
        ("E13", ("new_employees", "employees")),
    ]
    assert [one.found for one in report.findings] == [
        "留学归国人员 101 > 从业人员期末人数 100（差 1）",
        "当年新增从业人员 102 > 从业人员期末人数 100（差 2）",
    ]


def test_the_list_of_enterprises_names_who_entered_and_who_left(tmp_path):
    rows = [*sound(), key(YEAR - 1, code=OTHER_CODE) | SOUND, key(YEAR, code="91110000802100433B") | SOUND]
    report = checked(tmp_path, rows)
    assert [(one.check, one.key, one.row, one.found) for one in report.findings] == [
        ("E33", "91110000802100433B", 5, "新增：上年本园区名单中没有"),
        ("E33", OTHER_CODE, 4, "剔除：2015 年本园区没有这家企业"),
    ]
    assert (report.errors, report.warnings) == (0, 2)


def test_an_enterprise_that_moved_entered_one_zone_and_left_the_other(tmp_path):
    rows = [
        *sound(), key(YEAR - 1, "Z002", OTHER_CODE) | SOUND, key(YEAR, "Z001", OTHER_CODE) | SOUND,
        *(key(year, "Z002", "91110000802100433B") | SOUND for year in (YEAR - 1, YEAR)),
    ]  # fmt: skip
    assert [one.found for one in checked(tmp_path, rows).findings] == [
        "新增：上年本园区名单中没有，上年在园区 Z002",
        "剔除：2015 年本园区没有这家企业，本年在园区 Z001",
    ]


def test_a_nine_digit_code_last_year_is_the_same_enterprise(tmp_path):
    rows = [key(YEAR - 1, code=CODE[8:17]) | SOUND | {"gross_industrial_output": 40000}, key() | SOUND]
    report = checked(tmp_path, rows)
    assert [one.found for one in report.findings] == [
        "工业总产值（当年价格） 本年 900，上年 40,000，减少 97.8%（超过 50%）"
    ]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("911100006000373411", "代码“911100006000373411”校验位不符：按前 17 位算应为 L"),
        ("91110000600037341I", "代码“91110000600037341I”含有不用的字符 I"),
        ("9111A000600037341L", "代码“9111A000600037341L”第 3 至 8 位应为数字"),
        ("9111000060003734L", "代码“9111000060003734L”有 17 位，应为 18 位"),
        ("600037342", "代码“600037342”校验位不符：按前 8 位算应为 1"),
        ("60003734Y", "“60003734Y”不是组织机构代码"),
    ],
)
def test_a_code_that_cannot_be_right_fires_the_key_check(tmp_path, code, found):
    rows = [key(year, code=code) | SOUND for year in (YEAR - 1, YEAR)]
    assert [(one.check, one.found) for one in checked(tmp_path, rows).findings] == [("E34", found)]


def test_nine_digit_codes_end_with_2017(tmp_path):
    dates = {"hightech_certified_on": "2017-06-01"}
    rows = [key(year, code=CODE[8:17]) | SOUND | dates for year in (2016, 2017, 2018)]
    assert checked(tmp_path / "2017", rows[:2], 2017).findings == ()
    findings = checked(tmp_path / "2018", rows[1:], 2018).findings
    assert [(one.check, one.found) for one in findings] == [
        ("E34", "九位组织机构代码“600037341”只用到 2017 年")
    ]


def test_one_enterprise_in_two_zones_is_an_error_of_both_rows(tmp_path):
    rows = [key(year, zone) | SOUND for year in (YEAR - 1, YEAR) for zone in ("Z001", "Z002")]
    findings = checked(tmp_path, rows).findings
    assert [(one.check, one.row, one.columns, one.found) for one in findings] == [
        ("E34", 4, ("zone", "credit_code"), "同年也在园区 Z002（enterprises.csv:5）"),
        ("E34", 5, ("zone", "credit_code"), "同年也在园区 Z001（enterprises.csv:4）"),
    ]


def test_a_repeated_key_is_an_error_of_every_row_that_has_it_in_either_year(tmp_path):
    rows = [*sound(), *sound()]
    report = checked(tmp_path, rows)
    assert [(one.check, one.row, one.found) for one in report.findings] == [
        ("E34", 2, "主键重复：同一企业另见于 enterprises.csv:4"),
        ("E34", 3, "主键重复：同一企业另见于 enterprises.csv:5"),
        ("E34", 4, "主键重复：同一企业另见于 enterprises.csv:2"),
        ("E34", 5, "主键重复：同一企业另见于 enterprises.csv:3"),
    ]


def test_the_two_forms_of_one_code_in_one_year_are_one_enterprise(tmp_path):
    rows = [*sound(), key(code=CODE[8:17]) | SOUND]
    assert [(one.check, one.row) for one in checked(tmp_path, rows).findings] == [("E34", 3), ("E34", 4)]
