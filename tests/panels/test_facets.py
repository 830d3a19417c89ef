"""Severe and lenient experts: what is known of a simulated panel comes out within its stated error."""

import numpy as np
import pytest
from tests.panels.panels import mark, marked, simulated

from gaoxin.edition.method import Marking
from gaoxin.panels.combine import combine, facets
from gaoxin.panels.facets import fit, parts
from gaoxin.panels.marks import by_column
from gaoxin.panels.outlying import by_chance, queries, severity, spreads
from gaoxin.terms import DataRefused, Text


def test_known_severity_and_known_scores_are_recovered_within_their_stated_errors():
    inside, total = np.zeros(2), np.zeros(2)
    for seed in range(12):
        truth, mild, marks = simulated(seed=seed)
        found = facets(by_column(marks))
        away = [(found.score - truth, found.error), (found.mildness - mild, found.mildness_error)]
        inside += [(np.abs(one) <= 1.96 * error).sum() for one, error in away]
        total += [len(one) for one, _ in away]
    assert (np.abs(inside / total - 0.95) < 0.03).all()


def test_the_spread_of_chance_is_recovered():
    found = [facets(by_column(simulated(seed=seed, chance=4.0)[2])).sigma for seed in range(8)]
    assert np.mean(found) == pytest.approx(4.0, abs=0.15)


def test_correction_comes_nearer_to_the_truth_than_the_plain_mean():
    truth, _, marks = simulated(seed=3, severity=8.0, each=3)
    means = combine("expert", marks)
    plain = np.array([float(means["1.11", f"Z{at:03d}"].value) for at in range(len(truth))])
    corrected = facets(by_column(marks)).score
    assert np.std(corrected - truth) < 0.6 * np.std(plain - truth)


def test_where_everyone_marks_everything_the_corrected_score_is_the_plain_mean():
    marks = marked({zone: {"E1": 60 + at, "E2": 70 - at, "E3": 90} for at, zone in enumerate("ABCD")})
    found = facets(by_column(marks))
    means = combine("expert", marks)
    assert found.score == pytest.approx([float(means["1.11", zone].value) for zone in "ABCD"])


def test_the_fit_is_that_of_plain_least_squares_over_dummies():
    columns = by_column(simulated(zones=20, experts=7, each=3, seed=5)[2])
    cells, persons, size = len(columns.cells), len(columns.persons), len(columns.score)
    found = fit(columns.cell, columns.person, columns.value, cells, persons)
    design = np.zeros((size + 1, cells + persons))
    design[np.arange(size), columns.cell] = 1
    design[np.arange(size), cells + columns.person] = 1
    design[size, cells:] = 1  # the mildnesses add up to 0
    solved, *_ = np.linalg.lstsq(design, np.append(columns.value, 0), rcond=None)
    assert found.score == pytest.approx(solved[:cells])
    assert found.mildness == pytest.approx(solved[cells:])
    assert found.freedom == size - cells - persons + 1
    left = columns.value - (design @ solved)[:size]
    constrained = _constrained(design[:size], cells, (left @ left) / found.freedom)
    assert found.error == pytest.approx(np.sqrt(np.diag(constrained)[:cells]))
    assert found.mildness_error == pytest.approx(np.sqrt(np.diag(constrained)[cells:]))


def _constrained(design, cells, variance):
    """The covariance of least squares with mildnesses adding up to 0 (bordered normal equations)."""
    size = design.shape[1]
    bordered = np.zeros((size + 1, size + 1))
    bordered[:size, :size] = design.T @ design
    bordered[size, cells:size] = bordered[cells:size, size] = 1
    return variance * np.linalg.inv(bordered)[:size, :size]


