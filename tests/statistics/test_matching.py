"""The weights that make effective importance what the stated weights say."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluation.rounds import cells, edition, flat

from gaoxin.evaluation.climb import climb
from gaoxin.statistics import tables
from gaoxin.statistics.matching import solve

ROWS = {"x": [0, 10, 1], "y": [5, 0, 3], "z": [10, 5, 5], "w": [2, 7, 4], "v": [9, 1, 2]}
TREE = [
    {"id": "A", "weight": "75%", "indicators": [{"code": "a1", "weight": 3}, {"code": "a2", "weight": 1}]},
    {"id": "B", "weight": "25%", "indicators": [{"code": "b1", "direction": "lower"}]},
]


def found(dimensions, rows=ROWS, **method):
    made = edition(dimensions, "minmax", **method)
    table = tables(made, climb(made, cells(made, rows)))["matching.csv"]
    lines = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    return {row["part"]: row for row in lines}


def test_an_index_weighed_by_the_matching_weights_has_the_stated_importance():
    before = found(TREE)
    weights = {name: before[f"indicator/{name}"]["matching"] for name in ("a1", "a2", "b1")}
    again = found(
        [
            {"id": "A", "weight": before["dimension/A"]["matching"],
             "indicators": [{"code": one, "weight": weights[one]} for one in ("a1", "a2")]},
            {"id": "B", "weight": before["dimension/B"]["matching"],
             "indicators": [{"code": "b1", "direction": "lower"}]},
        ]
    )  # fmt: skip
    assert [again[part]["effective"] for part in before] == pytest.approx(
        [before[part]["weight"] for part in before], abs=1e-8
    )
    assert math.fsum(weights.values()) == pytest.approx(1)
    assert before["dimension/A"]["matching"] == pytest.approx(weights["a1"] + weights["a2"])


def test_what_is_the_same_everywhere_keeps_its_weight():
    same = {unit: [*row, 3] for unit, row in ROWS.items()}
    rows = found(flat("a", "b", "c", "d"), same, constant="midpoint")
    assert rows["indicator/d"]["matching"] == 0.25
    assert math.fsum(rows[f"indicator/{one}"]["matching"] for one in "abc") == pytest.approx(0.75)


def test_what_is_left_out_gets_no_weight():
    dimensions = flat("a", "b", "c")
    dimensions[0]["indicators"][1]["left_out"] = True
    row = found(dimensions)["indicator/b"]
    assert (row["weight"], row["matching"], row["matching_by_weight"]) == (0, 0, None)


def test_scores_that_are_no_sums_or_never_vary_have_no_matching_weights():
    opposite = {"x": [0, 10], "y": [5, 5], "z": [10, 0]}
    assert found(flat("a", "b"), opposite)["indicator/a"]["reason"] == "no_solution"
    assert found(TREE, aggregate="copeland")["indicator/a1"]["reason"] == "not_a_sum"
    gap = {**ROWS, "u": [1, None, 2]}
    assert found(TREE, gap, missing="rescale")["indicator/a1"]["reason"] == "missing"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 8))
def test_importance_comes_out_as_asked_for_any_columns_and_any_wish(seed, parts):
    numbers = np.random.default_rng(seed)
    columns = numbers.normal(size=(40, parts)) @ numbers.normal(size=(parts, parts))
    wanted = numbers.uniform(0.05, 1, parts)
    weights = solve(columns, wanted)
    score = columns @ weights
    shares = [np.cov(weight * column, score)[0, 1] / score.var(ddof=1)
              for weight, column in zip(weights, columns.T, strict=True)]  # fmt: skip
    assert (weights > 0).all()
    assert shares == pytest.approx(wanted / wanted.sum(), abs=1e-7)
