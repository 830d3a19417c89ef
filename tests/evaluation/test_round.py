"""A round from returns to ranks: the traps of practice, each with the outcome that the house has for it."""

from fractions import Fraction

import numpy as np
import pytest
from tests.packages import YEAR, change, rewrite_enterprises, synthetic_round, table

from gaoxin.edition import load, weights_in_force
from gaoxin.edition.figures import Figures
from gaoxin.evaluation.evaluate import evaluate
from gaoxin.evaluation.examples import run
from gaoxin.evaluation.round import result
from gaoxin.evaluation.targets import verdict
from gaoxin.returns import open_package
from gaoxin.snapshot import freeze
from gaoxin.terms import DataRefused, Missing

EDITION = load("cn-2013-388")


def evaluated(package, settings=None, reference=None):
    edition = load("cn-2013-388", settings) if settings else EDITION
    return evaluate(edition, freeze(open_package(package, edition, YEAR), Figures(edition)), reference)


def status(evaluation):
    return dict(zip(evaluation.cells.units, evaluation.climb.status.tolist(), strict=True))


def ranks(evaluation):
    return dict(zip(evaluation.cells.units, evaluation.climb.rank.tolist(), strict=True))


def scores(evaluation):
    return dict(zip(evaluation.cells.units, evaluation.climb.score.tolist(), strict=True))


@pytest.mark.parametrize("case", EDITION.examples, ids=lambda case: case.case)
def test_every_case_of_law_comes_out(case):
    assert list(run(EDITION, case)) == []


def test_a_round_has_a_score_for_every_zone_and_a_rank_for_every_zone_that_is_not_in_its_first_round(
    tmp_path,
):
    evaluation = evaluated(synthetic_round(tmp_path / "p"))
    assert not np.isnan(evaluation.climb.score).any()
    shadow = {unit for unit, one in status(evaluation).items() if one == "shadow"}
    assert shadow == evaluation.snapshot.first_round != set()
    assert {unit for unit, rank in ranks(evaluation).items() if np.isnan(rank)} == shadow


def test_effective_weights_sum_to_one_and_contributions_to_the_score(tmp_path):
    climb = evaluated(synthetic_round(tmp_path / "p")).climb
    assert climb.weights.sum(axis=1) == pytest.approx(np.ones(len(climb.score)), abs=1e-12)
    assert climb.contributions.sum(axis=1) == pytest.approx(climb.score, abs=1e-9)


def test_a_zone_in_its_first_round_moves_no_bound_and_no_other_score(tmp_path):
    package = synthetic_round(tmp_path / "p")
    whole = evaluated(package)
    newcomer = min(whole.snapshot.first_round)
    for name in ("zones", "zone_returns", "survey", "expert"):
        change(package / f"{name}.csv", lambda row: None if row["zone"] == newcomer else row)
    rewrite_enterprises(package, f"FROM rows WHERE zone <> '{newcomer}'")
    without = evaluated(package)
    assert scores(without) == {unit: score for unit, score in scores(whole).items() if unit != newcomer}


def test_growth_of_a_zone_in_its_first_round_is_missing_for_that_reason(tmp_path):
    evaluation = evaluated(synthetic_round(tmp_path / "p"))
    newcomer = min(evaluation.snapshot.first_round)
    assert [evaluation.values[newcomer, code].missing for code in ("4.1", "4.3", "4.4")] == [
        Missing.FIRST_ROUND
    ] * 3


def test_an_older_zone_without_rows_of_the_year_before_has_growth_unreported_and_is_provisional(tmp_path):
    package = synthetic_round(tmp_path / "p")
    old = next(
        zone.code for zone in evaluated(package).snapshot.zones if (zone.national_since or YEAR) < YEAR
    )
    rewrite_enterprises(package, f"FROM rows WHERE NOT (zone = '{old}' AND year = {YEAR - 1})")
    evaluation = evaluated(package)
    assert evaluation.values[old, "4.3"].missing == Missing.UNREPORTED
    assert status(evaluation)[old] == "provisional"


def test_a_committee_figure_nobody_reported_gets_the_worst_standard_and_makes_the_result_provisional(
    tmp_path,
):
    package = synthetic_round(tmp_path / "p")
    before = evaluated(package)
    unit = next(unit for unit, one in status(before).items() if one == "ranked")
    change(
        package / "zone_returns.csv",
        lambda row: row | ({"national_incubators": ""} if row["zone"] == unit else {}),
    )
    after = evaluated(package)
    row, column = after.cells.units.index(unit), after.cells.codes.index("1.4")
    assert after.values[unit, "1.4"].missing == Missing.UNREPORTED
    assert after.climb.standards[row, column] == np.nanmin(after.climb.standards[after.cells.ranked, column])
    assert status(after)[unit] == "provisional"
    assert scores(after)[unit] <= scores(before)[unit]


