"""What the climb does with shadow units, gaps, constant columns and ties, in rounds small enough to check."""

import numpy as np
import pytest
from tests.evaluation.rounds import cells, edition, flat

from gaoxin.evaluation.cells import Curve
from gaoxin.evaluation.climb import Filled, Touched, climb
from gaoxin.evaluation.result import read_table, render
from gaoxin.evaluation.tables import bounds_of, tables
from gaoxin.terms import DataRefused, Unusable

TWO = [
    {"id": "A", "weight": "75%", "indicators": [{"code": "a1", "weight": 3}, {"code": "a2", "weight": 1}]},
    {"id": "B", "weight": "25%", "indicators": [{"code": "b1", "direction": "lower"}]},
]


def places(refusal):
    return [fault.place for fault in refusal.value.faults]


def test_values_become_standards_contributions_dimensions_scores_and_ranks():
    made = edition(TWO)
    climbed = climb(made, cells(made, {"x": [0, 10, 1], "y": [5, 0, 3], "z": [10, 5, 5]}))
    assert climbed.standards.tolist() == [[0, 100, 100], [50, 0, 50], [100, 50, 0]]
    assert climbed.weights.tolist() == [[0.5625, 0.1875, 0.25]] * 3
    assert climbed.contributions.tolist() == [[0, 18.75, 25], [28.125, 0, 12.5], [56.25, 9.375, 0]]
    assert {name: scores.tolist() for name, scores in climbed.dimensions.items()} == {
        "A": [25, 37.5, 87.5],
        "B": [100, 50, 0],
    }
    assert climbed.score.tolist() == [43.75, 40.625, 65.625]
    assert climbed.rank.tolist() == [2, 3, 1]
    assert climbed.dimension_ranks["B"].tolist() == [1, 2, 3]
    assert climbed.status.tolist() == ["ranked"] * 3


def test_a_shadow_unit_is_scored_outside_the_bounds_not_clipped_and_not_ranked():
    made = edition(flat("a"))
    climbed = climb(made, cells(made, {"x": [0], "new": [15], "y": [10], "old": [-5]}, shadow=("new", "old")))
    assert climbed.score.tolist() == [0, 150, 100, -50]
    assert climbed.rank[[0, 2]].tolist() == [2, 1]
    assert np.isnan(climbed.rank[[1, 3]]).all()
    assert np.isnan(climbed.dimension_ranks["A"][[1, 3]]).all()
    assert climbed.status.tolist() == ["ranked", "shadow", "ranked", "shadow"]


@pytest.mark.parametrize(
    "method", ["minmax", "zscore", "efficacy", "rank", "borda", "percentile_rank", "distance_to_max"]
)
def test_a_shadow_unit_changes_nothing_for_the_others(method):
    made = edition(flat("a", "b"), method, treat="winsorise_then_log", impute="mean")
    rows = {"x": [1, 2], "y": [3, None], "z": [7, 5], "w": [40, 4]}
    alone = climb(made, cells(made, rows))
    beside = climb(made, cells(made, rows | {"new": [1000, -3]}, shadow=("new",)))
    assert beside.standards[:4].tolist() == alone.standards.tolist()
    assert beside.rank[:4].tolist() == alone.rank.tolist()
    assert np.isfinite(beside.score).all()


def test_a_structural_gap_gets_the_worst_standard_of_ranked_units_and_is_not_provisional():
    made = edition(flat("a", "b"))
    given = cells(
        made,
        {"x": [4, 1], "y": [8, None], "z": [6, 5], "new": [None, -9]},
        ("new",),
        [("y", "b"), ("new", "a")],
    )
    climbed = climb(made, given)
    assert climbed.standards[:, 1].tolist() == [0, 0, 100, -250]
    assert climbed.standards[3, 0] == 0
    assert climbed.status.tolist() == ["ranked", "ranked", "ranked", "shadow"]
    assert climbed.filled == (Filled("y", "b", "structural"), Filled("new", "a", "structural"))


