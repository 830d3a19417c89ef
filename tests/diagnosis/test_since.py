"""The change of a score since the year before, split exactly."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.rounds import LATEST, evaluation, with_values, zone_at

from gaoxin.diagnosis.since import STEPS, shapley, since
from gaoxin.edition.load import load
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.evaluate import evaluate
from gaoxin.terms import Unusable

BEFORE = LATEST - 1


def both():
    """A zone that takes part in both years."""
    return next(unit for unit in evaluation().cells.units if unit in evaluation(BEFORE).cells.units)


@pytest.mark.parametrize("rank", [1, 7, 20])
def test_the_parts_sum_to_the_change_and_so_do_those_of_every_indicator(rank):
    last, now, zone = evaluation(BEFORE), evaluation(), zone_at(rank)
    found = since(last, now, zone)
    at, was = now.cells.units.index(zone), last.cells.units.index(zone)
    assert (found.before, found.after) == (last.climb.score[was], now.climb.score[at])
    assert sum(found.parts.values()) == pytest.approx(found.after - found.before, abs=1e-12)
    for code, parts in found.by_code.items():
        place = now.cells.codes.index(code)
        change = now.climb.contributions[at, place] - last.climb.contributions[was, place]
        assert sum(parts.values()) == pytest.approx(change, abs=1e-12)
    for step in STEPS:
        assert sum(parts[step] for parts in found.by_code.values()) == pytest.approx(
            found.parts[step], abs=1e-9
        )


def shifted(code, zone, by):
    """Last year's round as this year's, but for one value."""
    last = evaluation(BEFORE)
    value = last.cells.value.copy()
    value[last.cells.units.index(zone), last.cells.codes.index(code)] += by
    return replace(with_values(last, value), snapshot=replace(last.snapshot, year=LATEST))


def test_where_only_the_zone_itself_moved_all_of_the_change_is_its_own():
    zone = both()
    found = since(evaluation(BEFORE), shifted("2.2", zone, 1.5), zone)
    assert found.parts["own"] == found.after - found.before != 0
    assert [found.parts[step] for step in STEPS[1:]] == [0, 0, 0]


def test_where_only_another_zone_moved_the_maximum_all_of_the_change_is_the_others():
    last, zone = evaluation(BEFORE), both()
    column = np.where(last.cells.ranked, last.cells.value[:, last.cells.codes.index("2.2")], np.nan)
    other = last.cells.units[int(np.nanargmax(column))]
    assert other != zone
    found = since(last, shifted("2.2", other, 1.5), zone)
    assert found.parts["others"] == found.after - found.before < 0
    assert [found.parts[step] for step in ("own", "population", "method")] == [0, 0, 0]


def test_where_only_the_method_changed_all_of_the_change_is_the_method():
    last, zone = evaluation(BEFORE), both()
    edition = load("cn-2013-388", {"method/treat/using": "none", "indicators/1.2/reading": "accounting"})
    figures = {(name, unit, year + 1): one for (name, unit, year), one in last.snapshot.figures.items()}
    now = evaluate(edition, replace(last.snapshot, year=LATEST, figures=figures))
    found = since(last, now, zone)
    assert found.parts["method"] == pytest.approx(found.after - found.before, abs=1e-12)
    assert found.after != found.before
    assert [found.parts[step] for step in STEPS[:3]] == pytest.approx([0, 0, 0], abs=1e-12)


def test_where_only_a_zone_left_all_of_the_change_is_the_population():
    last, zone = evaluation(BEFORE), both()
    column = np.where(last.cells.ranked, last.cells.value[:, last.cells.codes.index("2.2")], np.nan)
    stays = [at for at in range(len(column)) if at != int(np.nanargmax(column))]
    cells = replace(
        last.cells,
        units=tuple(last.cells.units[at] for at in stays),
        value=last.cells.value[stays],
        reason=last.cells.reason[stays],
        shadow=last.cells.shadow[stays],
        groups={name: tuple(labels[at] for at in stays) for name, labels in last.cells.groups.items()},
    )
    later = replace(last.snapshot, year=LATEST)
    found = since(last, replace(last, cells=cells, climb=climb(last.edition, cells), snapshot=later), zone)
    assert found.parts["population"] == found.after - found.before > 0
    assert [found.parts[step] for step in ("own", "others", "method")] == [0, 0, 0]


@given(st.lists(st.floats(-100, 100), min_size=16, max_size=16))
def test_shares_sum_to_the_whole_whatever_the_rounds_between_are_worth(worths):
    sets = [frozenset(one) for size in range(5) for one in combinations(STEPS, size)]
    worth = dict(zip(sets, worths, strict=True))
    total = worth[frozenset(STEPS)] - worth[frozenset()]
    assert sum(shapley(worth).values()) == pytest.approx(total, abs=1e-9)


def test_additive_steps_get_what_they_add():
    adds = dict(zip(STEPS, (1.0, -2.0, 0.0, 4.0), strict=True))
    sets = [frozenset(one) for size in range(5) for one in combinations(STEPS, size)]
    assert shapley({one: sum(adds[step] for step in one) for one in sets}) == pytest.approx(adds)


def test_a_result_that_is_not_of_the_year_before_is_refused():
    with pytest.raises(Unusable, match="2014"):
        since(evaluation(), evaluation(), both())