def test_not_reporting_never_helps(tmp_path):
    """Sharing the weight of a missing indicator among the rest once put a zone that did not report first."""
    package = synthetic_round(tmp_path / "p")
    before = evaluated(package)
    ranked = [unit for unit, one in status(before).items() if one == "ranked"]
    last = max(ranked, key=lambda unit: ranks(before)[unit])
    change(package / "survey.csv", lambda row: None if row["zone"] == last else row)
    assert ranks(evaluated(package))[last] >= ranks(before)[last]


def test_negative_equity_is_structural_gets_the_worst_standard_and_does_not_make_the_result_provisional(
    tmp_path,
):
    package = synthetic_round(tmp_path / "p")
    unit = next(unit for unit, one in status(evaluated(package)).items() if one == "ranked")
    rewrite_enterprises(
        package, f"SELECT * REPLACE (CASE WHEN zone = '{unit}' THEN -1 ELSE equity END AS equity) FROM rows"
    )
    after = evaluated(package)
    column = after.cells.codes.index("2.8")
    assert after.values[unit, "2.8"].missing == Missing.STRUCTURAL
    standards = after.climb.standards[:, column]
    assert standards[after.cells.units.index(unit)] == standards[after.cells.ranked].min()
    assert status(after)[unit] == "ranked"


def test_a_zone_without_exports_has_a_share_of_zero_not_a_gap(tmp_path):
    package = synthetic_round(tmp_path / "p")
    unit = next(unit for unit, one in status(evaluated(package)).items() if one == "ranked")
    blank = ", ".join(
        f"CASE WHEN zone = '{unit}' THEN 0 ELSE {name} END AS {name}"
        for name in ("exports", "technology_service_exports")
    )
    rewrite_enterprises(package, f"SELECT * REPLACE ({blank}) FROM rows")
    assert evaluated(package).values[unit, "3.3"].value == 0


def test_an_indicator_that_no_zone_has_stops_the_evaluation_by_name(tmp_path):
    package = synthetic_round(tmp_path / "p")
    change(package / "zone_returns.csv", lambda row: row | {"new_investment": ""})
    with pytest.raises(DataRefused, match=r"4\.5"):
        evaluated(package)


def test_a_column_that_is_the_same_everywhere_gets_the_midpoint(tmp_path):
    package = synthetic_round(tmp_path / "p")
    change(package / "zone_returns.csv", lambda row: row | {"national_incubators": "3"})
    evaluation = evaluated(package)
    assert set(evaluation.climb.standards[:, evaluation.cells.codes.index("1.4")].tolist()) == {50.0}


def test_an_excused_zone_is_left_out_and_named_in_the_manifest(tmp_path):
    package = synthetic_round(tmp_path / "p")
    change(
        package / "zones.csv",
        lambda row: row | ({"participation": "excused"} if row["zone"] == "Z002" else {}),
    )
    evaluation = evaluated(package)
    assert "Z002" not in evaluation.cells.units
    assert result(evaluation, package).manifest["excused"] == ["Z002"]


def test_a_reading_chosen_by_path_changes_the_figures_it_is_made_of(tmp_path):
    package = synthetic_round(tmp_path / "p")
    default = evaluated(package).values["Z001", "1.2"].value
    chosen = evaluated(package, {"indicators/1.2/reading": "accounting"})
    known = chosen.snapshot.figures
    expected = (
        10000
        * known["rd_expenditure", "Z001", YEAR].value
        / known["main_business_revenue", "Z001", YEAR].value
    )
    assert chosen.values["Z001", "1.2"].value == expected != default


def test_a_reading_of_value_added_changes_all_indicators_made_of_it(tmp_path):
    package = synthetic_round(tmp_path / "p")
    chosen = evaluated(package, {"fields/value_added/reading": "production"})
    default = evaluated(package)
    moved = {
        code for code in default.cells.codes if default.values["Z001", code] != chosen.values["Z001", code]
    }
    assert moved == {"1.8", "2.3", "2.9", "4.6"}


def test_the_order_of_zones_and_rows_changes_no_byte(tmp_path):
    package, shuffled = synthetic_round(tmp_path / "p"), synthetic_round(tmp_path / "q")
    rewrite_enterprises(shuffled, "FROM rows ORDER BY hash(credit_code)")
    for name in ("zones", "zone_returns", "survey", "expert"):
        rows = []
        change(shuffled / f"{name}.csv", lambda row, rows=rows: rows.append(row))
        table(shuffled / f"{name}.csv", rows[::-1])
    assert result(evaluated(package), package).rendered == result(evaluated(shuffled), shuffled).rendered


