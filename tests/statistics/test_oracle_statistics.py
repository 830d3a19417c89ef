"""Statistics against COINr 1.1.14 on ASEM and the printed tables of the Handbook on the TAI."""

import csv
from functools import cache

import numpy as np
import pytest
from scipy.stats import kendalltau
from tests.evaluation.rounds import ORACLES, cells, edition, flat, needs_oracles, table
from tests.evaluation.test_oracle_coinr import meta, nested, raw, same, unsigned
from tests.evaluation.test_oracle_published import CODES, TAI

from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.treat import winsorise, winsorise_then_log
from gaoxin.statistics import Limits, tables
from gaoxin.statistics.availability import audit, describe, outlying
from gaoxin.statistics.components import components
from gaoxin.statistics.consistency import alpha, covariances, items
from gaoxin.statistics.correlation import KINDS, pearson, together
from gaoxin.statistics.pairs import flag
from gaoxin.statistics.parts import parts_of
from gaoxin.statistics.without_part import without_part

pytestmark = needs_oracles


def rows_of(path):
    with (ORACLES / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def asem():
    """COINr's normalised data, aggregated by arithmetic means as its example is; already directed."""
    given = table("coinr/pipe_normalised.csv")
    made = edition(unsigned(nested()), "none")
    values = np.column_stack([given[one.code] for one in made.indicators]).tolist()
    return made, climb(made, cells(made, dict(zip(given[""], values, strict=True))))


@cache
def parts():
    return parts_of(asem()[1])


def part(code):
    level = {row["iCode"]: row["Level"] for level in "1234" for row in meta(level)}[code]
    return {"1": f"indicator/{code}", "4": "score/total"}.get(level, f"dimension/{code}")


@pytest.mark.parametrize("levels", ["L1L1", "L1L4", "L2L4"])
@pytest.mark.parametrize("kind", ["pearson", "spearman", "kendall"])
def test_correlations_inside_and_across_levels_are_those_of_coinr(kind, levels):
    columns, rows = parts().columns, rows_of(f"coinr/ana_corr_{kind}_{levels}.csv")
    pairs = [(columns[part(row["Var1"])], columns[part(row["Var2"])]) for row in rows]
    found = [KINDS[kind](*pair).value for pair in pairs]
    same(found, [float(row["Correlation"]) for row in rows])


def test_correlations_of_raw_values_with_gaps_and_their_p_values_are_those_of_coinr():
    oracle = rows_of("coinr/ana_corr_pearson_raw_pairwiseNA.csv")
    p_values = {row["iCode"]: row for row in rows_of("coinr/ana_corr_pearson_raw_pvals.csv")}
    given = raw(table("coinr/in_iData.csv")[""])
    for row in oracle:
        if row["Var1"] != row["Var2"]:
            found = pearson(*together(given[row["Var1"]], given[row["Var2"]]))
            same(found.value, float(row["Correlation"]))
            same(found.p, float(p_values[row["Var1"]][row["Var2"]]))


def test_p_values_of_rank_correlations_are_those_of_scipy():
    columns = list(parts().columns.values())[::7]
    for left in columns:
        for right in columns:
            found = KINDS["kendall"](left, right)
            same(tuple(found), tuple(kendalltau(left, right, method="asymptotic")))


@pytest.mark.parametrize(
    ("oracle", "limits", "wanted"),
    [
        ("high07", Limits(high=0.7), "high"),
        ("low_m03", Limits(negative=-0.3), "negative"),
    ],
)
def test_flagged_pairs_of_the_same_pillar_are_those_of_coinr(oracle, limits, wanted):
    """COINr's flags of low correlations are those of at most the threshold, as our negative ones."""
    found = {}
    for group in parts().groups:
        for place, left in enumerate(group.parts):
            for right in group.parts[:place] if left.startswith("indicator") else ():
                value = pearson(parts().columns[left], parts().columns[right]).value
                if flag(value, "siblings", limits) == wanted:
                    found[frozenset((left, right))] = value
    expected = {
        frozenset((part(row["Ind1"]), part(row["Ind2"]))): float(row["Corr"])
        for row in rows_of(f"coinr/ana_corr_flags_{oracle}.csv")
    }
    assert found.keys() == expected.keys()
    same([found[pair] for pair in expected], list(expected.values()))


def test_alpha_of_every_group_is_that_of_coinr():
    groups = {group.name: group.parts for group in parts().groups}
    for row in rows_of("coinr/ana_cronbach_aggregated.csv"):
        columns = np.column_stack([parts().columns[one] for one in groups[part(row["group"])]])
        same(alpha(covariances(columns)), float(row["alpha"]))


def test_alpha_of_raw_values_with_gaps_is_that_of_coinr():
    given = raw(table("coinr/in_iData.csv")[""])
    for row in rows_of("coinr/ana_cronbach_raw_pairwise.csv"):
        columns = [given[one["iCode"]] for one in meta() if one["Parent"] == row["group"]]
        same(alpha(covariances(np.column_stack(columns))), float(row["alpha"]))


def test_principal_components_are_those_of_r_but_for_the_sign_which_is_fixed_here():
    loadings = rows_of("coinr/pca_level1_rotation.csv")
    for pillar in (row["iCode"] for row in meta("2")):
        codes = [row["iCode"] for row in meta() if row["Parent"] == pillar]
        found = components(np.column_stack([parts().columns[f"indicator/{code}"] for code in codes]))
        spread = [row for row in rows_of("coinr/pca_level1_sdev.csv") if row["group"] == pillar]
        same(np.sqrt(found.eigenvalues), [float(row["sdev"]) for row in spread])
        same(found.explained, [float(row["propvar"]) for row in spread])
        entries = {
            (row["iCode"], row["pc"]): float(row["loading"]) for row in loadings if row["group"] == pillar
        }
        for component in range(len(codes)):
            theirs = np.array([entries[code, str(component + 1)] for code in codes])
            mine = found.axes[:, component]
            same(mine * np.sign(mine @ theirs), theirs, 1e-7)
            assert mine.sum() >= 0


@pytest.mark.parametrize("level", ["1", "2"])
def test_leaving_out_an_indicator_or_a_pillar_moves_ranks_as_in_coinr(level):
    for row in rows_of(f"coinr/ana_remove_level{level}_meanabs.csv"):
        if row["el"] != "Nominal":
            same(without_part(parts(), part(row["el"])).shift.mean, float(row["MeanAbsDiff"]))


def test_scores_and_ranks_without_a_pillar_are_those_of_coinr():
    scores, ranks = (table(f"coinr/ana_remove_level2_{what}.csv") for what in ("scores", "ranks"))
    order = [ranks[""].index(unit) for unit in parts().units]
    for pillar in (row["iCode"] for row in meta("2")):
        found = without_part(parts(), f"dimension/{pillar}")
        same(found.scores, scores[pillar][order])
        assert found.ranks.tolist() == ranks[pillar][order].tolist()


def test_a_round_built_without_one_indicator_differs_as_coinr_says():
    ranks, scores = table("coinr/ana_compare_drop_LPI.csv"), table("coinr/ana_compare_drop_LPI_scores.csv")
    found, order = without_part(parts(), "indicator/LPI"), [ranks[""].index(unit) for unit in parts().units]
    assert found.ranks.tolist() == ranks["coin.2"][order].tolist()
    same(found.scores, scores["coin.2"][order])


def test_availability_by_unit_and_group_is_that_of_coinr():
    given = raw(table("coinr/in_iData.csv")[""])
    made = edition(nested(), "zscore", missing="rescale")
    units = table("coinr/in_iData.csv")[""]
    rows = {
        unit: [
            None if np.isnan(value) else value for value in (given[one.code][row] for one in made.indicators)
        ]
        for row, unit in enumerate(units)
    }
    found = tables(made, climb(made, cells(made, rows)))["availability.csv"]
    mine = {(row[0], row[1]): dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)}
    for row in rows_of("coinr/ana_data_avail_units.csv"):
        own = mine[row["uCode"], "score/total"]
        assert (own["asked"] - own["available"], own["zero"]) == (int(row["N_missing"]), int(row["N_zero"]))
        same(own["share"], float(row["Dat_Avail"]))
        same(1 - own["zero"] / own["available"], float(row["Non_Zero"]))
    groups = table("coinr/ana_data_avail_groups.csv")
    for code in (row["iCode"] for level in "23" for row in meta(level)):
        same([mine[unit, f"dimension/{code}"]["share"] for unit in groups[""]], groups[code])


