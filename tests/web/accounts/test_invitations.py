"""Invitations in place of first passwords: once, in time, confirmed by a second person where it must be."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.accounts import actions, first, queries
from gaoxin_web.accounts.models import Invitation, Organisation, Person
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused

from .conftest import PASSWORD


@pytest.fixture
def invite(person):
    """Invite somebody as a person does; return the invitation and its token."""

    def inviting(by, role, organisation=None, username="newcomer"):
        actor = Actor(person(by))
        code = organisation or actor.person.organisation.code
        return actions.invite(actor, username=username, name="新人", role=role, organisation=code)

    return inviting


def links(answer) -> list[str]:
    return re.findall(r"/invitation/[\w-]+", answer.content.decode())


def test_an_invited_person_chooses_a_password_and_comes_in(browse, client, person):
    zone = person("reviewer1").organisation.code
    given = {"username": "newcomer", "name": "新人", "role": "zone_officer", "organisation": zone}
    shown = browse("reviewer1").post("/people/invite", given)
    (link,) = set(links(shown))
    page = client.get(link)
    assert (page.status_code, "新人" in page.content.decode()) == (200, True)
    weak = client.post(link, {"new": "newcomer1", "again": "newcomer1"})
    assert (weak.status_code, len(weak.context["wrong"].facts["faults"])) == (400, 3)
    assert client.post(link, {"new": PASSWORD, "again": PASSWORD})["Location"] == "/login"
    assert client.post("/login", {"username": "newcomer", "password": PASSWORD})["Location"] == "/"
    made = Person.objects.get(username="newcomer")
    assert (made.role, made.organisation.code, made.name) == ("zone_officer", zone, "新人")


def test_an_invitation_is_used_once_and_kept_as_a_digest(invite, client):
    given, token = invite("reviewer1", "zone_officer")
    assert token not in str(vars(given))
    actions.join(Actor(None), token, password=PASSWORD)
    again = client.post(f"/invitation/{token}", {"new": PASSWORD, "again": PASSWORD})
    unknown = client.post("/invitation/unknown", {"new": PASSWORD, "again": PASSWORD})
    assert (again.status_code, unknown.status_code) == (404, 404)
    said = [re.search(r"<h1>(.*?)</h1>", one.content.decode())[1] for one in (again, unknown)]
    assert said[0] == said[1]


@pytest.mark.parametrize("end", ["late", "withdrawn", "inviter disabled"])
def test_an_invitation_that_is_over_is_not_there(invite, client, person, end):
    given, token = invite("reviewer1", "zone_officer")
    if end == "late":
        Invitation.objects.filter(pk=given.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "withdrawn":
        actions.withdraw_invitation(Actor(person("reviewer1")), given.pk)
    else:
        Person.objects.filter(username="reviewer1").update(is_active=False)
    assert client.get(f"/invitation/{token}").status_code == 404


@pytest.mark.parametrize(
    ("by", "role", "place"),
    [
        ("reviewer1", "zone_reviewer", "own"),
        ("reviewer1", "province_reviewer", "own"),
        ("reviewer1", "zone_officer", "above"),
        ("province1", "province_reviewer", "own"),
        ("province1", "expert", "own"),
        ("officer1", "zone_officer", "own"),
        ("secadmin", "auditor", "own"),
        ("auditor", "auditor", "own"),
        ("ministry1", "zone_officer", "own"),
        ("expert1", "expert", "own"),
    ],
)
def test_nobody_invites_beyond_his_table(invite, person, by, role, place):
    own = person(by).organisation
    organisation = own.parent.code if place == "above" and own.parent else own.code
    with pytest.raises(Refused) as refused:
        invite(by, role, organisation)
    assert refused.value.status == (404 if place == "above" else 403)
    assert Invitation.objects.count() == 0


def test_a_zone_outside_ones_province_is_not_there(invite, person):
    with pytest.raises(Refused) as refused:
        invite("province1", "zone_officer", person("officer3").organisation.code)
    assert refused.value.status == 404
    assert invite("province1", "zone_officer", person("officer2").organisation.code)[0].pk


def test_everything_wrong_with_an_invitation_is_said_at_once(person):
    with pytest.raises(Refused) as refused:
        actions.invite(
            Actor(person("sysadmin")), username="o!", name="", role="zone_officer", organisation="M"
        )
    assert (refused.value.status, len(refused.value.facts["faults"])) == (400, 3)
    with pytest.raises(Refused, match="taken"):
        actions.invite(Actor(person("reviewer1")), username="officer1", name="新人", role="zone_officer",
                       organisation=person("reviewer1").organisation.code)  # fmt: skip


@pytest.mark.parametrize("role", ["ministry_reviewer", "system_admin", "security_admin", "auditor"])
def test_a_role_of_the_ministry_counts_only_when_a_security_administrator_has_confirmed(
    invite, browse, client, role
):
    given, token = invite("sysadmin", role)
    assert client.get(f"/invitation/{token}").status_code == 404
    assert browse("sysadmin").post(f"/invitations/{given.pk}/confirm").status_code == 403
    assert browse("auditor").post(f"/invitations/{given.pk}/confirm").status_code == 403
    assert browse("ministry1").post(f"/invitations/{given.pk}/confirm").status_code == 403
    assert browse("secadmin").post(f"/invitations/{given.pk}/confirm").status_code == 302
    assert browse("secadmin").post(f"/invitations/{given.pk}/confirm").status_code == 409
    assert client.get(f"/invitation/{token}").status_code == 200


def test_what_was_asked_by_somebody_who_lost_the_right_is_not_confirmed(invite, person):
    given, _ = invite("sysadmin", "ministry_reviewer")
    Person.objects.filter(username="sysadmin").update(role="ministry_leader")
    with pytest.raises(Refused) as refused:
        actions.confirm_invitation(Actor(person("secadmin")), given.pk)
    assert refused.value.status == 409


def test_what_waits_is_counted_for_who_may_confirm_it(invite, person):
    invite("sysadmin", "ministry_reviewer")
    assert [queries.waiting_for(person(who)) for who in ("secadmin", "sysadmin", "reviewer1")] == [1, 0, 0]


def test_a_forgotten_password_is_mended_by_a_link_that_ends_old_sessions(known, browse, client, person):
    officer, theirs = known("officer1"), browse("officer1")
    (link,) = set(links(browse("reviewer1").post(f"/people/{officer.pk}/invite")))
    assert theirs.get("/").status_code == 200
    assert client.post(link, {"new": PASSWORD, "again": PASSWORD}).status_code == 400
    assert client.post(link, {"new": "Blau-Wagen8y", "again": "Blau-Wagen8y"}).status_code == 302
    assert theirs.get("/").status_code == 302
    assert client.post("/login", {"username": "officer1", "password": "Blau-Wagen8y"})["Location"] == "/"
    assert Person.objects.filter(username="officer1").count() == 1


def test_extra_fields_of_an_invitation_change_nothing(browse, person):
    zone = person("reviewer1").organisation.code
    given = {"username": "newcomer", "name": "新人", "role": "zone_officer", "organisation": zone,
             "confirmed_by": "1", "is_active": "1", "person": "1", "expires_at": "2099-01-01"}  # fmt: skip
    browse("reviewer1").post("/people/invite", given)
    made = Invitation.objects.get()
    assert (made.confirmed_by, made.person, made.role) == (None, None, "zone_officer")
    assert made.expires_at < timezone.now() + timedelta(days=8)


def test_where_there_are_people_the_machine_invites_no_administrators(db):
    assert first.found("科技部火炬中心") == {}


def test_an_organisation_is_added_below_ones_own_and_nowhere_else(person, browse):
    zone = person("reviewer1").organisation
    actor = Actor(person("reviewer1"))
    made = actions.add_organisation(
        actor, code="91110000X", level="enterprise", name="新企业", parent=zone.code
    )
    assert (made.path, made.parent) == (f"{zone.path}91110000X/", zone)
    with pytest.raises(Refused) as refused:
        actions.add_organisation(actor, code="C1", level="city", name="某市", parent=zone.code)
    assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        actions.add_organisation(Actor(person("sysadmin")), code="a b", level="planet", name="", parent="M")
    assert len(refused.value.facts["faults"]) == 3
    assert Organisation.objects.filter(code="a b").count() == 0
    assert Entry.objects.filter(tag="organisation:changed").count() == 1
