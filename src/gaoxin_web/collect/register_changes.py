"""What a zone's table of enterprises changes in the register: shown before, taken over in one act, or left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.micro.tables import rows
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.registry import actions
from gaoxin_web.registry.models import Enterprise
from gaoxin_web.registry.queries import RegisterComparison, compare_register

ALL = 10**6
"""More rows than a zone has."""

SHOWN = 200
"""How many enterprises of each kind a page lists; all are counted, and all are taken over."""


@dataclass(frozen=True)
class RegisterChanges:
    """The comparison of a table with the register, with the names of its enterprises by code."""

    found: RegisterComparison
    names: Mapping[str, str]

    def __bool__(self) -> bool:
        """Whether the register would change."""
        return bool(self.found.new or self.found.gone)

    def listed(self, codes: Sequence[str]) -> list[tuple[str, str]]:
        """Return the first of some codes, each with its name."""
        some = codes[:SHOWN]
        lacking = [code for code in some if code not in self.names]
        known = dict(Enterprise.objects.filter(credit_code__in=lacking).values_list("credit_code", "name"))
        return [(code, self.names.get(code) or known.get(code, "")) for code in some]


def changes_of(person: Person, submission: Submission) -> RegisterChanges:
    """Compare the table of a submission with the register of its zone; Refused 404 where there is none to see.

    A draft is compared for its own organisation alone; others see what was sent.
    """
    revision = _seen(person, submission)
    if revision is None or revision.table is None:
        raise absent()
    _, found = rows(bytes(revision.table.parquet), ["credit_code", "enterprise_name"], limit=ALL)
    names = {row["credit_code"]: row["enterprise_name"] or "" for row in found}
    return RegisterChanges(compare_register(submission.zone, submission.round.data_year, names), names)


def take_over(actor: Actor, submission: Submission, *, reason: str) -> tuple[int, int]:
    """Enter what is new and end what is gone, as the table says; return how many of each. The rules of the register hold.

    What is registered in another zone is left: a move needs somebody who sees both zones.
    """
    if actor.person is None:
        raise absent()
    changes, zone, year = changes_of(actor.person, submission), submission.zone, submission.round.data_year
    if not changes:
        raise Refused(
            409,
            Text(
                "名录与本表一致，没有要登记的变动。",
                "The register agrees with the table: nothing to take over.",
            ),
        )
    return actions.follow(actor, zone, year=year, names={code: changes.names[code] for code in changes.found.new},
                          gone=changes.found.gone, reason=reason)  # fmt: skip


def _seen(person: Person, submission: Submission) -> Revision | None:
    if submission.organisation_id == person.organisation_id:
        return submission.current
    return submission.revisions.exclude(sealed_at=None).order_by("number").last()
