"""Questionnaires and rubrics are data: those of the edition are whole, and every fault has its file and line."""

from fractions import Fraction

import pytest

from gaoxin.edition import load
from gaoxin.edition.questionnaires import questionnaires_of
from gaoxin.edition.rubrics import rubrics_of
from gaoxin.edition.rulebook import rulebook_beside
from gaoxin.terms import Unusable

EDITION = load("cn-2013-388")


def changed(tmp_path, file, *changes):
    """A copy of a rule set with pieces replaced; each must be there."""
    text = rulebook_beside("cn-2013-388", file).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / file
    path.write_text(text, "utf-8")
    return path


def line_of(path, piece):
    lines = path.read_text("utf-8").splitlines()
    return next(at for at, line in enumerate(lines, 1) if piece in line)


def faults(read, path):
    with pytest.raises(Unusable) as refusal:
        read(EDITION, path)
    return {one.place: one.found.en for one in refusal.value.faults}


def test_every_survey_indicator_has_questions_and_every_expert_indicator_a_rubric():
    sources = {one.code: one.source for one in EDITION.indicators}
    assert questionnaires_of(EDITION).find().indicators == tuple(
        code for code, source in sources.items() if source == "survey"
    )
    assert tuple(one.indicator for one in rubrics_of(EDITION).rubrics) == tuple(
        code for code, source in sources.items() if source == "expert"
    )


def test_the_evidence_of_integrity_is_shown_for_the_data_quality_alone():
    assert [one.indicator for one in rubrics_of(EDITION).rubrics if one.integrity] == ["4.8"]


def test_a_score_at_a_boundary_belongs_to_the_upper_level():
    rubric = rubrics_of(EDITION).find("1.11")
    assert [rubric.level(Fraction(score)).label_en for score in (0, 39, 40, 85, 100)] == [
        "poor",
        "poor",
        "weak",
        "excellent",
        "excellent",
    ]


def test_both_are_assumed_and_say_so():
    assert (questionnaires_of(EDITION).basis, rubrics_of(EDITION).basis) == ("assumed", "assumed")


def test_they_are_no_part_of_the_digest_of_the_edition(tmp_path):
    other = changed(tmp_path, "questionnaires.yaml", ("minimum: 15", "minimum: 20"))
    assert questionnaires_of(EDITION, other).digest != questionnaires_of(EDITION).digest
    assert load("cn-2013-388").digest == EDITION.digest


def test_faults_of_questionnaires_come_all_at_once_as_file_and_line(tmp_path):
    path = changed(
        tmp_path,
        "questionnaires.yaml",
        ('id: q2, indicator: "1.10", scale: ease', 'id: q1, indicator: "1.10", scale: eaze'),
        ('id: q5, indicator: "2.10"', 'id: q5, indicator: "2.1"'),
        ("label_en: strongly agree, score: 100", "label_en: strongly agree, score: 105"),
    )
    found = faults(questionnaires_of, path)
    first, second = line_of(path, "id: q1,"), line_of(path, "scale: eaze")
    assert found == {
        f"questionnaires.yaml:{line_of(path, 'score: 105')}": "scores run from 0 to 100",
        f"questionnaires.yaml:{first}": "'q1' stands 2 times",
        f"questionnaires.yaml:{second}": found[f"questionnaires.yaml:{second}"],
        f"questionnaires.yaml:{line_of(path, 'id: q5,')}": (
            "no survey indicator '2.1', there are 1.10, 2.10, 3.9, 4.7; did you mean '2.10'?"
        ),
    }


def test_an_unknown_key_is_refused_with_the_one_that_was_meant(tmp_path):
    path = changed(tmp_path, "questionnaires.yaml", ("    anonymity: 10", "    anonimity: 10"))
    found = faults(questionnaires_of, path)
    assert list(found) == [f"questionnaires.yaml:{line_of(path, 'anonimity')}"]


def test_levels_that_leave_a_gap_are_refused(tmp_path):
    path = changed(tmp_path, "rubrics.yaml", ("lower: 85, upper: 100", "lower: 90, upper: 100"))
    assert faults(rubrics_of, path) == {
        f"rubrics.yaml:{line_of(path, 'lower: 90')}": "should begin at 85: levels join end to end"
    }


def test_a_rubric_for_an_indicator_of_another_source_is_refused(tmp_path):
    path = changed(tmp_path, "rubrics.yaml", ('indicator: "1.11"', 'indicator: "1.10"'))
    assert faults(rubrics_of, path) == {
        f"rubrics.yaml:{line_of(path, 'indicator: ')}": (
            "'1.10' is no indicator of experts; write one of 1.11, 2.11, 3.10, 4.8"
        )
    }


def test_an_edition_without_questionnaires_says_how_to_name_a_file():
    other = EDITION.model_copy(update={"edition": "my-index"})
    with pytest.raises(Unusable) as refusal:
        questionnaires_of(other)
    assert refusal.value.faults[0].found.en == "the edition my-index comes without questionnaires.yaml"
