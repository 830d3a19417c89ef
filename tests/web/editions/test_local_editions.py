"""A local edition on the web: derived on a page, put in force by two persons, evaluated over its owner's zones alone."""

import io
import re
import zipfile

import pytest
from click.testing import CliRunner
from tests.web.editions.conftest import FOREIGN, OWN


def tags(subject):
    from gaoxin_web.platform.models import Entry

    return list(
        Entry.objects.filter(subject__startswith=subject).order_by("number").values_list("tag", flat=True)
    )


def test_faults_of_the_form_are_shown_together_and_nothing_is_saved(province, browse, sent):
    from gaoxin_web.rounds.models import LocalEdition

    answer = browse("province1").post("/editions/derive", {**sent, "d-1": "50", "i-1.1": "x", "name": "短"})
    said = re.findall(r'<li><a href="#(.*?)">', answer.content.decode())
    assert (answer.status_code, said) == (400, ["name", "i-1.1", "d"])
    assert 'value="17.28"' in answer.content.decode()
    assert LocalEdition.objects.count() == 0


def test_a_version_keeps_what_was_typed_and_the_edition_that_follows(local, base):
    from gaoxin.edition import compare, thaw

    changed = {one.path for one in compare(thaw(base.edition_text), thaw(local.text))}
    assert local.weights["left_out"] == ["2.1"]
    assert {"dimensions/1/weight", "indicators/2.1/left_out", "method/weights/basis", "title"} <= changed
    assert thaw(local.text).method.weights.basis == "assumed"
    assert tags(f"edition/{local.edition_id}") == ["edition:weights-saved"]


def test_a_draft_is_put_in_force_by_a_second_person_of_the_owner(local, browse):
    address = f"/editions/versions/{local.pk}/settle"
    tried = {name: browse(name).post(address, {"do": "in_force"}).status_code
             for name in ("province1", "province2", "officer2", "ministry1", "second1")}  # fmt: skip
    local.refresh_from_db()
    assert tried == {"province1": 403, "province2": 404, "officer2": 403, "ministry1": 404, "second1": 302}
    assert (local.outcome, local.settled_by.username) == ("in_force", "second1")
    assert tags(f"edition/{local.edition_id}") == ["edition:weights-saved", "edition:in-force"]
    assert browse("second1").post(address, {"do": "declined"}).status_code == 409


def test_a_draft_is_a_duty_of_the_second_person_alone(local, person):
    from gaoxin_web.rounds.edition_sights import waiting

    assert {name: waiting(person(name)) for name in ("province1", "second1", "province2", "officer2")} == {
        "province1": 0, "second1": 1, "province2": 0, "officer2": 0}  # fmt: skip


def test_the_database_refuses_to_change_what_is_in_force(in_force):
    from django.db import IntegrityError, transaction

    from gaoxin_web.rounds.models import LocalEdition, LocalVersion

    for rows, change in (
        (LocalVersion.objects.filter(pk=in_force.pk), {"text": "{}"}),
        (LocalEdition.objects.all(), {"name": "另一个"}),
    ):
        with pytest.raises(IntegrityError, match="guarded"), transaction.atomic():
            rows.update(**change)


def test_other_weights_are_the_next_version_with_a_reason(in_force, browse, sent):
    client, address = browse("province1"), f"/editions/{in_force.edition_id}/weights"
    other = {**sent, "d-1": "40", "d-2": "20"}
    answers = [client.post(address, {**body, "reason": reason}).status_code
               for body, reason in ((sent, "理由充分"), (other, "短"), (other, "按专家意见调整"))]  # fmt: skip
    numbers = list(in_force.edition.versions.values_list("number", "outcome"))
    assert (answers, numbers) == ([409, 400, 302], [(2, ""), (1, "in_force")])


def test_a_local_result_is_made_of_its_owners_zones_alone(result):
    import duckdb

    from gaoxin_web.rounds.results import result_of

    folder = result_of(result).folder
    data = folder / "snapshot" / "data"
    texts = [one.read_text("utf-8") for one in data.rglob("*.csv")]
    zones = {row["unit"] for row in result_of(result).rows("scores.csv")}
    rows = duckdb.sql(f"select distinct zone from read_parquet('{data}/enterprises/*.parquet')").fetchall()
    assert zones == set(OWN)
    assert {one for (one,) in rows} == set(OWN)
    assert [text for text in texts if re.search(rf"\b({FOREIGN}|Z001)\b", text)] == []


