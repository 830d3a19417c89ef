"""The rules of a local weighting: sums, drops by name, every fault at once, and what they change of an edition."""

import pytest

from gaoxin.edition import load, thaw, weights_in_force
from gaoxin.edition.load import frozen, with_settings
from gaoxin_web.rounds.edition_weights import Weights, good_name, national, read, settings, shown


@pytest.fixture(scope="module")
def edition():
    return load("cn-2013-388")


def form(edition, **changed):
    usual = national(edition)
    sent = {f"d-{key}": shown(value) for key, value in usual.dimensions.items()}
    sent |= {f"i-{key}": shown(value) for key, value in usual.indicators.items()}
    return sent | {key.replace("_", "-", 1).replace("_", "."): value for key, value in changed.items()}


def faults(edition, out=(), **changed):
    return [(one.field, one.said.en) for one in read(edition, form(edition, **changed), out)[1]]


def test_the_national_weights_add_up_to_the_hundredth(edition):
    usual = national(edition)
    assert sum(usual.dimensions.values()) == 10_000
    assert [sum(usual.indicators[one.code] for one in each.indicators) for each in edition.dimensions] == [
        10_000
    ] * 4


def test_the_national_weights_change_nothing(edition):
    made, wrong = read(edition, form(edition), [])
    assert (wrong, settings(edition, made)) == ([], {})


def test_all_faults_are_told_at_once_each_at_its_field(edition):
    assert faults(edition, out=["1.2"], d_1="35", i_2_1="0", i_3_1="x", i_1_2="10.09") == [
        ("i-3.1", "3.1 is 'x': write a number from 0 to 100 with at most two decimals."),
        ("i-1.2", "1.2 is marked as left out: its weight is 0."),
        ("i-2.1", "2.1 is 0: to drop it, mark it as left out."),
        ("d", "The dimensions add up to 105%, not 100%: 5 too much."),
        ("s-2", "The indicators of dimension 2 add up to 92.72%, not 100%: 7.28 too little."),
    ]


@pytest.mark.parametrize("text", ["", "-1", "100.01", "1e1", "1.234", "101", "٣", "9" * 30])
def test_what_is_no_share_is_refused(edition, text):
    assert [field for field, _ in faults(edition, i_4_8=text)] == ["i-4.8"]


@pytest.mark.parametrize("text", ["13.75", "13.75%", "13．75", " 13.75 "])
def test_people_may_write_a_share_in_several_ways(edition, text):
    assert faults(edition, i_4_8=text) == []


def test_no_dimension_is_dropped_whole(edition):
    found = faults(edition, d_3="0", d_4="40")
    assert found == [("d-3", "Dimension 3 needs more than 0: no dimension is dropped whole.")]


def test_an_indicator_is_dropped_by_name_and_the_shares_come_out_as_typed(edition):
    sent = form(edition, d_1="45", d_2="15", i_2_1="0", i_2_2="17.28")
    made, wrong = read(edition, sent, ["2.1"])
    local = with_settings(edition, settings(edition, made))
    weights = {code: float(weight) for code, weight in weights_in_force(local).items()}
    assert wrong == []
    assert weights["2.1"] == 0
    assert weights["2.2"] == pytest.approx(0.15 * 0.1728)
    assert sum(weights.values()) == pytest.approx(1)
    assert sum(weights[one.code] for one in edition.dimensions[0].indicators) == pytest.approx(0.45)


def test_both_readings_of_printed_weights_agree_on_a_dimension_that_was_weighed_anew(edition):
    made, _ = read(edition, form(edition, i_4_1="20", i_4_2="6.25"), [])
    changed = settings(edition, made)
    shares = [
        weights_in_force(with_settings(edition, {**changed, "method/weights/using": reading}))
        for reading in ("share_of_dimension", "as_printed")
    ]
    codes = [one.code for one in edition.dimensions[3].indicators]
    inside = [[float(one[code] / sum(one[each] for each in codes)) for code in codes] for one in shares]
    assert inside[0] == pytest.approx(inside[1])


def test_what_was_left_out_can_come_back(edition):
    out = with_settings(
        edition, settings(edition, read(edition, form(edition, i_2_1="0", i_2_2="17.28"), ["2.1"])[0])
    )
    made, wrong = read(out, form(edition), [])
    again = with_settings(thaw(frozen(out)), settings(out, made))
    assert wrong == []
    assert float(weights_in_force(again)["2.1"]) == pytest.approx(0.3 * 0.0728)


def test_weights_are_kept_as_json_and_read_back(edition):
    made, _ = read(edition, form(edition, i_2_1="0", i_2_2="17.28"), ["2.1"])
    assert Weights.of(made.as_json()) == made


@pytest.mark.parametrize(
    ("name", "good"),
    [("创新导向版", True), ("短", False), ("[数组]版", False), ("{a: b}版", False), ("长" * 61, False)],
)
def test_a_name_is_words(name, good):
    assert good_name(name) == good