def test_imputation_does_not_fill_a_structural_gap():
    made = edition(flat("a"), impute="mean")
    climbed = climb(made, cells(made, {"x": [1], "y": [9], "z": [None]}, structural=[("z", "a")]))
    assert climbed.standards[:, 0].tolist() == [0, 100, 0]


def test_an_unreported_value_filled_with_the_worst_makes_the_result_provisional():
    made = edition(flat("a", "b"), missing="worst")
    climbed = climb(made, cells(made, {"x": [1, 1], "y": [2, None], "z": [3, 3]}))
    assert climbed.score.tolist() == [0, 25, 100]
    assert climbed.status.tolist() == ["ranked", "provisional", "ranked"]
    assert climbed.rank.tolist() == [3, 2, 1]
    assert climbed.filled == (Filled("y", "b", "worst"),)


def test_the_median_standard_fills_without_making_the_result_provisional():
    made = edition(flat("a"), missing="median")
    climbed = climb(made, cells(made, {"x": [0], "y": [4], "z": [10], "w": [None]}))
    assert climbed.score.tolist() == [0, 40, 100, 40]
    assert climbed.status.tolist() == ["ranked"] * 4


def test_gaps_under_fail_are_refused_all_at_once_by_unit_and_indicator():
    made = edition(flat("a", "b"))
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, {"x": [None, 1], "y": [2, None], "z": [3, 3]}))
    assert places(refusal) == ["indicator/a@x", "indicator/b@y"]


def test_an_indicator_that_no_ranked_unit_has_is_refused_under_every_policy():
    for policy in ("fail", "rescale", "worst", "median"):
        made = edition(flat("a", "b"), missing=policy)
        with pytest.raises(DataRefused) as refusal:
            climb(made, cells(made, {"x": [1, None], "y": [2, None], "new": [3, 3]}, shadow=("new",)))
        assert places(refusal) == ["indicator/b"]


def test_rescaling_shares_a_missing_weight_within_its_parent_at_every_depth():
    dimensions = [
        {
            "id": "A",
            "weight": 1,
            "indicators": [{"code": "a", "weight": 2}],
            "dimensions": [
                {"id": "AB", "weight": 2, "indicators": [{"code": "b"}, {"code": "c", "weight": 3}]}
            ],
        },
        {"id": "D", "weight": 1, "indicators": [{"code": "d"}]},
    ]
    made = edition(dimensions, missing="rescale")
    rows = {"x": [0, 0, 0, 0], "y": [10, None, 10, 10], "z": [10, None, None, 5], "w": [None, 10, 5, None]}
    climbed = climb(made, cells(made, rows))
    assert climbed.weights.tolist() == [
        [0.25, 0.0625, 0.1875, 0.5],
        [0.25, 0, 0.25, 0.5],
        [0.5, 0, 0, 0.5],
        [0, 0.25, 0.75, 0],
    ]
    assert list(climbed.dimensions) == ["A", "AB", "D"]
    assert climbed.score.tolist() == [0, 100, 75, 62.5]
    assert np.isnan(climbed.dimensions["AB"][2])
    assert np.isnan(climbed.standards).sum() == 5
    assert climbed.contributions.sum(axis=1) == pytest.approx(climbed.score)
    assert tables(climbed)["dimensions.csv"] == {
        "unit": [unit for unit in "wxyz" for _ in range(3)],
        "code": ["A", "AB", "D"] * 4,
        "score": [62.5, 62.5, None, 0, 0, 0, 100, 100, 100, 100, None, 50],
        "rank": [3, 2, None, 4, 3, 3, 1, 1, 1, 1, None, 2],
    }


def test_a_unit_of_which_nothing_is_known_is_refused():
    made = edition(flat("a"), missing="rescale")
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, {"x": [1], "y": [2], "z": [None]}))
    assert places(refusal) == ["score/total@z"]


