"""The rest of the palette against COINr, pymcdm and the Handbook: curves, rows, panels, weights."""

import csv

import numpy as np
import pytest
from tests.evaluation.rounds import ORACLES, cells, edition, flat, needs_oracles, table
from tests.evaluation.test_oracle_coinr import directed, meta, nested, raw, same
from tests.evaluation.test_oracle_published import TAI

from gaoxin.evaluation import moments
from gaoxin.evaluation.benefit import favoured
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.expert_weights import pairwise
from gaoxin.evaluation.impute import ROWS
from gaoxin.evaluation.panel import PANEL, data_years
from gaoxin.evaluation.standardise import STANDARDISE, measure
from gaoxin.evaluation.treat import TREAT
from gaoxin.evaluation.weigh import WEIGHTS, equal_importance, nodes, tree

pytestmark = needs_oracles


def rows_of(path):
    with (ORACLES / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("oracle", "method", "options"),
    [
        ("log_CT", "log_ct", {}),
        ("log_CT_plus", "log_ct_plus", {}),
        ("log_CT_orig", "log_ct_orig", {}),
        ("log_GII_formula", "log_gii", {}),
        ("boxcox_l0", "box_cox", {"lambda_": 0.0}),
        ("boxcox_l05", "box_cox", {"lambda_": 0.5}),
        ("boxcox_lm1", "box_cox", {"lambda_": -1.0}),
    ],
)
def test_columns_on_a_curve_are_those_of_coinr(oracle, method, options):
    after = table(f"coinr/transform_{oracle}.csv")
    for code, column in raw(after[""]).items():
        if method != "log_gii" or np.nanmax(column) > 1:
            same(TREAT[method](column, **options).column, after[code])


def test_the_curve_of_the_gii_is_refused_where_it_would_fall_and_coinr_leaves_the_column_flat():
    """All ones and zeros: ln((max - 1) …) is 0 for everybody in the documented formula."""
    after = table("coinr/transform_log_GII_formula.csv")
    flattened = {code for code, column in raw(after[""]).items() if np.nanmax(column) <= 1}
    assert all(np.nanmax(np.abs(after[code])) == 0 for code in flattened)
    assert flattened == {"TIRcon"}


def test_logs_of_winsorised_values_are_those_of_coinr():
    after = table("coinr/treat_winmax5_combine_logCTplus_x.csv")
    for code, column in raw(after[""]).items():
        same(TREAT["winsorise_then_log"](column, log="log_ct_plus", combine="yes").column, after[code])


def test_forced_winsorising_is_that_of_coinr_but_for_tied_points():
    """COINr forces five points whatever the skewness; it counts a step once and so touches more where tied."""
    after, tied = table("coinr/transform_winsorise_force5.csv"), set()
    for code, column in raw(after[""]).items():
        mine = TREAT["winsorise"](column, skew=0.0, kurt=-1e9).column
        if np.allclose(mine, after[code], rtol=1e-9, atol=1e-9, equal_nan=True):
            continue
        theirs = column[~np.isnan(column) & (column != after[code])]
        assert len(theirs) > 5 or len(set(theirs.tolist())) < len(theirs)
        tied.add(code)
    assert len(tied) < len(meta()) / 2


@pytest.mark.parametrize(("place", "oracle", "cap"), [(1, "unit1", "no"), (10, "unit10_cap", "yes")])
def test_distances_to_a_reference_unit_are_those_of_coinr(place, oracle, cap):
    expected = table(f"coinr/norm_dist2ref_{oracle}.csv")
    for code, column in directed(expected[""]).items():
        reference = column[place - 1]
        if reference > np.nanmin(column):
            bound = measure("distance_to_reference", moments.present(column), {"reference": reference}, None)
            made = STANDARDISE["distance_to_reference"](column, bound, unit=expected[""][place - 1], cap=cap)
            same(made, expected[code])


