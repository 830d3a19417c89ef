"""Targets over time: required speed, pace, projected year with a band, and the published rule of the outlook."""

import json

import pytest
from tests.diagnosis.rounds import LATEST, evaluation, folder, run

from gaoxin.diagnosis.outlook import Round, outlooks, summary
from gaoxin.edition import load

EDITION = load("cn-2013-388")


def outlook_of(values, required=None, *, no="1", kind="innovative", horizon=2020, leaf="1"):
    """The outlook of a simple target (innovative 1: 8 % masters and doctors) with values by year."""
    rounds = [
        Round(
            year=year,
            verdicts={("Z", no): "unknown" if value is None else "met" if value >= 8 else "not_met"},
            values={("Z", no, leaf): value},
            park_types={"Z": kind},
        )
        for year, value in values.items()
    ]
    (found,) = outlooks(EDITION, rounds, horizon)
    return found


def test_required_speed_is_what_is_lacking_over_the_years_left():
    found = outlook_of({2014: 4.0, 2015: 5.0})
    assert (found.needed, found.pace, found.reached, found.word) == (
        pytest.approx(0.6),
        1.0,
        2018,
        "on_track",
    )


def test_half_the_required_speed_is_at_risk_and_less_is_off_track():
    assert outlook_of({2014: 5.0 - 0.3, 2015: 5.0}).word == "at_risk"
    assert outlook_of({2014: 5.0 - 0.29, 2015: 5.0}).word == "off_track"
    assert outlook_of({2014: 5.0 + 0.3, 2015: 5.0}).word == "off_track"


def test_a_pace_that_arrives_exactly_in_the_last_year_is_on_track():
    assert (outlook_of({2014: 4.4, 2015: 5.0}).word, outlook_of({2014: 4.4, 2015: 5.0}).reached) == (
        "on_track",
        2020,
    )


def test_the_band_is_the_fastest_and_the_slowest_year_and_needs_three():
    found = outlook_of({2013: 2.0, 2014: 4.0, 2015: 5.0})
    assert (found.pace, found.reached, found.early, found.late) == (1.5, 2017, 2017, 2018)
    two = outlook_of({2014: 4.0, 2015: 5.0})
    assert (two.early, two.late) == (None, None)


def test_a_gap_in_the_years_counts_as_the_years_it_is():
    assert outlook_of({2012: 2.0, 2015: 5.0}).pace == pytest.approx(1.0)


def test_one_year_has_a_required_speed_and_no_outlook():
    found = outlook_of({2015: 5.0})
    assert (found.needed, found.pace, found.word) == (pytest.approx(0.6), None, "unknown")


def test_what_is_met_and_falling_is_at_risk():
    assert outlook_of({2014: 9.5, 2015: 8.5}).word == "at_risk"
    assert outlook_of({2014: 8.4, 2015: 8.5}).word == "on_track"


def test_unknown_stays_unknown():
    found = outlook_of({2014: 5.0, 2015: None})
    assert (found.needed, found.pace, found.reached, found.word) == (None, None, None, "unknown")


def test_in_the_last_year_a_target_is_met_or_missed():
    assert outlook_of({2019: 7.0, 2020: 8.0}).word == "on_track"
    assert outlook_of({2019: 7.0, 2020: 7.9}).word == "missed"
    assert outlook_of({2019: 7.0, 2020: 7.9}).needed is None


def test_a_year_under_another_park_type_is_left_out():
    rounds = [
        Round(2014, {("Z", "1"): "met"}, {("Z", "1", "1"): 30.0}, {"Z": "featured"}),
        Round(2015, {("Z", "1"): "not_met"}, {("Z", "1", "1"): 5.0}, {"Z": "innovative"}),
    ]
    (found,) = outlooks(EDITION, rounds, 2020)
    assert (dict(found.values), found.pace) == ({2015: 5.0}, None)


def compound(before, after):
    """Innovative 7: two clusters, and two enterprises above 30 billion or four above 10 billion."""
    leaves = ("1", "2.1", "2.2")
    rounds = [
        Round(
            year,
            {("Z", "7"): "not_met"},
            {("Z", "7", leaf): value for leaf, value in zip(leaves, values, strict=True)},
            {"Z": "innovative"},
        )
        for year, values in ((2014, before), (2015, after))
    ]
    (found,) = outlooks(EDITION, rounds, 2020)
    return found.word


def test_parts_joined_by_and_are_as_good_as_the_worst_and_by_or_as_the_best():
    assert compound((1, 0, 0), (2, 1, 0)) == "on_track"
    assert compound((2, 0, 0), (2, 0, 0)) == "off_track"
    assert compound((0, 1, 2), (0, 1, 3)) == "off_track"


def test_an_unknown_part_counts_only_where_it_decides():
    assert compound((1, None, 3), (2, None, 4)) == "on_track"
    assert compound((1, None, 0), (2, None, 0)) == "unknown"
    assert compound((None, 0, 0), (None, 0, 0)) == "off_track"


def test_the_summary_counts_every_target_once_by_park_type():
    said = json.loads(
        run("targets", folder(), folder(LATEST - 1), folder(LATEST - 2), "--format", "json").output
    )
    assert said["data_years"] == [2013, 2014, 2015]
    verdicts = [whole.verdict for whole, _ in evaluation().targets]
    totals = {
        word: sum(one[word] for one in said["summary"].values())
        for word in ("met", "not_met", "unknown", "targets")
    }
    assert totals == {word: verdicts.count(word) for word in ("met", "not_met", "unknown")} | {
        "targets": len(verdicts)
    }
    for counts in said["summary"].values():
        assert sum(value for key, value in counts.items() if key.startswith("outlook_")) == counts["targets"]


def test_the_verdicts_of_the_command_are_those_of_each_round():
    said = json.loads(run("targets", folder(), folder(LATEST - 1), "--format", "json").output)
    for year in (LATEST, LATEST - 1):
        judged = {(whole.unit, whole.no): whole.verdict for whole, _ in evaluation(year).targets}
        found = {(one["unit"], one["no"]): one["verdicts"].get(str(year)) for one in said["targets"]}
        assert {key: verdict for key, verdict in found.items() if verdict is not None and key in judged} == {
            key: judged[key] for key in found if found[key] is not None
        }


def test_the_order_of_the_folders_does_not_matter():
    one = run("targets", folder(), folder(LATEST - 1), "--format", "json").output
    assert run("targets", folder(LATEST - 1), folder(), "--format", "json").output == one


def test_a_table_for_people_has_the_summary_and_a_zone_has_its_own_lines():
    whole = run("targets", folder(), folder(LATEST - 1)).output
    assert "按园区类型" in whole
    unit = next(whole.unit for whole, _ in evaluation().targets)
    own = run("targets", folder(), folder(LATEST - 1), "--zone", unit).output
    assert "按园区类型" not in own
    assert unit in own


def test_bad_folders_are_refused(tmp_path):
    assert "重复" in run("targets", folder(), folder(), code=2).output
    assert "manifest" in run("targets", tmp_path, code=2).output
    assert "园区" in run("targets", folder(), "--zone", "nowhere", code=2).output


def test_summary_of_nothing_is_zero():
    assert [counts["targets"] for _, counts in summary([], ("innovative",))] == [0]
