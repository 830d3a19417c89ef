"""What the notice of 2013 says, typed in from annex 1 and annex 2, against the edition cn-2013-388."""

from collections import Counter
from fractions import Fraction

import pytest

from gaoxin.edition import Edition, FieldNames, Leaf, load, weights_in_force
from gaoxin.edition.figures import Figures
from gaoxin.formula import names, parse, text_of


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load("cn-2013-388")


def test_four_dimensions_share_30_30_20_20(edition: Edition) -> None:
    assert [(one.id, one.label, one.weight) for one in edition.dimensions] == [
        ("1", "知识创造和技术创新能力", Fraction(30, 100)),
        ("2", "产业升级和结构优化能力", Fraction(30, 100)),
        ("3", "国际化和参与全球竞争能力", Fraction(20, 100)),
        ("4", "高新区可持续发展能力", Fraction(20, 100)),
    ]


def test_the_printed_weights_add_up_to_what_annex_2_prints(edition: Edition) -> None:
    sums = [sum(one.weight for one in dimension.indicators) for dimension in edition.dimensions]
    assert sums == [Fraction("10.9"), Fraction("11.0"), Fraction("10.0"), Fraction("8.0")]
    assert [len(dimension.indicators) for dimension in edition.dimensions] == [11, 11, 10, 8]


def test_32_statistics_4_surveys_and_4_expert_marks(edition: Edition) -> None:
    assert Counter(one.source for one in edition.indicators) == {"statistics": 32, "survey": 4, "expert": 4}
    assert [one.code for one in edition.indicators if one.source == "survey"] == [
        "1.10",
        "2.10",
        "3.9",
        "4.7",
    ]
    assert [one.code for one in edition.indicators if one.source == "expert"] == [
        "1.11",
        "2.11",
        "3.10",
        "4.8",
    ]


def test_1_1_and_1_10_are_two_indicators(edition: Edition) -> None:
    assert edition.indicator("1.1").label == "万人拥有本科（含）学历以上人数"
    assert edition.indicator("1.10").label == "园区管委会的体制机制创新和有效运作评价"
    assert [one.code for one in edition.indicators][:11] == [f"1.{at}" for at in range(1, 12)]


def test_only_energy_runs_downwards(edition: Edition) -> None:
    assert [one.code for one in edition.indicators if one.direction == "lower"] == ["4.6"]


def test_nine_size_indicators_are_taken_in_logarithms(edition: Edition) -> None:
    scales = {one.code: one.log_scale for one in edition.indicators if one.transform.using == "log1p"}
    assert scales == {
        "1.3": 1, "1.4": 1, "1.6": 10000, "2.1": 1, "2.5": 1, "3.4": 1, "3.7": 1, "3.8": 10000, "4.5": 10000,
    }  # fmt: skip
    assert [one.code for one in edition.indicators if one.transform.using == "log"] == ["4.6"]


def test_effective_weights_sum_to_one_under_every_reading_of_the_weights() -> None:
    for reading in ("share_of_dimension", "as_printed", "equal"):
        assert sum(weights_in_force(load("cn-2013-388", {"method/weights/using": reading})).values()) == 1


def test_a_weight_in_force_is_share_times_weight_over_the_sum_in_its_dimension(edition: Edition) -> None:
    weights = weights_in_force(edition)
    assert weights["1.2"] == Fraction(30, 100) * Fraction("1.1") / Fraction("10.9")
    assert weights["4.7"] == Fraction(20, 100) * Fraction("0.9") / 8


def test_as_printed_the_first_dimension_weighs_a_little_less_than_the_second() -> None:
    weights = weights_in_force(load("cn-2013-388", {"method/weights/using": "as_printed"}))
    shares = [
        sum(w for code, w in weights.items() if code.startswith(f"{dimension}.")) for dimension in (1, 2)
    ]
    assert shares[0] / shares[1] == Fraction("10.9") / 11


def test_the_method_is_marked_assumed_and_the_weights_inferred(edition: Edition) -> None:
    assert edition.method.basis == "assumed"
    assert edition.method.weights.basis == "inferred"
    assert edition.method.treat.options == {"max": "5", "skew": "2", "kurt": "3.5"}
    assert (edition.method.missing.name, edition.method.constant) == ("worst", "midpoint")


def test_29_targets_and_11_objectives_of_three_park_types(edition: Edition) -> None:
    assert Counter(one.park_type for one in edition.targets) == {
        "world_class": 10,
        "innovative": 10,
        "featured": 9,
    }
    assert Counter(one.park_type for one in edition.objectives) == {
        "world_class": 4,
        "innovative": 4,
        "featured": 3,
    }


def test_25_tasks_and_12_measures(edition: Edition) -> None:
    assert Counter(one.kind for one in edition.tasks) == {"task": 25, "measure": 12}


@pytest.mark.parametrize(
    ("target", "clusters", "few", "many"),
    [
        ("world_class/8", "zone.international_clusters", "1000亿", "500亿"),
        ("innovative/7", "zone.leading_national_clusters", "300亿", "100亿"),
        ("featured/6", "zone.important_national_clusters", "100亿", "50亿"),
    ],
)
def test_clusters_and_either_of_two_counts_of_giants(
    edition: Edition, target: str, clusters: str, few: str, many: str
) -> None:
    found = next(one for one in edition.targets if f"{one.park_type}/{one.no}" == target)
    assert [_said(part) for part in found.all] == [
        f"{clusters} >= 2",
        f"COUNT(*) FILTER (WHERE revenue > {few}) >= 2 or COUNT(*) FILTER (WHERE revenue > {many}) >= 4",
    ]


