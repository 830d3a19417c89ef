"""What an expert's pages show, laid out for templates: code words in place of zones, and no other expert."""

from fractions import Fraction
from typing import Any

from django.utils import timezone

from gaoxin.edition.rubrics import Rubric
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.models import Round
from gaoxin_web.panels.dossiers import NO_CLUES, figures_of
from gaoxin_web.panels.expert_queries import assignments, own_marks, queries_to
from gaoxin_web.panels.models import Assignment, Panel
from gaoxin_web.panels.rulebooks import rubrics_of_round


def tasks(person: Person) -> dict[str, Any]:
    """Return what an expert has to do, panel by panel, and the questions that were asked of him."""
    by_panel: dict[int, dict[str, Any]] = {}
    for one in assignments(person).order_by("-panel", "dossier__word", "indicator"):
        found = by_panel.setdefault(one.panel_id, _panel(one.panel))
        found["rows"].append(_row(one, found["labels"]))
    for each in by_panel.values():
        each["owed"] = sum(row["look"] in ("idle", "draft") for row in each["rows"])
        each["unmarked"] = sum(row["look"] == "idle" for row in each["rows"])
        each["zones"] = len({row["word"] for row in each["rows"]})
    questions = [
        {"query": one, "word": one.judgement.assignment.dossier.word, "indicator": one.judgement.assignment.indicator,
         "score": one.judgement.score, "expected": f"{one.expected:.1f}", "reply": getattr(one, "reply", None)}
        for one in queries_to(person)
    ]  # fmt: skip
    return {"panels": list(by_panel.values()), "questions": questions}


def _panel(panel: Panel) -> dict[str, Any]:
    over = panel.closed_at is not None or panel.closes_at <= timezone.now()
    return {"panel": panel, "rows": [], "labels": labels_of(panel.round), "over": over}


def _row(one: Assignment, labels: dict[str, Text]) -> dict[str, Any]:
    score = one.score  # type: ignore[attr-defined] # annotated
    look, word = _state(one, score is not None)
    return {"pk": one.pk, "word": one.dossier.word, "indicator": one.indicator, "label": labels[one.indicator],
            "score": score, "look": look, "state": word}  # fmt: skip


def _state(one: Assignment, saved: bool) -> tuple[str, Text]:
    if one.submitted_at is not None:
        return "ok", Text("已提交", "submitted")
    return ("draft", Text("草稿", "draft")) if saved else ("idle", Text("未评", "not judged"))


def labels_of(round_: Round) -> dict[str, Text]:
    """Return what the indicators of the experts are called, by code."""
    edition = edition_of(round_)
    codes = [one.indicator for one in rubrics_of_round(round_).rubrics]
    return {code: Text(edition.indicator(code).label, edition.indicator(code).label_en) for code in codes}


def dossier(found: Assignment, given: dict[str, str] | None = None) -> dict[str, Any]:
    """Return a dossier with its rubric, the expert's own mark and notes, and his other marks to compare with."""
    mine = list(assignments(found.expert.person).filter(panel=found.panel))
    keys = [one.pk for one in mine if one.submitted_at is None or one.pk == found.pk]
    at, rubric = keys.index(found.pk), rubrics_of_round(found.panel.round).find(found.indicator)
    score = found.score  # type: ignore[attr-defined] # annotated
    panel = found.panel
    return {
        "assignment": found, "panel": panel, "word": found.dossier.word, "label": labels_of(panel.round)[found.indicator],
        "question": Text(rubric.question, rubric.question_en), "levels": _levels(rubric, score),
        "material": Text("、".join(rubric.material), "; ".join(rubric.material_en)),
        "handed": found.dossier.material.get(found.indicator, ""), **_shown(found, rubric),
        "own": own_marks(found, mine), "before": keys[at - 1] if at else None,
        "after": keys[at + 1] if at + 1 < len(keys) else None, "place": at + 1, "of": len(keys),
        "score": score if given is None else given.get("score", ""),
        "notes": (found.notes or "") if given is None else given.get("notes", ""),  # type: ignore[attr-defined]
        "locked": found.submitted_at is not None or panel.closed_at is not None or panel.closes_at <= timezone.now(),
        "scale": [str(one) for one in edition_of(panel.round).score_scale],
        "basis": rubrics_of_round(panel.round).basis,
    }  # fmt: skip


def _levels(rubric: Rubric, score: Any) -> list[dict[str, Any]]:
    now = rubric.level(Fraction(score)) if score is not None else None
    return [
        {"span": f"{one.lower}–{one.upper}", "label": Text(one.label, one.label_en),
         "anchor": Text(one.anchor, one.anchor_en), "now": one is now}
        for one in sorted(rubric.levels, key=lambda each: -each.lower)
    ]  # fmt: skip


def _shown(found: Assignment, rubric: Rubric) -> dict[str, Any]:
    """Return the figures of the dossier, and the clues to verify where the rubric asks for them."""
    edition, figures = edition_of(found.panel.round), figures_of(found.panel.round)
    zone = found.dossier.zone.code
    rows = []
    for code in rubric.shows:
        value, one = figures.values.get((zone, code)), edition.indicator(code)
        rows.append({"code": code, "label": Text(one.label, one.label_en), "unit": one.unit,
                     "value": None if value is None else _figure(value)})  # fmt: skip
    clues = () if figures.clues is None else figures.clues.get(zone, ())
    return {"figures": rows, "source": figures.source, "integrity": rubric.integrity, "clues": clues,
            "no_clues": NO_CLUES if figures.clues is None else Text("没有线索。", "There are no clues.")}  # fmt: skip


def _figure(value: float) -> str:
    shown = f"{value:,.0f}" if abs(value) >= 1_000 or value == int(value) else f"{value:,.2f}"
    return shown.replace("-", "−")
