"""Saving cells: accepted, refused with both values, never lost, each with its line in the journal."""

import pytest

from gaoxin.micro.tables import rows
from gaoxin_web.accounts.models import Organisation
from gaoxin_web.collect import actions, queries
from gaoxin_web.collect.actions import Asked
from gaoxin_web.collect.checking import before_of, blocking, explanations, findings, open_findings
from gaoxin_web.collect.models import Comment, Edit, Revision, Section, Submission
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import first_bad
from gaoxin_web.platform.messages import messages_of
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused


def cells(submission):
    return Revision.objects.get(pk=submission.current_id).cells


def lines(submission, tag="cell:saved"):
    return Entry.objects.filter(subject=f"submission/{submission.pk}", tag=tag)


def refused(function, *arguments, **named):
    with pytest.raises(Refused) as caught:
        function(*arguments, **named)
    return caught.value


def test_a_saved_cell_has_its_edit_its_version_and_its_line_in_the_journal(officer, draft):
    saved = actions.save_cell(officer, draft.pk, "national_incubators", "９个", 0)
    assert cells(draft) == {"national_incubators": "9"}
    assert [(one.field, one.typed.text, one.section, one.version) for one in saved.cells] == [
        ("national_incubators", "9", "carriers", 1)
    ]
    (edit,) = Edit.objects.filter(revision=draft.current)
    assert (edit.old, edit.new, edit.person.username, edit.version) == ("", "9", "officer1", 1)
    (line,) = lines(draft)
    assert (line.person, line.old, line.new) == (
        "officer1",
        '{"national_incubators": ""}',
        '{"national_incubators": "9"}',
    )
    assert first_bad() is None


def test_four_nils_stand_in_the_store_as_four_things(officer, draft):
    texts = {
        "national_incubators": "0",
        "international_clusters": "—",
        "leading_national_clusters": "…",
        "land_area": "",
    }
    actions.save_block(officer, draft.pk, [Asked(name, text, 0) for name, text in texts.items()])
    assert cells(draft) == {name: text for name, text in texts.items() if text}


def test_a_cell_changed_after_it_was_seen_is_refused_with_both_values_and_who(officer, draft):
    actions.save_cell(officer, draft.pk, "national_incubators", "11", 0)
    said = refused(actions.save_cell, officer, draft.pk, "national_incubators", "9", 0)
    (conflict,) = said.facts["conflicts"]
    assert said.status == 409
    assert (conflict["mine"], conflict["theirs"], conflict["who"], conflict["version"]) == (
        "9",
        "11",
        "王珂",
        1,
    )
    assert cells(draft) == {"national_incubators": "11"}
    actions.save_cell(officer, draft.pk, "national_incubators", "9", conflict["version"])
    assert cells(draft) == {"national_incubators": "9"}


def test_another_cell_of_the_same_section_is_no_conflict(officer, draft):
    actions.save_cell(officer, draft.pk, "national_incubators", "11", 0)
    saved = actions.save_cell(officer, draft.pk, "national_rd_institutions", "61", 0)
    assert saved.cells[0].version == 2
    assert cells(draft) == {"national_incubators": "11", "national_rd_institutions": "61"}


def test_a_save_sent_twice_because_its_answer_was_lost_changes_nothing_the_second_time(officer, draft):
    actions.save_cell(officer, draft.pk, "national_incubators", "11", 0)
    actions.save_cell(officer, draft.pk, "national_incubators", "11", 0)
    assert (Edit.objects.filter(revision=draft.current).count(), lines(draft).count()) == (1, 1)


def test_a_block_is_stored_whole_or_not_at_all_with_every_conflict_named(officer, draft):
    actions.save_cell(officer, draft.pk, "national_incubators", "11", 0)
    actions.save_cell(officer, draft.pk, "land_area", "80", 0)
    block = [
        Asked("national_incubators", "9", 0),
        Asked("land_area", "86.4", 0),
        Asked("new_investment", "5", 0),
    ]
    said = refused(actions.save_block, officer, draft.pk, block)
    assert [one["field"] for one in said.facts["conflicts"]] == ["national_incubators", "land_area"]
    assert cells(draft) == {"national_incubators": "11", "land_area": "80"}


