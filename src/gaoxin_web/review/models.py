"""Tables of review: decisions with their marked cells, receipts, reopenings by two persons."""

from typing import ClassVar

from django.db import models

__all__ = ["Attachment", "Decision", "Mark", "Receipt", "Reopening"]


class Decision(models.Model):
    """One move of a submission, never changed: who, from which state to which, why, to whom, until when."""

    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="decisions")
    action = models.CharField(max_length=12)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(default="", blank=True)
    addressee = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    deadline = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]


class Mark(models.Model):
    """A cell that a returning reviewer marked, with what is to be looked at."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="marks")
    place = models.CharField(max_length=160)
    words = models.TextField(default="", blank=True)


class Attachment(models.Model):
    """A file that goes with a revision: a supporting document, or the scan of the sealed and signed print.

    ``kind`` is support or seal, ``ending`` what its first bytes say it is. One of a sealed revision never changes; one of
    a draft can be removed, and its content with it.
    """

    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="attachments")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    ending = models.CharField(max_length=8)
    size = models.IntegerField()
    digest = models.CharField(max_length=80)
    content = models.BinaryField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]


class Receipt(models.Model):
    """Proof of having filed: a number, the digest of what was filed, the time by the server's clock, on time or not.

    ``signatories`` are who answers for the figures by name: ``head``, ``statistician``, ``filler``.
    """

    number = models.CharField(max_length=40, unique=True)
    revision = models.OneToOneField("Revision", on_delete=models.PROTECT, related_name="receipt")
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    on_time = models.BooleanField()
    digest = models.CharField(max_length=80)
    check_code = models.CharField(max_length=16)
    signatories = models.JSONField(default=dict)


class Reopening(models.Model):
    """A wish to reopen an approved submission: asked by one person of the ministry, confirmed by another."""

    submission = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="reopenings")
    asked_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField()
    settled_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
