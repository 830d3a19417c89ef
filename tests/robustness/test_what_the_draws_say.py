"""Intervals, chances, differences and sensitivity from ranks that are drawn."""

import numpy as np
import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st
from tests.robustness.studies import PALETTE, POSITIVE, round_, study, values

from gaoxin.evaluation.weigh import nodes
from gaoxin.robustness.differences import groups, probabilities
from gaoxin.robustness.intervals import bands, chance, convergence, frequencies, mean, quantile
from gaoxin.robustness.sensitivity import indices, saltelli, sobol
from gaoxin.robustness.shares import Drawn, Scenario


def places_of(ranks):
    return (2 * np.array(ranks)).astype(np.uint16)


@st.composite
def drawn(draw):
    draws, units = draw(st.integers(1, 30)), draw(st.integers(1, 6))
    ranks = st.integers(2, 2 * units).map(lambda one: one / 2)
    return places_of(
        draw(st.lists(st.lists(ranks, min_size=units, max_size=units), min_size=draws, max_size=draws))
    )


@forall(drawn(), st.sampled_from([0.05, 0.5, 0.95, 0.0, 1.0, 0.37]))
def test_quantiles_are_numpys_of_type_7(ranks, share):
    np.testing.assert_allclose(quantile(frequencies(ranks), share), np.quantile(ranks / 2, share, axis=0))


@forall(drawn())
def test_means_are_means_and_chances_are_shares_of_draws(ranks):
    counts = frequencies(ranks)
    np.testing.assert_allclose(mean(counts), (ranks / 2).mean(axis=0))
    np.testing.assert_allclose(chance(counts, 1, 2), (ranks <= 4).mean(axis=0))
    assert counts.sum(axis=1).tolist() == [len(ranks)] * ranks.shape[1]


@pytest.mark.parametrize(
    ("ends", "count", "expected"),
    [
        ((), 10, [(1, 3), (4, 5), (6, 8), (9, 10)]),
        ((3, 7), 10, [(1, 3), (4, 7), (8, 10)]),
        ((10,), 10, [(1, 3), (4, 5), (6, 8), (9, 10)]),
        ((2, 50), 4, [(1, 2), (3, 4)]),
        ((), 3, [(1, 1), (2, 2), (3, 3)]),
    ],
)
def test_bands_hold_every_rank_once(ends, count, expected):
    assert bands(ends, count) == expected


def test_convergence_looks_at_growing_parts_of_the_draws():
    ranks = places_of([[1, 2]] * 8 + [[2, 1]] * 8)
    assert convergence(ranks).tolist() == [[2, 0, 0], [4, 0, 0], [8, 0, 0], [16, 1, 1]]


@forall(drawn())
def test_the_probabilities_of_a_pair_make_one_and_equal_ranks_count_half(ranks):
    ahead = probabilities(ranks, np.arange(ranks.shape[1]))
    np.testing.assert_allclose(ahead + ahead.T, 1)
    for one in range(ranks.shape[1]):
        for other in range(one):
            expected = ((ranks[:, one] < ranks[:, other]) + 0.5 * (ranks[:, one] == ranks[:, other])).mean()
            assert ahead[one, other] == pytest.approx(expected)


def test_units_differ_when_one_is_always_ahead_though_their_intervals_overlap():
    ranks = places_of([[one, one + 1] for one in range(1, 11)])
    ahead = probabilities(ranks, np.arange(2))
    assert np.quantile(ranks[:, 0], 0.95) > np.quantile(ranks[:, 1], 0.05)
    assert (ahead[0, 1], groups(ahead)) == (1.0, [])


@pytest.mark.parametrize(("wins", "differs"), [(94, False), (95, True)])
def test_two_units_differ_from_a_probability_of_95_per_cent_on(wins, differs):
    ahead = probabilities(places_of([[1, 2]] * wins + [[2, 1]] * (100 - wins)), np.arange(2))
    assert groups(ahead) == ([] if differs else [range(2)])


def test_groups_are_the_longest_runs_in_which_no_two_differ():
    alike = {(0, 1), (1, 2), (2, 3), (1, 3), (4, 5)}
    ahead = np.full((7, 7), 0.99)
    for one in range(7):
        for other in range(one + 1):
            ahead[one, other] = 1 - ahead[other, one]
    for one, other in alike:
        ahead[one, other] = ahead[other, one] = 0.5
    assert groups(ahead) == [range(2), range(1, 4), range(4, 6)]


