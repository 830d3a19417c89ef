"""The status matrix: every zone in scope once, the urgent first, reminders to those concerned, the same table as a file."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.collect.models import Form, Participant, Round, Submission
from gaoxin_web.dashboards.matrix import matrix, safe
from gaoxin_web.dashboards.reminding import remind
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.messages import messages_of
from gaoxin_web.platform.models import Entry, Message
from gaoxin_web.platform.refusals import Refused


@pytest.fixture
def running(db):
    return Round.objects.get(closed=False)


def signs(row):
    return [one.standing.sign.zh if one.standing else "" for one in row.cells]


def row_of(found, zone):
    return next(row for row in found.rows if row.zone == zone)


def test_the_ministry_sees_every_participant_once(person, running):
    found = matrix(person("ministry1"), running, timezone.now())
    codes = [row.zone.code for row in found.rows]
    assert sorted(codes) == sorted(
        Participant.objects.filter(round=running).values_list("zone__code", flat=True)
    )


def test_a_zone_sees_itself_and_a_province_its_zones(person, running):
    zone = matrix(person("officer1"), running, timezone.now())
    province = matrix(person("province1"), running, timezone.now())
    assert [row.zone.organisation_id for row in zone.rows] == [person("officer1").organisation_id]
    assert {row.zone.province for row in province.rows} == {person("province1").organisation.code}


def test_each_return_has_a_shape_a_sign_and_a_word(person, running):
    found = matrix(person("ministry1"), running, timezone.now())
    returned = row_of(found, person("officer2").organisation.zone)
    waiting = row_of(found, person("officer3").organisation.zone)
    assert (signs(returned)[0], signs(waiting)[0]) == ("退", "锁")
    assert (returned.unfinished, waiting.unfinished) == (1, 0)


def test_overdue_zones_stand_on_top(person, running):
    later = timezone.now() + timedelta(days=40)
    found = matrix(person("ministry1"), running, later)
    weights = [row.weight for row in found.rows]
    assert (weights, weights[0], signs(found.rows[0])[0]) == (sorted(weights), 0, "逾")


def test_the_totals_count_what_is_approved(person, running):
    found = matrix(person("ministry1"), running, timezone.now())
    committee = Submission.objects.filter(round=running, form__kind="committee")
    approved = committee.filter(state="ministry_approved").count()
    assert found.totals[0] == f"{approved} / {committee.count()}"


def test_enterprises_with_their_own_form_are_counted_by_zone(person, running):
    form = running.forms.get(kind="enterprise")
    firm = person("enterprise1").organisation
    zone = person("officer1").organisation.zone
    Submission.objects.get_or_create(round=running, form=form, organisation=firm, defaults={"zone": zone})
    found = row_of(matrix(person("ministry1"), running, timezone.now()), zone)
    cell = found.cells[[one.kind for one in running.forms.all()].index("enterprise")]
    assert (cell.done, cell.total, cell.words) == (0, 1, "0/1")


def test_filters_by_province_and_by_state(person, running):
    ministry, now = person("ministry1"), timezone.now()
    province = person("province1").organisation.code
    assert {row.zone.province for row in matrix(ministry, running, now, province=province).rows} == {province}
    returned = matrix(ministry, running, now, look="back").rows
    assert [row.zone.organisation_id for row in returned] == [person("officer2").organisation_id]


def test_only_those_concerned_are_reminded(person, running):
    zones = [person(name).organisation.code for name in ("officer2", "officer3")]
    Message.objects.all().delete()
    assert remind(Actor(person("ministry1")), running, zones) == 1
    assert [one.person.username for one in Message.objects.all()] == ["officer2"]
    assert "催报：管委会表" in messages_of(person("officer2")).get().zh
    line = Entry.objects.last()
    assert (line.tag, '"told": ["officer2"]' in line.new) == ("submission:reminded", True)


def test_a_return_that_the_zone_reviews_reminds_its_reviewer(person, running):
    zone = person("officer3").organisation
    Submission.objects.filter(round=running, organisation=zone, form__kind="committee").update(
        state="received"
    )
    Message.objects.all().delete()
    remind(Actor(person("province2")), running, [zone.code])
    assert [one.person.username for one in Message.objects.all()] == ["reviewer3"]


def test_a_zone_with_nothing_to_do_is_not_reminded(person, running):
    with pytest.raises(Refused) as refused:
        remind(Actor(person("ministry1")), running, [person("officer3").organisation.code])
    assert (refused.value.status, Entry.objects.filter(tag="submission:reminded").count()) == (409, 0)


def test_a_province_reminds_no_zone_of_another(person, running):
    with pytest.raises(Refused) as refused:
        remind(Actor(person("province2")), running, [person("officer2").organisation.code])
    assert refused.value.status == 409


@pytest.mark.parametrize("username", ["officer1", "leader", "auditor"])
def test_who_does_not_review_does_not_remind(browse, person, running, username):
    answer = browse(username).post("/matrix/remind", {"zone": [person("officer2").organisation.code]})
    assert (answer.status_code, Message.objects.filter(zh__startswith="催").count()) == (403, 0)


def test_the_page_reminds_what_is_chosen_and_keeps_the_filter(browse, person, running):
    code = person("officer2").organisation.code
    answer = browse("province1").post(f"/matrix/remind?round={running.pk}&look=back", {"zone": [code]})
    assert (answer.status_code, answer["Location"]) == (302, f"/matrix/?round={running.pk}&look=back")


def test_the_file_holds_the_rows_of_the_page_with_states_in_words(browse, person, running):
    answer = browse("province1").post(f"/matrix/export?round={running.pk}")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = matrix(person("province1"), running, timezone.now())
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert lines[0][:3] == ["编号", "园区", "省份"]
    assert [(line[0], line[3]) for line in lines[1 : len(found.rows) + 1]] == [
        (row.zone.code, str(row.cells[0].standing.word)) for row in found.rows
    ]
    assert lines[-1] == ["合成演示数据"]
    assert Entry.objects.last().tag == "data:exported"


def test_the_workbook_holds_the_same_rows_and_says_what_it_is(browse, person, running):
    from openpyxl import load_workbook

    answer = browse("province1").post(f"/matrix/export?round={running.pk}", {"kind": "xlsx"})
    book = load_workbook(io.BytesIO(answer.content))
    found = matrix(person("province1"), running, timezone.now())
    rows = list(book["报送进度"].values)
    assert rows[0][:3] == ("编号", "园区", "省份")
    assert [row[3] for row in rows[1:]] == [str(row.cells[0].standing.word) for row in found.rows]
    assert [row[-1] for row in rows[1:]] == [row.unfinished for row in found.rows]
    assert "合成" in str([*book.worksheets[0].values])


def test_no_other_kind_of_file_is_given(browse, running):
    assert browse("province1").post(f"/matrix/export?round={running.pk}", {"kind": "exe"}).status_code == 400


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1+1", "'=1+1"), ("@SUM", "'@SUM"), ("-2", "'-2"), ("\t=1", "'\t=1"), ("甲", "甲")],
)
def test_no_name_becomes_a_formula(text, written):
    assert safe(text) == written


def test_a_form_that_has_not_opened_is_not_overdue(person, running):
    Form.objects.filter(round=running).update(opens_at=timezone.now() + timedelta(days=1))
    found = matrix(person("officer1"), running, timezone.now())
    assert signs(found.rows[0])[0] == "未"


def test_the_matrix_asks_a_fixed_number_of_questions(browse, django_assert_max_num_queries):
    client = browse("ministry1")
    client.get("/matrix/")
    with django_assert_max_num_queries(18):
        assert client.get("/matrix/").status_code == 200
