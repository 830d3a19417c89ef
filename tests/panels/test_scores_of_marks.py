"""Many marks become one score: by mean, trimmed, corrected, shrunken or agreed, each with its own error."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import mstats, trim_mean
from tests.panels.panels import mark, marked, simulated

from gaoxin.edition.method import Marking
from gaoxin.panels.combine import Score, combine
from gaoxin.panels.meeting import meetings
from gaoxin.panels.reliability import between_variance, shrink
from gaoxin.terms import Unusable

FIVE = marked({"Z1": {"E1": 40, "E2": 70, "E3": 71, "E4": 75, "E5": 99}})
HUNDRED = (Fraction(0), Fraction(100))


def scored(marks, using="mean", at_least=1, **options):
    method = Marking.model_validate({"using": using, "at_least": at_least, **options})
    return combine("expert", marks, method, HUNDRED)


def test_the_mean_is_exact():
    marks = marked({"Z1": {"E1": 70, "E2": 70, "E3": 71}})
    assert scored(marks)["1.11", "Z1"].value == Fraction(211, 3)


def test_the_trimmed_mean_leaves_out_the_lowest_and_the_highest_of_five():
    found = scored(FIVE, "trimmed", trim="20%")["1.11", "Z1"]
    assert found.value == 72
    assert found.count == 5


def test_fewer_marks_than_trimming_takes_from_are_a_plain_mean():
    marks = marked({"Z1": {"E1": 60, "E2": 70, "E3": 95}})
    assert scored(marks, "trimmed")["1.11", "Z1"].value == 75


@pytest.mark.parametrize("trim", [0.1, 0.2, 0.3])
def test_the_trimmed_mean_and_its_error_are_those_of_scipy(trim):
    numbers = np.random.default_rng(3).integers(0, 100, 20)
    marks = marked({"Z1": {f"E{at:02d}": int(score) for at, score in enumerate(numbers)}})
    found = scored(marks, "trimmed", trim=str(trim))["1.11", "Z1"]
    assert float(found.value) == pytest.approx(trim_mean(numbers, trim))
    assert found.error == pytest.approx(mstats.trimmed_stde(numbers.astype(float), limits=(trim, trim)))


def test_an_answer_counts_as_much_as_its_weight():
    marks = [mark("Z1", "R1", 60, "1.10", "survey", weight=3), mark("Z1", "R2", 80, "1.10", "survey")]
    found = combine("survey", marks)["1.10", "Z1"]
    assert found.value == 65
    assert found.error == pytest.approx((2 * (9 * 25 + 225)) ** 0.5 / 4)


def test_fewer_marks_than_asked_give_no_score_and_say_how_many_there_were():
    marks = [*FIVE, mark("Z2", "E1", 50)]
    found = scored(marks, at_least="2")
    assert found["1.11", "Z2"].value is None
    assert (found["1.11", "Z2"].count, found["1.11", "Z1"].count) == (1, 5)


def test_a_corrected_score_stays_on_the_scale():
    marks = marked(
        {
            "Z1": {"E1": 100, "E2": 90},
            "Z2": {"E1": 60, "E3": 62},
            "Z3": {"E2": 40, "E3": 80},
            "Z4": {"E2": 99},
        }
    )
    found = scored(marks, "many_facet")
    assert found["1.11", "Z4"].value == 100


def test_a_shrunken_score_lies_between_the_mean_of_all_and_its_own():
    _, _, marks = simulated(zones=12, each=3, seed=2)
    plain, drawn = scored(marks), scored(marks, "shrunken")
    middle = np.mean([float(one.value) for one in plain.values()])
    inside = [
        abs(float(drawn[cell].value) - middle) <= abs(float(plain[cell].value) - middle) + 0.5
        for cell in plain
    ]
    assert inside == [True] * 12
    assert np.std([float(one.value) for one in drawn.values()]) < np.std(
        [float(one.value) for one in plain.values()]
    )


def test_a_zone_with_fewer_marks_is_drawn_in_further():
    scores = np.array([50.0, 60.0, 70.0, 80.0, 80.0])
    errors = np.array([4.0, 4.0, 4.0, 4.0, 9.0])
    found = shrink(scores, errors)
    assert found.score[4] < found.score[3] < 80
    assert found.error[4] > found.error[3]


def test_equal_errors_shrink_by_the_reliability_of_kelley():
    scores, errors = np.array([50.0, 60.0, 70.0, 80.0]), np.full(4, 5.0)
    found = shrink(scores, errors)
    seen = scores.var(ddof=1)
    assert found.variance == pytest.approx(seen - 25)
    assert found.reliability == pytest.approx((seen - 25) / seen)
    assert found.score == pytest.approx(65 + found.reliability * (scores - 65))


def test_differences_that_errors_explain_have_no_variance_of_their_own():
    assert between_variance(np.array([60.0, 61.0, 60.5]), np.full(3, 5.0))[0] == 0.0


def test_the_variance_of_true_scores_of_a_simulation_comes_out():
    numbers = np.random.default_rng(1)
    errors = numbers.uniform(2, 8, 4000)
    scores = 60 + 10 * numbers.standard_normal(4000) + errors * numbers.standard_normal(4000)
    assert between_variance(scores, errors)[0] == pytest.approx(100, rel=0.05)


def test_a_meeting_gives_the_score_where_the_edition_says_consensus():
    marks = [*FIVE, mark("Z1", "meeting", 74, agreed=True), mark("Z2", "E1", 50)]
    assert scored(marks, "consensus")["1.11", "Z1"] == Score(
        Fraction(74), scored(FIVE)["1.11", "Z1"].error, 5
    )
    assert scored(marks, "consensus")["1.11", "Z2"].value is None
    assert scored(marks)["1.11", "Z1"].value == 71


def test_what_only_a_meeting_marked_has_no_plain_mean():
    assert scored([mark("Z1", "meeting", 74, agreed=True)]) == {("1.11", "Z1"): Score(None, 0.0, 0)}


def test_a_meeting_stands_beside_what_its_members_thought_and_keeps_dissent():
    (found,) = meetings([*FIVE, mark("Z1", "meeting", 74, agreed=True)], apart=20)
    assert (found.agreed, found.mean, found.members, found.shift) == (74.0, 71.0, 5, 3.0)
    assert found.dissent == (("E1", 40.0), ("E5", 99.0))


def test_a_method_or_an_option_that_is_none_is_refused_by_its_path():
    for said, place in (
        ({"using": "tirmmed"}, "method/expert/using"),
        ({"using": "trimmed", "trim": "50%"}, "method/expert/trim"),
    ):
        with pytest.raises(Unusable) as refusal:
            scored(FIVE, **said)
        assert [fault.place for fault in refusal.value.faults] == [place]


def test_surveys_know_no_consensus():
    with pytest.raises(Unusable):
        combine("survey", [], Marking(using="consensus"))
