"""What panels write: tables of scores, severity, agreement and queries, of a survey, and files for the package."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from gaoxin.edition import Edition
from gaoxin.edition.method import Marking
from gaoxin.edition.questionnaires import Questionnaire
from gaoxin.edition.rubrics import PanelRules
from gaoxin.panels.agreement import Agreement, alpha_interval
from gaoxin.panels.answers import Answer, Answers
from gaoxin.panels.assignment import Assignment
from gaoxin.panels.combine import combine, facets
from gaoxin.panels.experts import Expert
from gaoxin.panels.facets import Facets
from gaoxin.panels.intraclass import intraclass, one_way
from gaoxin.panels.marks import Marks, by_column
from gaoxin.panels.meeting import meetings
from gaoxin.panels.outlying import queries, spreads
from gaoxin.panels.reliability import shrink
from gaoxin.panels.survey import Survey
from gaoxin.returns import Mark
from gaoxin.terms import DataRefused, Text

Table = dict[str, list[Any]]
_SCORED = ("panel", "indicator", "unit", "marks", "in_force", "error", "missing_reason")
_RESULT = ("indicator", "unit", "answers", "mean", "error", "lower", "upper", "plain_mean")

BESIDE = ("mean", "trimmed", "many_facet", "shrunken")
"""The scores that stand beside each other, whatever the edition chooses."""


def panel_tables(
    panel: str, marks: Iterable[Mark], edition: Edition, rules: PanelRules, seed: int = 1
) -> dict[str, Table]:
    """Return the tables of one panel: scores and agreement; of experts severity, queries and meetings too.

    Every combination stands beside the others with its error; ``in_force`` is the one the edition names. Empty
    where the panel has no individual marks.
    """
    sent = [one for one in marks if one.panel == panel]
    found = by_column(sent)
    tables = {"meetings.csv": _meetings(sent, float(rules.dissent) / 2)} if panel == "expert" else {}
    if not found.cells:
        return tables
    fitted = facets(found)
    if panel == "expert":
        tables["severity.csv"] = _severity(panel, found, fitted)
        tables["queries.csv"] = _queries(panel, found, float(rules.query))
    return {
        "scores.csv": _scores(panel, sent, found, edition, float(rules.dissent)),
        "agreement.csv": _agreement(panel, found, fitted, seed),
        **tables,
    }


def columns(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> Table:
    """Return rows as a table; nan becomes nothing."""
    listed = [[None if isinstance(one, float) and np.isnan(one) else one for one in row] for row in rows]
    return {name: [row[at] for row in listed] for at, name in enumerate(names)}


def stacked(tables: Iterable[Mapping[str, Table]]) -> dict[str, Table]:
    """Return tables of one name below each other."""
    found: dict[str, Table] = {}
    for each in tables:
        for name, table in each.items():
            there = found.setdefault(name, {column: [] for column in table})
            for column, cells in table.items():
                there[column] += cells
    return found


def _scores(panel: str, sent: list[Mark], marks: Marks, edition: Edition, apart: float) -> Table:
    """Return every score by indicator and zone: the one in force, those beside it, and how the marks lie."""
    method = edition.method.survey if panel == "survey" else edition.method.expert
    chosen = combine(panel, sent, method, edition.score_scale)
    beside = [_beside(panel, sent, name, edition) for name in BESIDE]
    rows = []
    for one, count in zip(spreads(marks), marks.count.tolist(), strict=True):
        score = chosen[one.cell]
        others = [part for scores in beside for part in (_of(scores, one.cell))]
        value = None if score.value is None else float(score.value)
        reason = "too_few" if value is None else ""
        divided = "yes" if one.divided(apart) else "no"
        rows.append([panel, *one.cell, count, value, score.error, reason, *others, *one.places, divided])
    names = [part for name in BESIDE for part in (name, f"{name}_error")]
    return columns(
        [*_SCORED, *names, "sd", "low", "high", "gap", "divided"],
        rows,
    )


def _beside(panel: str, sent: list[Mark], name: str, edition: Edition) -> dict[Any, Any]:
    try:
        return dict(combine(panel, sent, Marking(using=name), edition.score_scale))
    except DataRefused:
        return {}


def _of(scores: Mapping[Any, Any], cell: tuple[str, str]) -> tuple[float | None, float | None]:
    one = scores.get(cell)
    return (None, None) if one is None or one.value is None else (float(one.value), one.error)


def _severity(panel: str, marks: Marks, found: Facets | Text) -> Table:
    """Return how mild every person marks against the others, where the design allows to tell."""
    names = ("panel", "person", "marks", "mildness", "error")
    if isinstance(found, Text):
        return columns(names, [])
    count = np.bincount(marks.person, minlength=len(marks.persons)).tolist()
    rows = zip(marks.persons, count, found.mildness.tolist(), found.mildness_error.tolist(), strict=True)
    return columns(names, ([panel, *row] for row in rows))


def _agreement(panel: str, marks: Marks, found: Facets | Text, seed: int) -> Table:
    """Return alpha, the intraclass correlations and the reliabilities of every indicator with intervals."""
    rows: list[list[Any]] = []
    for indicator, cells in marks.of_indicator.items():
        table = marks.table(cells)
        size = [panel, indicator, table.shape[0], table.shape[1]]
        alpha = alpha_interval(table, "interval", seed=seed)
        rows.append([*size, "alpha", *_three(alpha), "interval level, bootstrap over zones"])
        forms = intraclass(table) or {"ICC(1,1)": one_way(table)}
        note = "F interval" if len(forms) > 1 else "F interval with k0: not everyone marked every zone"
        rows += [[*size, name, *_three(one), note] for name, one in forms.items()]
        rows += [[*size, *row] for row in _reliability(marks, cells, found)]
    heads = ("panel", "indicator", "zones", "persons", "measure", "value", "lower", "upper", "note")
    return columns(heads, rows)


def _three(one: Agreement) -> tuple[float, float, float]:
    return one.value, one.lower, one.upper


def _reliability(marks: Marks, cells: Any, found: Facets | Text) -> Iterable[list[Any]]:
    """Yield the reliability of the mean of a zone, and of its score corrected for severity."""
    inside = marks.within(cells)
    groups = [inside.value[inside.cell == at] for at in range(len(inside.cells))]
    variances = [float(one.var(ddof=1)) for one in groups if len(one) > 1]
    if variances:
        mean = np.array([one.mean() for one in groups])
        error = np.sqrt(np.mean(variances) / inside.count)
        yield [
            "reliability_mean",
            shrink(mean, error).reliability,
            None,
            None,
            "true variance over variance seen",
        ]
    if not isinstance(found, Text):
        drawn = shrink(found.score[cells], found.error[cells])
        yield ["reliability_many_facet", drawn.reliability, None, None, "after correction for severity"]


def _queries(panel: str, marks: Marks, limit: float) -> Table:
    rows = [
        [panel, one.indicator, one.zone, one.person, one.score, one.expected, one.errors, one.place]
        for one in queries(marks, limit)
    ]
    heads = ("panel", "indicator", "unit", "person", "mark", "expected", "errors_away", "place")
    return columns(heads, rows)


def _meetings(sent: list[Mark], apart: float) -> Table:
    rows = [
        [one.indicator, one.zone, one.agreed, one.members, one.mean, one.error, one.shift,
         "; ".join(f"{person}: {mark:g}" for person, mark in one.dissent)]
        for one in meetings(sent, apart)
    ]  # fmt: skip
    heads = ("indicator", "unit", "agreed", "members", "mean_before", "error_before", "shift", "dissent")
    return columns(heads, rows)


def survey_tables(survey: Survey) -> dict[str, Table]:
    """Return what a survey says: results by zone and indicator, response by zone, and withheld ones apart."""
    results = [
        [one.indicator, one.zone, one.count, one.mean, one.error, one.lower, one.upper, one.plain,
         "too_few" if one.withheld else "", str(one.withheld or "")]
        for one in survey.results
    ]  # fmt: skip
    response = [
        [
            one.zone,
            one.population,
            one.asked,
            one.answers,
            one.counted,
            one.rate,
            one.margin,
            one.design_effect,
        ]
        for one in survey.response
    ]
    return {
        "results.csv": columns(
            [*_RESULT, "missing_reason", "note"],
            results,
        ),
        "response.csv": columns(
            ("unit", "population", "asked", "answers", "counted", "rate", "margin", "design_effect"), response
        ),
    }


def package_tables(survey: Survey, year: int) -> dict[str, Table]:
    """Return survey.csv and withheld.csv as a data package takes them."""
    marks = [[year, one.zone, one.indicator, one.person, one.score, one.weight] for one in survey.marks]
    held = [[year, one.zone, one.indicator, one.count, str(one.withheld)] for one in survey.withheld]
    return {
        "survey.csv": columns(("year", "zone", "indicator", "respondent", "score", "weight"), marks),
        "withheld.csv": columns(("year", "zone", "indicator", "answers", "reason"), held),
    }


def flag_table(answers: Answers) -> Table:
    """Return the answers that were flagged, each with its flags and place; clues, nothing is deleted."""
    rows = [
        [answers.sheets[at].zone, answers.sheets[at].respondent, "; ".join(flags), answers.sheets[at].place]
        for at, flags in sorted(answers.flags.items())
    ]
    return columns(("unit", "respondent", "flags", "place"), rows)


def assignment_tables(made: Assignment) -> dict[str, Table]:
    """Return who marks what, and the load of every expert."""
    outside = set(made.outside)
    pairs = [[pair[0], *pair[1], "no" if pair in outside else "yes"] for pair in made.pairs]
    return {
        "assignment.csv": columns(("expert", "indicator", "zone", "field_match"), pairs),
        "loads.csv": columns(("expert", "marks"), made.load.items()),
    }


def rehearsal_tables(
    answers: Iterable[Answer],
    questionnaire: Questionnaire,
    experts: Iterable[Expert],
    marks: Iterable[Mark],
    year: int,
) -> dict[str, Table]:
    """Return answers.csv, experts.csv and expert.csv as the other commands read them."""
    asked = [one.id for one in questionnaire.questions]
    sheets = [
        [year, one.zone, one.respondent, one.enterprise, one.stratum, one.seconds]
        + [one.ticked.get(name, "") for name in asked]
        for one in answers
    ]
    people = [
        [one.code, one.name, "、".join(one.fields), one.organisation, one.province, "、".join(one.avoid)]
        for one in experts
    ]
    given = [[year, one.zone, one.indicator, one.person, one.score] for one in marks]
    heads = ["year", "zone", "respondent", "enterprise", "stratum", "seconds", *asked]
    return {
        "answers.csv": columns(heads, sheets),
        "experts.csv": columns(("expert", "name", "fields", "organisation", "province", "avoid"), people),
        "expert.csv": columns(("year", "zone", "indicator", "expert", "score"), given),
    }


def marked(table: Table, synthetic: bool) -> Table:
    """Return a table that says 合成 in its last column where it was made of synthetic data."""
    rows = len(next(iter(table.values()), []))
    return {**table, "synthetic": ["合成"] * rows} if synthetic else table
