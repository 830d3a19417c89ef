"""What a figure under review moves: evaluators see it on the desk, nobody else does, and it is what the engine says."""

import re

import pytest

from gaoxin.diagnosis import what_if
from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.rounds.effects import effect_of
from gaoxin_web.rounds.sights import sight_of


@pytest.fixture
def under_review(person):
    """The committee return of a zone that stands in the last result."""
    return Submission.objects.select_related("current").get(
        round__closed=False, form__kind="committee", organisation=person("officer3").organisation
    )


def with_value(submission, value, field="fiscal_science_spending"):
    """Return the submission with a sealed revision that holds a value in a field."""
    sealed = submission.current
    made = Revision.objects.create(
        submission=submission, number=sealed.number + 1, cells=sealed.cells | {field: value}, notes={}, digest="sha256:0",
        sealed_at=sealed.sealed_at, made_by=sealed.made_by,
    )  # fmt: skip
    submission.current = made
    submission.save()
    return submission


def test_the_effect_is_what_the_engine_says_of_the_last_result(person, under_review):
    submission = with_value(under_review, "9876543")
    ministry = person("ministry1")
    found = effect_of(ministry, submission.pk, "fiscal_science_spending")
    kept = sight_of(ministry, year=2014).kept.evaluation
    told = what_if(kept, "Z003", {"variable/zone.fiscal_science_spending": "9876543"})
    assert (found.year, found.why) == (2014, None)
    assert (found.outcome.before, found.outcome.after) == (told.before, told.after)
    assert found.outcome.after.score != found.outcome.before.score


def test_the_desk_asks_for_it_and_says_score_rank_band_and_indicator(browse, under_review):
    submission, client = with_value(under_review, "9876543"), browse("ministry1")
    page = client.get(f"/review/{submission.pk}/?cell=fiscal_science_spending").content.decode()
    assert f'hx-get="/review/{submission.pk}/effect/fiscal_science_spending"' in page
    body = client.get(f"/review/{submission.pk}/effect/fiscal_science_spending").content.decode()
    assert re.search(
        r"按 2014 年度结果试算，只换这一格：总分 <b>[+−]\d+\.\d\d</b>，位次 .*（共 \d+ 个），第 \d+–\d+ 名",
        body,
    )
    assert "指标" in body


@pytest.mark.parametrize("username", ["province1", "reviewer1", "officer1", "leader", "auditor", "expert1"])
def test_nobody_but_an_evaluator_sees_it(browse, under_review, username):
    client = browse(username)
    assert client.get(f"/review/{under_review.pk}/effect/land_area").status_code == 403
    assert "/effect/" not in client.get(f"/review/{under_review.pk}/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("fiscal_science_spending", "…", "没有数值"), ("no_such_field", "1", "no_such_field")],
)
def test_what_cannot_be_tried_is_said(person, under_review, field, value, said):
    submission = with_value(under_review, value, field)
    found = effect_of(person("ministry1"), submission.pk, field)
    assert (found.outcome, said in found.why.zh) == (None, True)
