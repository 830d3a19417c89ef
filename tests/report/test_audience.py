"""What a zone reads: its own figures and quantiles of groups of at least five others; clues are for evaluators."""

import re

import pytest
from tests.report.rounds import document, folder, material, newcomer, parts, run, text_of, zone_at

from gaoxin.report import Order, compose
from gaoxin.report.document import Chart
from gaoxin.terms import Address, Unusable

OWN = [("diagnosis", "zh"), ("diagnosis", "en"), ("letter", "zh"), ("tables", "zh")]


def zones():
    return [zone_at(1), zone_at(2), zone_at(15), zone_at(25), newcomer()]


@pytest.mark.parametrize(("kind", "language"), OWN)
def test_a_zones_report_names_no_other_zone_and_no_figure_of_one(kind, language):
    records = material().now.records
    for zone in zones():
        one = document(kind, zone, "zone", language)
        said = text_of(one)
        others = [record.at for unit, record in records.items() if unit != zone]
        assert [
            at["unit"] for at in others if at["unit"] in said or at["name"] in said or at["name_en"] in said
        ] == []
        assert {Address.parse(number.address).unit for number in one.numbers()} <= {zone}


@pytest.mark.parametrize(("kind", "language"), OWN)
def test_a_zones_report_has_no_standard_contribution_clue_or_effect(kind, language):
    for zone in zones():
        one = document(kind, zone, "zone", language)
        assert {Address.parse(number.address).stage for number in one.numbers()}.isdisjoint(
            {"standard", "contribution"}
        )
        assert re.findall("核查线索|缩尾处理前|Clues to verify|得分 \\+|score \\+", text_of(one)) == []


def test_no_minimum_or_maximum_of_an_indicator_can_be_read_from_the_median_column_or_the_charts():
    evaluation = material().now.evaluation
    for zone in zones():
        row = evaluation.cells.units.index(zone)
        one = document("diagnosis", zone, "zone")
        shown = {
            value
            for block in one.blocks
            if isinstance(block, Chart) and block.name == "dimensions"
            for value in bars(block.option)
        }
        for scores in evaluation.climb.dimensions.values():
            others = [score for at, score in enumerate(scores.tolist()) if at != row]
            assert shown.isdisjoint(others)


def bars(option):
    """All values that a chart holds."""
    for series in option["series"]:
        for one in series["data"]:
            yield from one if isinstance(one, list) else [one]


def test_quantiles_in_a_zones_report_have_two_digits():
    one = document("diagnosis", zone_at(10), "zone")
    table = next(block for block in one.blocks if getattr(block, "name", "") == "indicators")
    middle = [row.cells[4] for row in table.rows if not row.group]
    values = [cell[0].value for cell in middle if cell and not isinstance(cell[0], str)]
    assert len(values) > 30
    assert [value for value in values if value != float(f"{value:.2g}")] == []


def test_evaluators_read_clues_with_the_word_that_they_are_none_of_findings():
    said = text_of(document("diagnosis", zone_at(10), "evaluator"))
    assert "以下是线索，不是结论" in said
    assert "仅供评价人员和审计人员使用" in said


@pytest.mark.parametrize("kind", ["diagnosis", "tables", "midterm", "final"])
def test_reports_on_many_zones_are_refused_to_a_zone(kind):
    with pytest.raises(Unusable, match="不能给园区看"):
        compose(material(), Order(kind, "national", "zone"))


def test_the_command_gives_a_zones_edition_unless_told_otherwise(tmp_path):
    out = tmp_path / "report.docx"
    run("report", folder(), "--zone", zone_at(10), "--out", out)
    assert "园区版" in parts(out.read_bytes())["word/footer1.xml"].decode()
