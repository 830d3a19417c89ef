"""What the pages of review are put together from: tabs, kinds of forms, levels with their people, the way back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.deadlines import deadline_of
from gaoxin_web.collect.editions import fields_of
from gaoxin_web.collect.models import Submission
from gaoxin_web.collect.states import ACTIONS, NAMES, Action, State
from gaoxin_web.review.marks import place_label
from gaoxin_web.review.queries import after_working_days, buttons, receivers, state_of, visible
from gaoxin_web.review.rules import LEVELS, SIGNATORIES

KINDS: dict[str, Text] = {
    "committee": Text("管委会表", "committee returns"),
    "enterprises": Text("企业表", "enterprise tables"),
    "enterprise": Text("企业自填", "enterprises' own returns"),
}
"""The kinds of forms by their words in a filter."""


def kinds() -> list[tuple[str, Text]]:
    """Return the kinds of forms for a filter."""
    return list(KINDS.items())


def states() -> list[tuple[str, Text]]:
    """Return the states for a filter, with what waits for the reader first."""
    return [
        ("waiting", Text("待我办理", "waits for me")),
        *((state.value, name) for state, name in NAMES.items()),
    ]


def tabs_of(submission: Submission) -> list[tuple[str, Text, str]]:
    """Return the tabs of a submission: key, words, address."""
    here = reverse("review_submission", args=[submission.pk])
    found = [
        ("data", Text("数据", "Data"), here),
        ("findings", Text("规则命中", "Findings"), f"{here}?tab=findings"),
        ("changes", Text("改动", "Changes"), reverse("submission_compare", args=[submission.pk])),
        ("attachments", Text("附件", "Attachments"), reverse("submission_attachments", args=[submission.pk])),
        ("history", Text("历次修订", "Revisions"), f"{here}?tab=history"),
    ]
    if submission.form.kind == "enterprises":
        found.insert(1, ("rows", Text("企业", "Enterprises"), reverse("review_rows", args=[submission.pk])))
    return found


@dataclass(frozen=True, slots=True)
class Level:
    """A level to which a return can go, with the people there."""

    target: State
    name: Text
    people: tuple[Person, ...]


def levels(submission: Submission, targets: Iterable[State]) -> list[Level]:
    """Return the levels to which a return can go, the reporter first; who submitted it stands first there."""
    sealed_by = submission.current.sealed_by_id if submission.current else None
    found = []
    for target in LEVELS:
        if target in targets:
            people = sorted(receivers(submission, target), key=lambda one: one.pk != sealed_by)
            found.append(Level(target, LEVELS[target], tuple(people)))
    return found


def dressed(submission: Submission) -> Submission:
    """Give a submission the words that a list says of it: ``form_words``, ``kind_words``, ``classes`` of findings with their numbers."""
    form, counts = submission.form, submission.current.counts if submission.current else {}
    submission.form_words = Text(form.title, form.title_en)  # type: ignore[attr-defined]
    submission.kind_words = KINDS[form.kind]  # type: ignore[attr-defined]
    submission.classes = [(letter, counts[letter]) for letter in "ABCD" if counts.get(letter)]  # type: ignore[attr-defined]
    return submission


def rows_of(submissions: Iterable[Submission]) -> list[tuple[Submission, str, Text]]:
    """Return the rows of a list: the submission, the look and the word of its state."""
    return [(dressed(one), *state_of(one)) for one in submissions]


def words_of(submission: Submission) -> dict[str, Text]:
    """Return the titles that every page of a submission says."""
    form, made = submission.form, submission.round
    return {"title": Text(form.title, form.title_en), "round_title": Text(made.title, made.title_en)}


def decisions_of(person: Person, submission: Submission) -> dict[str, Any]:
    """Return what the buttons and dialogs of a submission are made of."""
    found = buttons(person, submission)
    backwards = found["return"].targets if "return" in found else ()
    return {
        **words_of(submission), "person": person, "buttons": found, "onward": ONWARD.get(submission.state, ""),
        "levels": levels(submission, backwards), "phrases": PHRASES, "signatories": list(SIGNATORIES.items()),
        "deadline": timezone.localtime(after_working_days(3)) if backwards else None,
        "late": "submit" in found and timezone.now() > deadline_of(submission).due,
        "wish": submission.reopenings.filter(settled_at=None).select_related("asked_by").first() if "reopen" in found else None,
    }  # fmt: skip


ONWARD = {
    State.RECEIVED: Text("通过，报省级", "Approve, on to the province"),
    State.ZONE_APPROVED: Text("通过，报部级", "Approve, on to the ministry"),
    State.PROVINCE_APPROVED: Text("通过", "Approve"),
}
"""What approving is called at each station."""

PHRASES = (Text("口径不符", "not as defined"), Text("缺附件", "an attachment is missing"),
           Text("与企业表不一致", "differs from the enterprise table"))  # fmt: skip
"""What reviewers often write into a reason."""


def history(person: Person, submission: Submission) -> dict[str, Any]:
    """Return the revisions and the decisions of a submission, the last first, with their words."""
    rows = visible(person, submission).select_related("made_by", "receipt")
    revisions = list(rows.defer("cells", "notes").order_by("-number"))
    for each in revisions:
        each.short = each.digest.removeprefix("sha256:")[:12]  # type: ignore[attr-defined]
    fields = fields_of(submission.form)
    decisions = list(
        submission.decisions.select_related("person", "addressee", "revision")
        .prefetch_related("marks")
        .order_by("-id")
    )
    for one in decisions:
        one.words = ACTIONS[Action(one.action)]  # type: ignore[attr-defined]
        for mark in one.marks.all():
            mark.label = place_label(fields, mark.place)  # type: ignore[attr-defined]
    return {
        "revisions": revisions, "decisions": decisions, "approved_word": Text("已通过", "approved"),
        "sealed_word": Text("已封存", "sealed"), "draft_word": Text("草稿", "draft"),
    }  # fmt: skip


def back_to(request: HttpRequest) -> str:
    """Return the page of ours that a form wants to go on to, or nothing."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else ""
