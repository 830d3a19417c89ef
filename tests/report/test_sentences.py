"""Sentences follow from numbers: grammar, units, rounding; a difference of rates is in 百分点."""

import re
from dataclasses import replace

import pytest
from tests.report.rounds import document, material, newcomer, text_of, zone_at

from gaoxin.report import words
from gaoxin.report.about import About
from gaoxin.report.document import plain
from gaoxin.report.material import Record
from gaoxin.report.numbering import chinese, heading
from gaoxin.report.sections.profile import compared
from gaoxin.report.sections.standing import moved, place


def said(words_):
    return plain(words_)


@pytest.mark.parametrize(
    ("own", "middle", "unit", "chinese_", "english"),
    [
        (24.8, 29.0, "%", "，低于同类中位数（29.0%）4.2 个百分点", ", 4.2 percentage points below the median of peers (29.0%)"),
        (29.0, 24.8, "%", "，高于同类中位数（24.8%）4.2 个百分点", ", 4.2 percentage points above the median of peers (24.8%)"),
        (-3.0, 2.0, "%", "，低于同类中位数（2.0%）5.0 个百分点", ", 5.0 percentage points below the median of peers (2.0%)"),
        (80.0, 85.5, "分", "，低于同类中位数（85.5 分）5.5 分", ", 5.5 points below the median of peers (85.5 points)"),
        (73.0, 22.0, "个", "，是同类中位数（22 个）的 3.3 倍", ", 3.3 times the median of peers (22)"),
        (220.0, 20.0, "个", "，是同类中位数（20 个）的 11 倍", ", 11 times the median of peers (20)"),
        (12.0, 10.0, "家", "，比同类中位数（10 家）高 20.0%", ", 20.0% above the median of peers (10 enterprises)"),
        (9.0, 10.0, "家", "，比同类中位数（10 家）低 10.0%", ", 10.0% below the median of peers (10 enterprises)"),
        (5.0, 5.0, "家", "，与同类中位数相同", ", equal to the median of peers"),
        (0.0, 0.0, "项", "，与同类中位数相同", ", equal to the median of peers"),
        (3.0, 0.0, "项", "，高于同类中位数（0 项）3 项", ", 3 above the median of peers (0)"),
        (0.0, 2.0, "项", "，低于同类中位数（2 项）2 项", ", 2 below the median of peers (2)"),
    ],
)  # fmt: skip
def test_a_figure_is_compared_in_the_words_of_its_unit(own, middle, unit, chinese_, english):
    assert said(compared("zh", own, middle, unit, "同类")) == chinese_
    assert said(compared("en", own, middle, unit, "peers")) == english


def test_a_rough_median_says_about_and_has_two_digits():
    assert (
        said(compared("zh", 4881.5e3, 440e3, "千元", "同类", rough=True))
        == "，是同类中位数（约 4.4 亿元）的 11 倍"
    )
    assert said(compared("en", 0.239, 0.27, "%", "peers", rough=True)) == (
        ", 0.03 percentage points below the median of peers (about 0.27%)"
    )


@pytest.mark.parametrize(
    ("value", "unit", "like", "expected"),
    [
        (0.72, "%", None, "0.72 个百分点"),
        (0.72, "%", 4.4, "0.7 个百分点"),
        (-0.003, "%", 8.8, "0.003 个百分点"),
        (4.8, "个", 76.0, "4.8 个"),
        (24.0, "个", 76.0, "24 个"),
        (250000.0, "千元", 400000.0, "2.50 亿元"),
        (61363.0, "千元", 61363.0, "61,363 千元"),
        (0.0, "%", 5.0, "0 个百分点"),
    ],
)
def test_a_difference_has_the_unit_and_the_decimals_of_what_it_lies_between(value, unit, like, expected):
    assert said(words.difference("zh", value, unit, like=like)) == expected


def test_minus_is_a_true_minus_and_nothing_is_minus_zero():
    assert words.digits(-0.04, 1) == "0.0"
    assert words.digits(-4.25, 1) == "−4.2"
    assert words.digits(1234.5, 2, sign=True) == "+1,234.50"


def test_english_ranks_are_ordinals():
    expected = {
        1: "1st",
        2: "2nd",
        3: "3rd",
        4: "4th",
        11: "11th",
        12: "12th",
        13: "13th",
        21: "21st",
        102: "102nd",
        111: "111th",
    }
    assert {rank: words.ordinal("en", rank) for rank in expected} == expected
    assert words.ordinal("zh", 21) == "21"


def with_ranks(zone, before, now):
    """The zone as if it had had other ranks."""
    about = About(material(), zone, "zone", "zh")
    at = {**about.record.at, "rank": now}
    about.__dict__["record"] = Record(about.record.row, at)
    about.__dict__["before"] = None if before is None else Record(0, {**at, "rank": before or None})
    return about


@pytest.mark.parametrize(
    ("before", "now", "chinese_", "english"),
    [
        (5.0, 2.0, "上年居第 5 位，位次上升 3 位。", "It was 5th the year before and rose by 3 places."),
        (2.0, 3.0, "上年居第 2 位，位次下降 1 位。", "It was 2nd the year before and fell by 1 place."),
        (7.0, 7.0, "上年居第 7 位，位次不变。", "It was 7th the year before: the rank did not move."),
        (
            0.0,
            7.0,
            "上年为首轮试评，没有位次可比。",
            "It was in its first round the year before; there is no rank to compare.",
        ),
        (
            None,
            7.0,
            "上年未参评，没有位次可比。",
            "It was not in the round before; there is no rank to compare.",
        ),
    ],
)
def test_a_movement_is_said_with_its_direction(before, now, chinese_, english):
    about = with_ranks(zone_at(7), before, now)
    assert said(moved(about)) == chinese_
    other = replace(about, language="en")
    other.__dict__.update({name: about.__dict__[name] for name in ("record", "before")})
    assert said(moved(other)) == english


def test_the_first_sentence_names_round_data_year_score_group_and_rank():
    zone = zone_at(7)
    about = About(material(), zone, "zone", "zh")
    at = about.record.at
    typed = (
        f"，居{about.park_type} {at['type_n']:g} 个参评园区第 {at['type_rank']:g} 位"
        if at["type_rank"]
        else ""
    )
    assert said(place(about)) == (
        f"在 2016 年评价（数据年度 2015 年）中，{about.name}综合得分 {at['score']:.2f} 分，"
        f"居全部 {at['n']:g} 个参评园区第 7 位{typed}。"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_has_an_open_slot_a_double_stop_or_a_stray_space(language):
    units = [zone_at(rank) for rank in range(1, 26)] + [newcomer()]
    for unit in units:
        for audience in ("zone", "evaluator"):
            text = text_of(document("diagnosis", unit, audience, language))
            assert (
                re.findall(r"\{\w*\}|\bNone\b|\bnan\b|。。|，，|；。|，。|：。|  |\( | \)|（ | ）", text)
                == []
            )
            if language == "en":
                own = re.sub(
                    r"国科发火〔2013〕388号|enterprises\.\w+:\d+.*|（填补）|[‡†▲▼●…—–“”≥≤×]", "", text
                )
                assert re.findall(r"[\u4e00-\u9fff]+", own) == []


def test_headings_are_numbered_the_official_way():
    assert [chinese(one) for one in (1, 9, 10, 11, 20, 35)] == ["一", "九", "十", "十一", "二十", "三十五"]
    assert [heading("zh", counts) for counts in ((1,), (1, 2), (1, 2, 3))] == ["一、", "（二）", "3."]
