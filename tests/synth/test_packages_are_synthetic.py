"""A package: whole, invented, marked in every file, the same bytes for the same words."""

import subprocess
import sys
from collections import Counter

import pytest
from tests.synth.packages import SHARED, TABLES, enterprises, of_year, package, shared, table

from gaoxin.edition import load
from gaoxin.synth import MOST_ZONES, make
from gaoxin.synth.places import STEMS
from gaoxin.terms import Unusable


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def order(folder, **changes):
    make(folder, **{"year": 2015, "zones": 6, "enterprises": 90, **changes})
    return folder


def test_the_same_words_give_the_same_bytes(tmp_path):
    assert bytes_of(order(tmp_path / "a")) == bytes_of(order(tmp_path / "b"))


def test_another_seed_gives_another_package(tmp_path):
    one, two = bytes_of(order(tmp_path / "a")), bytes_of(order(tmp_path / "b", seed=2))
    assert [name for name in one if one[name] == two[name]] == []


def test_an_earlier_package_is_replaced_whole(tmp_path):
    folder = order(tmp_path / "a")
    (folder / "left over.csv").write_text("x", encoding="utf-8")
    assert bytes_of(order(folder, seed=2)) == bytes_of(order(tmp_path / "b", seed=2))


@pytest.mark.parametrize("name", ["notes.txt", "说明.md"])
def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path, name):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(Unusable, match=r"holds something else|已有别的内容"):
        order(tmp_path)
    assert bytes_of(tmp_path) == {name: b"mine"}


