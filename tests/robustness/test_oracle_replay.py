"""The replications of COINr 1.1.14 once more: the same parameters give the same ranks."""

import csv
from functools import cache

import numpy as np
import pytest
from tests.evaluation.rounds import ORACLES, cells, edition, needs_oracles, table

from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.weigh import tree
from gaoxin.robustness import Design, Specification, Study, given
from gaoxin.robustness.intervals import HIGH, LOW, frequencies, mean, quantile
from gaoxin.robustness.sensitivity import indices, shift
from gaoxin.robustness.shares import Sets

pytestmark = needs_oracles
SCALES = {"n_minmax": "minmax lower=1 upper=100", "n_zscore": "zscore mean=10 sd=2"}
MEANS = {"a_amean": "arithmetic", "a_gmean": "geometric"}


def rows_of(name):
    with (ORACLES / f"coinr/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dimensions_of(weights):
    """The ASEM tree under a set of weights by code."""
    signs = {row["iCode"]: row["Direction"] for row in rows_of("in_iMeta")}
    found = {}
    for row in rows_of("in_lineage"):
        pillars = found.setdefault(row["Sub-index"], {})
        code = row["Indicator"]
        direction = "lower" if signs[code] == "-1" else "higher"
        pillars.setdefault(row["Pillar"], []).append(
            {"code": code, "direction": direction, "weight": weights[code]}
        )
    return [
        {
            "id": sub,
            "weight": weights[sub],
            "dimensions": [
                {"id": one, "weight": weights[one], "indicators": below} for one, below in pillars.items()
            ],
        }
        for sub, pillars in found.items()
    ]


@cache
def replaying():
    """The study of COINr's example: winsorising 1 to 5, two scales, 100 sets of weights, two means."""
    equal = {row["iCode"]: "1" for row in rows_of("in_iMeta")}
    made = edition(dimensions_of(equal), treat={"using": "winsorise_then_log", "max": 5})
    values = table("coinr/pipe_screened.csv")
    units = values[""]
    columns = [values[one.code] for one in made.indicators]
    asem = cells(made, dict(zip(units, zip(*columns, strict=True), strict=True)))
    sets = {}
    for row in rows_of("ua_weight_sets"):
        sets.setdefault(int(row["set"]), {})[row["iCode"]] = row["Weight"]
    trees = tuple(tree(edition(dimensions_of(sets[one]))) for one in range(1, 101))
    specification = Specification.model_validate(
        {
            "otherwise": "own",
            "treatment": [{"using": "winsorise_then_log", "max": str(one)} for one in range(1, 6)],
            "normalisation": [
                {"using": "minmax", "lower": "1", "upper": "100"},
                {"using": "zscore", "mean": "10", "sd": "2"},
            ],
            "aggregation": ["arithmetic", "geometric"],
        }
    )
    return Study(Design(given(made, climb(made, asem)), specification), 1, Sets(trees))


def draws_of(name):
    study = replaying()
    chosen = []
    for row in rows_of(name):
        said = {
            "normalisation": SCALES[row["norm"]],
            "treatment": f"winsorise_then_log max={row['winmax']}",
            "aggregation": MEANS[row["agg"]],
            "weights": row["wset"],
        }
        chosen.append([factor.options.index(said[factor.name]) for factor in study.factors])
    return np.array(chosen)


def ranks_of(name, count):
    rows = {row["uCode"]: row for row in rows_of(name)}
    return np.array(
        [
            [int(rows[unit][f"r_{one}"]) for unit in replaying().design.given.cells.units]
            for one in range(1, count + 1)
        ]
    )


def test_the_nominal_scores_and_ranks_are_coinrs():
    study = replaying()
    nominal = {row["uCode"]: row for row in rows_of("ua_nominal")}
    units = study.design.given.cells.units
    scores = climb(study.design.given.edition, study.design.given.cells).score
    np.testing.assert_allclose(scores, [float(nominal[unit]["Score"]) for unit in units], rtol=1e-9)
    assert study.design.given.rank.tolist() == [float(nominal[unit]["Rank"]) for unit in units]


@pytest.mark.parametrize(("name", "count"), [("ua", 200), ("sa", 600)])
def test_the_replay_of_coinrs_replications_gives_its_ranks_exactly(name, count):
    found = replaying().places(draws_of(f"{name}_params"))
    np.testing.assert_array_equal(found, 2 * ranks_of(f"{name}_ranks", count))


def test_statistics_over_the_replications_are_coinrs():
    counts = frequencies(replaying().places(draws_of("ua_params")))
    expected = {row["uCode"]: row for row in rows_of("ua_rankstats")}
    units = replaying().design.given.cells.units
    found = {
        "Mean": mean(counts),
        "Median": quantile(counts, 0.5),
        "Q5": quantile(counts, LOW),
        "Q95": quantile(counts, HIGH),
    }
    for name, column in found.items():
        np.testing.assert_allclose(column, [float(expected[unit][name]) for unit in units], rtol=1e-12)


def test_sensitivity_of_coinrs_replications_is_coinrs():
    drawn = replaying().places(draws_of("sa_params"))
    moved = shift(drawn, replaying().design.given.rank)
    first, total = indices(moved.reshape(6, 100, 1))
    expected = rows_of("sa_sensitivity")
    np.testing.assert_allclose(first[:, 0], [float(row["Si"]) for row in expected], atol=1e-9)
    np.testing.assert_allclose(total[:, 0], [float(row["STi"]) for row in expected], atol=1e-9)


def test_sensitivity_of_ishigamis_function_is_coinrs():
    outputs = np.array([float(row["y"]) for row in rows_of("sa_ishigami_Xy")])
    first, total = indices(outputs.reshape(5, 2000, 1))
    expected = rows_of("sa_ishigami_indices")
    np.testing.assert_allclose(first[:, 0], [float(row["Si"]) for row in expected], atol=1e-9)
    np.testing.assert_allclose(total[:, 0], [float(row["STi"]) for row in expected], atol=1e-9)
