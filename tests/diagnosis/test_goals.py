"""Goal seek: the least effort, inside what zones achieve in a year, verified by ranking everybody anew."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.diagnosis.rounds import LATEST, evaluation, newcomer, zone_at

from gaoxin.diagnosis import Infeasible, parse_goal, row_of, seek, what_if
from gaoxin.diagnosis.cheapest import Option, cheapest
from gaoxin.diagnosis.levers import levers
from gaoxin.diagnosis.limits import limits
from gaoxin.evaluation.evaluate import evaluate
from gaoxin.evaluation.targets import Judge
from gaoxin.evaluation.variants import geometric
from gaoxin.terms import DataRefused, Unusable


def sought(rank, wanted, last=True, **rest):
    one, zone = evaluation(), zone_at(rank)
    goal = parse_goal(one, row_of(one, zone), wanted)
    return seek(one, zone, goal, last=evaluation(LATEST - 1) if last else None, **rest)


@pytest.mark.parametrize(
    ("rank", "wanted", "last"), [(10, 9, True), (15, 12, True), (15, 13, False), (20, 18, True)]
)
def test_the_plan_reaches_the_rank_when_everybody_is_ranked_anew(rank, wanted, last):
    found = sought(rank, f"rank={wanted}", last)
    again = what_if(evaluation(), zone_at(rank), {move.path: move.after for move in found.moves})
    assert again.after == found.outcome.after
    assert again.after.rank <= wanted < rank


def test_a_band_is_reached_as_its_last_rank():
    assert sought(15, "band=top12").moves == sought(15, "rank=12").moves


@pytest.mark.parametrize("last", [True, False])
def test_every_move_stays_inside_the_limits_and_goes_the_better_way(last):
    one = evaluation()
    found = sought(15, "rank=12", last)
    bound = limits(one, row_of(one, zone_at(15)), evaluation(LATEST - 1) if last else None)
    assert found.basis == ("achieved" if last else "assumed")
    for move in found.moves:
        code = move.path.removeprefix("indicator/")
        better = 1 if one.edition.indicator(code).direction == "higher" else -1
        assert better * (float(move.after) - move.before) > 0
        assert 0 < move.effort <= 1
        assert bound[code].step > 0


def test_growth_rates_and_experts_marks_are_never_levers():
    one = evaluation()
    row = row_of(one, zone_at(15))
    codes = {each.code for each in levers(one, row, limits(one, row, None))}
    assert codes & {"4.1", "4.3", "4.4", "4.8", "1.11", "2.11", "3.10"} == set()
    assert "2.4" in codes
    with pytest.raises(Unusable) as refused:
        sought(15, "rank=12", chosen=("4.1", "4.3", "4.4", "4.8", "9.9"))
    assert [fault.place for fault in refused.value.faults] == [
        f"--lever {code}" for code in ("4.1", "4.3", "4.4", "4.8", "9.9")
    ]


def test_only_the_chosen_levers_are_pulled_and_a_survey_mark_only_when_chosen():
    found = sought(15, "rank=14", chosen=("1.10", "2.10", "2.4", "2.2"))
    assert {move.path for move in found.moves} <= {
        f"indicator/{code}" for code in ("1.10", "2.10", "2.4", "2.2")
    }
    assert all("1.10" not in move.path for move in sought(15, "rank=12").moves)


def test_no_cheaper_plan_of_two_levers_reaches_the_rank():
    """A fine grid over two straight levers finds nothing cheaper than the programme."""
    one, zone = evaluation(), zone_at(15)
    row = row_of(one, zone)
    found = sought(15, "rank=14", chosen=("2.2", "2.4"))
    assert found.optimal
    pulled = levers(one, row, limits(one, row, evaluation(LATEST - 1)), ("2.2", "2.4"))
    cheaper = []
    for shares in itertools.product(np.linspace(0, 1, 21), repeat=2):
        if sum(shares) < found.effort - 0.01:
            changes = {
                f"indicator/{each.code}": Fraction(each.moved(share))
                for each, share in zip(pulled, shares, strict=True)
            }
            cheaper.append(what_if(one, zone, changes).after.rank)
    assert all(rank > 14 for rank in cheaper)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=3),
        min_size=1,
        max_size=4,
    ),
    st.integers(1, 20),
)
def test_the_programme_finds_the_optimum_of_every_small_case(cases, need):
    options = [
        Option(np.array([e for e, _ in one], float), np.array([g for _, g in one], float), straight=False)
        for one in cases
    ]
    found = cheapest(options, need)
    every = itertools.product(*([None, *range(len(one))] for one in cases))
    costs = [
        sum(one[at][0] for one, at in zip(cases, taken, strict=True) if at is not None)
        for taken in every
        if sum(one[at][1] for one, at in zip(cases, taken, strict=True) if at is not None) >= need
    ]
    assert (found is None) == (not costs)
    if found is not None:
        assert sum(one[at][0] for one, at in zip(cases, found, strict=True) if at is not None) == min(costs)


def test_straight_options_are_used_by_worth_for_effort():
    options = [
        Option(np.array([1.0]), np.array([2.0]), straight=True),
        Option(np.array([1.0]), np.array([4.0]), straight=True),
    ]
    assert cheapest(options, 5) == pytest.approx([0.5, 1.0])
    assert cheapest(options, 6.1) is None
    assert cheapest(options, 0) == [None, None]
    assert cheapest([], 1) is None


def test_a_goal_that_a_year_does_not_allow_says_how_far_all_levers_lead():
    with pytest.raises(Infeasible, match=r"rank 2\d|第 2\d 名"):
        sought(25, "rank=1", last=False, chosen=("2.2", "2.4", "1.2", "1.1"))


def test_a_goal_that_is_reached_already_asks_for_nothing():
    found = sought(5, "rank=10")
    assert (found.moves, found.effort, found.outcome) == ((), 0.0, None)


@pytest.mark.parametrize(
    "wanted",
    [
        "rank=0",
        "rank=999",
        "band=top999",
        "rank=x",
        "rank=-1",
        "place=3",
        "rank",
        "target=99",
        "rank=２",
        "band=30%",
    ],
)
def test_a_goal_that_no_rule_allows_is_refused(wanted):
    with pytest.raises(Unusable):
        sought(10, wanted)


def test_a_zone_in_its_first_round_has_no_rank_to_reach():
    one = evaluation()
    with pytest.raises(Unusable, match=r"first round|首轮"):
        parse_goal(one, row_of(one, newcomer()), "rank=3")


def test_scores_that_are_no_sums_are_refused():
    one = evaluation()
    other = evaluate(geometric(one.edition), one.snapshot)
    zone = zone_at(10)
    with pytest.raises(Unusable, match=r"sums|加权和"):
        seek(other, zone, parse_goal(other, row_of(other, zone), "rank=3"))


def test_a_zone_reads_a_rank_as_its_band():
    one = evaluation()
    row = row_of(one, zone_at(15))
    assert parse_goal(one, row, "rank=7", "zone").rank == 10
    assert parse_goal(one, row, "rank=7", "evaluator").rank == 7


def every_target():
    one = evaluation()
    for zone in one.snapshot.zones:
        for whole, _ in one.targets:
            if whole.unit == zone.code and whole.verdict == "not_met":
                yield zone.code, whole.no


def test_a_target_that_is_said_to_be_reachable_is_met_when_it_is_judged_again():
    one, reached, refused = evaluation(), 0, 0
    for zone, no in itertools.islice(every_target(), 0, None, 5):
        row = row_of(one, zone)
        try:
            found = seek(one, zone, parse_goal(one, row, f"target={no}"), last=evaluation(LATEST - 1))
        except DataRefused:
            refused += 1
            continue
        kind = one.cells.groups["park_type"][row]
        target = next(each for each in one.edition.targets if (each.park_type, each.no) == (kind, no))
        assert Judge(found.outcome.derivation).whole(target, zone).verdict == "met"
        assert all(move.effort <= 1 for move in found.moves)
        reached += 1
    assert reached > 0 < refused


def test_a_target_that_is_far_says_about_how_many_strong_years_it_takes():
    one = evaluation()
    zone = next(
        each.code
        for each in one.snapshot.zones
        if each.park_type == "world_class" and each.code != newcomer()
    )
    row = row_of(one, zone)
    verdicts = {whole.no: whole.verdict for whole, _ in one.targets if whole.unit == zone}
    assert verdicts["4"] == "not_met"
    with pytest.raises(Infeasible, match=r"1\.3"):
        seek(one, zone, parse_goal(one, row, "target=4"), last=evaluation(LATEST - 1))