def test_everything_that_cannot_be_met_is_said_at_once(tmp_path):
    with pytest.raises(Unusable) as refused:
        order(tmp_path / "a", year=1999, zones=MOST_ZONES + 1, years=0)
    assert [fault.place for fault in refused.value.faults] == [
        "--year",
        "--zones",
        "--enterprises",
        "--years",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    def full_disk(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("gaoxin.synth.tables.write_parquet", full_disk)
    with pytest.raises(OSError, match="No space left"):
        order(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_table_ends_with_the_mark(name):
    rows = table(package(2015), name)
    assert list(rows[0])[-1] == "synthetic"
    assert {row["synthetic"] for row in rows} == {"合成"}


def test_every_enterprise_is_marked_in_its_row_and_in_its_name():
    rows = enterprises(2015)
    assert list(rows[0])[-1] == "synthetic"
    assert {row["synthetic"] for row in rows} == {"合成"}
    assert {row["enterprise_name"][:4] for row in rows} == {"合成企业"}


def test_the_notes_say_so_first():
    assert (package(2015) / "说明.md").read_text(encoding="utf-8").startswith("# 合成数据 · Synthetic data\n")


def test_every_field_of_the_edition_is_there_in_its_order_with_its_type():
    fields = load("cn-2013-388").enterprise_fields
    assert list(enterprises(2015)[0]) == [*fields, "synthetic"]
    kinds = {"number": "Decimal", "integer": "int", "text": "str", "bool": "bool", "date": "date"}
    for rows in (enterprises(2015), enterprises(2023)):
        found = {name: {type(row[name]).__name__ for row in rows if row[name] is not None} for name in fields}
        assert all(types <= {kinds[fields[name].type]} for name, types in found.items())


def test_fields_are_filled_in_the_years_in_which_the_forms_ask_for_them():
    fields = load("cn-2013-388").enterprise_fields
    for year in (2013, 2023):
        empty = {name for name in fields if all(row[name] is None for row in enterprises(year))}
        assert empty == {name for name, field in fields.items() if not field.valid_in(year)}


def test_committee_fields_are_those_of_the_edition():
    rows = table(package(2015), "zone_returns.csv")
    assert list(rows[0]) == [*load("cn-2013-388").zone_fields, "synthetic"]


def test_no_figure_is_negative_that_cannot_be():
    fields = [name for name, field in load("cn-2013-388").enterprise_fields.items() if not field.negative]
    assert [name for row in enterprises(2015) for name in fields if (row[name] or 0) < 0] == []


def test_rows_stand_by_year_zone_and_code():
    keys = [(row["year"], row["zone"], row["credit_code"]) for row in enterprises(2023)]
    assert keys == sorted(keys)


def test_a_national_round_has_one_invited_park_and_four_zones_in_their_first_round():
    zones = table(package(2015, zones=147, enterprises=3000), "zones.csv")
    assert Counter(row["participation"] for row in zones) == {"national": 146, "invited": 1}
    assert Counter(row["park_type"] for row in zones) == {
        "world_class": 10, "innovative": 30, "featured": 50, "": 4, "none": 53
    }  # fmt: skip
    assert [row["province"] for row in zones if row["participation"] == "invited"] == ["江苏省"]
    assert [row["zone"] for row in zones] == [f"Z{at:03d}" for at in range(1, 148)]
    assert sum(row["national_since"] == "2015" for row in zones) == 4
    assert all(1988 <= int(row["national_since"]) <= 2015 for row in zones if row["national_since"])
    assert len({row["province"] for row in zones}) > 27


def test_a_zone_in_its_first_round_has_no_rows_of_the_year_before():
    package_of = {"zones": 147, "enterprises": 3000}
    first = {
        row["zone"]
        for row in table(package(2015, **package_of), "zones.csv")
        if row["national_since"] == "2015"
    }
    years = {row["zone"]: set() for row in enterprises(2015, **package_of)}
    for row in enterprises(2015, **package_of):
        years[row["zone"]].add(row["year"])
    assert {zone for zone, seen in years.items() if seen == {2015}} == first
    assert len(years) == 147


def test_one_scored_figure_and_one_target_figure_were_not_reported():
    rows = [row for row in table(package(2015), "zone_returns.csv") if row["year"] == "2015"]
    blank = Counter(name for row in rows for name, cell in row.items() if cell == "")
    assert blank == {"fiscal_science_spending": 1, "national_innovation_service_institutions": 1}


def test_zones_have_invented_names_of_their_own():
    zones = table(package(2015, zones=147, enterprises=3000), "zones.csv")
    assert len({row["name"] for row in zones}) == len({row["name_en"] for row in zones}) == 147


def test_no_name_is_that_of_a_real_zone():
    if not SHARED.is_dir():
        pytest.skip("the register of real zones is not beside the repository")
    real = "|".join(row["name_zh"] + row["city"] for row in shared("zones.csv"))
    assert [stem for stem in STEMS if stem in real] == []


def test_panels_give_marks_between_0_and_100_on_the_eight_indicators():
    survey, experts = (table(package(2015), name) for name in ("survey.csv", "expert.csv"))
    assert {row["indicator"] for row in survey} == {"1.10", "2.10", "3.9", "4.7"}
    assert {row["indicator"] for row in experts} == {"1.11", "2.11", "3.10", "4.8"}
    assert all(0 <= int(row["score"]) <= 100 for row in survey + experts)
    assert {len({row["expert"] for row in experts if row["zone"] == zone}) for zone in ("Z001", "Z002")} == {
        5
    }
    assert 24 <= len({row["respondent"] for row in survey if row["zone"] == "Z001"}) <= 36


def test_tails_are_heavy_and_cells_are_missing_as_in_real_returns():
    rows = of_year(2015, enterprises=8000)
    revenue = sorted((row["revenue"] for row in rows), reverse=True)
    assert sum(revenue[:80]) > sum(revenue) / 4  # one in a hundred has more than a quarter
    assert 0.08 < sum(row["net_profit"] < 0 for row in rows) / len(rows) < 0.25
    assert 0.05 < sum(row["exports"] > 0 for row in rows) / len(rows) < 0.3
    assert 0 < sum(row["controlling_interest"] is None for row in rows) < 0.05 * len(rows)
    assert 0 < sum(row["rd_expenditure"] is None for row in rows) < 0.4 * len(rows)
    assert all(
        row["energy_consumption"] is None
        for row in rows
        if not "06" <= (row["industry_code"] or "")[:2] <= "46"
    )


def test_three_years_can_be_had_and_one_alone():
    assert {row["year"] for row in enterprises(2016, years=3)} == {2014, 2015, 2016}
    assert {row["year"] for row in enterprises(2015, years=1)} == {2015}
    assert {row["year"] for row in table(package(2016, years=3), "survey.csv")} == {"2015", "2016"}


@pytest.mark.parametrize("enterprises_", [4, 10, 60])
def test_the_smallest_rounds_work(tmp_path, enterprises_):
    zones = min(5, enterprises_ // 2)
    make(tmp_path / "a", year=2015, zones=zones, enterprises=enterprises_)
    assert len(table(tmp_path / "a", "zones.csv")) == zones


def test_the_command_writes_a_package_without_a_bar_in_a_pipe(tmp_path):
    words = ["synth", str(tmp_path / "a"), "--year", "2015", "--zones", "6", "--enterprises", "90"]
    done = subprocess.run(
        [sys.executable, "-m", "gaoxin", *words], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert bytes_of(tmp_path / "a") == bytes_of(order(tmp_path / "b"))
