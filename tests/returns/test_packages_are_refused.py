"""Data packages with faults: what is said, in which order, with which exit code, and that all of it is said at once."""

from pathlib import Path

import duckdb
import pytest
from tests.returns.folders import CODE_A, CODE_B, GOOD, ZONES, edition, package, refused

from gaoxin.edition import Field
from gaoxin.returns import open_package
from gaoxin.returns.header import Words
from gaoxin.returns.ledger import Ledger
from gaoxin.terms import Unusable

HEAD = "year,zone,credit_code,revenue\n"


def test_a_folder_that_is_not_there_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        open_package(tmp_path / "nowhere", edition(), 2015)


def test_missing_files_are_unusable_both_at_once(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refusal:
        open_package(tmp_path, edition(), 2015)
    assert [fault.found.en for fault in refusal.value.faults] == [
        "zones.csv is missing",
        "enterprises.csv | .xlsx | .parquet is missing",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "enterprises.csv: is empty, or has no header that is known"),
        ("hello,world\n1,2\n", "enterprises.csv: is empty, or has no header that is known"),
        (HEAD, "enterprises.csv: there is a header and nothing below it"),
        ("year,zone,revenue\n2015,Z1,1\n", "enterprises.csv:1: the key column 'credit_code' is missing (credit_code、qa03、统一社会信用代码)"),
        (f"{HEAD}2013,Z1,{CODE_A},1\n", "enterprises.csv: no row of the data year 2015; years found: 2013; look at --year"),
        (f"{HEAD}2014,Z1,{CODE_A},1\n", "enterprises.csv: no row of the data year 2015; years found: 2014; look at --year"),
        (f"year,zone,credit_code,revenue,qc05_0\n2015,Z1,{CODE_A},1,2\n", "enterprises.csv:1 qc05_0: 'revenue' and 'qc05_0' are both the field revenue; delete one of the two columns"),
        (b"\x80\xff\xfe\x00", "enterprises.csv: neither UTF-8 nor GB18030; save it as CSV UTF-8"),
    ],
    ids=["empty", "no header", "header only", "no key", "other years", "only the year before", "two columns", "binary"],
)  # fmt: skip
def test_what_cannot_be_used_says_why(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert refused(tmp_path, enterprises__csv=text) == (2, [said])


def test_a_label_of_several_fields_is_refused_with_the_options() -> None:
    fields = {
        name: Field(name=name, code=code, label="出口", since=since)
        for name, code, since in (
            ("exports", "qc11", None),
            ("new_exports", "qj72", None),
            ("later", "qz1", 2020),
        )
    }
    ledger = Ledger()
    Words(fields, 2015).read(["出口", "qj72"], "book.xlsx[GQ]", 3, ledger)
    assert [(fault.place, fault.found.en, fault.remedy.en if fault.remedy else "") for fault in ledger.unusable] == [
        ("book.xlsx[GQ]:3 出口", "'出口' is the label of several fields", "use a survey code or a name instead: qc11（exports）、qj72（new_exports）"),
    ]  # fmt: skip


def test_cells_of_the_wrong_type_are_refused_with_their_places_all_at_once(tmp_path: Path) -> None:
    code, said = refused(
        tmp_path,
        enterprises__csv="year,zone,credit_code,营业收入,qd01,qb11,qb04,qb03_1,qb18\n"
        f"2015,Z1,{CODE_A},abc,1.5,3,2015-02-30,39111,7\n2014,Z1,{CODE_A},NaN,inf,是,,,\n2015,Z2,{CODE_B},1.2345,1,1,,,\n",
    )
    assert code == 1
    number = "write a number with three decimals at most; leave blank what is not known"
    assert said == [
        f"enterprises.csv:2 营业收入: found 'abc'; {number}",
        f"enterprises.csv:3 营业收入: found 'NaN'; {number}",
        f"enterprises.csv:4 营业收入: found '1.2345'; {number}",
        "enterprises.csv:2 qd01: found '1.5'; write a whole number; leave blank what is not known",
        "enterprises.csv:3 qd01: found 'inf'; write a whole number; leave blank what is not known",
        "enterprises.csv:2 qb11: found '3'; write 1 (yes) or 2 (no); leave blank what is not known",
        "enterprises.csv:2 qb04: found '2015-02-30'; write a date such as 2015-06-30; leave blank what is not known",
        "enterprises.csv:2 qb03_1: found '39111'; write a code of 4 digits",
        "enterprises.csv:2 qb18: found '7'; write one of 1、2、3、4、5、9",
    ]


def test_faults_of_one_column_are_counted_beyond_twenty(tmp_path: Path) -> None:
    bad = "".join(f"2015,Z1,{at:09d},abc\n" for at in range(50))
    code, said = refused(tmp_path, enterprises__csv=HEAD + bad)
    assert (code, len(said), said[-1]) == (
        1,
        21,
        "enterprises.csv revenue: 50 faults of this kind, 20 of them shown above",
    )
    assert said[19].startswith("enterprises.csv:21 revenue: ")


def test_a_fault_behind_a_line_break_in_a_cell_has_its_true_line(tmp_path: Path) -> None:
    text = (
        f'year,zone,credit_code,enterprise_name,revenue\n2015,Z1,{CODE_A},"a\nb",1\n\n2015,Z2,{CODE_B},c,x\n'
    )
    _, said = refused(tmp_path, enterprises__csv=text)
    assert [line.partition(": ")[0] for line in said] == ["enterprises.csv:5 revenue"]


def test_lines_that_do_not_fit_the_header_are_refused(tmp_path: Path) -> None:
    text = f"{HEAD}2015,Z1,{CODE_A},1,234\n2015,Z2,{CODE_B},5\n2014,Z2,{CODE_B}\n"
    cells = "put cells with a comma between double quotes"
    assert refused(tmp_path, enterprises__csv=text) == (
        1,
        [
            f"enterprises.csv:2: 5 cells; the header has 4 columns; {cells}",
            f"enterprises.csv:4: 3 cells; the header has 4 columns; {cells}",
        ],
    )


def test_a_zone_that_zones_csv_lacks_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = f"{HEAD}2015,Z1,{CODE_A},1\n2015,Z11,{CODE_B},1\n"
    assert refused(tmp_path, enterprises__csv=text) == (
        1, ["enterprises.csv:3 zone: no zone 'Z11' in zones.csv; use a code of zones.csv; did you mean 'Z1'?"],
    )  # fmt: skip


def test_blank_keys_are_refused(tmp_path: Path) -> None:
    text = f"{HEAD},Z1,{CODE_A},1\n2015,,{CODE_A},1\n2015,Z1,—,1\n2015,Z1,{CODE_B},1\n"
    assert refused(tmp_path, enterprises__csv=text) == (
        1,
        [
            "enterprises.csv:2 year: blank; a key cell cannot be blank",
            "enterprises.csv:3 zone: blank; a key cell cannot be blank",
            "enterprises.csv:4 credit_code: found '—'; a key cell cannot be blank",
        ],
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"zones__csv": ZONES + "Z1,丙园,,,,\n"}, "zones.csv:4 zone: repeated key: Z1 stands at zones.csv:2 already; delete one of the two rows"),
        ({"enterprises__csv": GOOD + f"2015,Z1,{CODE_A},7\n"},
         f"enterprises.csv:5 credit_code: repeated key: 2015 Z1 {CODE_A} (enterprises.csv:2 credit_code); keep one row"),
        ({"enterprises__csv": GOOD + f"2015,Z1,{CODE_A.lower()} ,7\n"},
         f"enterprises.csv:5 credit_code: repeated key: 2015 Z1 {CODE_A} (enterprises.csv:2 credit_code); keep one row"),
        ({"zone_returns__csv": "year,zone,land_area\n2015,Z1,1\n2015,Z1,1\n"},
         "zone_returns.csv:3 zone: repeated key: 2015 Z1 stands at zone_returns.csv:2 already; delete one of the two rows"),
        ({"survey__csv": "year,zone,indicator,respondent,score\n2015,Z1,1.10,a,1\n2015,Z1,1.10,a,1\n"},
         "survey.csv:3 respondent: repeated key: 2015 Z1 1.10 a stands at survey.csv:2 already; delete one of the two rows"),
        ({"expert__csv": "year,zone,indicator,expert,score\n2015,Z1,1.11,a,1\n2015,Z1,1.11,a,2\n"},
         "expert.csv:3 expert: repeated key: 2015 Z1 1.11 a stands at expert.csv:2 already; delete one of the two rows"),
    ],
    ids=["zones", "enterprises", "enterprises in another spelling", "zone_returns", "survey", "expert"],
)  # fmt: skip
def test_a_repeated_key_is_refused_in_every_file(tmp_path: Path, files: dict[str, str], said: str) -> None:
    assert refused(tmp_path, **files) == (1, [said])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2015,Z1,1.10,a,101", "survey.csv:2 score: score 101; scores run from 0–100"),
        ("2015,Z1,1.10,a,-0.5", "survey.csv:2 score: score -0.5; scores run from 0–100"),
        ("2015,Z1,1.10,a,", "survey.csv:2 score: blank; a key cell cannot be blank"),
        (
            "2015,Z1,1.1,a,50",
            "survey.csv:2 indicator: indicator 1.1 is taken from statistics, not from survey; write one of ",
        ),
        ("2015,Z1,9.9,a,50", "survey.csv:2 indicator: no indicator '9.9'; write one of "),
        ("2015,Z9,1.10,a,50", "survey.csv:2 zone: no zone 'Z9' in zones.csv; use a code of zones.csv"),
        ("2015,Z1,1.10,a,good", "survey.csv:2 score: found 'good'; write a number"),
    ],
)
def test_a_mark_must_fit_its_scale_its_indicator_and_a_zone(tmp_path: Path, line: str, said: str) -> None:
    code, found = refused(tmp_path, survey__csv=f"year,zone,indicator,respondent,score\n{line}\n")
    assert (code, len(found), found[0].startswith(said)) == (1, 1, True), found


