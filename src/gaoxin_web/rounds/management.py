"""Dynamic management and clues to verify: rules propose, people decide and put their name and document to it."""

import csv
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gaoxin.edition.rulebook import read_rulebook, rulebook_beside
from gaoxin.integrity.examine import examine
from gaoxin.integrity.result import write as write_clues
from gaoxin.integrity.rules import Rules
from gaoxin.management.propose import Proposal, proposals
from gaoxin.management.rules import Management
from gaoxin.management.years import years_of
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.platform import jobs
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Job
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds.actions import evaluator, home, releaser
from gaoxin_web.rounds.models import ClueFolder, Ruling, Run
from gaoxin_web.rounds.results import result_of
from gaoxin_web.rounds.running import keep, kept
from gaoxin_web.rounds.visible import Sight


def management(person: Person, sight: Sight) -> dict[str, Any]:
    """Return what the rules propose for each zone, with reasons, and what was decided; for evaluators and leaders."""
    require(person, May.SEE_INTEGRITY)
    if not sight.open:
        raise absent()
    last = sight.before
    folders = [kept(home(), each.run.result) for each in (*([last] if last else []), sight)]
    clues = ClueFolder.objects.filter(run=sight.run).first()
    rules, found = _proposals(tuple(folders), (kept(home(), clues.folder),) if clues else ())
    rulings: dict[str, Ruling] = {}
    for each in Ruling.objects.filter(run=sight.run).select_related("person", "zone").order_by("id"):
        rulings[each.zone.code] = each
    return {
        "states": [(each.id, Text(each.label, each.label_en)) for each in rules.states],
        "proposals": [(each, rulings.get(each.unit)) for each in found],
        "basis": rules.basis,
    }


@lru_cache(maxsize=8)
def _proposals(folders: tuple[Path, ...], clues: tuple[Path, ...]) -> tuple[Management, list[Proposal]]:
    years = years_of(folders, clues)
    rules = read_rulebook(rulebook_beside(years[-1].edition, "management.yaml"), Management)
    return rules, list(proposals(years, rules))


@act
def rule(actor: Actor, sight: Sight, code: str, decided: str, document: str, words: str) -> Ruling:
    """Record what was decided on a zone: by name, with the document and the reason; the rules only proposed."""
    person = releaser(actor)
    asked = management(person, sight)
    zone = one(Zone.objects.all(), code=sight.zone(code))
    if decided not in {key for key, _ in asked["states"]}:
        raise Refused(400, Text("请选择一种状态。", "Choose a state."))
    if len(document.strip()) < 4 or len(words.strip()) < 6:
        raise Refused(
            400,
            Text(
                "请填文号和理由（至少 6 个字）。", "Give the document and the reason (at least 6 characters)."
            ),
        )
    state = next((each.state for each, _ in asked["proposals"] if each.unit == code), None)
    made = Ruling.objects.create(
        run=sight.run, zone=zone, proposed=state.id if state else "", decided=decided, document=document.strip(),
        words=words.strip(), person=person,
    )  # fmt: skip
    write(actor, Tag.RULED, f"ruling/{made.pk}", new={"zone": code, "decided": decided, "document": document})
    return made


@act
def ask_clues(actor: Actor, run: Run) -> Job:
    """Queue the search for clues to verify in a run's data."""
    evaluator(actor)
    if ClueFolder.objects.filter(run=run).exists():
        raise Refused(409, Text("核查线索已经生成。", "The clues are there already."))
    return jobs.ask(actor, "clues", {"run": run.pk})


def find_clues(actor: Actor, run: Run) -> ClueFolder:
    """Look into the data of a run and keep the clues by digest."""
    opened = result_of(run).reopened
    rules = read_rulebook(rulebook_beside(opened.edition.edition, "integrity.yaml"), Rules)
    made = examine(opened.evaluation, opened.package, opened.manifest, rules)
    with TemporaryDirectory(prefix="gaoxin-clues-") as place:
        write_clues(made, Path(place) / "clues")
        digest = keep(Path(place) / "clues", home())
    return _keep_clues(actor, run, digest)


@act
def _keep_clues(actor: Actor, run: Run, digest: str) -> ClueFolder:
    found, _ = ClueFolder.objects.get_or_create(run=run, defaults={"folder": digest})
    write(actor, Tag.CLUES_KEPT, f"run/{run.pk}", new={"folder": digest})
    return found


def clues(person: Person, sight: Sight) -> dict[str, Any]:
    """Return the clues of a run by zone, for evaluators, leaders and auditors; ``found`` is None before they are made."""
    require(person, May.SEE_INTEGRITY)
    if not sight.open:
        raise absent()
    there = ClueFolder.objects.filter(run=sight.run).first()
    if there is None:
        return {"found": None, "points": []}
    folder = kept(home(), there.folder)
    rows, zones = _rows(folder / "clues.csv"), _rows(folder / "zones.csv")
    points = [
        (row["unit"], float(row["value"])) for row in zones if row["part"] == "proposal" and row["value"]
    ]
    return {"found": rows, "points": sorted(points, key=lambda each: (each[1], each[0]))[:30]}


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
