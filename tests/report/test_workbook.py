"""results.xlsx: the same bytes every time, texts as texts, numbers as numbers."""

import io
import time

import openpyxl
from tests.evaluation.rounds import edition

from gaoxin.evaluation.result import read_result, write_result
from gaoxin.evaluation.score import score
from gaoxin.evaluation.values import read_values
from gaoxin.report.workbook import extra, workbook

DIMENSIONS = [{"id": "A", "label": "甲", "indicators": [{"code": "1.1", "label": "收入"}, {"code": "1.10"}]}]


def result(tmp_path):
    made = edition(DIMENSIONS, missing="worst", basis="assumed")
    (tmp_path / "v.csv").write_text("unit,1.1,1.10\n=1+1,1,5\n@b,,0.25\n-c,4,9\n", "utf-8")
    return score(made, read_values(tmp_path / "v.csv", made))


def sheets(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: sheet for sheet in book}


def test_the_same_result_gives_the_same_bytes_also_from_its_folder(tmp_path):
    made = result(tmp_path)
    first = workbook(made)
    time.sleep(1.1)
    assert workbook(made) == first
    write_result(made, tmp_path / "out", extra(made))
    assert (tmp_path / "out/results.xlsx").read_bytes() == first
    assert sheets(workbook(read_result(tmp_path / "out"))).keys() == sheets(first).keys()


def test_there_is_a_sheet_a_stair_after_one_that_says_what_this_is(tmp_path):
    found = sheets(workbook(result(tmp_path)))
    assert list(found) == ["说明", "总分", "维度", "指标值", "标准分", "贡献", "界限", "极端值处理", "补值"]
    assert found["说明"]["A1"].value == "方法：假定"
    said = {row[0].value: row[1].value for row in found["说明"].iter_rows(min_row=3) if row[0].value}
    assert said["体系版本"] == "small"
    assert said["结果摘要"].startswith("sha256:")
    assert found["总分"].freeze_panes == "B2"
    assert found["指标值"].freeze_panes == "B3"


def test_texts_that_look_like_formulas_stay_texts_and_numbers_are_numbers(tmp_path):
    found = sheets(workbook(result(tmp_path)))
    units = [found["总分"].cell(row, 1) for row in (2, 3, 4)]
    assert [(cell.value, cell.data_type) for cell in units] == [("-c", "s"), ("=1+1", "s"), ("@b", "s")]
    assert [cell.value for cell in found["指标值"][1]][1:] == ["1.1", "1.10"]
    assert [cell.value for cell in found["指标值"][2]][1:] == ["收入", None]
    assert [cell.value for cell in found["指标值"][5]] == ["@b", "未报", 0.25]
    assert [cell.value for cell in found["总分"][2]] == ["-c", 100, 1, "参评"]
