"""The edition against the tables it was made from, cell by cell (../shared/domain, where it is present)."""

import csv
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from gaoxin.edition import Edition, FieldNames, Target, load
from gaoxin.formula import Tree, bind, parse

TABLES = Path(__file__).resolve().parents[3] / "shared" / "domain"
pytestmark = pytest.mark.skipif(
    not TABLES.is_dir(), reason="the tables of the domain (../shared/domain) are not here"
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load("cn-2013-388")


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ours(text: str) -> str:
    """Write the notation of the tables, which is for people, in the formula language."""
    text = re.sub(r"^(survey|expert)$", r"AVG(\1.score)", text)
    text = re.sub(r"indicator (\d\.\d+)", r"INDICATOR('\1')", text)
    text = re.sub(r"sum\(([^()]+?) where ([^()]+)\)", r"SUM(\1) FILTER (WHERE \2)", text)
    text = re.sub(r"count\(([^()]+)\)", r"COUNT(*) FILTER (WHERE \1)", text)
    return text.replace("count()", "COUNT(*)")


def tree(edition: Edition, text: str) -> Tree:
    return bind(parse(text), FieldNames(edition), "zone")


def test_every_indicator_has_the_words_and_weight_of_the_table(edition: Edition) -> None:
    owners = {one.code: dimension for dimension in edition.dimensions for one in dimension.indicators}
    said = [
        {
            "code": one.code,
            "dimension_no": owners[one.code].id,
            "dimension_zh": owners[one.code].label,
            "dimension_en": owners[one.code].label_en,
            "source": one.source,
            "name_zh": one.label,
            "name_en": one.label_en,
            "unit": one.unit,
            "direction": {"higher": "+", "lower": "-"}[one.direction],
            "basis": one.basis,
        }
        for one in edition.indicators
    ]
    rows = table("indicators_2013")
    assert said == [{key: row[key] for key in said[0]} for row in rows]
    assert [one.weight for one in edition.indicators] == [Fraction(row["weight"]) for row in rows]
    assert [owners[row["code"]].weight for row in rows] == [Fraction(row["dimension_share"]) for row in rows]


def test_every_indicator_has_the_formula_of_the_table(edition: Edition) -> None:
    rows = {row["code"]: ours(row["formula"]) for row in table("indicators_2013")}
    differing = [
        one.code for one in edition.indicators if tree(edition, one.formula) != tree(edition, rows[one.code])
    ]
    assert differing == []


def test_every_indicator_has_the_transform_and_cap_of_the_table(edition: Edition) -> None:
    def written(code: str) -> str:
        one = edition.indicator(code)
        return {"none": "", "log": "log(x)", "log1p": f"log(1 + x/{one.log_scale})"}[one.transform.using]

    rows = table("indicators_2013")
    assert [written(row["code"]) for row in rows] == [row["transform"] for row in rows]
    assert [str(one.cap or "") for one in edition.indicators] == [row["cap"] for row in rows]


def test_every_enterprise_field_has_the_code_label_type_and_unit_of_the_table(edition: Edition) -> None:
    rows = table("enterprise_fields")
    assert len(rows) == 180
    said = [
        {"name": name, "code": one.code, "label_zh": one.label, "type": one.type, "unit": one.unit}
        for name, one in edition.enterprise_fields.items()
    ]
    keys = ("name", "code", "label_zh", "type", "unit")
    assert sorted(said, key=str) == sorted(({key: row[key] for key in keys} for row in rows), key=str)
    forms = {row["name"]: row["sheet"] for row in rows if row["name"] not in ("year", "zone")}
    assert {name: one.form for name, one in edition.enterprise_fields.items() if one.form} == forms


def test_every_committee_field_has_the_label_type_and_unit_of_the_table(edition: Edition) -> None:
    rows = table("zone_fields")
    said = {name: (one.label, one.type, one.unit) for name, one in edition.zone_fields.items()}
    assert said == {row["name"]: (row["label_zh"], row["type"], row["unit"]) for row in rows}
    watched = {row["name"] for row in rows if "监测" in row["used_by"]}
    assert watched == {name for name, one in edition.zone_fields.items() if one.monitor}


def test_the_derived_fields_of_the_table_are_there_with_their_basis(edition: Edition) -> None:
    said = {name: (one.label, one.basis) for name, one in edition.derived_fields.items()}
    rows = {row["name"]: (row["label_zh"], row["basis"]) for row in table("derived_fields")}
    assert {name: said[name] for name in rows} == rows
    assert edition.derived_fields["value_added"].formula == table("derived_fields")[0]["definition"]


def test_every_check_has_the_severity_class_and_tolerance_of_the_table(edition: Edition) -> None:
    rows = table("checks")
    said = [(one.id, one.severity, one.category, one.tolerance) for one in edition.checks]
    assert said == [
        (row["id"], row["severity"], row["class"], Fraction(row["tolerance"].removesuffix(" 千元") or 0))
        for row in rows
    ]
    assert len(rows) == 38


def test_the_plain_checks_say_what_the_table_says_each_condition_apart(edition: Edition) -> None:
    special = {"E11", "E21", "E29", "E30", "E32", "E33", "E34", "E37"}
    rows = {row["id"]: row["rule"] for row in table("checks") if row["id"] not in special}
    assert {one.id: [rule.rule for rule in one.rules] for one in edition.checks if one.id in rows} == {
        check: rule.split(" and ") for check, rule in rows.items()
    }


def test_the_change_check_compares_the_fields_of_the_table(edition: Edition) -> None:
    rule = next(row["rule"] for row in table("checks") if row["id"] == "E32")
    check = next(one for one in edition.checks if one.id == "E32")
    assert ", ".join(check.fields) in rule
    assert check.threshold == Fraction(1, 2)


def test_every_target_has_the_requirement_of_the_table(edition: Edition) -> None:
    rows = table("targets_2020")
    assert [(one.park_type, one.no, one.label) for one in edition.targets] == [
        (row["park_type"], row["no"], row["name_zh"]) for row in rows
    ]
    for target, row in zip(edition.targets, rows, strict=True):
        assert edition.park_types[target.park_type] == row["park_type_zh"]
        assert _requirement(target) == (row["operator"], row["required"] if target.value else "", row["unit"])


def _requirement(target: Target) -> tuple[str, str, str]:
    return (target.operator, str(target.required), target.unit) if target.value else ("compound", "", "")


def test_every_target_is_measured_as_in_the_table(edition: Edition) -> None:
    for target, row in zip(edition.targets, table("targets_2020"), strict=True):
        written = row["measured_by"] if target.value else row["required"]
        parts = [target.value] if target.value else [one.value for one in _leaves(target)]
        numbers = (
            re.findall(r"count\(revenue > \d+亿\)|zone\.\w+|indicator.*|.+", written)
            if target.value
            else None
        )
        expected = numbers or re.findall(r"zone\.\w+|count\([^)]*\)", written)
        assert [tree(edition, one) for one in parts] == [tree(edition, ours(one)) for one in expected]


def _leaves(leaf: Target) -> Iterator[Target]:
    if leaf.value:
        yield leaf
    for part in (*leaf.all, *leaf.any):
        yield from _leaves(part)  # type: ignore[arg-type]


def test_every_task_and_measure_is_there_with_its_indicators(edition: Edition) -> None:
    rows = table("key_tasks")
    assert [(one.clause, one.label, one.label_en, one.content) for one in edition.tasks] == [
        (row["clause"], row["name_zh"], row["name_en"], row["content_zh"]) for row in rows
    ]
    said = [" ".join((*one.indicators, *one.related)) or "-" for one in edition.tasks]
    assert said == [row["related_indicators"] for row in rows]


def test_every_objective_is_there_with_its_words_in_the_notice(edition: Edition) -> None:
    rows = table("objectives_2020")
    assert [(one.park_type, one.no, one.clause, one.label, one.evidence) for one in edition.objectives] == [
        (row["park_type"], row["no"], row["clause"], row["objective_zh"], row["evidence"]) for row in rows
    ]
    notice = (TABLES / "notice_2013_388.txt").read_text("utf-8")
    assert [one.no for one in edition.objectives if f"{one.label}。{one.content}" not in notice] == []


def test_every_indicator_stands_in_the_text_of_the_notice(edition: Edition) -> None:
    notice = re.sub(r"\s", "", (TABLES / "notice_2013_388.txt").read_text("utf-8"))
    assert [
        one.code for one in edition.indicators if re.sub(r"\s", "", f"{one.code}{one.label}") not in notice
    ] == []