def _said(leaf: Leaf) -> str:
    return " or ".join(map(_said, leaf.any)) if leaf.any else f"{leaf.value} {leaf.operator} {leaf.required}"


def test_every_reading_that_the_tables_name_can_be_chosen(edition: Edition) -> None:
    assert {one.code: set(one.readings) for one in edition.indicators if one.readings} == {
        "1.2": {"accounting", "revenue", "accounting_revenue"},
        "1.5": {"all_employees"},
        "1.9": {"total_profit"},
        "2.2": {"technology_only", "no_trade"},
        "2.3": {"average_employees"},
        "2.4": {"registered_enterprises"},
        "3.5": {"enterprise_returns"},
        "4.1": {"fixed_scope"},
        "4.5": {"fixed_asset_investment"},
    }
    assert set(edition.derived_fields["value_added"].readings) == {"production"}


def test_each_undefined_case_has_the_outcome_that_the_notes_give_it(edition: Edition) -> None:
    assert {
        one.code: [case.then for case in one.when_undefined]
        for one in edition.indicators
        if one.when_undefined
    } == {
        "1.8": ["missing"],
        "2.8": ["worst"],
        "2.9": ["worst"],
        "3.3": ["0"],
        "4.1": ["missing"],
        "4.3": ["missing"],
        "4.4": ["missing"],
        "4.6": ["worst", "missing"],
    }
    assert edition.indicator("2.9").cap == 100
    assert edition.indicator("4.6").min_coverage.at_least == Fraction(1, 2)  # type: ignore[union-attr]


def test_every_indicator_and_target_says_its_clause_and_basis(edition: Edition) -> None:
    assert [one.code for one in edition.indicators if one.clause != f"附2 {one.code}"] == []
    assert [one.no for one in edition.targets if not one.clause.startswith("附1 ")] == []
    assert {one.basis for one in edition.indicators} == {"stated", "inferred", "assumed"}


def test_water_land_pollution_green_and_income_are_watched_not_scored(edition: Edition) -> None:
    watched = {name for name, field in edition.zone_fields.items() if field.monitor}
    assert watched == {
        "industrial_water_use",
        "wastewater_cod",
        "sulphur_dioxide",
        "built_up_land",
        "green_coverage",
        "resident_income",
    }
    read = {
        name.name
        for text in Figures(edition).zone_formulas()
        for name in names(parse(text))
        if name.scope == "zone"
    }
    assert watched & read == set()


def test_every_figure_has_a_name_and_a_label_and_every_variable_is_used(edition: Edition) -> None:
    figures = Figures(edition)
    found = {name: figures.figure(aggregate) for name, aggregate in figures.needed.items() if "[" not in name}
    assert [one.name for one in found.values() if not one.label or one.name == text_of(one.aggregate)] == []
    used = Figures(edition.model_copy(update={"variables": {}})).needed.values()
    spare = [name for name in edition.variables if found[name].aggregate not in used]
    assert spare == []


def test_a_label_names_one_field(edition: Edition) -> None:
    known = FieldNames(edition)
    for scope, fields in (
        ("", edition.enterprise_fields | edition.derived_fields),
        ("zone", edition.zone_fields),
    ):
        for name, field in fields.items():
            assert [one.name for one in known.lookup(field.label, scope)] == [name]  # type: ignore[arg-type]


def test_exports_were_in_dollars_before_2014_and_the_rates_are_assumed(edition: Edition) -> None:
    dollars = {
        name for name, field in edition.enterprise_fields.items() if field.unit_until == {"2013": "千美元"}
    }
    assert dollars == {
        "exports",
        "imports_and_exports",
        "hightech_product_exports",
        "technology_service_exports",
        "new_product_exports",
    }
    rates = edition.parameters["usd_cny"]
    assert rates.basis == "assumed"
    assert rates.by_year["2013"] == Fraction("6.1928")


def test_a_field_is_valid_from_its_first_year(edition: Edition) -> None:
    hedging = edition.enterprise_fields["hedging_gain"]
    assert (hedging.valid_in(2018), hedging.valid_in(2019), hedging.validity) == (False, True, "assumed")
    assert edition.enterprise_fields["revenue"].valid_in(1995)


def test_blank_listing_codes_of_later_years_pass_and_unknown_holding_codes_do_not(edition: Edition) -> None:
    assert edition.enterprise_fields["listing_status"].codes.open  # type: ignore[union-attr]
    assert not edition.enterprise_fields["controlling_interest"].codes.open  # type: ignore[union-attr]


def test_the_edition_holds_at_least_25_cases_and_each_expects_something(edition: Edition) -> None:
    assert len(edition.examples) >= 25
    assert len({case.case for case in edition.examples}) == len(edition.examples)
    assert all(table for case in edition.examples for table in (case.expect, *case.expect.values()))
