"""Rules hold exactly at their limits, the gravest state is proposed with its reasons, and a person decides."""

import csv
import json
from fractions import Fraction

import pytest
from click.testing import CliRunner
from tests.packages import YEAR, change, read, rewrite_enterprises, synthetic_round

from gaoxin.cli import gaoxin
from gaoxin.edition.rulebook import read_rulebook, rulebook_beside
from gaoxin.management.propose import proposals
from gaoxin.management.rules import Management
from gaoxin.management.years import Year, measure
from gaoxin.terms import Unusable

FILE = rulebook_beside("cn-2013-388", "management.yaml")
RULES = read_rulebook(FILE, Management)
FIELD = 100


def year(
    at: int, rank: int | None, integrity: str | None = None, status: str = "ranked", verdicts=()
) -> Year:
    """A round of 100 ranked zones in which Z stands at a rank."""
    return Year(
        year=at,
        digest=f"sha256:{at}",
        edition="cn-2013-388",
        names={"Z": "例园"},
        rank={} if rank is None else {"Z": rank},
        ranked=FIELD,
        status={"Z": status},
        verdicts={"Z": verdicts},
        integrity={} if integrity is None else {"Z": Fraction(integrity)},
    )


def proposed(*years: Year):
    (found,) = proposals(years, RULES)
    return found


def rules_held(*years: Year) -> tuple[str, list[str]]:
    found = proposed(*years)
    return found.state.id, [one.rule.id for one in found.held]


@pytest.mark.parametrize(
    ("years", "state", "rules"),
    [
        ((year(2020, 50),), "normal", []),
        ((year(2020, 90),), "normal", []),
        ((year(2020, 91),), "watch", ["M01"]),
        ((year(2019, 50), year(2020, 59)), "watch", ["M03"]),
        ((year(2019, 52), year(2020, 61)), "normal", []),
        ((year(2019, 52), year(2020, 62)), "watch", ["M02"]),
        ((year(2019, 20), year(2020, 21)), "watch", ["M03"]),
        ((year(2020, 50, status="provisional"),), "watch", ["M05"]),
        ((year(2020, 50, verdicts=("not_met", "met")),), "watch", ["M04"]),
        ((year(2020, 50, verdicts=("not_met", "unknown", "met")),), "normal", []),
        ((year(2019, 50, verdicts=("not_met",)),), "normal", []),
        ((year(2020, 50, "60"),), "normal", []),
        ((year(2020, 50, "59.99"),), "talk", ["M08"]),
        ((year(2019, 91), year(2020, 92)), "talk", ["M01", "M06"]),
        ((year(2018, 91), year(2020, 92)), "watch", ["M01"]),
        ((year(2018, 30), year(2019, 40), year(2020, 50)), "talk", ["M02", "M07"]),
        ((year(2019, 96), year(2020, 96)), "rectify", ["M01", "M06", "M09"]),
        ((year(2019, 95), year(2020, 96)), "talk", ["M01", "M06"]),
        ((year(2019, 80, "59"), year(2020, 91, "59")), "rectify", ["M01", "M02", "M03", "M08", "M10"]),
        ((year(2018, 97), year(2019, 96), year(2020, 96)), "exit_conditions", ["M01", "M06", "M09", "M11"]),
    ],
)
def test_a_rule_holds_at_its_limit_and_not_before(years, state, rules):
    assert rules_held(*years) == (state, rules)


def test_a_figure_that_is_not_known_never_triggers_a_rule():
    found = proposed(year(2020, None, status="ranked"))
    assert found.state.id == "normal"
    assert {one.holds for one in found.judged if one.rule.id in ("M01", "M02", "M08", "M11")} == {None}
    assert "M01" in found.note.en


def test_rules_do_not_apply_to_a_zone_in_its_first_round():
    found = proposed(year(2020, None, status="shadow"))
    assert (found.state, found.judged) == (None, ())
    assert found.note.zh == "首轮试评的园区不适用动态管理规则。"


def test_a_reason_is_a_sentence_with_the_figures_and_the_limit_in_both_languages():
    (held,) = proposed(year(2020, 91)).held
    assert held.reason.zh == "“位次在最后 10%”成立：位次占参评数的比例 2020 年91.0%（界限 > 90.0%）。"
    assert held.reason.en == (
        "“in the last tenth” holds: the rank as a share of the ranked is 91.0% in 2020 (the limit is > 90.0%)."
    )


def test_a_fall_needs_the_year_before_and_not_an_older_one():
    years = (year(2018, 10), year(2020, 50))
    assert measure("rank_fall", "Z", years, 1, RULES) is None
    assert measure("rank_fall", "Z", (year(2019, 10), year(2020, 50)), 1, RULES) == Fraction(40, 100)


