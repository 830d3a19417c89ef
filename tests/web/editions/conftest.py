"""What the tests of editions share: a province of six zones with two people, its edition, jobs run at once."""

import pytest

OWN = ("Z002", "Z004", "Z005", "Z006", "Z007", "Z008")
FOREIGN = "Z003"


@pytest.fixture
def province(db, person):
    """The province of province1 with six zones of the released round below it; Z003 stays with the other province."""
    from gaoxin_web.accounts.models import Person
    from gaoxin_web.registry.models import Zone

    first = person("province1")
    for zone in Zone.objects.select_related("organisation").filter(code__in=OWN):
        mine = zone.organisation
        mine.parent, mine.path = first.organisation, f"{first.organisation.path}{mine.code}/"
        mine.save()
    Person.objects.create(
        username="second1", name="副手", organisation=first.organisation, role="province_reviewer", password="x",
        password_changed_at=first.password_changed_at,
    )  # fmt: skip
    return first.organisation


@pytest.fixture
def acting(person):
    from gaoxin_web.platform.actor import Actor

    return lambda username: Actor(person(username))


@pytest.fixture
def finished():
    """Run a queued job at once and return what it gave."""
    import gaoxin_web.rounds.jobs  # noqa: F401 - the kinds are known by it
    from gaoxin_web.platform.jobs import KINDS, Running

    return lambda job: KINDS[job.kind](Running(job))


@pytest.fixture
def base(db):
    from gaoxin_web.collect.models import Round

    return Round.objects.get(data_year=2014)


@pytest.fixture
def usual(base):
    """The national weights as a form sends them."""
    from gaoxin.edition import thaw
    from gaoxin_web.rounds.edition_weights import national, shown

    found = national(thaw(base.edition_text))
    return {f"d-{key}": shown(value) for key, value in found.dimensions.items()} | {
        f"i-{key}": shown(value) for key, value in found.indicators.items()
    }


@pytest.fixture
def sent(usual):
    """A form of other weights: more on knowledge, 2.1 dropped by name."""
    return {**usual, "d-1": "45", "d-2": "15", "i-2.1": "0", "i-2.2": "17.28", "out": ["2.1"]}


@pytest.fixture
def local(province, browse, sent):
    """The province's edition as saved on the page: a draft."""
    from gaoxin_web.rounds.models import LocalVersion

    answer = browse("province1").post("/editions/derive", {**sent, "name": "创新导向版"})
    assert answer.status_code == 302, answer.content.decode()
    return LocalVersion.objects.get()


@pytest.fixture
def in_force(local, acting):
    from gaoxin_web.rounds.edition_actions import settle

    settle(acting("second1"), local, "in_force")
    local.refresh_from_db()
    return local


@pytest.fixture
def result(in_force, acting, finished, person):
    """The local result of the released round."""
    from gaoxin_web.rounds.edition_actions import ask_evaluation
    from gaoxin_web.rounds.models import LocalRun
    from gaoxin_web.rounds.visible import sight_of

    done = finished(ask_evaluation(acting("province1"), in_force, sight_of(person("province1"), year=2014)))
    return LocalRun.objects.get(pk=done["local_run"])


@pytest.fixture
def disclosed(result, acting):
    from gaoxin_web.rounds.edition_actions import tell

    tell(acting("province1"), result, True)
    return result