def test_descriptions_are_those_of_coinr_and_flags_of_the_shares_that_stand_beside_them():
    """COINr's shares divide by the units available, its flags by all units; ours never."""
    given, differing = raw(table("coinr/in_iData.csv")[""]), []
    for row in rows_of("coinr/ana_stats_raw.csv"):
        found = describe(given[row["iCode"]], Limits())
        same(
            found[:7],
            [float(row[name]) for name in ("Min", "Max", "Mean", "Median", "Std", "Skew", "Kurt")],
        )
        assert found[7:11] == tuple(int(row[f"N.{name}"]) for name in ("Avail", "NonZero", "Unique", "Same"))
        same(found.available / 51, float(row["Frc.Avail"]))
        same(
            [one / found.available for one in found[8:11]],
            [float(row[f"Frc.{one}"]) for one in ("NonZero", "Unique", "Same")],
        )
        flags = found.flags.split(";")
        assert ("outliers" in flags) == (row["Flag.SkewKurt"] == "OUT")
        assert ("unavailable" in flags) == (row["Flag.Avail"] != "ok")
        for mine, theirs in (("many_zeros", "NonZero"), ("few_values", "Unique")):
            if (mine in flags) != (row[f"Flag.{theirs}"] != "ok"):
                differing.append((row["iCode"], mine))
                assert mine not in flags
                assert float(row[f"Frc.{theirs}"]) >= 0.5 > int(row[f"N.{theirs}"]) / 51
    assert len(differing) < 5


