"""A return reaches a person: the level, marked cells, reason, deadline, a message, and a draft that copies what was sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.deadlines import may_edit
from gaoxin_web.collect.models import Form
from gaoxin_web.collect.states import State
from gaoxin_web.platform.models import Message
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import actions
from gaoxin_web.review.models import Mark
from gaoxin_web.review.queries import last_return, receivers
from gaoxin_web.review.stations import stations


def send_back(actor, key, addressee, target=State.RETURNED, **more):
    words = {"reason": "请核对口径并说明", "deadline": timezone.now() + timedelta(days=2), **more}
    return actions.send_back(actor, key, target=target, addressee=addressee, **words)


def test_a_return_to_the_reporter_opens_a_copy_and_tells_the_person(at, fresh, acting, person):
    sealed, officer = at(State.ZONE_APPROVED).current, person("officer1")
    decision = send_back(
        acting("province1"), fresh().pk, officer.pk, marks={"land_area": "请附批文", "new_investment": ""}
    )
    submission = fresh()
    draft = submission.current
    assert (submission.state, submission.turned_back, draft.number, draft.sealed_at) == (
        State.RETURNED,
        True,
        2,
        None,
    )
    assert (draft.cells, draft.submission_id) == (sealed.cells, sealed.submission_id)
    assert (decision.revision, decision.addressee, last_return(submission)) == (sealed, officer, decision)
    assert dict(Mark.objects.filter(decision=decision).values_list("place", "words")) == {
        "land_area": "请附批文",
        "new_investment": "",
    }
    message = Message.objects.get(person=officer)
    assert f"“{submission.form.title}”已退回给您：请核对口径并说明（标记 2 格）" in message.zh
    assert str(submission.pk) in message.link


def test_it_stands_in_that_persons_list_and_in_no_others(at, fresh, acting, person):
    at(State.ZONE_APPROVED)
    send_back(acting("province1"), fresh().pk, person("officer1").pk)
    told = Message.objects.filter(zh__contains="退回给您").values_list("person__username", flat=True)
    assert list(told) == ["officer1"]


def test_the_returns_own_deadline_holds_after_the_form_has_closed(at, fresh, acting, person):
    at(State.ZONE_APPROVED)
    Form.objects.filter(pk=fresh().form_id).update(closes_at=timezone.now() - timedelta(days=1))
    decision = send_back(acting("province1"), fresh().pk, person("officer1").pk)
    assert may_edit(fresh(), person("officer1"), timezone.now())[0] is True
    assert may_edit(fresh(), person("officer1"), decision.deadline + timedelta(seconds=1))[0] is False


@pytest.mark.parametrize(
    ("state", "who", "target", "whom"),
    [
        (State.ZONE_APPROVED, "province1", State.RECEIVED, "reviewer1"),
        (State.PROVINCE_APPROVED, "ministry1", State.RECEIVED, "reviewer1"),
        (State.PROVINCE_APPROVED, "ministry1", State.ZONE_APPROVED, "province1"),
    ],
)
def test_a_return_to_a_reviewer_goes_as_it_is(  # noqa: PLR0917
    at, fresh, acting, person, state, who, target, whom
):
    sealed = at(state).current
    send_back(acting(who), fresh().pk, person(whom).pk, target, deadline=None)
    submission = fresh()
    assert (submission.state, submission.current, submission.turned_back) == (target, sealed, True)
    assert Message.objects.filter(person=person(whom)).count() == 1
    actions.approve(acting(whom), submission.pk)
    assert fresh().turned_back is False


def test_people_of_each_level_and_no_others_can_get_a_return(at):
    submission = at(State.PROVINCE_APPROVED)
    found = {
        target: list(receivers(submission, target).values_list("username", flat=True))
        for target in (State.RETURNED, State.RECEIVED, State.ZONE_APPROVED)
    }
    assert found == {
        State.RETURNED: ["officer1"],
        State.RECEIVED: ["reviewer1"],
        State.ZONE_APPROVED: ["province1"],
    }


def test_everything_wrong_with_a_return_is_said_at_once(at, acting, person, fresh):
    key = at(State.ZONE_APPROVED).pk
    with pytest.raises(Refused) as refusal:
        actions.send_back(
            acting("province1"), key, target=State.RETURNED, addressee=person("officer2").pk, reason="改",
            deadline=timezone.now() - timedelta(minutes=1), marks={"no_such_cell": ""},
        )  # fmt: skip
    assert refusal.value.status == 400
    assert refusal.value.said.zh == (
        "理由只有 1 个字，至少 6 个字；请写明要改什么。改正期限已经过去；请给出将来的时间。"
        "标记的位置“no_such_cell”不在本表中；请去掉这一处。收件人不在这一级，或已停用；请从名单中选。"
    )
    assert (fresh().state, fresh().revisions.count()) == (State.ZONE_APPROVED, 1)


def test_a_disabled_person_gets_no_return(at, acting, person):
    key = at(State.ZONE_APPROVED).pk
    Person.objects.filter(username="officer1").update(is_active=False)
    with pytest.raises(Refused, match="not of that level"):
        send_back(acting("province1"), key, person("officer1").pk)


def test_cells_of_enterprises_are_marked_by_code_and_field(fresh, acting, person):
    from gaoxin.micro.tables import rows

    table = fresh("officer2", "enterprises")
    _, found = rows(bytes(table.current.table.parquet), ["credit_code"], limit=1)
    code = found[0]["credit_code"]
    with pytest.raises(Refused) as refusal:
        send_back(
            acting("province1"),
            table.pk,
            person("officer2").pk,
            marks={"revenue": "", "000/revenue": "", f"{code}/none": ""},
        )
    assert refusal.value.said.zh.count("不在本表中") == 3
    decision = send_back(
        acting("province1"), table.pk, person("officer2").pk, marks={f"{code}/revenue": "核对营业收入"}
    )
    assert list(decision.marks.values_list("place", flat=True)) == [f"{code}/revenue"]
    assert fresh("officer2", "enterprises").current.table_id == table.current.table_id


def test_the_dialog_returns_marked_cells_with_their_words(at, fresh, browse, person):
    key = at(State.ZONE_APPROVED).pk
    sent = {
        "to": f"returned/{person('officer1').pk}", "reason": "请核对口径并说明", "seen": "1",
        "deadline": timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "mark": ["land_area", "new_investment"], "said": ["请附批文", ""],
    }  # fmt: skip
    answer = browse("province1").post(f"/submissions/{key}/return", sent)
    assert (answer.status_code, fresh().state) == (302, State.RETURNED)
    page = browse("officer1").get(f"/review/{key}/").content.decode()
    assert "退回时标记 请附批文" in page
    assert (
        browse("province1").post(f"/submissions/{key}/return", {**sent, "deadline": "明天"}).status_code
        == 400
    )


@pytest.mark.parametrize("state", State)
def test_there_are_always_four_stations_and_the_return_stands_at_one(at, state):
    found = [(one.look, one.person) for one in stations(at(state))]
    people = ["王珂", "周敏", "林岳", "陈立"]
    done = {State.DRAFT: 0, State.RETURNED: 0, State.SUBMITTED: 1, State.RECEIVED: 1, State.ZONE_APPROVED: 2,
            State.PROVINCE_APPROVED: 3, State.MINISTRY_APPROVED: 4}[state]  # fmt: skip
    wanted = [("done", people[at]) for at in range(done)] + [("now", "")] + [("", "")] * 3
    if state == State.RETURNED:
        wanted = [("back", "王珂"), ("", ""), ("", "林岳"), ("", "")]
    assert found == wanted[:4]
