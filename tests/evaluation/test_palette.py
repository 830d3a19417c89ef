"""The palette through the climb: treatment by indicator, curves for later years, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.rounds import cells, edition, flat

from gaoxin.evaluation.benefit import favoured
from gaoxin.evaluation.cells import Curve
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.curve import bend
from gaoxin.evaluation.expert_weights import budget, pairwise
from gaoxin.evaluation.panel import PANEL
from gaoxin.evaluation.result import read_table, render
from gaoxin.evaluation.tables import bounds_of, tables
from gaoxin.evaluation.weigh import WEIGHTS
from gaoxin.terms import DataRefused, Unusable

ROWS = {"x": [1, 4], "y": [2, 9], "z": [8, 1], "w": [101, 16]}


def places(refusal):
    return [fault.place for fault in refusal.value.faults]


def test_an_indicator_may_have_a_treatment_of_its_own():
    leaves = [{"code": "a", "treat": {"using": "box_cox", "lambda": "0.5"}}, {"code": "b"}]
    made = edition([{"id": "A", "indicators": leaves}], "none")
    climbed = climb(made, cells(made, ROWS))
    assert climbed.bounds["a"].log == Curve(1, 101, "box_cox", 0.5)
    assert climbed.bounds["b"].log is None
    assert climbed.treated[:, 0].tolist() == pytest.approx([2 * (np.sqrt(z) - 1) for z in (1, 2, 8, 101)])
    assert climbed.treated[:, 1].tolist() == [4, 9, 1, 16]


def test_the_log_of_negative_skewness_is_taken_from_above_and_keeps_the_order():
    made = edition(flat("a"), "none", treat="log_ct_plus")
    rows = {"w": [-400], "x": [1], "y": [2], "z": [3], "v": [4], "new": [9], "old": [-900]}
    climbed = climb(made, cells(made, rows, shadow=("new", "old")))
    assert climbed.bounds["a"].log == Curve(4, -400)
    assert climbed.score[4] == pytest.approx(-np.log(0.01 * 404))
    assert [unit for _, unit in sorted(zip(climbed.score, rows, strict=True))] == [
        "old", "w", "x", "y", "z", "v", "new",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "treat", ["log_ct", "log_ct_plus", "log_gii", "log_ct_orig", {"using": "box_cox", "lambda": -1}]
)
def test_frozen_bounds_bend_a_later_year_along_the_curve_of_the_base_year(treat, tmp_path):
    made = edition(flat("a", "b"), treat=treat)
    base = climb(made, cells(made, ROWS))
    (tmp_path / "bounds.csv").write_bytes(render(tables(base)["bounds.csv"]))
    frozen = bounds_of(read_table(tmp_path / "bounds.csv"))
    assert frozen == base.bounds
    later = climb(made, cells(made, ROWS | {"v": [300, 0]}), frozen)
    assert later.standards[:4].tolist() == base.standards.tolist()
    assert later.standards[4, 0] > 100
    assert later.standards[4, 1] < 0


CURVES = st.sampled_from(
    [("log_ct", 0.0), ("log_gii", 0.0), ("box_cox", 0.0), ("box_cox", 0.5), ("box_cox", -1.0)]
)


@given(CURVES, st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=9), st.booleans())
def test_curves_rise_everywhere_and_are_finite(curve, values, from_above):
    column = np.sort(np.array(values).round(2))
    ends = (100.0, 2.0) if from_above and curve[0] != "log_gii" else (2.0, 100.0)
    bent = bend(column, Curve(*ends, *curve))
    assert np.isfinite(bent).all()
    assert (np.diff(bent) >= 0).all()


def test_a_constant_column_is_not_bent():
    made = edition(flat("a", "b"), treat="log_ct", constant="midpoint")
    climbed = climb(made, cells(made, {"x": [3, 1], "y": [3, 5], "z": [3, 2]}))
    assert climbed.bounds["a"].log is None
    assert climbed.standards[:, 0].tolist() == [50, 50, 50]


def test_the_curve_of_the_gii_needs_a_maximum_above_one():
    made = edition(flat("a"), treat="log_gii")
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, {"x": [0.2], "y": [0.5], "z": [0.9]}))
    assert places(refusal) == ["indicator/a"]


@pytest.mark.parametrize(
    ("method", "place"),
    [
        ({"treat": {"using": "box_cox"}}, "method/treat/lambda"),
        ({"treat": {"using": "box_cox", "lambda": 9}}, "method/treat/lambda"),
        ({"treat": {"using": "winsorise_then_log", "log": "log_gii"}}, "method/treat/log"),
        ({"standardise": {"using": "distance_to_reference"}}, "method/standardise/unit"),
        ({"standardise": {"using": "distance_to_reference", "unit": "nobody"}}, "method/standardise/unit"),
        ({"impute": {"using": "row_mean", "within": "row"}}, "method/impute/within"),
        ({"aggregate": {"using": "benefit_of_the_doubt", "lower": 1, "upper": 0}}, "method/aggregate/lower"),
    ],
)
def test_methods_that_cannot_be_carried_out_are_refused_by_path(method, place):
    made = edition(flat("a", "b"), **{"standardise": "minmax", **method})
    with pytest.raises(Unusable) as refusal:
        climb(made, cells(made, ROWS))
    assert places(refusal) == [place]


def test_a_reference_unit_gets_one_and_the_worst_nothing():
    made = edition(flat("a"), {"using": "distance_to_reference", "unit": "y"})
    climbed = climb(made, cells(made, {"x": [10], "y": [30], "z": [20], "w": [50]}))
    assert climbed.standards[:, 0].tolist() == [0, 1, 0.5, 2]


@pytest.mark.parametrize("rows", [{"x": [10], "y": [5], "z": [20]}, {"x": [10], "y": [None], "z": [20]}])
def test_a_reference_unit_that_is_worst_or_missing_is_refused(rows):
    made = edition(flat("a"), {"using": "distance_to_reference", "unit": "y"}, missing="rescale")
    with pytest.raises(DataRefused) as refusal:
        climb(made, cells(made, rows))
    assert places(refusal) == ["indicator/a@y"]


def test_merec_refuses_standards_of_zero_and_gini_takes_them():
    rows = {"x": [1, 4], "y": [2, 9], "z": [8, 1]}
    with pytest.raises(DataRefused) as refusal:
        climb(made := edition(flat("a", "b"), weights="merec"), cells(made, rows))
    assert places(refusal) == ["indicator/a@x", "indicator/b@z"]
    made = edition(flat("a", "b"), weights="gini")
    assert climb(made, cells(made, rows)).weights.sum() == pytest.approx(3)


@pytest.mark.parametrize("method", [name for name in WEIGHTS if name != "merec"])
def test_columns_that_do_not_vary_get_equal_weights_and_never_nan(method):
    assert WEIGHTS[method](np.full((4, 2), 3.0)).tolist() == [0.5, 0.5]


def test_equal_importance_makes_two_correlated_indicators_share_what_a_third_has_alone():
    draws = np.random.default_rng(3).normal(size=(500, 2))
    columns = np.column_stack([draws[:, 0], draws[:, 0], draws[:, 1]])
    weights = WEIGHTS["equal_importance"](columns)
    score = columns @ weights
    found = [np.corrcoef(column, score)[0, 1] for column in columns.T]
    assert found == pytest.approx([found[0]] * 3)


def test_no_peer_passes_one_under_the_weights_that_suit_a_unit_best():
    values = np.random.default_rng(5).uniform(0, 10, size=(12, 4))
    for unit in values:
        found = favoured(unit, values, lower=0.1, upper=0.4)
        shares = found.weights / found.weights.sum()
        assert found.score == pytest.approx(unit @ found.weights)
        assert (values @ found.weights).max() == pytest.approx(1)
        assert shares.min() >= 0.1 - 1e-9
        assert shares.max() <= 0.4 + 1e-9


def test_limits_that_the_parts_cannot_keep_give_way_to_equal_shares():
    found = favoured(np.array([1.0, 2]), np.array([[1.0, 2], [3, 1]]), lower=0.1, upper=0.15)
    assert found.weights[0] == pytest.approx(found.weights[1])


def test_panels_are_filled_by_each_rule():
    years, values = np.array([2013.0, 2014, 2015, 2016, 2017]), np.array([np.nan, 2, np.nan, 8, np.nan])
    filled = {name: rule(values, years).tolist() for name, rule in PANEL.items()}
    assert np.isnan(filled["latest"][0])
    assert filled["latest"][1:] == [2, 2, 8, 8]
    assert filled["constant"] == [2, 2, 2, 8, 8]
    assert filled["linear"][1:4] == [2, 5, 8]
    assert np.isnan([filled["linear"][0], filled["linear"][4]]).all()
    assert filled["linear_constant"] == [2, 2, 5, 8, 8]
    for rule in PANEL.values():
        assert np.isnan(rule(np.full(5, np.nan), years)).all()
        assert rule(np.array([np.nan, 3, np.nan, np.nan, np.nan]), years)[1] == 3


def test_comparisons_and_budgets_that_are_none_are_refused():
    for wrong in (np.ones((2, 3)), np.array([[1, 0], [1, 1]]), np.array([[1, 2], [2, 1]])):
        with pytest.raises(ValueError, match="comparison"):
            pairwise(wrong)
    for wrong in (np.array([[0.0, 0]]), np.array([[1.0, -1]]), np.array([[np.nan, 1]])):
        with pytest.raises(ValueError, match="budget"):
            budget(wrong)