def test_zones_must_say_words_that_are_known(tmp_path: Path) -> None:
    zones = "zone,name,park_type,participation,national_since\nZ1,甲,worldclass,absent,early\nZ2,乙,,,\n"
    code, said = refused(tmp_path, zones__csv=zones)
    assert code == 1
    assert [line.partition(";")[0] for line in said] == [
        "zones.csv:2 national_since: found 'early'",
        "zones.csv:2 park_type: found 'worldclass'",
        "zones.csv:2 participation: found 'absent'",
    ]


def test_a_survey_without_its_columns_is_unusable(tmp_path: Path) -> None:
    code, said = refused(tmp_path, survey__csv="year,zone,score\n2015,Z1,50\n")
    assert code == 2
    assert [line.partition(";")[0] for line in said] == [
        "survey.csv:1: the column 'indicator' is missing", "survey.csv:1: the column 'respondent' is missing",
    ]  # fmt: skip


def test_faults_of_all_files_are_said_at_once_and_the_worse_code_counts(tmp_path: Path) -> None:
    code, said = refused(
        tmp_path,
        zone_returns__csv="year,zone,land_area\n2015,Z1,much\n",
        survey__csv="year,zone,score\n2015,Z1,50\n",
        enterprises__csv=f"{HEAD}2015,Z1,{CODE_A},abc\n",
    )
    assert code == 2
    assert [line.partition(":")[0] for line in said] == [
        "survey.csv",
        "survey.csv",
        "zone_returns.csv",
        "enterprises.csv",
    ]


