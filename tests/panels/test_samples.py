"""Whom to ask and who answered: sizes, quotas, samples that can be drawn again, rates, margins and weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.edition.questionnaires import Sample
from gaoxin.panels.response import (
    design_effect,
    margin_of_error,
    response_rate,
    stratified_mean,
    stratum_weights,
)
from gaoxin.panels.sampling import Listed, allocate, draw, quotas_by_zone, sample_size

REGISTER = [Listed(f"C{at:04d}", f"Z{at % 3}", "small" if at % 10 else "large") for at in range(900)]


def test_the_textbook_sample_size_of_a_share_within_five_points():
    assert sample_size(10**9, 0.05) == 385
    assert sample_size(1000, 0.05) == 278
    assert sample_size(3, 0.05) == 3
    assert sample_size(0, 0.05) == 0


def test_a_sample_of_that_size_has_that_margin():
    assert margin_of_error(sample_size(1000, 0.05), 1000) == pytest.approx(0.05, abs=1e-4)


def test_a_census_has_no_margin_and_nobody_has_none_at_all():
    assert margin_of_error(40, 40) == 0.0
    assert margin_of_error(0, 40) is None


def test_quotas_are_proportional_and_add_up():
    assert allocate({"a": 600, "b": 300, "c": 100}, 100) == {"a": 60, "b": 30, "c": 10}


def test_neyman_asks_more_where_opinions_differ_more():
    assert allocate({"a": 600, "b": 300, "c": 100}, 100, "neyman", {"a": 1, "b": 2, "c": 10}) == {
        "a": 27,
        "b": 27,
        "c": 46,
    }


def test_no_quota_is_above_its_stratum_and_the_rest_goes_to_the_others():
    assert allocate({"a": 500, "b": 5}, 100, "neyman", {"a": 1, "b": 1000}) == {"a": 95, "b": 5}


@given(
    sizes=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 400), min_size=1),
    total=st.integers(0, 600),
    least=st.integers(0, 5),
)
def test_quotas_fit_their_strata_whatever_they_are(sizes, total, least):
    found = allocate(sizes, total, least=least)
    floor = {name: min(size, least) for name, size in sizes.items()}
    assert all(floor[name] <= found[name] <= size for name, size in sizes.items())
    assert sum(found.values()) == max(min(total, sum(sizes.values())), sum(floor.values()))


def quotas():
    return quotas_by_zone(REGISTER, Sample(margin="10%", least=2))


def test_every_zone_is_asked_enough_for_its_margin():
    found = quotas()
    assert {zone: sum(n for (at, _), n in found.items() if at == zone) for zone in ("Z0", "Z1", "Z2")} == {
        zone: sample_size(300, 0.1) for zone in ("Z0", "Z1", "Z2")
    }


def test_the_same_seed_draws_the_same_sample_in_whatever_order_the_register_lies():
    assert draw(REGISTER, quotas(), "2016") == draw(REGISTER[::-1], quotas(), "2016")
    assert draw(REGISTER, quotas(), "2016") != draw(REGISTER, quotas(), "2017")


def test_an_enterprise_that_leaves_the_register_moves_up_its_reserve_and_nobody_else():
    before = draw(REGISTER, quotas(), "2016")
    gone = before[0]
    after = draw([one for one in REGISTER if one.code != gone.code], quotas(), "2016")
    asked = {one.code for one in before if not one.reserve}
    reserve = next(one.code for one in before if one.reserve)
    assert {one.code for one in after if not one.reserve} == asked - {gone.code} | {reserve}


def test_reserve_stands_behind_the_quota_of_its_stratum():
    for one in draw(REGISTER, quotas(), "1", spare=0.5):
        assert one.reserve == (one.order > quotas()[one.zone, one.stratum])


def test_a_drawn_sample_is_fair_to_every_enterprise():
    hits = np.zeros(900)
    for seed in range(200):
        for one in draw(REGISTER, quotas(), str(seed), spare=0):
            hits[int(one.code[1:])] += 1
    small = [hits[at] for at in range(900) if REGISTER[at].stratum == "small"]
    expected = 200 * sum(n for (_, name), n in quotas().items() if name == "small") / len(small)
    assert np.mean(small) == pytest.approx(expected)
    assert np.std(small) < 1.3 * np.sqrt(expected)


def test_a_response_rate_needs_someone_asked():
    assert (response_rate(30, 60), response_rate(0, 0)) == (0.5, None)


def test_weights_bring_the_strata_back_to_their_share_of_the_population():
    found = stratum_weights({"large": 30, "small": 10}, {"large": 100, "small": 900})
    assert found == pytest.approx({"large": 0.1 / 0.75, "small": 0.9 / 0.25})
    assert 30 * found["large"] + 10 * found["small"] == pytest.approx(40)


def test_strata_without_answers_are_represented_by_the_others():
    assert stratum_weights({"large": 10, "small": 10}, {"large": 50, "small": 50, "micro": 900}) == {
        "large": 1.0,
        "small": 1.0,
    }


def test_unequal_weights_cost_precision():
    assert design_effect(np.ones(7)) == 1.0
    assert design_effect(np.array([1.0, 3.0])) == 1.25


def test_a_stratified_mean_is_cochrans():
    value = np.array([70.0, 80.0, 90.0, 40.0, 60.0])
    found = stratified_mean(value, ["a", "a", "a", "b", "b"], {"a": 30, "b": 10})
    assert found.mean == pytest.approx(0.75 * 80 + 0.25 * 50)
    variance = 0.75**2 * (1 - 3 / 30) * 100 / 3 + 0.25**2 * (1 - 2 / 10) * 200 / 2
    assert found.error == pytest.approx(variance**0.5)


def test_intervals_of_a_simulated_survey_hold_the_truth_as_often_as_they_say():
    numbers, held = np.random.default_rng(5), 0
    population = {"a": 200, "b": 60}
    people = {"a": numbers.normal(70, 12, 200), "b": numbers.normal(50, 15, 60)}
    truth = np.concatenate([*people.values()]).mean()
    for _ in range(600):
        drawn = {
            name: numbers.choice(people[name], size, replace=False) for name, size in (("a", 25), ("b", 12))
        }
        value = np.concatenate([drawn["a"], drawn["b"]])
        found = stratified_mean(value, ["a"] * 25 + ["b"] * 12, population)
        held += found.lower <= truth <= found.upper
    assert held / 600 == pytest.approx(0.95, abs=0.025)
