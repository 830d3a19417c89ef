"""Answers become scores: read with every fault, flagged, weighted, withheld where they are too few."""

from fractions import Fraction

import numpy as np
import pytest

from gaoxin.edition import load
from gaoxin.edition.questionnaires import questionnaires_of
from gaoxin.panels.answers import Answer, flagged, read_answers, score
from gaoxin.panels.combine import combine
from gaoxin.panels.rehearsal import answers as made_up
from gaoxin.panels.rehearsal import worth
from gaoxin.panels.sampling import Listed
from gaoxin.panels.survey import Frame, frame, work_out
from gaoxin.returns import Zone
from gaoxin.terms import DataRefused, Unusable

BOOK = questionnaires_of(load("cn-2013-388"))
ASKED = BOOK.find()
ZONES = {code: Zone(code, f"{code}园") for code in ("Z1", "Z2")}


def answer(respondent="R1", levels="4", zone="Z1", **more):
    """An answer with one level throughout, or {question: level}."""
    ticked = {one.id: levels for one in ASKED.questions} if isinstance(levels, str) else levels
    return Answer(zone, respondent, ticked, **more)


def varied(respondent, start=0, **more):
    """An answer whose levels change from question to question."""
    return answer(
        respondent, {one.id: str(1 + (at + start) % 5) for at, one in enumerate(ASKED.questions)}, **more
    )


def test_an_answer_scores_the_mean_of_the_levels_ticked():
    assert score(answer(levels={"q1": "5", "q2": "4", "q3": "3", "q4": "2"}), BOOK, ASKED) == {
        "1.10": Fraction("62.5")
    }


def test_i_do_not_know_is_no_answer_and_half_of_the_questions_are_enough():
    assert score(answer(levels={"q1": "5", "q2": "0", "q3": "4"}), BOOK, ASKED) == {"1.10": Fraction("87.5")}
    assert score(answer(levels={"q1": "5", "q2": "0"}), BOOK, ASKED) == {}


def test_questions_count_as_much_as_their_weights():
    heavy = ASKED.questions[0].model_copy(update={"weight": Fraction(3)})
    asked = ASKED.model_copy(update={"questions": (heavy, *ASKED.questions[1:])})
    assert score(answer(levels={"q1": "5", "q2": "1"}), BOOK, asked) == {"1.10": Fraction(75)}


def test_odd_answers_are_flagged_and_only_those_that_the_questionnaire_names_do_not_count():
    sheets = [
        varied("R1", enterprise="C1", seconds=200.0),
        varied("R2", 1, enterprise="C1", seconds=200.0),
        varied("R3", seconds=200.0),
        varied("R4", 2, seconds=44.0),
        answer("R5", seconds=200.0),
    ]
    found = flagged(sheets, ASKED)
    assert found.flags == {1: ("duplicate",), 2: ("same_answers",), 3: ("speeding",), 4: ("straight",)}
    assert [one.respondent for one in found.counted(ASKED)] == ["R1", "R3", "R5"]
    everyone = ASKED.model_copy(update={"leave_out": ()})
    assert len(found.counted(everyone)) == 5


def test_an_answer_at_exactly_the_fastest_time_is_not_speeding():
    assert flagged([varied("R1", seconds=45.0)], ASKED).flags == {}


def table(path, *rows, questions=None):
    names = [one.id for one in ASKED.questions] if questions is None else questions
    heads = ["year", "zone", "respondent", "seconds", *names]
    path.write_text("\n".join(",".join(row) for row in [heads, *rows]) + "\n", "utf-8")
    return path


def test_answers_are_read_from_a_table_with_the_wording_or_the_number_of_questions(tmp_path):
    rows = [["2015", "Z1", "R1", "90", *"4" * 16], ["2014", "Z1", "R1", "90", *"1" * 16]]
    found = read_answers(table(tmp_path / "a.csv", *rows), BOOK, ASKED, ZONES, 2015)
    labels = [one.label for one in ASKED.questions]
    again = read_answers(table(tmp_path / "b.csv", *rows, questions=labels), BOOK, ASKED, ZONES, 2015)
    assert [one.ticked for one in found.sheets] == [answer().ticked] == [one.ticked for one in again.sheets]
    assert found.sheets[0].seconds == 90.0


