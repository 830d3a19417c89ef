"""What the page of the register of experts shows."""

from typing import Any

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Round
from gaoxin_web.panels.expert_queries import experts, unlisted
from gaoxin_web.panels.rulebooks import rubrics_of_round


def fields_of_knowledge() -> list[tuple[str, str]]:
    """Return the fields of knowledge of the newest round's rubrics with their names; none where there is no round."""
    newest = Round.objects.order_by("-data_year", "-id").first()
    if newest is None:
        return []
    return [(key, str(Text(one.label, one.label_en))) for key, one in rubrics_of_round(newest).fields.items()]


def register(person: Person) -> dict[str, Any]:
    """Return the register: everybody in it with his fields and what he avoids, and experts who are not in it yet."""
    names = dict(fields_of_knowledge())
    rows = [
        {"expert": one, "fields": [names.get(each, each) for each in one.fields], "avoid": one.avoid,
         "employer": one.employer_zones}
        for one in experts(person)
    ]  # fmt: skip
    return {"rows": rows, "unlisted": list(unlisted(person))}
