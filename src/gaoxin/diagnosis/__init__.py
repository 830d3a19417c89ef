"""Guidance for a zone: what lifts it and by how much, how sure its rank is, where targets go."""

from gaoxin.diagnosis.goal import Goal, Infeasible, Move, Solution, parse_goal
from gaoxin.diagnosis.groups import Audience, row_of
from gaoxin.diagnosis.outcome import Outcome, what_if
from gaoxin.diagnosis.page import diagnose
from gaoxin.diagnosis.seeking import seek
from gaoxin.diagnosis.statement import Page, Section, Statement
from gaoxin.diagnosis.subject import Subject, subject

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