def test_strict_reading_refuses_unknown_columns(tmp_path: Path) -> None:
    text = f"year,zone,credit_code,revenu\n2015,Z1,{CODE_A},1\n"
    code, said = refused(tmp_path, strict=True, enterprises__csv=text)
    assert (code, said) == (
        1,
        ["enterprises.csv revenu: no such field; correct the header or delete the column"],
    )


def test_a_wrong_year_says_which_years_there_are(tmp_path: Path) -> None:
    code, said = refused(tmp_path, 1999)
    assert (code, said) == (
        2,
        ["enterprises.csv: no row of the data year 1999; years found: 2014、2015; look at --year"],
    )


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("'NaN'::DOUBLE AS revenue", "revenue: found 'nan'"),
        ("'Infinity'::DOUBLE AS revenue", "revenue: found 'inf'"),
        ("1.23456::DOUBLE AS revenue", "revenue: found '1.23456'"),
        ("1.23456::DECIMAL(18,5) AS revenue", "revenue: found '1.23456'"),
        ("10::HUGEINT ** 17 AS revenue", "revenue: found '"),
        ("1000000000000000::BIGINT AS revenue", "revenue: found '1000000000000000'"),
        ("12.5::DOUBLE AS employees", "employees: found '12.5'"),
        ("'x' AS revenue", "revenue: found 'x'"),
        ("true AS revenue", "revenue: found 'true'"),
        ("7 AS controlling_interest", "controlling_interest: found '7'"),
    ],
)
def test_parquet_values_that_would_lose_something_are_refused(tmp_path: Path, column: str, said: str) -> None:
    package(tmp_path, enterprises__parquet=b"")
    query = f"SELECT 2015 AS year, 'Z1' AS zone, '{CODE_A}' AS credit_code, {column}"
    duckdb.connect(config={"threads": 1}).execute(
        f"COPY ({query}) TO '{tmp_path / 'enterprises.parquet'}' (FORMAT parquet)"
    )
    content = (tmp_path / "enterprises.parquet").read_bytes()
    code, found = refused(tmp_path, enterprises__parquet=content)
    assert (code, len(found), found[0].startswith(f"enterprises.parquet:1 {said}")) == (1, 1, True), found