def test_every_fault_of_a_table_of_answers_is_told_with_line_and_column(tmp_path):
    rows = [
        ["2015", "Z1", "R1", "90", "6", *"4" * 15],
        ["2015", "Z9", "R2", "90", *"4" * 16],
        ["2015", "Z1", "R1", "quick", *"4" * 16],
    ]
    with pytest.raises(DataRefused) as refusal:
        read_answers(table(tmp_path / "a.csv", *rows), BOOK, ASKED, ZONES, 2015)
    assert sorted(one.place for one in refusal.value.faults) == [
        "a.csv:2 q1",
        "a.csv:3 zone",
        "a.csv:4 respondent",
        "a.csv:4 seconds",
    ]


def test_a_table_without_a_question_cannot_be_used(tmp_path):
    names = [one.id for one in ASKED.questions[:-1]]
    path = table(tmp_path / "a.csv", ["2015", "Z1", "R1", "90", *"4" * 15], questions=names)
    with pytest.raises(Unusable) as refusal:
        read_answers(path, BOOK, ASKED, ZONES, 2015)
    assert [one.found.en for one in refusal.value.faults] == ["the column 'q16' is missing"]


def test_fewer_answers_than_the_threshold_are_withheld_and_leave_no_marks():
    sheets = [varied(f"R{at}", at) for at in range(14)] + [
        varied(f"R{at}", at, zone="Z2") for at in range(15)
    ]
    found = work_out(flagged(sheets, ASKED.model_copy(update={"leave_out": ()})), BOOK, ASKED, ("Z1", "Z2"))
    assert {(one.zone, one.indicator, one.count) for one in found.withheld} == {
        ("Z1", code, 14) for code in ("1.10", "2.10", "3.9", "4.7")
    }
    assert found.withheld[0].withheld.en == "14 answers, fewer than 15 (minimum 15, anonymity threshold 10)"
    assert found.withheld[0].mean is None
    assert {one.zone for one in found.marks} == {"Z2"}


def test_an_unanswered_zone_is_withheld_too():
    found = work_out(flagged([], ASKED), BOOK, ASKED, ("Z1",))
    assert [one.count for one in found.withheld] == [0] * 4
    assert found.response[0].margin is None


LARGE = [answer(f"L{at}", "5" if at % 3 else "4", stratum="large") for at in range(30)]
SMALL = [answer(f"S{at}", "2" if at % 2 else "1", stratum="small") for at in range(10)]
POPULATION = Frame({("Z1", "large"): 100, ("Z1", "small"): 900}, {("Z1", "large"): 40, ("Z1", "small"): 60})


def test_answers_are_weighted_for_those_who_did_not_answer():
    found = work_out(flagged([*LARGE, *SMALL], ASKED), BOOK, ASKED, ("Z1",), POPULATION)
    large, small = (20 * 100 + 10 * 75) / 30, 12.5
    assert found.results[0].mean == pytest.approx(0.1 * large + 0.9 * small)
    assert found.results[0].plain == pytest.approx((30 * large + 10 * small) / 40)


def test_the_marks_of_a_survey_give_the_engine_the_same_score():
    found = work_out(flagged([*LARGE, *SMALL], ASKED), BOOK, ASKED, ("Z1",), POPULATION)
    scores = combine("survey", found.marks)
    for one in found.results:
        assert float(scores[one.indicator, one.zone].value) == pytest.approx(one.mean, abs=0.01)


def test_response_is_counted_against_those_asked():
    found = work_out(flagged([*LARGE, *SMALL], ASKED), BOOK, ASKED, ("Z1",), POPULATION).response[0]
    assert (found.population, found.asked, found.answers, found.counted, found.rate) == (
        1000,
        100,
        40,
        40,
        0.4,
    )
    assert found.margin == pytest.approx(1.96 * 0.5 / 40**0.5 * 0.96**0.5, rel=1e-3)


def test_a_frame_counts_every_enterprise_once():
    one, other = Listed("C1", "Z1", "a"), Listed("C2", "Z1", "a")
    assert frame([one, other, one], [one]) == Frame({("Z1", "a"): 2}, {("Z1", "a"): 1})


def test_a_rehearsed_survey_finds_the_worth_of_the_zones():
    asked = [Listed(f"C{zone}-{at}", f"Z{zone}", "small") for zone in range(12) for at in range(160)]
    given = flagged(made_up(asked, BOOK, ASKED, seed="3"), ASKED)
    found = work_out(given, BOOK, ASKED, [f"Z{zone}" for zone in range(12)])
    told = np.array([one.mean for one in found.results])
    truth = np.array([worth("3", one.indicator, one.zone) for one in found.results])
    assert np.corrcoef(told, truth)[0, 1] > 0.97
