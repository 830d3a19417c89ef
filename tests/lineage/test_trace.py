"""A number opened down to its cells and clauses."""

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner
from tests.packages import YEAR, read, synthetic_round

from gaoxin.cli import gaoxin
from gaoxin.lineage import Reopened, walk
from gaoxin.terms import Address, Unusable


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("trace")
    package = synthetic_round(home / "p")
    ran = CliRunner().invoke(
        gaoxin, ["evaluate", str(package), "--year", str(YEAR), "--out", str(home / "out")]
    )
    assert ran.exit_code == 0, ran.output
    return home / "out"


@pytest.fixture(scope="module")
def reopened(folder):
    return Reopened(folder)


def test_a_rank_opens_down_to_every_indicator_and_its_clause(reopened):
    steps = [step for _, step in walk(reopened, Address.parse(f"rank/total@Z001@{YEAR}"))]
    indicators = [step for step in steps if step.address.stage == "indicator"]
    assert [step.address.code for step in indicators] == [one.code for one in reopened.edition.indicators]
    assert [step.clause for step in indicators] == [f"附2 {one.code}" for one in reopened.edition.indicators]
    assert {step.basis for step in indicators} <= {"stated", "inferred", "assumed"}


def test_every_step_of_a_trace_has_an_address_that_leads_back_to_it(reopened):
    for _, step in walk(reopened, Address.parse(f"rank/total@Z002@{YEAR}")):
        assert reopened.step(Address.parse(str(step.address))) == step


def test_the_inputs_of_an_indicator_give_its_value_again(reopened):
    step = reopened.step(Address.parse(f"indicator/2.4@Z001@{YEAR}"))
    hightech, enterprises = (reopened.step(one).value for one in step.inputs)
    assert step.value == float(Fraction(100 * hightech, enterprises))


def test_contributions_add_up_to_the_score_and_the_score_to_what_the_folder_says(reopened, folder):
    steps = [step for _, step in walk(reopened, Address.parse(f"score/total@Z003@{YEAR}"))]
    total = sum(step.value for step in steps if step.address.stage == "contribution")
    assert total == pytest.approx(steps[0].value, abs=1e-9)
    scores = {row["unit"]: row["score"] for row in read(folder / "scores.csv")}
    assert repr(steps[0].value) == scores["Z003"]


def test_growth_asks_the_year_before(reopened):
    step = reopened.step(Address.parse(f"indicator/4.3@Z001@{YEAR}"))
    assert [str(one) for one in step.inputs] == [
        f"variable/enterprises@Z001@{YEAR}",
        f"variable/enterprises@Z001@{YEAR - 1}",
    ]


def test_a_sum_opens_to_its_cells_each_with_its_place_in_the_senders_file(reopened):
    variable = reopened.step(Address.parse(f"variable/employees@Z001@{YEAR}"))
    cells = reopened.step(variable.inputs[0]).cells
    assert sum(int(value) for _, value, _ in cells if value) == variable.value
    assert all(
        place.startswith("enterprises.parquet:") and place.endswith(" employees") for _, _, place in cells
    )


def test_a_derived_figure_opens_to_the_cells_it_is_made_of(reopened):
    step = reopened.step(Address.parse(f"cell/value_added@Z001@{YEAR}"))
    assert [one.code for one in step.inputs] == [
        "payroll", "taxes_and_surcharges", "vat_payable", "depreciation_of_year", "operating_profit",
    ]  # fmt: skip


def test_a_committee_figure_opens_to_its_line(reopened):
    cell = reopened.step(Address.parse(f"variable/zone.national_incubators@Z001@{YEAR}")).inputs[0]
    assert reopened.step(cell).note.startswith("zone_returns.csv:")


def test_a_panel_figure_opens_to_every_mark(reopened):
    step = reopened.step(Address.parse(f"variable/survey.1.10@Z001@{YEAR}"))
    marks = [Fraction(value) for _, value, _ in reopened.step(step.inputs[0]).cells]
    assert step.value == pytest.approx(float(sum(marks) / len(marks)))


def test_a_target_opens_to_its_condition_its_readings_and_what_it_is_made_of(reopened):
    zone = next(zone for zone in reopened.evaluation.snapshot.zones if zone.park_type == "innovative")
    step = reopened.step(Address.parse(f"target/5@{zone.code}@{YEAR}"))
    assert step.formula == "INDICATOR('2.4') >= 35"
    assert [str(one) for one in step.inputs] == [f"indicator/2.4@{zone.code}@{YEAR}"]
    assert "[registered_enterprises]" in step.note


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("rank/total", "rank/total@Z017@2015"),
        ("rang/total@Z001@2015", "rank"),
        ("rank/total@Z999@2015", "Z999"),
        ("indicator/1.12@Z001@2015", "1.12"),
        ("variable/employes@Z001@2015", "employees"),
        ("cell/revenu@Z001@2015", "revenue"),
        ("rank/total@Z001@2010", "2015"),
        ("target/99@Z001@2015", "99"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_with_the_nearest_one(reopened, address, says):
    with pytest.raises(Unusable) as refusal:
        reopened.step(Address.parse(address))
    assert says in str(refusal.value)


def test_json_has_the_keys_of_the_contract(folder):
    ran = CliRunner().invoke(gaoxin, ["trace", str(folder), f"indicator/1.1@Z001@{YEAR}", "--format", "json"])
    said = json.loads(ran.output)
    assert {"address", "value", "unit", "formula", "clause", "basis", "inputs"} <= said.keys()
    assert said["inputs"] == [f"variable/graduates@Z001@{YEAR}", f"variable/employees@Z001@{YEAR}"]
