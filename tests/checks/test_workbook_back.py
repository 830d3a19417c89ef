"""The sender's own workbook back: same sheets, rows and values, one added column, marks; it reads again."""

from dataclasses import replace
from datetime import date

import duckdb
import openpyxl
import pytest
from tests.checks.sending import CODE, SOUND, YEAR, Row, checked, edition, fired, key, opened, send, sound

from gaoxin.returns import Package
from gaoxin.returns.annotate import annotate
from gaoxin.returns.check import check
from gaoxin.returns.header import PROBLEMS, SUMMARY
from gaoxin.terms import Unusable


def given_back(folder, out, year=YEAR):
    """Writes the annotated workbook (or folder of workbooks) of a package."""
    package, faults = opened(folder, year)
    assert isinstance(package, Package)
    return annotate(package, edition(), check(package, edition(), year, faults), out)


def values(sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def book(folder, sheets) -> None:
    """Writes a package whose enterprises are a workbook with these sheets (rows of cells)."""
    send(folder, sound())
    (folder / "enterprises.csv").unlink()
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(folder / "enterprises.xlsx")


def sheet_of(rows: list[Row]) -> list[list[object]]:
    columns = list(rows[0])
    return [columns, *([row[name] for name in columns] for row in rows)]


def again(folder, workbook):
    """A second package with the workbook in the place of the enterprises."""
    folder.mkdir()
    (folder / "zones.csv").write_text(
        "zone,name,province,city,national_since,park_type\nZ001,甲,北京,北京,1991,none\n"
    )
    (folder / "enterprises.xlsx").write_bytes(workbook.read_bytes())
    return folder


FORMS = {
    "封面": [["填报说明"], ["单位：千元"]],
    "GQ-001": [
        ["火炬统计表"],
        ["year", "zone", "QA03", "qb03_1", "is_hightech", "备注"],
        [2015, "Z001", CODE, "3910", 2, "007"],
    ],
    "GQ-002": [
        ["year", "zone", "credit_code", "qc05_0", "qc55", "new_product_revenue"],
        [2015, "Z001", CODE, 1000, 1001.5, None],
    ],
    "GQ-005": [
        ["year", "zone", "credit_code", "qj72", "注册时间"],
        [2015, "Z001", CODE, 5, date(2015, 3, 1)],
    ],
}


def test_a_workbook_of_forms_comes_back_with_its_sheets_rows_and_values(tmp_path):
    book(tmp_path / "sent", FORMS)
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    back = openpyxl.load_workbook(path)
    sent = openpyxl.load_workbook(tmp_path / "sent/enterprises.xlsx")
    assert back.sheetnames == [*FORMS, SUMMARY]
    for name in FORMS:
        width = sent[name].max_column
        assert [row[:width] for row in values(back[name])] == values(sent[name])
        kinds = [[cell.data_type for cell in row[:width]] for row in back[name].iter_rows()]
        assert kinds == [[cell.data_type for cell in row] for row in sent[name].iter_rows()]


def test_the_added_column_says_what_is_wrong_and_the_cells_are_marked(tmp_path):
    book(tmp_path / "sent", FORMS)
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    sheet = openpyxl.load_workbook(path)["GQ-002"]
    assert sheet["G1"].value == PROBLEMS
    assert sheet["G2"].value == (
        "E02〔强制性〕主营业务收入 1,001.5 > 营业收入 1,000（差 1.5）。主营业务收入不大于营业收入。"
        "改法：按利润表核对主营业务收入与营业收入"
    )
    marked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fill_type}
    assert marked == {"D2", "E2"}
    assert sheet["D2"].border.left.style == "medium"
    assert sheet["E2"].comment.text == sheet["G2"].value
    assert sheet["F2"].comment is None


def test_a_finding_over_two_sheets_marks_both(tmp_path):
    forms = FORMS | {"GQ-002": [FORMS["GQ-002"][0], [2015, "Z001", CODE, 1000, 900, 4]]}
    book(tmp_path / "sent", forms)
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    back = openpyxl.load_workbook(path)
    assert back["GQ-002"]["G2"].value == back["GQ-005"]["F2"].value
    assert back["GQ-002"]["G2"].value.startswith("E27〔强制性〕出口 5 > 新产品销售收入 4（差 1）。")
    assert [back["GQ-002"]["F2"].fill.fill_type, back["GQ-005"]["D2"].fill.fill_type] == ["solid", "solid"]


@pytest.mark.parametrize("round_again", [1, 2])
def test_the_workbook_given_back_reads_again_as_it_is(tmp_path, round_again):
    book(tmp_path / "0", FORMS)
    first = check(opened(tmp_path / "0")[0], edition(), YEAR)
    for number in range(round_again):
        (path,) = given_back(tmp_path / str(number), tmp_path / f"{number}.xlsx")
        again(tmp_path / str(number + 1), path)
    package, faults = opened(tmp_path / str(round_again))
    second = check(package, edition(), YEAR, faults)
    assert second.findings == first.findings
    assert not [what for what in package.ignored if PROBLEMS in what or SUMMARY in what]
    assert openpyxl.load_workbook(path).sheetnames == [*FORMS, SUMMARY]


def test_a_corrected_workbook_is_clean(tmp_path):
    book(tmp_path / "sent", FORMS)
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    corrected = openpyxl.load_workbook(path)
    corrected["GQ-002"]["E2"] = 999
    corrected.save(path)
    package, faults = opened(again(tmp_path / "again", path))
    assert (faults, check(package, edition(), YEAR).findings) == ([], ())