def test_a_studentised_residual_is_the_mark_against_a_fit_without_it():
    columns = by_column(simulated(zones=15, experts=6, each=4, seed=2)[2])
    cells, persons = len(columns.cells), len(columns.persons)
    found = fit(columns.cell, columns.person, columns.value, cells, persons)
    for out in (0, 17, 41):
        keep = np.arange(len(columns.score)) != out
        without = fit(columns.cell[keep], columns.person[keep], columns.value[keep], cells, persons)
        expected = without.score[columns.cell[out]] + without.mildness[columns.person[out]]
        ahead = columns.value[out] - expected
        leverage = 1 - found.residual[out] / ahead
        assert found.studentised[out] == pytest.approx(ahead * np.sqrt(1 - leverage) / without.sigma)


def test_a_design_in_two_parts_is_told_apart_and_explained():
    marks = marked({"Z1": {"E1": 60, "E2": 70}, "Z2": {"E1": 50, "E2": 65}, "Z3": {"E3": 80, "E4": 85}})
    found = facets(by_column(marks))
    assert isinstance(found, Text)
    assert found.en == (
        "the design of indicator 1.11 falls into 2 parts: E3, E4 marked Z3 only and shares no zone with the "
        "others, so severity and worth cannot be told apart"
    )
    with pytest.raises(DataRefused) as refusal:
        combine("expert", marks, Marking(using="many_facet"))
    assert [fault.place for fault in refusal.value.faults] == ["method/expert/using"]


def test_indicators_may_have_panels_of_their_own():
    marks = marked({"Z1": {"E1": 60, "E2": 70}, "Z2": {"E1": 50, "E2": 65}}) + marked(
        {"Z1": {"E3": 80, "E4": 85}, "Z2": {"E3": 70, "E4": 74}}, indicator="4.8"
    )
    found, said = severity(by_column(marks))
    assert found.mildness == pytest.approx([-6.25, 6.25, -2.25, 2.25])
    assert len(said) == 1


def test_parts_are_numbered_over_chains_of_persons():
    cell, person = np.array([0, 1, 1, 2, 3]), np.array([0, 0, 1, 1, 2])
    of_cell, of_person = parts(cell, person, 4, 3)
    assert (of_cell.tolist(), of_person.tolist()) == ([0, 0, 0, 1], [0, 0, 1])


def test_too_few_marks_to_tell_severity_from_chance_are_explained():
    found = facets(by_column(marked({"Z1": {"E1": 60, "E2": 70}})))
    assert found.en == "too few marks to tell severity from chance differences"


def test_an_outlying_mark_is_asked_about_and_stays():
    _, _, marks = simulated(seed=4, chance=3.0)
    outlier = mark(marks[10].zone, marks[10].person, marks[10].score + 40)
    marks[10] = outlier
    before = combine("expert", marks)
    found = queries(by_column(marks))
    assert [(one.zone, one.person) for one in found][:1] == [(outlier.zone, outlier.person)]
    assert found[0].errors > 3
    assert combine("expert", marks) == before
    assert before["1.11", outlier.zone].count == 4


def test_a_strict_expert_is_not_asked_about_being_strict():
    _, _, marks = simulated(seed=6, severity=0.1, chance=3.0)
    strict = [mark(one.zone, one.person, one.score - 25) if one.person == "E03" else one for one in marks]
    asked = [one for one in queries(by_column(strict)) if one.person == "E03"]
    assert len(asked) <= 1
    assert severity(by_column(strict))[0].mildness[3] < -20


def test_how_many_marks_chance_alone_would_ask_about_is_stated():
    _, _, marks = simulated()
    assert by_chance(by_column(marks)) == pytest.approx(0.0027 * 240, rel=0.01)


def test_divided_opinion_is_two_camps_and_not_one_odd_mark():
    marks = marked(
        {"Z1": {"E1": 40, "E2": 45, "E3": 80, "E4": 85}, "Z2": {"E1": 40, "E2": 80, "E3": 82, "E4": 85}}
    )
    found = {one.cell[1]: (one.gap, one.divided()) for one in spreads(by_column(marks))}
    assert found == {"Z1": (35.0, True), "Z2": (2.0, False)}
