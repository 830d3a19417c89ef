"""The committee's form by workbook: prefilled, protected, read again cell by cell; nobody's change is lost."""

from io import BytesIO

import openpyxl
import pytest
from tests.web.excel.sheets import actor, opened, read, submission_of, written

from gaoxin.edition import load
from gaoxin.returns.header import PROBLEMS
from gaoxin.returns.template import KEY_NAME
from gaoxin_web.collect.actions import save_cell
from gaoxin_web.collect.excel_actions import confirm, export_form, receive
from gaoxin_web.collect.models import Edit, Revision
from gaoxin_web.platform.refusals import Refused


@pytest.fixture
def officer(person):
    return person("officer2")


@pytest.fixture
def held(officer):
    return submission_of(officer, "committee")


@pytest.fixture
def template(officer, held):
    return openpyxl.load_workbook(BytesIO(export_form(actor(officer), held.pk, "template")[1]))


def place(book, name):
    field = load("cn-2013-388").zone_fields.get(name)
    code = (field.code or name) if field else name
    return next(row for row in book["填报"].iter_rows() if row[2].value == code)


def send(officer, held, book):
    return read(receive(actor(officer), held.pk, "管委会表.xlsx", written(book)))


def cells(held):
    return Revision.objects.get(pk=held.current_id).cells


def test_the_template_holds_last_year_the_draft_and_locks_all_but_its_cells(held, template):
    row = place(template, "national_incubators")
    last = held.organisation.submissions.get(form__kind="committee", round__data_year=2014).approved.cells
    assert [row[4].value, row[5].value] == [
        int(held.current.cells["national_incubators"]),
        int(last["national_incubators"]),
    ]
    assert [row[at].protection.locked for at in (1, 4, 5, 6)] == [True, False, True, False]
    assert template["填报"].protection.sheet is True
    assert KEY_NAME in template.defined_names
    money = place(template, "fiscal_science_spending")
    assert (money[3].value, money[3].protection.locked) == ("千元", False)


def test_a_template_sent_back_untouched_changes_nothing(officer, held, template):
    before = cells(held)
    checked = send(officer, held, template)
    assert {one["outcome"] for one in checked.summary["merged"].values()} == {"same"}
    assert (checked.state, cells(held)) == ("checked", before)


def test_four_nils_units_and_full_width_digits_are_read_as_they_are_meant(officer, held, template):
    typed = {
        "national_incubators": ("—", "—"), "national_rd_institutions": ("…", "…"), "international_clusters": (0, "0"),
        "land_area": ("８６．４平方公里", "86.4"), "registered_enterprises": (None, ""), "resident_income": ("38,200", "38200"),
    }  # fmt: skip
    for code, (value, _) in typed.items():
        place(template, code)[4].value = value
    money = place(template, "fiscal_science_spending")
    money[3].value, money[4].value = "万元", 1234.5
    place(template, "national_incubators")[6].value = "本园区不设"
    checked = send(officer, held, template)
    assert checked.summary["stops"] == 0
    confirm(actor(officer), checked.pk)
    expected = {code: text for code, (_, text) in typed.items()} | {"fiscal_science_spending": "12345"}
    stored = cells(held)
    assert {code: stored.get(code, "") for code in expected} == expected
    assert Revision.objects.get(pk=held.current_id).notes["national_incubators"] == "本园区不设"


def test_every_cell_that_cannot_be_read_is_said_at_once_and_nothing_is_stored(officer, held, template):
    before = cells(held)
    place(template, "land_area")[4].value = "很大"
    place(template, "national_incubators")[4].value = "2.5"
    place(template, "resident_income")[4].value = 41000
    faulty = send(officer, held, template)
    must = {name for name, one in faulty.summary["problems"].items() if one["class"] == "强制性"}
    assert (faulty.state, must) == ("faulty", {"land_area", "national_incubators"})
    back = openpyxl.load_workbook(BytesIO(bytes(faulty.annotated)))
    assert [cell.value for cell in place(back, "代码")][7] == PROBLEMS
    assert "很大" in place(back, "land_area")[7].value
    assert place(back, "land_area")[4].value == "很大"
    with pytest.raises(Refused) as caught:
        confirm(actor(officer), faulty.pk)
    assert (caught.value.status, cells(held)) == (409, before)
    place(back, "land_area")[4].value, place(back, "national_incubators")[4].value = 21.5, 3
    mended = send(officer, held, back)
    assert mended.state == "checked"
    confirm(actor(officer), mended.pk)
    assert [cells(held)[name] for name in ("land_area", "national_incubators", "resident_income")] == [
        "21.5",
        "3",
        "41000",
    ]


