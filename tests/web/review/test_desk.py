"""The desk: what waits for whom, what a reviewer sees beside each cell, and what nobody sees of others."""

import re
from decimal import Decimal

import pytest
from django.test.utils import CaptureQueriesContext

from gaoxin_web.collect.models import Participant, Revision, Submission
from gaoxin_web.collect.states import State
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import comparison, content, enterprises, queries
from gaoxin_web.review.peers import group_of, quantile, strip


def sealed_as(submission, cells):
    """Put cells into a draft before it is submitted."""
    Revision.objects.filter(pk=submission.current_id).update(cells=cells)


def test_the_queue_holds_what_waits_for_me_and_nothing_of_others(at, person):
    key = at(State.ZONE_APPROVED).pk
    for username in ("province1", "province2", "ministry1", "officer1", "reviewer1"):
        reader = person(username)
        shown = queries.desk(reader, state="waiting", size=100)
        assert {one.state for one in shown.rows} <= set(queries.waiting_states(reader)), username
        assert all(one.organisation.path.startswith(reader.organisation.path) for one in shown.rows), username
        assert (key in [one.pk for one in shown.rows]) is (username == "province1"), username
        assert shown.waiting == shown.total == queries.waiting(reader).count()


def test_the_heaviest_findings_come_first(at, fresh, filled, acting, person):
    from gaoxin_web.review import actions

    submission = filled()
    sealed_as(submission, submission.current.cells | {"industrial_water_use": ""})
    signed = {"head": "周正", "statistician": "吴越", "filler": "王珂"}
    actions.submit(acting("officer1"), submission.pk, signatories=signed, stated=True)
    actions.receive(acting("reviewer1"), submission.pk)
    actions.approve(acting("reviewer1"), submission.pk)
    rows = queries.desk(person("province1"), state="waiting").rows
    assert (rows[0].pk, rows[0].current.counts["D"], rows[0].current.counts["weight"]) == (
        submission.pk,
        1,
        1,
    )


def test_neighbours_lead_through_the_whole_queue(at, person):
    at(State.PROVINCE_APPROVED)
    reader, seen = person("ministry1"), []
    _, key = queries.neighbours(reader, 0)
    while key is not None:
        seen.append(key)
        _, key = queries.neighbours(reader, key)
    assert seen == [one.pk for one in queries.desk(reader, state="waiting", size=100).rows]


def test_a_draft_is_seen_by_its_own_unit_alone(at, filled, browse, person):
    submission = at(State.RETURNED)
    sealed_as(submission, submission.current.cells | {"land_area": "777.77"})
    for username, seen in {
        "officer1": True,
        "reviewer1": True,
        "province1": False,
        "ministry1": False,
        "auditor": False,
    }.items():
        client = browse(username)
        paths = [f"/review/{submission.pk}/", f"/review/{submission.pk}/cell?cell=land_area", f"/submissions/{submission.pk}/compare",
                 f"/review/{submission.pk}/?tab=history"]  # fmt: skip
        found = any("777.77" in client.get(path).content.decode() for path in paths)
        assert found is seen, username
        assert client.get(f"/submissions/{submission.pk}/compare?old=1&new=2").status_code == (
            200 if seen else 404
        ), username


def test_quartiles_are_of_type_7():
    values = [Decimal(value) for value in (1, 2, 3, 4, 5, 6)]
    assert [quantile(values, Decimal(share) / 4) for share in (1, 2, 3)] == [
        Decimal("2.25"),
        Decimal("3.5"),
        Decimal("4.75"),
    ]


def test_fewer_than_five_approved_zones_show_nothing(at, fresh):
    submission = at(State.SUBMITTED)
    approved = Submission.objects.filter(form=submission.form).exclude(approved=None).count()
    assert approved < 5
    assert group_of(submission) is None
    assert {line.quartiles for line in content.sheet(submission).lines} == {None}


def test_five_are_a_group_of_their_type_or_of_all_and_never_with_the_zone_itself(at, monkeypatch):
    submission = at(State.MINISTRY_APPROVED)
    others = Submission.objects.filter(form=submission.form).exclude(approved=None).exclude(pk=submission.pk)
    monkeypatch.setattr("gaoxin_web.review.peers.LEAST", others.count())
    group = group_of(submission)
    assert (group.park_type, group.size) == ("", others.count())
    mine = submission.approved.cells
    assert sorted(map(str, group.cells)) == sorted(str(one.approved.cells) for one in others)
    assert mine == others.first().approved.cells, "the same figures, and still not among its own peers"
    Participant.objects.filter(round=submission.round).update(park_type="innovative")
    assert (group_of(submission).park_type, group_of(submission).size) == ("innovative", others.count())
    figures = sorted(Decimal(one.approved.cells["land_area"]) for one in others)
    line = next(line for line in content.sheet(submission).lines if line.name == "land_area")
    assert line.quartiles == tuple(quantile(figures, Decimal(share) / 4) for share in (1, 2, 3))