def test_csv_comes_back_as_a_sheet_with_numbers_as_numbers_and_text_as_text(tmp_path):
    rows = [
        row | {"note": "=HYPERLINK(1)", "enterprise_name": "0012", "rd_other": "20.50"} for row in sound()
    ]
    send(tmp_path / "sent", rows)
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    sheet = openpyxl.load_workbook(path)["enterprises"]
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, sheet[3], strict=True))
    shown = {
        name: (row[name].value, row[name].data_type)
        for name in ("year", "revenue", "rd_other", "note", "enterprise_name", "credit_code")
    }
    assert shown == {
        "year": (2015, "n"), "revenue": (1000, "n"), "rd_other": (20.5, "n"), "note": ("=HYPERLINK(1)", "s"),
        "enterprise_name": ("0012", "s"), "credit_code": (CODE, "s"),
    }  # fmt: skip
    assert [cell.value for cell in sheet[3]][-1] is None


def test_the_years_of_a_package_come_back_as_sheets_of_one_workbook_that_reads_again(tmp_path):
    before, now = sound({"main_business_revenue": 1001})
    send(tmp_path / "sent", [before], "enterprises/2014.csv")
    send(tmp_path / "sent", [now], "enterprises/2015.csv")
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == ["2014", "2015", SUMMARY]
    package, faults = opened(again(tmp_path / "again", path))
    assert faults == []
    report = check(package, edition(), YEAR)
    assert [(one.check, one.file, one.sheet, one.row) for one in report.findings] == [
        ("E02", "enterprises.xlsx", "2015", 2)
    ]


def test_files_that_differ_in_columns_go_to_a_folder_of_workbooks(tmp_path):
    before, now = sound()
    send(tmp_path / "sent", [before], "enterprises/2014.csv")
    send(tmp_path / "sent", [now | {"papers": 1}], "enterprises/2015.csv")
    with pytest.raises(Unusable, match="文件夹"):
        given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    assert not (tmp_path / "back.xlsx").exists()
    written = given_back(tmp_path / "sent", tmp_path / "back")
    assert [path.name for path in written] == ["2014.xlsx", "2015.xlsx"]


def test_parquet_comes_back_as_a_sheet(tmp_path):
    send(tmp_path / "sent", sound({"equity": 1203}))
    source = tmp_path / "sent/enterprises.csv"
    duckdb.sql(f"COPY (FROM read_csv('{source}')) TO '{tmp_path}/sent/enterprises.parquet'")
    source.unlink()
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    sheet = openpyxl.load_workbook(path)["enterprises"]
    assert sheet.max_row == 3
    problem = sheet.cell(3, sheet.max_column).value
    assert problem.startswith(
        "E10〔强制性〕资产总计 2,000 ≠ 年末负债合计＋年末所有者权益（股东权益） 2,003（差 3，容差 2）"
    )


def test_a_cell_that_cannot_be_read_is_marked_where_it_stands(tmp_path):
    send(tmp_path / "sent", sound({"revenue": "约一千", "equity": "1e3"}))
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    sheet = openpyxl.load_workbook(path)["enterprises"]
    marked = {cell.value for row in sheet.iter_rows() for cell in row if cell.fill.fill_type}
    assert marked == {"约一千", "1e3"}
    assert sheet.cell(3, sheet.max_column).value.count("READ〔强制性〕") == 2


def test_an_error_value_of_a_workbook_stays_visible(tmp_path):
    forms = FORMS | {"GQ-002": [FORMS["GQ-002"][0], [2015, "Z001", CODE, 1000, "#DIV/0!", None]]}
    book(tmp_path / "sent", forms)
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    cell = openpyxl.load_workbook(path)["GQ-002"]["E2"]
    assert (cell.value, cell.fill.fill_type) == ("#DIV/0!", "solid")


def test_the_summary_counts_and_says_what_was_not_run(tmp_path):
    book(tmp_path / "sent", FORMS)
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    rows = values(openpyxl.load_workbook(path)[SUMMARY])
    assert rows[0][:3] == ["审核汇总", "cn-2013-388", 2015]
    assert rows[1][0] == "错误 1 处，警示 0 处"
    assert ["E02", "强制性", 1] in [row[:3] for row in rows]
    assert "缺少列：出口总额（qc11）、进出口总额（qc52）" in [row[3] for row in rows if row[0] == "E05"]


def test_nothing_is_written_into_the_package(tmp_path):
    send(tmp_path, sound())
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Unusable):
        given_back(tmp_path, tmp_path / "enterprises.xlsx")
    assert sorted(tmp_path.rglob("*")) == before


def test_more_rows_than_a_sheet_holds_are_refused_with_the_way_out(tmp_path):
    package, _ = opened(send(tmp_path / "sent", sound()))
    full = tuple(replace(file, rows=1_048_576) for file in package.files)
    report = check(package, edition(), YEAR)
    with pytest.raises(Unusable, match="--format csv"):
        annotate(replace(package, files=full), edition(), report, tmp_path / "back.xlsx")
    assert not (tmp_path / "back.xlsx").exists()


def test_a_second_round_replaces_the_column(tmp_path):
    book(tmp_path / "sent", FORMS)
    (path,) = given_back(tmp_path / "sent", tmp_path / "back.xlsx")
    (path,) = given_back(again(tmp_path / "again", path), tmp_path / "back2.xlsx")
    assert [cell.value for cell in openpyxl.load_workbook(path)["GQ-002"][1]].count(PROBLEMS) == 1


def test_findings_of_the_sound_workbook_are_none(tmp_path):
    book(tmp_path, {"企业": sheet_of([key(year) | SOUND for year in (YEAR - 1, YEAR)])})
    assert fired(checked(tmp_path).findings) == []