def test_no_state_ever_advises_to_leave_and_the_last_is_to_be_studied():
    assert RULES.basis == "assumed"
    assert [one.label for one in RULES.states] == ["正常", "关注", "约谈", "限期整改", "触发退出情形，待研究"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("label: 触发退出情形，待研究", "label: 建议退出", "建议退出"),
        ("id: M02, state: watch", "id: M02, state: wach", "wach"),
        ("id: M02,", "id: M01,", "M01"),
        ("measure: band_fall", "measure: band_fal", "band_fal"),
        ("up_to: 50%", "up_to: 10%", "bands"),
        ("version:", "versoin:", "versoin"),
    ],
)
def test_a_faulty_rule_set_is_refused(tmp_path, old, new, says):
    text = FILE.read_text("utf-8")
    assert old in text
    (tmp_path / "rules.yaml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Unusable, match=r"rules\.yaml") as refusal:
        read_rulebook(tmp_path / "rules.yaml", Management)
    assert says in str(refusal.value)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Two rounds of one synthetic country, the older one's clues, and a package of candidates."""
    folder = tmp_path_factory.mktemp("manage")
    package = synthetic_round(folder / "p", 24, 1200)
    run("evaluate", package, "--year", YEAR, "--out", folder / "r")
    run("integrity", folder / "r", "--out", folder / "i")
    candidates = synthetic_round(folder / "c", 24, 1200)
    keep = {"Z005": "P1", "Z009": "P2"}
    for name in ("zones.csv", "zone_returns.csv", "survey.csv", "expert.csv"):
        change(
            candidates / name, lambda row: row | {"zone": keep[row["zone"]]} if row["zone"] in keep else None
        )
    rewrite_enterprises(
        candidates,
        "SELECT * REPLACE (CASE zone WHEN 'Z005' THEN 'P1' ELSE 'P2' END AS zone) FROM rows WHERE zone IN ('Z005', 'Z009')",
    )
    return folder


def run(*words) -> str:
    ran = CliRunner().invoke(gaoxin, ["--lang", "en", *map(str, words)])
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_the_columns_of_the_decision_are_empty_and_every_table_says_that_a_person_decides(home):
    said = run("manage", home / "r", "--integrity", home / "i", "--out", home / "m")
    assert "a person decides" in " ".join(said.split())
    rows = read(home / "m/proposals.csv")
    assert {row[name] for row in rows for name in ("decision", "decided_by", "decided_on", "document")} == {
        ""
    }
    for name in ("proposals.csv", "reasons.csv"):
        assert {row["standing"] for row in read(home / "m" / name)} == {
            "建议，由人决定；规则为假定 a proposal, a person decides; the rules are assumed"
        }
    manifest = json.loads((home / "m/manifest.json").read_text("utf-8"))
    assert (manifest["schema"], manifest["rules"]["basis"], manifest["integrity_years"]) == (
        "gaoxin-management/1",
        "assumed",
        [YEAR],
    )
    assert "建议退出" not in "".join(path.read_text("utf-8") for path in (home / "m").iterdir())


def test_the_proposal_names_its_rules_and_each_rule_its_sentence(home):
    run("manage", home / "r", "--out", home / "m2")
    reasons = {(row["unit"], row["rule"]): row for row in read(home / "m2/reasons.csv")}
    for row in read(home / "m2/proposals.csv"):
        for rule in row["rules"].split():
            assert reasons[row["unit"], rule]["holds"] == "yes"
            assert reasons[row["unit"], rule]["reason_en"] in row["reasons_en"]


def test_a_candidate_stands_where_its_twin_among_the_zones_stands_and_moves_nobody(home):
    """A candidate with a zone's own returns has about its score, and stands beside it, unranked."""
    run("manage", home / "r", "--candidates", home / "c", "--out", home / "m3")
    scores = {row["unit"]: row for row in read(home / "r/scores.csv")}
    rows = {row["unit"]: row for row in read(home / "m3/candidates.csv")}
    for candidate, zone in (("P1", "Z005"), ("P2", "Z009")):
        one = rows[candidate]
        assert float(one["score"]) >= float(scores[zone]["score"]) - 1e-9
        assert one["after"] == "" or float(scores[one["after"]]["score"]) >= float(one["score"])
        assert float(scores[one["before"]]["score"]) < float(one["score"]) or one["before"] == zone
        assert one["standing"] == "不参加排名 not ranked"
        assert "not ranked" in one["note_en"]


def test_a_candidate_with_the_code_of_a_zone_is_refused(home):
    ran = CliRunner().invoke(
        gaoxin, ["manage", str(home / "r"), "--candidates", str(home / "p"), "--out", str(home / "m4")]
    )
    assert (ran.exit_code, (home / "m4").exists()) == (1, False)
    assert "Z001" in ran.output


def test_clues_of_another_round_two_results_of_a_year_and_other_folders_are_refused(home, tmp_path):
    package = synthetic_round(tmp_path / "p", 24, 1200)
    change(package / "expert.csv", lambda row: row | {"score": "50"} if row["zone"] == "Z003" else row)
    run("evaluate", package, "--year", YEAR, "--out", tmp_path / "r")
    for words in (
        [tmp_path / "r", "--integrity", home / "i"],
        [home / "r", tmp_path / "r"],
        [home / "i"],
        [home / "p"],
        [home / "r", "--integrity", home / "r"],
    ):
        ran = CliRunner().invoke(gaoxin, ["manage", *map(str, words), "--out", str(tmp_path / "m")])
        assert (ran.exit_code, (tmp_path / "m").exists()) == (2, False)


def test_tables_hold_no_nan(home):
    run("manage", home / "r", "--candidates", home / "c", "--out", home / "m5")
    for path in (home / "m5").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert {cell for row in csv.reader(file) for cell in row} & {"nan", "NaN", "inf"} == set()
