"""Small studies for tests: a round of random values under two dimensions, with gaps where asked."""

import numpy as np
from tests.evaluation.rounds import cells, edition

from gaoxin.evaluation.climb import climb
from gaoxin.robustness import Design, Specification, Study, given

TREE = [
    {
        "id": "A",
        "weight": 3,
        "indicators": [{"code": "a1", "weight": 2}, {"code": "a2", "direction": "lower"}],
    },
    {"id": "B", "indicators": [{"code": "b1", "transform": "log1p"}, {"code": "b2"}, {"code": "b3"}]},
]
POSITIVE = {"using": "minmax", "lower": "1", "upper": "100"}
PALETTE = {
    "normalisation": [POSITIVE, {"using": "zscore", "mean": "100", "sd": "9"}, "rank"],
    "treatment": ["own", "none"],
    "transform": ["own", "none"],
    "aggregation": ["arithmetic", "geometric"],
    "weights_reading": ["share_of_dimension", "as_printed"],
}


def values(units=12, seed=5, gaps=0):
    numbers = np.random.default_rng(seed)
    table = np.exp(numbers.standard_normal((units, 5)))
    table[0, 2] = 40.0
    rows = {f"U{one:02d}": list(row) for one, row in enumerate(table.tolist())}
    for one in range(gaps):
        rows[f"U{one + 1:02d}"][one % 5] = None
    return rows


def round_(rows=None, *, dimensions=TREE, standardise=POSITIVE, shadow=(), **method):
    made = edition(dimensions, standardise, **{"treat": "winsorise", **method})
    return given(made, climb(made, cells(made, rows or values(), shadow=shadow)))


def study(about=None, seed=1, scenario=None, **said):
    specification = Specification.model_validate({"otherwise": "own", **said})
    return Study(Design(about or round_(), specification), seed, scenario)
