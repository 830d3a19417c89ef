"""Writes the generated parts of docs/ in place; with --check it only says which of them are out of step.

A part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``; all else is written by hand.
"""

import inspect
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
import operations
import states
import zone_checks
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from gaoxin.cli import COMMANDS, brought, gaoxin
from gaoxin.edition import describe, load
from gaoxin.edition.questionnaires import Questionnaires
from gaoxin.edition.rubrics import Rubrics
from gaoxin.edition.schema import Edition
from gaoxin.evaluation.aggregate import AGGREGATE
from gaoxin.evaluation.impute import IMPUTE, ROWS
from gaoxin.evaluation.missing import MISSING
from gaoxin.evaluation.panel import PANEL
from gaoxin.evaluation.rank import TIES
from gaoxin.evaluation.standardise import STANDARDISE
from gaoxin.evaluation.transform import TRANSFORM
from gaoxin.evaluation.treat import TREAT
from gaoxin.evaluation.variants import VARIANTS
from gaoxin.evaluation.weigh import WEIGHTS
from gaoxin.panels.combine import PALETTES
from gaoxin.terms import decimal_text, speak

DOCS = Path(__file__).resolve().parent.parent / "docs"
PART = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n)(?P<text>.*?)(?=<!-- end -->)", re.DOTALL)
EDITION = "cn-2013-388"
COMPUTED = ("digest", "name")
"""Keys of the schema that nobody writes: they follow from the files."""
EVERYWHERE = {
    "label": "Its name in Chinese",
    "label_en": "Its name in English",
    "unit": "The unit it is counted in",
    "note": "What else to know",
    "clause": "Its place in the notice",
    "basis": "On what it stands: the notice, an inference, or our assumption",
}
"""What keys mean wherever they stand."""
ROOT = click.Context(gaoxin, info_name="gaoxin", terminal_width=100, color=False, **gaoxin.context_settings)


def main(words: list[str]) -> int:
    """Write or check every part; 1 when a part was out of step under --check, or says nothing about a key."""
    speak("en")
    check, stale = "--check" in words, []
    for page in sorted(DOCS.rglob("*.md")):
        new = PART.sub(_filled, old := page.read_text("utf-8"))
        if new != old:
            stale.append(page.relative_to(DOCS.parent).as_posix())
            if not check:
                page.write_text(new, "utf-8")
    for name in stale:
        print(f"{name}: out of step, run `make docs`" if check else f"{name}: written")
    return int(check and bool(stale))


def _filled(found: re.Match[str]) -> str:
    return found[1] + "\n" + PARTS[found["name"]](found["text"]).strip("\n") + "\n\n"


# The command line


def group(_old: str) -> str:
    """Return the help of the program itself."""
    return _help(ROOT)


def commands(_old: str) -> str:
    """Return every command with its help, in a fixed width."""
    pages = []
    for name in [*COMMANDS, *(one.name for one in brought())]:
        context = _context(gaoxin, name, ROOT)
        pages.append(f"## {name}\n\n{_help(context)}")
        if isinstance(context.command, click.Group):
            pages += [
                f"### {name} {below}\n\n{_help(_context(context.command, below, context))}"
                for below in context.command.commands
            ]
    return "\n".join(pages)


def _context(group: click.Group, name: str, parent: click.Context) -> click.Context:
    command = group.get_command(parent, name)
    if command is None:
        raise LookupError(name)
    return click.Context(command, info_name=name, parent=parent)


def _help(context: click.Context) -> str:
    return f"```text\n{context.get_help().rstrip()}\n```\n"


# The keys of an edition


def keys(old: str, of: type[BaseModel] = Edition) -> str:
    """Return every model of the schema with its keys; meanings it does not state are kept from the page."""
    kept = _meanings(old)
    return "\n".join(_section(model, kept) for model in _reachable(of))


def _meanings(text: str) -> dict[tuple[str, str], str]:
    found, section = {}, ""
    for line in text.splitlines():
        section = line[4:] if line.startswith("### ") else section
        row = re.fullmatch(r"\| `(\w+)` \| .* \| .* \| (.*) \|", line)
        if row:
            found[section, row[1]] = row[2]
    return found


