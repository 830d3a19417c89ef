"""Guidance for a zone: what lifts it and by how much, how sure its rank is, where targets go."""

from typing import TYPE_CHECKING, Any

from gaoxin.diagnosis.goal import Goal, Infeasible, Move, Solution, parse_goal
from gaoxin.diagnosis.groups import Audience, row_of
from gaoxin.diagnosis.outcome import Outcome, what_if
from gaoxin.diagnosis.seeking import seek
from gaoxin.diagnosis.statement import Page, Section, Statement
from gaoxin.diagnosis.subject import Subject, subject

if TYPE_CHECKING:
    from gaoxin.diagnosis.page import diagnose

__all__ = [
    "Audience",
    "Goal",
    "Infeasible",
    "Move",
    "Outcome",
    "Page",
    "Section",
    "Solution",
    "Statement",
    "Subject",
    "diagnose",
    "parse_goal",
    "row_of",
    "seek",
    "subject",
    "what_if",
]


def __getattr__(name: str) -> Any:
    """Load the page when it is asked for: it needs robustness, which most of the room does not."""
    if name == "diagnose":
        from gaoxin.diagnosis.page import diagnose  # noqa: PLC0415

        return diagnose
    raise AttributeError(name)
