"""The stairs against COINr 1.1.14 (its published data, ASEM): each method alone, then the whole pipeline."""

import csv
import io

import numpy as np
import pytest
from tests.evaluation.rounds import ORACLES, cells, edition, needs_oracles, table

from gaoxin.edition import load
from gaoxin.evaluation import moments
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.impute import IMPUTE
from gaoxin.evaluation.result import read_result, write_result
from gaoxin.evaluation.score import score
from gaoxin.evaluation.standardise import STANDARDISE, measure
from gaoxin.evaluation.treat import shifted_log, winsorise, winsorise_then_log
from gaoxin.evaluation.values import read_values
from gaoxin.evaluation.weigh import pca

pytestmark = needs_oracles


def meta(level="1"):
    with (ORACLES / "coinr/in_iMeta.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["Level"] == level]


def raw(units):
    """The raw columns by code, units in this order."""
    found = table("coinr/in_iData.csv")
    place = [found[""].index(unit) for unit in units]
    return {row["iCode"]: found[row["iCode"]][place] for row in meta()}


def directed(units):
    """The raw columns with their signs."""
    columns = raw(units)
    return {row["iCode"]: columns[row["iCode"]] * float(row["Direction"]) for row in meta()}


def same(found, expected, tolerance=1e-9):
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance, equal_nan=True)


@pytest.mark.parametrize(
    ("oracle", "method", "options"),
    [
        ("minmax_0_100", "minmax", {"lower": 0.0, "upper": 100.0}),
        ("minmax_1_100", "minmax", {"lower": 1.0, "upper": 100.0}),
        ("zscore_0_1", "zscore", {"mean": 0.0, "sd": 1.0}),
        ("zscore_10_2", "zscore", {"mean": 10.0, "sd": 2.0}),
        ("rank", "rank", {}),
        ("rank_average", "rank", {"ties": "average"}),
        ("borda", "borda", {}),
        ("prank", "percentile_rank", {}),
        ("dist2max", "distance_to_max", {}),
    ],
)
def test_standards_are_those_of_coinr(oracle, method, options):
    expected = table(f"coinr/norm_{oracle}.csv")
    for code, column in directed(expected[""]).items():
        bound = measure(method, moments.present(column), {}, None)
        same(STANDARDISE[method](column, bound, **options), expected[code])


def test_fractions_of_the_maximum_are_those_of_coinr_where_higher_is_better():
    """COINr also divides negative columns by their maximum and gives more than 1: refused here."""
    expected, signs = table("coinr/norm_fracmax.csv"), {row["iCode"]: row["Direction"] for row in meta()}
    for code, column in directed(expected[""]).items():
        if signs[code] == "1":
            bound = measure("fraction_of_max", moments.present(column), {}, None)
            same(STANDARDISE["fraction_of_max"](column, bound), expected[code])


def test_distances_to_target_are_those_of_coinr_with_its_cap():
    expected = table("coinr/norm_dist2targ_cap_use_iMeta.csv")
    for row in meta():
        column = directed(expected[""])[row["iCode"]]
        target = {"target": float(row["Direction"]) * float(row["Target"])}
        bound = measure("distance_to_target", moments.present(column), target, None)
        same(STANDARDISE["distance_to_target"](column, bound), expected[row["iCode"]])


def test_goalposts_are_those_of_coinr_and_turn_with_the_data():
    expected = table("coinr/norm_goalposts_trunc_use_iMeta.csv")
    with (ORACLES / "coinr/in_goalposts.csv").open(encoding="utf-8", newline="") as file:
        posts = list(csv.DictReader(file))
    for row in posts:
        sign, low, high = (float(row[name]) for name in ("Direction", "goalpost_lower", "goalpost_upper"))
        column = directed(expected[""])[row["iCode"]]
        bound = measure(
            "goalposts", moments.present(column), {"lower": sign * low, "upper": sign * high}, None
        )
        made = STANDARDISE["goalposts"](column, bound, upper=float(row["goalpost_scale"]))
        same(made, expected[row["iCode"]])