@pytest.mark.parametrize(
    "method", ["minmax", "zscore", "efficacy", "distance_to_max", "fraction_of_max", "rank"]
)
def test_a_constant_column_is_refused_by_name_unless_it_counts_as_the_midpoint(method):
    rows = {"x": [0.1, 1], "y": [0.1, 2], "z": [0.1, 3]}
    made = edition(flat("a", "b"), method)
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, rows))
    assert places(refusal) == ["indicator/a"]
    made = edition(flat("a", "b"), method, constant="midpoint")
    climbed = climb(made, cells(made, rows | {"new": [7, 7]}, shadow=("new",)))
    middle = {"minmax": 50, "zscore": 0, "efficacy": 80, "rank": 2}.get(method, 0.5)
    assert climbed.standards[:, 0].tolist() == [middle] * 4
    assert climbed.bounds["a"].constant
    assert climbed.rank[:3].tolist() == [3, 2, 1]


@pytest.mark.parametrize(
    ("ties", "ranks"), [("min", [2, 1, 2, 4]), ("average", [2.5, 1, 2.5, 4]), ("dense", [2, 1, 2, 3])]
)
def test_equal_scores_share_a_rank(ties, ranks):
    made = edition(flat("a"), rank={"ties": ties})
    assert climb(made, cells(made, {"x": [5], "y": [9], "z": [5], "w": [1]})).rank.tolist() == ranks


def test_lower_is_better_turns_the_sign_also_without_standards():
    made = edition(flat("a", direction="lower"), "none")
    climbed = climb(made, cells(made, {"x": [5], "y": [9]}))
    assert climbed.score.tolist() == [-5, -9]
    assert climbed.rank.tolist() == [1, 2]


def test_a_target_turns_with_the_data_and_caps_at_one():
    made = edition(flat("a", direction="lower", target=4), "distance_to_target")
    climbed = climb(made, cells(made, {"x": [3], "y": [4], "z": [8], "w": [12]}))
    assert climbed.score.tolist() == [1, 1, 0.5, 0]


def test_a_target_that_every_unit_has_reached_gives_one_to_all():
    made = edition(flat("a", target=1), "distance_to_target")
    climbed = climb(made, cells(made, {"x": [1], "y": [4], "new": [0]}, shadow=("new",)))
    assert climbed.score.tolist() == [1, 1, 0]


@pytest.mark.parametrize("method", ["geometric", "harmonic", {"using": "power", "p": -2}])
def test_a_mean_of_positive_values_refuses_zero_by_unit_and_indicator_with_the_way_out(method):
    made = edition(TWO, aggregate=method)
    rows = {"x": [0, 10, 1], "y": [5, 0, 3], "z": [10, 5, 5]}
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, rows))
    assert places(refusal)[:3] == ["indicator/a1@x", "indicator/a2@y", "indicator/b1@z"]
    assert "lower: 1" in str(refusal.value)
    made = edition(TWO, {"using": "minmax", "lower": 1}, aggregate=method)
    assert (climb(made, cells(made, rows)).score > 0).all()


def test_a_power_mean_above_zero_takes_zero_but_nothing_negative():
    made = edition(flat("a", "b"), aggregate={"using": "power", "p": 2})
    climbed = climb(
        made, cells(made, {"x": [0, 0], "y": [1, 0], "z": [1, 1], "new": [1, -5]}, shadow=("new",))
    )
    assert climbed.score == pytest.approx([0, 100 / 2**0.5, 100, 100 / 2**0.5])
    made = edition(flat("a"), "zscore", aggregate={"using": "power", "p": 2})
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, {"x": [0], "y": [1]}))
    assert places(refusal) == ["indicator/a@x"]


def test_a_shadow_unit_below_zero_has_a_geometric_mean_of_zero():
    made = edition(flat("a"), {"using": "minmax", "lower": 1}, aggregate="geometric")
    climbed = climb(made, cells(made, {"x": [1], "y": [2], "new": [-7]}, shadow=("new",)))
    assert climbed.score == pytest.approx([1, 100, 0])


