"""Docs that cannot lie: what the code has stands in the pages, and the reverse."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from gaoxin.cli import COMMANDS, brought
from gaoxin.edition import load
from gaoxin.edition.schema import Basis, Check, Model
from gaoxin.evaluation.targets import VERDICTS
from gaoxin.formula import parse
from gaoxin.returns.tables import PARTICIPATION
from gaoxin.terms import STAGES, Missing

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def every_model(parent: type[Model] = Model) -> set[type[Model]]:
    below = set(parent.__subclasses__())
    return below.union(*(every_model(one) for one in below))


def test_every_command_has_a_heading_and_every_heading_a_command():
    assert re.findall(r"^## (.+)$", page("reference/command-line.md"), re.MULTILINE) == [
        *COMMANDS,
        *(one.name for one in brought()),
    ]


def test_every_key_of_an_edition_is_described_and_every_row_is_a_key():
    described, section = {}, ""
    for line in page("reference/edition.md").splitlines():
        section = line[4:] if line.startswith("### ") else section
        row = re.fullmatch(r"\| `(\w+)` \| .* \| .* \| (.*) \|", line)
        if row:
            described[section, row[1]] = bool(row[2].strip())
    keys = {
        (model.__name__, field.alias or key)
        for model in every_model()
        for key, field in model.model_fields.items()
        if key not in ("name", "digest")
    }
    assert described == dict.fromkeys(keys, True)


def test_every_word_of_the_codes_enumerations_is_in_the_glossary():
    edition = load("cn-2013-388")
    glossary = page("glossary.md")
    cells = {cell.strip() for line in glossary.splitlines() for cell in line.strip("|").split("|")}
    words = " ".join(cells)
    chinese = {one.label for one in edition.dimensions} | set(edition.park_types.values())
    chinese |= set(get_args(Check.model_fields["category"].annotation))
    english = {*STAGES, *get_args(Basis), *PARTICIPATION, *edition.park_types, *Missing, *VERDICTS.values()}
    english |= {"ranked", "provisional", "shadow"}
    assert {word for word in chinese if word not in cells and word not in words} == set()
    assert {
        word for word in english if word.replace("_", " ") not in cells and f"`{word}`" not in words
    } == set()


def test_the_glossary_is_alphabetical_and_says_each_word_once():
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", page("glossary.md"), re.MULTILINE)[2:]
    assert rows == sorted(set(rows), key=str.lower)


def test_every_formula_of_the_reference_is_one():
    blocks = re.findall(r"```formula\n(.*?)```", page("reference/formula-language.md"), re.DOTALL)
    formulas = [line for block in blocks for line in block.splitlines()]
    assert len(formulas) == len([parse(formula) for formula in formulas]) > 5


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_says_something_and_links_only_to_what_is_there(path):
    text = path.read_text("utf-8")
    targets = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert len(text) > 200
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", sorted((DOCS / "decisions").glob("*.md")), ids=name_of)
def test_a_decision_has_status_context_decision_and_consequences(path):
    text = path.read_text("utf-8")
    number = int(path.name[:4])
    assert text.startswith(f"# {number}. ")
    assert re.search(r"^Status: (accepted|superseded|proposed), \d{4}-\d\d", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[:3] == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_entry_of_the_changelog_says_whom_it_concerns_and_whether_ranks_move():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    entries = [
        entry
        for release in re.split(r"^## ", text, flags=re.MULTILINE)[1:]
        for entry in re.split(r"^- ", release, flags=re.MULTILINE)[1:]
    ]
    assert entries
    wanted = ("area:", "editions:", "periods:")
    assert [entry for entry in entries if not all(word in entry for word in wanted)] == []
    assert [entry for entry in entries if not re.search(r"ranks move: (yes|no)\b", entry)] == []


def commands_of(readme: str) -> list[str]:
    text = (ROOT / readme).read_text("utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [
        line[2:].partition("  #")[0].strip()
        for block in blocks
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def test_both_readmes_name_the_same_commands():
    assert commands_of("README.md") == commands_of("README.zh-CN.md") != []


def test_every_make_command_of_the_readme_is_a_target_of_the_makefile():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    words = [command.split() for command in commands_of("README.md")]
    assert {word[1] for word in words if word[0] == "make"} >= {"demo", "test"}
    assert {word[1] for word in words if word[0] == "make"} <= made


def test_the_continuous_integration_runs_the_commands_that_the_readme_names():
    script = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    run = ["make check", "make demo", "make test", "make test-postgresql"]
    assert [line for line in script if line.startswith("make ")] == run
    assert set(run) <= set(commands_of("README.md"))


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_ranking_that_a_readme_shows_is_of_the_edition_as_it_is(readme):
    shown = re.findall(r"^cn-2013-388 ([0-9a-f]{8})", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    assert shown == [load("cn-2013-388").digest[7:15]], "run make demo, then .venv/bin/python tools/readme.py"


def test_the_generated_parts_of_the_docs_are_in_step():
    done = subprocess.run(
        [sys.executable, "tools/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
