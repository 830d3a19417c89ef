"""Rights: a change holds at the very next request; nobody changes himself or, at the ministry's level, alone."""

import pytest
from django.utils import timezone

from gaoxin_web.accounts import actions, queries
from gaoxin_web.accounts.jobs import disable_unused
from gaoxin_web.accounts.models import Organisation, Person, Proposal
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.jobs import Running
from gaoxin_web.platform.models import Entry, Job
from gaoxin_web.platform.refusals import Refused


def reaches(client) -> bool:
    return client.get("/account").status_code == 200


@pytest.fixture
def open_everywhere(browse, person):
    """A person with a session and a token: returns a function that says whether each still holds."""

    def opened(username):
        client = browse(username)
        _, raw = actions.issue_token(Actor(person(username)), label="x")

        def held():
            return reaches(client), queries.person_of_token(raw, "10.0.0.1") is not None

        assert held() == (True, True)
        return held

    return opened


def test_disabling_ends_session_and_token_at_once(open_everywhere, browse, person, try_in, known):
    known("officer1")
    held = open_everywhere("officer1")
    officer = person("officer1")
    assert browse("reviewer1").post(f"/people/{officer.pk}/disable", {"reason": "离职"}).status_code == 302
    assert held() == (False, False)
    assert try_in("officer1").status_code == 401


def test_a_move_to_another_zone_holds_at_once(open_everywhere, browse, person):
    held = open_everywhere("officer1")
    officer, there = person("officer1"), person("officer2").organisation
    given = {"role": "zone_officer", "organisation": there.code, "reason": "调动"}
    assert browse("province1").post(f"/people/{officer.pk}/move", given).status_code == 302
    assert held() == (False, False)
    assert person("officer1").organisation == there
    line = Entry.objects.get(tag="person:changed")
    assert (line.person, there.code in line.new, "调动" in line.new) == ("province1", True, True)


def test_a_role_taken_away_in_the_database_holds_at_the_next_request(browse, person):
    client = browse("auditor")
    assert client.get("/journal").status_code == 200
    Person.objects.filter(username="auditor").update(role="ministry_leader")
    assert client.get("/journal").status_code == 403


def test_ending_all_sessions_of_somebody_leaves_the_account(open_everywhere, browse, person):
    held = open_everywhere("officer1")
    browse("secadmin").post(f"/people/{person('officer1').pk}/sessions")
    assert held() == (False, False)
    assert person("officer1").is_active


def test_nobody_disables_or_moves_himself(browse, person):
    for who in ("sysadmin", "secadmin", "reviewer1", "province1"):
        own = person(who)
        given = {"reason": "自己", "role": own.role, "organisation": own.organisation.code}
        statuses = [
            browse(who).post(f"/people/{own.pk}/{what}", given).status_code
            for what in ("disable", "move", "enable")
        ]
        assert (who, statuses) == (who, [403, 403, 403])


@pytest.mark.parametrize(
    ("by", "whom"),
    [("reviewer1", "reviewer1"), ("reviewer1", "officer2"), ("province1", "officer3"), ("province1", "ministry1"),
     ("officer1", "reviewer1"), ("ministry1", "officer1"), ("expert1", "expert2"), ("enterprise1", "officer1")],
)  # fmt: skip
def test_people_outside_scope_or_table_are_not_touched(browse, person, by, whom):
    subject = person(whom)
    for what in ("disable", "move", "invite", "factor", "sessions"):
        answer = browse(by).post(f"/people/{subject.pk}/{what}", {"reason": "试试", "role": "zone_officer"})
        assert answer.status_code in (403, 404)
    after = person(whom)
    assert (after.is_active, after.role, after.session_stamp) == (True, subject.role, subject.session_stamp)
    assert Entry.objects.filter(tag="access:refused", person=by).count() == 5


def test_a_manager_does_not_lift_somebody_above_his_table(browse, person):
    officer = person("officer1")
    given = {"role": "zone_reviewer", "organisation": officer.organisation.code, "reason": "升任"}
    assert browse("reviewer1").post(f"/people/{officer.pk}/move", given).status_code == 403
    assert browse("province1").post(f"/people/{officer.pk}/move", given).status_code == 302
    assert person("officer1").role == "zone_reviewer"


def test_a_role_must_fit_the_organisation(person):
    with pytest.raises(Refused) as refused:
        actions.move(Actor(person("sysadmin")), person("officer1").pk, role="province_reviewer",
                     organisation=person("officer1").organisation.code, reason="试试")  # fmt: skip
    assert refused.value.status == 400


def propose(person, whom="officer1", role="ministry_reviewer") -> Proposal:
    return actions.move(
        Actor(person("sysadmin")), person(whom).pk, role=role, organisation="M", reason="调入部里"
    )


def test_a_move_into_the_ministry_waits_for_a_second_person(person, browse):
    made = propose(person)
    assert person("officer1").role == "zone_officer"
    decide = {"decision": "confirm"}
    for who in ("sysadmin", "ministry1", "auditor", "officer1"):
        assert browse(who).post(f"/proposals/{made.pk}", decide).status_code in (403, 404)
    assert person("officer1").role == "zone_officer"
    assert browse("secadmin").post(f"/proposals/{made.pk}", decide).status_code == 302
    assert (person("officer1").role, person("officer1").organisation.code) == ("ministry_reviewer", "M")
    assert browse("secadmin").post(f"/proposals/{made.pk}", decide).status_code == 409