def test_a_single_cause_has_both_indices_of_one():
    made = study(normalisation=[POSITIVE, "rank"])
    found = sobol(made, 500).of_all()
    assert found.groups == ("normalisation",)
    np.testing.assert_allclose([found.first[0], found.total[0]], 1, atol=0.1)


def test_a_cause_without_effect_has_indices_of_nothing():
    made = study(round_(treat="none"), treatment=["none", {"using": "winsorise", "max": "0"}], error="10%")
    found = sobol(made, 300).of_all()
    effect = dict(zip(found.groups, found.total.tolist(), strict=True))
    assert effect["treatment"] == 0
    assert effect["data"] > 0.9


def test_where_nothing_varies_every_index_is_nothing_and_never_none():
    outputs = np.full((4, 10, 1), 3.0)
    assert [one.tolist() for one in indices(outputs)] == [[[0.0], [0.0]], [[0.0], [0.0]]]
    found = sobol(study(), 10).of_all()
    assert found.groups == ()


def test_every_unit_has_indices_of_its_own():
    made = study(**PALETTE)
    found = sobol(made, 200).of_units()
    assert found.total.shape == (len(found.groups), 12)
    assert np.isfinite(found.first).all()
    assert np.isfinite(found.first_conf).all()


def test_the_design_exchanges_one_group_at_a_time_and_draws_every_option_equally():
    made = study(**PALETTE, error="1%")
    names, design = saltelli(made, 60)
    blocks = design.reshape(len(names) + 2, 60, -1)
    for place in range(len(names)):
        changed = np.arange(len(names)) == place
        assert (blocks[2 + place][:, changed] == blocks[1][:, changed]).all()
        assert (blocks[2 + place][:, ~changed] == blocks[0][:, ~changed]).all()
    scale = [one.name for one in made.factors].index("normalisation")
    assert np.bincount(blocks[0][:, scale]).tolist() == [20, 20, 20]
    assert set(blocks[0][:, -1]) & set(blocks[1][:, -1]) == set()


def test_small_samples_need_not_hold_every_option():
    """COINr cuts the range of the sample into options, so that every small sample holds all of them."""
    made = study(normalisation=[POSITIVE, "rank"])
    firsts = {
        tuple(study(seed=seed, normalisation=[POSITIVE, "rank"]).sample(3)[:, 0].tolist())
        for seed in range(40)
    }
    assert {(0, 0, 0), (1, 1, 1)} <= firsts
    assert made.sample(10_000)[:, 0].mean() == pytest.approx(0.5, abs=0.02)


@settings(max_examples=30, deadline=None)
@forall(st.floats(0.01, 100), st.sampled_from(["dirichlet", "share"]), st.integers(0, 1000))
def test_changed_shares_make_one_in_every_parent(concentration, using, seed):
    whole = study().design.trees[0]
    tables = Drawn(whole, Scenario(using, concentration, 0.5), seed).tables(np.array([0, 3, 700]))
    for node in nodes(whole):
        np.testing.assert_allclose(tables[node.id].sum(axis=1), 1)
        assert (tables[node.id] >= 0).all()


def test_weights_drawn_around_the_law_have_its_mean_and_stay_closer_the_higher_the_concentration():
    whole = study().design.trees[0]
    spread = []
    for concentration in (1.0, 100.0):
        shares = Drawn(whole, Scenario("dirichlet", concentration, 0), 1).tables(np.arange(20_000))["A"]
        np.testing.assert_allclose(shares.mean(axis=0), [2 / 3, 1 / 3], atol=0.01)
        spread.append(shares[:, 0].std())
    assert spread[0] > 2 * spread[1]


def test_weights_changed_by_a_share_stay_within_it():
    whole = study().design.trees[0]
    shares = Drawn(whole, Scenario("share", 1, 0.2), 1).tables(np.arange(5000))["A"]
    ratio = shares[:, 0] / shares[:, 1] / 2
    assert 0.8 / 1.2 <= ratio.min() < 0.7
    assert 1.4 < ratio.max() <= 1.2 / 0.8


def test_a_wide_choice_of_values_leaves_chances_that_make_one():
    made = study(round_(values(15)), **PALETTE, error="30%")
    counts = frequencies(made.places(made.sample(500)))
    np.testing.assert_allclose(sum(chance(counts, first, last) for first, last in bands((), 15)), 1)
