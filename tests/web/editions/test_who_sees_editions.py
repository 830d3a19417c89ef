"""Who sees of local editions what: drafts, results, places; canaries in the figures of a zone that is not the owner's."""

import re

import pytest
from tests.web.editions.conftest import FOREIGN

EVERYBODY = (
    "province1", "second1", "officer2", "officer3", "province2", "ministry1", "leader", "auditor", "expert1", "sysadmin",
)  # fmt: skip


def answers(browse, address, names=EVERYBODY):
    return {name: browse(name).get(address).status_code for name in names}


def test_a_draft_is_for_its_owner_and_those_above(local, browse):
    asked = answers(browse, f"/editions/{local.edition_id}/")
    assert asked == {
        "province1": 200, "second1": 200, "officer2": 404, "officer3": 404, "province2": 404, "ministry1": 200,
        "leader": 200, "auditor": 200, "expert1": 404, "sysadmin": 404,
    }  # fmt: skip


def test_an_edition_in_force_is_known_to_the_zones_under_its_owner(in_force, browse):
    asked = answers(browse, f"/editions/{in_force.edition_id}/")
    assert asked == {
        "province1": 200, "second1": 200, "officer2": 200, "officer3": 404, "province2": 404, "ministry1": 200,
        "leader": 200, "auditor": 200, "expert1": 404, "sysadmin": 404,
    }  # fmt: skip


def test_a_result_is_the_owners_until_its_zones_are_told(result, browse, acting):
    from gaoxin_web.rounds.edition_actions import tell

    address = f"/editions/results/{result.pk}/"
    before = answers(browse, address)
    assert before == {
        "province1": 200, "second1": 200, "officer2": 404, "officer3": 404, "province2": 404, "ministry1": 200,
        "leader": 200, "auditor": 200, "expert1": 404, "sysadmin": 404,
    }  # fmt: skip
    tell(acting("second1"), result, True)
    assert answers(browse, address) == {**before, "officer2": 200}
    tell(acting("province1"), result, False)
    assert answers(browse, address) == before


def test_zones_are_told_only_of_what_is_in_force(local, acting, finished, person, browse):
    from gaoxin_web.rounds.edition_actions import ask_evaluation
    from gaoxin_web.rounds.models import LocalRun
    from gaoxin_web.rounds.visible import sight_of

    done = finished(ask_evaluation(acting("province1"), local, sight_of(person("province1"), year=2014)))
    made = LocalRun.objects.get(pk=done["local_run"])
    assert browse("province1").post(f"/editions/results/{made.pk}/step", {"do": "tell"}).status_code == 409


def test_a_zone_sees_its_own_places_no_score_and_no_other_zone(disclosed, browse):
    from gaoxin_web.rounds.results import result_of

    body = browse("officer2").get(f"/editions/results/{disclosed.pk}/").content.decode()
    row, kept = result_of(disclosed.run).ranking["Z002"], result_of(disclosed)
    assert re.findall(r'<td class="code">(Z\d+)</td>', body) == ["Z002"]
    assert re.findall(r"<b>(\d+)</b>", body) == [f"{kept.ranking['Z002']['rank']:g}"]
    assert f'<td class="num">{row["rank"]:g}' in body
    assert [unit for unit, one in kept.ranking.items() if f"{one['score']:.2f}" in body] == []


def test_a_zone_gets_a_message_when_it_is_told(disclosed, person):
    from gaoxin_web.platform.models import Message

    found = Message.objects.filter(person=person("officer2"), link=f"/editions/results/{disclosed.pk}/")
    assert found.count() == 1
    assert not Message.objects.filter(person=person("officer3"), link__startswith="/editions/").exists()


def test_among_few_zones_no_place_is_told(disclosed, browse, monkeypatch):
    from gaoxin_web.rounds import edition_sights

    monkeypatch.setattr(edition_sights, "FEWEST", 6)
    body = browse("officer2").get(f"/editions/results/{disclosed.pk}/").content.decode()
    owner = browse("province1").get(f"/editions/results/{disclosed.pk}/").content.decode()
    assert re.findall(r"<b>(.*?)</b>", re.search(r"<tbody>.*</tbody>", body, re.DOTALL)[0]) == ["—"]
    assert len(re.findall(r"<b>\d+</b>", owner)) == 6


def test_a_release_that_shows_no_ranks_shows_none_beside_a_local_result(disclosed, browse, base):
    from gaoxin_web.rounds.models import Release

    first = Release.objects.get(round=base)
    without = Release.objects.create(
        round=base, number=2, run=first.run, state="notified", listed={}, made_by=first.made_by,
        sees={"zone": ["band"], "province": ["score"], "ministry": []},
    )  # fmt: skip
    assert without.number == 2
    for name in ("officer2", "province1"):
        body = browse(name).get(f"/editions/results/{disclosed.pk}/").content.decode()
        assert re.findall(r'<td class="num">\d+ <span class="small muted">/ \d', body) == []


