"""``edition show`` prints numbers and whole formulas; ``edition compare`` tells what came and went."""

import json
from pathlib import Path

import pytest

from gaoxin.edition import Edition, as_yaml, compare, describe, load

OLD = """\
schema: 1
edition: old
method: {standardise: {using: minmax}}
dimensions:
  - id: A
    label: 甲
    weight: 30%
    indicators:
      - {code: "1", label: 一, weight: 1.0, formula: SUM(x) / SUM(y)}
      - {code: "2", label: 二}
      - {code: "3", label: 三}
  - {id: B, label: 乙, weight: 70%, indicators: [{code: "4", label: 四}]}
enterprise_fields:
  x: {label: 甲数}
  y: {label: 乙数}
"""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load("cn-2013-388")


def changed(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[str, str, str, str]]:
    text = OLD
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (tmp_path / "old.yaml").write_text(OLD, "utf-8")
    (tmp_path / "new.yaml").write_text(text, "utf-8")
    found = compare(load(tmp_path / "old.yaml"), load(tmp_path / "new.yaml"))
    return [(one.kind, one.path, one.old, one.new) for one in found]


def test_the_same_edition_does_not_differ_from_itself(edition: Edition) -> None:
    assert compare(edition, edition) == []


def test_spelling_is_no_difference(tmp_path: Path) -> None:
    assert (
        changed(tmp_path, ("weight: 1.0", "weight: 1"), ("30%", "0.3"), ("edition: old", "edition: new"))
        == []
    )
    assert changed(tmp_path, ("SUM(x) / SUM(y)", "sum( x )/sum(y)")) == []


def test_a_weight_and_a_formula_that_changed_are_told_with_both_values(tmp_path: Path) -> None:
    assert changed(tmp_path, ("weight: 1.0", "weight: 1.2"), ("/ SUM(y)", "/ COUNT(*)"), ("70%", "60%")) == [
        ("changed", "indicators/1/weight", "1", "1.2"),
        ("changed", "indicators/1/formula", "SUM(x) / SUM(y)", "SUM(x) / COUNT(*)"),
        ("changed", "dimensions/B/weight", "0.7", "0.6"),
    ]


def test_a_thing_that_came_or_went_stands_there_once(tmp_path: Path) -> None:
    replaced = ('{code: "2", label: 二}', '{code: "5", label: 五}')
    grown = ("  y: {label: 乙数}", "  y: {label: 乙数}\n  z: {label: 丙数}")
    assert changed(tmp_path, replaced, grown) == [
        ("removed", "indicators/2", "二", ""),
        ("added", "indicators/5", "", "五"),
        ("added", "enterprise_fields/z", "", "丙数"),
    ]


def test_an_indicator_that_moved_is_told_as_moved(tmp_path: Path) -> None:
    moved = [
        ('      - {code: "3", label: 三}\n', ""),
        ('[{code: "4", label: 四}]', '[{code: "4", label: 四}, {code: "3", label: 三}]'),
    ]
    assert changed(tmp_path, *moved) == [("changed", "indicators/3/dimension", "A", "B")]


def test_the_description_is_json_and_holds_what_the_contract_names(edition: Edition) -> None:
    shown = json.loads(json.dumps(describe(edition), allow_nan=False))
    assert {"dimensions", "indicators", "targets", "checks", "tasks", "fields"} <= shown.keys()
    keys = "code label label_en dimension weight effective_weight source direction unit formula clause basis"
    assert all(set(keys.split()) <= one.keys() for one in shown["indicators"])
    assert [len(shown[key]) for key in ("dimensions", "indicators", "targets", "checks", "tasks")] == [
        4,
        40,
        29,
        38,
        37,
    ]
    assert len(shown["fields"]) == 180 + 20 + len(edition.derived_fields)


def test_an_indicator_is_described_with_numbers_and_its_reading_in_force() -> None:
    shown = describe(load("cn-2013-388", {"indicators/1.2/reading": "accounting"}))["indicators"][1]
    assert (shown["code"], shown["dimension"], shown["weight"], shown["source"]) == (
        "1.2",
        "1",
        1.1,
        "statistics",
    )
    assert shown["effective_weight"] == pytest.approx(0.3 * 1.1 / 10.9, rel=1e-15)
    assert shown["formula"] == "10000 * SUM(rd_expenditure) / SUM(main_business_revenue)"
    assert (shown["clause"], shown["basis"], shown["direction"]) == ("附2 1.2", "assumed", "higher")


def test_effective_weights_are_shown_with_a_sum_of_one(edition: Edition) -> None:
    assert sum(one["effective_weight"] for one in describe(edition)["indicators"]) == pytest.approx(
        1, abs=1e-12
    )


def test_a_plain_and_a_compound_target_are_described_with_numbers(edition: Edition) -> None:
    targets = {(one["park_type"], one["no"]): one for one in describe(edition)["targets"]}
    share = targets["innovative", "5"]
    assert (share["operator"], share["required"], share["unit"]) == (">=", 35, "%")
    assert share["requires"] == "INDICATOR('2.4') >= 35"
    giants = targets["world_class", "8"]
    assert (giants["operator"], giants["required"]) == ("compound", None)
    assert giants["requires"] == (
        "zone.international_clusters >= 2 AND (COUNT(*) FILTER (WHERE revenue > 1000亿) >= 2"
        " OR COUNT(*) FILTER (WHERE revenue > 500亿) >= 4)"
    )


def test_the_method_is_described_with_its_basis(edition: Edition) -> None:
    method = describe(edition)["method"]
    assert method["basis"] == "assumed"
    assert method["treat"] == {"using": "winsorise", "max": 5, "skew": 2, "kurt": 3.5}
    assert method["weights"]["basis"] == "inferred"


def test_an_edition_written_as_one_file_is_read_back_as_the_same(tmp_path: Path) -> None:
    made = load(
        "cn-2013-388", {"indicators/1.10/left_out": "true", "dimensions/1/weight": "35%", "title": "某省：试"}
    )
    (tmp_path / "edition.yaml").write_text(as_yaml(made), "utf-8")
    again = load(tmp_path)
    assert (again.digest, again.edition) == (made.digest, "cn-2013-388")
    assert [one.code for one in again.indicators if one.left_out] == ["1.10"]
