"""The command: who, what and in which format; a check code compared; refusals in words with their place."""

import pytest
from tests.report.rounds import (
    EARLIER,
    LATEST,
    folder,
    integrity,
    material,
    newcomer,
    robustness,
    run,
    zone_at,
)

from gaoxin.report import Order, compose, gather

KINDS = [
    ("diagnosis", ["--zone", "{zone}"], ["docx", "pdf"]),
    ("diagnosis", ["--national"], ["docx", "pdf"]),
    ("diagnosis", ["--province", "{province}"], ["docx", "pdf"]),
    ("letter", ["--zone", "{zone}"], ["docx", "pdf"]),
    ("midterm", ["--national"], ["docx", "pdf"]),
    ("final", ["--national"], ["docx", "pdf"]),
    ("tables", ["--zone", "{zone}"], ["docx", "pdf", "xlsx"]),
    ("tables", ["--national"], ["xlsx"]),
    ("tables", ["--province", "{province}"], ["xlsx"]),
]
MAGIC = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF"}


def province():
    return material().now.records[zone_at(1)].at["province"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("kind", "whom", "forms"), KINDS)
def test_every_kind_is_written_in_each_of_its_formats(kind, whom, forms, language, tmp_path):
    named = [one.format(zone=zone_at(8), province=province()) for one in whom]
    for form in forms:
        out = tmp_path / f"report.{form}"
        run("report", folder(), *named, "--kind", kind, "--lang", language, "--out", out)
        assert out.read_bytes().startswith(MAGIC[form])


def test_all_that_may_stand_beside_a_result_is_taken(tmp_path):
    out = tmp_path / "report.pdf"
    previous = [word for year in EARLIER for word in ("--previous", folder(year))]
    words = ("--robustness", robustness(), "--integrity", integrity(), "--audience", "evaluator")
    run("report", folder(), "--zone", newcomer(), *previous, *words, "--format", "pdf", "--out", out)
    assert out.read_bytes().startswith(b"%PDF")


def test_a_check_code_is_compared_and_another_result_has_another():
    zone = zone_at(6)
    code = compose(gather(folder()), Order("letter", zone, "zone")).check_code
    words = ("report", folder(), "--zone", zone, "--kind", "letter", "--verify")
    assert run(*words, code.lower()).output.strip() == f"一致：{code}"
    assert f"由此结果和选项生成的是 {code}" in run(*words, "0000-0000-0000", code=1).output
    assert compose(material(), Order("letter", zone, "zone")).check_code != code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "a.pdf"], "gaoxin report: 没有说明写谁"),
        (["--zone", "Z001", "--national", "--out", "a.pdf"], "gaoxin report: 写谁说了不止一个"),
        (["--zone", "Z001"], "--out: 没有给出"),
        (["--zone", "Z001", "--out", "a.txt"], "--format: 看不出格式"),
        (["--zone", "Z001", "--format", "pdf", "--out", "a.docx"], "a.docx: 结尾是 .docx，格式却是 pdf"),
        (["--zone", "Z9999", "--out", "a.pdf"], "Z9999: 结果里没有这个园区"),
        (
            ["--zone", "Z001", "--kind", "final", "--out", "a.pdf"],
            "--kind final: 没有针对一个园区的 final；可为一个省、全国",
        ),
        (
            ["--national", "--kind", "letter", "--out", "a.pdf"],
            "--kind letter: 没有针对全国的 letter；可为一个园区",
        ),
        (["--national", "--kind", "tables", "--out", "a.pdf"], "--format pdf: 统计表没有这种格式；可为xlsx"),
        (["--national", "--audience", "zone", "--out", "a.pdf"], "--audience zone: 含有其他园区的数"),
        (["--zone", "Z001", "--organ", "甲", "--out", "a.pdf"], "--organ: 诊断报告不是公文，不加红头"),
        (
            ["--zone", "Z001", "--template", "t.docx", "--out", "a.pdf"],
            "--template: 模板用于 Word，格式却是 pdf",
        ),
        (["--all", "--verify", "0000-0000-0000"], "--verify: 一次核对一份；用 --zone"),
        (["--province", "东岭省", "--out", "a.pdf"], "东岭省: 结果里没有这个省"),
    ],
)
def test_wrong_use_is_refused_with_its_place_and_the_way_out(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert said in run("report", folder(), *words, code=2).output
    assert list(tmp_path.iterdir()) == []


def test_earlier_results_that_are_not_earlier_are_all_named():
    words = ("report", folder(LATEST - 1), "--zone", zone_at(3), "--previous", folder(), "--out", "a.pdf")
    assert f"数据年度是 {LATEST}；须早于 {LATEST - 1}" in run(*words, code=2).output


def test_a_robustness_folder_of_another_result_is_refused(tmp_path):
    words = ("--zone", zone_at(3), "--robustness", robustness(), "--out", tmp_path / "a.pdf")
    assert "属于另一个结果" in run("report", folder(LATEST - 1), *words, code=2).output
