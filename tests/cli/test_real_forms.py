"""The forms as they are: a workbook with survey codes goes in unchanged, and every figure leads back to its cell."""

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from tests.packages import YEAR, change, read, rewrite_enterprises, synthetic_round
from xlsxwriter import Workbook

from gaoxin.cli import gaoxin
from gaoxin.edition import load

EDITION = load("cn-2013-388")
SHEETS = ("QA", "GQ-001", "GQ-002", "GQ-003", "GQ-005", "GQ-004")


def run(*words):
    return CliRunner().invoke(gaoxin, list(map(str, words)))


def rows_of(package: Path) -> list[dict[str, object]]:
    with duckdb.connect() as connection:
        found = connection.execute(
            f"FROM read_parquet('{package / 'enterprises.parquet'}') ORDER BY year, zone, credit_code"
        )
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def as_forms(package: Path) -> None:
    """Replaces the enterprise table by a workbook of the real layout: a sheet a form, survey codes as headers."""
    rows = rows_of(package)
    fields = EDITION.enterprise_fields
    with Workbook(package / "enterprises.xlsx") as book:
        for form in SHEETS:
            names = [
                name
                for name, one in fields.items()
                if one.form == form and name not in ("year", "zone", "credit_code")
            ]
            sheet = book.add_worksheet(form)
            for column, head in enumerate(["year", "zone", "qa03", *(fields[name].code for name in names)]):
                sheet.write_string(0, column, head)
            for line, row in enumerate(rows, start=1):
                for column, name in enumerate(["year", "zone", "credit_code", *names]):
                    _write(sheet, line, column, row.get(name), fields[name].type)
    (package / "enterprises.parquet").unlink()


def _write(sheet, line, column, value, kind):
    if value is None:
        return
    if kind == "bool":
        sheet.write_number(line, column, 1 if value else 2)
    elif kind in ("number", "integer"):
        sheet.write_number(line, column, float(value))
    else:
        sheet.write_string(line, column, str(value))


def test_a_workbook_of_the_real_forms_gives_the_scores_of_the_same_data_in_one_table(tmp_path):
    table, forms = synthetic_round(tmp_path / "table"), synthetic_round(tmp_path / "forms")
    as_forms(forms)
    for package in (table, forms):
        ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / f"out-{package.name}")
        assert ran.exit_code == 0, ran.output
    for name in ("indicators.csv", "scores.csv", "targets.csv"):
        assert (tmp_path / "out-forms" / name).read_bytes() == (tmp_path / "out-table" / name).read_bytes()
    traced = run("trace", tmp_path / "out-forms", f"cell/revenue@Z001@{YEAR}")
    assert "enterprises.xlsx[GQ-002]:" in traced.output
    assert "qc05_0" in traced.output
    assert run("verify", tmp_path / "out-forms").exit_code == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_in_any_encoding_of_the_trade_gives_the_same_scores(tmp_path, encoding):
    package = synthetic_round(tmp_path / "p", zones=5, enterprises=60)
    assert run("evaluate", package, "--year", YEAR, "--out", tmp_path / "parquet").exit_code == 0
    rows = rows_of(package)
    labels = {name: one.label for name, one in EDITION.enterprise_fields.items()}
    single = {name: label for name, label in labels.items() if list(labels.values()).count(label) == 1}
    lines = [",".join(f'"{single.get(name, name)}"' for name in rows[0])]
    lines += [",".join("" if cell is None else f'"{_plain(cell)}"' for cell in row.values()) for row in rows]
    (package / "enterprises.csv").write_text("\n".join(lines) + "\n", encoding)
    (package / "enterprises.parquet").unlink()
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "csv")
    assert ran.exit_code == 0, ran.output
    assert (tmp_path / "csv" / "scores.csv").read_bytes() == (
        tmp_path / "parquet" / "scores.csv"
    ).read_bytes()


def _plain(cell) -> str:
    return {True: "是", False: "否"}[cell] if isinstance(cell, bool) else str(cell).replace('"', '""')


def test_a_workbook_without_a_zone_column_takes_the_zone_that_is_given_and_verifies(tmp_path):
    package = synthetic_round(tmp_path / "p", zones=5, enterprises=60)
    with Workbook(package / "enterprises_one.xlsx"):
        pass
    (package / "enterprises_one.xlsx").unlink()
    others = rows_of(package)
    alone = [row for row in others if row["zone"] == "Z001" and row["year"] == YEAR]
    rewrite_enterprises(package, f"FROM rows WHERE NOT (zone = 'Z001' AND year = {YEAR})")
    (package / "enterprises").mkdir()
    (package / "enterprises.parquet").rename(package / "enterprises" / "others.parquet")
    with Workbook(package / "enterprises" / "z001.xlsx") as book:
        sheet = book.add_worksheet("GQ")
        names = [name for name in alone[0] if name not in ("year", "zone", "synthetic")]
        for column, name in enumerate(names):
            sheet.write_string(0, column, EDITION.enterprise_fields[name].code or name)
            for line, row in enumerate(alone, start=1):
                _write(sheet, line, column, row[name], EDITION.enterprise_fields[name].type)
    ran = run("evaluate", package, "--year", YEAR, "--zone", "Z001", "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert run("verify", tmp_path / "out").exit_code == 0
    assert "z001.xlsx[GQ]:" in run("trace", tmp_path / "out", f"cell/revenue@Z001@{YEAR}").output


def test_a_damaged_parquet_is_refused_in_words(tmp_path):
    package = synthetic_round(tmp_path / "p")
    path = package / "enterprises.parquet"
    content = bytearray(path.read_bytes())
    content[2000 : len(content) // 2] = bytes(len(content) // 2 - 2000)
    path.write_bytes(content)
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out")
    assert ran.exit_code == 2
    assert "enterprises.parquet" in ran.output
    assert not (tmp_path / "out").exists()


def test_the_same_return_in_two_files_is_a_repeated_key(tmp_path):
    package = synthetic_round(tmp_path / "p", zones=5, enterprises=60)
    (package / "enterprises").mkdir()
    content = (package / "enterprises.parquet").read_bytes()
    for name in ("a", "b"):
        (package / "enterprises" / f"{name}.parquet").write_bytes(content)
    (package / "enterprises.parquet").unlink()
    ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / "out")
    assert ran.exit_code == 1
    assert "enterprises/b.parquet" in ran.output


def test_a_committee_workbook_is_read_like_its_table(tmp_path):
    table, book = synthetic_round(tmp_path / "table"), synthetic_round(tmp_path / "book")
    rows = read(book / "zone_returns.csv")
    with Workbook(book / "zone_returns.xlsx") as made:
        sheet = made.add_worksheet("管委会表")
        for column, name in enumerate(rows[0]):
            label = EDITION.zone_fields[name].label if name in EDITION.zone_fields else name
            sheet.write_string(0, column, label)
            for line, row in enumerate(rows, start=1):
                sheet.write_string(line, column, row[name])
    (book / "zone_returns.csv").unlink()
    change(table / "zones.csv", lambda row: row)
    for package in (table, book):
        ran = run("evaluate", package, "--year", YEAR, "--out", tmp_path / f"out-{package.name}")
        assert ran.exit_code == 0, ran.output
    assert (tmp_path / "out-table" / "scores.csv").read_bytes() == (
        tmp_path / "out-book" / "scores.csv"
    ).read_bytes()
