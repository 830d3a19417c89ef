"""Word templates that an organisation may replace: tags in double braces, filled in a sandbox.

``{{ zone }}`` is a word, ``{{p body }}`` the whole report, ``{{p sections.standing }}`` a section of it,
``{{p blocks.targets }}`` a table or chart, ``{%p if … %}`` a condition. A tag reaches what is given to it and nothing
else: no attribute that begins with an underscore, no method that changes anything, no file, no macro, no link.
"""

import io
import re
import traceback
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

import jinja2
from docxtpl import DocxTemplate
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from gaoxin.report.ooxml import parts
from gaoxin.terms import Fault, Language, Text, Unusable

LARGEST = 50 * 2**20
"""Bytes a template may have when unpacked."""

_FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml|docProps/core\.xml")
_PLACES = {
    "document": Text("正文", "body"),
    "header": Text("页眉", "page head"),
    "footer": Text("页脚", "page foot"),
}
_MADE = (1980, 1, 1, 0, 0, 0)
_TYPES = '<Default Extension="{0}" ContentType="image/{1}"/>'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Picture(NamedTuple):
    """A chart as vectors and as points."""

    vector: bytes
    points: bytes


@dataclass(frozen=True)
class Template:
    """A template, ready to be filled: its parts as bytes, and those with tags compiled."""

    name: str
    parts: Mapping[str, bytes]
    sources: Mapping[str, str]
    compiled: Mapping[str, jinja2.Template]

    def fill(self, said: Mapping[str, object], pictures: list[Picture], figures: str) -> bytes:
        """Return the file filled with words and pictures; Unusable, with the place, where a tag cannot be filled."""
        context = {key: value for key, value in said.items() if key != "raw"}
        for name in ("sections", "blocks"):
            context[name] = {key: Markup(value) for key, value in _texts(said[name]).items()}  # noqa: S704 - our own XML
        context |= {key: Markup(value) for key, value in _texts(said["raw"]).items()}  # noqa: S704
        made = {name: self._part(name, context).encode() for name in self.compiled}
        files = {**self.parts, **made}
        _add_pictures(files, pictures)
        _add_figures(files, figures)
        return _packed(files)

    def _part(self, name: str, context: Mapping[str, object]) -> str:
        try:
            return self.compiled[name].render(context)
        except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
            raise Unusable(_fault(self.name, name, self.sources[name], error, context)) from None


def default(language: Language) -> bytes:
    """Return the house's own template as a Word file, to be edited and given back by --template."""
    return _packed({name: text.encode() for name, text in parts(language).items()})


@cache
def own(language: Language) -> Template:
    """Return the house's own template."""
    return _compile("template.docx", {name: text.encode() for name, text in parts(language).items()})


def read(path: Path) -> Template:
    """Read a template; Unusable for what is no Word file, is too large, holds macros or links, or has wrong tags."""
    return _read(path, path.stat().st_mtime_ns if path.is_file() else 0)


@cache
def _read(path: Path, _changed: int) -> Template:
    try:
        with zipfile.ZipFile(path) as file:
            if sum(one.file_size for one in file.infolist()) > LARGEST:
                found = Text("太大", "is too large")
                raise Unusable(
                    Fault(
                        str(path), found, Text(f"不超过 {LARGEST >> 20} MiB", f"at most {LARGEST >> 20} MiB")
                    )
                )
            files = {one: file.read(one) for one in file.namelist() if not one.endswith("/")}
    except (OSError, zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError):
        files = {}
    if "word/document.xml" not in files:
        found = Text("不是 Word 文件", "is no Word file")
        remedy = Text(
            "用 --save-template 写出模板再修改，另存为 .docx",
            "write one by --save-template, edit it, save it as .docx",
        )
        raise Unusable(Fault(str(path), found, remedy=remedy))
    _harmless(path, files)
    return _compile(path.name, files)


def _harmless(path: Path, files: Mapping[str, bytes]) -> None:
    faults = [
        Fault(
            f"{path.name} {name}",
            Text("含有宏", "holds macros"),
            remedy=Text("另存为 .docx", "save it as .docx"),
        )
        for name in files
        if "vba" in name.lower()
    ]
    faults += [
        Fault(
            f"{path.name} {name}",
            Text("含有指向文件以外的链接", "holds links that lead out of the file"),
            remedy=Text("在 Word 中取消超链接和链接的图片", "remove hyperlinks and linked pictures in Word"),
        )
        for name, content in files.items()
        if name.endswith(".rels") and b'TargetMode="External"' in content
    ]
    if faults:
        raise Unusable(faults)


def _compile(name: str, files: Mapping[str, bytes]) -> Template:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    sources = {
        part: _lines(content.decode("utf-8", "replace"))
        for part, content in files.items()
        if _FILLED.fullmatch(part)
    }
    compiled, faults = {}, []
    for part, source in sources.items():
        try:
            compiled[part] = environment.from_string(source)
        except TemplateSyntaxError as error:
            faults.append(_fault(name, part, source, error, {}))
    if faults:
        raise Unusable(faults)
    return Template(name, files, sources, compiled)