def test_a_block_is_one_line_of_the_journal_and_one_edit_a_cell(officer, draft):
    actions.save_block(
        officer, draft.pk, [Asked("national_incubators", "9", 0), Asked("land_area", "1.2万公顷", 0)]
    )
    assert (lines(draft).count(), Edit.objects.filter(revision=draft.current).count()) == (1, 2)
    assert dict(Section.objects.filter(revision=draft.current).values_list("key", "version")) == {
        "carriers": 1,
        "funds": 1,
    }


def test_all_unknown_cells_are_named_at_once_and_what_the_system_fills_is_not_for_typing(officer, draft):
    said = refused(
        actions.save_block,
        officer,
        draft.pk,
        [Asked(name, "1", 0) for name in ("nonsense", "revenue", "rows")],
    )
    assert (said.status, said.facts["fields"]) == (400, ["nonsense", "revenue", "rows"])


def test_only_the_own_officer_saves_while_the_form_is_open(person, officer, draft, returned):
    asked = ("national_incubators", "9", 0)
    assert refused(actions.save_cell, Actor(person("officer3")), draft.pk, *asked).status == 404
    assert refused(actions.save_cell, Actor(person("officer2")), draft.pk, *asked).status == 404
    assert refused(actions.save_cell, Actor(person("reviewer1")), draft.pk, *asked).status == 403
    assert refused(actions.save_cell, Actor(person("province1")), draft.pk, *asked).status == 403
    approved = Submission.objects.get(
        round__data_year=2015, form__kind="committee", organisation=person("officer3").organisation
    )
    said = refused(actions.save_cell, Actor(person("officer3")), approved.pk, *asked)
    assert (said.status, "省级审核员" in said.said.zh) == (409, True)


def test_an_officer_reads_the_forms_of_his_enterprises_and_cannot_fill_them(person, officer):
    firm = Submission.objects.get(form__kind="enterprise", round__data_year=2015)
    assert queries.submission_of(officer.person, firm.pk) == firm
    assert refused(actions.save_cell, officer, firm.pk, "revenue", "1", 0).status == 403
    actions.save_cell(Actor(person("enterprise1")), firm.pk, "revenue", "1.2亿元", 0)
    assert cells(firm) == {"revenue": "120000"}


def test_a_page_of_an_earlier_revision_does_not_save_into_the_new_one(person, returned):
    actor = Actor(person("officer2"))
    said = refused(actions.save_cell, actor, returned.pk, "national_incubators", "9", 0, revision=1)
    assert (said.status, "修订 2" in said.said.zh) == (409, True)


def test_a_note_is_kept_and_never_written_over_another(officer, draft):
    actions.note(officer, draft.pk, "land_area", "含代管区", "")
    said = refused(actions.note, officer, draft.pk, "land_area", "不含代管区", "")
    assert (said.status, said.facts["conflicts"][0]["theirs"]) == (409, "含代管区")
    assert Revision.objects.get(pk=draft.current_id).notes == {"land_area": "含代管区"}
    assert lines(draft, "cell:noted").count() == 1


def test_a_finding_is_explained_with_a_reason_and_six_characters_and_then_stops_nothing(person, returned):
    actor = Actor(person("officer2"))
    asked = [one for one in findings(returned) if one.asks]
    assert asked
    one = asked[0]
    assert (
        refused(actions.explain, actor, returned.pk, one.check, one.place, "actual", "五个字不够").status
        == 400
    )
    assert (
        refused(actions.explain, actor, returned.pk, one.check, one.place, "whim", "已经核对无误了").status
        == 400
    )
    assert (
        refused(actions.explain, actor, returned.pk, "Z-0121", "land_area", "actual", "已经核对无误了").status
        == 409
    )
    for each in asked:
        actions.explain(actor, returned.pk, each.check, each.place, "moved", "已撤销一家，见附件")
    assert blocking(returned) == ()
    assert not open_findings(returned)