def test_a_parquet_that_is_none_is_unusable(tmp_path: Path) -> None:
    code, said = refused(tmp_path, enterprises__parquet=b"PAR1 not really")
    assert (code, len(said), said[0].startswith("enterprises.parquet: cannot be read")) == (2, 1, True)


def test_quotes_that_do_not_match_are_unusable_with_their_line(tmp_path: Path) -> None:
    code, said = refused(tmp_path, enterprises__csv=f'{HEAD}2015,Z1,{CODE_A},1\n2015,Z2,"{CODE_B},1\n')
    assert code == 2, said
    assert said[0].startswith("enterprises.csv:3: the quotes of line 3 do not match"), said


def test_tables_of_a_kind_that_is_not_read_are_not_passed_over(tmp_path: Path) -> None:
    code, said = refused(
        tmp_path, survey__ods=b"x", zone_returns__parquet=b"x", enterprises__xls=b"x", enterprises__csv=GOOD
    )
    assert (code, said) == (
        2,
        [
            "zone_returns.parquet: .parquet files are not read; save it as .csv or .xlsx",
            "survey.ods: .ods files are not read; save it as .csv or .xlsx",
            "enterprises.xls: .xls files are not read; save it as .csv or .xlsx",
        ],
    )


def test_zones_that_cannot_be_read_do_not_make_every_row_a_stranger(tmp_path: Path) -> None:
    headers = (
        "zone, name, name_en, province, city, national_since, park_type, self_innovation_zone, participation"
    )
    said = f"zones.csv: is empty, or has no header that is known; headers are {headers}"
    assert refused(tmp_path, zones__csv="code,title\nZ1,甲\n") == (2, [said])
