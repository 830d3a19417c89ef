"""A fault in an edition is told with its file and line, the nearest known name, and all others at once."""

from pathlib import Path

import pytest

from gaoxin.edition import load
from gaoxin.terms import Unusable

GOOD = """\
schema: 1
edition: tiny
park_types: {small: 小园区}
method: {standardise: {using: minmax}}
dimensions:
  - id: A
    weight: 100%
    indicators:
      - {code: "1.1", weight: 1.0, formula: SUM(revenue) / SUM(employees)}
      - {code: "1.10", weight: 0.9, formula: COUNT(*) FILTER (WHERE is_hightech)}
enterprise_fields:
  revenue: {code: qc05_0, label: 营业收入, unit: 千元}
  employees: {code: qd01, label: 从业人员, type: integer, unit: 人}
  is_hightech: {label: 高新技术企业, type: bool}
derived_fields:
  productivity: {label: 效率, formula: revenue - employees}
variables:
  hightech_enterprises: {label: 高企数, formula: COUNT(*) FILTER (WHERE is_hightech)}
checks:
  - {id: E1, severity: error, category: 强制性, rules: [revenue >= 0], message: 不为负, fix: 改正}
targets:
  - {park_type: small, no: "1", value: INDICATOR('1.1'), required: 5}
"""


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAOXIN_LANG", "en")


def refusal(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "tiny.yaml").write_text(text, "utf-8")
    with pytest.raises(Unusable) as refused:
        load(tmp_path / "tiny.yaml")
    return [str(fault) for fault in refused.value.faults]


