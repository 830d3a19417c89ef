"""The study of small rounds whose numbers can be worked out, and its folder."""

import csv
import io
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluation.rounds import cells, edition, flat

from gaoxin.edition import load
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.result import render
from gaoxin.statistics import Limits, files, tables
from gaoxin.statistics.correlation import kendall, pearson, spearman
from gaoxin.statistics.pairs import flag
from gaoxin.terms import DataRefused, Unusable

TWO = [
    {"id": "A", "weight": "75%", "indicators": [{"code": "a1", "weight": 3}, {"code": "a2", "weight": 1}]},
    {"id": "B", "weight": "25%", "indicators": [{"code": "b1", "direction": "lower"}]},
]
ROWS = {"x": [0, 10, 1], "y": [5, 0, 3], "z": [10, 5, 5], "w": [2, 7, 4], "v": [9, 1, 2]}


def study(dimensions=TWO, rows=None, standardise="minmax", shadow=(), limits=None, **method):
    made = edition(dimensions, standardise, **method)
    return tables(made, climb(made, cells(made, rows or ROWS, shadow)), limits)


def rows_of(table):
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def by(table, *names):
    return {tuple(row[name] for name in names): row for row in rows_of(table)}


def test_the_effective_shares_of_all_indicators_sum_to_one_and_those_of_a_dimension_to_its_own():
    found = {row["part"]: row for row in rows_of(study()["importance.csv"])}
    shares = {part: row["effective"] for part, row in found.items()}
    assert math.fsum(shares[f"indicator/{code}"] for code in ("a1", "a2", "b1")) == pytest.approx(1)
    assert shares["dimension/A"] == pytest.approx(shares["indicator/a1"] + shares["indicator/a2"])
    assert shares["dimension/B"] == pytest.approx(shares["indicator/b1"])
    assert [found[f"indicator/{code}"]["weight"] for code in ("a1", "a2", "b1")] == [0.5625, 0.1875, 0.25]
    assert found["indicator/a1"]["correlation_ratio"] == pytest.approx(
        found["indicator/a1"]["correlation"] ** 2
    )


def test_an_indicator_that_alone_makes_the_score_has_all_the_importance_whatever_its_weight():
    same = {unit: [value, 3] for unit, value in zip("xyzw", (1, 2, 5, 9), strict=True)}
    found = study(flat("a", "b"), same, constant="midpoint")
    importance = by(found["importance.csv"], "part")
    assert importance["indicator/a",]["effective"] == pytest.approx(1)
    assert importance["indicator/b",]["effective"] == 0
    assert importance["indicator/b",]["weight"] == 0.5
    assert (importance["indicator/b",]["correlation"], importance["indicator/b",]["reason"]) == (
        None,
        "constant",
    )


def test_scores_that_are_no_sums_have_no_shares_and_say_so():
    found = by(study(aggregate="copeland")["importance.csv"], "part")["indicator/a1",]
    assert (found["effective"], found["effective_by_weight"], found["reason"]) == (None, None, "not_a_sum")
    assert found["correlation"] is not None


def test_pairs_are_siblings_or_made_of_each_other_or_neither():
    found = by(study()["correlations.csv"], "left", "right")
    assert {pair: row["relation"] for pair, row in found.items() if pair[0] == "indicator/a1"} == {
        ("indicator/a1", "indicator/a2"): "siblings",
        ("indicator/a1", "indicator/b1"): "other",
        ("indicator/a1", "dimension/A"): "ancestor",
        ("indicator/a1", "dimension/B"): "other",
        ("indicator/a1", "score/total"): "ancestor",
    }
    assert found["dimension/A", "dimension/B"]["relation"] == "siblings"
    assert len(found) == 6 * 5 / 2


def test_coefficients_are_those_of_a_pair_worked_out_by_hand():
    x, y = np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 9])
    assert pearson(x, y).value == pytest.approx(11.5 / math.sqrt(5 * 38.75))
    assert spearman(x, y).value == pytest.approx(0.8)
    assert kendall(x, y).value == pytest.approx(4 / 6)
    assert kendall(x, -y).value == pytest.approx(-4 / 6)
    assert pearson(x, 2 * x + 1) == (pytest.approx(1), pytest.approx(0, abs=1e-6))


