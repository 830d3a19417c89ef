"""VALUES.csv: read with its Chinese habits, or refused with file, line and column, everything at once."""

import numpy as np
import pytest
from tests.evaluation.rounds import edition, flat

from gaoxin.evaluation.values import read_values
from gaoxin.terms import DataRefused, Missing, Unusable

MADE = edition(flat("1.1", "1.10"), context=["区域"])


def read(tmp_path, text, encoding="utf-8", made=MADE):
    path = tmp_path / "v.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_values(path, made)


def refused(kind, tmp_path, text, made=MADE):
    with pytest.raises(kind) as refusal:
        read(tmp_path, text, made=made)
    return [fault.place for fault in refusal.value.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_full_width_digits_and_thousands_separators_are_read(tmp_path, encoding):
    values = read(tmp_path, 'unit,区域,1.10,1.1\r\n甲,东,"1,234.5",３．５\r\n乙,西,-１２,\r\n', encoding)
    assert values.cells.units == ("甲", "乙")
    assert values.cells.codes == ("1.1", "1.10")
    np.testing.assert_array_equal(values.cells.value, [[3.5, 1234.5], [np.nan, -12]])
    assert values.cells.reason.tolist() == [[None, None], [Missing.UNREPORTED, None]]
    assert values.cells.groups == {"区域": ("东", "西")}


def test_a_context_column_may_be_absent_and_blank_lines_do_not_count(tmp_path):
    values = read(tmp_path, "1.1,unit,1.10\n\n1,x,2\n,,\n3,y,4\n")
    assert values.cells.value.tolist() == [[1, 2], [3, 4]]


def test_a_cap_holds_before_everything_else(tmp_path):
    made = edition(flat("a", cap=18))
    assert read(tmp_path, "unit,a\nx,21\ny,3\n", made=made).cells.value.tolist() == [[18], [3]]


def test_cells_that_are_no_numbers_are_refused_all_at_once_with_line_and_column(tmp_path):
    text = 'unit,1.1,1.10\nx,abc,12%\ny,NaN,inf\n"z\nz",1e999,-\nw,"1,2",1e-999\nok,1,2\n'
    assert refused(DataRefused, tmp_path, text) == [
        "v.csv:2 1.1",
        "v.csv:2 1.10",
        "v.csv:3 1.1",
        "v.csv:3 1.10",
        "v.csv:4 1.1",
        "v.csv:4 1.10",
        "v.csv:6 1.1",
        "v.csv:6 1.10",
    ]


def test_a_repeated_or_empty_unit_is_refused_by_line(tmp_path):
    assert refused(DataRefused, tmp_path, "unit,1.1,1.10\nx,1,2\nx ,3,4\n,5,6\n") == [
        "v.csv:3 unit",
        "v.csv:4 unit",
    ]


def test_lines_of_another_length_are_refused(tmp_path):
    assert refused(DataRefused, tmp_path, "unit,1.1,1.10\nx,1\ny,1,2,3\n") == ["v.csv:2", "v.csv:3"]


def test_an_unknown_column_is_refused_with_the_nearest_name_and_a_missing_one_too(tmp_path):
    with pytest.raises(Unusable) as refusal:
        read(tmp_path, "unit,1.1,1.100\nx,1,2\n")
    assert "did you mean '1.10'?" in [fault.remedy.en for fault in refusal.value.faults]
    assert [fault.place for fault in refusal.value.faults] == ["v.csv:1", "v.csv:1"]


def test_a_repeated_column_is_refused_as_excel_makes_of_1_10(tmp_path):
    assert "v.csv:1 1.1" in refused(Unusable, tmp_path, "unit,1.1,1.1\nx,1,2\n")


@pytest.mark.parametrize(
    "text", [b"", b"\n\n", b"unit,1.1,1.10\n", b"\xff\xfe\x00", b'unit,1.1,1.10\n"x,1,2\n']
)
def test_files_without_rows_or_without_sense_are_unusable(tmp_path, text):
    assert len(refused(Unusable, tmp_path, text)) == 1


def test_a_missing_file_and_a_folder_are_unusable(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(Unusable):
            read_values(path, MADE)


def test_faults_of_shape_units_and_cells_come_at_once_in_the_order_of_the_lines(tmp_path):
    path = tmp_path / "v.csv"
    path.write_text("unit,a,b\nx,1,2\nx,NaN,2\ny,1,2,3\nz,1,many\n")
    made = edition([{"id": "A", "indicators": [{"code": "a"}, {"code": "b"}]}])
    with pytest.raises(DataRefused) as refused:
        read_values(path, made)
    assert [fault.place for fault in refused.value.faults] == [
        "v.csv:3 unit",
        "v.csv:3 a",
        "v.csv:4",
        "v.csv:5 b",
    ]
