"""The checks of a form come from the edition, and an enterprise's form finds what the import finds."""

import random
from collections import defaultdict

import pytest

from gaoxin import synth
from gaoxin.edition import load
from gaoxin.micro.tables import cut, rows
from gaoxin.returns import check, open_package
from gaoxin_web.collect.findings import Filled, explained, zone_findings
from gaoxin_web.collect.layout import _layout
from gaoxin_web.collect.row_findings import row_findings, texts

EDITION = load("cn-2013-388")
ZONE = _layout(EDITION, "committee", 2015)
FULL = {
    "national_rd_institutions": "61", "national_incubators": "11", "national_service_institutions": "18",
    "national_innovation_service_institutions": "—", "fiscal_science_spending": "412508", "new_investment": "14200000",
    "land_area": "86.4", "registered_enterprises": "7655", "eu_us_jp_trademarks_registered": "35", "international_clusters": "0",
    "leading_national_clusters": "2", "important_national_clusters": "3", "industrial_water_use": "900",
    "wastewater_cod": "100", "sulphur_dioxide": "90", "built_up_land": "1800", "green_coverage": "38.6", "resident_income": "48000",
}  # fmt: skip
NOTES = {"national_innovation_service_institutions": "未单独认定"}


def found(changes=(), notes=None, before=()):
    filled = Filled({**FULL, **dict(changes)}, NOTES if notes is None else notes, dict(before))
    return [(one.check, one.letter, one.cells) for one in zone_findings(EDITION, ZONE, filled)]


def test_a_full_form_without_a_year_before_has_no_finding():
    assert found() == []


def test_an_empty_form_asks_for_every_scored_cell_and_hints_at_the_watched_ones():
    letters = [one.letter for one in zone_findings(EDITION, ZONE, Filled({}, {}, {}))]
    assert letters == ["A"] * 12 + ["D"] * 6


def test_what_cannot_be_read_must_be_corrected_and_one_click_mends_it():
    filled = Filled({**FULL, "land_area": "约86.4"}, NOTES, {})
    (one,) = zone_findings(EDITION, ZONE, filled)
    assert (one.check, one.letter, one.place, one.mend) == ("Z-0113", "A", "land_area", "86.4")
    assert one.found.zh == "填报“约86.4”：不是数"


def test_a_nil_needs_its_reason_in_the_note():
    cells = ("national_innovation_service_institutions",)
    assert found(notes={}) == [("Z-0103", "B", cells)]
    assert found({"green_coverage": "…"}) == [("Z-0103", "B", ("green_coverage",))]


@pytest.mark.parametrize(
    ("now", "asks"), [("618762", False), ("618763", True), ("206254", False), ("206253", True)]
)
def test_a_change_of_more_than_half_must_be_explained_and_one_of_exactly_half_not(now, asks):
    expected = [("Z-0132", "B", ("fiscal_science_spending",))] if asks else []
    assert found({"fiscal_science_spending": now}, before={"fiscal_science_spending": "412508"}) == expected


def test_a_small_change_in_figures_is_let_be_however_large_in_per_cent():
    assert (
        found({"eu_us_jp_trademarks_registered": "6"}, before={"eu_us_jp_trademarks_registered": "2"}) == []
    )


def test_a_stock_that_shrinks_is_to_be_verified_and_a_flow_that_repeats_is_a_hint():
    before = {"national_incubators": "12", "new_investment": "14200000", "land_area": "86.4"}
    assert found(before=before) == [
        ("Z-0121", "C", ("national_incubators",)), ("Z-0140", "D", ("new_investment",)),
    ]  # fmt: skip


def test_a_relation_between_cells_is_a_formula_of_the_edition_and_unknown_where_a_cell_is_missing():
    assert found({"built_up_land": "8641"}) == [("Z-0151", "C", ("built_up_land", "land_area"))]
    assert found({"built_up_land": "8640"}) == []
    assert found({"built_up_land": "8641", "land_area": ""}) == [("Z-0101", "A", ("land_area",))]
    assert found({"green_coverage": "101"}) == [("Z-0152", "A", ("green_coverage",))]