def test_flags_of_weak_and_negative_correlations_stand_inside_groups_only():
    limits = Limits(high=0.9, weak=0.3, negative=-0.4)
    assert [flag(value, "siblings", limits) for value in (0.95, 0.5, 0.1, -0.5)] == [
        "high",
        None,
        "weak",
        "negative",
    ]
    assert [flag(value, "other", limits) for value in (0.95, 0.5, 0.1, -0.5)] == ["high", None, None, None]


def test_overlaps_that_an_edition_names_show_weight_and_importance_of_pair_and_whole():
    made = edition(TWO)
    climbed = climb(made, cells(made, ROWS))
    overlap = {"codes": ("b1", "a1", "a2"), "label": "同一", "label_en": "the same"}
    named = made.model_copy(
        update={"overlaps": (type(made).model_fields["overlaps"].annotation.__args__[0](**overlap),)}
    )
    found = tables(named, climbed)
    importance = {row["part"]: row for row in rows_of(found["importance.csv"])}
    rows = rows_of(found["overlaps.csv"])
    assert [(row["left"], row["right"]) for row in rows] == [
        ("indicator/a1", "indicator/a2"),
        ("indicator/a1", "indicator/b1"),
        ("indicator/a2", "indicator/b1"),
    ]
    assert {row["weight"] for row in rows} == {1}
    assert rows[0]["pair_weight"] == 0.75
    assert rows[0]["pair_effective"] == importance["dimension/A"]["effective"]
    assert rows[0]["effective"] == pytest.approx(1)
    assert tables(made, climbed)["overlaps.csv"]["left"] == []


def test_the_2013_edition_names_four_overlaps_of_the_notice():
    assert [one.codes for one in load("cn-2013-388").overlaps] == [
        ("1.1", "4.2"),
        ("1.5", "2.6", "3.6"),
        ("1.8", "1.9", "2.8"),
        ("1.8", "2.3", "2.9", "4.6"),
    ]


def test_an_overlap_of_an_unknown_indicator_is_refused(tmp_path):
    (tmp_path / "e.yaml").write_text(
        "schema: 1\nedition: e\nmethod: {standardise: minmax}\noverlaps: [{codes: [a, c]}]\n"
        "dimensions: [{id: A, indicators: [{code: a}, {code: b}]}]\n",
        "utf-8",
    )
    with pytest.raises(Unusable) as refusal:
        load(tmp_path / "e.yaml")
    assert [fault.place for fault in refusal.value.faults] == ["e.yaml:4"]


def test_leaving_out_a_part_gives_its_weight_to_its_siblings():
    made = edition(TWO)
    without = edition([{**TWO[0], "indicators": [{"code": "a1"}]}, TWO[1]])
    expected = climb(without, cells(without, {unit: [row[0], row[2]] for unit, row in ROWS.items()}))
    ranks = by(tables(made, climb(made, cells(made, ROWS)))["without_part_ranks.csv"], "unit", "part")
    assert [ranks[unit, "indicator/a2"]["rank"] for unit in ROWS] == expected.rank.tolist()


def test_an_index_of_one_indicator_cannot_do_without_it():
    found = study(flat("a"), {"x": [1], "y": [2], "z": [4]})
    assert [row["reason"] for row in rows_of(found["without_part.csv"])] == ["nothing_left", "nothing_left"]
    assert found["without_part_ranks.csv"]["unit"] == []
    assert {row["reason"] for row in rows_of(found["consistency.csv"])} == {"one_part"}
    assert {row["reason"] for row in rows_of(found["components.csv"])} == {"one_part"}