def test_figures_of_others_move_no_byte_of_a_local_result(result, base, person):
    from gaoxin_web.rounds.actions import home
    from gaoxin_web.rounds.edition_actions import cut, own_codes
    from gaoxin_web.rounds.running import evaluate_takes

    takes = result.run.freeze.takes
    fewer = {**takes, "zones": [one for one in takes["zones"] if one["zone"] != FOREIGN],
             "revisions": [one for one in takes["revisions"] if one["zone"] != FOREIGN]}  # fmt: skip
    codes = own_codes(person("province1").organisation)
    again = evaluate_takes(cut(fewer, codes), result.version.text, home())
    assert (again["result"], again["robustness"]) == (result.result, result.robustness)


def test_the_job_gives_what_the_command_line_gives_with_the_downloaded_folder(result, browse, tmp_path):
    from gaoxin.cli import gaoxin
    from gaoxin_web.rounds.results import result_of

    answer = browse("province1").post(f"/editions/versions/{result.version_id}/folder")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        parts.extractall(tmp_path)
    edition = next(tmp_path.iterdir())
    kept = result_of(result).folder
    checked = CliRunner().invoke(gaoxin, ["edition", "check", str(edition)])
    out = tmp_path / "out"
    done = CliRunner().invoke(
        gaoxin,
        [
            "evaluate",
            str(kept / "snapshot" / "data"),
            "--edition",
            str(edition),
            "--year",
            "2014",
            "--out",
            str(out),
        ],
    )
    assert (checked.exit_code, done.exit_code) == (0, 0), checked.output + done.output
    tables = sorted(one.name for one in kept.glob("*.csv"))
    assert [name for name in tables if (kept / name).read_bytes() != (out / name).read_bytes()] == []
    assert tags(f"edition/{result.version.edition_id}")[-1] == "data:exported"


def test_the_replay_of_a_local_result_gives_its_bytes(result, acting, finished):
    from gaoxin_web.rounds.edition_actions import ask_local_replay

    assert finished(ask_local_replay(acting("second1"), result))["identical"] is True


def test_the_owner_sees_both_places_of_its_zones(result, browse):
    from gaoxin_web.rounds.results import result_of

    body = browse("province1").get(f"/editions/results/{result.pk}/").content.decode()
    rows = re.findall(r'<tr><td class="code">(Z\d+)</td>.*?<td class="num">([\d—]+).*?<b>(\d+|—)</b>', body)
    national = result_of(result.run).ranking
    kept = result_of(result)
    expected = [(unit, f"{national[unit]['rank']:g}" if national[unit]["rank"] else "—",
                 f"{row['rank']:g}" if row["rank"] else "—") for unit, row in kept.ranking.items()]  # fmt: skip
    assert rows == expected
    assert f"{kept.ranking[expected[0][0]]['score']:.2f}" in body


def test_two_zones_are_too_few_to_be_ranked_among_each_other(browse, base, usual, db):
    from gaoxin_web.rounds.models import LocalVersion, Release

    client = browse("province2")
    client.post("/editions/derive", {**usual, "name": "两区版本", "d-1": "40", "d-2": "20"})
    release = Release.objects.get(round=base)
    answer = client.post(
        f"/editions/versions/{LocalVersion.objects.get().pk}/evaluate", {"release": release.pk}
    )
    assert answer.status_code == 409


def test_only_a_notified_result_is_evaluated_over(local, browse, base):
    from gaoxin_web.rounds.models import Release
    from gaoxin_web.rounds.rules import USUAL

    first = Release.objects.get(round=base)
    hidden = Release.objects.create(
        round=base, number=2, run=first.run, sees=USUAL, listed={}, made_by=first.made_by
    )
    address = f"/editions/versions/{local.pk}/evaluate"
    client = browse("province1")
    asked = [client.post(address, {"release": one}).status_code for one in (hidden.pk, "x", first.pk)]
    assert asked == [404, 404, 302]


def test_a_declined_version_is_neither_evaluated_nor_tried(local, acting, browse, base):
    from gaoxin_web.rounds.edition_actions import settle
    from gaoxin_web.rounds.models import Release

    settle(acting("province1"), local, "declined")
    client, release = browse("province1"), Release.objects.get(round=base).pk
    asked = [client.post(f"/editions/versions/{local.pk}/{what}", {"release": release}).status_code
             for what in ("evaluate", "laboratory")]  # fmt: skip
    assert asked == [409, 409]
