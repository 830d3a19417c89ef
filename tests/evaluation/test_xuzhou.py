"""徐州 2017 (data year 2016): dimension ranks 43, 52, 108 and 52 of 147 give rank 49 under the shares 30/30/20/20.

The published ranks say nothing of the method, but they must be reachable: a round with exactly these dimension ranks
in which the whole comes 49th. The other 146 zones stand at all other ranks of each dimension; how alike their four
ranks are decides how many of them end above, and is searched for.
"""

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.evaluation.rounds import cells, edition

from gaoxin.edition import load
from gaoxin.evaluation.climb import climb

PUBLISHED = (43, 52, 108, 52)
TOTAL, ZONES = 49, 147
TABLE = Path(__file__).resolve().parents[3] / "shared" / "domain" / "published_ranks.csv"


def ranks_of_a_round(unlike: float) -> np.ndarray:
    """[zones x 4] ranks; zone 0 has the published ones, the others' four ranks are the more different the larger ``unlike``."""
    generator = np.random.default_rng(388)
    columns = []
    for own in PUBLISHED:
        free = np.array([rank for rank in range(1, ZONES + 1) if rank != own])
        order = np.argsort(np.argsort(np.arange(ZONES - 1) + unlike * generator.normal(size=ZONES - 1)))
        columns.append(np.concatenate([[own], free[order]]))
    return np.column_stack(columns)


def scored(ranks: np.ndarray):
    made = edition(
        [
            {"id": one.id, "weight": float(one.weight), "indicators": [{"code": f"d{one.id}"}]}
            for one in load("cn-2013-388").dimensions
        ]
    )
    return climb(
        made, cells(made, {f"Z{at:03d}": [ZONES + 1 - rank for rank in row] for at, row in enumerate(ranks)})
    )


def test_the_published_total_rank_is_reachable_from_the_published_dimension_ranks():
    found = next(one for one in map(scored, map(ranks_of_a_round, range(60, 100))) if one.rank[0] == TOTAL)
    assert tuple(int(one[0]) for one in found.dimension_ranks.values()) == PUBLISHED
    assert sorted(found.dimension_ranks["1"].astype(int)) == list(range(1, ZONES + 1))


@pytest.mark.skipif(not TABLE.is_file(), reason="../shared/domain is not beside the repository")
def test_these_are_the_ranks_that_were_published():
    with TABLE.open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["zone_zh"], row["evaluation_year"]) == ("徐州", "2017")
        ]
    ranks = {row["dimension"]: int(row["rank"]) for row in rows}
    labels = [one.label for one in load("cn-2013-388").dimensions]
    assert tuple(ranks[label] for label in labels) == PUBLISHED
    assert ranks["综合"] == TOTAL
    assert {row["n_zones"] for row in rows} == {str(ZONES)}
