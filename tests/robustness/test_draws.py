"""Draws: each is the evaluation under other choices, each can be drawn again, and nothing hangs on the block."""

import numpy as np
import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st
from tests.robustness.studies import PALETTE, POSITIVE, TREE, round_, study, values

from gaoxin.evaluation.climb import climb
from gaoxin.robustness import study as module
from gaoxin.robustness.shares import Scenario, only
from gaoxin.robustness.variant import untransformed, with_method

DIRICHLET = Scenario("dirichlet", 10.0, 0.0)
EVERYTHING = {**PALETTE, "missing": ["worst", "median", "rescale"], "error": "5%"}


def edition_of(made, draw):
    """The edition with the options that a draw took."""
    took = {factor.name: number for factor, number in zip(made.factors, draw.tolist(), strict=True)}
    design, edition = made.design, made.design.given.edition
    settings_, words = design.settings, design.words
    stairs = {
        "standardise": settings_["normalisation"][took.get("normalisation", 0)],
        "treat": settings_["treatment"][took.get("treatment", 0)],
        "aggregate": settings_["aggregation"][took.get("aggregation", 0)],
    }
    for stair, name in (("missing", "missing"), ("weights", "weights_reading")):
        stairs[stair] = edition.method.missing.model_copy(update={"using": words[name][took.get(name, 0)]})
    changed = with_method(edition, **stairs)
    return untransformed(changed) if words["transform"][took.get("transform", 0)] == "none" else changed


def test_every_draw_is_the_evaluation_under_its_options():
    made = study(round_(values(gaps=3), missing="worst"), **PALETTE, missing=["worst", "median", "rescale"])
    draws = np.unique(made.sample(400), axis=0)
    assert len(draws) > 100
    found = made.places(draws)
    for draw, ranks in zip(draws, found, strict=True):
        climbed = climb(edition_of(made, draw), made.design.given.cells)
        np.testing.assert_allclose(made.scores(draw[None])[0], climbed.score, rtol=1e-12)
        assert (ranks / 2).tolist() == climbed.rank.tolist()


def test_arithmetic_scores_are_the_climbs_to_the_last_bit():
    made = study(**{**PALETTE, "aggregation": "arithmetic"})
    for draw in np.unique(made.sample(200), axis=0):
        climbed = climb(edition_of(made, draw), made.design.given.cells)
        assert made.scores(draw[None])[0].tolist() == climbed.score.tolist()


def test_a_draw_without_an_indicator_is_the_evaluation_of_the_edition_without_it():
    made = study(leave_out="all")
    cells = made.design.given.cells
    for option, code in enumerate(made.design.words["leave_out"]):
        places = [at for at, one in enumerate(cells.codes) if one != code]
        part = type(cells)(
            cells.units,
            tuple(cells.codes[at] for at in places),
            cells.value[:, places],
            cells.reason[:, places],
            cells.shadow,
        )
        expected = climb(only(made.design.given.edition, part.codes), part)
        np.testing.assert_allclose(made.scores(np.array([[option]]))[0], expected.score, rtol=1e-12)


def test_leaving_out_the_only_indicator_of_a_dimension_leaves_the_dimension_out():
    lonely = [
        {"id": "A", "indicators": [{"code": "a"}]},
        {"id": "B", "indicators": [{"code": "b"}, {"code": "c"}]},
    ]
    rows = {f"U{one}": [one, one % 3, -one] for one in range(5)}
    made = study(round_(rows, dimensions=lonely), leave_out=["a"])
    climbed = climb(only(made.design.given.edition, ["b", "c"]), _columns(made.design.given.cells, [1, 2]))
    np.testing.assert_allclose(made.scores(made.sample(1))[0], climbed.score, rtol=1e-12)


def _columns(cells, places):
    codes = tuple(cells.codes[at] for at in places)
    return type(cells)(cells.units, codes, cells.value[:, places], cells.reason[:, places], cells.shadow)


@pytest.mark.parametrize("weights", [None, DIRICHLET])
def test_any_draw_computed_alone_has_the_same_ranks(weights):
    made = study(round_(values(gaps=4), missing="worst"), scenario=weights, **EVERYTHING)
    found = made.places(made.sample(60))
    assert [made.replay(draw).tolist() for draw in range(60)] == (found / 2).tolist()


@pytest.mark.parametrize(("wide", "narrow"), [(1, 1), (7, 3), (1000, 1000)])
def test_the_size_of_blocks_changes_nothing(monkeypatch, wide, narrow):
    about = round_(values(gaps=4), missing="worst")
    for said in (PALETTE, EVERYTHING):
        first = study(about, scenario=DIRICHLET, **said)
        before = first.places(first.sample(100))
        monkeypatch.setattr(module, "WIDE", wide)
        monkeypatch.setattr(module, "NARROW", narrow)
        again = study(about, scenario=DIRICHLET, **said)
        assert (again.places(again.sample(100)) == before).all()
        monkeypatch.undo()