def _reachable(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Return the model and those its keys hold, in the order in which a reader meets them."""
    found = [model]
    for one in found:
        found += [
            each
            for info in one.model_fields.values()
            for each in _models(info.annotation)
            if each not in found
        ]
    return list(dict.fromkeys(found))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _section(model: type[BaseModel], kept: dict[tuple[str, str], str]) -> str:
    rows = [
        (
            f"`{info.alias or key}`",
            _kind(info.annotation),
            _default(info),
            _meaning(model, info.alias or key, info, kept),
        )
        for key, info in model.model_fields.items()
        if key not in COMPUTED
    ]
    summary = inspect.getdoc(model) or ""
    return f"### {model.__name__}\n\n{summary}\n\n" + table(("key", "holds", "default", "meaning"), rows)


def _meaning(model: type[BaseModel], key: str, info: FieldInfo, kept: dict[tuple[str, str], str]) -> str:
    return info.description or kept.get((model.__name__, key), "") or EVERYWHERE.get(key, "")


def _kind(annotation: Any) -> str:
    """Say in words what a key holds."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(inner[0])
    if origin is Literal:
        return " \\| ".join(f"`{word}`" for word in inner)
    if origin in (types.UnionType, Union):
        return " or ".join(_kind(part) for part in inner if part is not type(None))
    if origin is tuple:
        return f"list of {_kind(inner[0])}" if inner[-1] is Ellipsis else ", ".join(map(_kind, inner))
    if origin is dict:
        return f"{_kind(inner[1])}, by name"
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return {Fraction: "number", int: "whole number", str: "text", bool: "yes or no", date: "date"}[annotation]


def _default(info: FieldInfo) -> str:
    value = info.default
    if value is PydanticUndefined:
        return "required"
    if isinstance(value, BaseModel):
        word = getattr(value, "using", "") or getattr(value, "ties", "")
        return f"`{word}`" if word else ""
    if isinstance(value, tuple) and value:
        return ", ".join(_plain(part) for part in value)
    return f"`{_plain(value)}`" if value not in ("", None, (), {}) else ""


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return decimal_text(value) if isinstance(value, Fraction | int) else str(value)


# The methods


def methods(_old: str) -> str:
    """Return every method of every stair with its formula and its options."""
    stairs: dict[str, Any] = {
        "method/impute": {**IMPUTE, **ROWS},
        "indicators/…/transform": TRANSFORM,
        "method/treat": TREAT,
        "method/standardise": STANDARDISE,
        "method/weights, from the data": WEIGHTS,
        "method/aggregate": AGGREGATE,
        "method/rank/ties": TIES,
        "method/missing": MISSING,
        "method/survey": PALETTES["survey"],
        "method/expert": PALETTES["expert"],
        "variants beside every rank": VARIANTS,
        "years of a panel, in Python": PANEL,
    }
    return "\n".join(
        f"### {stair}\n\n" + table(("name", "what it does", "options"), _methods(found))
        for stair, found in stairs.items()
    )


def _methods(functions: dict[str, Callable[..., Any]]) -> Iterator[tuple[str, ...]]:
    for name, function in functions.items():
        options = [
            f"`{option.name.rstrip('_')}`"
            + ("" if option.default is option.empty else f" = {_plain(option.default)}")
            for option in inspect.signature(function).parameters.values()
            if option.kind is option.KEYWORD_ONLY
        ]
        yield f"`{name}`", " ".join((inspect.getdoc(function) or "").split()), ", ".join(options)


# The edition cn-2013-388


def indicators(_old: str) -> str:
    """Return the indicators, their other readings, and the cases in which a formula has no value."""
    found = describe(load(EDITION))["indicators"]
    columns = ("code", "指标", "indicator", "赋权", "share in force", "unit", "direction", "transform", "formula",
               "clause", "basis")  # fmt: skip
    first = [
        (one["code"], one["label"], one["label_en"], one["weight"], f"{100 * one['effective_weight']:.3f}%",
         one["unit"], one["direction"], _transform(one), code(one["formula"]), one["clause"], one["basis"])
        for one in found
    ]  # fmt: skip
    readings = [
        (one["code"], f"`{name}`", reading["label"], code(reading["formula"]), reading["basis"])
        for one in found
        for name, reading in one["readings"].items()
    ]
    cases = [
        (one["code"], code(case["when"]), f"`{case['then']}`", case["reason"])
        for one in found
        for case in one["when_undefined"]
    ]
    return "\n".join([
        table(columns, first),
        "## Other readings\n",
        table(("code", "reading", "口径", "formula", "basis"), readings),
        "## Where a formula has no value\n",
        table(("code", "when", "then", "情形"), cases),
        "## Notes\n",
        table(("code", "说明"), [(one["code"], one["note"]) for one in found if one["note"]]),
    ])  # fmt: skip


def _transform(one: dict[str, Any]) -> str:
    using = one["transform"]["using"]
    return "" if using == "none" else f"log1p, scale {one['scale']}" if using == "log1p" else str(using)


def checks(_old: str) -> str:
    """Return the checks of returns."""
    columns = ("id", "severity", "分类", "rules", "tolerance", "blanks", "问题", "改法", "message", "fix")
    rows = [
        (one["id"], one["severity"], one["category"], _rules(one), one["tolerance"] or "", one["missing"],
         one["message"], one["fix"], one["message_en"], one["fix_en"])
        for one in describe(load(EDITION))["checks"]
    ]  # fmt: skip
    return table(columns, rows)


def _rules(check: dict[str, Any]) -> str:
    rules = "<br>".join(code(one["rule"]) for one in check["rules"])
    where = f"<br>where {code(check['where'])}" if check["where"] else ""
    fields = f"{check['kind']}: {', '.join(check['fields'])}".rstrip(": ") if not rules else ""
    return rules + fields + where


def targets(_old: str) -> str:
    """Return the targets of the three park types, and the narrative objectives before them."""
    found = load(EDITION)
    described = describe(found)
    pages = []
    for park_type, label in found.park_types.items():
        rows = [
            (one["no"], one["label"], one["label_en"], code(one["requires"]), one["unit"],
             ", ".join(f"`{name}`" for name in one["readings"]), one["clause"], one["basis"])
            for one in described["targets"] if one["park_type"] == park_type
        ]  # fmt: skip
        narrative = [
            (one["no"], one["label"], one["content"])
            for one in described["objectives"]
            if one["park_type"] == park_type
        ]
        pages += [
            f"## {label} `{park_type}`\n",
            table(("no", "目标", "target", "requires", "unit", "own readings", "clause", "basis"), rows),
            f"### 文字目标 {label}\n",
            table(("no", "目标", "内容"), narrative),
        ]
    return "\n".join(pages)


def fields(_old: str) -> str:
    """Return the fields of the enterprise forms and of the zone return, and those derived from one row."""
    found = describe(load(EDITION))["fields"]
    columns = ("field", "code", "form", "名称", "type", "unit", "years", "codes", "说明")
    derived = [
        (f"`{one['name']}`", one["label"], code(one["formula"]), one["basis"], one["note"])
        for one in found
        if one["table"] == "derived"
    ]
    return "\n".join([
        "## Enterprise return\n",
        table(columns, (_field(one) for one in found if one["table"] == "enterprise")),
        "## Zone return\n",
        table(columns, (_field(one) for one in found if one["table"] == "zone")),
        "## Derived from one row\n",
        table(("field", "名称", "formula", "basis", "说明"), derived),
    ])  # fmt: skip


def _field(one: dict[str, Any]) -> tuple[str, ...]:
    years = f"{one['since'] or ''}–{one['until'] or ''}" if one["since"] or one["until"] else ""
    codes = "；".join(
        f"{number} {meaning}" for number, meaning in (one["codes"] or {"codes": {}})["codes"].items()
    )
    older = "；".join(f"{until} 年及以前 {unit}" for until, unit in one["unit_until"].items())
    notes = "；".join(filter(None, (older, "监测，不计分" if one["monitor"] else "", one["note"])))
    return (
        f"`{one['name']}`",
        one["code"],
        one["form"],
        one["label"],
        one["type"],
        one["unit"],
        years,
        codes,
        notes,
    )


# Tables


def code(text: str) -> str:
    """Write code inside a table."""
    return f"`{' '.join(text.split())}`" if text else ""


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a table; a bar inside a cell is written so that it does not end the cell."""
    head = list(columns)
    lines = [
        head,
        ["---"] * len(head),
        *([re.sub(r"(?<!\\)\|", r"\\|", str(cell)) for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


PARTS: dict[str, Callable[[str], str]] = {
    "gaoxin": group,
    "commands": commands,
    "keys": keys,
    "methods": methods,
    "questionnaire-keys": partial(keys, of=Questionnaires),
    "rubric-keys": partial(keys, of=Rubrics),
    "indicators": indicators,
    "checks": checks,
    "zone-checks": lambda _old: table(zone_checks.COLUMNS, zone_checks.rows(EDITION)),
    "targets": targets,
    "operations": lambda _old: table(operations.HEADS, operations.rows()),
    "fields": fields,
    **{name: (lambda _old, name=name: table(*states.TABLES[name]())) for name in states.TABLES},
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