def _lines(xml: str) -> str:
    """Return a part with its tags whole and a line a paragraph, so that the line of a mistake is its paragraph."""
    patched: str = DocxTemplate.patch_xml(None, xml.replace("\n", " "))
    return patched.replace("</w:p>", "</w:p>\n")


# Mistakes in a template, in words


def _fault(name: str, part: str, source: str, error: Exception, context: Mapping[str, object]) -> Fault:
    """Return where the mistake stands (part, paragraph, its text), what it is and what to do."""
    number = _line(error)
    lines = source.split("\n")
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    tags = re.findall(r"\{\{.*?\}\}|\{%.*?%\}|\{[{%][^<]*", line)
    text = unescape(" ".join(tags) or re.sub(r"<[^>]+>", "", line))[:80]
    kind = re.match(r"word/([a-z]+)", part)
    where = _PLACES.get(kind[1] if kind else "", Text(part, part))
    place = Text(f"{where.zh}第 {number} 段“{text}”", f"{where.en}, paragraph {number}, “{text}”")
    found, remedy = _said(error, context)
    return Fault(f"{name} {place}", found, remedy=remedy)


def _line(error: Exception) -> int:
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == "<template>"]
    return frames[-1].lineno or 0 if frames else 0


def _said(error: Exception, context: Mapping[str, object]) -> tuple[Text, Text]:
    if isinstance(error, SecurityError):
        word = re.search(r"'(\w+)'", str(error))
        name = word[1] if word else ""
        return (
            Text(f"不允许使用 {name}".strip(), f"may not use {name}".strip()),
            Text("模板只能引用报告给出的字段", "a template may only name what the report gives"),
        )
    if isinstance(error, UndefinedError):
        name = next(
            iter(
                re.findall(r"'([^']+)' is undefined", str(error))
                or re.findall(r"attribute '([^']+)'", str(error))
            ),
            "",
        )
        known = "、".join(key for key in context if isinstance(context[key], str))
        inner = _inner(str(error), name, context)
        return (
            Text(f"没有名为 {name} 的字段", f"there is no field named {name}"),
            Text(f"可用：{inner or known}", f"there are: {inner or known}"),
        )
    if isinstance(error, TemplateSyntaxError):
        return (
            Text(f"标记写得不完整或不对（{error.message}）", f"the tag is not complete or not right ({error.message})"),
            Text("字段写成 {{ 名称 }}，整段写成 {{p body }}，条件写成 {%p if … %} 与 {%p endif %}",
                 "write {{ name }} for a field, {{p body }} for a whole part, {%p if … %} and {%p endif %} for a condition"),
        )  # fmt: skip
    return (
        Text(f"填不进去：{error}", f"cannot be filled: {error}"),
        Text("改正这一处标记", "mend this tag"),
    )


def _inner(message: str, name: str, context: Mapping[str, object]) -> str:
    """Return the names inside sections or blocks when the unknown one was asked of them."""
    if "has no attribute" not in message:
        return ""
    for group in ("sections", "blocks"):
        inside = context.get(group)
        if isinstance(inside, Mapping) and name not in inside:
            return "、".join(f"{group}.{key}" for key in inside)
    return ""


# Packing


def _texts(value: object) -> Mapping[str, str]:
    assert isinstance(value, Mapping)
    return value


def _add_pictures(files: dict[str, bytes], pictures: list[Picture]) -> None:
    if not pictures:
        return
    rows = ""
    for at, one in enumerate(pictures, start=1):
        files[f"word/media/chart{at}.svg"], files[f"word/media/chart{at}.png"] = one
        rows += f'<Relationship Id="rIdVector{at}" Type="{_RELATION}/image" Target="media/chart{at}.svg"/>'
        rows += f'<Relationship Id="rIdPoints{at}" Type="{_RELATION}/image" Target="media/chart{at}.png"/>'
    _insert(files, "word/_rels/document.xml.rels", "</Relationships>", rows)
    types = files["[Content_Types].xml"]
    wanted = [
        (end, kind)
        for end, kind in (("png", "png"), ("svg", "svg+xml"))
        if f'Extension="{end}"'.encode() not in types
    ]
    added = "".join(_TYPES.format(*one) for one in wanted)
    start = re.search(rb"<Types[^>]*>", types)
    assert start is not None
    files["[Content_Types].xml"] = types[: start.end()] + added.encode() + types[start.end() :]


def _add_figures(files: dict[str, bytes], figures: str) -> None:
    files["customXml/item1.xml"] = figures.encode()
    row = f'<Relationship Id="rIdFigures" Type="{_RELATION}/customXml" Target="../customXml/item1.xml"/>'
    _insert(files, "word/_rels/document.xml.rels", "</Relationships>", row)


def _insert(files: dict[str, bytes], name: str, before: str, text: str) -> None:
    files[name] = files[name].replace(before.encode(), (text + before).encode())


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip whose bytes depend on its content alone, the content types first."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for name in sorted(files, key=lambda one: (one != "[Content_Types].xml", one)):
            info = zipfile.ZipInfo(name, _MADE)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            file.writestr(info, files[name], compresslevel=6)
    return made.getvalue()
