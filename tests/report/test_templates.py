"""Templates of an organisation: filled in a sandbox; a mistake is one line with its place, in words."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from tests.report.rounds import document, folder, parts, run, zone_at

from gaoxin.report.template import default, read
from gaoxin.report.word import docx
from gaoxin.terms import Unusable


def written(tmp_path, *paragraphs, **more):
    """A template with these paragraphs in place of its body."""
    files = parts(default("zh"))
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    xml = files["word/document.xml"].decode()
    files["word/document.xml"] = re.sub(r"<w:body>.*?<w:sectPr>", f"<w:body>{body}<w:sectPr>", xml).encode()
    files |= {name: content.encode() for name, content in more.items()}
    path = tmp_path / "template.docx"
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


def body(content):
    xml = parts(content)["word/document.xml"].decode()
    return "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml))


def one():
    return document("letter", zone_at(3), "zone")


def mistake(path):
    with pytest.raises(Unusable) as refused:
        docx(one(), path)
    assert len(refused.value.faults) == 1
    return str(refused.value)


def test_words_sections_and_conditions_are_filled(tmp_path):
    path = written(
        tmp_path,
        "{{ zone }}：第 {{ rank }} 位",
        "{%p if synthetic %}",
        "演示",
        "{%p endif %}",
        "{{p sections.result }}",
    )
    said = body(docx(one(), path))
    zone = one().facts["zone"]
    assert said.startswith(f"{zone}：第 3 位演示一、评价结果在 2016 年评价")
    assert "优势与短板" not in said


def test_a_tag_that_word_has_cut_into_runs_is_one_tag(tmp_path):
    path = written(tmp_path, "{{ zo</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ne }}")
    assert body(docx(one(), path)) == one().facts["zone"]


def test_text_from_data_is_text_and_never_markup_or_a_tag(tmp_path):
    made = replace(one(), facts={**one().facts, "zone": "<w:br/>{{ rank }} & 甲"})
    path = written(tmp_path, "{{ zone }}")
    xml = parts(docx(made, path))["word/document.xml"].decode()
    assert "&lt;w:br/&gt;{{ rank }} &amp; 甲" in xml


def test_an_unknown_field_is_named_with_its_place_and_the_fields_there_are(tmp_path):
    said = mistake(written(tmp_path, "第一段", "名称：{{ zone_nmae }}"))
    assert said.startswith(
        "template.docx 正文第 2 段“{{ zone_nmae }}”: 没有名为 zone_nmae 的字段；可用：zone、zone_code、"
    )
    assert "\n" not in said


def test_an_unknown_section_is_named_with_the_sections_there_are(tmp_path):
    said = mistake(written(tmp_path, "{{p sections.ranks }}"))
    assert said.startswith(
        "template.docx 正文第 1 段“{{ sections.ranks }}”: 没有名为 ranks 的字段；可用：sections."
    )
    assert "sections.result" in said


@pytest.mark.parametrize("tag", ["{{ zone", "{% if zone %}", "{{ zone | nothing }}", "{{ 1 + }}"])
def test_a_tag_that_is_not_complete_is_named_with_its_place(tmp_path, tag):
    said = mistake(written(tmp_path, "第一段", "第二段", tag))
    assert "标记写得不完整或不对" in said
    assert said.startswith("template.docx 正文第 ")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ zone.__init__.__globals__ }}",
        "{{ sections.clear() }}",
        "{{ self.__class__ }}",
        "{{ (zone|attr('__class__')) }}",
    ],
)
def test_what_leads_out_of_the_sandbox_is_refused(tmp_path, tag):
    said = mistake(written(tmp_path, tag))
    assert re.match(r"template\.docx 正文第 1 段“.*”: (不允许使用|没有名为)", said)


def test_a_division_by_zero_is_a_mistake_of_the_template(tmp_path):
    assert mistake(written(tmp_path, "{{ 1 / 0 }}")).startswith(
        "template.docx 正文第 1 段“{{ 1 / 0 }}”: 填不进去"
    )


def test_macros_and_links_that_lead_out_are_refused(tmp_path):
    said = mistake(written(tmp_path, "{{ zone }}", **{"word/vbaProject.bin": "x"}))
    assert said == "template.docx word/vbaProject.bin: 含有宏；另存为 .docx"
    linked = default_relations().replace(
        "</Relationships>",
        '<Relationship Id="x" Type="y" Target="http://a" TargetMode="External"/></Relationships>',
    )
    said = mistake(written(tmp_path, "{{ zone }}", **{"word/_rels/document.xml.rels": linked}))
    assert said.startswith("template.docx word/_rels/document.xml.rels: 含有指向文件以外的链接")


def default_relations():
    return parts(default("zh"))["word/_rels/document.xml.rels"].decode()


def test_what_is_no_word_file_is_refused(tmp_path):
    path = tmp_path / "letter.docx"
    path.write_text("no zip")
    with pytest.raises(Unusable, match="不是 Word 文件"):
        read(path)
    with pytest.raises(Unusable, match="不是 Word 文件"):
        read(tmp_path / "absent.docx")


def test_the_command_writes_the_template_takes_it_back_and_says_where_it_is_wrong(tmp_path):
    own = tmp_path / "own.docx"
    run("report", folder(), "--save-template", "--out", own)
    out = tmp_path / "out.docx"
    run("report", folder(), "--zone", zone_at(3), "--kind", "letter", "--template", own, "--out", out)
    plain = tmp_path / "plain.docx"
    run("report", folder(), "--zone", zone_at(3), "--kind", "letter", "--out", plain)
    assert out.read_bytes() == plain.read_bytes()
    wrong = written(tmp_path, "{{ nothing }}")
    said = run("report", folder(), "--zone", zone_at(3), "--template", wrong, "--out", out, code=2).output
    assert "template.docx 正文第 1 段“{{ nothing }}”" in said


def test_the_default_template_is_a_word_file_with_its_tags_in_sight():
    with zipfile.ZipFile(io.BytesIO(default("en"))) as file:
        assert file.testzip() is None
        assert "{{ title }}" in file.read("word/document.xml").decode()