def test_five_characters_explain_nothing_and_six_do():
    (one,) = zone_findings(EDITION, ZONE, Filled(FULL, NOTES, {"national_incubators": "12"}))
    assert explained(one, {}).stops
    assert explained(one, {("Z-0121", "national_incubators"): "撤销一家了"}).stops
    assert not explained(one, {("Z-0121", "national_incubators"): "撤销一家孵化器"}).stops


def test_another_edition_has_another_form_without_a_line_of_ours():
    section = EDITION.zone_sections["funds"].model_copy(update={"label": "钱与地"})
    other = EDITION.model_copy(
        update={
            "zone_sections": {**EDITION.zone_sections, "funds": section},
            "zone_checks": (),
            "digest": "other",
        }
    )
    layout = _layout(other, "committee", 2015)
    assert [part.label.zh for part in layout.parts][1] == "二、钱与地"
    assert zone_findings(other, layout, Filled({}, {}, {})) == ()


def test_the_rows_of_the_form_are_the_fields_of_the_edition_each_once():
    names = [row.name for row in ZONE.rows if not row.automatic]
    assert sorted(names) == sorted(EDITION.zone_fields.keys() - {"year", "zone"})
    assert [row.number for row in ZONE.rows] == list(range(1, len(ZONE.rows) + 1))


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A synthetic package in which cells were changed at random, so that checks find much."""
    import duckdb

    folder = tmp_path_factory.mktemp("package")
    synth.make(folder, year=2015, zones=4, enterprises=160, years=2, seed=5)
    source, connection = folder / "enterprises.parquet", duckdb.connect()
    connection.execute(f"CREATE TABLE t AS SELECT * FROM read_parquet('{source}')")
    numbers = [
        name for name, one in EDITION.enterprise_fields.items() if one.unit == "千元" or one.type == "integer"
    ]
    drawn = random.Random(7)
    codes = [
        row[0]
        for row in connection.execute("SELECT credit_code FROM t WHERE year = 2015 ORDER BY 1").fetchall()
    ]
    for code in codes:
        for name in drawn.sample([one for one in numbers if one != "year"], 6):
            change = drawn.choice(["NULL", "0", f'"{name}" * 3 + 20000', "1"])
            connection.execute(
                f'UPDATE t SET "{name}" = {change} WHERE year = 2015 AND credit_code = ?', [code]
            )
    connection.execute(f"COPY t TO '{source}' (FORMAT parquet)")
    return folder


def linked(code):
    return code[8:17] if len(code) == 18 else code


def test_an_enterprises_form_finds_exactly_what_the_import_finds_in_its_row(broken):
    package = open_package(broken, EDITION, 2015, faults=[])
    expected = defaultdict(list)
    kinds = {one.id: one.kind for one in EDITION.checks}
    for one in check(package, EDITION, 2015).findings:
        if kinds.get(one.check) in ("rule", "change"):
            expected[one.key].append((one.check, one.found))
    layout = _layout(EDITION, "enterprise", 2015)
    tables = {2014: {}, 2015: {}}
    for parcel in cut(broken / "enterprises.parquet", [2014, 2015]):
        _, page = rows(parcel.parquet, list(parcel.columns), limit=10**6)
        tables[parcel.year] |= {(row["zone"], row["credit_code"]): row for row in page}
    met = 0
    for (zone, code), row in tables[2015].items():
        before = next((one for (_, other), one in tables[2014].items() if linked(other) == linked(code)), {})
        filled = Filled(texts(row), {}, texts(before))
        mine = [
            (one.check, one.found.zh)
            for one in row_findings(EDITION, 2015, layout, filled)
            if one.check != "READ"
        ]
        assert sorted(mine) == sorted(expected[code]), (zone, code)
        met += len(mine)
    assert met > 300
