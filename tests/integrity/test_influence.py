"""The influence of an enterprise is what a full evaluation without it gives."""

import shutil
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from tests.integrity.rounds import LINK, linked, opened, synthetic_copy, whole, without
from tests.packages import rewrite_enterprises

from gaoxin.edition import find
from gaoxin.evaluation.climb import climb
from gaoxin.integrity.influence import influences
from gaoxin.terms import Unusable

METHODS = {
    "the method in force": {},
    "efficacy points, average ties": {"method/standardise": "efficacy", "method/rank/ties": "average"},
    "geometric means": {
        "method/treat": "none",
        "method/standardise/lower": "1",
        "method/aggregate": "geometric",
    },
}


@cache
def found(method: str, share: Fraction = Fraction(1, 20)):
    size = (12, 120) if method == "geometric means" else (24, 1200)
    round_ = whole(*size, **{key.replace("/", "__"): value for key, value in METHODS[method].items()})
    return round_, {one.zone: one for one in influences(round_.evaluation, round_.package.rows, share)}


def ranked(of) -> list:
    return sorted((one for one in of.values() if one.rank), key=lambda one: one.rank)


@pytest.mark.parametrize("standing", [0, 8, -1])
def test_influence_equals_a_full_evaluation_without_the_enterprise(standing):
    round_, of = found("the method in force")
    one = ranked(of)[standing]
    order = np.argsort(np.nan_to_num(one.effect))
    for at in (int(order[0]), int(order[len(order) // 2]), int(order[-1])):
        score, rank = without(round_.folder, one.zone, (one.listed.codes[at],)).place(one.zone)
        assert one.without.score[at] == pytest.approx(score, abs=1e-9)
        assert one.without.rank[at] == rank


@pytest.mark.parametrize("method", ["efficacy points, average ties", "geometric means"])
def test_influence_is_the_same_whether_columns_or_the_whole_climb_are_taken(method):
    round_, of = found(method)
    one = ranked(of)[3]
    at = int(np.nanargmax(np.abs(one.effect)))
    score, rank = without(round_.folder, one.zone, (one.listed.codes[at],), METHODS[method]).place(one.zone)
    assert (one.without.score[at], one.without.rank[at]) == (pytest.approx(score, abs=1e-9), rank)


def test_the_largest_gain_found_is_verified_by_leaving_the_enterprises_out():
    round_, of = found("the method in force")
    one = max((each for each in of.values() if each.lifted), key=lambda each: each.rank - each.lifted[1])
    assert 0 < len(one.dropped) <= one.limit == int(one.listed.now.sum() / 20)
    assert one.lifted[1] < one.rank
    score, rank = without(round_.folder, one.zone, one.dropped).place(one.zone)
    assert one.lifted == (pytest.approx(score, abs=1e-9), rank)


def test_with_the_list_held_growth_of_the_number_of_enterprises_is_nothing():
    """The score held is that of a round in which only the growth of the zone counts enterprises of both years."""
    round_, of = found("the method in force")
    one = ranked(of)[5]
    stayers = [
        code for code, both in zip(one.listed.codes, one.listed.now & one.listed.before, strict=True) if both
    ]
    copy = synthetic_copy(round_.folder)
    rewrite_enterprises(
        copy, f"SELECT * FROM rows WHERE zone <> '{one.zone}' OR {LINK} IN ({linked(stayers)})"
    )
    held, whole_ = opened(copy).evaluation, round_.evaluation
    assert held.values[one.zone, "4.3"].value == 0
    growth = {code: held.values[one.zone, code] for code in ("4.1", "4.3", "4.4")}
    cells = whole_.cells.value.copy()
    for code, value in growth.items():
        cells[whole_.cells.units.index(one.zone), whole_.cells.codes.index(code)] = float(value.value)
    again = climb(whole_.edition, replace(whole_.cells, value=cells))
    row = whole_.cells.units.index(one.zone)
    assert one.held == (pytest.approx(again.score[row], abs=1e-9), again.rank[row])


def test_a_zone_in_its_first_round_has_effects_on_its_score_and_no_rank():
    round_, of = found("the method in force")
    (shadow,) = [one for one in of.values() if one.zone in round_.evaluation.snapshot.first_round][:1]
    at = int(np.nanargmax(np.abs(shadow.effect)))
    score, rank = without(round_.folder, shadow.zone, (shadow.listed.codes[at],)).place(shadow.zone)
    assert shadow.without.score[at] == pytest.approx(score, abs=1e-9)
    assert np.isnan([rank, shadow.without.rank[at]]).all()
    assert (shadow.rank, shadow.dropped, shadow.lifted) == (None, (), None)


def test_an_enterprise_of_last_year_alone_counts_too():
    _, of = found("the method in force")
    gone = [(one, at) for one in of.values() for at in np.flatnonzero(~one.listed.now) if one.rank]
    assert gone
    assert any(one.effect[at] != 0 for one, at in gone)


def test_influence_is_refused_by_name_for_figures_that_are_no_sums(tmp_path):
    local = tmp_path / "local"
    shutil.copytree(find("cn-2013-388"), local)
    named = "  max_revenue: {label: 最大营业收入, unit: 千元, formula: MAX(revenue)}\n"
    with (local / "variables.yaml").open("a", encoding="utf-8") as file:
        file.write(named)
    round_ = opened(whole().folder, {"indicators/2.3/formula": "MAX(revenue) / SUM(employees)"}, local)
    with pytest.raises(Unusable, match="max_revenue"):
        list(influences(round_.evaluation, round_.package.rows, Fraction(1, 100)))
