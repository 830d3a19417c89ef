"""Mid-term assessment, dynamic management and clues: who writes which part, who decides, who sees the clues."""

import re

import pytest


@pytest.fixture
def midterm(db):
    """A mid-term round with the zones of the round of 2015."""
    from gaoxin_web.collect.models import Participant, Round

    annual = Round.objects.get(data_year=2015, kind="annual")
    made = Round.objects.get(pk=annual.pk)
    made.pk, made.kind, made.title, made.title_en = (
        None,
        "midterm",
        "2016 年中期评估",
        "Mid-term check of 2016",
    )
    made.save()
    Participant.objects.bulk_create(
        Participant(round=made, zone=one.zone, participation=one.participation, park_type=one.park_type)
        for one in annual.participants.select_related("zone")
    )
    return made


def say(client, midterm, zone, part, **more):
    sent = {"objective": "1", "part": part, "grade": "mostly", "words": "依据自评材料与现场资料。", **more}
    return client.post(f"/assessment/{midterm.pk}/{zone}/", sent)


def test_each_level_writes_its_own_part_and_no_other(browse, midterm):
    asked = {
        name: [
            say(browse(name), midterm, "Z002", part).status_code
            for part in ("self", "province", "visit", "conclusion")
        ]
        for name in ("officer2", "province1", "ministry1")
    }
    assert asked == {
        "officer2": [302, 403, 403, 403],
        "province1": [403, 302, 403, 403],
        "ministry1": [403, 403, 302, 302],
    }


def test_another_zones_assessment_is_not_there(browse, midterm):
    assert browse("officer2").get(f"/assessment/{midterm.pk}/Z003/").status_code == 404
    assert say(browse("officer2"), midterm, "Z003", "self").status_code == 404


def test_the_page_shows_the_targets_of_the_newest_year_that_is_told_up_to_the_rounds_own(
    browse, midterm, person
):
    from gaoxin_web.rounds.sights import sight_of
    from gaoxin_web.rounds.visible import targets

    page = browse("officer2").get(f"/assessment/{midterm.pk}/Z002/").content.decode()
    verdicts = targets(sight_of(person("officer2")), "Z002")
    assert "2014 年数据" in page
    assert re.findall(r"/trace/target/(\d+)@Z002@2014", page) == [row["no"] for row in verdicts]
    midterm.data_year = 2013
    midterm.save()
    page = browse("officer2").get(f"/assessment/{midterm.pk}/Z002/").content.decode()
    assert ("/trace/target/" in page, "在结果通知后显示" in page) == (False, True)


def test_the_page_has_every_objective_with_its_four_parts_and_the_monitor(browse, midterm):
    from gaoxin.edition import load

    page = browse("officer2").get(f"/assessment/{midterm.pk}/Z002/").content.decode()
    kind = midterm.participants.get(zone__code="Z002").park_type
    wanted = [one for one in load("cn-2013-388").objectives if one.park_type == kind]
    assert [one.content for one in wanted if one.content not in page] == []
    assert [
        page.count(f'class="nowrap">{words}</th>')
        for words in ("园区自评", "省级意见", "现场考察", "专家结论")
    ] == ([len(wanted)] * 4)
    fields = [one.label for one in load("cn-2013-388").zone_fields.values() if one.monitor]
    monitor = page.split("监测：水、土地、污染、收入")[1]
    assert re.findall(r'<th scope="row">(.*?)</th>', monitor) == fields


def test_the_three_types_have_eleven_objectives_together():
    from gaoxin.edition import load

    assert len(load("cn-2013-388").objectives) == 11


def progress(client):
    """The counts by part and the conclusions of Z002 on the list."""
    page = client.get("/assessment/").content.decode()
    row = page.split("/Z002/")[1].split("</tr>")[0]
    return re.findall(r'<td class="num">(.*?)</td>', row), re.search(r"</td><td>([^<]*)</td><td><span", row)[
        1
    ].strip()