@pytest.mark.parametrize(("oracle", "most"), [("default_winmax5_then_logCT", 5), ("winmax3", 3)])
def test_the_audit_of_treatment_says_what_coinr_says(oracle, most):
    after, rows = table(f"coinr/treat_{oracle}_x.csv"), rows_of(f"coinr/treat_{oracle}_details.csv")
    before = raw(after[""])
    for row in rows:
        column = before[row["iCode"]]
        wins, done = winsorise(column, max_=most), winsorise_then_log(column, max_=most)
        found = audit(column, wins.column, bent=False)
        same(
            [found.skewness, found.kurtosis],
            [float(row[f"check_SkewKurt0.{one}"]) for one in ("Skew", "Kurt")],
        )
        assert outlying(found.skewness, found.kurtosis, Limits()) == (row["check_SkewKurt0.Pass"] == "FALSE")
        if row["winsorise.nwin"] != "NA":
            same(
                [found.skewness_after, found.kurtosis_after],
                [float(row[f"check_SkewKurt1.{one}"]) for one in ("Skew", "Kurt")],
            )
            assert found.winsorised >= int(row["winsorise.nwin"])
        assert audit(column, done.column, bent=done.log is not None).winsorised == (
            0 if done.log or row["winsorise.nwin"] == "NA" else found.winsorised
        )


VALUES = np.array([row[0] for row in TAI.values()], dtype=np.float64)


def test_correlations_of_the_tai_are_the_printed_ones():
    """Printed from data of more decimals than the printed data: two hundredths apart at most."""
    oracle = rows_of("tai/table06_correlation_published_2dp.csv")
    found = np.corrcoef(VALUES.T)
    for row, line in enumerate(oracle):
        for column, name in enumerate(list(line)[1:]):
            if line[name]:
                assert pearson(VALUES[:, row], VALUES[:, column]).value == pytest.approx(
                    float(line[name]), abs=0.021
                )
    assert found.shape == (8, 8)


def test_eigenvalues_and_loadings_of_the_tai_are_the_printed_ones():
    found = components(VALUES)
    values = rows_of("tai/table07_eigenvalues_published.csv")
    np.testing.assert_allclose(found.eigenvalues, [float(row["eigenvalue_1dp"]) for row in values], atol=0.06)
    np.testing.assert_allclose(
        100 * found.explained, [float(row["pct_variance"]) for row in values], atol=0.12
    )
    np.testing.assert_allclose(
        100 * np.cumsum(found.explained), [float(row["cumulative"]) for row in values], atol=0.11
    )
    loadings = rows_of("tai/table08_component_loadings_published_2dp.csv")
    for component in range(8):
        theirs = np.array([float(row[f"PC{component + 1}"]) for row in loadings])
        mine = found.loadings[:, component]
        np.testing.assert_allclose(mine * np.sign(mine @ theirs), theirs, atol=0.013)


def test_alpha_of_the_tai_without_each_indicator_is_the_printed_one():
    """Of standardised indicators, table 11."""
    standards = (VALUES - VALUES.mean(axis=0)) / VALUES.std(axis=0, ddof=1)
    for row, item in zip(rows_of("tai/table11_cronbach_published_3dp.csv"), items(standards), strict=True):
        assert item.correlation == pytest.approx(float(row["corr_with_total"]), abs=0.02)
        assert item.alpha_without == pytest.approx(float(row["alpha_if_deleted"]), abs=0.0015)


def test_the_tables_of_the_tai_hold_the_same_numbers():
    made = edition(flat(*CODES), "zscore")
    found = tables(made, climb(made, cells(made, {country: row[0] for country, row in TAI.items()})))
    alphas = dict(zip(found["consistency.csv"]["group"], found["consistency.csv"]["alpha"], strict=True))
    standards = (VALUES - VALUES.mean(axis=0)) / VALUES.std(axis=0, ddof=1)
    same(alphas["level/1"], alpha(covariances(standards)))
    assert alphas["level/1"] == pytest.approx(0.70, abs=0.005)
    assert alphas["score/total"] is None
