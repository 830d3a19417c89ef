"""Tables of the registry: zones with history, enterprises with entry, exit and move, candidates."""

from typing import ClassVar

from django.db import models

__all__ = ["Candidate", "Enterprise", "Stay", "Zone", "ZoneYear"]


class Zone(models.Model):
    """A national high-tech zone, or a park that takes part by invitation; its organisation has the same code."""

    code = models.CharField(max_length=20, unique=True)
    organisation = models.OneToOneField("Organisation", on_delete=models.PROTECT, related_name="zone")
    province = models.CharField(max_length=40, db_index=True)
    city = models.CharField(max_length=40, default="", blank=True)
    national_since = models.IntegerField(null=True)
    self_innovation_zone = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["code"]


class ZoneYear(models.Model):
    """What a zone is from a year on: name, park type, perimeter; a new row for each change, none is overwritten.

    ``event`` is founded, upgraded, renamed, retyped, perimeter; the row in force is the last one up to a year.
    """

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="years")
    since = models.IntegerField()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    park_type = models.CharField(max_length=20, default="", blank=True)
    perimeter = models.CharField(max_length=80, default="1")
    event = models.CharField(max_length=20, default="founded")
    document = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["zone", "since", "id"]


class Enterprise(models.Model):
    """An enterprise by its unified social credit code (nine digits up to data year 2017).

    ``same_as`` is the row that stands for it since somebody found that both are one enterprise.
    """

    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200, db_index=True)
    organisation = models.OneToOneField(
        "Organisation", null=True, on_delete=models.PROTECT, related_name="enterprise"
    )
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="doubles")

    class Meta:
        ordering: ClassVar = ["credit_code"]


class Stay(models.Model):
    """An enterprise in a zone from a data year to another: entry, exit, or move to another zone, with the reason."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="stays")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="stays")
    since = models.IntegerField()
    until = models.IntegerField(null=True)
    entry = models.CharField(max_length=20, default="entry")
    leaving = models.CharField(max_length=20, default="", blank=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        ordering: ClassVar = ["enterprise", "since"]
        indexes: ClassVar = [models.Index(fields=["zone", "since", "until"], name="stay_in_zone")]


class Candidate(models.Model):
    """A provincial zone that applies to become national; ``zone`` is what it became."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    province = models.CharField(max_length=40, db_index=True)
    city = models.CharField(max_length=40, default="", blank=True)
    applied_in = models.IntegerField(null=True)
    zone = models.OneToOneField(Zone, null=True, on_delete=models.PROTECT, related_name="candidate")
    note = models.TextField(default="", blank=True)

    class Meta:
        ordering: ClassVar = ["province", "code"]
