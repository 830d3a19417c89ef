"""Tables of the platform: the journal, jobs, messages."""

from typing import ClassVar

from django.db import models

__all__ = ["Entry", "Job", "Message"]


class Entry(models.Model):
    """One line of the journal: who did what, when, from where, old and new; chained by hashes, never changed.

    ``number`` counts from 1 without gaps; ``hash`` is SHA-256 over the line and the hash before it.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    tag = models.CharField(max_length=60, db_index=True)
    person = models.CharField(max_length=80, db_index=True)
    role = models.CharField(max_length=30)
    organisation = models.CharField(max_length=40, db_index=True)
    address = models.CharField(max_length=64)
    door = models.CharField(max_length=10)
    subject = models.CharField(max_length=120, db_index=True)
    old = models.TextField()
    new = models.TextField()
    succeeded = models.BooleanField(default=True)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]


class Job(models.Model):
    """Long work outside a request: its state is true at every moment, also after a crash.

    A running job beats its ``heartbeat``; one that stopped beating is taken up again or marked failed.
    """

    kind = models.CharField(max_length=40, db_index=True)
    arguments = models.JSONField(default=dict)
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="jobs")
    organisation = models.ForeignKey("Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="queued", db_index=True)
    weight = models.SmallIntegerField(default=0)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    saying = models.CharField(max_length=200, default="")
    attempts = models.SmallIntegerField(default=0)
    owner = models.CharField(max_length=60, default="")
    heartbeat = models.DateTimeField(null=True)
    cancel = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    error = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "weight", "id"], name="job_next")]


class Message(models.Model):
    """A word to one person, with the page it speaks of."""

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField(auto_now_add=True)
    zh = models.TextField()
    en = models.TextField()
    link = models.CharField(max_length=200, default="")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
