"""The edition laboratory: every frozen year by a version, its numbers those of the command line, its files by digest."""

import csv
import io
import re

import pytest
from click.testing import CliRunner


@pytest.fixture
def own(result, acting, finished):
    """The laboratory of the province over its own zones."""
    from gaoxin_web.rounds.edition_actions import ask_laboratory
    from gaoxin_web.rounds.models import Laboratory

    done = finished(ask_laboratory(acting("province1"), result.version))
    return Laboratory.objects.get(pk=done["laboratory"])


@pytest.fixture
def national(in_force, acting, finished):
    from gaoxin_web.rounds.edition_actions import ask_laboratory
    from gaoxin_web.rounds.models import Laboratory

    done = finished(ask_laboratory(acting("ministry1"), in_force))
    return Laboratory.objects.get(pk=done["laboratory"])


def table(made, name):
    from gaoxin_web.rounds.laboratory import file_of

    return list(csv.DictReader(io.StringIO(file_of(made.folder, name).decode())))


def folder_rows(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def run(*words):
    from gaoxin.cli import gaoxin

    done = CliRunner().invoke(gaoxin, list(map(str, words)))
    assert done.exit_code == 0, done.output


def test_ranks_are_those_of_the_local_result(own, result):
    from gaoxin_web.rounds.results import result_of

    scores = {row["unit"]: row for row in folder_rows(result_of(result).folder, "scores.csv")}
    rows = table(own, "moves.csv")
    assert {row["unit"]: (row["rank"], row["score"]) for row in rows} == {
        unit: (row["rank"], row["score"]) for unit, row in scores.items()
    }
    changes = [(row["change"], row["base_rank"], row["rank"]) for row in rows if row["rank"]]
    assert [float(one) for one, _, _ in changes] == [float(was) - float(now) for _, was, now in changes]


def test_intervals_are_those_of_gaoxin_robustness(own, result, tmp_path):
    from gaoxin_web.rounds.laboratory_tables import DRAWS, SEED
    from gaoxin_web.rounds.results import result_of

    run(
        "robustness",
        result_of(result).folder,
        "--draws",
        DRAWS,
        "--seed",
        SEED,
        "--sobol",
        0,
        "--out",
        tmp_path / "r",
    )
    names = ("unit", "rank", "median", "q05", "q95")
    said = [tuple(row[one] for one in names) for row in folder_rows(tmp_path / "r", "rank_intervals.csv")]
    assert [tuple(row[one] for one in names) for row in table(own, "stability.csv")] == said


def test_importance_and_matching_weights_are_those_of_gaoxin_statistics(own, result, national, tmp_path):
    from gaoxin_web.rounds.results import result_of

    run("statistics", result_of(result).folder, "--out", tmp_path / "s")
    names = ("part", "weight", "effective", "matching")
    said = [tuple(row[one] for one in names) for row in folder_rows(tmp_path / "s", "matching.csv")]
    assert [tuple(row[one] for one in names) for row in table(own, "importance.csv")] == said
    run("statistics", result_of(result.run).folder, "--out", tmp_path / "n")
    whole = {
        row["part"]: (row["weight"], row["effective"])
        for row in folder_rows(tmp_path / "n", "importance.csv")
    }
    rows = table(national, "importance.csv")
    assert {row["part"]: (row["base_weight"], row["base_effective"]) for row in rows} == {
        part: whole[part] for part in [row["part"] for row in rows]
    }


def test_the_influence_of_the_largest_enterprise_is_that_of_gaoxin_integrity(national, result, tmp_path):
    from gaoxin_web.rounds.results import result_of

    run("integrity", result_of(result.run).folder, "--out", tmp_path / "i")
    most: dict[str, float] = {}
    for row in folder_rows(tmp_path / "i", "influence.csv"):
        effect = float(row["score_effect"] or 0)
        if abs(effect) > abs(most.get(row["unit"], 0.0)):
            most[row["unit"]] = effect
    assert {
        row["unit"]: float(row["base_effect"]) for row in table(national, "exposure.csv")
    } == pytest.approx(most)


def test_the_weight_by_source_sums_to_one_and_a_dropped_indicator_is_not_counted(national):
    rows = table(national, "sources.csv")
    assert [row["source"] for row in rows] == ["enterprises", "committee", "survey", "expert"]
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(1)
    assert sum(int(row["indicators"]) for row in rows) == 39


def test_the_same_question_gives_the_same_folder(own, result, acting, finished):
    from gaoxin_web.rounds.edition_actions import ask_laboratory

    assert finished(ask_laboratory(acting("second1"), result.version))["folder"] == own.folder


def test_clues_stand_beside_influence_where_somebody_has_looked(in_force, result, acting, finished):
    from gaoxin_web.rounds.edition_actions import ask_laboratory
    from gaoxin_web.rounds.management import clues, find_clues
    from gaoxin_web.rounds.models import Laboratory
    from gaoxin_web.rounds.visible import sight_of_run

    find_clues(acting("ministry1"), result.run)
    done = finished(ask_laboratory(acting("ministry1"), in_force))
    rows = table(Laboratory.objects.get(pk=done["laboratory"]), "exposure.csv")
    found = clues(acting("ministry1").person, sight_of_run(acting("ministry1").person, result.run.pk))[
        "found"
    ]
    assert sum(int(row["clues"]) for row in rows) == len(
        [one for one in found if one["unit"] in {r["unit"] for r in rows}]
    )


def test_a_national_replay_is_for_evaluators_and_an_own_one_for_the_owner(own, national, browse):
    asked = {
        name: [browse(name).get(f"/editions/laboratory/{one.pk}/").status_code for one in (own, national)]
        for name in ("province1", "ministry1", "officer2", "province2", "leader", "auditor")
    }
    assert asked == {
        "province1": [200, 404], "ministry1": [200, 200], "officer2": [404, 404], "province2": [404, 404],
        "leader": [200, 404], "auditor": [200, 404],
    }  # fmt: skip


def test_a_province_is_told_nothing_of_single_enterprises(own, browse):
    client = browse("province1")
    assert client.post(f"/editions/laboratory/{own.pk}/exposure.csv").status_code == 404
    assert "仅供部级评价人员" in client.get(f"/editions/laboratory/{own.pk}/").content.decode()


def test_a_zone_and_another_province_ask_for_no_replay(in_force, browse):
    address = f"/editions/versions/{in_force.pk}/laboratory"
    asked = {name: browse(name).post(address).status_code for name in ("officer2", "province2", "second1")}
    assert asked == {"officer2": 403, "province2": 404, "second1": 302}


def test_a_file_of_the_laboratory_is_the_one_that_is_kept_and_stands_in_the_journal(national, browse):
    from gaoxin_web.platform.models import Entry
    from gaoxin_web.rounds.laboratory import file_of

    answer = browse("ministry1").post(f"/editions/laboratory/{national.pk}/moves.csv")
    line = Entry.objects.order_by("-number").first()
    assert answer.content == file_of(national.folder, "moves.csv")
    assert (line.tag, line.subject) == ("data:exported", f"laboratory/{national.pk}")


def test_the_page_shows_the_numbers_of_the_kept_tables(national, browse):
    body = browse("ministry1").get(f"/editions/laboratory/{national.pk}/?year=2014").content.decode()
    rows = re.findall(r'<td class="code">(Z\d+)</td><th scope="row">.*?</th><td class="num">([\d.]+)</td>'
                      r'<td class="num"><b>([\d.]+)</b></td>', body)  # fmt: skip
    kept = [
        (one["unit"], one["base_rank"], one["rank"]) for one in table(national, "moves.csv") if one["rank"]
    ]
    weights = re.findall(
        r'<td class="code">([\d.]+)</td><th scope="row">.*?</th>' + r'<td class="num">(.*?)</td>' * 6, body
    )
    said = {one["part"].partition("/")[2]: one for one in table(national, "importance.csv")}
    assert sorted(rows) == sorted(kept)
    assert [one[0] for one in weights] == [*"1234", *(code for code in said if "." in code)]
    assert [(one[3], one[4]) for one in weights] == [
        (
            f"{100 * float(said[one[0]]['weight']):.2f}",
            f"{100 * float(said[one[0]]['effective']):.2f}".replace("-", "−"),
        )
        for one in weights
    ]


def test_an_address_of_no_table_is_not_there(national, browse):
    client = browse("ministry1")
    asked = [client.post(f"/editions/laboratory/{national.pk}/{name}").status_code
             for name in ("manifest.json", "nothing.csv", "..%2Fmoves.csv")]  # fmt: skip
    assert asked == [404, 404, 404]
