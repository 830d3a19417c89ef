"""--set: an edition with some values set by path, and paths that lead nowhere."""

from fractions import Fraction

import pytest

from gaoxin.edition import Edition, compare, load
from gaoxin.edition.load import frozen, read_frozen
from gaoxin.terms import Unusable

NAME = "cn-2013-388"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAOXIN_LANG", "en")


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load(NAME)


@pytest.mark.parametrize(
    ("path", "value", "changed"),
    [
        ("method/treat/max", "3", {"method/treat/max": ("5", "3")}),
        ("method/impute", "median", {"method/impute/using": ("none", "median")}),
        ("method/missing", "rescale", {"method/missing/using": ("worst", "rescale")}),
        (
            "method/weights/using",
            "as_printed",
            {"method/weights/using": ("share_of_dimension", "as_printed")},
        ),
        ("indicators/1.2/reading", "accounting", {"indicators/1.2/reading": ("default", "accounting")}),
        ("indicators/1.10/weight", "2", {"indicators/1.10/weight": ("1", "2")}),
        (
            "indicators/4.6/min_coverage/at_least",
            "60%",
            {"indicators/4.6/min_coverage/at_least": ("0.5", "0.6")},
        ),
        ("dimensions/1/weight", "25%", {"dimensions/1/weight": ("0.3", "0.25")}),
        (
            "fields/value_added/reading",
            "production",
            {"derived_fields/value_added/reading": ("default", "production")},
        ),
        (
            "targets/innovative/10/reading",
            "net_profit",
            {"targets/innovative/10/reading": ("default", "net_profit")},
        ),
        ("targets/featured/4/required", "31", {"targets/featured/4/required": ("30", "31")}),
        ("checks/E32/threshold", "30%", {"checks/E32/threshold": ("0.5", "0.3")}),
        ("parameters/usd_cny/by_year/2012", "6.3", {"parameters/usd_cny/by_year/2012": ("6.3125", "6.3")}),
    ],
)
def test_one_value_is_set_and_nothing_else(
    edition: Edition, path: str, value: str, changed: dict[str, tuple[str, str]]
) -> None:
    found = compare(edition, load(NAME, {path: value}))
    assert {one.path: (one.old, one.new) for one in found} == changed


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("indicators/1.22/reading", "accounting", "--set indicators/1.22/reading: there is no '1.22'"),
        (
            "indicators/1.2/reading",
            "acounting",
            "--set indicators/1.2/reading: no reading 'acounting'; there are default",
        ),
        ("indicators/1.2/wieght", "2", "--set indicators/1.2/wieght: unknown key 'wieght'"),
        (
            "indicators/1.2/weight",
            "much",
            "--set indicators/1.2/weight: dimensions.0.indicators.1.weight is 'much'",
        ),
        ("indicators/1.2/weight", "0", "--set indicators/1.2/weight: a weight must be above 0"),
        (
            "indicators/1.2/formula",
            "SUM(revenu)",
            "--set indicators/1.2/formula: formula SUM(revenu): no field 'revenu'",
        ),
        ("indicator/1.2/weight", "2", "did you mean 'indicators'?"),
        ("dimensions/5/weight", "2", "--set dimensions/5/weight: there is no '5'"),
        ("method/treet/using", "none", "--set method/treet/using: unknown key 'treet'"),
        ("targets/innovativ/10/reading", "net_profit", "did you mean 'innovative/10'?"),
        ("targets/innovative/10/reading", "gross", "no reading 'gross'; there are default、net_profit"),
        ("checks/E99/threshold", "1", "there is no 'E99'"),
        ("nonsense", "1", "the path is too short"),
        ("", "1", "the path is too short"),
        ("edition/x", "1", "'edition' holds no settings"),
        ("method/standardise", "{using: minmax, lower: [", "--set method/standardise"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_by_itself(path: str, value: str, said: str) -> None:
    with pytest.raises(Unusable) as refused:
        load(NAME, {path: value})
    assert said in str(refused.value)
    assert str(refused.value).startswith("--set ")


def test_another_method_begins_with_its_own_defaults_and_then_takes_its_options() -> None:
    chosen = load(NAME, {"method/standardise/mean": "50", "method/standardise/using": "zscore"}).method
    assert (chosen.standardise.using, chosen.standardise.options) == ("zscore", {"mean": "50"})


def test_the_same_method_said_again_keeps_its_options(edition: Edition) -> None:
    assert load(NAME, {"method/treat/using": "winsorise"}).method == edition.method


def test_every_bad_path_is_told_at_once() -> None:
    with pytest.raises(Unusable) as refused:
        load(NAME, {"indicators/9.9/weight": "1", "dimensions/9/weight": "1"})
    assert len(refused.value.faults) == 2


def test_setting_leaves_the_edition_on_disk_alone(edition: Edition) -> None:
    load(NAME, {"dimensions/1/weight": "25%"})
    assert load(NAME).digest == edition.digest
    assert load(NAME).dimensions[0].weight == Fraction(3, 10)


def test_a_scenario_has_its_own_digest_and_the_same_scenario_the_same() -> None:
    one, again = (load(NAME, {"method/treat/using": "none"}) for _ in range(2))
    assert one.digest == again.digest != load(NAME).digest


def test_a_frozen_edition_reads_back_the_same(edition: Edition, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "edition.json").write_text(frozen(edition), "utf-8")
    back = read_frozen(tmp_path / "edition.json")
    assert (back, back.digest) == (edition, edition.digest)