def test_logarithms_of_what_has_none_are_refused_by_name():
    dimensions = [
        {"id": "A", "indicators": [{"code": "a", "transform": "log"}, {"code": "b", "transform": "log1p"}]}
    ]
    made = edition(dimensions)
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, {"x": [0, 0], "y": [2, -1], "z": [-3, 4]}))
    assert places(refusal) == ["indicator/a@x", "indicator/b@y", "indicator/a@z"]


def test_scale_alone_is_short_for_log1p_and_a_declared_none_switches_it_off():
    rows = {"x": [0], "y": [1000], "z": [3000]}
    short, declared = (
        edition(flat("a", scale=1000)),
        edition(flat("a", transform={"using": "log1p", "scale": 1000})),
    )
    off = edition(flat("a", scale=1000, transform="none"))
    assert climb(short, cells(short, rows)).score.tolist() == pytest.approx([0, 50, 100])
    assert climb(declared, cells(declared, rows)).score.tolist() == pytest.approx([0, 50, 100])
    assert climb(off, cells(off, rows)).score.tolist() == pytest.approx([0, 100 / 3, 100])


HEAVY = {f"u{at}": [at] for at in range(20)} | {"big": [500], "huge": [900]}


def test_winsorising_names_the_points_it_moved():
    made = edition(flat("a"), treat="winsorise")
    climbed = climb(made, cells(made, HEAVY))
    assert climbed.touched == (Touched("big", "a", 500, 19), Touched("huge", "a", 900, 19))
    assert climbed.standards[-2:, 0].tolist() == [100, 100]


def test_winsorising_never_moves_more_points_than_it_may_though_coinr_counts_ties_afterwards():
    made = edition(flat("a"), treat={"using": "winsorise", "max": 1})
    climbed = climb(made, cells(made, {f"u{at}": [at] for at in range(20)} | {"big": [900], "huge": [900]}))
    assert climbed.touched == ()


def test_winsorising_leaves_a_column_that_it_would_make_constant():
    made = edition(flat("a"), treat="winsorise")
    climbed = climb(made, cells(made, {f"u{at}": [0] for at in range(20)} | {"one": [7]}))
    assert climbed.standards[:, 0].tolist() == [0] * 20 + [100]


def test_what_winsorising_cannot_mend_is_logged_from_its_original_values_for_shadow_units_too():
    made = edition(flat("a"), treat={"using": "winsorise_then_log", "max": 1})
    climbed = climb(made, cells(made, HEAVY | {"new": [-40], "more": [2000]}, shadow=("new", "more")))
    assert climbed.bounds["a"].log == Curve(0, 900)
    assert climbed.touched == ()
    assert climbed.score[-2] < 0
    assert climbed.score[-1] > 100
    assert np.diff(climbed.score[:22]).min() > 0


def test_frozen_bounds_of_a_base_year_make_scores_that_compare_and_are_not_clipped():
    made = edition(TWO, treat={"using": "winsorise_then_log", "max": 1})
    base = climb(made, cells(made, {"x": [0, 10, 1], "y": [5, 0, 3], "z": [10, 5, 5]}))
    later = cells(made, {"x": [20, 10, 1], "y": [5, 0, 3], "w": [5, 5, 7]})
    climbed = climb(made, later, reference=base.bounds)
    assert climbed.standards.tolist() == [[200, 100, 100], [50, 0, 50], [50, 50, -50]]
    assert climbed.score[1] == base.score[1]
    assert climbed.rank.tolist() == [1, 2, 3]


@pytest.mark.parametrize("method", ["minmax", "zscore", "efficacy", "distance_to_max", "fraction_of_max"])
def test_bounds_come_back_from_their_table_and_give_the_same_standards(method, tmp_path):
    made = edition(flat("a"), method, treat={"using": "winsorise_then_log", "max": 1})
    base = climb(made, cells(made, HEAVY))
    (tmp_path / "bounds.csv").write_bytes(render(tables(base)["bounds.csv"]))
    again = climb(made, base.cells, reference=bounds_of(read_table(tmp_path / "bounds.csv")))
    assert again.standards.tolist() == base.standards.tolist()


