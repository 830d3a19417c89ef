"""The first pages of a national round: 147 zones ask the database no more than eight do."""

import pytest
from django.utils import timezone

from gaoxin_web.accounts.models import Organisation
from gaoxin_web.collect.models import Participant, Revision, Round, Submission
from gaoxin_web.dashboards.matrix import matrix
from gaoxin_web.registry.models import Zone, ZoneYear

ZONES = 147


@pytest.fixture
def national(db):
    """The round under way with 147 zones: the added ones in every state."""
    made = Round.objects.get(closed=False)
    above = Zone.objects.first().organisation.parent
    codes = [f"N{at:03}" for at in range(ZONES - made.participants.count())]
    Organisation.objects.bulk_create(
        Organisation(code=code, level="zone", name=f"{code}高新区", parent=above, path=f"{above.path}{code}/")
        for code in codes
    )
    mine = Organisation.objects.in_bulk(codes, field_name="code")
    Zone.objects.bulk_create(
        Zone(code=code, organisation=mine[code], province=above.code, national_since=2000) for code in codes
    )
    zones = list(Zone.objects.filter(code__in=codes))
    ZoneYear.objects.bulk_create(ZoneYear(zone=zone, since=2000, name=zone.code) for zone in zones)
    Participant.objects.bulk_create(Participant(round=made, zone=zone) for zone in zones)
    states = ("draft", "submitted", "received", "zone_approved", "province_approved", "returned")
    for form in made.forms.exclude(kind="enterprise"):
        sent = Submission.objects.bulk_create(
            Submission(
                round=made, form=form, organisation_id=zone.organisation_id, zone=zone, state=states[at % 6]
            )
            for at, zone in enumerate(zones)
        )
        drafts = Revision.objects.bulk_create(Revision(submission=one, number=1) for one in sent)
        for one, draft in zip(sent, drafts, strict=True):
            one.current = draft
        Submission.objects.bulk_update(sent, ["current"])
    return made


def test_the_matrix_of_147_zones_is_whole(person, national):
    found = matrix(person("ministry1"), national, timezone.now())
    assert (len(found.rows), {len(row.cells) for row in found.rows}) == (ZONES, {national.forms.count()})


PAGES = {
    ("ministry1", "/"): 27, ("ministry1", "/matrix/"): 18, ("province1", "/"): 18, ("province1", "/matrix/"): 15,
    ("ministry1", "/zones/"): 12, ("officer2", "/"): 16,
}  # fmt: skip
"""Who looks at which page, and how many questions it may ask."""


@pytest.mark.parametrize(("username", "address"), PAGES)
def test_a_page_asks_no_more_for_147_zones(
    browse, national, django_assert_max_num_queries, username, address
):
    client = browse(username)
    client.get(address)
    with django_assert_max_num_queries(PAGES[username, address]):
        assert client.get(address).status_code == 200