def test_the_first_draws_are_the_same_however_many_are_asked_for():
    made = study(**EVERYTHING)
    assert (made.sample(1000)[:10] == made.sample(10)).all()
    assert (made.places(made.sample(50))[:10] == made.places(made.sample(10))).all()


def test_another_seed_gives_other_draws_and_the_same_seed_the_same():
    ranks = [
        one.places(one.sample(100)).tolist() for one in (study(seed=seed, error="20%") for seed in (1, 1, 2))
    ]
    assert ranks[0] == ranks[1] != ranks[2]


numbers = st.integers(-3, 3) | st.floats(-5, 5)


@settings(max_examples=60, deadline=None)
@forall(
    st.lists(st.tuples(numbers, numbers, numbers), min_size=3, max_size=8),
    st.sampled_from(["arithmetic", "geometric", "harmonic", "copeland"]),
    st.sampled_from(["min", "average", "dense"]),
)
def test_an_index_without_uncertainty_keeps_its_ranks_in_every_draw(rows, average, ties):
    dimensions = [
        {"id": "A", "indicators": [{"code": "x"}, {"code": "y"}]},
        {"id": "B", "indicators": [{"code": "z"}]},
    ]
    named = {f"U{one}": row for one, row in enumerate(rows)}
    about = round_(named, dimensions=dimensions, aggregate=average, rank={"ties": ties}, constant="midpoint")
    made = study(about)
    assert made.factors == ()
    assert (made.places(made.sample(5)) / 2).tolist() == [about.rank.tolist()] * 5


@settings(max_examples=40, deadline=None)
@forall(st.integers(0, 10**6), st.sampled_from(["min", "average", "dense"]))
def test_equal_units_have_equal_ranks_in_every_draw_of_method_and_weights(seed, ties):
    rows = values(8, seed)
    rows["U05"] = rows["U02"]
    made = study(round_(rows, rank={"ties": ties}), seed=seed, scenario=DIRICHLET, **PALETTE)
    found = made.places(made.sample(40))
    assert (found[:, 2] == found[:, 5]).all()


@pytest.mark.parametrize("ties", ["min", "average", "dense"])
def test_the_order_of_units_moves_no_rank(ties):
    rows = values(9)
    other = dict(reversed(rows.items()))
    one, two = (
        study(round_(each, rank={"ties": ties}), scenario=DIRICHLET, **PALETTE) for each in (rows, other)
    )
    assert (one.places(one.sample(80)) == two.places(two.sample(80))[:, ::-1]).all()


def test_shadow_units_take_no_part():
    rows = values(10)
    without = {unit: row for unit, row in rows.items() if unit != "U03"}
    one, two = study(round_(rows, shadow=["U03"]), **EVERYTHING), study(round_(without), **EVERYTHING)
    assert one.design.given.cells.units == two.design.given.cells.units
    assert (one.places(one.sample(50)) == two.places(two.sample(50))).all()


@pytest.mark.parametrize("using", ["pca", "entropy", "critic"])
def test_weights_from_the_data_are_found_anew_in_every_draw(using):
    made = study(round_(weights=using, standardise=POSITIVE), normalisation=PALETTE["normalisation"])
    for option in range(3):
        draw = np.array([[option]])
        climbed = climb(edition_of(made, draw[0]), made.design.given.cells)
        np.testing.assert_allclose(made.scores(draw)[0], climbed.score, rtol=1e-9)


@pytest.mark.parametrize(
    "method",
    [
        {"aggregate": {"using": "power", "p": "2"}},
        {"aggregate": {"using": ["geometric", "arithmetic"]}},
        {"aggregate": "copeland"},
        {"impute": "mean"},
        {"impute": "row_mean"},
        {"standardise": "percentile_rank"},
        {"standardise": {"using": "distance_to_reference", "unit": "U00"}},
        {"treat": {"using": "winsorise_then_log", "max": "1"}},
    ],
)
def test_an_error_of_next_to_nothing_gives_the_published_ranks_by_any_method(method):
    rows = values(9, gaps=2)
    rows["U00"] = [50.0, 0.001, 90.0, 50.0, 50.0]
    about = round_(rows, missing="median", **method)
    made = study(about, error="0.0000001%")
    ranks = made.places(made.sample(10)) / 2
    assert made.factors[0].name == "data"
    assert ranks.tolist() == [about.rank.tolist()] * 10


def test_nested_dimensions_with_indicators_beside_them_are_scored_as_the_climb_does():
    nested = [{**TREE[0], "dimensions": [TREE[1]]}]
    made = study(round_(dimensions=nested), **PALETTE)
    draw = made.sample(30)
    for one in np.unique(draw, axis=0):
        climbed = climb(edition_of(made, one), made.design.given.cells)
        np.testing.assert_allclose(made.scores(one[None])[0], climbed.score, rtol=1e-12)
