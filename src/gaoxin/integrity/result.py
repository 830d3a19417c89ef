"""The folder of ``gaoxin integrity``: zones.csv, clues.csv, influence.csv, verification.csv and a manifest.

Every table says in its last column what it is: a clue to look at, for evaluators and auditors only, never a
finding.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.result import MANIFEST, Result, Table, all_files, manifest_bytes, stack, write_folder
from gaoxin.integrity.evidence import NOTHING, Clue, Evidence, Gathered
from gaoxin.integrity.influence import Influence
from gaoxin.integrity.rules import Rules
from gaoxin.terms import Text

SCHEMA = "gaoxin-integrity/1"
FAMILY = SCHEMA.partition("/")[0]

STANDING = "核查线索，不是结论 clue, not a finding"
"""What the last column of every table says."""

AUDIENCE = Text("仅供评价人员和审计人员使用", "for evaluators and auditors only")
NOTICE = Text(
    "核查线索：每一条都可能有正当的原因，须经核实；建议分不是判定，4.8 由专家评分；部分、权数和界限均为假定",
    "clues to verify: each may have a good reason; the points are a proposal and no verdict, "
    "experts mark 4.8; parts, weights and limits are assumed",
)

PROPOSAL = "proposal"
"""The part of zones.csv that holds the proposed points of 100."""


def result(
    evaluation: Evaluation,
    source: Mapping[str, Any],
    rules: Rules,
    gathered: Gathered,
    found: list[Influence],
) -> Result:
    """Return the folder's content; ``source`` is the manifest of the result that was looked into."""
    evidence = [*gathered.evidence, *(one for each in found for one in about_lists(each))]
    order = [*(part.id for part in rules.parts)]
    tables = {
        "zones.csv": _zones(evaluation.climb.cells.units, evidence, rules),
        "clues.csv": _clues(gathered.clues),
        "influence.csv": _influence(found),
        "verification.csv": _verification(found, gathered.clues, rules),
    }
    manifest = {
        "schema": SCHEMA,
        "kind": "integrity",
        "standing": "核查线索",
        "audience": {"zh": AUDIENCE.zh, "en": AUDIENCE.en},
        "notice": {"zh": NOTICE.zh, "en": NOTICE.en},
        "data_year": evaluation.snapshot.year,
        "synthetic": evaluation.snapshot.synthetic,
        "edition": evaluation.edition.edition,
        "edition_digest": evaluation.edition.digest,
        "of_result": source["result_digest"],
        "rules": {
            "id": rules.rules,
            "version": rules.version,
            "basis": rules.basis,
            "digest": rules.digest,
            "parts": order,
        },
        "engine": {"gaoxin": version("gaoxin")},
        "clues": {
            kind: sum(one.clue == kind for one in gathered.clues)
            for kind in sorted({one.clue for one in gathered.clues})
        },
        "enterprises": sum(len(one.listed.codes) for one in found),
    }
    return stack(tables, manifest, {})


def write(made: Result, out: Path) -> None:
    """Write the folder whole or not at all."""
    write_folder({MANIFEST: manifest_bytes(made, {}), **all_files(made, {})}, out, family=FAMILY)


def about_lists(one: Influence) -> Iterator[Evidence]:
    """Yield what the list of a zone does to its score and rank: told, not scored."""
    n = int(one.listed.now.sum())
    score, rank = one.held
    none = Text("没有两年都在名单的企业", "no enterprise is listed in both years")
    held = NOTHING if score is not None else none
    yield Evidence(
        one.zone, "score_from_change_of_list", None if score is None else one.score - score, n, held
    )
    gained = None if rank is None or one.rank is None else rank - one.rank
    yield Evidence(one.zone, "ranks_from_change_of_list", gained, n, held if gained is None else NOTHING)
    few = Text(
        f"太少：名单共 {n} 家，可改份额不到一家", f"too few: the share is less than one enterprise of {n}"
    )
    bound = Text(
        f"下界：去掉 {len(one.dropped)} 家（最多 {one.limit} 家）",
        f"a lower bound: leaving out {len(one.dropped)} (at most {one.limit})",
    )
    lifted = 0.0 if one.lifted is None or one.rank is None else one.rank - one.lifted[1]
    shadow = Text("不参加排名", "not ranked")
    known = one.limit > 0 and one.rank is not None
    note = bound if known else (few if one.rank is not None else shadow)
    yield Evidence(one.zone, "largest_rank_gain_from_share_of_list", lifted if known else None, n, note)


def proposal(evidence: Iterable[Evidence], rules: Rules) -> Evidence:
    """Return the points of 100 over the parts that are known, as one more row of the zone."""
    by_part = {one.part: one for one in evidence}
    unit = next(iter(by_part.values())).unit
    known = [(part, value) for part in rules.parts if (value := by_part[part.id].value) is not None]
    if not known:
        return Evidence(unit, PROPOSAL, None, 0, Text("没有一部分可知", "no part is known"))
    total = sum(part.points(value) for part, value in known) / sum(float(part.weight) for part, _ in known)
    unknown = [part for part in rules.parts if by_part[part.id].value is None]
    zh, en = "、".join(part.label for part in unknown), "; ".join(part.label_en for part in unknown)
    left_out = Text(f"；未计：{zh}", f"; left out: {en}") if unknown else NOTHING
    note = Text(f"建议分，不是判定{left_out.zh}", f"a proposal, not a verdict{left_out.en}")
    return Evidence(unit, PROPOSAL, 100 * total, len(known), note)