def test_what_is_declined_does_not_happen(person, browse):
    made = propose(person)
    browse("secadmin").post(f"/proposals/{made.pk}", {"decision": "decline"})
    made.refresh_from_db()
    assert (person("officer1").role, made.accepted, made.decided_by.username) == (
        "zone_officer",
        False,
        "secadmin",
    )


def test_administrators_do_not_get_each_others_rights_alone_nor_confirm_what_concerns_them(person):
    Person.objects.create(
        username="sec2", name="另一位", role="security_admin", organisation=person("secadmin").organisation
    )
    Person.objects.create(
        username="sys2", name="另一位", role="system_admin", organisation=person("secadmin").organisation
    )
    made = actions.move(
        Actor(person("sysadmin")), person("secadmin").pk, role="system_admin", organisation="M", reason="兼任"
    )
    with pytest.raises(Refused) as refused:
        actions.decide(Actor(person("secadmin")), made.pk, accept=True)
    assert refused.value.status == 403
    assert person("secadmin").role == "security_admin"
    with pytest.raises(Refused):
        actions.decide(Actor(person("sys2")), made.pk, accept=True)
    actions.decide(Actor(person("sec2")), made.pk, accept=True)
    assert person("secadmin").role == "system_admin"


def test_roles_swapped_between_asking_and_confirming_do_not_help(person):
    """The asker becomes the confirmer's equal in between: he cannot confirm his own, and nobody can carry it out."""
    made = propose(person)
    Person.objects.filter(username="sysadmin").update(role="security_admin")
    with pytest.raises(Refused) as refused:
        actions.decide(Actor(person("sysadmin")), made.pk, accept=True)
    assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        actions.decide(Actor(person("secadmin")), made.pk, accept=True)
    assert refused.value.status == 409
    assert (person("officer1").role, Proposal.objects.get(pk=made.pk).decided_at) == ("zone_officer", None)


def test_the_last_administrator_of_a_kind_stays(person, browse):
    for who, by in (("secadmin", "sysadmin"), ("auditor", "sysadmin"), ("sysadmin", "secadmin")):
        assert browse(by).post(f"/people/{person(who).pk}/disable", {"reason": "试试"}).status_code == 409
        assert person(who).is_active


def test_enabling_at_the_ministrys_level_waits_for_a_second_person(person):
    actions.disable(Actor(person("sysadmin")), person("ministry2").pk, "休假")
    made = actions.enable(Actor(person("sysadmin")), person("ministry2").pk, "回来")
    assert not person("ministry2").is_active
    actions.decide(Actor(person("secadmin")), made.pk, accept=True)
    assert person("ministry2").is_active
    actions.disable(Actor(person("reviewer1")), person("officer1").pk, "休假")
    assert actions.enable(Actor(person("reviewer1")), person("officer1").pk, "回来") is None
    assert person("officer1").is_active


def test_a_reason_is_asked(person):
    with pytest.raises(Refused) as refused:
        actions.disable(Actor(person("reviewer1")), person("officer1").pk, " ")
    assert (refused.value.status, person("officer1").is_active) == (400, True)


def test_accounts_unused_for_ninety_days_are_disabled_and_the_last_administrators_stay(person, clock):
    clock.forward(days=89)
    assert disable_unused(Running(Job(id=0)))["disabled"] == []
    Person.objects.filter(username="officer2").update(last_login=timezone.now())
    clock.forward(days=2)
    everybody = set(Person.objects.values_list("username", flat=True))
    gone = set(disable_unused(Running(Job(id=0)))["disabled"])
    assert everybody - gone == {"officer2", "sysadmin", "secadmin", "auditor"}
    assert Entry.objects.filter(tag="person:disabled", person="system").count() == len(gone)


def test_everybody_sees_the_people_of_his_own_organisations_alone(browse, person):
    seen = browse("reviewer1").get("/people")
    assert {row.username for row in seen.context["rows"]} == {"officer1", "reviewer1", "enterprise1"}
    assert "officer2" not in seen.content.decode()
    foreign = person("officer3")
    assert browse("reviewer1").get(f"/people/{foreign.pk}").status_code == 404
    assert browse("province1").get(f"/people?organisation={foreign.organisation.code}").status_code == 404
    assert browse("officer1").get("/people").status_code == 403
    assert (
        browse("sysadmin").get("/people").context["rows"].paginator.count
        == Person.objects.exclude(role="expert").count()
    )


def test_the_tree_shows_the_way_down_and_what_lies_below(browse, person):
    zone = person("officer1").organisation
    tree = browse("sysadmin").get(f"/people?organisation={zone.code}").context["tree"]
    shown = [row["organisation"].code for row in tree]
    assert {"M", "EXPERTS", zone.parent.code, zone.code} <= set(shown)
    assert [row["organisation"].code for row in tree if row["here"]] == [zone.code]
    foreign = Organisation.objects.filter(level="zone").exclude(parent=zone.parent).first()
    assert foreign.code not in shown


def test_the_phone_is_stored_sealed_and_shown_to_its_owner(browse, person):
    client = browse("officer1")
    client.post("/account/profile", {"email": "a@b.example", "phone": "138-0000-1111"})
    assert "138" not in person("officer1").phone
    assert client.get("/account").context["phone"] == "138-0000-1111"
    assert "138-0000-1111" not in browse("reviewer1").get(f"/people/{person('officer1').pk}").content.decode()
    wrong = client.post("/account/profile", {"email": "ab", "phone": "x" * 40})
    assert (wrong.status_code, len(wrong.context["wrong"].facts["faults"])) == (400, 2)
