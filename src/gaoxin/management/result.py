"""The folder of ``gaoxin manage``: proposals.csv, reasons.csv, candidates.csv and a manifest.

The columns decision, decided_by, decided_on and document are empty: a person decides and writes them.
"""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gaoxin.evaluation.result import MANIFEST, Result, Table, all_files, manifest_bytes, stack, write_folder
from gaoxin.integrity.result import AUDIENCE
from gaoxin.management.candidates import Candidate
from gaoxin.management.propose import Proposal
from gaoxin.management.rules import Management
from gaoxin.management.years import Year
from gaoxin.terms import Text

SCHEMA = "gaoxin-management/1"
FAMILY = SCHEMA.partition("/")[0]

STANDING = "建议，由人决定；规则为假定 a proposal, a person decides; the rules are assumed"
"""What the last column of every table says."""

NOTICE = Text(
    "系统只提建议；通知只提动态管理，没有规定状态和条件，规则均为假定；作出决定的是人，决定、决定人、日期和文号由其填写",
    "the system only proposes; the notice names dynamic management and neither states nor conditions, "
    "the rules are assumed; a person decides and fills in decision, name, date and document",
)

DECISION = ("decision", "decided_by", "decided_on", "document")
"""The columns that people fill in."""


def result(
    years: tuple[Year, ...], rules: Management, found: list[Proposal], standing: list[Candidate]
) -> Result:
    """Return the folder's content."""
    tables = {"proposals.csv": _proposals(found, years), "reasons.csv": _reasons(found)}
    if standing:
        tables["candidates.csv"] = _candidates(standing)
    states = [one.id for one in rules.states]
    manifest: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": "manage",
        "audience": {"zh": AUDIENCE.zh, "en": AUDIENCE.en},
        "notice": {"zh": NOTICE.zh, "en": NOTICE.en},
        "data_years": [one.year for one in years],
        "of_results": [one.digest for one in years],
        "integrity_years": [one.year for one in years if one.integrity],
        "rules": {
            "id": rules.rules,
            "version": rules.version,
            "basis": rules.basis,
            "digest": rules.digest,
            "states": states,
        },
        "engine": {"gaoxin": version("gaoxin")},
        "proposals": {
            state: sum(one.state is not None and one.state.id == state for one in found) for state in states
        },
    }
    return stack(tables, manifest, {})


def write(made: Result, out: Path) -> None:
    """Write the folder whole or not at all."""
    write_folder({MANIFEST: manifest_bytes(made, {}), **all_files(made, {})}, out, family=FAMILY)


def _proposals(found: list[Proposal], years: tuple[Year, ...]) -> Table:
    n, latest = len(found), years[-1]
    return {
        "unit": [one.unit for one in found],
        "name": [one.name for one in found],
        "data_year": [latest.year] * n,
        "rank": [latest.rank.get(one.unit) for one in found],
        "n": [latest.ranked] * n,
        "state": [None if one.state is None else one.state.id for one in found],
        "state_zh": [None if one.state is None else one.state.label for one in found],
        "state_en": [None if one.state is None else one.state.label_en for one in found],
        "rules": [" ".join(judged.rule.id for judged in one.held) for one in found],
        "reasons_zh": [
            _joined((f"{each.rule.id} {each.reason.zh}" for each in one.held), one.note.zh) for one in found
        ],
        "reasons_en": [
            _joined((f"{each.rule.id} {each.reason.en}" for each in one.held), one.note.en) for one in found
        ],
        **{name: [None] * n for name in DECISION},
        "standing": [STANDING] * n,
    }


def _joined(reasons: Iterable[str], note: str) -> str:
    return " ".join([*reasons, note])


def _reasons(found: list[Proposal]) -> Table:
    rows = [judged for one in found for judged in one.judged]
    words = {True: "yes", False: "no", None: "not known"}
    return {
        "unit": [one.unit for one in rows],
        "rule": [one.rule.id for one in rows],
        "state": [one.rule.state for one in rows],
        "holds": [words[one.holds] for one in rows],
        "reason_zh": [one.reason.zh for one in rows],
        "reason_en": [one.reason.en for one in rows],
        "standing": [STANDING] * len(rows),
    }


def _candidates(found: list[Candidate]) -> Table:
    def side(one: tuple[str, float, float] | None, at: int) -> Any:
        return None if one is None else one[at]

    return {
        "unit": [one.unit for one in found],
        "name": [one.name for one in found],
        "score": [one.score for one in found],
        "after": [side(one.above, 0) for one in found],
        "after_rank": [side(one.above, 1) for one in found],
        "before": [side(one.below, 0) for one in found],
        "before_rank": [side(one.below, 1) for one in found],
        "ranked": [one.ranked for one in found],
        "filled": [one.filled for one in found],
        "note_zh": [one.sentence.zh for one in found],
        "note_en": [one.sentence.en for one in found],
        "standing": ["不参加排名 not ranked"] * len(found),
    }