def test_the_list_says_how_far_each_zone_is_and_conclusions_below_the_ministry_once_it_is_over(
    browse, midterm
):
    say(browse("officer2"), midterm, "Z002", "self")
    say(browse("ministry1"), midterm, "Z002", "conclusion", grade="attained")
    counts, concluded = progress(browse("ministry1"))
    of = counts[0].split("/")[1]
    assert (counts, concluded) == ([f"1 /{of}", f"0 /{of}", f"0 /{of}", f"1 /{of}"], "达到 1")
    assert progress(browse("officer2")) == ([f"1 /{of}", f"0 /{of}", "·", "·"], "—")
    midterm.closed = True
    midterm.save()
    assert progress(browse("officer2")) == ([f"1 /{of}", f"0 /{of}", f"0 /{of}", f"1 /{of}"], "达到 1")


def test_the_list_counts_the_conclusions_on_each_objective_of_each_type(browse, midterm):
    say(browse("ministry1"), midterm, "Z002", "conclusion", grade="attained")
    page = browse("ministry1").get("/assessment/").content.decode().split("各目标的专家结论")[1]
    rows = re.findall(r'<th scope="row">(\d) .*?</th>((?:<td class="num">\d+</td>)+)', page)
    counts = [[int(one) for one in re.findall(r">(\d+)<", cells)] for _, cells in rows]
    kinds = [one.park_type for one in midterm.participants.exclude(participation="excused")]
    assert sum(one[0] for one in counts) == 1
    objectives = {"world_class": 4, "innovative": 4, "featured": 3}
    assert sum(sum(one) for one in counts) == sum(objectives.get(kind, 0) for kind in kinds)


def test_what_visitors_found_is_shown_to_the_zone_once_the_round_is_closed(browse, midterm):
    say(browse("ministry1"), midterm, "Z002", "visit", words="现场考察发现孵化器实际运行。")
    page = f"/assessment/{midterm.pk}/Z002/"
    assert "孵化器实际运行" not in browse("officer2").get(page).content.decode()
    assert "孵化器实际运行" in browse("ministry1").get(page).content.decode()
    midterm.closed = True
    midterm.save()
    assert "孵化器实际运行" in browse("officer2").get(page).content.decode()
    assert say(browse("ministry1"), midterm, "Z002", "visit").status_code == 409


def test_the_monitor_shows_what_the_approved_returns_say_and_no_score(browse, midterm):
    from gaoxin_web.collect.models import Submission

    cells = Submission.objects.get(
        form__kind="committee", zone__code="Z002", round__data_year=2014
    ).approved.cells
    body = browse("officer2").get(f"/assessment/{midterm.pk}/Z002/").content.decode()
    assert f'<td class="num">{float(cells["green_coverage"]):g}</td>' in body


@pytest.mark.parametrize("address", ["/management/", "/integrity/"])
def test_proposals_and_clues_are_for_the_ministry_and_the_auditor(browse, address):
    names = ("ministry1", "leader", "auditor", "province1", "officer2", "expert1", "sysadmin")
    assert {name: browse(name).get(address).status_code for name in names} == {
        "ministry1": 200, "leader": 200, "auditor": 200, "province1": 403, "officer2": 403, "expert1": 403, "sysadmin": 403,
    }  # fmt: skip


def test_a_decision_is_recorded_by_name_with_its_document(browse, db):
    from gaoxin_web.rounds.models import Ruling

    client = browse("ministry1")
    sent = {"decided": "watch", "document": "国科火字〔2016〕12号", "words": "位次连续下降，列入观察。"}
    states = [key for key in ("watch", "warn", "normal", "remind") if key]
    page = client.get("/management/").content.decode()
    sent["decided"] = next(key for key in [*states, *_options(page)] if f'value="{key}"' in page)
    assert client.post("/management/Z003/rule", sent).status_code == 302
    made = Ruling.objects.get()
    assert (made.zone.code, made.person.username, made.document) == (
        "Z003",
        "ministry1",
        "国科火字〔2016〕12号",
    )
    assert browse("leader").post("/management/Z003/rule", sent).status_code == 403


def _options(page):
    import re

    return re.findall(r'<option value="(\w+)"', page)


def test_clues_are_searched_once_and_kept(browse, db):
    import gaoxin_web.rounds.jobs  # noqa: F401
    from gaoxin_web.platform.jobs import KINDS, Running
    from gaoxin_web.platform.models import Job

    client = browse("ministry1")
    assert client.post("/integrity/").status_code == 302
    KINDS["clues"](Running(Job.objects.get(kind="clues")))
    body = client.get("/integrity/").content.decode()
    assert "建议分最低" in body
    assert client.post("/integrity/").status_code == 409
