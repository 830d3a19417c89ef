"""Findings of a submission as a reviewer sees them, with their explanations; what keeps it from being submitted."""

from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.terms import Text
from gaoxin_web.collect.checking import blocking, explanations, findings
from gaoxin_web.collect.findings import REASONS, Finding
from gaoxin_web.collect.models import Explanation, Submission

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


def found_in(submission: Submission) -> tuple[Found, ...]:
    """Return the findings of a submission's current revision, the heaviest class first, each with its explanation."""
    given = explanations(submission)
    return tuple(Found(each, given.get((each.check, each.place))) for each in findings(submission))


def standing_in_the_way(submission: Submission) -> list[Text]:
    """Return everything that keeps a submission from being submitted: nothing filled, findings, missing explanations."""
    revision = submission.current
    if revision is None or not (revision.table_id or revision.cells):
        return [
            Text(
                "本表还没有数据；请先填报或导入。", "The form has no data yet: fill it in or import it first."
            )
        ]
    return [_wall(each) for each in blocking(submission)]


def _wall(one: Finding) -> Text:
    do = one.fix if one.letter == "A" else Text("请说明原因", "explain it")
    return Text(f"[{one.letter} {one.check}] {one.title.zh}：填报“{one.found.zh}”，允许：{one.allowed.zh}。{do.zh}。",
                f"[{one.letter} {one.check}] {one.title.en}: found “{one.found.en}”, allowed: {one.allowed.en}. {do.en}.")  # fmt: skip


def counted(submission: Submission) -> dict[str, int]:
    """Return the counts kept with a sealed revision: rows, filled cells, findings by class and their weight."""
    revision = submission.current
    assert revision is not None, "what is counted has a revision"
    return {
        "rows": revision.table.rows if revision.table else 0,
        "cells": sum(1 for text in revision.cells.values() if text),
        **by_class(findings(submission)),
    }


def by_class(found: Sequence[Finding]) -> dict[str, int]:
    """Return how many findings there are of each class, and their weight."""
    classes = {letter: sum(1 for each in found if each.letter == letter) for letter in WEIGHTS}
    return classes | {"weight": sum(classes[letter] * weight for letter, weight in WEIGHTS.items())}