def _zones(units: tuple[str, ...], evidence: list[Evidence], rules: Rules) -> Table:
    parts = {part.id: part for part in rules.parts}
    by_unit: dict[str, list[Evidence]] = defaultdict(list)
    for one in evidence:
        by_unit[one.unit].append(one)
    rows = [
        row for unit in units if unit in by_unit for row in (proposal(by_unit[unit], rules), *by_unit[unit])
    ]
    labels = {part.id: Text(part.label, part.label_en) for part in rules.parts} | _LABELS
    return {
        "unit": [one.unit for one in rows],
        "part": [one.part for one in rows],
        "label": [str(labels[one.part]) for one in rows],
        "value": [one.value for one in rows],
        "n": [one.n for one in rows],
        "points": [
            parts[one.part].points(one.value) if one.part in parts and one.value is not None else None
            for one in rows
        ],
        "of": [float(parts[one.part].weight) if one.part in parts else None for one in rows],
        "note": [str(one.note) for one in rows],
        "standing": [STANDING] * len(rows),
    }


_LABELS = {
    PROPOSAL: Text("建议分（百分制）", "proposed points of 100"),
    "came": Text("新增企业", "enterprises that came"),
    "moved_in": Text("从其他园区迁入的企业", "enterprises that moved in from another zone"),
    "left": Text("剔除企业", "enterprises that left"),
    "moved_out": Text("迁往其他园区的企业", "enterprises that moved to another zone"),
    "score_from_change_of_list": Text(
        "名单变动带来的得分（增长类指标）",
        "score that rests on the change of the list (indicators of growth)",
    ),
    "ranks_from_change_of_list": Text("名单变动带来的位次", "ranks that rest on the change of the list"),
    "largest_rank_gain_from_share_of_list": Text(
        "改动名单一小部分可带来的位次（至少）",
        "ranks that changing a small share of the list could bring (at least)",
    ),
}


def _clues(clues: list[Clue]) -> Table:
    rows = sorted(clues)
    return {name: [getattr(one, name) for one in rows] for name in Clue._fields} | {
        "standing": [STANDING] * len(rows)
    }


def _influence(found: list[Influence]) -> Table:
    """Return every enterprise of every zone, the largest effect on the score first."""
    table: dict[str, list[Any]] = {
        name: []
        for name in (
            "unit",
            "credit_code",
            "years",
            "score_without",
            "rank_without",
            "score_effect",
            "rank_effect",
        )
    }
    for one in found:
        effect = one.effect
        order = np.argsort(-np.nan_to_num(np.abs(effect), nan=-1.0), kind="stable").tolist()
        years = np.where(
            one.listed.now & one.listed.before, "both", np.where(one.listed.now, "now", "before")
        )
        table["unit"] += [one.zone] * len(order)
        table["credit_code"] += [one.listed.codes[at] for at in order]
        table["years"] += years[order].tolist()
        gain = one.without.rank - (np.nan if one.rank is None else one.rank)
        columns = {
            "score_without": one.without.score,
            "rank_without": one.without.rank,
            "score_effect": effect,
            "rank_effect": gain,
        }
        for name, column in columns.items():
            table[name] += [None if value != value else value for value in column[order].tolist()]  # noqa: PLR0124 - nan
    return table | {"standing": [STANDING] * len(table["unit"])}


def _verification(found: list[Influence], clues: list[Clue], rules: Rules) -> Table:
    """Return the enterprises to visit first, zone by zone: effect on the score times points of clues."""
    weights = {kind: float(points) for kind, points in rules.influence.anomaly.items()}
    of: dict[tuple[str, str], list[Clue]] = defaultdict(list)
    for clue in clues:
        if clue.credit_code and clue.clue in weights:
            of[clue.unit, clue.credit_code].append(clue)
    rows: list[tuple[Any, ...]] = []
    for one in found:
        effect = np.nan_to_num(one.effect).tolist()
        marked = [
            (at, of[one.zone, code]) for at, code in enumerate(one.listed.codes) if (one.zone, code) in of
        ]
        weighed = [(abs(effect[at]) * sum(weights[clue.clue] for clue in its), at, its) for at, its in marked]
        weighed.sort(key=lambda entry: (-entry[0], one.listed.codes[entry[1]]))
        for place, (priority, at, its) in enumerate(weighed[: rules.influence.per_zone], 1):
            anomaly = sum(weights[clue.clue] for clue in its)
            kinds = ", ".join(sorted({clue.clue for clue in its}))
            rows.append(
                (one.zone, place, one.listed.codes[at], priority, effect[at], anomaly, kinds, its[0].place)
            )
    names = ("unit", "order", "credit_code", "priority", "score_effect", "anomaly", "clues", "place")
    return {name: list(map(itemgetter(at), rows)) for at, name in enumerate(names)} | {
        "standing": [STANDING] * len(rows)
    }
