"""Who may mark what: avoidance, and assignments that never break it, keep loads even and say what is lacking."""

from collections import Counter

import pytest
from tests.panels.panels import mark, zone

from gaoxin.edition import load
from gaoxin.edition.rubrics import rubrics_of
from gaoxin.panels.assignment import assign
from gaoxin.panels.experts import Expert, avoidance, avoided, read_experts
from gaoxin.terms import DataRefused

RUBRICS = rubrics_of(load("cn-2013-388"))
PROVINCES = ("江苏省", "广东省", "四川省", "北京市")
ZONES = [zone(f"Z{at:02d}", PROVINCES[at % 4]) for at in range(12)]
EXPERTS = [
    Expert(
        f"E{at:02d}",
        fields=(["policy", "industry", "city", "statistics"][at % 4],),
        province=PROVINCES[at // 4 % 4],
    )
    for at in range(16)
]


def faults(refusal):
    return [str(one.found.en) for one in refusal.value.faults]


def test_an_expert_avoids_his_province_his_employer_and_what_he_declared():
    at = zone("Z1", "江苏省", "苏州工业园区")
    assert avoidance(Expert("E", province="江苏"), at).en == "own province (江苏省)"
    assert (
        avoidance(Expert("E", organisation="苏州工业园区管委会"), at).en
        == "own employer (苏州工业园区管委会)"
    )
    assert avoidance(Expert("E", employer_zones=("Z1",)), at).en == "own employer (Z1)"
    assert avoidance(Expert("E", avoid=("Z1",)), at).en == "declared"
    assert avoidance(Expert("E", province="吉林省"), at) is None
    assert avoidance(Expert("E"), zone("Z2")) is None


def test_avoidance_by_province_may_be_left_out():
    assert avoidance(Expert("E", province="江苏省"), zone("Z1", "江苏省"), ("declared",)) is None


def test_every_zone_and_indicator_has_its_experts_and_nobody_marks_what_he_avoids():
    found = assign(EXPERTS, ZONES, RUBRICS, each=3, most=20)
    counted = Counter(cell for _, cell in found.pairs)
    assert counted == {(one.indicator, at.code): 3 for one in RUBRICS.rubrics for at in ZONES}
    province = {one.code: one.province for one in EXPERTS}
    of_zone = {one.code: one.province for one in ZONES}
    assert [pair for pair in found.pairs if province[pair[0]] == of_zone[pair[1][1]]] == []
    assert max(found.load.values()) <= 20


def test_experts_of_the_field_come_first():
    assert assign(EXPERTS, ZONES, RUBRICS, each=2).outside == ()


def test_loads_are_even_where_fields_do_not_ask_otherwise():
    alike = [Expert(f"E{at:02d}", fields=tuple(RUBRICS.fields)) for at in range(9)]
    found = assign(alike, ZONES, RUBRICS, each=3)
    assert max(found.load.values()) - min(found.load.values()) <= 1
    assert found.connected


def test_the_same_seed_gives_the_same_assignment():
    first = assign(EXPERTS, ZONES, RUBRICS, each=3, seed="2016")
    assert first == assign(EXPERTS, ZONES, RUBRICS, each=3, seed="2016")
    other = assign(EXPERTS, ZONES, RUBRICS, each=2, seed="2017")
    assert other != assign(EXPERTS, ZONES, RUBRICS, each=2, seed="2016")


def test_a_recusal_changes_only_what_it_must():
    first = assign(EXPERTS, ZONES, RUBRICS, each=3)
    gone = first.pairs[0]
    after = assign(EXPERTS, ZONES, RUBRICS, each=3, kept=set(first.pairs) - {gone}, barred={gone})
    assert set(first.pairs) - set(after.pairs) == {gone}
    (new,) = set(after.pairs) - set(first.pairs)
    assert new[1] == gone[1]


def test_too_few_eligible_experts_are_named_by_zone_and_indicator():
    few = [Expert("E1", province="江苏省"), Expert("E2"), Expert("E3")]
    with pytest.raises(DataRefused) as refusal:
        assign(few, [zone("Z1", "江苏省"), zone("Z2", "广东省")], RUBRICS, each=3)
    assert {one.place for one in refusal.value.faults} == {"Z1"}
    assert faults(refusal)[0] == "indicator 1.11 needs 3 experts, 2 are eligible, 1 are lacking"
    assert len(faults(refusal)) == 4


def test_experts_whose_limits_do_not_suffice_are_told_by_how_much():
    with pytest.raises(DataRefused) as refusal:
        assign([Expert("E1"), Expert("E2")], ZONES, RUBRICS, each=2, most=40)
    assert faults(refusal)[-1] == "96 marks are needed, 2 experts give 80 at most"


def test_a_kept_pair_that_has_to_be_avoided_is_refused():
    with pytest.raises(DataRefused) as refusal:
        assign(EXPERTS, ZONES, RUBRICS, each=3, kept=[("E00", ("1.11", "Z00"))])
    assert [one.place for one in refusal.value.faults] == ["Z00 1.11"]


def test_an_expert_who_marked_a_zone_to_avoid_is_refused_with_the_place_of_the_mark():
    marks = [mark("Z00", "E00", 70), mark("Z01", "E00", 70), mark("Z01", "E99", 70)]
    found = avoided(marks, EXPERTS, {one.code: one for one in ZONES})
    assert [(one.place, one.found.en) for one in found] == [
        ("expert.csv Z00 1.11 E00", "E00 has to avoid Z00: own province (江苏省)"),
        ("expert.csv Z01 1.11 E99", "no expert 'E99' in the register"),
    ]


def test_a_register_is_read_whole_or_refused_with_every_fault(tmp_path):
    path, zones = tmp_path / "experts.csv", {one.code: one for one in ZONES}
    path.write_text("专家,领域,省份,回避园区\nE1,policy；city,江苏省,Z01、Z02\nE2,,,\n", "utf-8")
    assert read_experts(path, zones, RUBRICS) == (
        Expert("E1", fields=("policy", "city"), province="江苏省", avoid=("Z01", "Z02")),
        Expert("E2"),
    )
    path.write_text("expert,fields,avoid\nE1,polity,Z99\nE1,,\n", "utf-8")
    with pytest.raises(DataRefused) as refusal:
        read_experts(path, zones, RUBRICS)
    assert sorted(one.place for one in refusal.value.faults) == [
        "experts.csv:2 avoid",
        "experts.csv:2 fields",
        "experts.csv:3 expert",
    ]