def test_the_good_one_loads_and_keeps_1_1_apart_from_1_10(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(GOOD, "utf-8")
    edition = load(tmp_path / "tiny.yaml")
    assert [one.code for one in edition.indicators] == ["1.1", "1.10"]


def test_codes_are_text_even_without_quotes(tmp_path: Path) -> None:
    text = GOOD.replace('code: "1.1",', "code: 1.1,").replace('code: "1.10",', "code: 1.10,")
    (tmp_path / "tiny.yaml").write_text(text, "utf-8")
    assert [one.code for one in load(tmp_path / "tiny.yaml").indicators] == ["1.1", "1.10"]


def test_a_code_that_stands_twice_is_refused_at_both_places(tmp_path: Path) -> None:
    assert refusal(tmp_path, ('code: "1.10"', 'code: "1.1"')) == [
        "tiny.yaml:9: the code 1.1 stands 2 times",
        "tiny.yaml:10: the code 1.1 stands 2 times",
    ]


def test_a_key_that_stands_twice_is_refused_and_says_where_the_first_is(tmp_path: Path) -> None:
    assert refusal(tmp_path, ("  employees: {", "  revenue: {label: 收入}\n  employees: {"))[0] == (
        "tiny.yaml:13: the key 'revenue' stands at tiny.yaml:12 already; keep one of them"
    )


def test_a_key_that_stands_in_two_files_of_an_edition_is_refused(tmp_path: Path) -> None:
    (tmp_path / "edition.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "variables.yaml").write_text("variables:\n  a: {formula: COUNT(*)}\n", "utf-8")
    with pytest.raises(
        Unusable, match=r"variables\.yaml:1: the key 'variables' stands at edition\.yaml:17 already"
    ):
        load(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("weight: 0.9", "wieght: 0.9", 10, "unknown key 'wieght' (dimensions.0.indicators.1.wieght)"),
        ("weight: 0.9", "wieght: 0.9", 10, "did you mean 'weight'?"),
        ("park_types:", "park_tipes:", 3, "did you mean 'park_types'?"),
        ("required: 5", "required: five", 22, "targets.0.required is 'five'"),
        ("edition: tiny\n", "", 1, "'edition' is missing (edition)"),
        ("type: bool", "type: boolean", 14, "enterprise_fields.is_hightech.type is 'boolean'"),
        ("SUM(revenue) /", "SUM(revenu) /", 9, "no field 'revenu'; did you mean 'revenue'?"),
        ("SUM(revenue) /", "SUM((SELECT 1)) /", 9, "is not allowed in a formula"),
        ("revenue >= 0", "revenue", 20, "the result must be a truth, not a number"),
        ("INDICATOR('1.1')", "INDICATOR('1.2')", 22, "unknown indicator '1.2'; did you mean '1.1"),
        ("park_type: small", "park_type: smal", 22, "unknown park_type 'smal'; did you mean 'small'?"),
        ("revenue - employees", "productivity + 1", 16, "the derived field productivity needs itself"),
        ("revenue - employees", "PREVIOUS(revenue)", 16, "a derived field reads cells of its own year only"),
        ("weight: 0.9", "weight: 0", 10, "a weight must be above 0"),
        ("weight: 0.9", "weight: 0.9, reading: a", 10, "no reading 'a'; there are default"),
        ("required: 5", "required: 5, reading: a", 22, "no reading 'a'; there are default"),
        ("required: 5", "any: []", 22, "give value and required, or all, or any"),
        ("dimensions:\n", "dimensions:\n  - {id: B}\n", 6, "the dimension B is empty"),
        ("dimensions:\n", "dimensions:\n  - {id: A}\n", 6, "the dimension A stands 2 times"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_nearest_name(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert [
        fault for fault in refusal(tmp_path, (old, new)) if f"tiny.yaml:{line}: " in fault and said in fault
    ] != []


def test_a_target_that_stands_twice_is_refused(tmp_path: Path) -> None:
    line = next(line for line in GOOD.splitlines() if "INDICATOR" in line)
    assert refusal(tmp_path, (line, f"{line}\n{line}")) == [
        "tiny.yaml:22: the target small/1 stands 2 times",
        "tiny.yaml:23: the target small/1 stands 2 times",
    ]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = refusal(
        tmp_path, ("SUM(revenue) /", "SUM(revenu) /"), ("revenue >= 0", "revenue"), ("smal", "smaal")
    )
    assert len(found) == 2
    assert [fault.split(":")[1] for fault in found] == ["9", "20"]


def test_an_aggregate_without_a_name_is_refused_with_a_proposal(tmp_path: Path) -> None:
    found = refusal(tmp_path, ("value: INDICATOR('1.1')", "value: COUNT(*) FILTER (WHERE revenue > 1亿)"))
    assert found == [
        (
            "tiny.yaml:22: the aggregate has no name; add to variables: "
            "count_revenue: {label: …, unit: …, formula: COUNT(*) FILTER (WHERE revenue > 100000)}"
        )
    ]


def test_an_edition_without_variables_names_none(tmp_path: Path) -> None:
    start, end = GOOD.index("variables:"), GOOD.index("checks:")
    (tmp_path / "tiny.yaml").write_text(GOOD[:start] + GOOD[end:], "utf-8")
    assert load(tmp_path / "tiny.yaml").variables == {}


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("revenue_sum: {formula: SUM(revenue)}", "SUM(revenue) goes by the name revenue already"),
        (
            "more: {formula: COUNT(*) FILTER (WHERE 高新技术企业)}",
            "goes by the name more already",
        ),
        ("revenue: {formula: COUNT(*)}", "revenue is the name of SUM(revenue)"),
        ("ratio: {formula: SUM(revenue) / 2}", "a variable is one aggregate, like SUM(x)"),
    ],
)
def test_a_variable_is_one_aggregate_with_one_name(tmp_path: Path, variable: str, said: str) -> None:
    found = refusal(tmp_path, ("checks:\n", "checks:\n"), ("variables:\n", f"variables:\n  {variable}\n"))
    assert [fault for fault in found if fault.endswith(said)] != []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1", "tiny.yaml:"),
        ("- a\n", "tiny.yaml: is not a YAML mapping"),
        ("", "tiny.yaml: is not a YAML mapping"),
        ("a: \x07", "tiny.yaml"),
        (
            "schema: 2\nedition: x\nmethod: {standardise: none}\ndimensions: []\n",
            "tiny.yaml:1: schema is '2'",
        ),
    ],
)
def test_what_is_no_edition_is_refused_without_a_traceback(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "tiny.yaml").write_text(text, "utf-8")
    with pytest.raises(Unusable) as refused:
        load(tmp_path / "tiny.yaml")
    assert str(refused.value).startswith(said)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_bytes("title: 园区".encode("gb18030"))
    with pytest.raises(Unusable, match="cannot be read"):
        load(tmp_path / "tiny.yaml")


def test_an_unknown_edition_gets_the_list_and_the_nearest_name() -> None:
    with pytest.raises(Unusable, match=r"there are: cn-2013-388; did you mean 'cn-2013-388'"):
        load("cn-2013-338")


def test_a_folder_without_an_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"the folder holds no edition\.yaml"):
        load(tmp_path)
