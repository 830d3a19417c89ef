"""Workbooks as zones really send them: awkward but honest."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.returns.folders import CODE_A, CODE_B, ZONES, edition, notes, package, refused, rows
from tests.returns.hostile import cell, sheet, workbook

from gaoxin.returns import Package, open_package

HEAD = ("year", "zone", "credit_code")


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        one = made.create_sheet(name)
        for line in lines:
            one.append(list(line))
    made.save(path)
    return made


def opened(folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], zone: str | None = None) -> Package:
    package(folder, enterprises__xlsx=b"")
    book(folder / "enterprises.xlsx", sheets)
    return open_package(folder, edition(), 2015, zone=zone, threads=1)


def refusal(
    folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], zone: str | None = None
) -> tuple[int, list[str]]:
    book(folder / "made.xlsx", sheets)
    content = (folder / "made.xlsx").read_bytes()
    (folder / "made.xlsx").unlink()
    return refused(folder, zone=zone, enterprises__xlsx=content)


def test_one_sheet_of_any_name_is_read_with_its_own_lines(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        {"随便什么": [("2015 年企业统计表",), (), (*HEAD, "QC05_0", "qd01", "qb11", "备注"), (2015, "Z1", CODE_A, 0.1 + 0.2, 12, True, "x"), (),
                  ("2015", "Z2", CODE_B, "1,234.5", "１２", "否", None)]},
    )  # fmt: skip
    assert rows(read, "year", "zone", "revenue", "employees", "is_hightech", "_line") == [
        (2015, "Z1", Decimal("0.3"), 12, True, 4),
        (2015, "Z2", Decimal("1234.5"), 12, False, 6),
    ]
    assert notes(read) == [
        ("enterprises.xlsx[随便什么]:6 QC05_0", "1,234.5", "1234.5", "separators", 1),
        ("enterprises.xlsx[随便什么]:6 qd01", "１２", "12", "width", 1),
    ]
    assert read.ignored == {"column enterprises.xlsx[随便什么] 备注": 1}


def test_labels_under_codes_are_no_row(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        {
            "S": [
                (*HEAD, "qc05_0"),
                ("报告期", "所属高新区代码", "统一社会信用代码", "营业收入"),
                (2015, "Z1", CODE_A, 5),
            ]
        },
    )
    assert rows(read, "revenue", "_line") == [(Decimal(5), 3)]


def test_a_workbook_without_year_and_zone_takes_them_from_the_command(tmp_path: Path) -> None:
    sheets = {"S": [("QA03", "qc05_0"), (CODE_A, 5), (None, None), (CODE_B, 6)]}
    read = opened(tmp_path, sheets, zone="Z2")
    assert rows(read, "year", "zone", "credit_code", "revenue") == [
        (2015, "Z2", CODE_A, 5),
        (2015, "Z2", CODE_B, 6),
    ]


def test_without_a_zone_anywhere_the_way_out_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"S": [("QA03", "qc05_0"), (CODE_A, 5)]}) == (
        2,
        [
            "enterprises.xlsx[S]:1: the key column 'zone' is missing (zone、所属高新区代码); for a workbook without it, name the zone with --zone"
        ],
    )


FORMS = {
    "封面": [("填报说明",)],
    "GQ-002 经济概况": [(*HEAD, "qc05_0"), (2015, "Z1", CODE_A, 100)],
    "GQ-001": [
        (*HEAD, "qa04", "qb03_1"),
        (2015, "Z1", CODE_A, "甲公司", "C3911"),
        (2015, "Z2", CODE_B, "乙公司", 111),
    ],
    "GQ-004": [
        (*HEAD, "qh51", "qh40"),
        (2015, "Z1", CODE_A, 1.5, 2),
        (2015, "Z1", CODE_A, 2.25, None),
        (2015, "Z2", CODE_B, None, None),
    ],
}


def test_sheets_of_forms_are_joined_on_the_key_and_projects_are_summed(tmp_path: Path) -> None:
    read = opened(tmp_path, FORMS)
    assert rows(
        read,
        "zone",
        "enterprise_name",
        "industry_code",
        "revenue",
        "rd_internal_expenditure",
        "rd_full_time_equivalent",
    ) == [
        ("Z1", "甲公司", "3911", Decimal(100), Decimal("3.75"), Decimal(2)),
        ("Z2", "乙公司", "0111", None, None, None),
    ]
    assert read.ignored == {"sheet enterprises.xlsx[封面]": 1}


def test_a_cell_of_a_joined_sheet_is_traced_to_its_own_sheet_and_line(tmp_path: Path) -> None:
    read = opened(tmp_path, FORMS)
    assert read.rows is not None
    part = read.rows.parts[0]
    heading = part.headings["revenue"]
    assert (heading.sheet, heading.header) == ("GQ-002 经济概况", "qc05_0")
    line = rows(read, heading.line)[0][0]
    assert part.place("revenue", line) == "enterprises.xlsx[GQ-002 经济概况]:2 qc05_0"


def test_a_row_of_a_form_whose_enterprise_is_not_in_the_first_sheet_is_refused(tmp_path: Path) -> None:
    sheets = FORMS | {
        "GQ-003": [(*HEAD, "qd01"), (2015, "Z1", CODE_A, 3), (2015, "Z1", CODE_B, 4), (2015, "Z1", CODE_A, 5)]
    }
    assert refusal(tmp_path, sheets) == (
        1,
        [
            f"enterprises.xlsx[GQ-003]:3 credit_code: the key 2015 Z1 {CODE_B} is not in the first sheet",
            f"enterprises.xlsx[GQ-003]:4 credit_code: repeated key: 2015 Z1 {CODE_A}; keep one row",
        ],
    )


def test_a_figure_in_two_sheets_cannot_be_used_but_a_name_may_be_repeated(tmp_path: Path) -> None:
    sheets = {
        "GQ-001": [(*HEAD, "qa04", "qd01"), (2015, "Z1", CODE_A, "甲", 1)],
        "GQ-002": [(*HEAD, "qa04", "qd01", "qc05_0"), (2015, "Z1", CODE_A, "甲", 1, 2)],
    }
    assert refusal(tmp_path, sheets) == (
        2, ["enterprises.xlsx[GQ-002]:1 qd01: the sheet GQ-001 has this field already; one sheet, or one sheet a form"],
    )  # fmt: skip


def test_dates_are_read_in_every_form_of_a_cell(tmp_path: Path) -> None:
    days = (
        date(2015, 3, 1),
        datetime(2015, 3, 1),  # noqa: DTZ001 - workbooks know no time zones
        "2015/3/1",
        "2015年3月1日",
        "20150301",
        20150301,
        "2015-03",
    )
    read = opened(
        tmp_path, {"S": [(*HEAD, "qb04"), *((2015, "Z1", f"{at:09d}", day) for at, day in enumerate(days))]}
    )
    assert rows(read, "registered_on") == [(date(2015, 3, 1),)] * len(days)
    assert notes(read) == [("enterprises.xlsx[S]:8 qb04", "2015-03", "2015-03-01", "first_of_month", 1)]


def test_dates_of_the_calendar_of_1904_are_read(tmp_path: Path) -> None:
    package(tmp_path, enterprises__xlsx=b"")
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    for line in ((*HEAD, "qb04"), (2015, "Z1", CODE_A, date(2015, 3, 1))):
        made.active.append(line)
    made.save(tmp_path / "enterprises.xlsx")
    assert rows(open_package(tmp_path, edition(), 2015), "registered_on") == [(date(2015, 3, 1),)]


def test_numbers_written_as_text_and_text_written_as_numbers_are_read(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        {"S": [(*HEAD, "qc05_0", "qb03_1", "qb18", "qa04"), ("2015", "Z1", 123456789, "100", 3911.0, 1, 7)]},
    )
    assert rows(
        read, "credit_code", "revenue", "industry_code", "controlling_interest", "enterprise_name"
    ) == [("123456789", Decimal(100), "3911", "1", "7")]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("无", "无"),
        ("12.5%", "12.5%"),
        (1.23456, "1.23456"),
        (date(2015, 1, 1), "2015-01-01"),
        (True, "TRUE"),
        (1e20, "1E+20"),
    ],
)
def test_other_cells_in_a_column_of_amounts_are_refused_with_their_place(
    tmp_path: Path, value: object, shown: str
) -> None:
    code, said = refusal(tmp_path, {"表1": [(*HEAD, "qc05_0"), (2015, "Z1", CODE_A, value)]})
    assert (code, said) == (
        1, [f"enterprises.xlsx[表1]:2 qc05_0: found '{shown}'; write a number with three decimals at most; leave blank what is not known"],
    )  # fmt: skip


def test_a_formula_that_was_never_computed_is_not_taken_for_a_blank_cell(tmp_path: Path) -> None:
    code, said = refusal(
        tmp_path, {"S": [(*HEAD, "qc05_0"), (2015, "Z1", CODE_A, "=1+2"), (2015, "Z2", CODE_B, 3)]}
    )
    assert code == 1
    assert [line.partition(";")[0] for line in said] == ["enterprises.xlsx[S]:2 qc05_0: found '#NOVALUE!'"]


def test_a_formula_with_its_value_is_read_and_an_error_is_refused(tmp_path: Path) -> None:
    def line(number: int, zone: str, code: str, last: str) -> tuple[int, str]:
        return number, f'<c r="A{number}"><v>2015</v></c>' + cell(f"B{number}", zone) + cell(
            f"C{number}", code
        ) + last

    head = (
        1,
        "".join(cell(f"{letter}1", name) for letter, name in zip("ABCD", (*HEAD, "qc05_0"), strict=True)),
    )
    good = line(2, "Z1", CODE_A, '<c r="D2"><f>1+2</f><v>3</v></c>')
    bad = line(3, "Z2", CODE_B, '<c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    package(tmp_path, enterprises__xlsx=b"")
    workbook(tmp_path / "enterprises.xlsx", {"S": sheet([head, good])})
    assert rows(open_package(tmp_path, edition(), 2015), "revenue") == [(Decimal(3),)]
    workbook(tmp_path / "made.xlsx", {"S": sheet([head, good, bad])})
    code, said = refused(tmp_path, enterprises__xlsx=(tmp_path / "made.xlsx").read_bytes())
    assert (code, [one.partition(";")[0] for one in said]) == (
        1,
        ["enterprises.xlsx[S]:3 qc05_0: found '#DIV/0!'"],
    )


def test_merged_cells_and_hidden_rows_are_read_and_noted(tmp_path: Path) -> None:
    package(tmp_path, enterprises__xlsx=b"")
    made = openpyxl.Workbook()
    for line in (("企业表",), (*HEAD, "qc05_0"), (2015, "Z1", CODE_A, 5), (2015, "Z2", CODE_B, None)):
        made.active.append(line)
    made.active.merge_cells("A1:D1")
    made.active.merge_cells("D3:D4")
    made.active.row_dimensions[3].hidden = True
    made.active.title = "S"
    made.save(tmp_path / "enterprises.xlsx")
    read = open_package(tmp_path, edition(), 2015)
    assert rows(read, "revenue") == [(Decimal(5),), (None,)]
    assert notes(read) == [
        ("enterprises.xlsx[S]:2", "1", "", "hidden", 1),
        ("enterprises.xlsx[S]:2", "A1:D1 D3:D4", "", "merged", 2),
    ]


def test_a_merged_zone_column_is_refused_where_it_is_blank(tmp_path: Path) -> None:
    code, said = refusal(
        tmp_path, {"S": [(*HEAD, "qc05_0"), (2015, "Z1", CODE_A, 5), (2015, None, CODE_B, 6)]}
    )
    assert (code, said) == (1, ["enterprises.xlsx[S]:3 zone: blank; a key cell cannot be blank"])


def test_columns_to_the_right_of_empty_ones_keep_their_place(tmp_path: Path) -> None:
    read = opened(
        tmp_path, {"S": [(None, None, *HEAD, None, "qc05_0"), (None, None, 2015, "Z1", CODE_A, None, 7)]}
    )
    assert rows(read, "zone", "revenue", "_line") == [("Z1", Decimal(7), 2)]


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"S": []}, "enterprises.xlsx: no sheet has a header that is known"),
        ({"S": [("hello",)]}, "enterprises.xlsx: no sheet has a header that is known"),
        ({"S": [(*HEAD, "qc05_0")]}, "enterprises.xlsx: there is a header and nothing below it"),
    ],
    ids=["empty sheet", "no header", "header only"],
)
def test_a_workbook_with_nothing_to_read_is_unusable(
    tmp_path: Path, sheets: dict[str, Any], said: str
) -> None:
    assert refusal(tmp_path, sheets) == (2, [said])


def test_committee_returns_may_come_as_a_workbook(tmp_path: Path) -> None:
    package(tmp_path)
    book(
        tmp_path / "zone_returns.xlsx",
        {
            "管委会表": [
                ("年报",),
                ("报告期", "高新区代码", "国家级孵化器数"),
                (2015, "Z1", 3),
                (2014, "Z1", 2),
            ]
        },
    )
    read = open_package(tmp_path, edition(), 2015)
    assert read.committee == {
        ("Z1", 2015): {"national_incubators": 3},
        ("Z1", 2014): {"national_incubators": 2},
    }
    assert read.committee_places["Z1", 2015] == "zone_returns.xlsx[管委会表]:3"


def test_a_workbook_a_zone_in_a_folder_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "zones.csv").write_text(ZONES)
    (tmp_path / "enterprises").mkdir()
    for zone, code in (("Z1", CODE_A), ("Z2", CODE_B)):
        book(tmp_path / "enterprises" / f"{zone}.xlsx", {"S": [(*HEAD, "qc05_0"), (2015, zone, code, 5)]})
    (tmp_path / "enterprises" / "~$Z1.xlsx").write_bytes(b"lock")
    read = open_package(tmp_path, edition(), 2015)
    assert rows(read, "zone", "_source", "_line") == [("Z1", 0, 2), ("Z2", 1, 2)]


def test_a_number_shown_as_a_per_cent_is_taken_as_it_is_shown(tmp_path: Path) -> None:
    package(tmp_path)
    made = openpyxl.Workbook()
    for line in (
        ("year", "zone", "green_coverage"),
        (2015, "Z1", 0.125),
        (2015, "Z2", 41.5),
        (2014, "Z1", None),
    ):
        made.active.append(line)
    made.active.title = "S"
    for style, row in (("0.00%", 2), ("0.0", 3), ("0%", 4)):
        made.active[f"C{row}"].number_format = style
    made.save(tmp_path / "zone_returns.xlsx")
    read = open_package(tmp_path, edition(), 2015)
    assert {key: dict(figures) for key, figures in read.committee.items()} == {
        ("Z1", 2015): {"green_coverage": Fraction("12.5")},
        ("Z2", 2015): {"green_coverage": Fraction("41.5")},
        ("Z1", 2014): {},
    }
    assert notes(read) == [("zone_returns.xlsx[S]:2 green_coverage", "12.5%", "12.5", "percent", 1)]


def test_marks_and_zones_may_come_as_workbooks(tmp_path: Path) -> None:
    package(tmp_path)
    (tmp_path / "zones.csv").unlink()
    book(tmp_path / "zones.xlsx", {"S": [("zone", "name"), ("Z1", "甲"), ("Z2", "乙")]})
    book(
        tmp_path / "survey.xlsx",
        {"S": [("year", "zone", "indicator", "respondent", "score"), (2015, "Z1", "1.10", "甲", 80)]},
    )
    read = open_package(tmp_path, edition(), 2015)
    assert [(zone.code, zone.name) for zone in read.zones] == [("Z1", "甲"), ("Z2", "乙")]
    assert [(mark.zone, mark.score, mark.place) for mark in read.marks] == [
        ("Z1", 80, "survey.xlsx[S]:2 score")
    ]