def test_ranks_have_no_bounds_to_freeze_and_another_method_needs_its_own():
    base = edition(flat("a"))
    given = cells(base, {"x": [1], "y": [2]})
    bounds = climb(base, given).bounds
    for method in ("rank", "zscore"):
        with pytest.raises(Unusable) as refusal:
            climb(edition(flat("a"), method), given, reference=bounds)
        assert places(refusal) == ["indicator/a"]


def test_data_weights_split_the_share_of_a_parents_indicators_and_leave_dimensions_alone():
    rows = {"x": [0, 10, 1], "y": [5, 0, 3], "z": [10, 5, 5], "w": [9, 2, 2]}
    for method in ("pca", "entropy", "critic"):
        made = edition(TWO, weights=method)
        climbed = climb(made, cells(made, rows))
        assert climbed.weights.sum(axis=1) == pytest.approx([1] * 4)
        assert climbed.weights[:, 2].tolist() == [0.25] * 4
        assert (climbed.weights > 0).all()


def test_data_weights_are_equal_where_no_indicator_tells_the_units_apart():
    made = edition(flat("a", "b"), weights="entropy", constant="midpoint")
    assert climb(made, cells(made, {"x": [1, 1], "y": [1, 1]})).weights.tolist() == [[0.5, 0.5]] * 2


def test_entropy_refuses_negative_standards():
    made = edition(flat("a", "b"), "zscore", weights="entropy")
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, {"x": [1, 2], "y": [3, 1]}))
    assert places(refusal) == ["indicator/a@x", "indicator/b@y"]


def test_copeland_does_not_depend_on_the_order_of_units_with_gaps_as_coinrs_does():
    made = edition(flat("a", "b"), "none", aggregate="copeland", missing="rescale")
    rows = {"x": [1, None], "y": [None, 2], "z": [2, 1]}
    turned = dict(reversed(rows.items()))
    forth, back = climb(made, cells(made, rows)), climb(made, cells(made, turned))
    for order, climbed in ((rows, forth), (turned, back)):
        scores = dict(zip(order, climbed.dimensions["A"].tolist(), strict=True))
        assert scores == {"x": -1, "y": 1, "z": 0}


def test_copeland_sees_a_tie_of_shares_that_floats_do_not_add_up_to():
    made = edition(
        [
            {
                "id": "A",
                "indicators": [
                    {"code": "a", "weight": 1},
                    {"code": "b", "weight": 2},
                    {"code": "c", "weight": 3},
                ],
            }
        ],
        "none",
        aggregate="copeland",
    )
    climbed = climb(made, cells(made, {"x": [1, 1, 0], "y": [0, 0, 1]}))
    assert climbed.score.tolist() == [0, 0]


def test_methods_that_are_not_sums_have_no_contributions():
    made = edition(TWO, {"using": "minmax", "lower": 1}, aggregate=["arithmetic", "geometric"])
    climbed = climb(made, cells(made, {"x": [0, 10, 1], "y": [5, 0, 3], "z": [10, 5, 5]}))
    assert climbed.contributions is None
    assert "contributions.csv" not in tables(climbed)


def test_a_round_without_ranked_units_and_values_beyond_floats_are_refused():
    made = edition(flat("a"), "none", aggregate={"using": "power", "p": 2})
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, {"x": [1]}, shadow=("x",)))
    assert places(refusal) == ["round"]
    made = edition(flat("a"))
    for rows in ({"x": [-1.7e308], "y": [1]}, {"x": [0], "y": [1e-300], "new": [1e99]}):
        with pytest.raises(DataRefused) as refusal:
            climb(made, cells(made, rows, shadow=("new",)))
        assert len(refusal.value.faults) == 1


def test_an_indicator_may_be_standardised_by_a_method_of_its_own():
    dimensions = [
        {"id": "A", "indicators": [{"code": "a"}, {"code": "b", "standardise": {"using": "efficacy"}}]}
    ]
    made = edition(dimensions)
    assert climb(made, cells(made, {"x": [1, 1], "y": [2, 2]})).standards.tolist() == [[0, 60], [100, 100]]
