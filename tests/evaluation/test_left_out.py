"""An indicator that is left out by name: shown and judged, but without a say in score, coverage or status."""

import pytest
from tests.evaluation.rounds import cells, edition, flat

from gaoxin.edition import weights_in_force
from gaoxin.evaluation.climb import climb
from gaoxin.terms import Unusable

ROWS = {"x": [0, 10, 1], "y": [5, 0, 3], "z": [10, 5, 5], "w": [2, 7, 4], "v": [9, 1, 2]}


def without(code, *, codes="abc", **method):
    dimensions = flat(*codes)
    for one in dimensions[0]["indicators"]:
        one["left_out"] = one["code"] == code
    return edition(dimensions, "minmax", **method)


@pytest.mark.parametrize(
    "weights", ["share_of_dimension", "equal", "as_printed", "entropy", "critic", "equal_importance"]
)
@pytest.mark.parametrize("aggregate", ["arithmetic", "copeland"])
def test_scores_are_those_of_the_edition_that_does_not_have_it(weights, aggregate):
    made = without("b", weights=weights, aggregate=aggregate)
    other = edition(flat("a", "c"), "minmax", weights=weights, aggregate=aggregate)
    fewer = {unit: [row[0], row[2]] for unit, row in ROWS.items()}
    mine, theirs = climb(made, cells(made, ROWS)), climb(other, cells(other, fewer))
    assert mine.score.tolist() == pytest.approx(theirs.score.tolist(), abs=1e-9)
    assert mine.rank.tolist() == theirs.rank.tolist()


def test_it_has_no_weight_in_force_and_the_others_sum_to_one():
    made = without("b")
    assert [float(one) for one in weights_in_force(made).values()] == [0.5, 0, 0.5]
    assert [one.weight for one in made.indicators] == [1, 1, 1]


def test_its_gap_makes_nobody_provisional():
    gap = {**ROWS, "x": [0, None, 1]}
    made, whole = without("b", missing="worst"), edition(flat("a", "b", "c"), "minmax", missing="worst")
    assert climb(made, cells(made, gap)).status.tolist() == ["ranked"] * 5
    assert sorted(climb(whole, cells(whole, gap)).status.tolist()) == ["provisional", *["ranked"] * 4]


def test_a_dimension_cannot_be_left_without_indicators():
    dimensions = flat("a")
    dimensions[0]["indicators"][0]["left_out"] = True
    with pytest.raises(Unusable, match=r"维度 A 的指标全部不计分|every indicator of the dimension A"):
        edition(dimensions, "minmax")