def test_distances_to_target_without_a_cap_are_those_of_coinr():
    expected = table("coinr/norm_dist2targ_nocap_use_iMeta.csv")
    for row in meta():
        column = directed(expected[""])[row["iCode"]]
        target = {"target": float(row["Direction"]) * float(row["Target"])}
        bound = measure("distance_to_target", moments.present(column), target, None)
        same(STANDARDISE["distance_to_target"](column, bound, cap="no"), expected[row["iCode"]])


def test_values_scaled_between_fixed_ends_are_those_of_coinr():
    expected = table("coinr/norm_scaled_0_100.csv")
    for code, column in directed(expected[""]).items():
        same(
            STANDARDISE["scaled"](column, measure("scaled", moments.present(column), {}, None)),
            expected[code],
        )


def asem():
    """The ASEM edition without a method, and its raw matrix in the order of its indicators."""
    made = edition(nested(), "none")
    return made, [one.code for one in made.indicators]


@pytest.mark.parametrize(
    ("oracle", "method", "options"),
    [
        ("rowmean_normfirst_level2", "row_mean", {}),
        ("rowmean_normfirst_all", "row_mean", {"within": "all"}),
        ("rowmedian_normfirst_level2", "row_median", {}),
    ],
)
def test_gaps_filled_from_the_same_row_are_those_of_coinr(oracle, method, options):
    after = table(f"coinr/impute_{oracle}.csv")
    made, codes = asem()
    before = np.column_stack([raw(after[""])[code] for code in codes])
    turned = np.array([one.direction == "lower" for one in made.indicators])
    parents = [node.columns for node in nodes(tree(made))]
    filled = ROWS[method](before, np.ones(len(before), dtype=bool), turned, parents, **options)
    same(filled, np.column_stack([after[code] for code in codes]))
    assert np.isnan(before).any()


def test_gaps_are_filled_from_the_same_row_when_an_edition_says_so():
    after = table("coinr/impute_rowmean_normfirst_level2.csv")
    made = edition(nested(), "zscore", impute="row_mean")
    given = raw(after[""])
    rows = {
        unit: [
            None if np.isnan(value) else value for value in (given[one.code][row] for one in made.indicators)
        ]
        for row, unit in enumerate(after[""])
    }
    climbed = climb(made, cells(made, rows))
    same(climbed.imputed, np.column_stack([after[one.code] for one in made.indicators]))


@pytest.mark.parametrize(
    ("oracle", "method", "options"),
    [
        ("latest", "latest", {}),
        ("latest_maxtime1", "latest", {"most": 1}),
        ("constant", "constant", {}),
        ("linear-constant", "linear_constant", {}),
    ],
)
def test_panels_are_filled_as_in_coinr(oracle, method, options):
    after = {(row["uCode"], row["Time"]): row for row in rows_of(f"coinr/panel_impute_{oracle}.csv")}
    before = {(row["uCode"], row["Time"]): row for row in rows_of("coinr/panel_in_knockout.csv")}
    years = sorted({year for _, year in before})
    for unit in {unit for unit, _ in before}:
        for code in (row["iCode"] for row in meta()):
            values, expected = (
                np.array([number(given[unit, year][code]) for year in years]) for given in (before, after)
            )
            same(PANEL[method](values, np.array(years, dtype=float), **options), expected)


def number(cell):
    return np.nan if cell == "NA" else float(cell)


def test_the_years_of_the_latest_data_are_those_of_coinr():
    before = {(row["uCode"], row["Time"]): row for row in rows_of("coinr/panel_in_knockout.csv")}
    years = sorted({year for _, year in before})
    for row in rows_of("coinr/panel_impute_latest_datayear.csv"):
        for code in (one["iCode"] for one in meta()):
            values = np.array([number(before[row["uCode"], year][code]) for year in years])
            found = data_years(values, np.array(years, dtype=float))
            same(found[years.index(row["Time"])], number(row[code]))


