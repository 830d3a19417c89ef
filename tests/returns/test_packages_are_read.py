"""Data packages that are good: every encoding, header and layout that the contract names, and what is noted."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
from tests.returns.folders import CODE_A, CODE_B, GOOD, ZONES, edition, notes, opened, package, rows

from gaoxin.returns import Mark, Zone, open_package
from gaoxin.terms import digest_file


def test_zones_are_read_with_what_is_not_known_left_open(tmp_path: Path) -> None:
    zones = (
        ZONES.splitlines()[0]
        + ",participation\nZ1,甲园,北京市,北京,1988,world_class,excused\nZ2,乙园,,,,none,\n"
    )
    read = opened(tmp_path, zones__csv=zones)
    assert read.zones == (
        Zone("Z1", "甲园", "", "北京市", "北京", 1988, "world_class", "", "excused"),
        Zone("Z2", "乙园", park_type="none", participation="national"),
    )


def test_enterprises_are_typed_columns_with_their_source(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        enterprises__csv="year,zone,credit_code,revenue,employees,is_hightech,registered_on,industry_code\n"
        f"2015,Z1,{CODE_A},100.5,12,1,2001-02-03,3911\n2014,Z1,{CODE_A},,,,,\n",
    )
    columns = (
        "year",
        "zone",
        "credit_code",
        "revenue",
        "employees",
        "is_hightech",
        "registered_on",
        "industry_code",
        "_source",
        "_line",
    )
    assert rows(read, *columns) == [
        (2015, "Z1", CODE_A, Decimal("100.500"), 12, True, date(2001, 2, 3), "3911", 0, 0),
        (2014, "Z1", CODE_A, None, None, None, None, None, 0, 1),
    ]
    assert read.rows is not None
    types = dict(
        read.rows.connection.execute("SELECT column_name, column_type FROM (DESCRIBE enterprises)").fetchall()
    )
    assert types == {
        "year": "INTEGER", "zone": "VARCHAR", "credit_code": "VARCHAR", "revenue": "DECIMAL(18,3)", "employees": "BIGINT",
        "is_hightech": "BOOLEAN", "registered_on": "DATE", "industry_code": "VARCHAR", "_source": "INTEGER", "_line": "BIGINT",
    }  # fmt: skip
    assert read.rows.columns == frozenset(columns) - {"_source", "_line"}
    assert read.rows.place(0, "revenue", 1) == "enterprises.csv:3 revenue"
    assert notes(read) == []


def test_headers_may_be_codes_in_any_case_names_or_labels(tmp_path: Path) -> None:
    header = "报告期,所属高新区代码,QA03,qC05_0,从业人员期末人数,工业总产值(当年价格)"
    read = opened(tmp_path, enterprises__csv=f"{header}\n2015,Z1,{CODE_A},100,12,7\n")
    assert rows(read, "revenue", "employees", "gross_industrial_output") == [(Decimal(100), 12, Decimal(7))]
    assert read.rows is not None
    assert read.rows.place(0, "revenue", 0) == "enterprises.csv:2 qC05_0"


def test_csv_may_be_utf8_with_or_without_mark_or_gb18030(tmp_path: Path) -> None:
    text = f"year,zone,credit_code,企业(单位)详细名称\n2015,Z1,{CODE_A},㐀鄂公司\n"
    for encoding, noted in (
        ("utf-8", []),
        ("utf-8-sig", []),
        ("gb18030", [("enterprises.csv:1", "gb18030", "", "encoding", 1)]),
    ):
        read = opened(tmp_path, enterprises__csv=text.encode(encoding))
        assert rows(read, "enterprise_name") == [("㐀鄂公司",)]
        assert notes(read) == noted


def test_line_ends_of_any_system_are_read(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        assert rows(opened(tmp_path, enterprises__csv=GOOD.replace("\n", end).encode()), "revenue") == [
            (Decimal(100),), (Decimal(90),), (Decimal("50.5"),),
        ]  # fmt: skip


def test_what_is_normalised_is_noted_with_its_first_place_and_how_many_cells_are_alike(
    tmp_path: Path,
) -> None:
    read = opened(
        tmp_path,
        enterprises__csv="year,zone,credit_code,revenue,employees,industry_code,registered_on\n"
        f'2015,Z1,{CODE_A},"1,234.5",１２,C3911,201503\n2015,Z2,{CODE_B},—,3,111,2015年3月1日\n2014,Z2,{CODE_B},"2,000",3,3911,\n',
    )
    assert rows(read, "revenue", "employees", "industry_code", "registered_on") == [
        (Decimal("1234.5"), 12, "3911", date(2015, 3, 1)),
        (None, 3, "0111", date(2015, 3, 1)),
        (Decimal(2000), 3, "3911", None),
    ]
    assert notes(read) == [
        ("enterprises.csv:2 revenue", "1,234.5", "1234.5", "separators", 2),
        ("enterprises.csv:3 revenue", "—", "", "missing", 1),
        ("enterprises.csv:2 employees", "１２", "12", "width", 1),
        ("enterprises.csv:2 industry_code", "C3911", "3911", "code", 2),
        ("enterprises.csv:2 registered_on", "201503", "2015-03-01", "first_of_month", 1),
    ]


def test_lines_are_counted_through_line_breaks_in_cells_and_blank_lines(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        enterprises__csv="year,zone,credit_code,enterprise_name,revenue\n"
        f'2015,Z1,{CODE_A},"两行\n的名称",1\n\n2015,Z2,{CODE_B},名,"1,000"\n',
    )
    assert rows(read, "revenue") == [(Decimal(1),), (Decimal(1000),)]
    assert notes(read) == [("enterprises.csv:5 revenue", "1,000", "1000", "separators", 1)]


def test_rows_of_other_years_and_unknown_columns_are_left_out_and_counted(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        enterprises__csv=f"year,zone,credit_code,revenue,备注\n2015,Z1,{CODE_A},1,x\n2013,Z9,{CODE_A},abc,y\n2016,Z1,{CODE_A},2,z\n",
        survey__csv="year,zone,indicator,respondent,score\n2014,Z1,1.10,a,500\n2015,Z1,1.10,a,87.5\n",
    )
    assert rows(read, "year", "revenue") == [(2015, Decimal(1))]
    assert read.ignored == {
        "column enterprises.csv 备注": 1,
        "rows of other years enterprises.csv": 2,
        "rows of other years survey.csv": 1,
    }
    assert [mark.score for mark in read.marks] == [Fraction("87.5")]


def test_rows_that_say_nothing_are_no_rows(tmp_path: Path) -> None:
    read = opened(tmp_path, enterprises__csv=GOOD + ",,,\n,,,\n")
    assert rows(read, "revenue") == [(Decimal(100),), (Decimal(90),), (Decimal("50.5"),)]


def test_committee_figures_are_exact_and_blank_cells_are_absent(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        zone_returns__csv="year,zone,国家级孵化器数,green_coverage,resident_income,land_area\n"
        '2015,Z1,３,12.5%,"45,000.25",—\n2014,Z1,2,,,\n2012,Z1,9,,,\n',
    )
    assert read.committee == {
        ("Z1", 2015): {
            "national_incubators": 3,
            "green_coverage": Fraction("12.5"),
            "resident_income": Fraction("45000.25"),
        },
        ("Z1", 2014): {"national_incubators": 2},
    }
    assert read.committee_places == {("Z1", 2015): "zone_returns.csv:2", ("Z1", 2014): "zone_returns.csv:3"}
    assert read.ignored == {"rows of other years zone_returns.csv": 1}


def test_marks_keep_who_gave_them_and_where_they_stand(tmp_path: Path) -> None:
    experts = [one.code for one in edition().indicators if one.source == "expert"]
    read = opened(
        tmp_path,
        survey__csv="year,zone,indicator,respondent,score\n2015,Z1,1.10,甲,80\n2015,Z1,1.10,乙,66.6667\n",
        expert__csv=f"year,zone,indicator,expert,score\n2015,Z2,{experts[0]},丙,100\n",
    )
    assert read.marks == (
        Mark("survey", "Z1", "1.10", "甲", Fraction(80), "survey.csv:2 score"),
        Mark("survey", "Z1", "1.10", "乙", Fraction("66.6667"), "survey.csv:3 score"),
        Mark("expert", "Z2", experts[0], "丙", Fraction(100), "expert.csv:2 score"),
    )


def test_files_are_named_with_role_rows_and_digest(tmp_path: Path) -> None:
    read = opened(tmp_path, zone_returns__csv="year,zone,land_area\n2015,Z1,3\n", README__md="hello")
    assert [(file.path, file.role, file.rows) for file in read.files] == [
        ("zones.csv", "zones", 2), ("enterprises.csv", "enterprises", 3), ("zone_returns.csv", "zone_returns", 1), ("README.md", "other", 0),
    ]  # fmt: skip
    assert [file.digest for file in read.files] == [digest_file(tmp_path / file.path) for file in read.files]


def test_several_files_and_a_folder_are_one_relation(tmp_path: Path) -> None:
    package(tmp_path, enterprises__csv=f"year,zone,credit_code,revenue\n2015,Z1,{CODE_A},1\n")
    (tmp_path / "enterprises").mkdir()
    (tmp_path / "enterprises" / "z2.csv").write_text(f"year,zone,credit_code,employees\n2015,Z2,{CODE_B},2\n")
    read = open_package(tmp_path, edition(), 2015)
    assert rows(read, "zone", "revenue", "employees", "_source") == [
        ("Z2", None, 2, 0),
        ("Z1", Decimal(1), None, 1),
    ]
    assert read.rows is not None
    assert [read.rows.place(at, "zone", 0) for at in (0, 1)] == [
        "enterprises/z2.csv:2 zone",
        "enterprises.csv:2 zone",
    ]


def test_exports_of_years_in_dollars_become_yuan_exactly(tmp_path: Path) -> None:
    package(
        tmp_path,
        enterprises__csv=f"year,zone,credit_code,exports,revenue\n2014,Z1,{CODE_A},1000,5\n2013,Z1,{CODE_A},1000.001,5\n",
    )
    read = open_package(tmp_path, edition(), 2014)
    rate = edition().parameters["usd_cny"].by_year["2013"]
    assert rows(read, "exports", "revenue") == [
        (Decimal(1000), Decimal(5)),
        (_half_even(Fraction("1000.001") * rate), Decimal(5)),
    ]
    assert [(note.place, note.found, note.kind) for note in read.notes] == [
        ("enterprises.csv exports", "千美元", "unit")
    ]


def _half_even(value: Fraction) -> Decimal:
    return Decimal(round(value * 1000)) / 1000  # round() of a fraction is half even


def test_a_field_that_the_forms_of_the_year_do_not_have_is_left_out_with_a_note(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        enterprises__csv=f"year,zone,credit_code,revenue,qc236\n2015,Z1,{CODE_A},1,500\n2014,Z1,{CODE_A},1,\n",
    )
    assert read.rows is not None
    assert "rd_expenses_booked" not in read.rows.columns
    assert notes(read) == [("enterprises.csv qc236", "1", "not in force in 2015", "not_in_force", 1)]


def test_a_field_new_this_year_is_blank_the_year_before(tmp_path: Path) -> None:
    package(
        tmp_path, enterprises__csv=f"year,zone,credit_code,qc236\n2018,Z1,{CODE_A},7\n2017,Z1,{CODE_A},5\n"
    )
    assert rows(open_package(tmp_path, edition(), 2018), "rd_expenses_booked") == [(Decimal(7),), (None,)]


def test_a_package_is_synthetic_when_any_file_says_so(tmp_path: Path) -> None:
    assert not opened(tmp_path).synthetic
    assert opened(tmp_path, zone_returns__csv="year,zone,land_area,synthetic\n2015,Z1,3,1\n").synthetic
    assert (
        opened(tmp_path, enterprises__csv=f"year,zone,credit_code,Synthetic\n2015,Z1,{CODE_A},1\n").ignored
        == {}
    )


def test_a_number_of_committee_files_is_read_together(tmp_path: Path) -> None:
    package(tmp_path)
    (tmp_path / "zone_returns").mkdir()
    for zone in ("Z1", "Z2"):
        (tmp_path / "zone_returns" / f"{zone}.csv").write_text(
            f"year,zone,land_area\n2015,{zone},{zone[1]}\n"
        )
    read = open_package(tmp_path, edition(), 2015)
    assert read.committee == {("Z1", 2015): {"land_area": 1}, ("Z2", 2015): {"land_area": 2}}


def test_typed_parquet_is_used_as_it_lies(tmp_path: Path) -> None:
    package(tmp_path, enterprises__parquet=b"")
    _parquet(
        tmp_path,
        f"SELECT 2015::INTEGER AS year, 'Z1' AS zone, '{CODE_A}' AS QA03, 1.5::DECIMAL(18,3) AS 营业收入, 2::BIGINT AS employees",
    )
    read = open_package(tmp_path, edition(), 2015)
    assert rows(read, "year", "revenue", "employees") == [(2015, Decimal("1.5"), 2)]
    assert read.rows is not None
    assert str(tmp_path.resolve()) in read.rows.parts[0].select
    assert read.rows.place(0, "revenue", 0) == "enterprises.parquet:1 营业收入"


def test_parquet_of_other_types_is_converted_without_loss(tmp_path: Path) -> None:
    package(tmp_path, enterprises__parquet=b"")
    _parquet(
        tmp_path,
        f"SELECT 2015::BIGINT AS year, 'Z1' AS zone, '{CODE_A}' AS credit_code, 0.1::DOUBLE + 0.2::DOUBLE AS revenue, 12.0::DOUBLE AS employees, "
        "1 AS is_hightech, 111 AS industry_code, '2015/3/1' AS registered_on, TIMESTAMP '2015-03-01 00:00:00' AS listed_on, "
        "'1,234.5' AS exports, 7::BIGINT AS total_assets, '无' AS stock_code",
    )
    read = open_package(tmp_path, edition(), 2015)
    found = rows(
        read,
        "revenue",
        "employees",
        "is_hightech",
        "industry_code",
        "registered_on",
        "listed_on",
        "exports",
        "total_assets",
        "stock_code",
    )
    day = date(2015, 3, 1)
    assert found == [(Decimal("0.3"), 12, True, "0111", day, day, Decimal("1234.5"), Decimal(7), None)]


def _parquet(folder: Path, select: str) -> None:
    duckdb.connect(config={"threads": 1}).execute(
        f"COPY ({select}) TO '{folder / 'enterprises.parquet'}' (FORMAT parquet)"
    )


def test_reading_leaves_no_file_beside_the_package_and_none_behind(tmp_path: Path, monkeypatch) -> None:
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(rooms))
    (tmp_path / "data").mkdir()
    read = opened(tmp_path / "data")
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["enterprises.csv", "zones.csv"]
    assert len(list(rooms.iterdir())) == 1
    del read
    assert list(rooms.iterdir()) == []


def test_the_engine_opens_nothing_but_the_package_once_it_is_read(tmp_path: Path) -> None:
    read = opened(tmp_path)
    assert read.rows is not None
    try:
        read.rows.connection.execute("SELECT * FROM read_csv('/etc/hostname')").fetchall()
    except duckdb.PermissionException:
        return
    raise AssertionError("a file outside the package was opened")


def test_a_label_may_carry_its_own_unit_but_no_other(tmp_path: Path) -> None:
    read = opened(
        tmp_path,
        enterprises__csv=f"year,zone,credit_code,营业收入（千元）,净利润(万元)\n2015,Z1,{CODE_A},5,6\n",
    )
    assert rows(read, "revenue") == [(Decimal(5),)]
    assert read.ignored == {"column enterprises.csv 净利润(万元)": 1}


def test_signs_of_patterns_in_names_stand_for_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "数据 [2015]*'?"
    folder.mkdir()
    package(folder, enterprises__parquet=b"")
    _parquet(
        tmp_path, f"SELECT 2015 AS year, 'Z1' AS zone, '{CODE_A}' AS credit_code, 1::DECIMAL(18,3) AS revenue"
    )
    (tmp_path / "enterprises.parquet").rename(folder / "enterprises.parquet")
    (folder / "enterprises").mkdir()
    (folder / "enterprises" / "[a].csv").write_text(f"year,zone,credit_code,revenue\n2015,Z2,{CODE_B},2\n")
    assert rows(open_package(folder, edition(), 2015), "revenue") == [(Decimal(2),), (Decimal(1),)]
