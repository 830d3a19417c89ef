"""Local editions by programs: the same acts, queries and refusals as on the pages."""

import pytest

from gaoxin_web.platform.models import Entry


@pytest.fixture
def derived(program):
    given = {"name": "创新导向版", "dimensions": {"1": "40", "2": "20"}}
    status, said = program("province1")("POST", "/editions/local", given)
    assert status == 201, said
    return said


def test_editions_are_listed_and_compared(program, derived):
    call = program("province1")
    keys = [one["key"] for one in call("GET", "/editions")[1]]
    status, lines = call("GET", f"/editions/compare?a={keys[0]}&b={keys[-1]}")
    shares = [
        (one["path"], one["old"], one["new"], one["clause"]) for one in lines if one["part"] == "weights"
    ]
    assert (status, [one.split("-")[0] for one in keys]) == (200, ["round", "house", "local"])
    assert shares == [("dimensions/1/weight", "30%", "40%", "附2 一级指标一"),
                      ("dimensions/2/weight", "30%", "20%", "附2 一级指标二")]  # fmt: skip


def test_a_weighting_with_faults_is_refused_with_all_of_them(program, db):
    call = program("province1")
    given = {"name": "创新导向版", "dimensions": {"1": "40"}, "indicators": {"1.1": "x"}, "left_out": ["2.1"]}
    status, said = call("POST", "/editions/local", given)
    assert (status, [one["field"] for one in said["faults"]]) == (400, ["i-1.1", "i-2.1", "d"])
    assert call("POST", "/editions/local", {**given, "indicators": {"9.9": "1"}})[1]["unknown"] == ["9.9"]
    assert call("GET", "/editions/local")[1] == []


def test_a_version_is_revised_and_declined_by_its_owner_alone(program, derived):
    call, key = program("province1"), derived["local"]
    first = derived["versions"][0]["version"]
    revised = {"dimensions": {"1": "35", "2": "25"}, "reason": "按意见调整"}
    assert program("province2")("POST", f"/editions/local/{key}/versions", revised)[0] == 404
    assert program("officer1")("GET", f"/editions/local/{key}")[0] == 404
    assert call("POST", f"/editions/versions/{first}/settle", {"outcome": "in_force"})[0] == 403
    assert call("POST", f"/editions/versions/{first}/settle", {"outcome": "declined"})[0] == 204
    status, said = call("POST", f"/editions/local/{key}/versions", revised)
    assert (status, [(one["number"], one["outcome"]) for one in said["versions"]]) == (
        201,
        [(2, ""), (1, "declined")],
    )
    assert Entry.objects.order_by("-number").first().door == "api"


def test_a_replay_over_the_years_is_queued(program, derived):
    version = derived["versions"][0]["version"]
    status, job = program("ministry1")("POST", f"/editions/versions/{version}/laboratory")
    assert (status, job["state"]) == (202, "queued")
    assert program("officer1")("POST", f"/editions/versions/{version}/laboratory")[0] == 404
    assert program("province1")("GET", "/editions/laboratories/1")[0] == 404