@pytest.mark.parametrize("source", ["mcdm/pymcdm_weights_tai.csv", "mcdm/skcriteria_weights_tai.csv"])
@pytest.mark.parametrize("method", ["standard_deviation", "gini", "merec"])
def test_further_weights_from_the_data_are_those_of_two_packages(method, source):
    oracle = table(source, "indicator")
    expected = oracle.get(f"{method}_weights", oracle.get(method, oracle.get("std")))
    values = np.array([row[0] for row in TAI.values()], dtype=np.float64)
    np.testing.assert_allclose(WEIGHTS[method](values), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("oracle", ["equal", "random"])
def test_effective_weights_are_products_of_shares_as_in_coinr(oracle):
    expected = {row["iCode"]: float(row["EffWeight"]) for row in rows_of(f"coinr/w_effective_{oracle}.csv")}
    weights = {row["iCode"]: row["Weight"] for row in rows_of(f"coinr/w_effective_{oracle}.csv")}
    made = edition(nested(weights), "none")
    given = table("coinr/pipe_normalised.csv")
    rows = {unit: [given[one.code][row] for one in made.indicators] for row, unit in enumerate(given[""])}
    climbed = climb(made, cells(made, rows))
    same(climbed.weights[0], [expected[one.code] for one in made.indicators])


def test_optimised_weights_of_the_two_sub_indexes_are_those_of_coinr():
    given = table("coinr/pipe_aggregated.csv")
    found = equal_importance(np.column_stack([given["Conn"], given["Sust"]]))
    expected = [float(row["OptWeight"]) for row in rows_of("coinr/w_opt_equal_level3_corr.csv")]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_optimised_weights_of_the_pillars_are_never_negative_and_nearer_to_equal_than_coinrs():
    """COINr gives two pillars negative weights and still reports shares from .116 to .143 instead of .125."""
    given = table("coinr/pipe_aggregated.csv")
    oracle = rows_of("coinr/w_opt_equal_level2_corr.csv")
    pillars = np.column_stack([given[row["iCode"]] for row in meta("2")])
    weights = equal_importance(pillars)
    mine = np.array([moments.correlation(column, pillars @ weights) for column in pillars.T])
    theirs = np.array([float(row["Obtained"]) for row in oracle])
    assert min(float(row["OptWeight"]) for row in oracle) < 0 <= weights.min()
    assert np.ptp(mine[weights > 0]) < 1e-9 < np.ptp(theirs)
    assert (mine > mine[weights > 0].max() - 1e-9).all()


def test_weights_from_pairwise_comparisons_are_the_eigenvector_of_the_printed_table():
    with (ORACLES / "tai/table20_AHP_comparison_matrix_published.csv").open(encoding="utf-8") as file:
        lines = [line.strip().split(",")[1:] for line in file.readlines()[1:]]
    compared = pairwise(np.array(lines, dtype=float))
    expected = table("tai/derived_AHP_eigenvector_of_table20.csv", "indicator")["eigenvector_weight"]
    same(compared.weights, expected)
    assert compared.index == pytest.approx((compared.largest - 8) / 7)
    assert compared.ratio == pytest.approx(compared.index / 1.41)
    assert compared.consistent


def test_benefit_of_the_doubt_scores_with_share_limits_are_the_printed_ones():
    """Table 19: every weight between 10 and 15 % of the sum; data and scores are printed to 2 decimals."""
    values = np.array([row[0] for row in TAI.values()], dtype=np.float64)
    standards = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    expected = table("tai/table19_BOD_scores_published.csv", "country")
    found = [favoured(unit, standards, lower=0.10, upper=0.15).score for unit in standards]
    np.testing.assert_allclose(found, expected["BOD_score"], atol=0.0075)
    assert expected[""] == list(TAI)


def test_benefit_of_the_doubt_is_an_aggregation_that_an_edition_may_name():
    made = edition(
        flat("a", "b"), aggregate={"using": "benefit_of_the_doubt", "lower": "0.2", "upper": "0.8"}
    )
    climbed = climb(made, cells(made, {"x": [0, 10], "y": [4, 4], "z": [10, 0], "w": [1, 2]}))
    assert climbed.contributions is None
    np.testing.assert_allclose(climbed.score[[0, 2]], [1, 1])
    assert climbed.score[1] < 1
    assert climbed.rank.tolist() == [1, 3, 1, 4]
