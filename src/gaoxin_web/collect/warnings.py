"""Warnings of an imported table: what a check of class B found in it, explained for all its rows or one by one.

The import counts what each check found; the counts stand with the draft. A check is explained when its group is, or
every single row it found.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from gaoxin.micro.tables import rows
from gaoxin.terms import Text
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.findings import LETTERS, Finding
from gaoxin_web.collect.models import Submission

GROUP = "table"
"""The place of an explanation that stands for all that a check found."""


def warnings(submission: Submission, given: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    """Yield what must be explained of a table, a check at a time; ``given`` are the words by check and place."""
    counts = submission.current.counts.get("checks", {}) if submission.current else {}
    singly = Counter(check for check, place in given if place != GROUP)
    for check in edition_of(submission.round).checks:
        number = counts.get(check.id, 0)
        if number and LETTERS[check.category] == "B":
            explained = bool(given.get((check.id, GROUP))) or singly[check.id] >= number
            title = Text(check.message, check.message_en or check.message)
            yield Finding(check.id, "B", (GROUP,), title, Text(f"{number} 处", f"{number} place{'s' * (number > 1)}"), _ALLOWED, _DO,
                          explained=explained)  # fmt: skip


def is_row(submission: Submission, place: str) -> bool:
    """Whether a place is the credit code of a row of the table, so that a warning about it can be explained singly."""
    table = submission.current.table if submission.current else None
    return table is not None and bool(rows(bytes(table.parquet), ["credit_code"], only=[place], limit=1)[1])


_ALLOWED = Text("属实的，说明后可提交", "what is so can be submitted once explained")
_DO = Text("不属实的改正后重新上传；属实的说明原因，可合并说明或逐家说明",
           "correct what is wrong and send it again; explain what is so, for all of them or one by one")  # fmt: skip
