"""The result folder: as the contract has it, whole or not at all, and the same bytes every time."""

import json

import pytest
from tests.evaluation.rounds import edition, flat

from gaoxin.evaluation.result import (
    Kept,
    check_out,
    read_result,
    render,
    stack,
    write_folder,
    write_result,
)
from gaoxin.evaluation.score import rescore, score
from gaoxin.evaluation.values import read_values
from gaoxin.terms import Unusable

TABLES = {
    "scores.csv": {
        "unit": ["a", "b"],
        "score": [1 / 3, None],
        "rank": [1.0, None],
        "status": ["ranked", "shadow"],
    }
}


def small(tmp_path, **method):
    made = edition(flat("1.1", "1.10"), missing="worst", **method)
    (tmp_path / "v.csv").write_text("unit,1.1,1.10\nz,1,5\nb,,0.1\na,4,9\n", "utf-8")
    return score(made, read_values(tmp_path / "v.csv", made))


def test_the_tables_are_sorted_by_unit_then_in_the_order_of_the_edition_in_full_precision(tmp_path):
    found = {name: content.decode() for name, content in small(tmp_path).rendered.items()}
    assert found["indicators.csv"] == (
        "unit,code,value,missing_reason\na,1.1,4,\na,1.10,9,\nb,1.1,,unreported\nb,1.10,0.1,\nz,1.1,1,\nz,1.10,5,\n"
    )
    assert found["standards.csv"] == (
        "unit,code,standard\na,1.1,100\na,1.10,100\nb,1.1,0\nb,1.10,0\nz,1.1,0\nz,1.10,55.0561797752809\n"
    )
    assert found["contributions.csv"] == (
        "unit,code,weight,contribution\na,1.1,0.5,50\na,1.10,0.5,50\nb,1.1,0.5,0\nb,1.10,0.5,0\n"
        "z,1.1,0.5,0\nz,1.10,0.5,27.52808988764045\n"
    )
    assert found["dimensions.csv"] == ("unit,code,score,rank\na,A,100,1\nb,A,0,3\nz,A,27.52808988764045,2\n")
    assert found["scores.csv"] == (
        "unit,score,rank,status\na,100,1,ranked\nb,0,3,provisional\nz,27.52808988764045,2,ranked\n"
    )
    assert found["filled.csv"] == "unit,code,how\nb,1.1,worst\n"


def test_the_manifest_says_edition_inputs_method_engine_coverage_and_digests(tmp_path):
    result = small(tmp_path)
    write_result(result, tmp_path / "out")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))
    assert manifest["schema"] == "gaoxin-result/1"
    assert manifest["edition"] == "small"
    assert manifest["inputs"]["v.csv"]["rows"] == 3
    assert manifest["method"]["missing"] == {"using": "worst"}
    assert manifest["coverage"] == {
        "units": 3,
        "ranked": 2,
        "provisional": 1,
        "shadow": 0,
        "indicators": 2,
        "cells": 6,
        "reported": 5,
        "structural": 0,
        "filled": 1,
        "touched": 0,
    }
    written = {
        path.relative_to(tmp_path / "out").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert set(manifest["files"]) == written - {"manifest.json"}


def test_a_result_comes_out_again_from_its_folder_to_the_last_bit(tmp_path):
    write_result(small(tmp_path), tmp_path / "out")
    again = rescore(tmp_path / "out")
    assert again.manifest == {
        key: value for key, value in read_result(tmp_path / "out").manifest.items() if key != "files"
    }
    for name, content in again.rendered.items():
        assert (tmp_path / "out" / name).read_bytes() == content


def test_a_result_is_read_back_as_columns_with_codes_as_text(tmp_path):
    write_result(small(tmp_path), tmp_path / "out")
    found = read_result(tmp_path / "out").tables
    assert found["indicators.csv"]["code"] == ["1.1", "1.10"] * 3
    assert found["indicators.csv"]["value"] == [4, 9, None, 0.1, 1, 5]
    assert found["scores.csv"]["rank"] == [1, 3, 2]
    assert found["touched.csv"] == {"unit": [], "code": [], "before": [], "after": []}


def test_an_earlier_result_is_replaced_whole(tmp_path):
    write_result(stack(TABLES, {}), tmp_path / "out")
    (tmp_path / "out/left.txt").write_text("left")
    write_result(stack({"other.csv": TABLES["scores.csv"]}, {}), tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["manifest.json", "other.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("content", ["{}", "[]", '{"schema": "other/1"}', "no json"])
def test_any_other_folder_that_is_not_empty_is_refused_and_left_as_it_is(tmp_path, content):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/manifest.json").write_text(content)
    with pytest.raises(Unusable):
        write_result(stack(TABLES, {}), tmp_path / "out")
    assert (tmp_path / "out/manifest.json").read_text() == content
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_and_a_new_place_are_welcome_and_a_file_is_not(tmp_path):
    (tmp_path / "empty").mkdir()
    check_out(tmp_path / "empty")
    write_result(stack(TABLES, {}), tmp_path / "empty")
    write_result(stack(TABLES, {}), tmp_path / "deep/down/new")
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unusable):
        check_out(tmp_path / "file")


def test_a_failure_while_writing_leaves_the_earlier_result_and_nothing_beside_it(tmp_path):
    write_result(stack(TABLES, {}), tmp_path / "out")
    before = (tmp_path / "out/manifest.json").read_bytes()
    with pytest.raises(Unusable):
        write_folder({"a.csv": b"x", "b": Kept(tmp_path / "absent", "")}, tmp_path / "out", "gaoxin-result")
    assert (tmp_path / "out/manifest.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_is_no_result_is_not_read_as_one(tmp_path):
    with pytest.raises(Unusable):
        read_result(tmp_path)
    (tmp_path / "manifest.json").write_text('{"schema": "gaoxin-snapshot/1"}')
    with pytest.raises(Unusable):
        read_result(tmp_path)


def test_a_table_with_a_value_that_is_no_number_is_never_written():
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="nan"):
            render({"score": [value]})


def test_the_digest_of_a_result_is_that_of_its_tables_alone():
    first = stack(TABLES, {"edition": "a"}, {"edition.json": b"1"})
    second = stack(TABLES, {"edition": "b"}, {"edition.json": b"2"})
    assert first.manifest["result_digest"] == second.manifest["result_digest"]
    assert (
        stack({"other.csv": TABLES["scores.csv"]}, {}).manifest["result_digest"]
        != first.manifest["result_digest"]
    )