def test_skewness_kurtosis_and_the_verdict_on_them_are_those_of_coinr():
    found = raw(table("coinr/in_iData.csv")[""])
    with (ORACLES / "coinr/treat_skewkurt_raw.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            g1, g2 = moments.skewness_and_kurtosis(moments.present(found[row["iCode"]]))
            same([g1, g2], [float(row["skew"]), float(row["kurt"])])
            assert (abs(g1) < 2 or g2 < 3.5) == (row["pass"] == "TRUE")


@pytest.mark.parametrize(("oracle", "most"), [("default_winmax5_then_logCT", 5), ("winmax3", 3)])
def test_treated_columns_are_those_of_coinr(oracle, most):
    after = table(f"coinr/treat_{oracle}_x.csv")
    before = raw(after[""])
    for row in meta():
        same(winsorise_then_log(before[row["iCode"]], max_=most).column, after[row["iCode"]])


def test_winsorising_without_a_limit_is_that_of_coinr():
    after = table("coinr/transform_winsorise_nolimit.csv")
    before = raw(after[""])
    for row in meta():
        same(winsorise(before[row["iCode"]], max_=10**6).column, after[row["iCode"]])


def test_the_logarithm_after_failed_winsorising_is_that_of_coinr():
    after = table("coinr/transform_log_CT.csv")
    before = raw(after[""])
    for row in meta():
        column = before[row["iCode"]]
        span = (float(np.nanmin(column)), float(np.nanmax(column)))
        same(shifted_log(column, span), after[row["iCode"]])


@pytest.mark.parametrize(
    ("oracle", "method", "by"),
    [
        ("mean", "mean", None),
        ("median", "median", None),
        ("mean_grp_EurAsia", "group_mean", "EurAsia_group"),
        ("median_grp_GDPpc", "group_median", "GDPpc_group"),
    ],
)
def test_imputed_columns_are_those_of_coinr(oracle, method, by):
    with (ORACLES / "coinr/in_iData.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["uCode"]: row for row in csv.DictReader(file)}
    after = table(f"coinr/impute_{oracle}.csv")
    before = raw(after[""])
    groups = {} if by is None else {by: tuple(rows[unit][by] for unit in after[""])}
    options = {} if by is None else {"by": by}
    for row in meta():
        everybody = np.ones(len(after[""]), dtype=bool)
        same(IMPUTE[method](before[row["iCode"]], everybody, groups, **options), after[row["iCode"]])


def nested(weights=None):
    """The dimensions of ASEM: Index -> Conn, Sust -> eight pillars -> 49 indicators."""

    def weight(code):
        return 1 if weights is None else weights[code]

    def indicators(parent):
        return [
            {
                "code": row["iCode"],
                "direction": "higher" if row["Direction"] == "1" else "lower",
                "weight": weight(row["iCode"]),
            }
            for row in meta()
            if row["Parent"] == parent
        ]

    def pillars(parent):
        rows = [row for row in meta("2") if row["Parent"] == parent]
        return [
            {"id": one["iCode"], "weight": weight(one["iCode"]), "indicators": indicators(one["iCode"])}
            for one in rows
        ]

    return [
        {"id": one["iCode"], "weight": weight(one["iCode"]), "dimensions": pillars(one["iCode"])}
        for one in meta("3")
    ]


def random_weights():
    with (ORACLES / "coinr/in_weights_random.csv").open(encoding="utf-8", newline="") as file:
        return {row["iCode"]: row["Weight"] for row in csv.DictReader(file)}


AGGREGATED = [
    ("amean", "arithmetic"),
    ("gmean", "geometric"),
    ("hmean", "harmonic"),
    ("genmean_p2", {"using": "power", "p": 2}),
    ("genmean_pm2", {"using": "power", "p": -2}),
    ("copeland", "copeland"),
    ("amean_gmean_amean", ["arithmetic", "geometric", "arithmetic"]),
]


@pytest.mark.parametrize(("oracle", "aggregate"), AGGREGATED)
def test_scores_at_all_levels_are_those_of_coinr(oracle, aggregate):
    check_aggregation(f"agg_{oracle}", "agg_in_minmax_1_100_complete", aggregate, None)


@pytest.mark.parametrize(("oracle", "aggregate"), AGGREGATED[:4] + AGGREGATED[5:6])
def test_weighted_scores_at_all_levels_are_those_of_coinr(oracle, aggregate):
    check_aggregation(f"agg_{oracle}_wrandom", "agg_in_minmax_1_100_complete", aggregate, random_weights())


@pytest.mark.parametrize(
    ("oracle", "aggregate"), [("amean", "arithmetic"), ("gmean", "geometric"), ("hmean", "harmonic")]
)
def test_scores_with_gaps_share_the_weight_within_the_parent_as_in_coinr(oracle, aggregate):
    check_aggregation(f"agg_NA_{oracle}_wrandom", "norm_minmax_1_100", aggregate, random_weights())


def check_aggregation(oracle, standards, aggregate, weights):
    given, expected = table(f"coinr/{standards}.csv"), table(f"coinr/{oracle}.csv")
    made = edition(unsigned(nested(weights)), "none", aggregate=aggregate, missing="rescale")
    rows = {
        unit: [
            None if np.isnan(value) else value for value in (given[one.code][row] for one in made.indicators)
        ]
        for row, unit in enumerate(given[""])
    }
    climbed = climb(made, cells(made, rows))
    assert expected[""] == given[""]
    for name, scores in climbed.dimensions.items():
        same(scores, expected[name])
    same(climbed.score, expected["Index"])


def unsigned(dimensions):
    """The standards come in directed already."""
    for one in dimensions:
        unsigned(one.get("dimensions", []))
        for indicator in one.get("indicators", []):
            indicator["direction"] = "higher"
    return dimensions


def test_pca_weights_are_the_squares_of_coinrs_first_loadings_so_that_no_weight_is_negative():
    with (ORACLES / "coinr/w_PCA_level1.csv").open(encoding="utf-8", newline="") as file:
        loadings = {row["iCode"]: float(row["Weight"]) for row in csv.DictReader(file) if row["Level"] == "1"}
    standards = table("coinr/pipe_normalised.csv")
    for pillar in meta("2"):
        codes = [row["iCode"] for row in meta() if row["Parent"] == pillar["iCode"]]
        found = pca(np.column_stack([standards[code] for code in codes]))
        same(found, [loadings[code] ** 2 for code in codes], 1e-8)


def yaml_of(dimensions, depth=1):
    """The dimensions as YAML, as somebody would write them."""
    text, pad = "", "  " * depth
    for one in dimensions:
        text += f"{pad}- id: {one['id']}\n"
        if one.get("indicators"):
            keys = ("code", "weight", "direction")
            leaves = [", ".join(f"{key}: {leaf[key]}" for key in keys) for leaf in one["indicators"]]
            lines = [f"{pad}    - {{{leaf}}}\n" for leaf in leaves]
            text += f"{pad}  indicators:\n" + "".join(lines)
        if one.get("dimensions"):
            text += f"{pad}  dimensions:\n" + yaml_of(one["dimensions"], depth + 2)
    return text


@pytest.mark.parametrize("start", ["denominated", "imputed"])
def test_the_asem_pipeline_comes_out_of_score_to_nine_decimals(start, tmp_path):
    """Imputed by group mean, winsorised (or logged), min-max, three levels of means; ranks exactly."""
    impute = "{using: group_mean, by: EurAsia_group}" if start == "denominated" else "none"
    (tmp_path / "asem.yaml").write_text(
        "schema: 1\nedition: asem\ncontext: [EurAsia_group]\nmethod:\n"
        f"  impute: {impute}\n  treat: {{using: winsorise_then_log, max: 5}}\n"
        "  standardise: minmax\ndimensions:\n" + yaml_of(nested()),
        "utf-8",
    )
    write_values(tmp_path / "values.csv", table(f"coinr/pipe_{start}.csv"))
    made = load(tmp_path / "asem.yaml")
    write_result(score(made, read_values(tmp_path / "values.csv", made)), tmp_path / "out")
    result = read_result(tmp_path / "out")

    normalised, aggregated = table("coinr/pipe_normalised.csv"), table("coinr/pipe_aggregated.csv")
    standards = dict(
        zip(keys(result.tables["standards.csv"]), result.tables["standards.csv"]["standard"], strict=True)
    )
    for row, unit in enumerate(normalised[""]):
        for one in made.indicators:
            same(standards[unit, one.code], normalised[one.code][row])
    dimensions = result.tables["dimensions.csv"]
    scores = dict(zip(keys(dimensions), dimensions["score"], strict=True))
    ranks = dict(zip(keys(dimensions), dimensions["rank"], strict=True))
    expected = table("coinr/pipe_results_ranks.csv")
    for name in (one.id for one in made.walk_dimensions()):
        same([scores[unit, name] for unit in aggregated[""]], aggregated[name])
        assert [ranks[unit, name] for unit in expected[""]] == expected[name].tolist()
    totals = result.tables["scores.csv"]
    total = dict(zip(totals["unit"], totals["score"], strict=True))
    same([total[unit] for unit in aggregated[""]], aggregated["Index"])
    rank = dict(zip(totals["unit"], totals["rank"], strict=True))
    assert [rank[unit] for unit in expected[""]] == expected["Index"].tolist()


def keys(long):
    return list(zip(long["unit"], long["code"], strict=True))


def write_values(path, stage):
    with (ORACLES / "coinr/in_iData.csv").open(encoding="utf-8", newline="") as file:
        group = {row["uCode"]: row["EurAsia_group"] for row in csv.DictReader(file)}
    text, codes = io.StringIO(newline=""), [row["iCode"] for row in meta()]
    writer = csv.writer(text)
    writer.writerow(["unit", "EurAsia_group", *codes])
    for row, unit in enumerate(stage[""]):
        values = [stage[code][row] for code in codes]
        writer.writerow(
            [unit, group[unit], *("" if np.isnan(value) else repr(float(value)) for value in values)]
        )
    path.write_text(text.getvalue(), "utf-8")
