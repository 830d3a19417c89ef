"""``gaoxin integrity`` as one call: a round, its package and the rule set to the folder's content."""

from collections.abc import Mapping
from typing import Any

from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.result import Result
from gaoxin.integrity.evidence import gather
from gaoxin.integrity.influence import Follow, influences
from gaoxin.integrity.result import result
from gaoxin.integrity.rules import Rules
from gaoxin.returns import Package
from gaoxin.terms import DataRefused, Fault, Text


def examine(
    evaluation: Evaluation, package: Package, source: Mapping[str, Any], rules: Rules, follow: Follow = iter
) -> Result:
    """Return the evidence and the influence of every enterprise of a round.

    ``source`` is the manifest of the round's result. DataRefused where the package has no enterprise rows.
    """
    if package.rows is None:
        raise DataRefused(Fault("enterprises", Text("没有能读的行", "no row can be read")))
    found = list(influences(evaluation, package.rows, rules.influence.share, follow))
    return result(evaluation, source, rules, gather(evaluation, package, rules), found)
