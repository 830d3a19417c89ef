"""Attachments of a return: supporting documents while it is filled in, the sealed scan once it was submitted.

They belong to the revision that they were sent with and stay with it; who sees the revision sees them.
"""

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin.terms import Text, digest_bytes
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.collect.deadlines import may_edit
from gaoxin_web.collect.excel_rules import stem_of
from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.collect.states import OPEN, State
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, absent, forbidden
from gaoxin_web.review.actions import held
from gaoxin_web.review.attachment_rules import KINDS, ending_of, wrong_with
from gaoxin_web.review.models import Attachment
from gaoxin_web.review.queries import submission_of

UNDER_WAY = frozenset({State.SUBMITTED, State.RECEIVED, State.ZONE_APPROVED, State.PROVINCE_APPROVED})
"""The states in which the sealed scan is sent: submitted, and not approved by the ministry."""


def attachments(submission: Submission) -> QuerySet[Attachment]:
    """Return the attachments up to the revision that is shown, without their contents."""
    last = submission.current.number if submission.current else 0
    rows = Attachment.objects.filter(submission=submission.pk, removed_at=None, revision__number__lte=last)
    return rows.select_related("revision", "person__organisation").defer(
        "content", "revision__cells", "revision__notes"
    )


def attachment_of(person: Person, key: int) -> Attachment:
    """Return one attachment with its content; Refused 404 outside the scope, of a draft that is not one's own, and removed."""
    found = Attachment.objects.filter(pk=key).values_list("submission", flat=True).first()
    if found is None:
        raise absent()
    seen = attachments(submission_of(person, found))
    return one(Attachment.objects.filter(pk__in=seen.values("pk")), pk=key)


def kinds_for(person: Person, submission: Submission) -> list[str]:
    """Return the kinds of attachments that a person can add to a submission now."""
    return [kind for kind in KINDS if _why_not(person, submission, kind) is None]


@act
def attach(actor: Actor, key: int, kind: str, name: str, content: bytes) -> Attachment:
    """Add a file to the working revision of a return.

    Refused 400 or 413 for what is not taken, 403 for who does not fill it, 409 when the state or the deadline is against
    it: supporting documents go with the figures, the sealed scan follows the submit.
    """
    submission = held(actor, key)
    _allow(actor, submission, kind)
    revision = submission.current or Revision.objects.create(
        submission=submission, number=1, made_by=actor.person
    )
    if submission.current is None:
        submission.current = revision
        submission.save(update_fields=["current"])
    there = Attachment.objects.filter(submission=submission, removed_at=None).values_list("size", flat=True)
    called = stem_of(name)
    if wrong := wrong_with(called, content, there):
        raise Refused(400, wrong)
    ending, digest = ending_of(content), digest_bytes(content)
    if Attachment.objects.filter(revision=revision, removed_at=None, kind=kind, digest=digest).exists():
        raise Refused(
            409,
            Text(f"“{called}”已经上传过，内容完全相同。", f"{called!r} is attached already, byte for byte."),
        )
    made = Attachment.objects.create(
        submission=submission, revision=revision, kind=kind, name=f"{called}.{ending}", ending=ending or "",
        size=len(content), digest=digest, content=content, person=actor.person,
    )  # fmt: skip
    write(actor, Tag.ATTACHED, f"submission/{key}",
          new={"kind": kind, "name": made.name, "size": made.size, "digest": made.digest, "revision": revision.number})  # fmt: skip
    return made


@act
def detach(actor: Actor, key: int) -> int:
    """Remove an attachment of a draft, with its content; return the submission. Refused 409 once it was submitted."""
    if actor.person is None:
        raise forbidden()
    found = attachment_of(actor.person, key)
    submission = held(actor, found.submission_id)
    if found.revision_id != submission.current_id or found.revision.sealed_at is not None:
        raise Refused(
            409, Text("附件已随报表提交，不能删除。", "It was submitted with the return and stays with it.")
        )
    _allow(actor, submission, "support")
    found.removed_at, found.content = timezone.now(), b""
    found.save(update_fields=["removed_at", "content"])
    write(
        actor, Tag.DETACHED, f"submission/{submission.pk}", old={"name": found.name, "digest": found.digest}
    )
    return submission.pk


def _allow(actor: Actor, submission: Submission, kind: str) -> None:
    assert actor.person is not None, "held has a person"
    require(actor.person, May.FILL)
    if kind not in KINDS:
        raise Refused(
            400, Text("没有这种附件。", "There is no such kind of attachment."), allowed=list(KINDS)
        )
    why = _why_not(actor.person, submission, kind)
    if why is not None:
        raise why


def _why_not(person: Person, submission: Submission, kind: str) -> Refused | None:
    """Return why a person cannot add an attachment of a kind now; None when he can."""
    if not person.may(May.FILL) or submission.organisation_id != person.organisation_id:
        return forbidden(
            Text("附件由填报单位上传。", "Attachments are added by the organisation that fills the return.")
        )
    if submission.round.closed:
        return Refused(409, Text("本轮已结束。", "The round has ended."))
    if kind == "seal":
        return None if State(submission.state) in UNDER_WAY else Refused(409, _SEAL)
    if State(submission.state) not in OPEN:
        return Refused(
            409,
            Text(
                "本表已提交；佐证材料随退回后的修改补传。",
                "It was submitted: supporting documents come with the next revision.",
            ),
        )
    allowed, reason = may_edit(submission, person, timezone.now())
    return None if allowed else Refused(409, reason)


_SEAL = Text(
    "盖章扫描件在提交之后、部级通过之前上传：先提交，打印带校验码的表，盖章后扫描。",
    "The sealed scan follows the submit and comes before the ministry approves: submit, print the form with its check code, seal and scan it.",
)