def test_frozen_bounds_of_a_base_year_give_the_same_scores_in_that_year(tmp_path):
    package = synthetic_round(tmp_path / "p")
    base = evaluated(package)
    again = evaluated(package, reference=base.climb.bounds)
    untouched = ~np.array(
        [
            base.climb.touched != () and any(one.unit == unit for one in base.climb.touched)
            for unit in base.cells.units
        ]
    )
    assert again.on_reference.score[untouched] == pytest.approx(base.climb.score[untouched], abs=1e-9)


def test_a_better_later_year_may_pass_the_frozen_scale(tmp_path):
    package, later = synthetic_round(tmp_path / "p"), synthetic_round(tmp_path / "q")
    base = evaluated(package)
    change(
        later / "zone_returns.csv",
        lambda row: (
            row | {"national_rd_institutions": str(10 * int(row["national_rd_institutions"] or 0) + 500)}
        ),
    )
    after = evaluated(later, reference=base.climb.bounds)
    column = after.cells.codes.index("1.3")
    assert after.on_reference.standards[:, column].min() > 100
    assert after.climb.standards[:, column].max() == 100


def test_exact_thirty_five_per_cent_meets_the_target_and_one_firm_short_does_not():
    assert Fraction(35, 100) >= Fraction("0.35")
    assert verdict(100 * Fraction(35, 100), ">=", Fraction(35)) is True
    assert verdict(100 * Fraction(2092, 5980), ">=", Fraction(35)) is False


def test_ranking_says_beside_every_rank_what_it_rests_on(tmp_path):
    package = synthetic_round(tmp_path / "p")
    shown = result(evaluated(package), package).tables["ranking.csv"]
    assert list(shown) == [
        "unit", "name", "name_en", "province", "rank", "n", "score", "status", "park_type", "type_rank", "type_n", "coverage",
        "filled", "soft_weight", "rank_raw", "rank_zscore", "rank_geometric", "data_year", "method_basis", "edition",
        "edition_digest", "synthetic",
    ]  # fmt: skip
    assert set(shown["method_basis"]) == {"assumed"}
    ranked = [rank for rank in shown["rank"] if rank is not None]
    assert ranked == sorted(ranked)
    assert set(shown["n"]) == {len(ranked)}
    soft = sum(
        weight
        for weight, one in zip(_weights(), EDITION.indicators, strict=True)
        if one.source in ("survey", "expert")
    )
    assert shown["soft_weight"] == pytest.approx([float(soft)] * len(shown["unit"]))


def _weights():
    return weights_in_force(EDITION).values()


@pytest.mark.parametrize(
    "settings",
    [
        {"method/treat/using": "none"},
        {"method/treat/using": "winsorise_then_log"},
        {"method/standardise/using": "zscore"},
        {"method/standardise/using": "efficacy"},
        {"method/standardise/using": "rank"},
        {"method/standardise/using": "percentile_rank"},
        {"method/standardise/lower": "1", "method/aggregate/using": "geometric"},
        {"method/aggregate/using": "[geometric,arithmetic]", "method/standardise/lower": "1"},
        {"method/aggregate/using": "copeland"},
        {"method/weights/using": "equal"},
        {"method/weights/using": "as_printed"},
        {"method/weights/using": "pca"},
        {"method/weights/using": "entropy"},
        {"method/weights/using": "critic"},
        {"method/missing": "rescale"},
        {"method/missing": "median"},
        {"method/impute/using": "median"},
        {"method/impute": "{using: group_mean, by: park_type}"},
        {"method/rank/ties": "average"},
    ],
    ids=lambda settings: " ".join(f"{path}={value}" for path, value in settings.items()),
)
def test_every_method_of_the_palette_can_be_chosen_by_path(tmp_path, settings):
    evaluation = evaluated(synthetic_round(tmp_path / "p"), settings)
    assert np.isfinite(evaluation.climb.score).all()
    assert np.isfinite(evaluation.climb.rank[evaluation.cells.ranked]).all()


def test_the_raw_variant_has_no_transforms_and_no_treatment_whatever_was_asked_of_the_edition_before(
    tmp_path,
):
    evaluation = evaluated(synthetic_round(tmp_path / "p"))
    assert {one.transform.using for one in evaluation.edition.indicators} == {"none", "log", "log1p"}
    raw = evaluation.variants["raw"]
    assert {one.transform.using for one in raw.plan.indicators} == {"none"}
    assert raw.touched == ()
    np.testing.assert_array_equal(raw.transformed, evaluation.cells.value)
