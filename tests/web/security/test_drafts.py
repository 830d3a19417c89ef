"""A draft is its reporter's own: nobody above sees a figure of it on any page, in any answer or file, until it is submitted."""

import pytest
from django.conf import settings as conf
from tests.web.security.test_matrix import ask, doors, routes  # noqa: F401 - a fixture
from tests.web.security.world import FIGURE, text_of

from gaoxin.micro.tables import rows
from gaoxin_web.collect.models import Edit, Revision, Submission
from gaoxin_web.platform.models import Job

ABOVE = ("province", "ministry", "auditor")
NOTE = "CANARY-DRAFT"
MARKS = (FIGURE, f"{int(FIGURE):,}", NOTE)
"""The figure as it is stored and as people read it, and the note."""


@pytest.fixture
def draft(person, places):
    """Put a figure and a note that stand nowhere else into the draft of the first zone."""
    mine = Submission.objects.select_related("current").get(
        round__closed=False, form__kind="committee", organisation=person("officer1").organisation
    )
    Revision.objects.filter(pk=mine.current.pk).update(
        cells={"national_incubators": FIGURE}, notes={"national_incubators": NOTE}
    )
    Edit.objects.create(revision=mine.current, section="a", version=1, field="national_incubators", old="", new=FIGURE,
                        person=person("officer1"))  # fmt: skip
    return mine


def shown(doors, places, role):  # noqa: F811
    """Return the addresses on which a role reads the figure or the note, of all that can be read."""
    found = set()
    for route in routes(doors["anonymous"][0]):
        if "GET" in route.methods and not route.name.startswith("journal"):
            body = text_of(ask(doors[role], route, "GET", route.filled(places["own"])))
            if any(mark in body for mark in MARKS):
                found.add(route.name)
    return found


@pytest.mark.parametrize("role", ABOVE)
def test_nobody_above_reads_a_draft_anywhere(doors, places, draft, role):  # noqa: F811
    seen = shown(doors, places, role)
    assert seen <= ({"api get /journal"} if role == "auditor" else set())


def test_its_own_people_read_it_on_the_form_and_by_the_api(doors, places, draft):  # noqa: F811
    assert {"submission_form", "submission_print", "submission_cell", "review_submission"} | {
        "api get /submissions/{submission}/cells", "api get /submissions/{submission}/history/{field}"
    } <= shown(doors, places, "officer")  # fmt: skip


@pytest.mark.parametrize("username", ["province1", "ministry1", "auditor"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_export_holds_it(browse, draft, username, kind):
    body = text_of(browse(username).post(f"/submissions/{draft.pk}/exports", {"kind": kind}))
    assert (FIGURE in body, NOTE in body) == (False, False)


def test_the_export_of_its_own_people_holds_it(browse, draft):
    body = text_of(browse("officer1").post(f"/submissions/{draft.pk}/exports", {"kind": "csv"}))
    assert (FIGURE in body, NOTE in body) == (True, True)


def with_table(person, username="officer1"):
    """Put another zone's table into the draft of the first zone's enterprises; return the draft."""
    mine = Submission.objects.select_related("current").get(
        round__closed=False, form__kind="enterprises", organisation=person(username).organisation
    )
    table = Submission.objects.filter(form=mine.form).exclude(current__table=None).first().current.table
    Revision.objects.filter(pk=mine.current.pk).update(table=table)
    return mine, table


@pytest.mark.parametrize(
    ("username", "sees"), [("officer1", True), ("province1", False), ("ministry1", False)]
)
def test_sums_over_a_table_that_was_not_submitted_are_its_own_zones(browse, person, draft, username, sees):
    _, table = with_table(person)
    body = browse(username).get(f"/submissions/{draft.pk}/form").content.decode()
    whole, found = rows(bytes(table.parquet), ["employees"], limit=10**6)
    total = f"{sum(one['employees'] or 0 for one in found):,}"
    assert (whole, total in body) == (table.rows, sees)


@pytest.mark.parametrize(("username", "sees"), [("officer1", True), ("province1", False)])
def test_a_table_that_was_not_submitted_is_exported_for_its_own_zone_alone(browse, person, username, sees):
    from gaoxin_web.platform.runner import step

    mine, _ = with_table(person)
    answer = browse(username).post(f"/submissions/{mine.pk}/exports", {"kind": "csv"})
    assert answer.status_code == (302 if sees else 409)
    if sees:
        Job.objects.exclude(kind="export").filter(state="queued").update(state="cancelled")
        assert step("runner")
        written = Job.objects.get(kind="export")
        assert (written.state, (conf.HOME / "files" / written.result["file"]).is_file()) == ("done", True)


def test_of_a_returned_form_those_above_see_what_was_submitted_last(browse, person):
    mine = Submission.objects.select_related("current").get(
        round__closed=False, form__kind="committee", organisation=person("officer2").organisation
    )
    sent = mine.revisions.exclude(sealed_at=None).order_by("number").last()
    Revision.objects.filter(pk=mine.current.pk).update(cells=sent.cells | {"land_area": FIGURE})
    page = f"/submissions/{mine.pk}/form"
    seen = {name: browse(name).get(page).content.decode() for name in ("officer2", "province1")}
    assert {name: MARKS[1] in body for name, body in seen.items()} == {"officer2": True, "province1": False}
    assert f"修订 {sent.number}" in seen["province1"]