def test_an_explanation_of_an_earlier_revision_holds_while_its_cell_is_unchanged(person, returned):
    actor = Actor(person("officer2"))
    one = next(each for each in findings(returned) if each.asks)
    actions.explain(actor, returned.pk, one.check, one.place, "moved", "已撤销一家，见附件")
    first = Revision.objects.get(pk=returned.current_id)
    returned.current = Revision.objects.create(submission=returned, number=3, cells=first.cells)
    assert (one.check, one.place) in explanations(returned)
    returned.current.cells = {**first.cells, one.place: "1"}
    assert (one.check, one.place) not in explanations(returned)


def test_a_comment_is_said_by_who_fills_and_who_reviews_and_stays(person, officer, draft):
    actions.comment(officer, draft.pk, "land_area", "口径请确认")
    actions.comment(Actor(person("reviewer1")), draft.pk, "land_area", "按批复面积")
    assert [one.words for one in queries.thread(draft, "land_area")] == ["口径请确认", "按批复面积"]
    (told,) = messages_of(officer.person)
    assert (told.zh, told.link) == (
        "周敏对“管委会表”的一格写了意见：按批复面积",
        f"/submissions/{draft.pk}/form",
    )
    assert refused(actions.comment, Actor(person("officer3")), draft.pk, "land_area", "看看").status == 404
    assert refused(actions.comment, Actor(person("auditor")), draft.pk, "land_area", "看看").status == 403
    assert refused(actions.comment, officer, draft.pk, "land_area", "  ").status == 400
    assert Comment.objects.filter(submission=draft).count() == 2


def test_who_else_is_at_work_and_what_was_changed_is_known(person, officer, draft):
    actions.save_cell(officer, draft.pk, "land_area", "80", 0)
    seen = queries.presence(person("reviewer1"), draft, 0)
    assert (seen.others, [edit.new for edit in seen.edits]) == ((("王珂", "funds"),), ["80"])
    assert queries.presence(officer.person, draft, seen.last).others == ()
    assert queries.presence(officer.person, draft, seen.last).edits == ()


def test_undo_is_a_new_edit_and_the_history_keeps_all(officer, draft):
    for at, text in enumerate(["80", "86.4", "80"]):
        actions.save_cell(officer, draft.pk, "land_area", text, at)
    assert [edit.new for edit in queries.history(draft, "land_area")] == ["80", "86.4", "80"]


def test_a_zone_without_its_table_of_enterprises_cannot_submit_that_form(person):
    table = Submission.objects.get(
        form__kind="enterprises", round__data_year=2015, organisation=person("officer1").organisation
    )
    assert [one.check for one in blocking(table)] == ["Q-0001"]


def test_an_enterprise_whose_zone_filed_for_it_last_year_sees_that_row(db):
    last = Submission.objects.filter(
        form__kind="enterprises", round__data_year=2014, approved__table__isnull=False
    ).first()
    form = Submission.objects.get(form__kind="enterprise", round__data_year=2015).form
    _, (row,) = rows(bytes(last.approved.table.parquet), ["credit_code", "revenue", "industry_code"], limit=1)
    parent, code = last.zone.organisation, row["credit_code"]
    firm, _ = Organisation.objects.get_or_create(
        code=code,
        defaults={"level": "enterprise", "name": "例企业", "parent": parent, "path": f"{parent.path}{code}/"},
    )
    mine, _ = Submission.objects.get_or_create(round=form.round, form=form, organisation=firm, zone=last.zone)
    before = before_of(mine)
    assert (before["revenue"], before["industry_code"]) == (
        f"{row['revenue'].normalize():f}",
        row["industry_code"],
    )
