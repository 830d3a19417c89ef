"""The cases of examples.yaml, decided by hand: plain Python over the rows, without an engine."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

from gaoxin.edition import Case, Edition, FieldNames, Leaf, load
from gaoxin.formula import Aggregate, IndicatorValue, Name, Tree, Value, bind, evaluate, leaves, names, parse
from gaoxin.terms import exact, is_exact

CASES = load("cn-2013-388").examples


@cache
def bound(edition_digest: str, text: str, level: str) -> Tree:
    return bind(parse(text), FieldNames(EDITIONS[edition_digest]), level)  # type: ignore[arg-type]


EDITIONS: dict[str, Edition] = {}


class Row:
    """One enterprise: its cells, and what is derived from them."""

    def __init__(self, edition: Edition, cells: dict[str, str], year: int) -> None:
        self.edition, self.cells = edition, cells | {"year": str(year)}
        self.times = int(cells.get("times", "1"))
        self.before: Row | None = None

    def figure(self, leaf: Aggregate | Name | IndicatorValue, years_back: int) -> Value:
        assert isinstance(leaf, Name)
        if years_back:
            return None if self.before is None else self.before.figure(leaf, 0)
        if leaf.name in self.edition.derived_fields:
            return self.value(
                bound(self.edition.digest, self.edition.derived_fields[leaf.name].formula_in_force, "row")
            )
        text = self.cells.get(leaf.name, "")
        if not text:
            return None
        match self.edition.enterprise_fields[leaf.name].type:
            case "number" | "integer":
                return exact(text)
            case "bool":
                return {"是": True, "否": False}[text]
        return text

    def value(self, tree: Tree) -> Value:
        return evaluate(tree, self)  # type: ignore[arg-type]


class Zone:
    """One zone of a case: sums skip blanks; a sum of blanks only, or of a year without rows, is unknown."""

    def __init__(self, edition: Edition, case: Case, code: str = "") -> None:
        self.edition, self.case, self.code = edition, case, code
        rows = {0: case.enterprises, 1: case.previous}
        self.rows = {
            back: [Row(edition, one, case.year - back) for one in given] for back, given in rows.items()
        }
        before = {row.cells["credit_code"]: row for row in self.rows[1] if "credit_code" in row.cells}
        for row in self.rows[0]:
            row.before = before.get(row.cells.get("credit_code", ""))

    def figure(self, leaf: Aggregate | Name | IndicatorValue, years_back: int) -> Value:
        match leaf:
            case IndicatorValue(code):
                found = indicator(self.edition, self.case, code)
                return found if isinstance(found, Fraction) else None
            case Name(name):
                return exact(self.case.zone[name]) if self.case.zone.get(name) else None
            case Aggregate(argument=Name(scope="survey" | "expert" as panel)):
                marks = [exact(one) for one in getattr(self.case, panel).get(self.code, ())]
                return sum(marks, Fraction(0)) / len(marks) if marks else None
            case Aggregate():
                return self.aggregate(leaf, self.rows[years_back])
        raise AssertionError(leaf)

    def aggregate(self, one: Aggregate, rows: list[Row]) -> Value:
        met = [(row, True if one.where is None else row.value(one.where)) for row in rows]
        if not rows or all(truth is None for _, truth in met):
            return None
        chosen = [row for row, truth in met if truth]
        if one.argument is None:
            return Fraction(sum(row.times for row in chosen))
        values = [(row.times, row.value(one.argument)) for row in chosen]
        known = [times * value for times, value in values if isinstance(value, Fraction)]
        nobody = chosen or any(truth is None for _, truth in met)
        return sum(known, Fraction(0)) if known or not nobody else None


def indicator(edition: Edition, case: Case, code: str) -> Fraction | str:
    """Return the value of an indicator, or the reason why it is missing."""
    one, zone = edition.indicator(code), Zone(edition, case, code)

    def value(text: str) -> Value:
        return evaluate(bound(edition.digest, text, "zone"), zone)  # type: ignore[arg-type]

    used = leaves(bound(edition.digest, one.formula_in_force, "zone"))
    if any(zone.figure(leaf.node, leaf.years_back) is None for leaf in used):
        return "unreported"
    if one.min_coverage and value(one.min_coverage.share) < one.min_coverage.at_least:  # type: ignore[operator]
        return "low_coverage"
    for undefined in one.when_undefined:
        if value(undefined.when):
            said = {"worst": "structural", "missing": "undefined"}
            return exact(undefined.then) if is_exact(undefined.then) else said[undefined.then]
    found = value(one.formula_in_force)
    assert isinstance(found, Fraction)
    return found if one.cap is None else min(found, one.cap)


def verdict(edition: Edition, case: Case, leaf: Leaf) -> bool | None:
    parts = [verdict(edition, case, part) for part in (*leaf.all, *leaf.any)]
    if leaf.all:
        return False if False in parts else None if None in parts else True
    if leaf.any:
        return True if True in parts else None if None in parts else False
    text = f"{leaf.value_in_force} {leaf.operator} {leaf.required}"
    found = evaluate(bound(edition.digest, text, "zone"), Zone(edition, case))  # type: ignore[arg-type]
    assert found is None or isinstance(found, bool)
    return found


def outcomes(edition: Edition, case: Case) -> Iterator[tuple[str, str, object, object]]:
    """Yield table, key, what the case expects and what comes out by hand."""
    for code, text in case.expect.get("indicators", {}).items():
        yield "indicators", code, exact(text), indicator(edition, case, code)
    for code, reason in case.expect.get("missing", {}).items():
        yield "missing", code, reason, indicator(edition, case, code)
    for key, said in case.expect.get("targets", {}).items():
        target = next(one for one in edition.targets if f"{one.park_type}/{one.no}" == key)
        assert target.park_type == case.park_type
        yield (
            "targets",
            key,
            said,
            {True: "met", False: "not_met", None: "unknown"}[verdict(edition, case, target)],
        )


@pytest.mark.parametrize("case", CASES, ids=[case.case for case in CASES])
def test_the_case_comes_out_as_it_says(case: Case) -> None:
    edition = load("cn-2013-388", case.set)
    EDITIONS[edition.digest] = edition
    wrong = [one for one in outcomes(edition, case) if one[2] != one[3]]
    assert wrong == []


def test_every_cell_of_a_case_is_a_field_of_the_forms() -> None:
    edition = load("cn-2013-388")
    cells = {name for case in CASES for row in (*case.enterprises, *case.previous) for name in row} - {
        "times"
    }
    assert cells - edition.enterprise_fields.keys() == set()
    assert {name for case in CASES for name in case.zone} - edition.zone_fields.keys() == set()


def test_the_cases_touch_every_derived_field_and_every_reading() -> None:
    edition = load("cn-2013-388")
    chosen = {path: value for case in CASES for path, value in case.set.items()}
    named = {f"indicators/{one.code}/reading" for one in edition.indicators if one.readings}
    untouched = named - chosen.keys()
    assert untouched == {"indicators/1.9/reading"}, (
        "its reading is the target innovative/10, which has its own case"
    )
    used = {name.name for field in edition.derived_fields.values() for name in names(parse(field.formula))}
    assert "industry_code" in used
