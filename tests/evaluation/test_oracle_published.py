"""Published indices that nobody here made: the Technology Achievement Index, the Human Development Index."""

import csv
import math

import numpy as np
import pytest
from tests.evaluation.rounds import ORACLES, cells, edition, flat, needs_oracles, table

from gaoxin.edition import load
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.result import read_result, write_result
from gaoxin.evaluation.score import score
from gaoxin.evaluation.values import read_values
from gaoxin.evaluation.weigh import WEIGHTS

# OECD/JRC Handbook (2008), table A.2: patents, royalties, internet hosts, exports of technology (%), log
# telephones, log electricity, years of schooling, university enrolment (%); table 23, rank by equal weights;
# table 38, rank by the geometric mean of raw values; table 15: schooling: z-score, min-max, ratio to best.
TAI = {
    "Finland": ((187, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4), 1, 2, (0.26, 0.59, 0.83)),
    "United States": ((289, 130.0, 179.1, 66.2, 3.0, 4.07, 12.0, 13.9), 2, 1, (1.52, 1.0, 1.0)),
    "Sweden": ((271, 156.6, 125.8, 59.7, 3.1, 4.14, 11.4, 15.3), 3, 3, (1.14, 0.88, 0.95)),
    "Japan": ((994, 64.6, 49.0, 80.8, 3.0, 3.86, 9.5, 10.0), 4, 4, (-0.06, 0.49, 0.79)),
    "Korea, Rep. of": ((779, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2), 5, 16, (0.76, 0.76, 0.9)),
    "Netherlands": ((189, 151.2, 136.0, 50.9, 3.02, 3.77, 9.4, 9.5), 6, 5, (-0.12, 0.47, 0.78)),
    "United Kingdom": ((82, 134.0, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9), 7, 6, (-0.12, 0.47, 0.78)),
    "Canada": ((31, 38.6, 108.0, 48.7, 2.94, 4.18, 11.6, 14.2), 9, 13, (1.27, 0.92, 0.97)),
    "Australia": ((75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3), 10, 14, (0.83, 0.78, 0.91)),
    "Singapore": ((8, 25.5, 72.3, 74.9, 2.95, 3.83, 7.1, 24.2), 8, 18, (-1.58, 0.0, 0.59)),
    "Germany": ((235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4), 11, 8, (0.38, 0.63, 0.85)),
    "Norway": ((103, 20.2, 193.6, 19.0, 3.12, 4.39, 11.9, 11.2), 12, 11, (1.46, 0.98, 0.99)),
    "Ireland": ((106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3), 13, 7, (-0.12, 0.47, 0.78)),
    "Belgium": ((72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6), 14, 9, (-0.19, 0.45, 0.78)),
    "New Zealand": ((103, 13.0, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1), 15, 17, (1.33, 0.94, 0.98)),
    "Austria": ((165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6), 16, 12, (-0.76, 0.27, 0.7)),
    "France": ((205, 33.6, 36.4, 58.9, 2.97, 3.8, 7.9, 12.6), 17, 10, (-1.08, 0.16, 0.66)),
    "Israel": ((74, 43.6, 43.2, 45.0, 2.96, 3.74, 9.6, 11.0), 18, 15, (0.0, 0.51, 0.8)),
    "Spain": ((42, 8.6, 21.0, 53.4, 2.86, 3.62, 7.3, 15.6), 19, 19, (-1.46, 0.04, 0.61)),
    "Italy": ((13, 9.8, 30.4, 51.0, 3.0, 3.65, 7.2, 13.0), 20, 21, (-1.52, 0.02, 0.6)),
    "Czech Republic": ((28, 4.2, 25.0, 51.7, 2.75, 3.68, 9.5, 8.2), 21, 23, (-0.06, 0.49, 0.79)),
    "Hungary": ((26, 6.2, 21.6, 63.5, 2.73, 3.46, 9.1, 7.7), 22, 22, (-0.31, 0.41, 0.76)),
    "Slovenia": ((105, 4.0, 20.3, 49.5, 2.84, 3.71, 7.1, 10.6), 23, 20, (-1.58, 0.0, 0.59)),
}
CODES = (
    "PATENTS",
    "ROYALTIES",
    "INTERNET",
    "EXPORTS",
    "TELEPHONES",
    "ELECTRICITY",
    "SCHOOLING",
    "UNIVERSITY",
)
# UNDP, Human Development Report 2001, technical note 3: goalposts observed over 72 countries
POSTS = ((0, 994), (0, 272.6), (0, 232.4), (0, 80.8), (1, 901), (22, 6969), (0.8, 12.0), (0.1, 27.4))
LOGGED = ("TELEPHONES", "ELECTRICITY")


def tai_dimensions():
    """Four dimensions of two indicators; telephones and electricity in raw units, declared as logarithms."""
    leaves = [
        {"code": code, "lower": low, "upper": high, "transform": "log" if code in LOGGED else "none"}
        for code, (low, high) in zip(CODES, POSTS, strict=True)
    ]
    names = ("creation", "recent", "old", "skills")
    return [{"id": name, "indicators": leaves[2 * at : 2 * at + 2]} for at, name in enumerate(names)]


def tai_values():
    """The printed logarithms turned back into telephones and kilowatt-hours."""
    return {
        country: [10**value if code in LOGGED else value for code, value in zip(CODES, row[0], strict=True)]
        for country, row in TAI.items()
    }


