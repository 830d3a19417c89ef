"""Pages of people ask the database a bounded number of questions, however many people there are."""

import pytest

from gaoxin_web.accounts import actions
from gaoxin_web.accounts.models import Person
from gaoxin_web.platform.actor import Actor


@pytest.fixture
def crowd(person):
    """A zone with sixty more officers, half of them invited, all known to the journal."""
    zone = person("officer1").organisation
    Person.objects.bulk_create(
        Person(username=f"crowd{at}", name=f"第{at}位", role="zone_officer", organisation=zone)
        for at in range(60)
    )
    for at in range(30):
        actions.invite(
            Actor(person("reviewer1")),
            username=f"guest{at}",
            name="客",
            role="zone_officer",
            organisation=zone.code,
        )


@pytest.mark.parametrize(
    ("who", "address", "budget"),
    [("sysadmin", "/people", 30), ("reviewer1", "/people", 25), ("secadmin", "/people", 32), ("auditor", "/journal", 22),
     ("officer1", "/account", 22)],
)  # fmt: skip
@pytest.mark.usefixtures("crowd")
def test_a_page_keeps_its_budget(browse, django_assert_max_num_queries, who, address, budget):
    client = browse(who)
    with django_assert_max_num_queries(budget):
        assert client.get(address).status_code == 200


def test_somebodys_latest_log_ins_are_shown_to_him_with_the_failed_ones(known, try_in, client):
    known("officer1")
    try_in("officer1", "Wrong-pass1", address="203.0.113.9")
    try_in("officer1")
    shown = [(row.address, words) for row, words in client.get("/account").context["log_ins"]]
    assert shown == [("10.0.0.1", "登录"), ("203.0.113.9", "登录失败")]
