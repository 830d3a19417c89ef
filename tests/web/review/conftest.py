"""Submissions of the small demonstration, moved by real acts to where a test needs them."""

from collections.abc import Callable

import pytest

from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.collect.states import State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.review import actions, reopening
from gaoxin_web.review.models import Reopening

SIGNED = {"head": "周正", "statistician": "吴越", "filler": "王珂"}


@pytest.fixture
def acting(person: Callable[[str], object]) -> Callable[[str], Actor]:
    """Return the actor for a user name."""
    return lambda username: Actor(person(username), "127.0.0.1")


@pytest.fixture
def fresh(person: Callable[[str], object]) -> Callable[..., Submission]:
    """Return the open submission of somebody's unit as it is stored now."""

    def found(username: str = "officer1", kind: str = "committee") -> Submission:
        rows = Submission.objects.select_related(
            "form__round", "round", "organisation", "zone__organisation", "current", "approved"
        )
        return rows.get(organisation=person(username).organisation, form__kind=kind, round__closed=False)

    return found


@pytest.fixture
def filled(fresh: Callable[..., Submission]) -> Callable[..., Submission]:
    """Return a draft of the first zone that holds usable cells (another zone's), so that no check stands in its way."""

    def fill(username: str = "officer1") -> Submission:
        submission = fresh(username)
        others = Submission.objects.filter(form=submission.form).exclude(approved=None)
        assert submission.current is not None
        Revision.objects.filter(pk=submission.current.pk).update(cells=others.first().approved.cells)
        return fresh(username)

    return fill


@pytest.fixture
def at(
    filled: Callable[..., Submission], fresh: Callable[..., Submission], acting: Callable[[str], Actor]
) -> Callable[..., Submission]:
    """Bring the first zone's committee return to a state by the acts of its people."""

    def bring(state: State) -> Submission:
        key = filled().pk
        steps: list[Callable[[], object]] = [
            lambda: submit(acting("officer1"), key),
            lambda: actions.receive(acting("reviewer1"), key),
            lambda: actions.approve(acting("reviewer1"), key),
            lambda: actions.approve(acting("province1"), key),
            lambda: actions.approve(acting("ministry1"), key),
        ]
        order = [
            State.DRAFT,
            State.SUBMITTED,
            State.RECEIVED,
            State.ZONE_APPROVED,
            State.PROVINCE_APPROVED,
            State.MINISTRY_APPROVED,
        ]
        wanted = 3 if state == State.RETURNED else order.index(state)
        for step in steps[:wanted]:
            step()
        if state == State.RETURNED:
            send_back(acting("province1"), key, acting("officer1").person.pk)
        return fresh()

    return bring


def submit(actor: Actor, key: int) -> object:
    """Submit with everything that a submit needs."""
    return actions.submit(actor, key, signatories=SIGNED, stated=True)


def send_back(
    actor: Actor, key: int, addressee: int, target: State = State.RETURNED, **more: object
) -> object:
    """Return with everything that a return needs, the deadline two days from now."""
    from datetime import timedelta

    from django.utils import timezone

    words = {"reason": "请核对口径并说明", "deadline": timezone.now() + timedelta(days=2), **more}
    return actions.send_back(actor, key, target=target, addressee=addressee, **words)


def reopen(asker: Actor, confirmer: Actor, key: int) -> Reopening:
    """Ask and confirm."""
    wish = reopening.ask_reopening(asker, key, reason="核查发现口径有误")
    return reopening.settle_reopening(confirmer, wish.pk, confirmed=True)
