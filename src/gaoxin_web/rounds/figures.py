"""Figures and clues of zones for the dossiers of experts: of the newest evaluation, of this round or the one before."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from gaoxin.edition.rulebook import read_rulebook, rulebook_beside
from gaoxin.integrity.rules import Rules
from gaoxin.terms import Text
from gaoxin_web.collect.models import Round
from gaoxin_web.panels.dossiers import Figures, brings_figures
from gaoxin_web.rounds.actions import home
from gaoxin_web.rounds.contents import round_before
from gaoxin_web.rounds.models import ClueFolder, Run
from gaoxin_web.rounds.results import result_of
from gaoxin_web.rounds.running import kept

Clues = Mapping[str, tuple[Text, ...]]


@brings_figures
def figures(round_: Round) -> Figures:
    """Return what the newest run of the round says, else that of the round before, and which it is."""
    for one in (round_, round_before(round_)):
        run = Run.objects.filter(freeze__round=one).first() if one else None
        if one is not None and run is not None:
            source = Text(f"{one.data_year} 年度评价的数值", f"figures of the evaluation of {one.data_year}")
            return Figures(source, _values(run), _clues(run, one.edition))
    return Figures()


def _values(run: Run) -> dict[tuple[str, str], float]:
    rows = result_of(run).rows("indicators.csv")
    return {(row["unit"], row["code"]): float(row["value"]) for row in rows if row["value"] not in ("", None)}


def _clues(run: Run, edition: str) -> Clues | None:
    """Return by zone how much was looked at and found, part by part; no enterprise is named. None before anybody looked."""
    there = ClueFolder.objects.filter(run=run).first()
    return None if there is None else _parts(kept(home(), there.folder) / "zones.csv", edition)


@lru_cache(maxsize=8)
def _parts(file: Path, edition: str) -> Clues:
    labels = {
        one.id: Text(one.label, one.label_en)
        for one in read_rulebook(rulebook_beside(edition, "integrity.yaml"), Rules).parts
    }
    found: dict[str, list[Text]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["part"] in labels and row["value"]:
                share, number = f"{float(row['value']):.1%}", row["n"]
                label = labels[row["part"]]
                found.setdefault(row["unit"], []).append(
                    Text(f"{label.zh}：{share}（共 {number}）", f"{label.en}: {share} (of {number})")
                )
    return {zone: tuple(parts) for zone, parts in found.items()}
