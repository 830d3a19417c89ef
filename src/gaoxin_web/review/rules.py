"""Rules of review: how receipts are numbered, why two persons are needed, what a return must say."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from gaoxin.terms import Text
from gaoxin_web.collect.models import Form
from gaoxin_web.collect.states import State

LETTERS = {"committee": "G", "enterprises": "Q", "enterprise": "E"}
"""The letter of each kind of form in a receipt's number."""

SIGNATORIES: dict[str, Text] = {
    "head": Text("单位负责人", "head of the unit"),
    "statistician": Text("统计负责人", "head of statistics"),
    "filler": Text("填表人", "filled in by"),
}
"""Who answers for a return by name."""

LEAST_WORDS = 6
"""The fewest characters of a reason: for a return, and for the wish to reopen."""

LEVELS: dict[State, Text] = {
    State.RETURNED: Text("填报", "reporter"),
    State.RECEIVED: Text("园区审核", "zone review"),
    State.ZONE_APPROVED: Text("省级审核", "province review"),
}
"""The levels to which a return can go, by the state it leads to."""


def receipt_number(form: Form, organisation: str, revision: int, code: str) -> str:
    """Return the number of a receipt: ``LZ-2015-G-Z017-2-7F2C``, unique by form, sender and revision."""
    return f"LZ-{form.round.data_year}-{LETTERS[form.kind]}-{organisation}-{revision}-{code[:4]}"


def same_person(
    person: int, source: str, sealed_by: int | None, approvals: Iterable[tuple[str, int | None]]
) -> Text | None:
    """Return why a person may not approve a revision, or None: two persons see every figure, whatever their roles.

    ``approvals`` are (state, person) of the approvals that this revision has had. Who submitted it does not approve it
    at any station; who approved it at one station does not approve it at another.
    """
    if sealed_by == person:
        return Text("同一人不能既提交又通过：本表由您提交，须由另一位审核员通过。",
                    "One person does not both submit and approve: you submitted it, another reviewer must approve.")  # fmt: skip
    if any(who == person and at != source for at, who in approvals):
        return Text("同一人不能在两级各通过一次：本表已由您在另一级通过，须由另一位审核员通过。",
                    "One person does not approve at two stations: you approved it at another, somebody else must here.")  # fmt: skip
    return None


def wrong_with_return(reason: str, deadline: datetime | None, now: datetime, target: State) -> list[Text]:
    """Return everything that is wrong with a return before anybody looks at whom it goes to."""
    found = []
    if len(reason.strip()) < LEAST_WORDS:
        found.append(Text(f"理由只有 {len(reason.strip())} 个字，至少 {LEAST_WORDS} 个字；请写明要改什么。",
                          f"The reason has {len(reason.strip())} characters, at least {LEAST_WORDS} are needed: say what to mend."))  # fmt: skip
    if target == State.RETURNED and deadline is None:
        found.append(
            Text("没有改正期限；请给出日期和时间。", "There is no deadline: give a date and a time.")
        )
    if deadline is not None and deadline <= now:
        found.append(
            Text("改正期限已经过去；请给出将来的时间。", "The deadline has passed: give a later one.")
        )
    return found


def unsigned(signatories: Mapping[str, str], stated: bool) -> list[Text]:
    """Return what a submit lacks: the names of those who answer for it, and their word that it is true."""
    missing = [name for key, name in SIGNATORIES.items() if not signatories.get(key, "").strip()]
    found = [
        Text(f"{one.zh}未填；请填姓名。", f"The {one.en} is not named: give the name.") for one in missing
    ]
    if not stated:
        found.append(Text("没有勾选真实性声明；请确认数据真实、完整。",
                          "The statement is not confirmed: confirm that the figures are true and complete."))  # fmt: skip
    return found


def joined(found: Iterable[Text]) -> Text:
    """Return several sentences as one text."""
    listed = list(found)
    return Text("".join(one.zh for one in listed), " ".join(one.en for one in listed))
