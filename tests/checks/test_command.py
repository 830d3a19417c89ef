"""``gaoxin check``: exit codes, the list, the CSV, what was not run, and a synthetic round without errors."""

import csv

import pytest
from click.testing import CliRunner
from tests.checks.sending import CODE, SOUND, YEAR, checked, key, opened, send, sound

from gaoxin.cli import gaoxin
from gaoxin.returns.listing import safe
from gaoxin.synth import make


def run(*arguments):
    return CliRunner().invoke(gaoxin, ["--lang", "zh", "check", *map(str, arguments)])


def test_a_clean_package_exits_with_nought(tmp_path):
    done = run(send(tmp_path, sound()), "--year", YEAR)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "审核 38 项：错误 0 处，警示 0 处\n"


def test_warnings_alone_exit_with_nought(tmp_path):
    done = run(send(tmp_path, sound({"rd_personnel": 101})), "--year", YEAR)
    assert done.exit_code == 0
    assert done.stdout == (
        "提示性（请复核） — 1 处\n"
        f"enterprises.csv:3 rd_personnel employees: E18 提示性 Z001 {CODE} "
        "研究开发人员合计 101 > 从业人员期末人数 100（差 1）；改法：外聘人员较多等情况可以保留，请复核\n"
    )


def test_an_error_exits_with_one(tmp_path):
    done = run(send(tmp_path, sound({"main_business_revenue": 1001})), "--year", YEAR)
    assert done.exit_code == 1
    assert "强制性（必须改正） — 1 处" in done.stdout


@pytest.mark.parametrize("arguments", [("--year", 2031), ("--year", YEAR, "--format", "xlsx")])
def test_what_cannot_be_used_exits_with_two(tmp_path, arguments):
    done = run(send(tmp_path, sound()), *arguments)
    assert (done.exit_code, done.stdout) == (2, "")


def test_cells_that_cannot_be_read_do_not_stop_the_checks(tmp_path):
    rows = sound({"revenue": "约一千", "main_business_revenue": "x", "equity": 1203})
    report = checked(tmp_path, [*rows, key(zone="Z009", code="91310115591693512Q") | SOUND])
    assert [(one.check, one.row, one.columns, one.severity) for one in report.findings] == [
        ("READ", 3, ("revenue",), "error"),
        ("READ", 3, ("main_business_revenue",), "error"),
        ("READ", 4, ("zone",), "error"),
        ("E10", 3, ("total_assets", "total_liabilities", "equity"), "error"),
    ]
    assert report.errors == 4


def test_every_cell_that_cannot_be_read_is_told(tmp_path):
    rows = [key(code=f"{at:09d}") | {"revenue": "?" if at else 1} for at in range(60)]
    _, faults = opened(send(tmp_path, rows))
    assert [fault.place for fault in faults] == [f"enterprises.csv:{line} revenue" for line in range(3, 62)]


def test_a_file_of_which_no_row_can_be_read_is_told_line_by_line(tmp_path):
    send(tmp_path, sound())
    (tmp_path / "enterprises.csv").write_text("year,zone,credit_code,revenue\n2015,Z001,A\n2015,Z001,B,1,2\n")
    report = checked(tmp_path)
    assert [(one.check, one.row) for one in report.findings] == [("READ", 2), ("READ", 3)]
    assert (len(report.not_run), report.counts) == (38, {"READ": 2})


def test_a_check_that_lacks_a_column_is_not_run_and_says_so(tmp_path):
    rows = [{name: cell for name, cell in row.items() if name != "exports"} for row in sound()]
    report = checked(tmp_path, rows)
    missing = "缺少列：出口总额（qc11）"
    assert {one.check: str(one.reason) for one in report.not_run} == {
        "E05": missing,
        "E06": missing,
        "E32": missing,
    }
    assert {"E05", "E06", "E32"} & report.counts.keys() == set()


def test_without_last_year_nothing_is_compared(tmp_path):
    report = checked(tmp_path, sound()[1:])
    assert {one.check: str(one.reason) for one in report.not_run} == dict.fromkeys(
        ("E32", "E33", "E37"), "没有 2014 年的行，无从比较"
    )
    assert report.findings == ()


def test_a_zone_without_last_year_is_named_and_not_compared(tmp_path):
    report = checked(tmp_path, [*sound(), key(zone="Z002", code="91310115591693512Q") | SOUND])
    assert {one.check: str(one.reason) for one in report.not_run} == dict.fromkeys(
        ("E32", "E33", "E37"), "无 2014 年的行，未比较的园区：Z002"
    )
    assert report.findings == ()


def test_the_csv_holds_every_finding_and_no_formula(tmp_path):
    send(tmp_path / "sent", sound({"gross_industrial_output": -1, "main_business_revenue": 1001}))
    done = run(tmp_path / "sent", "--year", YEAR, "--format", "csv", "--out", tmp_path / "found.csv")
    assert done.exit_code == 1
    written = (tmp_path / "found.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(written.decode("utf-8-sig").splitlines()))
    assert [(one["check"], one["line"], one["columns"]) for one in found] == [
        ("E02", "3", "main_business_revenue; revenue"),
        ("E31", "3", "gross_industrial_output"),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["found.csv", "sent"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_would_run_as_a_formula_gets_an_apostrophe(text):
    assert safe(text) == f"'{text}"
    assert safe(f"营业收入 {text}") == f"营业收入 {text}"


def test_numbers_beyond_all_measure_do_not_stop_a_check(tmp_path):
    huge = "999999999999999.999"
    rows = sound(
        {"skilled_level_1": 10**18 - 1, "skilled_level_2": 10**18 - 1, "rd_labour": huge, "rd_other": huge},
        {"gross_industrial_output": huge},
    )
    assert {one.check for one in checked(tmp_path, rows).findings} == {"E17", "E19", "E32"}


def test_english_is_complete(tmp_path):
    send(tmp_path, sound({"main_business_revenue": 1001, "hightech_certificate_no": None, "rd_other": 29}))
    done = CliRunner().invoke(gaoxin, ["--lang", "en", "check", str(tmp_path), "--year", str(YEAR)])
    lines = done.stdout.splitlines()
    assert [line.split(CODE)[-1].strip().split("；")[0] for line in lines[1:]] == [
        "main_business_revenue 1,001 > revenue 1,000 (difference 1)",
        "rd_expenditure 360 ≠ sum of 8 parts 369 (difference 9, tolerance 8)",
        "is_hightech yes; hightech_certificate_no blank",
    ]


@pytest.mark.parametrize("seed", [1, 7])
def test_a_synthetic_round_has_no_error(tmp_path, seed):
    make(tmp_path / "round", year=YEAR, zones=12, enterprises=1500, seed=seed)
    report = checked(tmp_path / "round")
    assert report.errors == 0
    assert {one.check for one in report.not_run} <= {"E32", "E33", "E37"}
