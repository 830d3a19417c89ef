"""Methods and options are checked by signature before anything is computed, with the nearest name."""

import pytest
from tests.evaluation.rounds import cells, edition, flat

from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.plan import check_method, plan
from gaoxin.terms import Unusable


def faults(*args, **method):
    return [
        (fault.place, fault.remedy.en if fault.remedy else None)
        for fault in check_method(edition(*args, **method))
    ]


def test_an_unknown_method_is_refused_with_the_nearest_name():
    assert faults(flat("a"), "minmaxx") == [("method/standardise/using", "did you mean 'minmax'?")]
    assert faults(flat("a"), treat="winsorize") == [("method/treat/using", "did you mean 'winsorise'?")]
    assert faults(flat("a"), aggregate=["arithmetic", "geometrc"]) == [
        ("method/aggregate/using", "did you mean 'geometric'?")
    ]
    assert faults(flat("a"), weights="entropie") == [("method/weights/using", "did you mean 'entropy'?")]
    assert faults(flat("a"), missing="wurst") == [("method/missing/using", "did you mean 'worst'?")]
    assert faults(flat("a"), impute="means") == [("method/impute/using", "did you mean 'mean'?")]


def test_an_unknown_option_is_refused_with_the_nearest_name():
    assert faults(flat("a"), {"using": "minmax", "uper": 1}) == [
        ("method/standardise/uper", "did you mean 'upper'?")
    ]
    assert faults(flat("a"), {"using": "rank", "lower": 1}) == [("method/standardise/lower", None)]
    assert faults(flat("a"), treat={"using": "none", "max": 5}) == [("method/treat/max", None)]


@pytest.mark.parametrize(
    ("stair", "settings", "place"),
    [
        ("standardise", {"using": "minmax", "lower": "abc"}, "method/standardise/lower"),
        ("standardise", {"using": "minmax", "lower": "nan"}, "method/standardise/lower"),
        ("standardise", {"using": "minmax", "upper": "inf"}, "method/standardise/upper"),
        ("standardise", {"using": "minmax", "lower": "5", "upper": "5"}, "method/standardise/lower"),
        ("standardise", {"using": "zscore", "sd": "0"}, "method/standardise/sd"),
        ("standardise", {"using": "efficacy", "span": "-1"}, "method/standardise/span"),
        ("standardise", {"using": "rank", "ties": "dense"}, "method/standardise/ties"),
        ("standardise", ["minmax", "rank"], "method/standardise"),
        ("treat", {"using": "winsorise", "max": "2.5"}, "method/treat/max"),
        ("treat", {"using": "winsorise", "max": "-1"}, "method/treat/max"),
        ("aggregate", {"using": "power"}, "method/aggregate/p"),
        ("aggregate", {"using": "power", "p": "0"}, "method/aggregate/p"),
        ("aggregate", [], "method/aggregate"),
        ("aggregate", ["arithmetic", "arithmetic", "arithmetic"], "method/aggregate/using"),
        ("impute", {"using": "group_mean"}, "method/impute/by"),
        ("impute", {"using": "group_mean", "by": "region"}, "method/impute/by"),
    ],
)
def test_a_wrong_value_is_refused_by_its_path(stair, settings, place):
    method = {"standardise": "minmax"} | {stair: settings}
    assert [found for found, _ in faults(flat("a"), method.pop("standardise"), **method)] == [place]


def test_all_faults_of_a_method_come_at_once_and_before_the_values_are_looked_at():
    made = edition(flat("a"), {"using": "minmax", "uper": 1, "lower": "x"}, treat="winsor", missing="w")
    with pytest.raises(Unusable) as refusal:
        climb(made, cells(made, {"x": [None]}))
    assert [fault.place for fault in refusal.value.faults] == [
        "method/standardise/uper",
        "method/standardise/lower",
        "method/treat/using",
        "method/missing/using",
    ]


def test_posts_that_a_method_needs_must_be_there_and_in_order():
    assert faults(flat("a", "b"), "goalposts") == [("indicators/a/lower", None), ("indicators/b/lower", None)]
    assert faults(flat("a", lower=3), "goalposts") == [("indicators/a/upper", None)]
    assert faults(flat("a", lower=3, upper=3), "goalposts") == [("indicators/a/lower", None)]
    assert faults(flat("a", lower=0, upper=3, transform="log"), "goalposts") == [("indicators/a/lower", None)]
    assert faults(flat("a"), "distance_to_target") == [("indicators/a/target", None)]
    assert faults(flat("a", scale=0)) == [("indicators/a/scale", None)]
    assert faults(flat("a", direction="lower"), "fraction_of_max") == [
        ("indicators/a/direction", "use minmax")
    ]


def test_the_method_in_force_says_every_option_with_its_default():
    assert plan(edition(flat("a"), treat="winsorise")).in_force == {
        "impute": {"using": "none"},
        "treat": {"using": "winsorise", "max": 5, "skew": 2.0, "kurt": 3.5},
        "standardise": {"using": "minmax", "lower": 0.0, "upper": 100.0},
        "missing": {"using": "fail"},
        "weights": {"using": "share_of_dimension"},
        "aggregate": {"using": "arithmetic"},
        "rank": {"ties": "min"},
        "constant": "refuse",
    }


def test_a_power_goes_to_the_levels_that_know_it():
    made = plan(edition(flat("a"), aggregate={"using": ["arithmetic", "power"], "p": "-2"}))
    assert made.in_force["aggregate"] == [{"using": "arithmetic"}, {"using": "power", "p": -2.0}]