def test_constant_columns_are_empty_with_a_reason():
    rows = {unit: [value, 7, value] for unit, value in zip("xyzw", (1, 2, 5, 9), strict=True)}
    found = study(TWO, rows, constant="midpoint")
    pair = by(found["correlations.csv"], "left", "right")["indicator/a1", "indicator/a2"]
    assert (pair["pearson"], pair["kendall_p"], pair["flag"], pair["reason"]) == (
        None,
        None,
        None,
        "constant",
    )
    groups = by(found["components.csv"], "group")
    assert groups["dimension/A",]["reason"] == "constant"
    assert "constant" in by(found["description.csv"], "code")["a2",]["flags"].split(";")


def test_fewer_than_three_ranked_units_are_refused():
    with pytest.raises(DataRefused) as refusal:
        study(flat("a"), {"x": [1], "y": [2], "new": [3]}, shadow=("new",))
    assert "2" in str(refusal.value)


def test_availability_counts_all_units_and_descriptions_the_ranked_ones():
    rows = {"x": [0, 10, 1], "y": [5, None, 3], "z": [10, 0, 5], "new": [None, None, 4]}
    found = study(TWO, rows, shadow=("new",), missing="rescale")
    units = by(found["availability.csv"], "unit", "group")
    assert [units["new", name]["available"] for name in ("score/total", "dimension/A", "dimension/B")] == [
        1,
        0,
        1,
    ]
    assert units["y", "dimension/A"]["share"] == 0.5
    assert units["z", "score/total"]["zero"] == 1
    described = by(found["description.csv"], "code")["a2",]
    assert (described["units"], described["available"], described["maximum"]) == (3, 2, 10)


def test_the_treatment_table_names_points_and_curves():
    rows = {f"u{at}": [at + 1, 1 + at % 4] for at in range(12)} | {"far": [500, 3]}
    found = by(study(flat("a", "b"), rows, treat="winsorise")["treatment.csv"], "code")["a",]
    assert (found["using"], found["winsorised"], found["failed"], found["failed_after"]) == (
        "winsorise",
        1,
        "yes",
        "no",
    )
    logged = by(study(flat("a", "b"), rows, treat="log_ct")["treatment.csv"], "code")["a",]
    assert (logged["winsorised"], logged["curve"], logged["curve_from"], logged["curve_to"]) == (
        0,
        "log_ct",
        1,
        500,
    )


CELL = st.one_of(st.none(), st.integers(0, 3).map(float), st.floats(0, 1e6).map(lambda one: round(one, 2)))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=3, max_size=9),
    st.sampled_from(["arithmetic", "copeland"]),
    st.sampled_from(["rescale", "worst"]),
)
def test_no_table_ever_holds_nan_and_every_gap_has_a_reason(rows, aggregate, missing):
    try:
        found = study(
            TWO,
            {f"u{at}": row for at, row in enumerate(rows)},
            aggregate=aggregate,
            missing=missing,
            constant="midpoint",
        )
    except DataRefused:
        return
    for table in found.values():
        render(table)  # refuses nan and infinity
    for row in (
        rows_of(found["correlations.csv"])
        + rows_of(found["components.csv"])
        + rows_of(found["without_part.csv"])
    ):
        gaps = [
            name for name, value in row.items() if value is None and name not in ("flag", "reason", "who")
        ]
        assert bool(gaps) == (row["reason"] is not None)


def test_the_folder_is_deterministic_and_says_of_which_result_it_is():
    about = {"kind": "score", "edition": "small", "result_digest": "sha256:0", "coverage": {}}
    written = files(study(), about, Limits(high=0.8))
    assert written == files(study(rows=dict(reversed(ROWS.items()))), about, Limits(high=0.8))
    manifest = json.loads(written["manifest.json"])
    assert manifest["schema"] == "gaoxin-statistics/1"
    assert manifest["of"] == {"kind": "score", "edition": "small", "result_digest": "sha256:0"}
    assert manifest["limits"]["high"] == 0.8
    assert sorted(manifest["files"]) == sorted(set(written) - {"manifest.json"})
    header = next(csv.reader(io.StringIO(written["without_unit.csv"].decode())))
    assert header == [
        "unit",
        "moved",
        "mean_shift",
        "largest_shift",
        "who",
        "reversals",
        "indicators",
        "reason",
    ]
