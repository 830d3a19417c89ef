"""What if: one zone's indicators and figures set, everybody ranked anew, equal to a full climb to the last bit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.diagnosis.rounds import evaluation, newcomer, zone_at

from gaoxin.diagnosis import what_if
from gaoxin.diagnosis.supposed_interval import DRAWS, SEED, supposed_interval
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.evaluate import evaluate
from gaoxin.evaluation.variants import VARIANTS
from gaoxin.robustness import Design, Study, default
from gaoxin.robustness import given as given_result
from gaoxin.terms import DataRefused, Unusable

ARRAYS = ("standards", "weights", "score", "rank")


def assert_equals_a_full_climb(outcome, edition):
    full = climb(edition, outcome.again.cells)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(outcome.again, name), getattr(full, name), err_msg=name)
    assert outcome.again.status.tolist() == full.status.tolist()
    assert outcome.again.bounds == dict(full.bounds)
    for name, scores in full.dimensions.items():
        np.testing.assert_array_equal(outcome.again.dimensions[name], scores)


@settings(max_examples=25, deadline=None)
@given(
    rank=st.integers(1, 25),
    values=st.dictionaries(
        st.sampled_from(["1.1", "1.2", "1.9", "2.2", "3.3", "4.4"]),
        st.decimals(-50, 5000, places=2),
        min_size=1,
    ),
)
def test_the_fast_path_equals_a_full_climb_whatever_is_set(rank, values):
    one = evaluation()
    outcome = what_if(one, zone_at(rank), {f"indicator/{code}": str(value) for code, value in values.items()})
    assert_equals_a_full_climb(outcome, one.edition)


def test_a_figure_changes_every_indicator_that_reads_it_as_a_new_snapshot_would():
    one, zone = evaluation(), zone_at(9)
    outcome = what_if(one, zone, {"variable/employees": 20000})
    assert_equals_a_full_climb(outcome, one.edition)
    again = evaluate(one.edition, outcome.derivation.snapshot)
    np.testing.assert_array_equal(again.climb.score, outcome.again.score)
    assert list(outcome.values) == ["1.1", "1.7", "2.3", "2.6", "2.7", "3.1", "3.5", "3.6", "4.1", "4.2"]


def test_a_figure_of_the_year_before_changes_growth_alone():
    outcome = what_if(evaluation(), zone_at(5), {"variable/employees@2014": "1,000"})
    assert list(outcome.values) == ["4.1"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_fast_path_holds_under_every_variant_of_method(variant):
    base = evaluation()
    one = evaluate(VARIANTS[variant](base.edition), base.snapshot)
    assert_equals_a_full_climb(
        what_if(one, zone_at(7), {"indicator/2.2": 44, "indicator/1.3": 9}), one.edition
    )


def test_who_is_passed_is_who_stood_before_and_stands_behind():
    one, zone = evaluation(), zone_at(8)
    outcome = what_if(one, zone, {"indicator/2.2": 90, "indicator/2.4": 90, "indicator/1.2": 2000})
    before = dict(zip(one.cells.units, one.climb.rank.tolist(), strict=True))
    after = dict(zip(one.cells.units, outcome.again.rank.tolist(), strict=True))
    assert outcome.after.rank == after[zone] < before[zone] == outcome.before.rank == 8
    assert list(outcome.passed) == [
        unit for unit in one.cells.units if before[unit] < 8 and after[unit] > after[zone]
    ]
    assert outcome.passed_by == ()
    assert outcome.direction == 1


def test_setting_what_is_already_so_changes_nothing():
    one, zone = evaluation(), zone_at(3)
    outcome = what_if(one, zone, {"indicator/1.3": one.values[zone, "1.3"].value})
    assert (outcome.before, outcome.direction) == (outcome.after, 0)
    np.testing.assert_array_equal(outcome.again.score, one.climb.score)


def test_a_missing_figure_that_is_supplied_ends_the_provisional_state():
    one = evaluation()
    at = next(filled for filled in one.climb.filled if filled.how == "worst")
    codes = {filled.code for filled in one.climb.filled if filled.unit == at.unit}
    outcome = what_if(one, at.unit, {f"indicator/{code}": 1 for code in codes})
    row = one.cells.units.index(at.unit)
    assert (one.climb.status[row], outcome.again.status[row]) == ("provisional", "ranked")


def test_a_zone_in_its_first_round_gets_a_score_and_no_rank_and_moves_nobody():
    one = evaluation()
    outcome = what_if(one, newcomer(), {"indicator/2.2": 99})
    assert (outcome.before.rank, outcome.after.rank, outcome.direction) == (None, None, 1)
    others = np.arange(len(one.cells.units)) != one.cells.units.index(newcomer())
    np.testing.assert_array_equal(outcome.again.score[others], one.climb.score[others])


def test_everything_wrong_is_said_at_once_with_the_nearest_name():
    with pytest.raises(Unusable) as refused:
        what_if(
            evaluation(),
            zone_at(1),
            {
                "indicator/1.22": 3,
                "variable/employes": 3,
                "indicator/1.3": 2.5,
                "indicator/1.10": 120,
                "indicator/1.2": "35%",
                "variable/zone.national_incubators": -1,
                "variable/employees@2001": 3,
                "indicater/1.2": 3,
            },
        )
    places = [fault.place for fault in refused.value.faults]
    assert places == [
        "indicator/1.22",
        "variable/employes",
        "indicator/1.3",
        "indicator/1.10",
        "indicator/1.2",
        "variable/zone.national_incubators",
        "variable/employees@2001",
        "indicater/1.2",
    ]
    remedies = {fault.place: fault.remedy and fault.remedy.en for fault in refused.value.faults}
    assert remedies["variable/employes"] == "did you mean 'employees'?"


def test_an_unknown_zone_is_refused_with_the_nearest_and_a_name_is_as_good_as_a_code():
    one = evaluation()
    with pytest.raises(Unusable) as refused:
        what_if(one, "Z01", {"indicator/1.2": 3})
    assert refused.value.faults[0].remedy is not None
    name = next(zone.name for zone in one.snapshot.zones if zone.code == zone_at(2))
    assert what_if(one, name, {"indicator/1.2": 3}).zone == zone_at(2)


def test_a_logarithm_of_nothing_is_refused_by_name():
    with pytest.raises(DataRefused, match=r"4\.6"):
        what_if(evaluation(), zone_at(1), {"indicator/4.6": 0})


def test_numbers_may_be_given_as_they_come():
    one, zone = evaluation(), zone_at(6)
    scores = [
        what_if(one, zone, {"indicator/1.2": value}).after.score
        for value in (350, 350.0, "350", Fraction(350))
    ]
    assert len(set(scores)) == 1


def test_the_interval_after_a_supposition_that_changes_nothing_is_that_of_the_round():
    one, zone = evaluation(), zone_at(5)
    same = what_if(one, zone, {"indicator/1.2": repr(float(one.values[zone, "1.2"].value))})
    about = given_result(one.edition, one.climb, one.derivation)
    study = Study(Design(about, default(about).specification), SEED)
    ranks = study.places(study.sample(DRAWS))[:, about.cells.units.index(zone)] / 2
    found = supposed_interval(one, same)
    assert (found.low, found.median, found.high) == tuple(np.quantile(ranks, [0.05, 0.5, 0.95]))


def test_the_interval_after_a_great_leap_is_better_and_the_same_every_time():
    one, zone = evaluation(), zone_at(8)
    leap = {f"indicator/{code}": "100" for code in ("1.10", "2.10", "3.9", "4.7", "1.11", "2.11", "3.10")}
    before = supposed_interval(
        one, what_if(one, zone, {"indicator/1.10": repr(float(one.values[zone, "1.10"].value))})
    )
    after = [supposed_interval(one, what_if(one, zone, leap)) for _ in range(2)]
    assert after[0] == after[1]
    assert after[0].median < before.median


def test_a_zone_in_its_first_round_has_no_interval():
    assert supposed_interval(evaluation(), what_if(evaluation(), newcomer(), {"indicator/2.2": 99})) is None
