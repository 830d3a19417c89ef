"""Strengths and weaknesses by the published rule, and the waterfall between scores."""

import csv

import numpy as np
import pytest
from tests.diagnosis.rounds import evaluation, newcomer, zone_at
from tests.evaluation.rounds import ORACLES, needs_oracles

from gaoxin.diagnosis.groups import band_of, bands, park_type_of, peers_of, round_of
from gaoxin.diagnosis.marks import by_percentile, by_spread, marks, places
from gaoxin.diagnosis.waterfall import waterfalls
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.variants import geometric
from gaoxin.terms import Unusable


def published(name):
    with (ORACLES / "coinr" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def great_britain():
    """The directed values of all 51 countries, codes, and the row of GBR."""
    meta = [row for row in published("in_iMeta.csv") if row["Type"] == "Indicator"]
    rows = published("in_iData.csv")
    codes = [row["iCode"] for row in meta]
    cell = {"": np.nan, "NA": np.nan}
    values = np.array(
        [[cell[row[code]] if row[code] in cell else float(row[code]) for code in codes] for row in rows]
    )
    return (
        values * [float(row["Direction"]) for row in meta],
        codes,
        [row["uCode"] for row in rows].index("GBR"),
    )


@needs_oracles
def test_the_published_strengths_and_weaknesses_of_great_britain_have_our_ranks():
    """COINr get_str_weak takes the five best and the five worst ranks (it ranks raw values by direction)."""
    values, codes, row = great_britain()
    ranks, _ = places(values, np.ones(len(values), dtype=bool))
    own = dict(zip(codes, ranks[row].tolist(), strict=True))
    strengths, weaknesses = published("ana_strengths_GBR.csv"), published("ana_weaknesses_GBR.csv")
    assert {one["Code"]: own[one["Code"]] for one in strengths} == {
        one["Code"]: float(one["Rank"]) for one in strengths
    }
    assert {one["Code"]: own[one["Code"]] for one in weaknesses} == {
        one["Code"]: float(one["Rank"]) for one in weaknesses
    }
    known = sorted(rank for rank in own.values() if not np.isnan(rank))
    assert [float(one["Rank"]) for one in strengths] == known[:5]
    assert sorted(float(one["Rank"]) for one in weaknesses) == known[-5:]


@needs_oracles
def test_every_published_weakness_is_one_by_the_rule_of_the_global_innovation_index():
    values, codes, row = great_britain()
    ranks, counts = places(values, np.ones(len(values), dtype=bool))
    shares = (counts - ranks[row]) / (counts - 1)
    kinds = {codes[at]: kind for at, kind in by_percentile(shares, ranks[row]).items()}
    assert {kinds[one["Code"]] for one in published("ana_weaknesses_GBR.csv")} == {"weakness"}
    assert {kinds[one["Code"]] for one in published("ana_strengths_GBR.csv")} == {"strength"}


def test_the_tenth_highest_and_the_tenth_lowest_percentile_ranks_are_the_limits():
    shares = np.linspace(0, 1, 40)
    kinds = by_percentile(shares, np.full(40, 50.0))
    assert [at for at, kind in kinds.items() if kind == "strength"] == list(range(30, 40))
    assert [at for at, kind in kinds.items() if kind == "weakness"] == list(range(10))


def test_with_fewer_than_forty_indicators_a_quarter_takes_the_place_of_the_ten():
    kinds = by_percentile(np.linspace(0, 1, 12), np.full(12, 50.0))
    assert kinds == {
        9: "strength",
        10: "strength",
        11: "strength",
        0: "weakness",
        1: "weakness",
        2: "weakness",
    }


def test_a_rank_of_three_is_always_a_strength_and_an_indicator_is_never_both():
    shares = np.array([0.99, 0.98, 0.97, 0.96])
    assert by_percentile(shares, np.array([1.0, 2.0, 3.0, 4.0])) == {
        0: "strength",
        1: "strength",
        2: "strength",
        3: "weakness",
    }
    assert by_percentile(np.full(8, 0.5), np.full(8, 20.0)) == {}


def test_what_is_missing_is_neither():
    assert by_percentile(np.array([np.nan, 0.2, 0.9, 0.5, 0.6]), np.array([np.nan, 9, 4, 5, 6])) == {
        2: "strength",
        1: "weakness",
    }
    assert by_percentile(np.full(3, np.nan), np.full(3, np.nan)) == {}


def test_in_a_group_the_limits_are_the_mean_and_one_standard_deviation():
    column = np.array([10.0, 20, 30, 40, 50])  # mean 30, sd 15.81
    standards = np.column_stack([column, column, column])
    members = np.ones(5, dtype=bool)
    assert [by_spread(standards, standards, members, row).get(0) for row in range(5)] == [
        "weakness",
        None,
        None,
        None,
        "strength",
    ]


def test_a_value_of_zero_that_most_zones_have_is_no_strength():
    """The best of equal places once made a zero a strength, because 121 of 143 zones had none either."""
    one = evaluation()
    row = one.cells.units.index(zone_at(12))
    for mark in marks(one.climb, row, round_of(one, row), []):
        at = one.cells.codes.index(mark.code)
        column = one.cells.value[one.cells.ranked, at]
        lowest = np.nanmin(column) if one.edition.indicators[at].direction == "higher" else np.nanmax(column)
        if mark.value == lowest and np.mean(column == lowest) > 0.5 and mark.rank > 3:
            assert mark.against.get("round") != "strength"


def test_filled_values_and_zones_in_their_first_round_have_no_marks():
    one = evaluation()
    filled = next(found for found in one.climb.filled if found.how == "worst")
    row = one.cells.units.index(filled.unit)
    if not one.cells.shadow[row]:
        assert filled.code not in {mark.code for mark in marks(one.climb, row, round_of(one, row), [])}
    shadow = one.cells.units.index(newcomer())
    assert marks(one.climb, shadow, round_of(one, shadow), []) == ()


def test_a_group_never_holds_a_zone_in_its_first_round():
    one = evaluation()
    shadow = one.cells.units.index(newcomer())
    row = one.cells.units.index(zone_at(4))
    assert not round_of(one, row).members[shadow]
    assert not any(group.members[shadow] for group in [park_type_of(one, row)] if group)
    with pytest.raises(Unusable, match=newcomer()):
        peers_of(one, row, [newcomer(), *map(zone_at, range(5, 10))], "evaluator")


def test_the_steps_of_a_waterfall_sum_to_the_difference_of_scores():
    one = evaluation()
    for rank in (1, 2, 13, 29):
        row = one.cells.units.index(zone_at(rank))
        found = {each.reference: each for each in waterfalls(one.climb, row)}
        assert list(found) == (["median"] if rank == 1 else ["leader", "median", "next"])
        for each in found.values():
            assert sum(each.steps.values()) == pytest.approx(one.climb.score[row] - each.score, abs=1e-12)
    assert found["leader"].units == (zone_at(1),)
    assert found["next"].units == (zone_at(28),)
    assert found["median"].score == pytest.approx(np.median(one.climb.score[one.cells.ranked]), abs=1e-12)


def test_a_waterfall_exists_for_sums_only():
    one = evaluation()
    assert list(waterfalls(climb(geometric(one.edition), one.cells), 0)) == []


def test_every_rank_stands_in_one_band_of_five_zones_or_more():
    for count in range(5, 200):
        found = bands(count)
        assert [rank for low, high in found for rank in range(low, high + 1)] == list(range(1, count + 1))
        assert all(high - low + 1 >= 5 for low, high in found)
    assert band_of(30, 143) == (11, 30)
    assert band_of(30.5, 143) == (11, 30)
    assert band_of(31, 143) == (31, 60)