def test_the_ranking_of_the_technology_achievement_index_is_the_printed_one():
    made = edition(tai_dimensions(), "goalposts")
    climbed = climb(made, cells(made, tai_values()))
    assert dict(zip(TAI, climbed.rank.tolist(), strict=True)) == {
        country: row[1] for country, row in TAI.items()
    }


def test_the_geometric_index_of_raw_values_ranks_as_printed():
    made = edition(flat(*CODES), "none", aggregate="geometric")
    rows = {country: row[0] for country, row in TAI.items()}
    ranks = climb(made, cells(made, rows)).rank.tolist()
    assert dict(zip(TAI, ranks, strict=True)) == {country: row[2] for country, row in TAI.items()}


@pytest.mark.parametrize(("place", "method"), [(0, "zscore"), (1, "minmax"), (2, "fraction_of_max")])
def test_standards_of_the_years_of_schooling_are_the_printed_ones(place, method):
    made = edition(flat("SCHOOLING"), {"using": "minmax", "upper": 1} if method == "minmax" else method)
    climbed = climb(made, cells(made, {country: [row[0][6]] for country, row in TAI.items()}))
    np.testing.assert_allclose(
        climbed.score, [row[3][place] for row in TAI.values()], rtol=0, atol=0.005 + 1e-9
    )


@needs_oracles
def test_the_technology_achievement_index_is_that_of_the_file():
    expected = table("tai/derived_TAI_goalposts.csv", "country")
    made = edition(tai_dimensions(), "goalposts")
    climbed = climb(made, cells(made, tai_values()))
    np.testing.assert_allclose(climbed.score, expected["TAI_recomputed"], rtol=1e-12)


@needs_oracles
@pytest.mark.parametrize("source", ["mcdm/pymcdm_weights_tai.csv", "mcdm/skcriteria_weights_tai.csv"])
@pytest.mark.parametrize("method", ["entropy", "critic"])
def test_weights_from_the_data_are_those_of_two_packages(method, source):
    oracle = table(source, "indicator")
    expected = oracle.get(f"{method}_weights", oracle.get(method))
    values = np.array([row[0] for row in TAI.values()], dtype=np.float64)
    np.testing.assert_allclose(WEIGHTS[method](values), expected, rtol=1e-12, atol=1e-14)


@needs_oracles
@pytest.mark.parametrize("method", ["entropy", "critic"])
def test_weights_from_the_data_come_into_force_through_the_climb(method):
    expected = table("mcdm/pymcdm_weights_tai.csv", "indicator")[f"{method}_weights"]
    made = edition(flat(*CODES), "none", weights=method)
    climbed = climb(made, cells(made, {country: row[0] for country, row in TAI.items()}))
    np.testing.assert_allclose(climbed.weights[0], expected, rtol=1e-12, atol=1e-14)
    assert climbed.weights.sum() == pytest.approx(len(TAI))


HDI = """\
schema: 1
edition: hdi-2022
method: {standardise: goalposts, aggregate: {using: [arithmetic, geometric]}}
dimensions:
  - {id: health, indicators: [{code: le, lower: 20, upper: 85}]}
  - {id: education, indicators: [{code: eys, lower: 0, upper: 18}, {code: mys, lower: 0, upper: 15}]}
  - {id: income, indicators: [{code: gni, lower: 100, upper: 75000, transform: log}]}
"""


@needs_oracles
def test_the_human_development_index_of_2022_comes_out_of_score_to_three_decimals(tmp_path):
    """Goalposts cap at 18 years and 75,000 dollars; UNDP ranks the printed value, we the unrounded one."""
    with (ORACLES / "hdi/hdi_2022.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["hdi_2022"]]
    columns = ("iso3", "le_2022", "eys_2022", "mys_2022", "gnipc_2022")
    lines = ["unit,le,eys,mys,gni", *(",".join(row[name] for name in columns) for row in rows)]
    (tmp_path / "hdi.csv").write_text("\n".join(lines), "utf-8")
    (tmp_path / "hdi.yaml").write_text(HDI, "utf-8")
    made = load(tmp_path / "hdi.yaml")
    write_result(score(made, read_values(tmp_path / "hdi.csv", made)), tmp_path / "out")
    scores = read_result(tmp_path / "out").tables["scores.csv"]
    found = {unit: round(value, 3) for unit, value in zip(scores["unit"], scores["score"], strict=True)}
    assert found == {row["iso3"]: float(row["hdi_2022"]) for row in rows}
    assert len(found) > 190


def test_a_country_beyond_the_goalposts_counts_as_at_them():
    made = edition(flat("eys", lower=0, upper=18), "goalposts")
    climbed = climb(made, cells(made, {"AUS": [21.1], "NER": [9], "XXX": [-1]}))
    assert climbed.score.tolist() == [1.0, 0.5, 0.0]


def test_goalposts_follow_the_logarithm_and_the_direction_of_the_data():
    made = edition(flat("gni", lower=100, upper=75000, transform="log", direction="lower"), "goalposts")
    climbed = climb(made, cells(made, {"low": [100], "middle": [math.sqrt(100 * 75000)], "high": [75000]}))
    assert climbed.score == pytest.approx([1.0, 0.5, 0.0])