def numbers(body):
    return set(re.findall(r"−?\d[\d,]*\.?\d*", body))


def canaries(run):
    """Figures of the foreign zone and the bounds of the national round, that no figure of the owner's zones looks like."""
    from gaoxin_web.rounds.results import result_of

    kept, found, mine = result_of(run), set(), set()
    tables = (("standards.csv", "standard"), ("contributions.csv", "contribution"), ("dimensions.csv", "score"),
              ("scores.csv", "score"), ("indicators.csv", "value"))  # fmt: skip
    for table, column in tables:
        for row in kept.rows(table):
            if row[column] is not None and row[column] != int(row[column]):
                forms = {repr(row[column]), f"{row[column]:.2f}", f"{row[column]:.4f}"}
                (found if row["unit"] == FOREIGN else mine).update(forms)
    for row in kept.rows("bounds.csv"):
        for value in (row["lower"], row["upper"]):
            if value is not None and value != int(value):
                found.update({repr(value), f"{value:.2f}", f"{value:.4f}"})
    return {one for one in found - mine if len(one) >= 5}


@pytest.mark.parametrize("name", ["province1", "officer2"])
def test_no_page_or_file_of_a_local_edition_shows_another_zone(disclosed, browse, finished, acting, name):
    from gaoxin_web.rounds.edition_actions import ask_laboratory
    from gaoxin_web.rounds.results import result_of

    made = finished(ask_laboratory(acting("province1"), disclosed.version))["laboratory"]
    client, version = browse(name), disclosed.version
    pages = ["/editions/", f"/editions/{version.edition_id}/", f"/editions/results/{disclosed.pk}/",
             f"/editions/compare?a=round-{version.edition.base_id}&b=local-{version.pk}"]  # fmt: skip
    files = [f"/editions/results/{disclosed.pk}/table.csv"]
    if name == "province1":
        pages += [
            f"/editions/laboratory/{made}/",
            f"/editions/{version.edition_id}/weights",
            "/editions/derive",
        ]
        files += [f"/editions/laboratory/{made}/{one}.csv"
                  for one in ("moves", "stability", "importance", "sources", "likeness")]  # fmt: skip
    foreign = result_of(disclosed.run).ranking[FOREIGN]["name"]
    shown = {}
    for address, answer in [(one, client.get(one)) for one in pages] + [
        (one, client.post(one)) for one in files
    ]:
        body = answer.content.decode()
        assert answer.status_code == 200, address
        if numbers(body) & canaries(disclosed.run) or FOREIGN in body or foreign in body:
            shown[address] = numbers(body) & canaries(disclosed.run)
    assert shown == {}


def test_another_province_gets_no_file(disclosed, browse):
    version = disclosed.version
    posted = [f"/editions/results/{disclosed.pk}/table.csv", f"/editions/results/{disclosed.pk}/step",
              f"/editions/versions/{version.pk}/folder", f"/editions/versions/{version.pk}/evaluate",
              f"/editions/versions/{version.pk}/laboratory", f"/editions/{version.edition_id}/weights"]  # fmt: skip
    asked = {
        name: {browse(name).post(one).status_code for one in posted} for name in ("province2", "expert1")
    }
    assert asked == {"province2": {404}, "expert1": {404, 403}}


def test_editions_are_compared_by_whoever_sees_results(in_force, browse, base):
    address = f"/editions/compare?a=round-{base.pk}&b=local-{in_force.pk}"
    asked = answers(browse, address)
    assert {name for name, status in asked.items() if status == 200} == {
        "province1", "second1", "officer2", "ministry1", "leader", "auditor"}  # fmt: skip
    body = browse("officer2").get(address).content.decode()
    rows = re.findall(r'<th scope="row">(1 知识.*?|2\.1 .*?)</th><td>(.*?)</td><td>(.*?)</td><td><b>(.*?)</b></td>'
                      r'<td class="small">(.*?)</td>', body)  # fmt: skip
    assert rows == [
        ("1 知识创造和技术创新能力", "权重", "30%", "45%", "附2 一级指标一"),
        ("2.1 营业收入超30亿元高新技术企业数", "不计分", "否", "是", "附2 2.1"),
    ]


def test_pages_of_editions_speak_english_too(in_force, browse):
    client = browse("province1")
    client.post("/language/en")
    body = client.get(f"/editions/{in_force.edition_id}/").content.decode()
    assert "Put in force" not in body
    assert "in force" in body
    assert "standardised and ranked within the owner" in body