def test_what_was_changed_online_meanwhile_is_a_conflict_with_both_values(officer, held, template):
    save_cell(actor(officer), held.pk, "national_incubators", "11", 0)
    save_cell(actor(officer), held.pk, "land_area", "30", 0)
    place(template, "national_incubators")[4].value = 12
    place(template, "resident_income")[4].value = 40001
    checked = send(officer, held, template)
    said = {
        name: one["outcome"] for name, one in checked.summary["merged"].items() if one["outcome"] != "same"
    }
    assert said == {"national_incubators": "conflict", "land_area": "kept", "resident_income": "changed"}
    assert (
        checked.summary["merged"]["national_incubators"]["online"],
        checked.summary["merged"]["national_incubators"]["sent"],
    ) == ("11", "12")
    with pytest.raises(Refused) as caught:
        confirm(actor(officer), checked.pk)
    assert (caught.value.status, caught.value.facts) == (400, {"fields": ["national_incubators"]})
    confirm(actor(officer), checked.pk, choices={"national_incubators": "file"})
    assert [cells(held)[name] for name in ("national_incubators", "land_area", "resident_income")] == [
        "12",
        "30",
        "40001",
    ]
    assert Edit.objects.filter(revision_id=held.current_id, field="national_incubators").count() == 2


def test_the_online_value_may_be_kept(officer, held, template):
    save_cell(actor(officer), held.pk, "national_incubators", "11", 0)
    place(template, "national_incubators")[4].value = 12
    checked = send(officer, held, template)
    confirm(actor(officer), checked.pk, choices={"national_incubators": "online"})
    assert cells(held)["national_incubators"] == "11"


def test_an_edit_between_the_dry_run_and_the_confirmation_is_not_overwritten(officer, held, template):
    place(template, "national_incubators")[4].value = 12
    checked = send(officer, held, template)
    save_cell(actor(officer), held.pk, "national_incubators", "13", 0)
    with pytest.raises(Refused) as caught:
        confirm(actor(officer), checked.pk)
    conflict = caught.value.facts["conflicts"][0]
    assert (caught.value.status, conflict["mine"], conflict["theirs"]) == (409, "12", "13")
    assert cells(held)["national_incubators"] == "13"


def test_a_template_of_another_unit_is_refused_whatever_it_holds(person, officer, held):
    other = person("officer1")
    mine = submission_of(other, "committee")
    book = openpyxl.load_workbook(BytesIO(export_form(actor(officer), held.pk, "template")[1]))
    wrong = send(other, mine, book)
    assert (wrong.state, wrong.summary["refused"][0]["found"][1]) == (
        "faulty", "this template belongs to another unit, form or round")  # fmt: skip
    assert cells(mine) == {}


def test_a_key_that_was_changed_is_refused(officer, held, template):
    name = template.defined_names[KEY_NAME]
    name.attr_text = name.attr_text.replace(f'"{held.pk}-', f'"{held.pk + 1}-')
    wrong = send(officer, held, template)
    assert (
        wrong.summary["refused"][0]["found"][1]
        == "the template's hidden key was changed, or was not made here"
    )


def test_without_a_key_nothing_filled_is_overwritten_unasked(officer, held, template):
    del template.defined_names[KEY_NAME]
    place(template, "national_incubators")[4].value = 77
    checked = send(officer, held, template)
    assert checked.summary["merged"]["national_incubators"]["outcome"] == "conflict"


def test_a_workbook_that_is_no_form_is_refused_with_the_way_out(officer, held):
    book = openpyxl.Workbook()
    book.active.append(["随便", "写写"])
    wrong = send(officer, held, book)
    assert wrong.summary["refused"][0]["remedy"] == [
        "请下载本表的模板，填好后上传",
        "download the template of this form, fill it and send it",
    ]


def test_a_template_of_an_older_revision_is_still_held_against_what_it_was_made_from(officer, held, template):
    opened(held)
    save_cell(actor(officer), held.pk, "land_area", "31", 0)
    place(template, "resident_income")[4].value = 40002
    checked = send(officer, held, template)
    said = {
        name: one["outcome"] for name, one in checked.summary["merged"].items() if one["outcome"] != "same"
    }
    assert said == {"land_area": "kept", "resident_income": "changed"}
