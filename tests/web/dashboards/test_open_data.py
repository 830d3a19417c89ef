"""What everybody may have: the public lists and the files of open data; small groups cannot be worked out."""

import csv
import io
import json

import pytest

from gaoxin_web.rounds.public import suppressed


@pytest.fixture
def release(db):
    from gaoxin_web.rounds.models import Release

    return Release.objects.get(round__data_year=2014, number=1)


def rows(client, release, name):
    answer = client.get(f"/public/{release.pk}/{name}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_public_list_names_the_first_and_nothing_else(client, release):
    found = rows(client, release, "list.csv")
    assert [(one["list"], one["place"]) for one in found] == [("total", str(at)) for at in range(1, 8)]
    assert found[0].keys() == {"list", "place", "zone", "province"}
    page = client.get("/public/").content.decode()
    assert (found[0]["zone"] in page, "87.2" in page) == (True, False)


def test_a_group_of_fewer_than_five_is_suppressed_and_the_next_with_it():
    assert suppressed({"a": 9, "b": 7, "c": 2}) == {"b", "c"}
    assert suppressed({"a": 9, "b": 8, "c": 4, "d": 3}) == {"c", "d"}
    assert suppressed({"a": 9, "b": 8}) == set()


def test_no_published_total_less_the_published_parts_tells_a_small_group(client, release):
    found = rows(client, release, "statistics.csv")
    zones = [one for one in found if one["measure"] == "zones"]
    total = float(next(one["value"] for one in zones if one["partition"] == "all"))
    for partition in ("park_type", "province"):
        shown = [
            float(one["value"])
            for one in zones
            if one["partition"] == partition and one["suppressed"] == "no"
        ]
        left_out = [one for one in zones if one["partition"] == partition and one["suppressed"] == "yes"]
        assert len(left_out) != 1
        assert total == sum(shown) or total - sum(shown) >= 5


def test_the_description_names_every_file_with_its_digest(client, release):
    from gaoxin.terms import digest_bytes

    said = json.loads(client.get(f"/public/{release.pk}/datapackage.json").content)
    for one in said["resources"]:
        assert digest_bytes(client.get(f"/public/{release.pk}/{one['path']}").content) == one["hash"]
    assert (said["description"], said["result"]) == ("合成演示数据 synthetic data", release.run.result)


def test_sdmx_says_of_each_observation_whether_it_is_confidential(client, release):
    found = rows(client, release, "statistics-sdmx.csv")
    assert {(one["OBS_VALUE"] == "", one["OBS_STATUS"], one["CONF_STATUS"]) for one in found} == {
        (True, "M", "C"), (False, "A", "F")}  # fmt: skip


def test_what_is_not_final_is_not_public(client, release):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.rules import LISTED, USUAL

    made = Release.objects.create(
        round=release.round, number=2, run=release.run, state="notified", sees=USUAL, listed=LISTED
    )
    assert client.get(f"/public/{made.pk}/list.csv").status_code == 404


def test_a_report_that_shows_scores_is_for_who_may_see_them(browse, db):
    import gaoxin_web.rounds.jobs  # noqa: F401
    from gaoxin_web.platform.jobs import KINDS, Running
    from gaoxin_web.platform.models import Job

    zone, province, letter = browse("officer2"), browse("province1"), {"kind": "letter", "form": "docx"}
    assert zone.post("/zones/Z002/report", {"kind": "diagnosis", "form": "pdf"}).status_code == 404
    assert province.post("/zones/Z003/report", letter).status_code == 404
    assert province.post("/zones/Z002/report", letter).status_code == 302
    job = Job.objects.filter(kind="report").get()
    job.result, job.state = KINDS["report"](Running(job)), "done"
    job.save()
    answer = province.post(f"/reports/{job.pk}")
    assert (answer.status_code, b"".join(answer.streaming_content)[:2]) == (200, b"PK")
    assert browse("ministry1").post(f"/reports/{job.pk}").status_code == 404


def test_who_has_a_file_of_open_data_is_told_that_it_is_the_same(client, release):
    address = f"/public/{release.pk}/list.csv"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    other = client.get(f"/public/{release.pk}/statistics.csv", headers={"If-None-Match": first["ETag"]})
    assert (first["Cache-Control"], again.status_code, again.content) == ("no-cache", 304, b"")
    assert (other.status_code, len(other.content) > 0) == (200, True)


def test_what_somebody_sees_who_is_logged_in_is_kept_by_no_browser(browse):
    client = browse("officer2")
    pages = [client.get(one) for one in ("/ranking/", "/zones/Z002/profile", "/trace/rank/total@Z002@2014")]
    assert [(one["Cache-Control"], "ETag" in one) for one in pages] == [("no-store", False)] * 3
