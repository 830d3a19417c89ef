"""Columns to Parquet: exact types, real blanks, the order of the rows, the same bytes each time."""

from datetime import date
from decimal import Decimal

import duckdb
import numpy as np
import pytest

from gaoxin.micro.store import write_parquet

TYPES = {
    "year": "year",
    "name": "text",
    "amount": "number",
    "people": "integer",
    "yes": "bool",
    "day": "date",
}


def part():
    return {
        "year": np.array([2015, 2015]),
        "name": np.array(["乙", None], dtype=object),
        "amount": np.ma.MaskedArray(np.array([12.3456, 1.0]), [False, True]),
        "people": np.ma.MaskedArray(np.array([7, 8], np.int8), [True, False]),
        "yes": np.array([True, False]),
        "day": np.array(["2015-12-31", "NaT"], "datetime64[D]"),
    }


def read(path, what="*"):
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {what} FROM read_parquet(?)", [str(path)]).fetchall()


def test_cells_come_back_with_their_types_and_blanks_as_null(tmp_path):
    write_parquet([part()], TYPES, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == [
        (2015, "乙", Decimal("12.346"), None, True, date(2015, 12, 31)),
        (2015, None, None, 8, False, None),
    ]
    types = "typeof(year), typeof(name), typeof(amount), typeof(people), typeof(yes), typeof(day)"
    assert read(tmp_path / "a.parquet", types)[0] == (
        "INTEGER", "VARCHAR", "DECIMAL(18,3)", "BIGINT", "BOOLEAN", "DATE"
    )  # fmt: skip


def test_parts_stand_below_each_other_and_a_column_that_one_lacks_is_blank(tmp_path):
    shorter = {name: column for name, column in part().items() if name != "people"}
    write_parquet([part(), shorter], TYPES, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet", "people") == [(None,), (8,), (None,), (None,)]


def test_amounts_are_exact_up_to_fifteen_digits(tmp_path):
    write_parquet([{"amount": np.array([999_999_999_999_999])}], {"amount": "number"}, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == [(Decimal("999999999999999.000"),)]


def test_the_same_columns_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_parquet([part()] * 3, TYPES, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_columns_of_different_length_are_refused(tmp_path):
    with pytest.raises(ValueError, match="same length"):
        write_parquet([part() | {"year": np.array([2015])}], TYPES, tmp_path / "a.parquet")
