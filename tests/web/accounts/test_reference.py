"""The page on people and rights says what the code does."""

import re
from pathlib import Path

from gaoxin_web.accounts import rules
from gaoxin_web.accounts.roles import GRANTS, ROLES

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/people.md").read_text("utf-8")


def table(heading: str) -> list[list[str]]:
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def granted(role: str) -> str:
    given = GRANTS.get(role, frozenset())
    return "everybody" if given == set(ROLES) else ", ".join(f"`{one}`" for one in sorted(given)) or "nobody"


def test_every_role_stands_there_as_it_is():
    assert table("Roles") == [
        [
            f"`{role.key}`",
            role.name.zh,
            role.level.value,
            "compulsory" if role.second_factor else "optional",
            granted(role.key),
        ]
        for role in ROLES.values()
    ]


def test_the_limits_are_those_of_the_code():
    said = {what: [int(one) for one in re.findall(r"\d+", limit)] for what, limit in table("Limits")}
    minutes = int(rules.FORGOTTEN.total_seconds() // 60)
    assert list(said.values()) == [
        [rules.CHALLENGE_AT, rules.CROWD_AT],
        [int(rules.wait(count).total_seconds()) for count in range(rules.CHALLENGE_AT, rules.LOCK_AT)],
        [rules.LOCK_AT, minutes],
        [rules.LOCK_AT, minutes],
        [rules.PENDING_MINUTES],
        [rules.INVITATION_DAYS],
        [1, rules.TOKEN_DAYS],
        [rules.INACTIVE_DAYS],
        [5],
    ]


def test_the_profiles_are_those_of_the_code():
    assert table("Passwords") == [
        [
            f"`{name}`", str(one.length), f"{one.classes} of 4" if one.classes else "any", str(max(one.history, 1)),
            f"{one.days} days" if one.days else "for ever",
        ]
        for name, one in rules.PROFILES.items()
    ]  # fmt: skip