def test_the_drawing_gives_no_extreme_away():
    quartiles = (Decimal(10), Decimal(20), Decimal(30))
    drawn = strip(quartiles, Decimal(1000), Decimal(-50))
    assert (drawn.low, drawn.high, drawn.median) == pytest.approx((46.7, 93.3, 70.0), abs=0.1)
    assert (drawn.own, drawn.before) == (134.4, 5.6)
    assert strip(None, Decimal(1), None) is None


@pytest.mark.parametrize(
    ("new", "old", "share", "words"),
    [("61", "57", Decimal("7.0"), "+7.0"), ("10", "11", Decimal("-9.1"), "−9.1"), ("3", "3", Decimal("0.0"), "0.0"),
     ("3", "0", None, "—"), ("…", "3", None, "—"), ("3", "", None, "—"), ("-5", "-10", Decimal("50.0"), "+50.0")],
)  # fmt: skip
def test_the_change_from_last_year(new, old, share, words):
    assert (content.change(new, old), content.change_words(content.change(new, old))) == (share, words)


def test_changed_filled_and_emptied_cells_are_told_apart(at, fresh, person):
    submission = at(State.RETURNED)
    cells = {**submission.current.cells, "land_area": "77.7"}
    first = cells.pop("new_investment")
    sealed_as(submission, cells)
    shown = comparison.comparison(person("officer1"), submission.pk, 1, 2)
    assert [(one.place, one.new) for one in shown.cells] == [("new_investment", ""), ("land_area", "77.7")]
    assert (shown.added, shown.changed, shown.gone, shown.cells[0].old) == (0, 1, 1, first)
    lines = {line.name: line.altered for line in content.sheet(fresh()).lines if line.altered}
    assert lines == {"land_area": "changed", "new_investment": "emptied"}


def test_the_comparison_says_who_changed_a_cell(at, fresh, acting, person):
    from gaoxin_web.collect.actions import save_cell

    key = at(State.RETURNED).pk
    save_cell(acting("officer1"), key, "land_area", "77.7", 0)
    shown = comparison.comparison(person("officer1"), key, 1, 2)
    assert [(one.place, one.new, one.person) for one in shown.cells] == [("land_area", "77.7", "王珂")]


def table_of(fresh):
    return fresh("officer2", "enterprises")


def test_tables_are_compared_by_enterprise_and_page(fresh, person):
    from gaoxin_web.collect.models import Table

    submission = table_of(fresh)
    other = Table.objects.exclude(pk=submission.current.table_id).order_by("id").first()
    Revision.objects.create(
        submission=submission, number=2, table=other, sealed_at=submission.current.sealed_at
    )
    shown = comparison.comparison(person("province1"), submission.pk, 1, 2)
    assert shown.added + shown.changed + shown.unchanged == other.rows
    assert shown.gone + shown.changed + shown.unchanged == submission.current.table.rows
    same = comparison.comparison(person("province1"), submission.pk, 1, 1)
    assert (same.unchanged, same.cells) == (submission.current.table.rows, ())


def test_a_sample_is_drawn_again_by_its_seed(fresh, person):
    key, reader = table_of(fresh).pk, person("province1")
    first, again, other = (
        [row["credit_code"] for row in enterprises.sample(reader, key, number=5, seed=seed).rows]
        for seed in (7, 7, 8)
    )
    assert (len(set(first)), first) == (5, again)
    assert first != other
    with pytest.raises(Refused, match="from 1 to 200"):
        enterprises.sample(reader, key, number=201, seed=1)


