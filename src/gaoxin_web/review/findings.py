"""Findings of a submission as a reviewer sees them, with their explanations; what keeps it from being submitted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gaoxin.terms import Text
from gaoxin_web.collect.checking import before_of, explanations, judged
from gaoxin_web.collect.findings import LETTERS, REASONS, Filled, Finding
from gaoxin_web.collect.models import Explanation, Revision, Submission, Upload

WEIGHTS = {"A": 1000, "B": 100, "C": 10, "D": 1}
"""How much a finding of each class weighs in the order of the desk."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with the explanation that was given for it, if any."""

    finding: Finding
    explanation: Explanation | None = None

    @property
    def reason(self) -> Text | None:
        """Return the reason code of the explanation in words."""
        if self.explanation is None:
            return None
        code = self.explanation.reason
        return REASONS.get(code, Text(code, code))


def found_in(submission: Submission, before: Mapping[str, str] | None = None) -> tuple[Found, ...]:
    """Return the findings of a submission's current revision, the heaviest class first, each with its explanation.

    ``before`` are last year's cells, where they are at hand.
    """
    given, revision = explanations(submission), submission.current
    if revision is None or submission.form.kind == "enterprises":
        filled = Filled({}, {}, {})
    else:
        filled = Filled(revision.cells, revision.notes, before_of(submission) if before is None else before)
    return tuple(
        Found(each, given.get((each.check, each.place))) for each in judged(submission, filled, given)
    )


def standing_in_the_way(submission: Submission, found: Iterable[Finding]) -> list[Text]:
    """Return everything that keeps a submission from being submitted: nothing filled, findings, missing explanations.

    ``found`` is what the checks say of it (collect.checking.findings).
    """
    revision = submission.current
    if revision is None or not (revision.table_id or revision.cells):
        return [
            Text(
                "本表还没有数据；请先填报或导入。", "The form has no data yet: fill it in or import it first."
            )
        ]
    return [_wall(each) for each in found if each.stops]


def _wall(one: Finding) -> Text:
    do = one.fix if one.letter == "A" else Text("请说明原因", "explain it")
    return Text(f"[{one.letter} {one.check}] {one.title.zh}：填报“{one.found.zh}”，允许：{one.allowed.zh}。{do.zh}。",
                f"[{one.letter} {one.check}] {one.title.en}: found “{one.found.en}”, allowed: {one.allowed.en}. {do.en}.")  # fmt: skip


def counted(submission: Submission, found: Iterable[Finding]) -> dict[str, int]:
    """Return the counts kept with a sealed revision: rows, filled cells, findings by class and their weight."""
    revision = submission.current
    assert revision is not None, "what is counted has a revision"
    told = revision.counts.get("classes", {})
    classes = {LETTERS[name]: int(number) for name, number in told.items() if name in LETTERS}
    return {
        "rows": revision.table.rows if revision.table else 0,
        "cells": sum(1 for text in revision.cells.values() if text),
        **{name: revision.counts[name] for name in ("classes", "checks") if revision.counts.get(name)},
        **weighed(classes or Counter(each.letter for each in found)),
    }


def weighed(classes: Mapping[str, int]) -> dict[str, int]:
    """Return how many findings there are of each class, and their weight in the order of the desk."""
    return {letter: classes.get(letter, 0) for letter in WEIGHTS} | {
        "weight": sum(classes.get(letter, 0) * weight for letter, weight in WEIGHTS.items())
    }


@dataclass(frozen=True, slots=True)
class RowFound:
    """One finding of an import about a row of a table: class, check, the enterprise, what was found, what to do."""

    letter: str
    check: str
    code: str
    found: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What the import of a table told: how many findings of each check, and examples of each."""

    counts: tuple[tuple[str, int], ...]
    examples: tuple[RowFound, ...]


def told_by_import(revision: Revision) -> Imported | None:
    """Return what the import told about a revision's table; None where it was not imported here."""
    rows = Upload.objects.filter(
        submission_id=revision.submission_id, table_id=revision.table_id, state="confirmed"
    )
    upload = rows.only("summary").order_by("-id").first() if revision.table_id else None
    if upload is None:
        return None
    examples = tuple(
        RowFound(
            LETTERS[each["category"]], each["check"], each["key"], each["found"], each["message"], each["fix"]
        )
        for each in upload.summary.get("examples", [])
    )
    return Imported(tuple(sorted(upload.summary.get("counts", {}).items())), examples)
