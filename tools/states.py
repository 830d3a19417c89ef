"""The table of a submission's states as rows, for the reference of states."""

from gaoxin_web.collect.states import ACTIONS, NAMES, TRANSITIONS, State, roles_for

MOVES = ("from", "现状", "act", "办理", "to", "去向", "who", "由谁", "persons")
STATES = ("state", "状态", "cells change", "waits for", "等待")
_CHANGES = {State.DRAFT: "yes, until the deadline", State.RETURNED: "yes, until the deadline of the return"}


def moves() -> list[tuple[str, ...]]:
    """Return a row for each move of the table; the same move of two roles is one row."""
    found: dict[tuple[str, ...], list[str]] = {}
    for one in TRANSITIONS:
        key = (
            one.source.value,
            NAMES[one.source].zh,
            one.action.value,
            ACTIONS[one.action].zh,
            one.target.value,
            NAMES[one.target].zh,
        )
        for role in roles_for(one):
            found.setdefault((*key, "two" if one.two else "one"), []).append(f"{role.en}/{role.zh}")
    return [
        (f"`{key[0]}`", key[1], f"`{key[2]}`", key[3], f"`{key[4]}`", key[5],
         " or ".join(who.split("/")[0] for who in roles), "、".join(who.split("/")[1] for who in roles), key[6])
        for key, roles in found.items()
    ]  # fmt: skip


def states() -> list[tuple[str, ...]]:
    """Return a row for each state: whether cells change, and whose turn it is."""
    return [
        (f"`{state.value}`", NAMES[state].zh, _CHANGES.get(state, "no"), *_turn(state)) for state in State
    ]


TABLES = {"states": lambda: (STATES, states()), "moves": lambda: (MOVES, moves())}
"""The generated parts of the page by name: heads and rows."""


def _turn(state: State) -> tuple[str, str]:
    forward = [
        one for one in TRANSITIONS if one.source == state and one.action in {"submit", "receive", "approve"}
    ]
    roles = list(dict.fromkeys(role for one in forward for role in roles_for(one)))
    return " or ".join(role.en for role in roles) or "nobody", "、".join(role.zh for role in roles) or "无"