def test_an_enterprise_is_shown_beside_its_last_year(fresh, person, browse):
    submission = table_of(fresh)
    shown = enterprises.listing(person("province1"), submission.pk)
    assert shown.total == submission.current.table.rows
    one = shown.rows[0]
    assert enterprises.listing(person("province1"), submission.pk, find=one["credit_code"]).total == 1
    found = enterprises.enterprise(person("province1"), submission.pk, one["credit_code"])
    assert (found.credit_code, found.name) == (one["credit_code"], one["enterprise_name"])
    cells = {cell.name: cell.value for _, cells in found.parts for cell in cells}
    assert cells["revenue"] == one["revenue"]
    page = browse("province1").get(f"/review/{submission.pk}/rows/{one['credit_code']}")
    assert (page.status_code, page.content.decode().count('class="mark"')) == (200, len(cells))
    assert browse("province1").get(f"/review/{submission.pk}/rows/000").status_code == 404
    assert browse("province2").get(f"/review/{submission.pk}/rows/{one['credit_code']}").status_code == 404


def test_a_receipt_holds_by_number_and_code_within_the_scope(at, browse, fresh):
    receipt = at(State.SUBMITTED).current.receipt
    for username, holds in {
        "officer1": True,
        "province1": True,
        "ministry1": True,
        "officer2": False,
        "province2": False,
    }.items():
        page = browse(username).get(
            "/review/check", {"number": receipt.number, "code": receipt.check_code.lower()}
        )
        assert ("不相符" not in page.content.decode()) is holds, username
    wrong = (
        browse("officer1")
        .get("/review/check", {"number": receipt.number, "code": "0000-0000"})
        .content.decode()
    )
    assert "不相符" in wrong
    printed = browse("officer1").get(f"/submissions/{fresh().pk}/receipt").content.decode()
    assert all(
        words in printed for words in (receipt.number, receipt.check_code, receipt.digest, "按时", "周正")
    )


@pytest.mark.parametrize("username", ["province1", "ministry1", "auditor"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_stay_within_their_query_budget_in_both_languages(at, browse, username, lang):
    from django.db import connection

    key = at(State.ZONE_APPROVED).pk
    client = browse(username)
    client.cookies["gaoxin_lang"] = lang
    budget = {
        "/review/": 14,
        "/review/?state=": 14,
        f"/review/{key}/": 29,
        f"/review/{key}/?tab=history": 19,
        f"/submissions/{key}/compare": 22,
    }
    for path, most in budget.items():
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        assert answer.status_code == 200
        assert len(asked) <= most, (path, len(asked))
        if lang == "en":
            body = re.sub(r"<[^>]+>", " ", answer.content.decode())
            assert "Review" in body


def test_comments_are_said_on_the_page(at, browse):
    key = at(State.ZONE_APPROVED).pk
    sent = {"place": "land_area", "words": "<b>请看</b>批文"}
    assert browse("province1").post(f"/review/{key}/comment", sent).status_code == 302
    page = browse("officer1").get(f"/review/{key}/cell?cell=land_area").content.decode()
    assert "&lt;b&gt;请看&lt;/b&gt;批文" in page
    assert browse("province2").post(f"/review/{key}/comment", sent).status_code == 404


def test_what_the_import_found_is_counted_on_sealing_and_listed_for_the_reviewer(
    fresh, acting, person, browse
):
    from gaoxin_web.collect.models import Table, Upload
    from gaoxin_web.review import actions

    table, submission = Table.objects.first(), fresh("officer1", "enterprises")
    told = {"强制性": 0, "准强制性": 2, "核实性": 1, "提示性": 0}
    draft = submission.current or Revision.objects.create(submission=submission, number=1)
    Submission.objects.filter(pk=submission.pk).update(current=draft)
    Revision.objects.filter(pk=draft.pk).update(table=table, counts={"rows": table.rows, "classes": told})
    example = {
        "check": "E12",
        "category": "准强制性",
        "key": "A/1",
        "found": "营业收入 5",
        "message": "须说明",
        "fix": "请核对",
    }
    Upload.objects.create(
        submission=submission, person=person("officer1"), name="表.csv", digest="0", size=1, content=b"", state="confirmed",
        table=table, summary={"counts": {"E12": 2}, "examples": [example]},
    )  # fmt: skip
    signed = {"head": "周正", "statistician": "吴越", "filler": "王珂"}
    actions.submit(acting("officer1"), submission.pk, signatories=signed, stated=True)
    counts = fresh("officer1", "enterprises").current.counts
    assert counts == {
        "rows": table.rows,
        "cells": 0,
        "classes": told,
        "A": 0,
        "B": 2,
        "C": 1,
        "D": 0,
        "weight": 210,
    }
    page = browse("reviewer1").get(f"/review/{submission.pk}/?tab=findings").content.decode()
    assert all(
        words in page
        for words in ("E12", "营业收入 5", "须说明 · 请核对", f"/review/{submission.pk}/rows/A/1")
    )
