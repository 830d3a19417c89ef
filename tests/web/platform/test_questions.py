"""Questions: what is put into SQL once gives what the query itself gives, for any values."""

import pytest

from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.scope import beneath
from gaoxin_web.collect.models import Submission
from gaoxin_web.platform.questions import Question, keep, numbered

pytestmark = pytest.mark.django_db

OF_SCOPE = Question(
    lambda path, state: (
        Submission.objects.filter(beneath(path), state=state)
        .select_related("zone__organisation")
        .order_by("pk")
    )
)
OF_ROLE = Question(lambda role: numbered(Person.objects.filter(role=role), "role"))


def asked(path, state):
    return list(Submission.objects.filter(organisation__path__startswith=path, state=state).order_by("pk"))


def test_a_question_gives_the_rows_of_its_query_whatever_the_values():
    provinces = Organisation.objects.filter(level="province")
    cases = [
        (place.path, state) for place in provinces for state in ("draft", "ministry_approved", "nonsense")
    ]
    assert [OF_SCOPE(path=path, state=state) for path, state in cases] == [asked(*case) for case in cases]
    assert any(asked(*case) for case in cases)


def test_signs_that_mean_something_to_a_database_are_only_signs():
    assert OF_SCOPE(path="/M/%", state="draft") == OF_SCOPE(path="/M/_", state="draft") == []
    assert OF_SCOPE(path="/M/' OR 1=1 --", state="draft") == []


def test_joined_rows_are_at_hand(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = OF_SCOPE(path="/M/", state="ministry_approved")
        assert all(one.zone.organisation.path.startswith("/M/") for one in found)


def test_a_number_is_the_number_of_rows_and_nothing_for_none():
    roles = ("zone_officer", "auditor", "nobody")
    assert [OF_ROLE.first(role=role) or 0 for role in roles] == [
        Person.objects.filter(role=role).count() for role in roles
    ]
    assert OF_ROLE.first(role="nobody") is None


def test_rows_that_are_kept_are_asked_no_more(django_assert_num_queries):
    one = Submission.objects.filter(state="ministry_approved").first()
    decisions = list(one.decisions.all())
    keep(one, "decisions", decisions)
    with django_assert_num_queries(0):
        assert list(one.decisions.all()) == decisions
    assert one.decisions.filter(action="submit").count() == 1


def test_what_has_no_value_is_another_question():
    with pytest.raises(AssertionError, match="another question"):
        OF_ROLE(role=None)
