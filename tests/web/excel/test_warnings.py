"""Warnings of an imported table are explained, for all of a kind or one by one, before it is submitted."""

import pytest
from tests.web.excel.sheets import actor, book, edition, read, sound_rows, submission_of

from gaoxin_web.collect.actions import explain
from gaoxin_web.collect.checking import blocking, findings
from gaoxin_web.collect.excel_actions import confirm, receive
from gaoxin_web.collect.models import Explanation, Revision
from gaoxin_web.collect.queries import submission_of as seen_by
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review.actions import submit

SIGNED = {"head": "周正", "statistician": "吴越", "filler": "王珂"}
WORDS = "均已核实，情况属实"


@pytest.fixture
def officer(person):
    return person("officer1")


@pytest.fixture
def warned(officer):
    """A table in the draft, two rows of which a check of class B (E12) asks about; return its submission and their codes."""
    held = submission_of(officer, "enterprises")
    rows = sound_rows()
    for row in rows[:2]:
        row |= {"listing_capital": float(row["paid_in_capital"] or 0) + 500, "overseas_listing_capital": 0.0}
    sent = read(receive(actor(officer), held.pk, "企业年报.xlsx", book(rows, edition(held))))
    assert sent.state == "checked"
    confirm(actor(officer), sent.pk)
    return held, [row["credit_code"] for row in rows]


def asked(officer, held):
    return [one for one in findings(seen_by(officer, held.pk)) if one.letter == "B"]


def left(officer, held):
    return [one.check for one in blocking(seen_by(officer, held.pk))]


def refused(work, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        work(*args, **kwargs)
    return caught.value.status


def test_a_warning_stands_once_for_all_its_rows_and_keeps_the_table_from_being_submitted(officer, warned):
    held, _ = warned
    (one,) = asked(officer, held)
    assert (one.check, str(one.found), one.explained) == ("E12", "2 处", False)
    assert left(officer, held) == ["E12"]
    with pytest.raises(Refused, match="explain it") as refusal:
        submit(actor(officer), held.pk, signatories=SIGNED, stated=True)
    assert refusal.value.status == 409


def test_explained_for_all_it_can_be_submitted(officer, warned):
    held, _ = warned
    explain(actor(officer), held.pk, "E12", "table", "actual", WORDS)
    assert left(officer, held) == []
    assert submit(actor(officer), held.pk, signatories=SIGNED, stated=True).number


def test_explained_one_by_one_it_is_done_when_every_row_is(officer, warned):
    held, codes = warned
    explain(actor(officer), held.pk, "E12", codes[0], "actual", WORDS)
    assert left(officer, held) == ["E12"]
    explain(actor(officer), held.pk, "E12", codes[1], "definition", WORDS)
    assert left(officer, held) == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"words": "太短"}, 400),
        ({"reason": "nothing"}, 400),
        ({"check": "E21"}, 409),
        ({"place": "91110000000000000X"}, 409),
    ],
)
def test_what_explains_nothing_is_refused(officer, warned, change, status):
    held, _ = warned
    given = {"check": "E12", "place": "table", "reason": "actual", "words": WORDS} | change
    assert refused(explain, actor(officer), held.pk, **given) == status
    assert not Explanation.objects.exists()


def test_another_table_asks_anew_in_the_next_revision_and_the_same_does_not(officer, warned):
    held, _ = warned
    explain(actor(officer), held.pk, "E12", "table", "actual", WORDS)
    old = seen_by(officer, held.pk).current
    held.current = Revision.objects.create(submission=held, number=2, table=old.table, counts=old.counts)
    held.save()
    assert left(officer, held) == []
    rows = sound_rows()[:30]
    for row in rows[:3]:
        row |= {"listing_capital": float(row["paid_in_capital"] or 0) + 900, "overseas_listing_capital": 0.0}
    sent = read(receive(actor(officer), held.pk, "企业年报.xlsx", book(rows, edition(held))))
    confirm(actor(officer), sent.pk)
    assert [(one.check, str(one.found), one.explained) for one in asked(officer, held)] == [
        ("E12", "3 处", False)
    ]


def test_the_page_lists_it_takes_the_words_and_the_reviewer_reads_them(officer, browse, warned):
    held, codes = warned
    client, page = browse("officer1"), f"/submissions/{held.pk}/uploads"
    assert "境外上市融资股本" in client.get(page).content.decode()
    given = {"check": "E12", "reason": "actual", "words": WORDS}
    assert client.post(f"/submissions/{held.pk}/warnings", given | {"place": codes[0]}).status_code == 302
    assert client.post(f"/submissions/{held.pk}/warnings", given).status_code == 302
    body = client.get(page).content.decode()
    assert (codes[0] in body, "合并说明：" + WORDS in body) == (True, True)
    submit(actor(officer), held.pk, signatories=SIGNED, stated=True)
    told = browse("province1").get(f"/review/{held.pk}/?tab=findings").content.decode()
    assert ("境外上市融资股本" in told, WORDS in told) == (True, True)


def test_nobody_else_explains(browse, warned):
    held, _ = warned
    given = {"check": "E12", "reason": "actual", "words": WORDS}
    found = {name: browse(name).post(f"/submissions/{held.pk}/warnings", given).status_code for name in ("officer3", "reviewer1", "province1")}  # fmt: skip
    assert found == {"officer3": 404, "reviewer1": 403, "province1": 403}
